//! "View your profile": everything that the page shows, over one connection.

use crate::{
    application::{self, Application},
    authenticator::Authenticator,
    email::Email,
    person::Position,
    service::{Service, Unexpected},
    session::SignedIn,
    time::Timestamp,
};

/// What the profile shows beside the person.
#[derive(Debug)]
pub struct Profile {
    /// Positions, latest start first.
    pub positions: Vec<Position>,
    /// E-mail addresses, oldest first.
    pub emails: Vec<Email>,
    /// The mobile number (E.164).
    pub mobile: Option<String>,
    /// When the password was set; `None` without one.
    pub password_set_at: Option<Timestamp>,
    /// Active authenticators, oldest first.
    pub authenticators: Vec<Authenticator>,
    /// Every application, by name.
    pub applications: Vec<Application>,
}

/// Reads the profile of whoever asks.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, me: &SignedIn) -> Result<Profile, Unexpected> {
    let mut repository = service.read().await?;
    Ok(Profile {
        positions: repository.list_positions(&me.person.id).await?,
        emails: repository.list_emails(&me.person.id).await?,
        mobile: repository.lookup_mobile(&me.person.id).await?,
        password_set_at: repository.password_set_at(&me.person.id).await?,
        authenticators: repository.list_active_authenticators(&me.person.id).await?,
        applications: application::list::by_name(repository.list_applications().await?),
    })
}
