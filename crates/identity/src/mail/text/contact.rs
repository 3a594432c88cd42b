//! What changed in the contact details of a profile.

use super::{Words, greeting};
use crate::{email::address::EmailAddress, mail::paragraph, service::Policy, time::Timestamp};

/// To an address of a person to whose profile one was added, in the place of another or beside it.
#[must_use]
pub fn email_verified(
    policy: &Policy,
    name: &str,
    (added, replaced): (&EmailAddress, Option<&EmailAddress>),
    at: Timestamp,
    reader: &EmailAddress,
) -> Words {
    let (added, at) = (added.as_told_to(reader), at.for_people());
    let (subject, what) = match replaced.map(|old| old.as_told_to(reader)) {
        Some(old) => (
            format!("Your {} email address was changed", policy.service_name),
            format!("The email address {old} on your profile was changed to {added}, {at}."),
        ),
        None => (
            format!("An email address was added to {}", policy.service_name),
            format!("The email address {added} was added to your profile, {at}."),
        ),
    };
    (subject, vec![greeting(name), paragraph(what)])
}

/// To an address of a person from whose profile one was removed.
#[must_use]
pub fn email_removed(
    policy: &Policy,
    name: &str,
    removed: &EmailAddress,
    at: Timestamp,
    reader: &EmailAddress,
) -> Words {
    let removed = removed.as_told_to(reader);
    (
        format!("An email address was removed from {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!("The email address {removed} was removed from your profile, {}.", at.for_people())),
        ],
    )
}

/// A mobile number was set or removed.
#[must_use]
pub fn mobile_changed(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Your {} mobile number was changed", policy.service_name),
        vec![greeting(name), paragraph(format!("The mobile number on your profile was changed, {}.", at.for_people()))],
    )
}
