//! The words of websites and apps.

use identity::{
    application::Application,
    assurance::{AssuranceLevel, Kind},
};

use crate::pages::level_in_words;

pub const APPLICATIONS: &str = "Websites and apps you can sign in to";
pub const APPLICATIONS_IS: &str = "The level of your authenticator decides what you can open. \
    What you may do there also depends on your role.";
pub const NONE: &str = "No websites or apps are listed yet.";
pub const OPEN: &str = "You can open these";
pub const SHUT: &str = "You cannot open these yet";
pub const NOTHING_OPENS: &str = "No authenticator that you can add here gives this level.";
pub const IN_GENERAL: &str = "What each type of authenticator can open";
pub const TYPE: &str = "Type of authenticator";
pub const YES: &str = "Yes";
pub const NO: &str = "No";
pub const YOURS_MAY_BE_LOWER: &str = "A device gives very high confidence only if its maker vouches for it, or if whoever runs this service accepts its type as it is. Your profile says what yours give.";
pub const YOUR_AUTHENTICATORS: &str = "Your authenticators";
pub const HELP_ME_CHOOSE: &str = "Help me choose an authenticator";

/// A level as the heading of a column.
pub fn level_heading(level: AssuranceLevel) -> String {
    let words = level_in_words(level);
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

/// The level that an application asks for.
pub fn needs(minimum: AssuranceLevel) -> String {
    format!("Needs {}", level_in_words(minimum))
}

/// What opens an application now.
pub fn open_with(kinds: &[Kind]) -> String {
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
    format!("You can open this with: {}", joined(&names, "or"))
}

/// It would open the application, were it not suspended.
pub fn suspended(kind: Kind) -> String {
    format!("Your {} would open this, but it is suspended.", kind.name())
}

/// It does not reach what its type can.
pub fn too_low(kind: Kind) -> String {
    format!("Your {} does not reach this level. Another one of its type may.", kind.name())
}

/// Where another one of the type is added.
pub fn replace(kind: Kind) -> String {
    format!("Replace {}", kind.name())
}

/// A sign-in link replaces nothing that works.
pub const REPLACED_BY_RA: &str = "Your Registration Authority can issue one in its place.";

/// Nothing that is added now would open it.
pub const STRONGER_FIRST: &str = "What you add or replace now gives no more confidence than you signed in with, so it would not open this. \
    First sign in with very high confidence (AAL3), or ask your Registration Authority: they can issue an authenticator while you are with them.";
/// Before the types that open it then.
pub const THEN_ADD: &str = "Then add one of these:";
/// The same when there is one such type.
pub const THEN_ADD_ONE: &str = "Then add:";
/// Before the types that would open an application.
pub const ADD_FIRST: &str = "To open this, add one of these first:";
/// The same when there is one such type.
pub const ADD_FIRST_ONE: &str = "To open this, first add:";

/// What an authenticator opens, for the profile.
pub fn opens(opened: &[&Application], all: usize) -> String {
    if opened.is_empty() {
        return "Opens none of the websites and apps".to_owned();
    }
    format!("Opens {} of {all} websites and apps: {}", opened.len(), named(opened, "and"))
}

/// What a new authenticator does not open.
pub fn does_not_open(shut: &[&Application]) -> String {
    format!("It does not open {}.", named(shut, "or"))
}

/// As many as can be read at a glance. A single one more is named: "1 more" is no shorter.
fn named(applications: &[&Application], last: &str) -> String {
    const NAMED: usize = 5;
    let all = applications.len();
    let named = if all == NAMED + 1 { all } else { NAMED };
    let mut names: Vec<String> =
        applications.iter().take(named).map(|application| application.details.name().to_owned()).collect();
    if all > named {
        names.push(format!("{} more", all - named));
    }
    joined(&names, last)
}

/// `a, b or c`.
fn joined<T: AsRef<str>>(words: &[T], last: &str) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        Some((end, before)) if !before.is_empty() => format!("{} {last} {end}", before.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use identity::{application::Draft, time::Timestamp};

    use super::*;

    fn applications(count: usize) -> Vec<Application> {
        let application = |number: usize| {
            let name = format!("App {number}");
            let draft = Draft { name: &name, address: "https://app.example", level: 2, description: "For tests." };
            let wanted = draft.parse_as(&format!("app-{number}")).unwrap();
            Application { id: wanted.id, details: wanted.details, added_at: Timestamp::from_micros(0) }
        };
        (1..=count).map(application).collect()
    }

    #[test]
    fn words_are_joined_as_people_say_them() {
        assert_eq!(joined::<&str>(&[], "or"), "");
        assert_eq!(joined(&["a"], "or"), "a");
        assert_eq!(joined(&["a", "b"], "or"), "a or b");
        assert_eq!(joined(&["a", "b", "c"], "and"), "a, b and c");
    }

    #[test]
    fn what_an_authenticator_opens_is_named_as_far_as_it_can_be_read() {
        let all = applications(7);
        let all: Vec<&Application> = all.iter().collect();
        assert_eq!(opens(&[], 7), "Opens none of the websites and apps");
        assert_eq!(opens(&all[..2], 7), "Opens 2 of 7 websites and apps: App 1 and App 2");
        assert_eq!(opens(&all[..6], 7), "Opens 6 of 7 websites and apps: App 1, App 2, App 3, App 4, App 5 and App 6");
        assert_eq!(opens(&all, 7), "Opens 7 of 7 websites and apps: App 1, App 2, App 3, App 4, App 5 and 2 more");
    }

    #[test]
    fn what_an_authenticator_does_not_open_is_said_of_each() {
        let all = applications(7);
        let all: Vec<&Application> = all.iter().collect();
        assert_eq!(does_not_open(&all[..1]), "It does not open App 1.");
        assert_eq!(does_not_open(&all[..3]), "It does not open App 1, App 2 or App 3.");
        assert_eq!(does_not_open(&all), "It does not open App 1, App 2, App 3, App 4, App 5 or 2 more.");
    }
}
