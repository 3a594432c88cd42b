//! Change the passcode of one's card. The agent does it alone, and asks for the old one and the new; all that is learnt here is
//! that it happened.

use card_protocol::{Answer, Ask, Fault, Passcode, Purpose};
use serde::{Deserialize, Serialize};

use super::{
    ask,
    certificate::CertificatePurpose,
    own::{self, HeldCard},
    statement,
    statement::{Expected, Wrong},
};
use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    mail::text,
    notice,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    time::Timestamp,
    undo::Change,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose, Challenge},
};

/// How asking ended.
#[derive(Debug)]
pub enum BeginChange {
    /// What to ask the agent, as JSON, and what its answer belongs to.
    Ready(Challenge),
    /// They have no card, or reported it lost.
    NoCard,
    /// Too many were asked for from this network: not before this instant.
    Wait(Timestamp),
}

/// How changing ended.
#[derive(Debug, PartialEq, Eq)]
pub enum FinishChange {
    /// The card has the new passcode, and its holder was told.
    Changed,
    /// It broke off where the card may have the new passcode already. It is noted, and the holder was told.
    Uncertain,
    /// The agent says that it could not, and what the card says of the tries that are left.
    Fault(Fault, Option<Passcode>),
    /// It is not this card's answer to what was asked.
    Refused,
    /// The time for it is over, it was answered before, or it is another browser's.
    Over,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    nonce: String,
}

/// Asks the card of whoever asks for it. Any session does: the card asks for the passcode that it has.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
) -> Result<BeginChange, Unexpected> {
    let mut repository = service.write().await?;
    let held = own::find(&mut *repository, &me.person.id).await?;
    let Some(held) = held.filter(|held| held.authenticator.is_usable()) else {
        return Ok(BeginChange::NoCard);
    };
    let nonce = statement::nonce(service);
    let (card, certificate) = (held.card.serial.as_str().to_owned(), held.key_in_use());
    let change = Ask::ChangePasscode { card, nonce: nonce.clone(), certificate };
    let whom = (CeremonyPurpose::CardPasscode, Some(&me.person.id));
    let asked = (&change, &Remembered { nonce });
    Ok(match ask::put(service, &mut *repository, (origin, browser), whom, asked).await? {
        Ok(challenge) => {
            repository.commit().await?;
            BeginChange::Ready(challenge)
        }
        Err(until) => BeginChange::Wait(until),
    })
}

/// Takes the agent's answer, as it gave it.
///
/// # Errors
/// When the database refuses.
pub async fn finish(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<FinishChange, Unexpected> {
    let mut repository = service.read().await?;
    let asked = (browser, CeremonyPurpose::CardPasscode, Some(&me.person.id));
    let found = ask::find::<Remembered>(service, &mut *repository, asked, ceremony).await?;
    let (Some((ceremony, remembered)), Some(held)) = (found, own::find(&mut *repository, &me.person.id).await?) else {
        return Ok(FinishChange::Over);
    };
    let whose = (me, origin, &held);
    let signed = match ask::read(answer) {
        Some(Answer::Fault { fault: Fault::PasscodeUncertain, .. }) => {
            drop(repository);
            let event = Event::CardPasscodeUncertain;
            let words = text::card_passcode_uncertain(&service.policy, &me.person.name.full(), service.now());
            return write(service, whose, &ceremony.id, (event, &words), FinishChange::Uncertain).await;
        }
        Some(Answer::Fault { fault, passcode }) => return Ok(FinishChange::Fault(fault, passcode)),
        Some(Answer::Signed(signed)) => signed,
        _ => return Ok(FinishChange::Refused),
    };
    // The agent may sign with a pair that a renewal is to take off the card, or that is revoked: it shows the same card, and whose
    // passcode was changed is to be told of that, whatever becomes of the card.
    let by = statement::certificate(&mut *repository, &signed).await?;
    let by = by.filter(|one| one.card_id == held.card.id && one.purpose == CertificatePurpose::Authentication);
    let (Some(by), Some(root)) = (by, repository.lookup_authority().await?) else {
        return Ok(FinishChange::Refused);
    };
    drop(repository);
    let purpose = Purpose::PasscodeChanged;
    let expected = Expected { purpose, nonce: &remembered.nonce, card: &held.card.serial, content: None };
    match statement::check(service, &root.root, (&by, &signed), expected) {
        // A card whose certificates have expired has a passcode, too. Whatever the clock of the computer says, it was changed: the
        // nonce shows that it was now.
        Ok(()) | Err(Wrong::Expired | Wrong::Clock) => {}
        Err(Wrong::Refused) => return Ok(FinishChange::Refused),
    }
    let words = text::card_passcode_changed(&service.policy, &me.person.name.full(), service.now());
    write(service, whose, &ceremony.id, (Event::CardPasscodeChanged, &words), FinishChange::Changed).await
}

/// Notes what came of it, once, and tells the holder.
async fn write(
    service: &Service,
    (me, origin, held): (&SignedIn, &Origin, &HeldCard),
    ceremony: &CeremonyId,
    (event, words): (Event, &text::Words),
    outcome: FinishChange,
) -> Result<FinishChange, Unexpected> {
    let mut repository = service.write().await?;
    if !repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(FinishChange::Over);
    }
    let (actor, person) = (Actor::Person(me.person.id.clone()), &me.person);
    let details = [("authenticator", held.authenticator.id.as_str()), ("card", held.card.serial.as_str())];
    audit::record(&mut *repository, service, origin, &actor, Some(&person.id), event, &details).await?;
    let change = Change::CardPasscodeChanged { id: held.authenticator.id.as_str().to_owned() };
    notice::tell_of_change(service, &mut *repository, &person.id, (&change, service.now()), words).await?;
    repository.commit().await?;
    Ok(outcome)
}
