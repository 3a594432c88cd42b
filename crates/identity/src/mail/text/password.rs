//! What happened to a password.

use super::{Words, greeting};
use crate::{mail::paragraph, service::Policy, time::Timestamp};

/// A password was set.
#[must_use]
pub fn password_set(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("A password was set for {}", policy.service_name),
        vec![greeting(name), paragraph(format!("A password was set for your Care Identity, {}.", at.for_people()))],
    )
}

/// The password was changed.
#[must_use]
pub fn password_changed(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Your {} password was changed", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "The password of your Care Identity was changed, {}. You were signed out everywhere else.",
                at.for_people()
            )),
        ],
    )
}

/// A forgotten password was replaced.
#[must_use]
pub fn password_recovered(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Your {} password was changed", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "Somebody who said that they forgot it set a new password for your Care Identity, {}. They proved that they read your mail and have your authenticator app. You were signed out everywhere.",
                at.for_people()
            )),
        ],
    )
}

/// A new password was chosen by whoever signed in without the old one.
#[must_use]
pub fn password_renewed(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    (
        format!("Your {} password was changed", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "Somebody who had signed in with your {kind} set a new password for your Care Identity, {}. The old one was not asked for. You were signed out everywhere else.",
                at.for_people()
            )),
        ],
    )
}

/// A new password was chosen by whoever opened a sign-in link.
#[must_use]
pub fn password_renewed_by_link(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Your {} password was changed", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "Somebody who had opened a sign-in link of your Registration Authority set a new password for your Care Identity, {}. The old one was not asked for, as no authenticator was left to sign in with. You were signed out everywhere else.",
                at.for_people()
            )),
        ],
    )
}
