//! The words of every mail, in one place, so that another language is a second file.

use time::Date;

use super::{Block, paragraph};
use crate::{
    assurance::AssuranceLevel,
    service::Policy,
    time::{Timestamp, day_for_people},
    undo::{What, carry_out::Restored},
};

/// Subject and body.
pub type Words = (String, Vec<Block>);

fn greeting(name: &str) -> Block {
    paragraph(format!("Dear {name},"))
}

/// What to do when it was somebody else.
#[must_use]
pub fn not_you() -> Block {
    paragraph(
        "If this was not you, contact your Registration Authority now. They can stop what was changed and check your Care Identity.",
    )
}

/// The same, for those who can take the change back themselves.
#[must_use]
pub fn this_was_not_me(url: &str) -> [Block; 2] {
    [
        paragraph(
            "If this was not you, open the link below within 7 days and confirm it there. That signs you out everywhere, takes the change back where it can, takes back every later change with it, and stops further ones until you have shown who you are.",
        ),
        Block::Link { label: "This was not me".into(), url: url.to_owned() },
    ]
}

/// The code that proves an address.
#[must_use]
pub fn email_code(policy: &Policy, name: &str, code: &str, expires_at: Timestamp) -> Words {
    (
        format!("Your one-time password for {}", policy.service_name),
        vec![
            greeting(name),
            paragraph("Your single-use, 8-digit One Time Password is:"),
            Block::Code(code.to_owned()),
            paragraph(format!(
                "Type it on the page that asked for it. It works once, until {}. A newer one makes it useless.",
                expires_at.clock_for_people()
            )),
            paragraph("We never ask for it by telephone. If you did not ask for it, you can ignore this mail."),
        ],
    )
}

/// To an address that somebody else tried to add. The page looks as always: only its reader learns this.
#[must_use]
pub fn email_already_used(policy: &Policy) -> Words {
    (
        format!("Somebody tried to add this e-mail address to {}", policy.service_name),
        vec![
            paragraph("Hello,"),
            paragraph(format!(
                "Somebody tried to add this e-mail address to a profile of {}. Another profile has verified it, and an address belongs to one profile only, so no One Time Password was sent.",
                policy.service_name
            )),
            paragraph(
                "If that was you, use another address, or remove this one from your other profile first. If it was not you, you need not do anything.",
            ),
        ],
    )
}

/// To the addresses of a person to whose profile an address was added.
#[must_use]
pub fn email_verified(policy: &Policy, name: &str, masked: &str, replaced: Option<&str>, at: Timestamp) -> Words {
    let what = match replaced {
        Some(old) => format!("The e-mail address {old} on your profile was changed to {masked}, {}.", at.for_people()),
        None => format!("The e-mail address {masked} was added to your profile, {}.", at.for_people()),
    };
    (format!("Your {} e-mail address was changed", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// To the addresses of a person from whose profile an address was removed.
#[must_use]
pub fn email_removed(policy: &Policy, name: &str, masked: &str, at: Timestamp) -> Words {
    (
        format!("An e-mail address was removed from {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(format!("The e-mail address {masked} was removed from your profile, {}.", at.for_people())),
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

/// The code for somebody who forgot the password.
#[must_use]
pub fn recovery_code(policy: &Policy, name: &str, code: &str, expires_at: Timestamp) -> Words {
    (
        format!("Your one-time password for {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(
                "Somebody asked for a new password for your Care Identity. Your single-use, 8-digit One Time Password is:",
            ),
            Block::Code(code.to_owned()),
            paragraph(format!(
                "Type it on the page that asked for it. It works once, until {}. A newer one makes it useless.",
                expires_at.clock_for_people()
            )),
            paragraph(
                "We never ask for it by telephone. If you did not ask for it, you can ignore this mail: nobody gets a new password with this code alone.",
            ),
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
            "A new {kind} was added to your Care Identity, {when}. The old one works until you sign in with the new one for the first time."
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
pub fn authenticator_suspended(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!(
        "{kind} on your Care Identity was reported lost or stolen, {}. It signs nobody in until you or your Registration Authority reinstate it.",
        at.for_people()
    );
    about_authenticator(policy, "was suspended", name, what)
}

/// An authenticator signs in again.
#[must_use]
pub fn authenticator_reinstated(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!("{kind} on your Care Identity was reinstated, {}. It signs you in again.", at.for_people());
    about_authenticator(policy, "was reinstated", name, what)
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

/// A position was given, or ends on a day.
#[must_use]
pub fn position_changed(
    policy: &Policy,
    name: &str,
    (role, organisation): (&str, &str),
    ends_on: Option<Date>,
    at: Timestamp,
) -> Words {
    let what = match ends_on {
        None => format!("A position as {role} at {organisation} was added to your Care Identity, {}.", at.for_people()),
        Some(day) => format!(
            "The end of your position as {role} at {organisation} was set to {}. This was done {}.",
            day_for_people(day),
            at.for_people()
        ),
    };
    by_authority(format!("Your positions in {} were changed", policy.service_name), name, what)
}

/// The name was changed.
#[must_use]
pub fn person_renamed(policy: &Policy, (before, name): (&str, &str), at: Timestamp) -> Words {
    let what = format!("The name on your Care Identity was changed from {before} to {name}, {}.", at.for_people());
    by_authority(format!("Your name in {} was changed", policy.service_name), name, what)
}

/// A registration link was issued on somebody's behalf.
#[must_use]
pub fn registration_issued(policy: &Policy, name: &str, kind: &str, at: Timestamp) -> Words {
    let what = format!(
        "Your Registration Authority issued a link to register {kind} for your Care Identity, {}. It works once, for 3 minutes.",
        at.for_people()
    );
    by_authority(format!("A registration link was issued for {}", policy.service_name), name, what)
}

/// A sign-in link was issued to somebody who could sign in already.
#[must_use]
pub fn sign_in_link_issued(policy: &Policy, name: &str, at: Timestamp) -> Words {
    let what = format!(
        "Your Registration Authority issued a sign-in link for your Care Identity, {}. It works once, for 24 hours.",
        at.for_people()
    );
    by_authority(format!("A sign-in link was issued for {}", policy.service_name), name, what)
}

/// Wrong guesses were forgotten.
#[must_use]
pub fn person_unlocked(policy: &Policy, name: &str, at: Timestamp) -> Words {
    let what = format!(
        "Your Registration Authority cleared the wrong attempts to sign in to your Care Identity, {}. You can try again.",
        at.for_people()
    );
    by_authority(format!("You can sign in to {} again", policy.service_name), name, what)
}

/// Of what a Registration Authority did that nothing takes back.
fn by_authority(subject: String, name: &str, what: String) -> Words {
    let ask = "If you did not expect this, contact your Registration Authority now.";
    (subject, vec![greeting(name), paragraph(what), paragraph(ask)])
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
