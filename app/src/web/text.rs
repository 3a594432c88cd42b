//! The words around every page, and those of the error pages.

use identity::time::Timestamp;

use super::Fault;

pub const CARD_OUT: &str = "Your smartcard was taken out";
pub const CARD_OUT_IS: &str = "If you leave this computer, sign out, so that nobody goes on in your name.";
pub const STAY: &str = "Stay signed in";
pub const SIGN_OUT: &str = "Sign out";
pub const DEMONSTRATION: &str = "This is a demonstration. The people in it are made up. Do not enter real details.";
pub const HELP: &str = "Help and troubleshooting";
pub const TERMS: &str = "Terms and Conditions";
pub const PRIVACY: &str = "Privacy notice";
pub const ACCESSIBILITY: &str = "Accessibility statement";
pub const SENT_MAIL: &str = "Mail that was sent";
pub const GO_HOME: &str = "Go to the home page";
pub const REFERENCE: &str = "Error Response ID: ";

/// What this is, by the name of the service that it looks after.
pub fn management(service_name: &str) -> String {
    format!("{service_name} Management")
}

/// When the session ends.
pub fn signed_out_at(at: Timestamp) -> String {
    format!("If you do nothing, you will be signed out at {}.", at.clock_for_people())
}

/// The title of a page that comes back with errors.
pub fn error(title: &str) -> String {
    format!("Error: {title}")
}

/// Whom to ask.
pub fn if_again(support: &str) -> String {
    format!("If it happens again, ask for help. {support} Give them this ID.")
}

/// The same for programs.
#[must_use]
pub fn fault_in_a_line(of: Fault, reference: &str) -> String {
    let Words { heading, next, .. } = fault(of);
    format!("{heading}. {next} {REFERENCE}{reference}")
}

/// The words of a fault.
pub struct Words {
    /// What happened.
    pub heading: &'static str,
    /// Why.
    pub why: &'static str,
    /// What to do next.
    pub next: &'static str,
}

/// The words of a fault.
#[must_use]
pub const fn fault(fault: Fault) -> Words {
    match fault {
        Fault::BadRequest => Words {
            heading: "We could not read that form",
            why: "Something in it was missing. This happens when a page was open for a long time, or was changed by a browser extension.",
            next: "Go back, reload the page and fill it in again. Nothing was changed.",
        },
        Fault::SignedOut => Words {
            heading: "You are not signed in",
            why: "Only somebody who is signed in can see this.",
            next: "Go to the home page and sign in.",
        },
        Fault::CrossSite => Words {
            heading: "That form did not come from this site",
            why: "To keep your Care Identity safe, we accept forms from our own pages only. Another site sent this one, or your browser hid where it came from.",
            next: "Open this service from its own address and try again there. Nothing was changed.",
        },
        // Whoever may not see a page is not told that it exists.
        Fault::Missing | Fault::Forbidden => Words {
            heading: "Page not found",
            why: "The address may be mistyped, or the page is not one that you can see.",
            next: "Check the address, or start again from the home page.",
        },
        Fault::WrongMethod => Words {
            heading: "That page cannot be used in this way",
            why: "The address belongs to a form, not to a page. This happens when a form's address is opened or reloaded by hand.",
            next: "Go to the home page and use the form there. Nothing was changed.",
        },
        Fault::TooLarge => Words {
            heading: "That was too much to send",
            why: "What was sent is larger than any of our forms.",
            next: "Go back and send less. Nothing was changed.",
        },
        Fault::TooMany => Words {
            heading: "Too many requests",
            why: "More is asked of the service at this moment, or by your network in the last few minutes, than it can answer.",
            next: "Wait a few minutes, then try again. Nothing was changed.",
        },
        Fault::Unexpected => Words {
            heading: "Sorry, there is a problem with the service",
            why: "Something went wrong on our side. It was not your mistake.",
            next: "Try again in a few minutes. What you had finished before is kept.",
        },
        Fault::DatabaseAway => Words {
            heading: "Sorry, the service is not available for a moment",
            why: "We cannot reach our database. It was not your mistake.",
            next: "Try again in a few minutes. What you had finished before is kept, and nothing of this last step was.",
        },
        Fault::TimedOut => Words {
            heading: "Sorry, that took too long",
            why: "The service is busier than usual.",
            next: "Wait a minute, then look at the page again before you repeat the step: it may have been done.",
        },
    }
}
