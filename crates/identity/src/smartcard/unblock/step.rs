//! The agent offered a key, or the card has a new passcode.

use card_protocol::{
    Answer, Ask, Purpose, Signed,
    seal::{self, UnblockingKeys, Use},
};
use zeroize::Zeroizing;

use super::{Remembered, Unblock, Unblocking, UnblockingId, UnblockingState, allow::unblockable};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    keys::{Purpose as Sealing, Sealed},
    mail::text,
    notice,
    person::Person,
    random,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    smartcard::{
        ask,
        card::Card,
        certificate::CertificatePurpose,
        own::HeldCard,
        statement::{self, Expected, Wrong},
    },
    store::Repository,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose},
};

/// An unblocking that goes on, with the locks that it takes.
struct Case<'a> {
    service: &'a Service,
    repository: Box<dyn Repository>,
    me: &'a SignedIn,
    origin: &'a Origin,
    browser: &'a BrowserId,
    person: Person,
    held: HeldCard,
    unblocking: Unblocking,
}

/// Takes the agent's answer, as it gave it, and says what is next. `me` is who began it: the holder, or the Registration
/// Authority.
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
    let asked = (browser, CeremonyPurpose::CardUnblocking, Some(&me.person.id));
    let found = ask::find::<Remembered>(service, &mut *service.read().await?, asked, ceremony).await?;
    let Some((ceremony, remembered)) = found else {
        return Ok(Unblock::Over);
    };
    let Some(answer) = ask::read(answer) else {
        return Ok(Unblock::Refused);
    };
    let case = match case(service, (me, origin, browser), &remembered).await? {
        Ok(case) => case,
        Err(refusal) => return Ok(refusal),
    };
    match (answer, &remembered.offered) {
        (Answer::Offered { key }, None) => {
            hand_over(case, &ceremony.id, Remembered { offered: Some(key), ..remembered }).await
        }
        (Answer::Fault { fault, passcode }, _) => Ok(Unblock::Fault(fault, passcode)),
        (Answer::Signed(signed), Some(_)) => confirm(case, (&ceremony.id, &remembered), &signed).await,
        _ => Ok(Unblock::Refused),
    }
}

async fn case<'a>(
    service: &'a Service,
    (me, origin, browser): (&'a SignedIn, &'a Origin, &'a BrowserId),
    remembered: &Remembered,
) -> Result<Result<Case<'a>, Unblock>, Unexpected> {
    let mut repository = service.write().await?;
    let id = UnblockingId::from_text(remembered.unblocking.clone());
    let unblocking = repository.lookup_unblocking(&id).await?;
    let stands = |one: &Unblocking| one.state != UnblockingState::Completed && service.now() < one.finish_by;
    let Some(unblocking) = unblocking.filter(stands) else {
        return Ok(Err(Unblock::Over));
    };
    let Some(card) = repository.lookup_card(&unblocking.card_id).await? else {
        return Ok(Err(Unblock::NoCard));
    };
    let person = repository.lock_person(&card.person_id).await?;
    let Some(person) = person.filter(Person::accepts_changes) else {
        return Ok(Err(Unblock::Frozen));
    };
    let held = match unblockable(service, &mut *repository, &person).await? {
        Ok(held) if held.card.id == card.id => held,
        Ok(_) => return Ok(Err(Unblock::NoCard)),
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(Ok(Case { service, repository, me, origin, browser, person, held, unblocking }))
}

/// Seals both keys for the agent, which tries one and then the other. The next one is kept before it leaves: the card may have it
/// from then on. The holder is told now, as the answer that it was done may never come.
async fn hand_over(mut case: Case<'_>, ceremony: &CeremonyId, remembered: Remembered) -> Result<Unblock, Unexpected> {
    let (service, card) = (case.service, &case.held.card);
    if !case.repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Unblock::Over);
    }
    let (Some(now), Some(offered)) = (&card.unblocking_key, &remembered.offered) else {
        return Ok(Unblock::NoKey);
    };
    let now = open(service, card, now)?;
    let next = match &card.next_unblocking_key {
        Some(next) => open(service, card, next)?,
        None => {
            let next = another(service, &now);
            let owner = Card::seal_owner(&card.person_id, &card.id);
            let kept = service.keys.seal(&*service.random, Sealing::UnblockingKey, &owner, next.as_bytes())?;
            case.repository.set_next_unblocking_key(&card.id, &kept).await?;
            next
        }
    };
    let (Some(origin), serial) = (statement::origin(service), card.serial.as_str()) else {
        return Err(Unexpected::Other("the base URL has no origin".into()));
    };
    let of = Use { origin: &origin, card: serial, nonce: &remembered.nonce };
    let Ok(sealed) = seal::seal(offered, of, &UnblockingKeys { now, next }) else {
        return Ok(Unblock::Refused);
    };
    let (card, certificate) = (serial.to_owned(), case.held.key_in_use());
    let unblock = Ask::Unblock { card, nonce: remembered.nonce.clone(), sealed, certificate };
    case.repository.move_unblocking(&case.unblocking.id, UnblockingState::HandedOver, service.now()).await?;
    if case.unblocking.state == UnblockingState::Begun {
        let words = text::card_unblocking(&service.policy, &case.person.name.full(), service.now());
        notice::tell(service, &mut *case.repository, &case.person.id, &words).await?;
    }
    let whom = (CeremonyPurpose::CardUnblocking, Some(&case.me.person.id));
    let here = (case.origin, case.browser);
    match ask::put(service, &mut *case.repository, here, whom, (&unblock, &remembered)).await? {
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
    repository.take_next_unblocking_key(&held.card.id).await?;
    repository.move_unblocking(&case.unblocking.id, UnblockingState::Completed, service.now()).await?;
    let (actor, person) = (Actor::Person(case.me.person.id.clone()), &case.person);
    let details = [("authenticator", held.authenticator.id.as_str()), ("card", held.card.serial.as_str())];
    let event = Event::CardUnblocked;
    audit::record(repository, service, case.origin, &actor, Some(&person.id), event, &details).await?;
    let words = text::card_unblocked(&service.policy, &person.name.full(), service.now());
    notice::tell(service, repository, &person.id, &words).await?;
    case.repository.commit().await?;
    Ok(Unblock::Unblocked)
}

fn open(service: &Service, card: &Card, sealed: &Sealed) -> Result<Zeroizing<String>, Unexpected> {
    let owner = Card::seal_owner(&card.person_id, &card.id);
    let key = service.keys.open(Sealing::UnblockingKey, &owner, sealed)?;
    let text = std::str::from_utf8(&key).map_err(|_| Unexpected::Other("an unblocking key is no text".into()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Another one: digits, which every card takes, and as many as there were.
fn another(service: &Service, now: &str) -> Zeroizing<String> {
    let mut another = Zeroizing::new(String::with_capacity(now.len() + 8));
    while another.len() < now.len() {
        another.push_str(&random::digits(&*service.random, 8));
    }
    another.truncate(now.len());
    another
}
