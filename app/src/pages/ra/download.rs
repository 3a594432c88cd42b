//! `/ra/download/LIST`: a list of the desk for a spreadsheet, written while it is read.

use axum::{
    body::Body,
    response::{IntoResponse as _, Redirect, Response},
};
use futures_util::stream;
use http::header;
use identity::ra::export::{Export, List};

use super::enter;
use crate::web::{Answer, Fault, Request};

/// The file.
pub async fn csv(request: Request) -> Response {
    let desk = match enter(&request).await {
        Ok(Ok(desk)) => desk,
        Ok(Err(Answer::Go(path))) => return Redirect::to(&path).into_response(),
        Ok(Err(_)) => return Fault::Missing.into_response(),
        Err(error) => return Fault::of(&error).into_response(),
    };
    let Some(list) = List::from_slug(&request.param("list")) else {
        return Fault::Missing.into_response();
    };
    let export = match Export::begin(request.service(), &desk, request.origin(), list).await {
        Ok(export) => export,
        Err(error) => return Fault::of(&error).into_response(),
    };
    let pieces = stream::try_unfold((request, export), |(request, mut export): (Request, Export)| async move {
        let piece = export
            .next(request.service())
            .await
            .inspect_err(|error| tracing::error!(%error, "a download broke off"))?;
        Ok::<_, identity::Unexpected>(piece.map(|piece| (piece, (request, export))))
    });
    let name = format!("attachment; filename=\"{}.csv\"", list.slug());
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(pieces)).into_response()
}
