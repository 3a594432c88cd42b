//! The words of organisations.

use identity::{
    organisation::{
        RelationKind, Source, Status,
        role::{name_of_region, name_of_role},
        search::{MOST, Taken},
    },
    time::{Date, day_for_people},
};

pub const FIND: &str = "Find organisation";
pub const FIND_IS: &str =
    "Look up a hospital, GP practice, pharmacy or another organisation of the health and care service.";
pub const WHAT: &str = "Code, name, postcode or town";
pub const WHAT_HINT: &str = "For example X9A01, Millbrook practice or ZZ98 4HL. Words can be in any order";
pub const NARROW: &str = "Show only some organisations";
pub const TYPE: &str = "Type";
pub const STATUS: &str = "Status";
pub const REGION: &str = "Region";
pub const ALL_TYPES: &str = "All types";
pub const ANY_STATUS: &str = "Open and closed";
pub const OPEN_ONLY: &str = "Not closed";
pub const CLOSED_ONLY: &str = "Closed";
pub const ALL_REGIONS: &str = "All regions";
pub const SEARCH: &str = "Search";
pub const NAME: &str = "Name";
pub const CODE: &str = "Code";
pub const PLACE: &str = "Place";
pub const NONE_FOUND: &str = "No organisation found";
pub const WHAT_TO_TRY: &str = "What you can try";
pub const NEAREST: &str = "Organisations that are near to it";
pub const TRY: [&str; 3] = [
    "Type fewer words, or only the beginning of a word.",
    "Type the postcode or the town instead of the name.",
    "Check the code: the letter O and the number 0 look alike.",
];
pub const ADD_A_WORD: &str = "Add a word, a town or a postcode, or show only some organisations.";
pub const NOT_TOLD: &str = "Not known";
pub const OPENED: &str = "Opened";
pub const CLOSED: &str = "Closed";
pub const CLOSES: &str = "Closes";
pub const ADDRESS: &str = "Address";
pub const TELEPHONE: &str = "Telephone";
pub const GEOGRAPHY: &str = "Integrated care board";
pub const SOURCE: &str = "Source";
pub const RELATIONS: &str = "Other organisations";
pub const HISTORY: &str = "Before and after";
pub const HOW: &str = "How";
pub const ORGANISATION: &str = "Organisation";
pub const FROM: &str = "From";
pub const UNTIL: &str = "Until";
/// In the place of a day that nobody told.
pub const NO_DAY: &str = "–";
pub const SEARCH_AGAIN: &str = "Find another organisation";
pub const IMPORTANT: &str = "Important";
pub const IS_CLOSED: &str = "This organisation is closed.";
pub const FOLLOWED_BY: &str = "It was followed by";
pub const CODE_NOUN: &str = "code";

/// A count of organisations.
pub fn count(total: usize) -> String {
    match total {
        1 => "1 organisation found".to_owned(),
        _ => format!("{total} organisations found"),
    }
}

/// The title of a page of results.
pub fn title(total: usize, typed: &str) -> String {
    let of = if typed.is_empty() { String::new() } else { format!(" for “{typed}”") };
    if total == 0 { format!("{NONE_FOUND}{of}: {FIND}") } else { format!("{}{of}: {FIND}", count(total)) }
}

/// What stands on a page of results.
pub fn shown(first: usize, last: usize, total: usize) -> String {
    let best = if total > MOST { format!(" Only the best {MOST} are listed. {ADD_A_WORD}") } else { String::new() };
    format!("Showing {first} to {last}.{best}")
}

/// A word that nobody has.
pub fn taken(taken: &Taken) -> String {
    let Taken { typed, words, is_slip } = taken;
    let list = words.iter().map(|word| format!("“{word}”")).collect::<Vec<_>>().join(", ");
    match (words.is_empty(), is_slip) {
        (true, _) => format!("No organisation has the word “{typed}”, or one that is near to it."),
        (false, true) => format!("No organisation has the word “{typed}”. We looked for {list}."),
        (false, false) => format!("We looked for words that begin with “{typed}”: {list}."),
    }
}

/// What was searched.
pub fn searched(typed: &str, filters: &[&str]) -> String {
    let what = if typed.is_empty() { "You searched".to_owned() } else { format!("You searched for “{typed}”") };
    if filters.is_empty() { format!("{what}.") } else { format!("{what}, and showed only: {}.", filters.join(", ")) }
}

/// How many there are without filters.
pub fn without_filters(count: usize) -> String {
    match count {
        1 => "Show the 1 organisation of any type, status and region".to_owned(),
        _ => format!("Show the {count} organisations of any type, status and region"),
    }
}

/// Whether an organisation is in business.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "Open",
        Status::Closed => "Closed",
        Status::Dormant => "Dormant",
        Status::Proposed => "Planned",
    }
}

/// A role.
pub fn role(id: &str) -> String {
    let name = name_of_role(id);
    if name == id { format!("Role {id}") } else { name.to_owned() }
}

/// The same, with the days between which it is played.
pub fn role_in_time(id: &str, starts_on: Option<Date>, ends_on: Option<Date>) -> String {
    let from = starts_on.map(|day| format!(", from {}", day_for_people(day))).unwrap_or_default();
    let until = ends_on.map(|day| format!(", until {}", day_for_people(day))).unwrap_or_default();
    format!("{}{from}{until}", role(id))
}

/// Not all are shown.
pub fn only_first(most: usize) -> String {
    format!("Only the first {most} are listed.")
}

/// When a report brought it.
pub fn imported(day: &str) -> String {
    format!("Imported on {day}")
}

/// A region or an integrated care board.
pub fn place(code: &str, name: Option<&str>) -> String {
    name.or_else(|| name_of_region(code)).map_or_else(|| code.to_owned(), |name| format!("{name} ({code})"))
}

/// A relation, seen from the one whose it is.
pub fn relation(kind: &RelationKind) -> String {
    match kind.as_str() {
        "RE2" => "Is a part of".into(),
        RelationKind::DIRECTED_BY => "Is directed by".into(),
        RelationKind::COMMISSIONED_BY => "Is commissioned by".into(),
        "RE5" => "Is in the area of".into(),
        RelationKind::OPERATED_BY => "Is operated by".into(),
        "RE8" => "Is a partner of".into(),
        RelationKind::SUCCESSOR => "Was followed by".into(),
        RelationKind::PREDECESSOR => "Took over from".into(),
        other => format!("Has the relation {other} to"),
    }
}

/// The same, seen from the other side.
pub fn relation_to(kind: &RelationKind) -> String {
    match kind.as_str() {
        "RE2" => "Has the part".into(),
        RelationKind::DIRECTED_BY => "Directs".into(),
        RelationKind::COMMISSIONED_BY => "Commissions".into(),
        "RE5" => "Has in its area".into(),
        RelationKind::OPERATED_BY => "Operates".into(),
        "RE8" => "Has the partner".into(),
        RelationKind::SUCCESSOR => "Took over from".into(),
        RelationKind::PREDECESSOR => "Was followed by".into(),
        other => format!("Is named in the relation {other} by"),
    }
}

/// Who says so.
pub const fn source(source: Source) -> &'static str {
    match source {
        Source::Named => "This service",
        Source::Epraccur => "National directory, report of GP practices (epraccur)",
        Source::Edispensary => "National directory, report of pharmacies (edispensary)",
        Source::Etr => "National directory, report of NHS trusts (etr)",
        Source::Eccg => "National directory, report of sub-ICB locations (eccg)",
        Source::Ord => "National directory, whole record (ORD)",
    }
}
