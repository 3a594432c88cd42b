//! What happened to a Care Identity as a whole.

use super::{Words, greeting, not_you};
use crate::{
    mail::paragraph,
    service::Policy,
    time::Timestamp,
    undo::{What, carry_out::Restored},
};

/// A sign-in link was used.
#[must_use]
pub fn sign_in_link_used(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("A sign-in link was used for {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "A sign-in link of your Registration Authority was used for your Care Identity, {}.",
                at.for_people()
            )),
            not_you(),
        ],
    )
}

/// Password and authenticators were removed after an identity check.
#[must_use]
pub fn person_reset(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Your sign-in to {} was reset", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "The password and the authenticators of your Care Identity were removed, {}. Ask for a sign-in link to set up new ones.",
                at.for_people()
            )),
            not_you(),
        ],
    )
}

/// A Care Identity was closed.
#[must_use]
pub fn person_closed(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        "Your Care Identity was closed".to_owned(),
        vec![
            greeting(name),
            paragraph(format!(
                "Your Care Identity was closed, {}. You cannot sign in to {} any more, and all your sessions have ended.",
                at.for_people(),
                policy.service_name
            )),
            paragraph("If this is a mistake, contact your Registration Authority. They can open it again."),
        ],
    )
}

/// A closed Care Identity was opened again.
#[must_use]
pub fn person_reopened(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        "Your Care Identity was opened again".to_owned(),
        vec![
            greeting(name),
            paragraph(format!(
                "Your Care Identity was opened again, {}. You can sign in to {} as before.",
                at.for_people(),
                policy.service_name
            )),
            paragraph("If you did not expect this, contact your Registration Authority now."),
        ],
    )
}

/// Somebody said that a change was not theirs. `at` is when it was made, and when it was taken back.
#[must_use]
pub fn change_undone(
    policy: &Policy,
    name: &str,
    what: &What,
    (restored, later): (Restored, usize),
    (made_at, at): (Timestamp, Timestamp),
) -> Words {
    let what = what.for_people();
    let outcome = match restored {
        Restored::Yes => "We took the change back.",
        Restored::Suspended => "What was changed on the smartcard stays there, so it signs nobody in for now.",
        Restored::Newer => "It was changed once more since then. We left that as it is.",
        Restored::NoLonger => "We could not put back what was there before, and left what is there now.",
    };
    let outcome = match later {
        0 => outcome.to_owned(),
        1 => format!("{outcome} One later change went back with it."),
        later => format!("{outcome} {later} later changes went back with it."),
    };
    (
        format!("Changes to your {} profile are stopped", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "Somebody who reads mail at one of your verified addresses told us, {}, that a change was not theirs: {what}, {}.",
                at.for_people(),
                made_at.for_people()
            )),
            paragraph(outcome),
            paragraph(
                "You were signed out everywhere. What signed you in before that change signs you in again. No change of your password, contact details or authenticators is accepted until you have shown who you are: to your Registration Authority, or by a sign-in with very high confidence with an authenticator that you had before.",
            ),
            paragraph(policy.support_text.clone()),
        ],
    )
}

/// Changes are possible again.
#[must_use]
pub fn person_unfrozen(policy: &Policy, name: &str, at: Timestamp) -> Words {
    (
        format!("Changes to your {} profile are possible again", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!(
                "Changes of your password, contact details and authenticators are accepted again, {}.",
                at.for_people()
            )),
            not_you(),
        ],
    )
}
