//! A registration's first proof: whoever carries it out reads the person's mail. A wrong address answers as a right one.

use crate::{
    actor::Origin,
    email::{
        ProofOf,
        address::{EmailAddress, EmailAddressError},
        proof::{self, CheckCode, Recipient},
        verify::ProveEmail,
    },
    notice,
    registration::{
        RegistrationId, RegistrationState,
        current::{self, Turn},
    },
    service::{Service, Unexpected},
    session::BrowserId,
    time::Timestamp,
};

/// How "Send One Time Password" ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SendCode {
    /// A code is on its way, if the address is the person's.
    Sent,
    /// It is not an e-mail address.
    NotAnAddress(EmailAddressError),
    /// Too many mails: not before this instant.
    Wait(Timestamp),
    /// This step is not due.
    Over,
}

/// Sends a code to an address, when it is one that the person has proved and whose domain is still accepted.
///
/// # Errors
/// When the database refuses.
pub async fn send(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    id: &RegistrationId,
    text: &str,
) -> Result<SendCode, Unexpected> {
    let address = match EmailAddress::parse(text) {
        Ok(address) => address,
        Err(error) => return Ok(SendCode::NotAnAddress(error)),
    };
    let mut repository = service.write().await?;
    let Some((mut registration, person)) =
        current::take(service, &mut *repository, browser, id, Turn::ProveEmail).await?
    else {
        return Ok(SendCode::Over);
    };
    let verified = notice::addresses(&mut *repository, &person.id).await?;
    let known = verified.iter().find(|known| known.comparison_key() == address.comparison_key());
    let known = known.filter(|known| service.policy.allow_list.accepts(known));
    let recipient =
        Recipient { typed: &address.for_people(), reader: known.map(EmailAddress::as_str), otherwise: None };
    let of = ProofOf::Registration(id.clone());
    let proof = match proof::begin(service, &mut *repository, origin, (&person, browser), of, recipient).await? {
        Ok(proof) => proof,
        Err(until) => return Ok(SendCode::Wait(until)),
    };
    registration.email_proof = Some(proof.id);
    if !repository.update_registration(&registration, RegistrationState::Opened).await? {
        return Ok(SendCode::Over);
    }
    repository.commit().await?;
    Ok(SendCode::Sent)
}

/// Goes back to the address, when it was mistyped.
///
/// # Errors
/// When the database refuses.
pub async fn change_address(service: &Service, browser: &BrowserId, id: &RegistrationId) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    if let Some((mut registration, _)) = current::take(service, &mut *repository, browser, id, Turn::ProveEmail).await?
    {
        registration.email_proof = None;
        repository.update_registration(&registration, RegistrationState::Opened).await?;
        repository.commit().await?;
    }
    Ok(())
}

/// Checks the code and goes on to the password.
///
/// # Errors
/// When the database refuses.
pub async fn prove(
    service: &Service,
    origin: &Origin,
    browser: &BrowserId,
    id: &RegistrationId,
    code: &str,
) -> Result<ProveEmail, Unexpected> {
    let mut repository = service.write().await?;
    let Some((mut registration, _)) = current::take(service, &mut *repository, browser, id, Turn::ProveEmail).await?
    else {
        return Ok(ProveEmail::NoLongerPossible);
    };
    let Some(proof_id) = registration.email_proof.clone() else {
        return Ok(ProveEmail::NoLongerPossible);
    };
    let checked =
        proof::check(service, &mut *repository, origin, (&registration.person_id, browser), &proof_id, code).await?;
    let outcome = match checked {
        CheckCode::Right(proof) if proof.of == ProofOf::Registration(id.clone()) => {
            registration.state = RegistrationState::EmailProved;
            if repository.update_registration(&registration, RegistrationState::Opened).await? {
                ProveEmail::Verified
            } else {
                ProveEmail::NoLongerPossible
            }
        }
        CheckCode::Right(_) | CheckCode::Over => ProveEmail::Over,
        CheckCode::NotACode => ProveEmail::NotACode,
        CheckCode::Wrong { tries_left } => ProveEmail::Wrong { tries_left },
        CheckCode::Wait(until) => ProveEmail::Wait(until),
        CheckCode::Disabled => ProveEmail::Disabled,
    };
    repository.commit().await?;
    Ok(outcome)
}
