//! The words of the desk.

mod actions;
mod approval;
mod card;
mod import;
mod lists;

use identity::{
    assurance::Kind,
    attempts::{Factor, Stop, Stopped},
    person::{Person, Position},
    ra::{Rank, Seat, identity_check::Document, role::CareRole},
    time::Timestamp,
};

pub use self::{actions::*, approval::*, card::*, import::*, lists::*};

pub const DESK: &str = "Registration Authority desk";
pub const DESK_IS: &str = "Find, create and help the people whom you look after";
pub const CANCEL: &str = "Cancel";
pub const CHANGE: &str = "Change";
pub const END: &str = "End";
pub const REMOVE: &str = "Remove";
pub const CLEAR: &str = "Clear";
pub const LOCK: &str = "Lock";
pub const UNLOCK: &str = "Unlock";
pub const NONE: &str = "None";
pub const NEXT_PAGE: &str = "Next page";
pub const FIRST_PAGE: &str = "First page";
pub const BACK_TO_PERSON: &str = "Go to their page";

pub const SERVED_BY: &str = "Registration Authority";
pub const YOUR_RA: &str = "Your Registration Authority";
pub const SILENT_RA: &str =
    "It has not said yet how staff reach it. Its own page shows what the national directory knows of it.";
pub const NO_RA_KNOWN: &str = "We do not know which one looks after you. Ask your manager, or a colleague with a smartcard, who issues smartcards where you work.";
pub const TELEPHONE: &str = "Telephone";
pub const OPENING: &str = "Open";

pub const FIND: &str = "Find an existing user";
pub const FIND_HINT: &str =
    "User identifier, name, email address or organisation code. A name and a code together work, too";
pub const SEARCH: &str = "Search";
pub const NOBODY: &str = "Nobody found whom you look after";
pub const FIND_TRIES: [&str; 3] = [
    "Type fewer words, or only the beginning of a name.",
    "Ask for the 12 digits of the user identifier. They are on the smartcard and in the profile.",
    "People who work only at organisations that you do not look after are not shown.",
];
pub const NARROW: &str =
    "Not the right person? Type more of the name, or the code of the organisation where they work.";
pub const CREATE: &str = "Create a new user";

pub const PERSONAL: &str = "Personal details";
pub const POSITIONS: &str = "Positions";
pub const CONTACT: &str = "Contact details";
pub const AUTHENTICATORS: &str = "Authenticators";
pub const ACCOUNT: &str = "Care Identity";
pub const IDENTIFIER: &str = "User identifier";
pub const NAME: &str = "Name";
pub const NAME_HIDDEN: &str = "name";
pub const BIRTH_DATE: &str = "Date of birth";
pub const SEEN_THROUGH: &str = "Looked after by";
pub const STATE: &str = "State";
pub const OPEN_TAG: &str = "Open";
pub const CLOSED_TAG: &str = "Closed";
pub const STOPPED_TAG: &str = "Changes stopped";
pub const VERIFIED_TAG: &str = "Verified";
pub const PENDING_TAG: &str = "Not verified";
pub const NO_POSITION: &str = "No position that is open.";
pub const ENDED_POSITIONS: &str = "Positions that ended";
pub const EMAIL: &str = "Email address";
pub const MOBILE: &str = "Mobile number";
pub const PASSWORD: &str = "Password set";
pub const NOT_USED: &str = "Not used yet";
pub const STOPPED_HIDDEN: &str = "all wrong attempts";
pub const STOPPED: &str = "Changes are stopped";
pub const APPROVALS: &str = "Approvals";
pub const YOURSELF: &str =
    "This is your own Care Identity. Ask another colleague of your Registration Authority to change it.";

pub const REASON: &str = "Reason";
pub const REASON_HINT: &str = "Why you do this. It is kept in the record, together with your name";
pub const REASON_WRONG: &str = "Enter a reason, up to 200 characters";
pub const DOCUMENTS: &str = "What have you seen?";
pub const DOCUMENTS_HINT: &str = "Tick everything. Keep no copies";
pub const DOCUMENTS_WRONG: &str = "Tick what you have seen";
pub const PRESENT: &str = "How is the person present?";
pub const PRESENT_HINT: &str = "You must see that it is them. A telephone call is not enough";
pub const PRESENT_WRONG: &str = "Confirm that the person is present, in person or on video";
pub const IN_PERSON: &str = "The person is present in person";
pub const ON_VIDEO: &str = "The person is present on video";
pub const ORGANISATION: &str = "Organisation";
pub const ORGANISATION_CODE: &str = "Organisation code";
pub const ORGANISATION_WRONG: &str = "Enter the code of an organisation, such as X9A01";
pub const NOT_IN_REACH: &str = "You do not look after an organisation with this code";
pub const ROLE: &str = "Role";
pub const CHOOSE_ROLE: &str = "Choose a role";
pub const ROLE_WRONG: &str = "Choose a role";
pub const FIRST_DAY: &str = "First day";
pub const LAST_DAY: &str = "Last day";
pub const LAST_DAY_OPTIONAL: &str = "Last day (optional)";
pub const LAST_DAY_HINT: &str = "Leave it empty when no end is agreed";
pub const DAY_HINT: &str = "For example, 27 3 2026";
pub const DAY_WRONG: &str = "Enter a real day, such as 27 3 2026";
pub const ENDS_BEFORE: &str = "The last day must not be before the first day";
pub const CLOSED_THERE: &str =
    "This organisation is closed, so nobody starts to work there. If another one succeeded it, choose that one";
pub const FAR_START: &str = "The first day is more than 80 years from now. Check the year";
pub const FAR_END: &str = "The last day is more than 80 years from now. Check the year";
pub const IN_THE_PAST: &str = "The last day must be today or later";

/// Whose desk it is.
pub fn seats(seats: &[Seat]) -> String {
    let seats = seats.iter().map(|seat| {
        let rank = match seat.rank {
            Rank::Manager => "manager",
            Rank::Agent => "agent",
        };
        format!("{rank} at {} ({})", seat.name, seat.organisation.as_str())
    });
    format!("You are Registration Authority {}.", seats.collect::<Vec<_>>().join(", and "))
}

/// The organisation of a Registration Authority.
pub fn seat(seat: &Seat) -> String {
    with_code(&seat.name, seat.organisation.as_str())
}

/// An organisation.
pub fn with_code(name: &str, code: &str) -> String {
    format!("{name} ({code})")
}

/// A person with the digits that tell them from a namesake.
pub fn named(person: &Person) -> String {
    format!("{}, {}", person.name.full(), person.identifier.for_people().replace(' ', "\u{a0}"))
}

/// After "Decide".
pub fn for_whom(person: &Person) -> String {
    format!(" about {}", person.name.full())
}

/// The title of the results.
pub fn found_title(typed: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() { FIND.to_owned() } else { format!("People found for “{typed}”") }
}

/// How many people are found: those of a page, and what is known of how many there are.
pub fn found((first, last): (usize, usize), more: bool) -> String {
    match (first, last, more) {
        (1, 1, false) => "1 person".to_owned(),
        (1, last, false) => format!("{last} people"),
        (1, last, true) => format!("More than {last} people: the first {last}"),
        (first, last, true) => format!("More than {last} people: {first} to {last}"),
        (first, last, false) => format!("{last} people: {first} to {last}"),
    }
}

/// Only those at an organisation.
pub fn only_at(name: &str, code: &str) -> String {
    format!("Only at {name} ({code})")
}

/// Too many searches.
pub fn search_later(wait: &str) -> String {
    format!("You searched very often. Search again in {wait}.")
}

/// An organisation with its code.
pub fn at(position: &Position) -> String {
    with_code(&position.organisation_name, &position.organisation_code)
}

/// A position in a line.
pub fn position(position: &Position) -> String {
    format!("{}, {}", position.role_name, at(position))
}

/// After "End".
pub fn position_hidden(position: &Position) -> String {
    format!("{} at {}", position.role_name, position.organisation_name)
}

/// A role of the list, with its code.
pub fn role(role: CareRole) -> String {
    format!("{} ({})", role.name, role.code)
}

/// Help with the code of an organisation.
pub fn organisation_hint(code: Option<&str>) -> String {
    let example = code.unwrap_or("X9A01");
    format!("For example {example}. It must be one that you look after")
}

/// A document.
pub const fn document(document: Document) -> &'static str {
    match document {
        Document::Passport => "Passport",
        Document::DrivingLicence => "Driving licence",
        Document::BiometricResidencePermit => "Biometric residence permit",
        Document::NationalIdentityCard => "National identity card",
        Document::BirthCertificate => "Birth or adoption certificate",
        Document::ProfessionalRegistration => "Entry in a professional register, looked up there",
        Document::KnownInPerson => "I know them in person",
    }
}

/// Where wrong attempts stop somebody.
pub fn stopped_title(stopped: &Stopped) -> String {
    let what = match stopped.factor {
        Factor::Password => "Password",
        Factor::AuthenticatorCode => "Code of the authenticator app",
        Factor::NewAuthenticatorCode => "First code of a new authenticator app",
        Factor::EmailCode => "Code sent by email",
        Factor::RecoveryCode => "Code for a forgotten password",
        Factor::Device => "Security key or other device",
    };
    if stopped.in_known_browser { format!("{what}, in a browser that they use") } else { what.to_owned() }
}

/// What wrong attempts led to.
pub fn stopped_until(stop: Stop) -> String {
    match stop {
        Stop::Until(at) => format!("Too many wrong attempts: not looked at until {}", at.for_people()),
        Stop::UntilCleared => "Too many wrong attempts: not looked at until they are cleared".to_owned(),
    }
}

/// Since when changes stand still.
pub fn stopped_since(at: Timestamp) -> String {
    format!(
        "On {} somebody said “This was not me” about a change. Check who they are before you allow changes again.",
        at.for_people()
    )
}

/// The level of an authenticator.
pub fn gives(level: &str) -> String {
    format!("Gives {level}")
}

/// When it was added.
pub fn added(at: Timestamp) -> String {
    format!("Added {}", at.for_people())
}

/// When it was used.
pub fn used(at: Timestamp) -> String {
    format!("Last used {}", at.for_people())
}

/// For what a link is.
pub fn link_for(kind: Kind) -> String {
    format!("With this link they register their {}.", kind.name())
}

/// On the page of an organisation that nobody is known to look after.
pub fn nobody_serves(support: &str) -> String {
    format!(
        "We do not know which one looks after this organisation. Ask somebody who works there who issues their smartcards. {support}"
    )
}
