//! Add an e-mail address, or put one in the place of another.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    email::{
        Email, EmailId, EmailProof, EmailProofId, ProofOf,
        address::{EmailAddress, EmailAddressError},
        proof::{self, Recipient},
    },
    mail::{Mail, text},
    person::freeze,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    store::Repository,
    time::Timestamp,
};

/// How many addresses a person has at the most.
pub const MOST_EMAILS: usize = 5;

/// How adding an address ended.
#[derive(Debug)]
pub enum AddEmail {
    /// A code is on its way, or was sent before and can be entered still; or the address is another person's, and only the mail to it says so.
    CodeSent(EmailProofId),
    /// It is not an address that we read.
    NotAnAddress(EmailAddressError),
    /// Its domain is not on the allow list.
    DomainNotAccepted {
        /// The domain as typed.
        domain: String,
        /// The accepted one that was meant, when it looks like a slip.
        nearest: Option<String>,
    },
    /// It is on the profile and verified already.
    AlreadyYours,
    /// The profile has as many addresses as it can.
    TooMany,
    /// A sign-in not older than 5 minutes is needed, as a verified address is there to protect.
    SignInAgain,
    /// Too many mails: not before this instant.
    Wait(Timestamp),
    /// Changes stand still.
    Frozen,
}

freeze::kept!(AddEmail, SignInAgain);

/// Whether a fresh sign-in comes first: one of the person's addresses is verified, and there to protect.
#[must_use]
pub fn needs_sign_in(me: &SignedIn, mine: &[Email], now: Timestamp) -> bool {
    mine.iter().any(|email| email.verified_at.is_some()) && !me.session.is_fresh(now)
}

/// Adds `text` as a pending address and sends its code. With `replaces`, that address goes when this one is proved.
///
/// # Errors
/// When the database refuses.
pub async fn add(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    text: &str,
    replaces: Option<&EmailId>,
) -> Result<AddEmail, Unexpected> {
    let now = service.now();
    let address = match EmailAddress::parse(text) {
        Ok(address) => address,
        Err(error) => return Ok(AddEmail::NotAnAddress(error)),
    };
    if !service.policy.allow_list.accepts(&address) {
        let nearest = service.policy.allow_list.nearest(&address);
        return Ok(AddEmail::DomainNotAccepted { domain: address.domain_for_people(), nearest });
    }
    let mut repository = service.write().await?;
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    super::lock(service, &mut *repository, &me.person.id).await?;
    let mine = repository.list_emails(&me.person.id).await?;
    if needs_sign_in(me, &mine, now) {
        return Ok(AddEmail::SignInAgain);
    }
    let replaces = replaces.filter(|id| mine.iter().any(|email| email.id == **id && email.verified_at.is_some()));
    let same = mine.iter().find(|email| email.address.comparison_key() == address.comparison_key());
    // A slip in the new address leaves none behind: of those that are to take one place, the newest counts.
    let takes_its_place = |email: &&Email| {
        replaces.is_some()
            && email.verified_at.is_none()
            && email.replaces.as_ref() == replaces
            && same.is_none_or(|same| same.id != email.id)
    };
    let slips: Vec<&Email> = mine.iter().filter(takes_its_place).collect();
    let id = match same {
        Some(email) if email.verified_at.is_some() => return Ok(AddEmail::AlreadyYours),
        Some(email) => {
            repository.set_email_replaces(&email.id, replaces).await?;
            email.id.clone()
        }
        None if mine.len() - slips.len() >= MOST_EMAILS => return Ok(AddEmail::TooMany),
        None => insert(service, &mut *repository, me, origin, &address, replaces).await?,
    };
    for slip in slips {
        drop_slip(service, &mut *repository, me, origin, slip).await?;
    }

    let owner = repository.find_person_by_verified_email(&address.comparison_key()).await?;
    // An address of somebody else's gets the usual page, and only the mail says so (failure 22).
    let already_used = || {
        let words = text::email_already_used(&service.policy);
        Mail::compose(address.as_str(), words.0, &service.policy.service_name, &words.1)
    };
    let recipient = Recipient {
        typed: &address.for_people(),
        reader: owner.is_none().then_some(address.as_str()),
        otherwise: owner.map(|_| already_used()),
    };
    let proof =
        proof::begin(service, &mut *repository, origin, (&me.person, browser), ProofOf::Address(id), recipient).await?;
    let proof = match proof {
        Ok(proof) => proof,
        Err(until) => return Ok(AddEmail::Wait(until)),
    };
    repository.commit().await?;
    Ok(AddEmail::CodeSent(proof.id))
}

/// Removes a pending address, in whose place another was typed.
async fn drop_slip(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
    origin: &Origin,
    slip: &Email,
) -> Result<(), Unexpected> {
    if repository.remove_email(&slip.id).await? {
        let (actor, masked) = (Actor::Person(me.person.id.clone()), slip.address.masked());
        let details = [("address", masked.as_str()), ("reason", "another was typed in its place")];
        audit::record(repository, service, origin, &actor, Some(&me.person.id), Event::EmailRemoved, &details).await?;
    }
    Ok(())
}

async fn insert(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
    origin: &Origin,
    address: &EmailAddress,
    replaces: Option<&EmailId>,
) -> Result<EmailId, Unexpected> {
    let email = Email {
        id: EmailId::random(&*service.random),
        person_id: me.person.id.clone(),
        address: address.clone(),
        added_at: service.now(),
        verified_at: None,
        replaces: replaces.cloned(),
    };
    repository.add_email(&email).await?;
    let actor = Actor::Person(me.person.id.clone());
    let masked = address.masked();
    audit::record(repository, service, origin, &actor, Some(&me.person.id), Event::EmailAdded, &[("address", &masked)])
        .await?;
    Ok(email.id)
}

/// Sends a code for an address that is on the profile and pending; or leads to the one that was sent in this browser, whose page
/// says from when on another may be asked for.
///
/// # Errors
/// When the database refuses.
pub async fn verify_pending(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    id: &EmailId,
) -> Result<Option<AddEmail>, Unexpected> {
    let mut repository = service.read().await?;
    let email = repository.lookup_email(id).await?;
    let Some(email) = email.filter(|email| email.person_id == me.person.id && email.verified_at.is_none()) else {
        return Ok(None);
    };
    let sent = repository.find_live_email_proof((id, &me.person.id, browser), service.now()).await?;
    drop(repository);
    // One that sends no more, or has no tries left, is begun anew: its page asks for that here.
    let goes_on = |sent: &EmailProof| proof::next_send((sent.sends, sent.tries), sent.next_send_at).is_some();
    if let Some(sent) = sent.filter(|sent| me.person.accepts_changes() && goes_on(sent)) {
        return Ok(Some(AddEmail::CodeSent(sent.id)));
    }
    Ok(Some(add(service, me, origin, browser, email.address.as_str(), email.replaces.as_ref()).await?))
}
