//! `/authenticators`: they are shown on the profile.

use identity::Unexpected;

use crate::web::{Answer, Request};

/// Leads to the profile's section.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    Ok(if request.me().is_some() { Answer::Go("/profile#authenticators".into()) } else { Answer::sign_in(&request) })
}
