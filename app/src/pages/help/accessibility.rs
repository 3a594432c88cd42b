//! `/help/accessibility`: what people can expect, and what is known not to work for everybody.

use identity::Unexpected;

use super::{prose, text::accessibility};
use crate::web::{Answer, Request};

/// The page, from its words.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    Ok(Answer::Page(prose::page(&request, &accessibility::WORDS)))
}
