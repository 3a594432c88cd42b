//! The agent offered a key, or the card has a new passcode.

use card_protocol::{
    Answer, Ask, Purpose, Signed,
    seal::{self, Task, UnblockingKeys, Use},
};

use super::{
    Remembered, Unblock, Unblocking, UnblockingId, UnblockingState,
    allow::{is_shown, unblockable},
};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    keys::Sealed,
    mail::text,
    notice,
    person::{
        Person, PersonId,
        freeze::{self, Kept},
    },
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    smartcard::{
        ask,
        certificate::CertificatePurpose,
        own::HeldCard,
        statement::{self, Expected, Wrong},
        unblocking_key,
    },
    store::Repository,
    undo::Change,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose},
};

/// An unblocking that goes on, with the locks that it takes.
pub(super) struct Case<'a> {
    pub service: &'a Service,
    pub repository: Box<dyn Repository>,
    /// Who has the session: the holder, or the Registration Authority.
    pub asks: &'a PersonId,
    /// The name of the Registration Authority, for its holder.
    pub by: Option<String>,
    /// What else the log says.
    pub why: Vec<(String, String)>,
    pub here: (&'a Origin, &'a BrowserId),
    pub person: Person,
    pub held: HeldCard,
    pub unblocking: Unblocking,
}

/// An answer, and what it belongs to.
pub(super) struct Answered {
    ceremony: CeremonyId,
    pub remembered: Remembered,
    answer: Answer,
}

/// Takes the agent's answer, as it gave it, and says what is next. `me` is its holder, who began it.
///
/// # Errors
/// When the database refuses, or a sealed key does not open.
pub async fn advance(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<Unblock, Unexpected> {
    let answered = match find(service, (&me.person.id, browser), ceremony, answer).await? {
        Ok(answered) => answered,
        Err(refusal) => return Ok(refusal),
    };
    match case(service, me, (origin, browser), &answered.remembered).await? {
        Ok(case) => step(case, answered).await,
        Err(refusal) => Ok(refusal),
    }
}

/// Finds what an answer belongs to.
pub(super) async fn find(
    service: &Service,
    (asks, browser): (&PersonId, &BrowserId),
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<Result<Answered, Unblock>, Unexpected> {
    let asked = (browser, CeremonyPurpose::CardUnblocking, Some(asks));
    let found = ask::find::<Remembered>(service, &mut *service.read().await?, asked, ceremony).await?;
    let Some((ceremony, remembered)) = found else {
        return Ok(Err(Unblock::Over));
    };
    Ok(match ask::read(answer) {
        Some(answer) => Ok(Answered { ceremony: ceremony.id, remembered, answer }),
        None => Err(Unblock::Refused),
    })
}

/// Does what an answer brings on.
pub(super) async fn step(case: Case<'_>, answered: Answered) -> Result<Unblock, Unexpected> {
    let Answered { ceremony, remembered, answer } = answered;
    if case.unblocking.id.as_str() != remembered.unblocking {
        return Ok(Unblock::Over);
    }
    match (answer, &remembered.offered) {
        (Answer::Offered { key }, None) => {
            hand_over(case, &ceremony, Remembered { offered: Some(key), ..remembered }).await
        }
        (Answer::Fault { fault, passcode }, _) => Ok(Unblock::Fault(fault, passcode)),
        (Answer::Signed(signed), Some(_)) => confirm(case, (&ceremony, &remembered), &signed).await,
        _ => Ok(Unblock::Refused),
    }
}

/// The holder's own: whatever let them begin is asked again.
async fn case<'a>(
    service: &'a Service,
    me: &'a SignedIn,
    here: (&'a Origin, &'a BrowserId),
    remembered: &Remembered,
) -> Result<Result<Case<'a>, Unblock>, Unexpected> {
    let mut repository = service.write().await?;
    match freeze::may_change(&mut *repository, me).await? {
        // What the card did is noted, though its holder has signed out since.
        Some(Kept::SignedOut) if remembered.offered.is_some() => {}
        Some(kept) => return Ok(Err(kept.into())),
        None => {}
    }
    let person = me.person.clone();
    let id = UnblockingId::from_text(remembered.unblocking.clone());
    let unblocking = repository.lookup_unblocking(&id).await?;
    let mine = Actor::Person(person.id.clone()).audit_text();
    // What a desk began goes on at that desk.
    let is_mine = |one: &Unblocking| one.allowed_by == mine && one.reason.is_none();
    let Some(unblocking) = unblocking.filter(|one| stands(service, one, remembered) && is_mine(one)) else {
        return Ok(Err(Unblock::Over));
    };
    let held = match unblockable(service, &mut *repository, &person).await? {
        Ok(held) if held.card.id == unblocking.card_id => held,
        Ok(_) => return Ok(Err(Unblock::NoCard)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !is_shown(service, me, &held, false) {
        return Ok(Err(Unblock::SignInWithAnother));
    }
    let (asks, by, why) = (&me.person.id, None, Vec::new());
    Ok(Ok(Case { service, repository, asks, by, why, here, person, held, unblocking }))
}

/// Whether an answer to what was remembered counts. What the card did with its unblocking key is noted whenever it is told.
pub(super) fn stands(service: &Service, one: &Unblocking, remembered: &Remembered) -> bool {
    let is_handed_over = remembered.offered.is_some();
    one.state != UnblockingState::Completed && (is_handed_over || service.now() < one.finish_by)
}

/// Seals both keys for the agent, which tries one and then the other. The next one is kept before it leaves: the card may have it
/// from then on. The holder is told now, as the answer that it was done may never come.
async fn hand_over(
    mut case: Case<'_>,
    ceremony: &CeremonyId,
    mut remembered: Remembered,
) -> Result<Unblock, Unexpected> {
    let (service, card) = (case.service, &case.held.card);
    if !case.repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Unblock::Over);
    }
    let (Some(now), Some(offered)) = (&card.unblocking_key, &remembered.offered) else {
        return Ok(Unblock::NoKey);
    };
    let whose = (&card.person_id, &card.id);
    let now = unblocking_key::open(service, whose, now)?;
    let (next, kept) = match &card.next_unblocking_key {
        Some(kept) => (unblocking_key::open(service, whose, kept)?, kept.clone()),
        None => {
            let next = unblocking_key::new(service, now.len());
            let kept = unblocking_key::seal(service, whose, &next)?;
            case.repository.set_next_unblocking_key(&card.id, &kept).await?;
            (next, kept)
        }
    };
    remembered.next = Some(kept.as_str().to_owned());
    let (Some(origin), serial) = (statement::origin(service), card.serial.as_str()) else {
        return Err(Unexpected::Other("the base URL has no origin".into()));
    };
    let of = Use { task: Task::Unblock, origin: &origin, card: serial, nonce: &remembered.nonce };
    let Ok(sealed) = seal::seal(offered, of, &UnblockingKeys { now, next }) else {
        return Ok(Unblock::Refused);
    };
    let (card, certificate) = (serial.to_owned(), case.held.key_in_use());
    let unblock = Ask::Unblock { card, nonce: remembered.nonce.clone(), sealed, certificate };
    case.repository.move_unblocking(&case.unblocking.id, UnblockingState::HandedOver).await?;
    if case.unblocking.state == UnblockingState::Begun {
        let name = case.person.name.full();
        let words = text::card_unblocking(&service.policy, (&name, case.by.as_deref()), service.now());
        let change = Change::CardUnblocked { id: case.held.authenticator.id.as_str().to_owned() };
        notice::tell_of_change(service, &mut *case.repository, &case.person.id, (&change, service.now()), &words)
            .await?;
    }
    let whom = (CeremonyPurpose::CardUnblocking, Some(case.asks));
    match ask::put(service, &mut *case.repository, case.here, whom, (&unblock, &remembered)).await? {
        Ok(challenge) => {
            case.repository.commit().await?;
            Ok(Unblock::Ask(challenge))
        }
        Err(until) => Ok(Unblock::Wait(until)),
    }
}

/// The card signed with its new passcode: it has the next unblocking key.
async fn confirm(
    mut case: Case<'_>,
    (ceremony, remembered): (&CeremonyId, &Remembered),
    signed: &Signed,
) -> Result<Unblock, Unexpected> {
    let (service, held) = (case.service, &case.held);
    let by = statement::certificate(&mut *case.repository, signed).await?;
    // The agent may sign with a pair that a renewal is to take off the card, or has brought: it shows the same card.
    let by = by.filter(|one| one.card_id == held.card.id && one.purpose == CertificatePurpose::Authentication);
    let (Some(by), Some(authority)) = (by, case.repository.lookup_authority().await?) else {
        return Ok(Unblock::Refused);
    };
    let purpose = Purpose::Unblocked;
    let expected = Expected { purpose, nonce: &remembered.nonce, card: &held.card.serial, content: None };
    match statement::check(service, &authority.root, (&by, signed), expected) {
        // Whatever the clock of the computer says, it was unblocked: the nonce shows that it was now.
        Ok(()) | Err(Wrong::Expired | Wrong::Clock) => {}
        Err(Wrong::Refused) => return Ok(Unblock::Refused),
    }
    let repository = &mut *case.repository;
    if !repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Unblock::Over);
    }
    // Of two under way for a card, the later answer may be about a key that the card has given up since: both are kept then.
    if held.card.next_unblocking_key.as_ref().map(Sealed::as_str) == remembered.next.as_deref() {
        repository.take_next_unblocking_key(&held.card.id).await?;
    }
    repository.move_unblocking(&case.unblocking.id, UnblockingState::Completed).await?;
    let (actor, person) = (Actor::Person(case.asks.clone()), &case.person);
    let what = [("authenticator", held.authenticator.id.as_str()), ("card", held.card.serial.as_str())];
    let why: Vec<(&str, &str)> = case.why.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let (event, details) = (Event::CardUnblocked, [&what[..], &why].concat());
    audit::record(repository, service, case.here.0, &actor, Some(&person.id), event, &details).await?;
    let words = text::card_unblocked(&service.policy, (&person.name.full(), case.by.as_deref()), service.now());
    let change = Change::CardUnblocked { id: held.authenticator.id.as_str().to_owned() };
    notice::tell_of_change(service, repository, &person.id, (&change, service.now()), &words).await?;
    case.repository.commit().await?;
    Ok(Unblock::Unblocked)
}
