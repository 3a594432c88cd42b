//! "View profile": what somebody at the desk may see of a person in sight. No secrets are among it.

use crate::{
    attempts::{self, Stopped},
    authenticator::Authenticator,
    email::Email,
    organisation::OrganisationCode,
    person::{Person, PersonId},
    ra::{Desk, store::HeldPosition},
    service::{Service, Unexpected},
    time::Timestamp,
};

/// Everything that the desk shows of one person, read at one time.
#[derive(Debug)]
pub struct Profile {
    /// Who; whether changes stand still is among it.
    pub person: Person,
    /// Positions, ended ones too, latest start first.
    pub positions: Vec<HeldPosition>,
    /// E-mail addresses, oldest first: whoever helps must be able to read them out.
    pub emails: Vec<Email>,
    /// The mobile number (E.164).
    pub mobile: Option<String>,
    /// When the password was set; `None` without one.
    pub password_set_at: Option<Timestamp>,
    /// Authenticators, suspended ones too, oldest first.
    pub authenticators: Vec<Authenticator>,
    /// Where their guesses are not looked at now, because too many were wrong.
    pub stopped: Vec<Stopped>,
    /// Through which Registration Authority they are in sight.
    pub through: OrganisationCode,
    /// Whether they are whoever looks: everything is shown, and every action refuses.
    pub is_yourself: bool,
}

/// Shows somebody in sight; `None` when they are not, or do not exist.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, desk: &Desk, person: &PersonId) -> Result<Option<Profile>, Unexpected> {
    let mut repository = service.read().await?;
    let Some((person, through)) = repository.find_in_sight(&desk.scope(service), person).await? else {
        return Ok(None);
    };
    let id = &person.id;
    Ok(Some(Profile {
        positions: repository.list_held_positions(std::slice::from_ref(id)).await?,
        emails: repository.list_emails(id).await?,
        mobile: repository.lookup_mobile(id).await?,
        password_set_at: repository.password_set_at(id).await?,
        authenticators: repository.list_active_authenticators(id).await?.into_iter().map(without_secret).collect(),
        stopped: attempts::stopped(service, &mut *repository, id).await?,
        through,
        is_yourself: *id == desk.me().person.id,
        person,
    }))
}

fn without_secret(authenticator: Authenticator) -> Authenticator {
    Authenticator { secret: None, ..authenticator }
}
