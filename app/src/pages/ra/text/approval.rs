//! The words of what exactly is asked to be approved, and of who does not decide about it.

use identity::ra::{target::Target, tie::Tie, view::Profile};

use super::take_over;

pub const LOOK_LATER: &str = "You looked at very many people";
pub const TOOK_OVER: &str = "You changed how this person signs in before a change was reported. Another colleague must look at it and \
    allow changes again.";
pub const OTHER_WAY: &str = "Without an approval you can issue an authenticator. The person proves with a code that they read their \
    email, so you do not need a sign-in link:";
const GONE: &str = "one that is not there any more";

/// What exactly is to be done, with the names that are known.
pub fn target(target: &Target, profile: &Profile) -> String {
    let what = take_over(target.action());
    match target {
        Target::Email { address, replaces: None } => {
            format!("Verify the email address {} beside the others", address.for_people())
        }
        Target::Email { address, replaces: Some(id) } => {
            let old = profile.emails.iter().find(|email| email.id == *id);
            let old = old.map_or_else(|| GONE.to_owned(), |email| email.address.for_people());
            format!("Verify the email address {} in place of {old}", address.for_people())
        }
        Target::Authenticator { kind, replace: false } => format!("{what}: {}", kind.name()),
        Target::Authenticator { kind, replace: true } => {
            format!("{what}: {}, in place of the one that they have", kind.name())
        }
        Target::Reinstate(id) | Target::UnblockCard(id) => {
            let held = profile.authenticators.iter().find(|held| held.id == *id);
            let held =
                held.map_or_else(|| GONE.to_owned(), |held| format!("{} ({})", held.name.as_str(), held.kind.name()));
            format!("{what}: {held}")
        }
        Target::SignInLink | Target::Freeze => what.to_owned(),
    }
}

/// Why somebody does not decide.
pub const fn tied(tie: Tie) -> &'static str {
    match tie {
        Tie::SameHands => {
            "One of you created the Care Identity of the other. Another colleague must decide about this."
        }
        Tie::Seat => "One of you gave the other their position at the desk. Another colleague must decide about this.",
        Tie::NewSeat => {
            "Your position at the desk was added less than 7 days ago. Another colleague must decide about this."
        }
        Tie::TookOver => {
            "You changed how this person signs in before a change was reported. Another colleague must decide about this."
        }
    }
}
