//! What was there before a change is put back, and never over something that is newer than the change. The caller holds
//! the person's lock.

use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

use crate::{
    assurance::Kind,
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName},
    email::{Email, EmailId, VerifyEmail, address::EmailAddress},
    keys::Purpose,
    password::hash::PasswordHash,
    person::{Person, PersonId},
    random,
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
    undo::{Change, KeptAddress, KeptAuthenticator, carry_out::Restored},
};

/// Takes back what was changed at `changed_at`.
pub(super) async fn restore(
    service: &Service,
    repository: &mut dyn Repository,
    (person, changed_at): (&Person, Timestamp),
    change: &Change,
) -> Result<Restored, Unexpected> {
    let person = &person.id;
    let now = service.now();
    match change {
        Change::EmailVerified { added, replaced, .. } => {
            let restored = match replaced {
                Some(kept) => put_address_back(repository, person, kept).await?,
                None => Restored::Yes,
            };
            let added = EmailId::from_text(added);
            let mine = repository.list_emails(person).await?;
            // The last one is not taken away: nobody could sign in with password and code, or be told, any more.
            if !mine.iter().any(|email| email.verified_at.is_some() && email.id != added) {
                return Ok(Restored::NoLonger);
            }
            repository.remove_email(&added).await?;
            Ok(restored)
        }
        Change::EmailRemoved(kept) => put_address_back(repository, person, kept).await,
        Change::MobileChanged { before, after } => {
            if repository.lookup_mobile(person).await? != *after {
                return Ok(Restored::Newer);
            }
            repository.set_mobile(person, before.as_deref(), now).await?;
            Ok(Restored::Yes)
        }
        Change::PasswordSet { set_at } => {
            if repository.password_set_at(person).await? != Some(Timestamp::from_micros(*set_at)) {
                return Ok(Restored::Newer);
            }
            repository.remove_password(person).await?;
            Ok(Restored::Yes)
        }
        Change::PasswordChanged { hash, set_at } => {
            let unreadable = |_| Unexpected::Other("the password of an undo cannot be read".into());
            let hash = PasswordHash::parse(hash.0.expose_secret()).map_err(unreadable)?;
            let before = Timestamp::from_micros(*set_at);
            let restored = repository.replace_password(person, changed_at, &hash, before).await?;
            Ok(if restored { Restored::Yes } else { Restored::Newer })
        }
        Change::AuthenticatorAdded { added, .. } => {
            // One that ended since then is gone already.
            repository.end_authenticator(&AuthenticatorId::from_text(added), AuthenticatorState::Removed, now).await?;
            Ok(Restored::Yes)
        }
        Change::AuthenticatorReplaced { added, old, .. } => {
            let added = AuthenticatorId::from_text(added);
            repository.end_authenticator(&added, AuthenticatorState::Removed, now).await?;
            put_authenticator_back(service, repository, person, old).await
        }
        Change::AuthenticatorRemoved { old, .. } => put_authenticator_back(service, repository, person, old).await,
        Change::SignInLinkIssued => {
            repository.end_sign_in_links(person, now).await?;
            Ok(Restored::Yes)
        }
        Change::RegistrationIssued { kind } => {
            if let Some(kind) = Kind::from_slug(kind) {
                repository.abandon_registrations(person, kind, None).await?;
            }
            Ok(Restored::Yes)
        }
        Change::AuthenticatorRenamed { id, before, after, .. } => {
            let id = AuthenticatorId::from_text(id);
            let now = repository.lookup_authenticator(&id).await?;
            let before = AuthenticatorName::parse(before).filter(|_| now.is_some_and(|now| now.name.as_str() == after));
            let Some(before) = before else {
                return Ok(Restored::Newer);
            };
            repository.rename_authenticator(&id, &before).await?;
            Ok(Restored::Yes)
        }
        Change::CardRenewed { id } | Change::CardPasscodeChanged { id } | Change::CardUnblocked { id } => {
            repository.suspend_authenticator(&AuthenticatorId::from_text(id), now).await?;
            Ok(Restored::Suspended)
        }
        Change::AuthenticatorReinstated { id, .. } => {
            // One that ended since then is gone already. Its sessions end with all others.
            repository.suspend_authenticator(&AuthenticatorId::from_text(id), now).await?;
            Ok(Restored::Yes)
        }
    }
}

/// Takes nothing's place: a person may have several addresses, and this one counts beyond the five that they may add.
async fn put_address_back(
    repository: &mut dyn Repository,
    person: &PersonId,
    kept: &KeptAddress,
) -> Result<Restored, Unexpected> {
    let address = EmailAddress::parse(&kept.address)
        .map_err(|_| Unexpected::Other("the address of an undo cannot be read".into()))?;
    let mine = repository.list_emails(person).await?;
    let same = mine.iter().find(|email| email.address.comparison_key() == address.comparison_key());
    let verified_at = Timestamp::from_micros(kept.verified_at);
    let restored = match same {
        Some(email) if email.verified_at.is_some() => true,
        Some(email) => repository.verify_email(&email.id, verified_at).await? == VerifyEmail::Verified,
        None => {
            let email = Email {
                id: EmailId::from_text(kept.id.clone()),
                person_id: person.clone(),
                address,
                added_at: Timestamp::from_micros(kept.added_at),
                verified_at: Some(verified_at),
                replaces: None,
            };
            repository.add_email(&email).await?
        }
    };
    Ok(if restored { Restored::Yes } else { Restored::NoLonger })
}

async fn put_authenticator_back(
    service: &Service,
    repository: &mut dyn Repository,
    person: &PersonId,
    kept: &KeptAuthenticator,
) -> Result<Restored, Unexpected> {
    let id = AuthenticatorId::from_text(kept.id.clone());
    // A card that was taken back since is nobody's any more.
    if repository.find_card_of(&id).await?.is_some_and(|card| card.ended_at.is_some()) {
        return Ok(Restored::NoLonger);
    }
    let secret = match &kept.secret {
        Some(secret) => {
            let unreadable = || Unexpected::Other("the authenticator of an undo cannot be read".into());
            let secret = Zeroizing::new(random::decode(secret.0.expose_secret()).ok_or_else(unreadable)?);
            let owner = Authenticator::seal_owner(person, &id);
            Some(service.keys.seal(&*service.random, Purpose::AuthenticatorSecret, &owner, &secret)?)
        }
        None => None,
    };
    let restored = repository.restore_authenticator(&id, secret.as_ref()).await?;
    Ok(if restored { Restored::Yes } else { Restored::Newer })
}
