//! `/help/privacy`: what is stored, why, for how long, and who sees it.

use identity::Unexpected;

use super::{prose, text::privacy};
use crate::web::{Answer, Request};

/// The page, from its words.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    Ok(Answer::Page(prose::page(&request, &privacy::WORDS)))
}
