//! `/help/terms`: what people agree to when they sign in.

use identity::Unexpected;

use super::{prose, text::terms};
use crate::web::{Answer, Request};

/// The page, from its words.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    Ok(Answer::Page(prose::page(&request, &terms::WORDS)))
}
