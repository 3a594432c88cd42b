//! Prove an address with the code that was sent to it.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    email::{
        EmailId, EmailProof, EmailProofId, ProofOf, VerifyEmail,
        address::EmailAddress,
        proof::{self, CheckCode},
    },
    mail::text,
    notice::{self, Readers},
    person::freeze,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn},
    store::Repository,
    time::Timestamp,
    undo::Change,
};

/// How proving an address ended.
#[derive(Debug, PartialEq, Eq)]
pub enum ProveEmail {
    /// The address is verified.
    Verified,
    /// The code was wrong; so many tries are left.
    Wrong {
        /// Tries left with this code's proof.
        tries_left: i64,
    },
    /// It cannot be a code, which counts as no guess.
    NotACode,
    /// The code ran out, its tries are spent, or the session has ended.
    Over,
    /// Too many wrong codes: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong codes: not until somebody unlocks it.
    Disabled,
    /// Somebody else verified the address meanwhile, its domain is no longer accepted, or it is a second one and nobody signed
    /// in for it.
    NoLongerPossible,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(ProveEmail, Over);

/// Proves the pending address of a proof. The address that it replaces goes at the same moment, and both are told.
///
/// # Errors
/// When the database refuses.
pub async fn prove(
    service: &Service,
    me: &SignedIn,
    origin: &Origin,
    browser: &BrowserId,
    id: &EmailProofId,
    code: &str,
) -> Result<ProveEmail, Unexpected> {
    let mut repository = service.write().await?;
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    super::lock(service, &mut *repository, &me.person.id).await?;
    let checked = proof::check(service, &mut *repository, origin, (&me.person.id, browser), id, code).await?;
    let outcome = match checked {
        CheckCode::Right(proof) => match proof.of {
            ProofOf::Address(ref email) => verified(service, &mut *repository, me, origin, (&proof, email)).await?,
            ProofOf::Registration(_) => ProveEmail::Over,
        },
        CheckCode::NotACode => ProveEmail::NotACode,
        CheckCode::Over => ProveEmail::Over,
        CheckCode::Wrong { tries_left } => ProveEmail::Wrong { tries_left },
        CheckCode::Wait(until) => ProveEmail::Wait(until),
        CheckCode::Disabled => ProveEmail::Disabled,
    };
    repository.commit().await?;
    Ok(outcome)
}

async fn verified(
    service: &Service,
    repository: &mut dyn Repository,
    me: &SignedIn,
    origin: &Origin,
    (proof, id): (&EmailProof, &EmailId),
) -> Result<ProveEmail, Unexpected> {
    let now = service.now();
    let person = &me.person.id;
    let Some(email) = repository.lookup_email(id).await?.filter(|email| email.person_id == *person) else {
        return Ok(ProveEmail::NoLongerPossible);
    };
    // The list may have changed since the address was added: checked at use, too (failure 20).
    if !service.policy.allow_list.accepts(&email.address) {
        return Ok(ProveEmail::NoLongerPossible);
    }
    let mut readers = Readers::of(service, repository, person).await?;
    // Only the first address is set up without a fresh sign-in, and whether it is the first is asked now: codes for several may
    // have been asked for before. The sign-in was fresh when the proof began, or is newer than that: the code takes its time.
    if !readers.before.is_empty() && !me.session.is_fresh(proof.created_at) {
        return Ok(ProveEmail::NoLongerPossible);
    }
    if repository.verify_email(id, now).await? != VerifyEmail::Verified {
        return Ok(ProveEmail::NoLongerPossible);
    }
    let old = match &email.replaces {
        Some(replaced) => repository.lookup_email(replaced).await?.filter(|old| old.person_id == *person),
        None => None,
    };
    if let Some(old) = &old {
        repository.remove_email(&old.id).await?;
    }
    let actor = Actor::Person(person.clone());
    let masked = email.address.masked();
    let change = Change::email_verified(&email, old.as_ref());
    let replaced = old.as_ref().map(|old| old.address.masked());
    let details = [("address", masked.as_str()), ("replaced", replaced.as_deref().unwrap_or(""))];
    audit::record(repository, service, origin, &actor, Some(person), Event::EmailVerified, &details).await?;
    readers.besides.push(email.address.clone());
    let name = me.person.name.full();
    let addresses = (&email.address, old.as_ref().map(|old| &old.address));
    let words = |reader: &EmailAddress| text::email_verified(&service.policy, &name, addresses, now, reader);
    notice::tell_each_of_change(service, repository, person, (&change, now), words, &readers).await?;
    Ok(ProveEmail::Verified)
}
