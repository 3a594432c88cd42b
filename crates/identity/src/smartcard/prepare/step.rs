//! The steps between server and agent: which card it is, its keys and requests, its certificates.

use card_protocol::{
    Answer, Ask, Requests,
    seal::{self, Task, Use},
};
use zeroize::Zeroizing;

use super::{PreparationState, Prepare, PreparedCard, Refused, Remembered, allow::target, complete, keys};
use crate::{
    actor::Origin,
    authenticator::AuthenticatorId,
    keys::Sealed,
    mail::text,
    notice,
    person::{Person, PersonId},
    ra::{
        Acted, Desk,
        act::{self, Asks, allowed},
        take_over,
    },
    service::{Service, Unexpected},
    session::BrowserId,
    smartcard::{
        ask,
        authority::{self, LIFE},
        card::{Card, CardSerial},
        certificate::CertificateState,
        own,
        pair::{self, Holder},
        request, statement, unblocking_key,
    },
    store::Repository,
    undo::Change,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose},
};

const OFFER: &str = "offer";
const PREPARE: &str = "prepare";
const INSTALL: &str = "install";

/// A preparation that goes on, with the locks that it takes.
pub(super) struct Case<'a> {
    pub service: &'a Service,
    pub repository: Box<dyn Repository>,
    pub desk: &'a Desk,
    /// What else the log says.
    pub why: Vec<(String, String)>,
    pub here: (&'a Origin, &'a BrowserId),
    pub person: Person,
    pub row: PreparedCard,
}

/// What to ask the agent first, of what [`super::allow()`] allowed in this browser; or where it goes on.
///
/// # Errors
/// When the database refuses.
pub async fn begin(
    service: &Service,
    desk: &Desk,
    here: (&Origin, &BrowserId),
    person: &PersonId,
) -> Result<Acted<Prepare>, Unexpected> {
    let Some(mut case) = allowed!(resume(service, desk, here, person).await?) else {
        return Ok(Ok(Prepare::Over));
    };
    if case.row.state == PreparationState::Issued {
        return install(case).await.map(Ok);
    }
    let nonce = statement::nonce(service);
    let held = if case.row.wish.own { own::find(&mut *case.repository, person).await? } else { None };
    let own = held.map(|held| held.card.serial.as_str().to_owned());
    let offer = Ask::OfferCard { label: case.row.label.clone(), own, nonce: nonce.clone() };
    put(case, OFFER, nonce, &offer).await.map(Ok)
}

/// Takes the agent's answer, as it gave it, and says what is next.
///
/// # Errors
/// When the authority or the database refuses, or a sealed key does not open.
pub async fn advance(
    service: &Service,
    desk: &Desk,
    here: (&Origin, &BrowserId),
    person: &PersonId,
    (ceremony, answer): (&CeremonyId, &str),
) -> Result<Acted<Prepare>, Unexpected> {
    let asked = (here.1, CeremonyPurpose::CardIssuing, Some(&desk.me().person.id));
    let found = ask::find::<Remembered>(service, &mut *service.read().await?, asked, ceremony).await?;
    let case = allowed!(resume(service, desk, here, person).await?);
    let (Some((ceremony, remembered)), Some(case)) = (found, case) else {
        return Ok(Ok(Prepare::Over));
    };
    if case.row.id.as_str() != remembered.card {
        return Ok(Ok(Prepare::Over));
    }
    let by = (&ceremony.id, &remembered);
    match (ask::read(answer), remembered.step.as_str()) {
        (Some(Answer::Fault { fault, passcode }), _) => Ok(Ok(Prepare::Fault(fault, passcode))),
        (Some(Answer::OfferedCard { card, digits, key }), OFFER) => {
            hand_over(case, by, (card.as_deref(), digits, &key)).await.map(Ok)
        }
        (Some(Answer::Prepared { card, requests }), PREPARE) => {
            let Case { person, row, repository, .. } = case;
            drop(repository);
            certify(service, (desk, here), (&ceremony.id, &person, &row), (&card, &requests)).await
        }
        (Some(Answer::Installed { authentication, signing }), INSTALL) => {
            complete::complete(case, by, [&authentication, &signing]).await.map(Ok)
        }
        _ => Ok(Ok(Prepare::Refused(Refused::NotAsked))),
    }
}

/// What was allowed here to whoever sits at the desk, if all that it took is still so.
async fn resume<'a>(
    service: &'a Service,
    desk: &'a Desk,
    here: (&'a Origin, &'a BrowserId),
    person: &PersonId,
) -> Result<Acted<Option<Case<'a>>>, Unexpected> {
    let mut entered = allowed!(act::enter(service, desk, person, Asks::GoesOn).await?);
    let row = entered.repository.find_prepared_card(person).await?.filter(|row| {
        row.allowed_by == desk.actor().audit_text()
            && row.browser_id.as_ref() == Some(here.1)
            && service.now() < row.finish_by
    });
    let Some(row) = row else { return Ok(Ok(None)) };
    let reason = row.reason.clone();
    let mut act = entered.act(service, desk, (here.0, &reason));
    allowed!(take_over::goes_on(&mut act, &target(row.wish), row.begun_at).await?);
    let why = act.case.why().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let (repository, person) = (act.repository, act.person);
    Ok(Ok(Some(Case { service, repository, desk, why, here, person, row })))
}

/// Remembers what is asked, and commits what the step wrote.
async fn put(mut case: Case<'_>, step: &'static str, nonce: String, asks: &Ask) -> Result<Prepare, Unexpected> {
    let remembered = Remembered { card: case.row.id.as_str().to_owned(), step: step.to_owned(), nonce };
    let whom = (CeremonyPurpose::CardIssuing, Some(&case.desk.me().person.id));
    match ask::put(case.service, &mut *case.repository, case.here, whom, (asks, &remembered)).await? {
        Ok(challenge) => {
            case.repository.commit().await?;
            Ok(Prepare::Ask(step, challenge))
        }
        Err(until) => Ok(Prepare::Wait(until)),
    }
}

/// Seals the unblocking keys for the agent. They are kept before they leave: the card may have the next one from then on.
async fn hand_over(
    mut case: Case<'_>,
    (ceremony, remembered): (&CeremonyId, &Remembered),
    (card, digits, key): (Option<&str>, u16, &str),
) -> Result<Prepare, Unexpected> {
    let service = case.service;
    // An offer of another page, when the card has its certificates already, begins nothing anew.
    let goes_on = case.row.state != PreparationState::Issued;
    if !goes_on || !case.repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Prepare::Over);
    }
    let Some(keys) = keys::of(&mut case, card, digits).await? else {
        return Ok(Prepare::OtherCard);
    };
    let (Some(origin), nonce) = (statement::origin(service), &remembered.nonce) else {
        return Err(Unexpected::Other("the base URL has no origin".into()));
    };
    let of = Use { task: Task::Prepare, origin: &origin, card: &case.row.label, nonce };
    let Ok(sealed) = seal::seal(key, of, &keys) else {
        return Ok(Prepare::Refused(Refused::NotAsked));
    };
    let both = Zeroizing::new(format!("{}\n{}", *keys.now, *keys.next));
    case.row.keys = Some(unblocking_key::seal(service, (&case.person.id, &case.row.id), &both)?);
    if case.row.state == PreparationState::Allowed && !keys.now.is_empty() {
        // What unblocks the card that they have leaves the server now; the answer that all is done may never come.
        let (name, by) = (case.person.name.full(), case.desk.me().person.name.full());
        let words = text::card_unblocking(&service.policy, (&name, Some(&by)), service.now());
        let held = own::find(&mut *case.repository, &case.person.id).await?;
        // A blank one from an attempt that broke off signs nobody in yet.
        let id = held.map(|held| held.authenticator.id.as_str().to_owned()).unwrap_or_default();
        let change = Change::CardUnblocked { id };
        notice::tell_of_change(service, &mut *case.repository, &case.person.id, (&change, service.now()), &words)
            .await?;
    }
    case.row.state = PreparationState::HandedOver;
    case.repository.put_prepared_card(&case.row).await?;
    let prepare = Ask::Prepare {
        label: case.row.label.clone(),
        card: card.map(str::to_owned),
        preparation: case.row.id.as_str().to_owned(),
        nonce: nonce.clone(),
        sealed,
    };
    put(case, PREPARE, nonce.clone(), &prepare).await
}

/// Has certificates made for the keys of a card, outside of any transaction; what was read before is asked again within.
async fn certify(
    service: &Service,
    (desk, here): (&Desk, (&Origin, &BrowserId)),
    (ceremony, person, row): (&CeremonyId, &Person, &PreparedCard),
    (serial, requests): (&str, &Requests),
) -> Result<Acted<Prepare>, Unexpected> {
    let refused = |why| Ok(Ok(Prepare::Refused(why)));
    let Some(serial) = CardSerial::parse(serial) else { return refused(Refused::NotAsked) };
    let wanted = match request::read(service, requests) {
        Ok(wanted) => wanted,
        Err(bad) => return refused(Refused::BadRequests(bad)),
    };
    let authority = authority::open(service, &mut *service.read().await?).await?;
    let card = card(service, row, &serial, None);
    let what = (service.now().plus(LIFE), None, CertificateState::Pending);
    let made = pair::make(service, &authority, Holder { person, card: &card }, &wanted, what).await?;

    let case = allowed!(resume(service, desk, here, &person.id).await?);
    let stands = |case: &Case<'_>| case.row.id == row.id && case.row.state == PreparationState::HandedOver;
    let Some(mut case) = case.filter(stands) else { return Ok(Ok(Prepare::Over)) };
    if !case.repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Ok(Prepare::Over));
    }
    if keys::is_of_somebody_else(&mut case, &serial).await? {
        return Ok(Ok(Prepare::OtherCard));
    }
    if wanted.is_known(&mut *case.repository).await? {
        return refused(Refused::KeyKnown);
    }
    for certificate in &made {
        if !case.repository.add_prepared_certificate(certificate, row.finish_by).await? {
            return refused(Refused::KeyKnown);
        }
    }
    case.row.serial = Some(serial);
    case.row.state = PreparationState::Issued;
    case.repository.put_prepared_card(&case.row).await?;
    install(case).await.map(Ok)
}

/// What the agent is to write, as often as it is asked for.
async fn install(mut case: Case<'_>) -> Result<Prepare, Unexpected> {
    let made = case.repository.list_prepared_certificates(&case.row.id, case.service.now()).await?;
    let (Some(certificates), Some(serial)) = (pair::for_agent(&made), &case.row.serial) else {
        return Ok(Prepare::Over);
    };
    let nonce = statement::nonce(case.service);
    let install = Ask::Install {
        card: serial.as_str().to_owned(),
        renewal: case.row.id.as_str().to_owned(),
        nonce: nonce.clone(),
        certificates,
    };
    put(case, INSTALL, nonce, &install).await
}

/// The card that comes of a preparation.
pub(super) fn card(service: &Service, row: &PreparedCard, serial: &CardSerial, key: Option<Sealed>) -> Card {
    Card {
        id: row.id.clone(),
        person_id: row.person_id.clone(),
        authenticator_id: AuthenticatorId::random(&*service.random),
        serial: serial.clone(),
        label: row.label.clone(),
        unblocking_key: key,
        next_unblocking_key: None,
        issued_at: service.now(),
        issued_by: row.allowed_by.clone(),
        ended_at: None,
    }
}
