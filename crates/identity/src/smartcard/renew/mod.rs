//! Renew one's own card: new keys on it, new certificates for them, written, tried and used once; only then the old ones end.
//!
//! Where it stands is a row, so that whatever breaks off goes on: to begin again is to continue. Each step asks the agent for
//! one thing and checks the answer; steps that were done on the card are done again without harm. Both certificates or none:
//! they are issued, put in use and revoked in one transaction each. Until the new ones were used the old ones sign in.

mod check;
mod step;

use card_protocol::{Ask, Fault, Passcode, Purpose};
use serde::{Deserialize, Serialize};

use super::{
    ask,
    certificate::{CertificatePurpose, RenewalId},
    expiry::{self, Standing},
    own::{self, HeldCard},
    pair,
    renewal::{Renewal, RenewalState},
    request::BadRequests,
    statement,
};
use crate::{
    actor::{Actor, By, Origin},
    audit::{self, Event},
    person::freeze,
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    smartcard::{
        authority::revoke,
        certificate::{CertificateState, RevocationReason},
    },
    store::Repository,
    time::Timestamp,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose, Challenge},
};

/// How beginning, or a step, ended.
#[derive(Debug)]
pub enum Renew {
    /// What to ask the agent next.
    Ask(Box<Next>),
    /// Done: the new certificates are in use until then, and the old ones are off the card.
    Renewed {
        /// The end of the new ones.
        until: Timestamp,
    },
    /// The agent says that it could not. The renewal stands where it stood; the same may be asked again.
    Fault(Fault, Option<Passcode>),
    /// The card's answer is not what was asked for. The renewal stands where it stood.
    Refused(Refused),
    /// It can be renewed from this instant on.
    NotYet(Timestamp),
    /// It has ended, or was revoked: only the Registration Authority can help.
    Expired,
    /// Whoever asks has no card that may be used.
    NoCard,
    /// They are signed in with something else, not within the last 5 minutes, or no more: they sign in with the card first.
    SignInWithCard,
    /// Changes stand still.
    Frozen,
    /// Too much was asked for from this network: not before this instant. With the session's new token, as [`Next`] has it.
    Wait(Timestamp, Option<Token>),
    /// The time of the last ask is over, it was answered before, or it is another browser's: begin again.
    Over,
}

freeze::kept!(Renew, SignInWithCard);

/// What the agent is asked next.
#[derive(Debug)]
pub struct Next {
    /// Which step that is, for the page's progress.
    pub step: RenewalState,
    /// What to ask, as JSON, and what its answer belongs to.
    pub challenge: Challenge,
    /// The session's new token, when the step before changed what signs its holder in (failure 29); for the cookie only.
    pub token: Option<Token>,
}

/// Why an answer was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is another answer than was asked for, or of another card.
    NotAsked,
    /// The clock of this computer is wrong by more than 10 minutes.
    ClockWrong,
    /// The requests for certificates are not right.
    BadRequests(BadRequests),
    /// A key was certified before: the card did not make a new one.
    KeyKnown,
}

/// What waits for the answer, sealed.
#[derive(Serialize, Deserialize)]
struct Remembered {
    renewal: String,
    state: String,
    nonce: String,
}

/// Begins a renewal of the card of whoever asks, or goes on with the one that is under way. Asks for a sign-in with that very
/// card, not older than 5 minutes.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
) -> Result<Renew, Unexpected> {
    let mut repository = service.write().await?;
    let mine = match mine(service, &mut *repository, me).await? {
        Ok(mine) => mine,
        Err(refusal) => return Ok(refusal),
    };
    if !me.session.is_fresh(service.now()) {
        return Ok(Renew::SignInWithCard);
    }
    let renewal = match repository.find_renewal(&mine.card.id).await? {
        Some(renewal) => renewal,
        None => new(service, &mut *repository, (me, origin), &mine).await?,
    };
    if let (true, Some(refusal)) = (renewal.state != RenewalState::Used, window(service, &mine)) {
        return Ok(refusal);
    }
    next(service, repository, (me, origin, browser), (&mine, &renewal), None).await
}

/// Takes the agent's answer, as it gave it, and says what is next.
///
/// # Errors
/// When the authority or the database refuses.
pub async fn advance(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<Renew, Unexpected> {
    step::advance(service, (me, origin, browser), ceremony, answer).await
}

/// Gives up the renewal that is under way, for a card that lost the keys that were made for it: certificates that were issued
/// and not used are revoked, and another one may begin. Not after the new ones were used.
///
/// # Errors
/// When the database refuses.
pub async fn give_up(service: &Service, me: &SignedIn, origin: &Origin) -> Result<bool, Unexpected> {
    let mut repository = service.write().await?;
    let Ok(mine) = mine(service, &mut *repository, me).await? else {
        return Ok(false);
    };
    let renewal = repository.find_renewal(&mine.card.id).await?;
    let Some(renewal) = renewal.filter(|renewal| renewal.state != RenewalState::Used) else {
        return Ok(false);
    };
    let actor = Actor::Person(me.person.id.clone());
    let by = By { actor: &actor, origin, why: &[("renewal", renewal.id.as_str())] };
    let whose = (&me.person.id, &mine.card.id);
    let reason = RevocationReason::CessationOfOperation;
    revoke::pair(service, &mut *repository, by, whose, CertificateState::Pending, reason).await?;
    let given_up = repository.move_renewal(&renewal.id, renewal.state, RenewalState::Abandoned, service.now()).await?;
    repository.commit().await?;
    Ok(given_up)
}

/// The card of whoever asks, if their session is this card's and they may change things; their lock is held.
async fn mine(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
) -> Result<Result<HeldCard, Renew>, Unexpected> {
    if let Some(kept) = freeze::may_change(repository, me).await? {
        return Ok(Err(kept.into()));
    }
    let held = own::find(repository, &me.person.id).await?;
    let Some(held) = held.filter(|held| held.authenticator.is_usable()) else {
        return Ok(Err(Renew::NoCard));
    };
    let is_this = me.session.authenticator.as_ref() == Some(&held.authenticator.id);
    let stands = service.now() < me.session.ends_at();
    Ok(if is_this && stands { Ok(held) } else { Err(Renew::SignInWithCard) })
}

/// Why a card cannot be renewed now, by the time.
fn window(service: &Service, mine: &HeldCard) -> Option<Renew> {
    match expiry::of(mine, service.now()) {
        Standing::Due { .. } => None,
        Standing::Good { from, .. } => Some(Renew::NotYet(from)),
        Standing::Expired { .. } | Standing::Revoked => Some(Renew::Expired),
    }
}

async fn new(
    service: &Service,
    repository: &mut dyn Repository,
    (me, origin): (&SignedIn, &Origin),
    mine: &HeldCard,
) -> Result<Renewal, Unexpected> {
    let renewal = Renewal {
        id: RenewalId::random(&*service.random),
        card_id: mine.card.id.clone(),
        state: RenewalState::Begun,
        begun_at: service.now(),
        changed_at: service.now(),
    };
    // The person's lock is held: nobody else begins one for this card.
    repository.add_renewal(&renewal).await?;
    let details = [("card", mine.card.serial.as_str()), ("renewal", renewal.id.as_str())];
    let (actor, event) = (Actor::Person(me.person.id.clone()), Event::CardRenewalBegun);
    audit::record(repository, service, origin, &actor, Some(&me.person.id), event, &details).await?;
    Ok(renewal)
}

/// Writes what is asked next, and commits; whatever was written before goes with it.
async fn next(
    service: &Service,
    mut repository: Box<dyn Repository>,
    (me, origin, browser): (&SignedIn, &Origin, &BrowserId),
    (mine, renewal): (&HeldCard, &Renewal),
    token: Option<Token>,
) -> Result<Renew, Unexpected> {
    let nonce = statement::nonce(service);
    let Some(ask) = what_to_ask(mine, renewal, &nonce) else {
        return Err(Unexpected::Other(format!("the renewal {} does not have its certificates", renewal.id)));
    };
    let state = renewal.state.as_str().to_owned();
    let remembered = Remembered { renewal: renewal.id.as_str().to_owned(), state, nonce };
    let whom = (CeremonyPurpose::CardRenewal, Some(&me.person.id));
    match ask::put(service, &mut *repository, (origin, browser), whom, (&ask, &remembered)).await? {
        Ok(challenge) => {
            repository.commit().await?;
            Ok(Renew::Ask(Box::new(Next { step: renewal.state, challenge, token })))
        }
        Err(until) => {
            // The step before is done; only the next must wait.
            repository.commit().await?;
            Ok(Renew::Wait(until, token))
        }
    }
}

/// What stands in the way of the next state.
fn what_to_ask(mine: &HeldCard, renewal: &Renewal, nonce: &str) -> Option<Ask> {
    let (card, nonce) = (mine.card.serial.as_str().to_owned(), nonce.to_owned());
    let id = renewal.id.as_str().to_owned();
    let waiting = |purpose| mine.pending(&renewal.id, purpose);
    Some(match renewal.state {
        RenewalState::Begun => {
            // A card is small: what earlier renewals left, given up or not, makes room first.
            let over = mine.retired().map(|old| old.fingerprint.to_string()).collect();
            Ask::Generate { card, renewal: id, nonce, certificate: mine.key_in_use(), over }
        }
        RenewalState::Issued => {
            let both = [waiting(CertificatePurpose::Authentication)?, waiting(CertificatePurpose::Signing)?];
            Ask::Install { card, renewal: id, nonce, certificates: pair::for_agent(&both.map(Clone::clone))? }
        }
        RenewalState::Installed => {
            let certificate = waiting(CertificatePurpose::Authentication)?.fingerprint.to_string();
            Ask::SignWith { card, certificate, purpose: Purpose::FirstUse, nonce }
        }
        RenewalState::Used => {
            let fingerprints = mine.retired().map(|old| old.fingerprint.to_string()).collect();
            Ask::Discard { card, renewal: id, fingerprints }
        }
        RenewalState::Completed | RenewalState::Abandoned => return None,
    })
}
