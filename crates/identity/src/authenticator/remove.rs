//! Remove an authenticator: its person, who is told first what would be lost with it, or an operator after an identity check.

use crate::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    audit::Event,
    authenticator::{
        Authenticator, AuthenticatorId, AuthenticatorState,
        own::{self, Help, Missing},
    },
    mail::text,
    person::{Person, freeze},
    random::Token,
    service::{Service, Unexpected},
    session::{SignedIn, current},
    store::Repository,
    time::Timestamp,
    undo::{Change, KeptAuthenticator},
};

/// How removing ended.
#[derive(Debug)]
pub enum RemoveAuthenticator {
    /// It is gone. The session has a new token.
    Removed(Token),
    /// Nobody has it, or somebody else: the same answer.
    NotThere,
    /// The session's level is below the authenticator's (failure 13).
    LevelTooLow,
    /// A sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Without it the person cannot sign in any more: another should be added first. Not removed without confirmation.
    LastWayIn,
    /// Changes stand still.
    Frozen,
    /// Without it the person reaches AAL3 no more: another should be added first. Not removed without confirmation.
    LastAtAal3,
}

freeze::kept!(RemoveAuthenticator, SignInAgain);

/// What somebody could no longer do without an authenticator. Ordered: who was told of the greater loss was told of the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    /// Reach AAL3.
    LastAtAal3,
    /// Sign in.
    LastWayIn,
}

impl Loss {
    /// As forms write it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::LastAtAal3 => "last-at-aal3",
            Self::LastWayIn => "last-way-in",
        }
    }

    /// From a form.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::LastAtAal3, Self::LastWayIn].into_iter().find(|loss| loss.slug() == slug)
    }
}

impl From<Loss> for RemoveAuthenticator {
    fn from(loss: Loss) -> Self {
        match loss {
            Loss::LastWayIn => Self::LastWayIn,
            Loss::LastAtAal3 => Self::LastAtAal3,
        }
    }
}

/// What whoever asks would lose with one of theirs, for the page that asks whether it goes.
///
/// # Errors
/// When the database refuses.
pub async fn would_lose(
    service: &Service,
    me: &SignedIn,
    authenticator: &Authenticator,
) -> Result<Option<Loss>, Unexpected> {
    loss(&mut *service.read().await?, &me.person, authenticator, service.now()).await
}

/// Removes an authenticator of whoever asks. `told`: what they were told that they lose, and want it gone all the same.
///
/// # Errors
/// When the database refuses.
pub async fn remove(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    id: &AuthenticatorId,
    told: Option<Loss>,
) -> Result<RemoveAuthenticator, Unexpected> {
    let mut repository = service.write().await?;
    let Some((person, authenticator)) = own::take(&mut *repository, &me.person, id).await? else {
        return Ok(RemoveAuthenticator::NotThere);
    };
    if let Some(kept) = freeze::keeps(&mut *repository, me, &person).await? {
        return Ok(kept.into());
    }
    match own::missing(service, &me.session, &authenticator) {
        Some(Missing::Level) => return Ok(RemoveAuthenticator::LevelTooLow),
        Some(Missing::FreshSignIn) => return Ok(RemoveAuthenticator::SignInAgain),
        None => {}
    }
    let loss = loss(&mut *repository, &me.person, &authenticator, service.now()).await?;
    if let Some(loss) = loss.filter(|loss| Some(*loss) > told) {
        return Ok(loss.into());
    }
    let actor = Actor::Person(me.person.id.clone());
    let by = By { actor: &actor, origin, why: &[] };
    write(service, &mut *repository, by, (&me.person, &authenticator), Some(me)).await?;
    // Another tab may have signed out since: then nothing of this is committed.
    let Some(token) = current::rotate(service, &mut *repository, Some(me), &me.person).await? else {
        return Ok(RemoveAuthenticator::SignInAgain);
    };
    repository.commit().await?;
    Ok(RemoveAuthenticator::Removed(token))
}

/// Removes an authenticator of a person whose identity was checked; `false` when it is not there. Nothing brings it back.
///
/// # Errors
/// When the database refuses.
pub async fn remove_for(
    service: &Service,
    actor: &Actor,
    origin: &Origin,
    person: &Person,
    id: &AuthenticatorId,
    reason: &str,
) -> Result<bool, Unexpected> {
    let mut repository = service.write().await?;
    let by = By { actor, origin, why: &[("reason", reason)] };
    let removed = own::help(service, &mut *repository, by, (person, id), Help::Remove).await?;
    repository.commit().await?;
    Ok(removed)
}

/// Ends it and the sessions that it opened, but for the one of whoever asks. What its own person did can be taken back.
pub(super) async fn write(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, authenticator): (&Person, &Authenticator),
    me: Option<&SignedIn>,
) -> Result<(), Unexpected> {
    let now = service.now();
    let change = match me {
        Some(_) => {
            let kept = KeptAuthenticator::of(service, authenticator)?;
            Some(Change::authenticator_removed(authenticator.kind, kept))
        }
        None => None,
    };
    let stays = me.map(own::Stays::of).unwrap_or_default();
    own::end(repository, (&person.id, &authenticator.id), AuthenticatorState::Removed, stays, now).await?;
    let words = text::authenticator_removed(&service.policy, &person.name.full(), authenticator.kind.name(), now);
    let event = Event::AuthenticatorRemoved;
    own::changed(service, repository, by, (person, authenticator), event, (&words, change.as_ref())).await
}

/// What the person could no longer do. One that signs nobody in is no loss.
async fn loss(
    repository: &mut dyn Repository,
    person: &Person,
    authenticator: &Authenticator,
    now: Timestamp,
) -> Result<Option<Loss>, Unexpected> {
    let ways = own::ways_in(repository, person, now).await?;
    let (this, others): (Vec<_>, Vec<_>) = ways.into_iter().partition(|way| way.id == authenticator.id);
    let is_highest = |way: &Authenticator| way.level == AssuranceLevel::Aal3;
    Ok(match this.first() {
        None => None,
        Some(_) if others.is_empty() => Some(Loss::LastWayIn),
        Some(this) if is_highest(this) && !others.iter().any(is_highest) => Some(Loss::LastAtAal3),
        Some(_) => None,
    })
}
