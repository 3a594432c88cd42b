//! What a Registration Authority did for somebody.

use super::{Words, greeting};
use crate::{
    mail::{Block, paragraph},
    ra::take_over::TakeOver,
    service::Policy,
    time::{Date, Timestamp, day_for_people},
};

/// What was done to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionChange {
    /// It was given.
    Added,
    /// Its last day was set.
    EndsOn(Date),
    /// It was taken back before it began.
    Withdrawn,
}

/// A position was given, ends on a day, or was withdrawn.
#[must_use]
pub fn position_changed(
    policy: &Policy,
    name: &str,
    (role, organisation): (&str, &str),
    change: PositionChange,
    at: Timestamp,
) -> Words {
    let what = match change {
        PositionChange::Added => {
            format!("A position as {role} at {organisation} was added to your Care Identity, {}.", at.for_people())
        }
        PositionChange::EndsOn(day) => format!(
            "The end of your position as {role} at {organisation} was set to {}. This was done {}.",
            day_for_people(day),
            at.for_people()
        ),
        PositionChange::Withdrawn => {
            format!("Your position as {role} at {organisation} was withdrawn, {}.", at.for_people())
        }
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
    (format!("A registration link was issued for {}", policy.service_name), vec![greeting(name), paragraph(what)])
}

/// A sign-in link was issued to somebody who could sign in already.
#[must_use]
pub fn sign_in_link_issued(policy: &Policy, name: &str, at: Timestamp) -> Words {
    let what = format!(
        "Your Registration Authority issued a sign-in link for your Care Identity, {}. It works once, for 24 hours.",
        at.for_people()
    );
    (format!("A sign-in link was issued for {}", policy.service_name), vec![greeting(name), paragraph(what)])
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

/// Somebody at the desk asked for another one's word.
#[must_use]
pub fn approval_asked(policy: &Policy, name: &str, action: TakeOver, at: Timestamp) -> Words {
    let what = match action {
        TakeOver::SetEmail => "verify an email address for you",
        TakeOver::IssueAuthenticator => "issue an authenticator to you",
        TakeOver::IssueSignInLink => "issue a sign-in link for you",
        TakeOver::ReinstateAuthenticator => "let an authenticator that was reported lost sign you in again",
        TakeOver::LiftFreeze => "let changes be made to your Care Identity again",
        TakeOver::UnblockCard => "unblock your smartcard",
    };
    let what = format!(
        "Your Registration Authority wants to {what}. Two of them must agree: one asked, {}, and nothing is changed yet.",
        at.for_people()
    );
    by_authority(format!("Your Registration Authority plans a change in {}", policy.service_name), name, what)
}

/// To those at a desk: somebody asks for an approval that they could give.
#[must_use]
pub fn approval_waits(policy: &Policy) -> Words {
    let what = "A colleague asks you to look at a change before they make it. It waits at the Registration Authority desk for 24 hours.";
    at_the_desk(policy, "An approval waits", what, ("Open the approvals", "/ra/approvals"))
}

/// To those at a desk: somebody whom they look after said that a change was not theirs.
#[must_use]
pub fn report_waits(policy: &Policy) -> Words {
    let what = "Somebody whom you look after said that a change of their Care Identity was not theirs. It was taken back where that was \
                possible, and further changes are stopped until somebody has checked who they are.";
    at_the_desk(policy, "A change was reported", what, ("Open the reports", "/ra/lists/reports"))
}

/// Of what waits: one mail stands for all of it.
fn at_the_desk(policy: &Policy, subject: &str, what: &str, (label, path): (&str, &str)) -> Words {
    let often = "There may be more of them: you get one mail an hour about this at the most.";
    let link = Block::Link { label: label.into(), url: format!("{}{path}", policy.base_url) };
    let subject = format!("{subject} in {}", policy.service_name);
    (subject, vec![paragraph(what), link, paragraph(often)])
}

/// Of what a Registration Authority did that nothing takes back.
fn by_authority(subject: String, name: &str, what: String) -> Words {
    let ask = "If you did not expect this, contact your Registration Authority now.";
    (subject, vec![greeting(name), paragraph(what), paragraph(ask)])
}
