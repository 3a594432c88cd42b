//! What changed in the contact details of a profile.

use super::{Words, greeting};
use crate::{mail::paragraph, service::Policy, time::Timestamp};

/// To the addresses of a person to whose profile an address was added, in the place of another or beside it.
#[must_use]
pub fn email_verified(policy: &Policy, name: &str, masked: &str, replaced: Option<&str>, at: Timestamp) -> Words {
    let (subject, what) = match replaced {
        Some(old) => (
            format!("Your {} email address was changed", policy.service_name),
            format!("The email address {old} on your profile was changed to {masked}, {}.", at.for_people()),
        ),
        None => (
            format!("An email address was added to {}", policy.service_name),
            format!("The email address {masked} was added to your profile, {}.", at.for_people()),
        ),
    };
    (subject, vec![greeting(name), paragraph(what)])
}

/// To the addresses of a person from whose profile an address was removed.
#[must_use]
pub fn email_removed(policy: &Policy, name: &str, masked: &str, at: Timestamp) -> Words {
    (
        format!("An email address was removed from {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!("The email address {masked} was removed from your profile, {}.", at.for_people())),
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
