//! Forms that bring a file. Their body may be longer than any other, so that none of it is read before it is known who asks.

use std::sync::Arc;

use axum::{
    extract::{Multipart, multipart::MultipartRejection},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, post},
};
use identity::Unexpected;

use super::{
    App, Fault, Next, Request,
    form::{finish, run},
};

/// What a form brings that is sent as `multipart/form-data` (RFC 7578), not read yet.
pub struct Upload(Multipart);

/// It broke off, is longer than the guard lets through, or none of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

impl Upload {
    /// Reads the fields of these names; one that is not there is empty, and of two with a name the later one counts.
    ///
    /// # Errors
    /// When not all of it can be read.
    pub async fn read<const N: usize>(mut self, names: [&str; N]) -> Result<[Vec<u8>; N], Unread> {
        let mut values = [const { Vec::new() }; N];
        while let Some(field) = self.0.next_field().await.map_err(|_| Unread)? {
            let place = names.iter().position(|name| field.name() == Some(name));
            let bytes = field.bytes().await.map_err(|_| Unread)?;
            if let Some(value) = place.and_then(|place| values.get_mut(place)) {
                *value = bytes.to_vec();
            }
        }
        Ok(values)
    }
}

/// The route of such a form, at its address. Like any other form it is answered by a redirect.
pub fn upload<F>(address: &'static str, work: fn(Request, Upload) -> F) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Next, Unexpected>> + Send + 'static,
{
    post(async move |request: Request, form: Result<Multipart, MultipartRejection>| -> Response {
        let Ok(form) = form else {
            tracing::warn!("refused: a form with a file that is none");
            return Fault::BadRequest.into_response();
        };
        run(request.clone(), |request| work(request, Upload(form))).await;
        finish(address, &request)
    })
}
