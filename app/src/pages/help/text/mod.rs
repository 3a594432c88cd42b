//! The words of help: a file a page, and here those of the accepted domains and of a demonstration's mail.

pub mod accessibility;
pub mod choose;
pub mod guide;
pub mod privacy;
pub mod terms;

/// Heading of the accepted domains.
pub const DOMAINS: &str = "{service} email domain allow list";
/// What the list is.
pub const DOMAINS_IS: &str =
    "You can add an email address to your profile when its domain is on this list. The domain is the part after the @.";
/// The field to search the list.
pub const SEARCH: &str = "Search for a domain, or check an email address";
/// What to type there.
pub const SEARCH_HINT: &str = "For example nhs.net, gov.uk, or your whole email address.";
/// The button beside it.
pub const SEARCH_BUTTON: &str = "Search";
/// The way back to the whole list.
pub const SHOW_ALL: &str = "Show all domains";
/// Caption of the table.
pub const ACCEPTED: &str = "Accepted domains";
/// First column.
pub const DOMAIN: &str = "Domain";
/// Second column.
pub const HOW_FAR: &str = "What is accepted";
/// A rule for one domain.
pub const EXACTLY: &str = "This domain exactly";
/// A rule for a domain and those below it.
pub const AND_BELOW: &str = "This domain and everything below it";
/// Heading of what to do about a domain that is not there.
pub const DOMAIN_MISSING: &str = "If your domain is not on the list";
/// First, what people can do themselves.
pub const USE_ANOTHER: &str =
    "Use another email address of yours, if its domain is on the list. It must be one that only you read.";
/// Then, whom to ask.
pub const ASK_FOR_DOMAIN: &str = "Whoever runs this service decides which domains are accepted. To ask for another one, say which domain it is, \
    and who uses it. {support}";
/// Before the answer, for those who hear the page.
pub const ANSWER: &str = "Answer";
/// Before a domain that is like the one that was typed.
pub const DID_YOU_MEAN: &str = "Did you mean";
/// Before the title, when what was typed is accepted.
pub const TITLE_ACCEPTED: &str = "Accepted";
/// Before the title, when what was typed is not accepted.
pub const TITLE_NOT_ACCEPTED: &str = "Not accepted";

/// An address or a domain that is accepted.
#[must_use]
pub fn accepted(what: &str) -> String {
    if what.contains('@') {
        format!("{what} would be accepted.")
    } else {
        format!("Email addresses at {what} are accepted.")
    }
}

/// An address or a domain that is not accepted.
#[must_use]
pub fn not_accepted(what: &str) -> String {
    if what.contains('@') {
        format!("{what} would not be accepted.")
    } else {
        format!("Email addresses at {what} are not accepted.")
    }
}

/// How many rules a search found.
#[must_use]
pub fn found(count: usize, typed: &str) -> String {
    match count {
        0 => format!("No domain on the list is like “{typed}”."),
        1 => format!("1 domain on the list is like “{typed}”."),
        count => format!("{count} domains on the list are like “{typed}”."),
    }
}

/// What a screen reader calls the list of a page's parts.
pub const CONTENTS: &str = "Contents of this page";

/// Heading of a demonstration's mail.
pub const SENT_MAIL: &str = "Mail that was sent";
/// Says that it is one.
pub const DEMONSTRATION: &str = "Demonstration";
/// What the page is.
pub const SENT_MAIL_IS: &str = "In this demonstration no mail leaves the computer. What would have been sent is shown here, newest first, \
    and everybody who can open this page can read it. A real service has no such page.";
/// The field to filter by recipient.
pub const TO_FILTER: &str = "Show only mail to";
/// What to type there.
pub const TO_FILTER_HINT: &str = "An email address, or a part of one. Leave it empty to see all mail.";
/// The button beside it.
pub const FILTER: &str = "Show";
/// Reads the mailbox anew.
pub const RELOAD: &str = "Reload";
/// There is none.
pub const NO_MAIL: &str = "No mail was sent yet. It can take a few seconds: select Reload to look again.";
/// There is none to this recipient.
pub const NO_MAIL_TO: &str =
    "No mail was sent to this address yet. It can take a few seconds: select Reload to look again.";
/// A mail's recipient.
pub const TO: &str = "To";
/// When a mail was sent.
pub const SENT: &str = "Sent";
/// The file that a mail was written to.
pub const FILE: &str = "File";
/// Opens a mail's words.
pub const MAIL_TEXT: &str = "Text of this mail";

/// Some of the mail is left out.
#[must_use]
pub fn newest_of(shown: usize, all: usize) -> String {
    format!("These are the newest {shown} of {all}. Show only mail to one address to see older ones.")
}
