//! What happened to a smartcard.

use super::{Words, greeting};
use crate::{
    mail::{Block, paragraph},
    service::Policy,
    time::Timestamp,
};

/// A card has another passcode.
#[must_use]
pub fn card_passcode_changed(policy: &Policy, name: &str, at: Timestamp) -> Words {
    let what = format!("The passcode of your smartcard was changed, {}.", at.for_people());
    (
        format!("The passcode of your smartcard for {} was changed", policy.service_name),
        vec![greeting(name), paragraph(what)],
    )
}

/// A card may have another passcode.
#[must_use]
pub fn card_passcode_uncertain(policy: &Policy, name: &str, at: Timestamp) -> Words {
    let what = format!(
        "The passcode of your smartcard was to be changed, {}, and it broke off. The card may have the new passcode, or the one before. Try the new one first.",
        at.for_people()
    );
    (
        format!("The passcode of your smartcard for {} may have changed", policy.service_name),
        vec![greeting(name), paragraph(what)],
    )
}

/// What unblocks a card was handed over, to its holder or to somebody of a Registration Authority.
#[must_use]
pub fn card_unblocking(policy: &Policy, (name, by): (&str, Option<&str>), at: Timestamp) -> Words {
    let what = match by {
        None => format!(
            "Your smartcard is being unblocked, {}. Whoever does it chooses a new passcode for it.",
            at.for_people()
        ),
        Some(by) => format!(
            "{by} of your Registration Authority is unblocking your smartcard, {}. You must be there and choose its new passcode yourself.",
            at.for_people()
        ),
    };
    (format!("Your smartcard for {} is being unblocked", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// A card was unblocked.
#[must_use]
pub fn card_unblocked(policy: &Policy, (name, by): (&str, Option<&str>), at: Timestamp) -> Words {
    let what = match by {
        None => format!("Your smartcard was unblocked and has a new passcode, {}.", at.for_people()),
        Some(by) => format!(
            "{by} of your Registration Authority unblocked your smartcard, {}. It has a new passcode, which only you know.",
            at.for_people()
        ),
    };
    (format!("Your smartcard for {} was unblocked", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// The end of a card in a calendar.
pub const CARD_ENDS_EVENT: &str = "Your smartcard ends";

/// What a calendar says of it.
#[must_use]
pub fn card_ends_event(policy: &Policy) -> String {
    format!("Renew it before this day: sign in to {} with your smartcard.", policy.service_name)
}

/// A card's certificates end soon.
#[must_use]
pub fn card_ends(policy: &Policy, name: &str, (until, left): (Timestamp, &str), page: &str) -> Words {
    let day = until.day_for_people();
    (
        format!("Renew your smartcard: it ends on {day}"),
        vec![
            greeting(name),
            paragraph(format!(
                "The certificates of your smartcard end {left}, on {day}. You can renew them yourself until then: it takes about 3 minutes, on a computer with a card reader. Your card and its passcode stay the same."
            )),
            Block::Link { label: "Renew your own smartcard".into(), url: page.to_owned() },
            paragraph(format!(
                "After that day only your Registration Authority can help, in person. {}",
                policy.support_text
            )),
        ],
    )
}

/// A card was renewed.
#[must_use]
pub fn card_renewed(policy: &Policy, name: &str, until: Timestamp, at: Timestamp) -> Words {
    let what = format!(
        "The certificates of your smartcard were renewed, {}. The new ones end on {}.",
        at.for_people(),
        until.day_for_people()
    );
    (format!("Your smartcard for {} was renewed", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// A card was issued.
#[must_use]
pub fn card_issued(policy: &Policy, (name, by): (&str, Option<&str>), until: Timestamp, at: Timestamp) -> Words {
    let issued = match by {
        None => "A smartcard was issued to you".to_owned(),
        Some(by) => format!("{by} of your Registration Authority issued a smartcard to you"),
    };
    let what = format!(
        "{issued}, {}. It signs you in with very high confidence (AAL3) from now on. Its certificates end on {}; you can renew them yourself in the 90 days before that.",
        at.for_people(),
        until.day_for_people()
    );
    (format!("A smartcard was issued for {}", policy.service_name), vec![greeting(name), paragraph(what)])
}
