//! A code is checked: it counts against the tries of its proof, and of its person.

use super::{TRIES, code_parts};
use crate::{
    actor::{Actor, Origin},
    attempts::{self, Factor, Reserved, Whose},
    audit::{self, Event},
    email::{EmailProof, EmailProofId},
    keys::MacPurpose,
    person::PersonId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::Repository,
    time::Timestamp,
    typed,
};

/// How the check of a code ended.
#[derive(Debug)]
pub enum CheckCode {
    /// It was right and is used up now, in the caller's transaction.
    Right(EmailProof),
    /// It was wrong; so many tries are left.
    Wrong {
        /// Tries left with this proof.
        tries_left: i64,
    },
    /// It cannot be a code, whatever the right one is: no guess.
    NotACode,
    /// It ran out, was used, or its five tries are spent: ask for another.
    Over,
    /// Too many wrong codes: not before this instant.
    Wait(Timestamp),
    /// A hundred wrong codes: not until somebody unlocks it.
    Disabled,
}

/// Checks a code of `person` in the caller's transaction, which must be committed whatever the answer is: the try
/// counts.
pub(crate) async fn check(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    (person, browser): (&PersonId, &BrowserId),
    id: &EmailProofId,
    code: &str,
) -> Result<CheckCode, Unexpected> {
    let now = service.now();
    // Somebody else in this browser neither uses the code up nor spends its tries (failure 18).
    let proof = repository.lookup_email_proof(id).await?;
    let Some(proof) = proof.filter(|proof| proof.browser_id == *browser && proof.person_id == *person) else {
        return Ok(CheckCode::Over);
    };
    // What cannot be right whatever is typed is no guess.
    if proof.used_at.is_some() || proof.tries >= TRIES || now >= proof.expires_at {
        return Ok(CheckCode::Over);
    }
    let Some(code) = typed::mailed_code(code) else {
        return Ok(CheckCode::NotACode);
    };
    let permit =
        match attempts::reserve(service, repository, Factor::EmailCode, Whose::Person(&proof.person_id), origin).await?
        {
            Reserved::Go(permit) => permit,
            Reserved::Wait(until) => return Ok(CheckCode::Wait(until)),
            Reserved::Disabled => return Ok(CheckCode::Disabled),
        };
    if !repository.take_email_proof_try(id, TRIES, now).await? {
        return Ok(CheckCode::Over);
    }
    let right = proof
        .code_mac
        .as_deref()
        .is_some_and(|mac| service.keys.mac_matches(MacPurpose::EmailCode, &code_parts(&proof, &code), mac));
    if right && repository.use_email_proof(id, now).await? {
        attempts::forgive(repository, permit).await?;
        return Ok(CheckCode::Right(proof));
    }
    let actor = Actor::Person(proof.person_id.clone());
    audit::record(
        repository,
        service,
        origin,
        &actor,
        Some(&proof.person_id),
        Event::EmailCodeWrong,
        &[("proof", id.as_str())],
    )
    .await?;
    let details = [("factor", "email-code"), ("proof", id.as_str())];
    attempts::stand(service, repository, origin, Some(person), permit, &details).await?;
    Ok(CheckCode::Wrong { tries_left: (TRIES - proof.tries - 1).max(0) })
}
