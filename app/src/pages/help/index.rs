//! `/help`: how to use this service, and what to do when something goes wrong.

use identity::Unexpected;

use super::{prose, text::guide};
use crate::web::{Answer, Request};

/// The page, from its words.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    Ok(Answer::Page(prose::page(&request, &guide::WORDS)))
}
