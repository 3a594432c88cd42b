//! What happened to a smartcard.

use super::{Words, greeting, not_you};
use crate::{mail::paragraph, service::Policy, time::Timestamp};

/// A card was renewed.
#[must_use]
pub fn card_renewed(policy: &Policy, name: &str, until: Timestamp, at: Timestamp) -> Words {
    let what = format!(
        "The certificates of your smartcard were renewed, {}. The new ones end on {}.",
        at.for_people(),
        until.day_for_people()
    );
    (
        format!("Your smartcard for {} was renewed", policy.service_name),
        vec![greeting(name), paragraph(what), not_you()],
    )
}

/// A card was issued.
#[must_use]
pub fn card_issued(policy: &Policy, name: &str, until: Timestamp, at: Timestamp) -> Words {
    let what = format!(
        "A smartcard was issued to you, {}. It signs you in with very high confidence (AAL3) from now on. Its certificates end on {}; you can renew them yourself in the 90 days before that.",
        at.for_people(),
        until.day_for_people()
    );
    (format!("A smartcard was issued for {}", policy.service_name), vec![greeting(name), paragraph(what), not_you()])
}
