//! Everything, as a file. Written while it is read: no answer holds more than a piece of it.

use std::sync::Arc;

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use futures_util::stream;
use http::header;
use identity::activity::export::{Export, Format};

use crate::web::{App, Visitor};

/// For a spreadsheet.
pub async fn csv(app: State<Arc<App>>, visitor: Extension<Arc<Visitor>>) -> Response {
    download(app, &visitor, Format::Csv)
}

/// For a program.
pub async fn json(app: State<Arc<App>>, visitor: Extension<Arc<Visitor>>) -> Response {
    download(app, &visitor, Format::Json)
}

fn download(State(app): State<Arc<App>>, visitor: &Visitor, format: Format) -> Response {
    let Some(me) = &visitor.me else {
        return Redirect::to("/sign-in?to=/activity").into_response();
    };
    let export = Export::begin(me, format);
    let pieces = stream::try_unfold((app, export), |(app, mut export): (Arc<App>, Export)| async move {
        let piece =
            export.next(&app.service).await.inspect_err(|error| tracing::error!(%error, "a download broke off"))?;
        Ok::<_, identity::Unexpected>(piece.map(|piece| (piece, (app, export))))
    });
    let name = format!("attachment; filename=\"{}\"", format.file_name());
    let headers = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    (headers, Body::from_stream(pieces)).into_response()
}
