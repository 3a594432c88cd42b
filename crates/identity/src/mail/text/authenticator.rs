//! What happened to an authenticator.

use super::{Words, greeting, not_you};
use crate::{assurance::AssuranceLevel, mail::paragraph, service::Policy, time::Timestamp};

/// What an authenticator that was added means for the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// There was none.
    New,
    /// It has the old one's place.
    Taken,
    /// It gets the old one's place with its first use.
    Waits,
}

/// An authenticator was added, maybe in place of another.
#[must_use]
pub fn authenticator_added(policy: &Policy, name: &str, kind: &str, place: Place, at: Timestamp) -> Words {
    let when = at.for_people();
    let what = match place {
        Place::New => {
            format!("{kind} was added to your Care Identity, {when}. You can sign in with it from now on.")
        }
        Place::Taken => {
            format!(
                "{kind} on your Care Identity was replaced by a new one, {when}. The old one no longer signs you in."
            )
        }
        Place::Waits => format!(
            "A new {kind} was added to your Care Identity, {when}. The old one works until you sign in with the new one for the first time, or until you remove it if it gives more confidence."
        ),
    };
    (format!("An authenticator was added to {}", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// A new authenticator was used for the first time and has the old one's place.
#[must_use]
pub fn authenticator_replaced(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!(
        "You signed in with your new {kind} for the first time, {}. The old one no longer signs you in.",
        at.for_people()
    );
    about_change(policy, "was replaced", name, what)
}

/// An authenticator was removed.
#[must_use]
pub fn authenticator_removed(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!("{kind} was removed from your Care Identity, {}. It no longer signs you in.", at.for_people());
    about_change(policy, "was removed", name, what)
}

/// An authenticator was reported lost or stolen.
#[must_use]
pub fn authenticator_suspended(policy: &Policy, name: &str, (kind, called): (&str, &str), at: Timestamp) -> Words {
    let which = which(kind, called);
    let what = format!(
        "{which} on your Care Identity was reported lost or stolen, {}. It signs nobody in until you or your Registration Authority reinstate it.",
        at.for_people()
    );
    about_authenticator(policy, "was suspended", name, what)
}

/// An authenticator signs in again.
#[must_use]
pub fn authenticator_reinstated(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!("{kind} on your Care Identity was reinstated, {}. It signs you in again.", at.for_people());
    about_change(policy, "was reinstated", name, what)
}

/// An authenticator has another name.
#[must_use]
pub fn authenticator_renamed(
    policy: &Policy,
    name: &str,
    (kind, called, new): (&str, &str, &str),
    at: Timestamp,
) -> Words {
    let which = which(kind, called);
    let what = format!("{which} on your Care Identity is called “{new}” now, {}.", at.for_people());
    about_change(policy, "has another name", name, what)
}

/// An authenticator showed more or less than before.
#[must_use]
pub fn authenticator_level_changed(
    policy: &Policy,
    name: &str,
    kind: &str,
    (from, to): (AssuranceLevel, AssuranceLevel),
    at: Timestamp,
) -> Words {
    let why = if to < from {
        "Applications that need a higher level no longer open with it. A passkey that is synced to other devices, for example, does not reach the highest level."
    } else {
        "It opens more applications than before."
    };
    let what =
        format!("The level of {kind} on your Care Identity changed from {from} to {to}, {}. {why}", at.for_people());
    about_authenticator(policy, "has another level", name, what)
}

/// There may be a copy of an authenticator.
#[must_use]
pub fn authenticator_copied(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!(
        "Somebody tried to sign in with {kind} of your Care Identity, {}, and it counted fewer uses than before. There may be a copy of it, so nobody was signed in.",
        at.for_people()
    );
    about_authenticator(policy, "may have been copied", name, what)
}

fn about_authenticator(policy: &Policy, happened: &str, name: &str, what: String) -> Words {
    let (subject, mut blocks) = about_change(policy, happened, name, what);
    blocks.push(not_you());
    (subject, blocks)
}

/// Of what can be taken back: how is added to it.
fn about_change(policy: &Policy, happened: &str, name: &str, what: String) -> Words {
    let subject = format!("An authenticator of {} {happened}", policy.service_name);
    (subject, vec![greeting(name), paragraph(what)])
}

/// An authenticator by its type and the name that its person gave it.
fn which(kind: &str, called: &str) -> String {
    if called.starts_with(kind) { called.to_owned() } else { format!("{kind} “{called}”") }
}
