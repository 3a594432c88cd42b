//! `/help`: how to use this service, and what to do when something goes wrong.

use identity::Unexpected;

use super::{prose, text::guide};
use crate::{
    pages::ra,
    web::{Answer, Request},
};

/// The page, from its words.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let ours = ra::contact::mine(&request).await?;
    Ok(Answer::Page(prose::page_with(&request, &guide::WORDS, ours)))
}
