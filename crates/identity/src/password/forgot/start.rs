//! Begin a recovery: an address, and a code to it when somebody is known by it.

use crate::{
    actor::{Actor, Origin},
    attempts,
    audit::{self, Event},
    email::{
        Email,
        address::{EmailAddress, EmailAddressError},
        proof::{self, CODE_LIFE, Resend, wait_after},
    },
    keys::MacPurpose,
    mail::{Mail, text},
    password::forgot::{Known, LONGEST, Recovery, RecoveryId, RecoveryState, current},
    person::{Person, PersonId, PersonState},
    random,
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
};

/// How beginning ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// A code is on its way, if the address is known.
    Begun(RecoveryId),
    /// It is not an e-mail address.
    NotAnAddress(EmailAddressError),
    /// Too many: not before this instant.
    Wait(Timestamp),
}

/// Begins a recovery in this browser; one that is under way there ends. The answer is the same for everybody.
///
/// # Errors
/// When the database refuses.
pub async fn start(service: &Service, origin: &Origin, browser: &BrowserId, text: &str) -> Result<Start, Unexpected> {
    let address = match EmailAddress::parse(text) {
        Ok(address) => address,
        Err(error) => return Ok(Start::NotAnAddress(error)),
    };
    let now = service.now();
    let mut repository = service.write().await?;
    let found = find(service, &mut *repository, &address).await?;
    let mut recovery = Recovery {
        id: RecoveryId::random(&*service.random),
        browser_id: browser.clone(),
        known: found.as_ref().map(|(person, email)| Known { person: person.id.clone(), email: email.id.clone() }),
        mailbox: attempts::mailbox(service, &address),
        state: RecoveryState::Started,
        code_mac: None,
        tries: 0,
        sends: 0,
        code_expires_at: now,
        next_send_at: now,
        created_at: now,
        finish_by: now.plus(LONGEST),
    };
    // To the address as its owner proved it, however it was typed.
    let reader = found.as_ref().map(|(person, email)| (person, &email.address));
    if let Some(until) = send(service, &mut *repository, origin, &mut recovery, reader).await? {
        return Ok(Start::Wait(until));
    }
    repository.add_recovery(&recovery).await?;
    note(service, &mut *repository, origin, &recovery, Event::RecoveryStarted).await?;
    repository.commit().await?;
    Ok(Start::Begun(recovery.id))
}

/// Whoever has proved the address, while their Care Identity is open and the domain is accepted still (failure 20).
async fn find(
    service: &Service,
    repository: &mut dyn Repository,
    address: &EmailAddress,
) -> Result<Option<(Person, Email)>, Unexpected> {
    let key = address.comparison_key();
    let person = repository.find_person_by_verified_email(&key).await?;
    // For nobody the same is asked, so that it takes as long (failure 22).
    let id = person.as_ref().map_or_else(|| PersonId::from_text(""), |person| person.id.clone());
    let emails = repository.list_emails(&id).await?;
    let email = emails.into_iter().find(|email| email.address.comparison_key() == key);
    let accepted = service.policy.allow_list.accepts(address);
    Ok(person.filter(|person| accepted && person.state == PersonState::Open).zip(email))
}

/// Sends another code in place of the last, not sooner than the page said.
///
/// # Errors
/// When the database refuses.
pub async fn resend(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    id: &RecoveryId,
) -> Result<Resend, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let due = current::take(service, &mut *repository, browser, id, RecoveryState::Started).await?;
    let Some((mut recovery, person)) = due else {
        return Ok(Resend::NoMore);
    };
    if let Some(refused) = proof::too_early((recovery.sends, recovery.tries), recovery.next_send_at, now) {
        return Ok(refused);
    }
    let nobody = PersonId::from_text("");
    let emails = repository.list_emails(person.as_ref().map_or(&nobody, |person| &person.id)).await?;
    let email = emails.iter().find(|email| recovery.known.as_ref().is_some_and(|known| known.email == email.id));
    let address = email.map(|email| &email.address).filter(|address| service.policy.allow_list.accepts(address));
    let reader = person.as_ref().zip(address);
    if let Some(until) = send(service, &mut *repository, origin, &mut recovery, reader).await? {
        return Ok(Resend::Wait(until));
    }
    // Of two clicks on the button the first one sends.
    if repository.renew_recovery_code(&recovery).await? {
        note(service, &mut *repository, origin, &recovery, Event::EmailCodeSent).await?;
        repository.commit().await?;
    }
    Ok(Resend::Sent)
}

/// Makes the next code and posts it, or does as if; `Some` when no mail may be sent before then.
async fn send(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    recovery: &mut Recovery,
    reader: Option<(&Person, &EmailAddress)>,
) -> Result<Option<Timestamp>, Unexpected> {
    let now = service.now();
    let person = recovery.known.as_ref().map(|known| &known.person);
    let refused = attempts::reserve_recovery(service, repository, person, &recovery.mailbox, origin).await?;
    if refused.is_some() {
        return Ok(refused);
    }
    recovery.next_send_at = now.plus(wait_after(recovery.sends));
    recovery.sends += 1;
    recovery.code_expires_at = now.plus(CODE_LIFE).min(recovery.finish_by);
    let code = random::digits(&*service.random, 8);
    let mac = code_mac(service, recovery, &code);
    let (name, to) = reader.map_or_else(
        || ("Nobody".to_owned(), "nobody@localhost"),
        |(person, address)| (person.name.full(), address.as_str()),
    );
    let words = text::recovery_code(&service.policy, &name, &code, recovery.code_expires_at);
    let mail = Mail::compose(to, words.0, &service.policy.service_name, &words.1);
    if reader.is_some() {
        recovery.code_mac = Some(mac);
        mail.post(service, repository).await?;
    } else {
        recovery.code_mac = None;
        mail.post_nowhere(service, repository).await?;
    }
    Ok(None)
}

/// The code's keyed hash is bound to the recovery and the address (failure 18).
pub(super) fn code_parts<'a>(recovery: &'a Recovery, code: &'a str) -> [&'a str; 3] {
    [recovery.id.as_str(), &recovery.mailbox, code]
}

fn code_mac(service: &Service, recovery: &Recovery, code: &str) -> String {
    service.keys.mac(MacPurpose::EmailCode, &code_parts(recovery, code))
}

/// Nobody has done it yet whom we know.
pub(super) async fn note(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    recovery: &Recovery,
    event: Event,
) -> Result<(), Unexpected> {
    let subject = recovery.known.as_ref().map(|known| &known.person);
    let details = [("recovery", recovery.id.as_str()), ("where", "forgotten password")];
    Ok(audit::record(repository, service, origin, &Actor::System, subject, event, &details).await?)
}
