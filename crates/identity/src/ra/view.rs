//! "View profile": what somebody at the desk may see of a person in sight. No secrets are among it.

use crate::{
    actor::Origin,
    attempts::{self, Stopped},
    audit::{self, Event},
    authenticator::{Authenticator, AuthenticatorId},
    email::Email,
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonState, UserIdentifier},
    ra::{
        Desk, act,
        store::{HeldPosition, InSight},
        take_over,
    },
    service::{Service, Unexpected},
    smartcard::{
        card::CardSerial,
        expiry::{self, Standing},
        own::{self, HeldCard},
    },
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
    /// What there is to say of their smartcard.
    pub card: Option<SeenCard>,
    /// Where their guesses are not looked at now, because too many were wrong.
    pub stopped: Vec<Stopped>,
    /// Through which Registration Authority they are in sight.
    pub through: OrganisationCode,
    /// Whether they are whoever looks: everything is shown, and every action refuses.
    pub is_yourself: bool,
    /// Whether only a manager may take their account over, and whoever looks is none.
    pub needs_manager: bool,
    /// Whether only a manager takes something from them, or gives it back.
    pub takes_manager: bool,
}

impl Profile {
    /// Whether whoever looks may give them a way in, alone or with an approval: the form is of use.
    #[must_use]
    pub fn may_be_let_in(&self) -> bool {
        let Person { state, frozen, .. } = &self.person;
        !self.is_yourself && !self.needs_manager && *state == PersonState::Open && frozen.is_none()
    }

    /// Whether whoever looks may take something from them.
    #[must_use]
    pub const fn may_be_taken_from(&self) -> bool {
        !self.is_yourself && !self.takes_manager
    }
}

/// A smartcard, as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenCard {
    /// The authenticator that it is.
    pub authenticator: AuthenticatorId,
    /// The number that is on it.
    pub serial: CardSerial,
    /// Whether it works, and until when.
    pub standing: Standing,
    /// Whether it can be unblocked here: it signs in, and what unblocks it is known.
    pub can_be_unblocked: bool,
    /// Whether it can be prepared afresh: what unblocks it is known.
    pub can_be_prepared: bool,
}

/// How looking at somebody ended.
#[derive(Debug)]
pub enum Look {
    /// Here they are.
    Seen(Box<Profile>),
    /// They are not in sight, or do not exist.
    NotInSight,
    /// Too many searches, of which this is one: not before this instant.
    Wait(Timestamp),
}

/// Somebody in sight, by their identifier; `None` when they are not, or do not exist.
///
/// # Errors
/// When the database refuses.
pub async fn find(service: &Service, desk: &Desk, identifier: &UserIdentifier) -> Result<Option<Person>, Unexpected> {
    let mut repository = service.read().await?;
    let Some(person) = repository.find_person_by_identifier(identifier).await? else { return Ok(None) };
    Ok(repository.find_in_sight(&desk.scope(service), &person.id).await?.map(|found| found.person))
}

/// Looks at somebody by their identifier. The first look within an hour is a search: counted, and in the log.
///
/// # Errors
/// When the database refuses.
pub async fn look(
    service: &Service,
    desk: &Desk,
    origin: &Origin,
    identifier: &UserIdentifier,
) -> Result<Look, Unexpected> {
    let Some(person) = find(service, desk, identifier).await? else { return Ok(Look::NotInSight) };
    let me = &desk.me().person.id;
    if person.id != *me {
        let mut repository = service.write().await?;
        if attempts::is_first_look(service, &mut *repository, (me, &person.id)).await? {
            if let Some(until) = attempts::reserve_search(service, &mut *repository, me).await? {
                return Ok(Look::Wait(until));
            }
            let (actor, subject) = (desk.actor(), Some(&person.id));
            audit::record(&mut *repository, service, origin, &actor, subject, Event::RaViewed, &[]).await?;
            repository.commit().await?;
        }
    }
    Ok(view(service, desk, &person.id).await?.map_or(Look::NotInSight, |profile| Look::Seen(Box::new(profile))))
}

/// Shows somebody in sight; `None` when they are not, or do not exist.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, desk: &Desk, person: &PersonId) -> Result<Option<Profile>, Unexpected> {
    let mut repository = service.read().await?;
    let Some(InSight { person, through, rank }) = repository.find_in_sight(&desk.scope(service), person).await? else {
        return Ok(None);
    };
    let id = &person.id;
    Ok(Some(Profile {
        positions: repository.list_held_positions(std::slice::from_ref(id)).await?,
        emails: repository.list_emails(id).await?,
        mobile: repository.lookup_mobile(id).await?,
        password_set_at: repository.password_set_at(id).await?,
        authenticators: repository.list_active_authenticators(id).await?.into_iter().map(without_secret).collect(),
        card: own::find(&mut *repository, id).await?.map(|held| seen(&held, service.now())),
        stopped: attempts::stopped(service, &mut *repository, id).await?,
        through,
        is_yourself: *id == desk.me().person.id,
        needs_manager: take_over::needs_manager(service, &mut *repository, rank, id).await?,
        takes_manager: act::takes_manager(service, &mut *repository, rank, id).await?,
        person,
    }))
}

fn without_secret(authenticator: Authenticator) -> Authenticator {
    Authenticator { secret: None, ..authenticator }
}

fn seen(held: &HeldCard, now: Timestamp) -> SeenCard {
    let (standing, is_known) = (expiry::of(held, now), held.card.unblocking_key.is_some());
    let signs_in = held.authenticator.is_usable() && standing.works();
    SeenCard {
        authenticator: held.authenticator.id.clone(),
        serial: held.card.serial.clone(),
        standing,
        can_be_unblocked: signs_in && is_known,
        can_be_prepared: is_known,
    }
}
