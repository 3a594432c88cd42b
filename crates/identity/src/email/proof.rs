//! The 8-digit code that proves an address: sent, sent again, and checked.

mod check;

use std::time::Duration;

pub use self::check::CheckCode;
pub(crate) use self::check::check;

use crate::{
    actor::{Actor, Origin},
    attempts,
    audit::{self, Event},
    email::{EmailProof, EmailProofId, ProofOf, address::EmailAddress},
    keys::MacPurpose,
    mail::{Mail, text},
    person::{Person, PersonState},
    random,
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
};

/// How long a code lives.
pub(crate) const CODE_LIFE: Duration = Duration::from_secs(10 * 60);
/// How many wrong codes a proof bears, over all codes that were sent for it.
pub const TRIES: i64 = 5;
/// How many codes are sent for one proof.
pub const SENDS: i64 = 6;
/// The wait before the next code; it doubles with each.
const FIRST_WAIT: Duration = Duration::from_secs(30);

/// The wait after so many codes, before the next.
pub(crate) fn wait_after(sends: i64) -> Duration {
    FIRST_WAIT * 2_u32.pow(u32::try_from(sends).unwrap_or(0).min(4))
}

/// From when another code may be asked for, after so many that were sent and tried; `None` when no more are sent.
pub(crate) fn next_send((sends, tries): (i64, i64), next: Timestamp) -> Option<Timestamp> {
    (sends < SENDS && tries < TRIES).then_some(next)
}

/// What keeps another code from being sent at `now`.
pub(crate) fn too_early(counts: (i64, i64), next: Timestamp, now: Timestamp) -> Option<Resend> {
    match next_send(counts, next) {
        None => Some(Resend::NoMore),
        Some(from) => (now < from).then_some(Resend::Wait(from)),
    }
}

/// To which address.
pub(crate) struct Recipient<'a> {
    /// As it was typed: the page shows this and nothing else, whoever it belongs to (failure 22).
    pub typed: &'a str,
    /// The address that a code goes to; without one the page looks the same, and no code will fit.
    pub reader: Option<&'a str>,
    /// What is posted where no code is. Without it as much is done for no mail, so that both take as long (failure 22).
    pub otherwise: Option<Mail>,
}

/// Begins a proof and posts its first code; `Err` inside says from when on mail may be sent again.
pub(crate) async fn begin(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, browser): (&Person, &BrowserId),
    of: ProofOf,
    recipient: Recipient<'_>,
) -> Result<Result<EmailProof, Timestamp>, Unexpected> {
    let now = service.now();
    let mut proof = EmailProof {
        id: EmailProofId::random(&*service.random),
        browser_id: browser.clone(),
        person_id: person.id.clone(),
        of,
        address: recipient.typed.to_owned(),
        code_mac: None,
        tries: 0,
        sends: 0,
        created_at: now,
        expires_at: now,
        next_send_at: now,
        used_at: None,
    };
    let Recipient { reader, otherwise, .. } = recipient;
    if let Some(until) = prepare(service, repository, person, &mut proof, (reader, otherwise)).await? {
        return Ok(Err(until));
    }
    repository.add_email_proof(&proof).await?;
    note_sent(service, repository, origin, &proof).await?;
    Ok(Ok(proof))
}

/// How asking for another code ended, here and for a forgotten password.
#[derive(Debug, PartialEq, Eq)]
pub enum Resend {
    /// Another code is on its way.
    Sent,
    /// Not before this instant.
    Wait(Timestamp),
    /// No more codes for this proof: begin again.
    NoMore,
}

/// Sends another code in place of the last, not sooner than the page said.
///
/// # Errors
/// When the database refuses.
pub async fn resend(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    id: &EmailProofId,
) -> Result<Resend, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    let is_here = |proof: &EmailProof| proof.browser_id == *browser && proof.used_at.is_none();
    let Some(mut proof) = repository.lookup_email_proof(id).await?.filter(is_here) else {
        return Ok(Resend::NoMore);
    };
    if let Some(refused) = too_early((proof.sends, proof.tries), proof.next_send_at, now) {
        return Ok(refused);
    }
    // Closed meanwhile: nothing that was begun goes on (failure 26).
    let person = repository.lookup_person(&proof.person_id).await?.filter(|person| person.state == PersonState::Open);
    let Some(person) = person else {
        return Ok(Resend::NoMore);
    };
    let reader = reader(service, &mut *repository, &proof).await?.filter(|_| proof.code_mac.is_some());
    if let Some(until) = prepare(service, &mut *repository, &person, &mut proof, (reader.as_deref(), None)).await? {
        return Ok(Resend::Wait(until));
    }
    if !repository.renew_email_proof(&proof).await? {
        // A second click on the button: the first one sends.
        return Ok(Resend::Sent);
    }
    note_sent(service, &mut *repository, origin, &proof).await?;
    repository.commit().await?;
    Ok(Resend::Sent)
}

/// The person's address that was typed, if it is there and accepted still: otherwise the page looks the same and nothing
/// is sent (failure 20).
async fn reader(
    service: &Service,
    repository: &mut dyn Repository,
    proof: &EmailProof,
) -> Result<Option<String>, Unexpected> {
    let Ok(typed) = EmailAddress::parse(&proof.address) else {
        return Ok(None);
    };
    let emails = repository.list_emails(&proof.person_id).await?;
    let mut addresses = emails.into_iter().map(|email| email.address);
    let known = addresses.find(|address| address.comparison_key() == typed.comparison_key());
    Ok(known.filter(|address| service.policy.allow_list.accepts(address)).map(|address| address.as_str().to_owned()))
}

/// Makes the next code and posts it, or does as if; `Some` when no mail may be sent before then.
async fn prepare(
    service: &Service,
    repository: &mut dyn Repository,
    person: &Person,
    proof: &mut EmailProof,
    (reader, otherwise): (Option<&str>, Option<Mail>),
) -> Result<Option<Timestamp>, Unexpected> {
    let now = service.now();
    // Counted by mailbox, however it is written (failure 5).
    let mailbox =
        EmailAddress::parse(&proof.address).map_or_else(|_| proof.address.clone(), |address| address.throttle_key());
    if let Some(until) = attempts::reserve_mail(service, repository, &person.id, &mailbox).await? {
        return Ok(Some(until));
    }
    proof.next_send_at = now.plus(wait_after(proof.sends));
    proof.sends += 1;
    proof.expires_at = now.plus(CODE_LIFE);
    let code = random::digits(&*service.random, 8);
    let mac = code_mac(service, proof, &code);
    let words = text::email_code(&service.policy, &person.name.full(), &code, proof.expires_at);
    let mail = Mail::compose(reader.unwrap_or(&proof.address), words.0, &service.policy.service_name, &words.1);
    match (reader, otherwise) {
        (Some(_), _) => {
            proof.code_mac = Some(mac);
            mail.post(service, repository).await?;
        }
        (None, Some(otherwise)) => otherwise.post(service, repository).await?,
        (None, None) => mail.post_nowhere(service, repository).await?,
    }
    Ok(None)
}

/// The code's keyed hash is bound to the request and the pending address (failure 18).
fn code_parts<'a>(proof: &'a EmailProof, code: &'a str) -> [&'a str; 3] {
    [proof.id.as_str(), &proof.address, code]
}

fn code_mac(service: &Service, proof: &EmailProof, code: &str) -> String {
    service.keys.mac(MacPurpose::EmailCode, &code_parts(proof, code))
}

async fn note_sent(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    proof: &EmailProof,
) -> Result<(), Unexpected> {
    let actor = Actor::Person(proof.person_id.clone());
    audit::record(
        repository,
        service,
        origin,
        &actor,
        Some(&proof.person_id),
        Event::EmailCodeSent,
        &[("proof", proof.id.as_str())],
    )
    .await?;
    Ok(())
}

/// What the page "Check your inbox" shows.
#[derive(Clone, Debug)]
pub struct ProofView {
    /// The proof.
    pub id: EmailProofId,
    /// What is proved.
    pub of: ProofOf,
    /// The address that was typed.
    pub address: String,
    /// When the newest code ends.
    pub expires_at: Timestamp,
    /// From when another may be asked for; `None` when no more are sent.
    pub next_send_at: Option<Timestamp>,
    /// Whether a code can still be entered at this moment.
    pub is_open: bool,
}

/// Looks a proof up for the browser that asked for it.
///
/// # Errors
/// When the database refuses.
pub async fn view(service: &Service, browser: &BrowserId, id: &EmailProofId) -> Result<Option<ProofView>, Unexpected> {
    let proof = service.read().await?.lookup_email_proof(id).await?;
    Ok(proof.filter(|proof| proof.browser_id == *browser && proof.used_at.is_none()).map(|proof| ProofView {
        is_open: proof.tries < TRIES && service.now() < proof.expires_at,
        next_send_at: next_send((proof.sends, proof.tries), proof.next_send_at),
        id: proof.id,
        of: proof.of,
        address: proof.address,
        expires_at: proof.expires_at,
    }))
}
