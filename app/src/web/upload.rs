//! Forms that bring a file. Their body may be longer than any other, so that none of it is read before it is known who asks.

use std::sync::Arc;

use axum::{
    extract::{DefaultBodyLimit, Multipart, multipart::MultipartRejection},
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

/// What a form brings in a field.
#[derive(Debug, Default)]
pub struct Sent {
    /// What it holds: nothing of one that is too long.
    pub bytes: Vec<u8>,
    /// How long it is.
    pub length: usize,
    /// The name of the file, where one was chosen.
    pub name: Option<String>,
}

/// It broke off, is longer than the guard lets through, or none of the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

impl Upload {
    /// Reads the fields of these names; one that is not there is empty, and of two with a name the later one counts. Of one
    /// longer than `most` nothing is kept, and the rest is read: a browser that is not heard out shows no answer.
    ///
    /// # Errors
    /// When not all of it can be read.
    pub async fn read<const N: usize>(mut self, names: [&str; N], most: usize) -> Result<[Sent; N], Unread> {
        let mut sent = [const { Sent { bytes: Vec::new(), length: 0, name: None } }; N];
        while let Some(mut field) = self.0.next_field().await.map_err(|_| Unread)? {
            let place = names.iter().position(|name| field.name() == Some(name));
            let name = field.file_name().filter(|name| !name.is_empty()).map(str::to_owned);
            let mut read = Sent { name, ..Sent::default() };
            while let Some(piece) = field.chunk().await.map_err(|_| Unread)? {
                read.add(&piece, most);
            }
            if let Some(value) = place.and_then(|place| sent.get_mut(place)) {
                *value = read;
            }
        }
        Ok(sent)
    }
}

impl Sent {
    fn add(&mut self, piece: &[u8], most: usize) {
        self.length += piece.len();
        if self.length > most {
            self.bytes = Vec::new();
        } else {
            self.bytes.extend_from_slice(piece);
        }
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
    // The guard bounds it.
    .layer(DefaultBodyLimit::disable())
}
