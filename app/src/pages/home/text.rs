//! The words of home. Headings and descriptions of the tiles are those that staff know.

use identity::{person::readiness::Advice, settings::MaintenanceBanner};

use crate::pages::smartcard;

pub const HOME: &str = "Home";
pub const MAINTENANCE: &str = "Planned maintenance";
pub const PROFILE: &str = "View your profile";
pub const PROFILE_IS: &str = "View your profile and update contact details";
pub use crate::pages::smartcard::text::{CHANGE as PASSCODE, RENEW_OWN as RENEW};
pub const RENEW_IS: &str = "Renew your smartcard up to 90 days before it expires";
pub const PASSCODE_IS: &str = "Set a new passcode if you think yours is no longer secure.";
pub use crate::pages::organisations::text::FIND as ORGANISATIONS;
pub const ORGANISATIONS_IS: &str = "Find organisations and organisational details";
pub const AUTHENTICATORS: &str = "Add other authenticators";
pub const AUTHENTICATORS_IS: &str = "Use smartcard alternatives with CIS2 Authentication";
pub use crate::pages::applications::text::APPLICATIONS;
pub const APPLICATIONS_IS: &str = "See what each of your authenticators opens";
pub const HELP: &str = "Help and troubleshooting";
pub const HELP_IS: &str = "Guidance on how to use this service and fix issues";
pub const ENROLMENT: &str = "You opened a sign-in link. With it you can set up your contact details and your authenticators. \
    Then sign in with an authenticator to do everything else.";

pub const NOT_NOW: &str = "Not now";

/// What to do next so as not to be locked out one day: heading, reason, and where with what the link
/// says.
pub const fn advice(advice: Advice) -> (&'static str, &'static str, Option<(&'static str, &'static str)>) {
    match advice {
        Advice::RenewCard(_) => (
            "Next: renew your smartcard",
            "You can do it yourself now, in a few minutes, with the card in its reader. Once it has ended, only your Registration Authority can give you a new one.",
            Some((smartcard::renew::PAGE, RENEW)),
        ),
        Advice::VerifyEmail => (
            "Next: verify your email address",
            "We send codes and warnings to it. Without one, a forgotten password means a visit to your Registration Authority.",
            Some(("/profile/email", "Verify an email address")),
        ),
        Advice::AddAuthenticator => (
            "Next: add an authenticator",
            "Without one you need another sign-in link next time. With an authenticator you sign in whenever you need to.",
            Some(("/authenticators/add", "Add an authenticator")),
        ),
        Advice::AskForLink => (
            "Next: ask for a sign-in link",
            "Nothing signs you in any more. Your Registration Authority checks who you are and gives you a sign-in link, with which you set up an authenticator.",
            None,
        ),
        Advice::AddAuthenticatorElsewhere => (
            "Be ready for a lost phone or key: add a second authenticator",
            "What signs you in may be lost, broken or left at home all at once. Another one lets you in then. Choose one that you keep elsewhere: if yours is on your phone, one on your computer or a security key.",
            Some(("/authenticators/add", "Add a second authenticator")),
        ),
        Advice::VerifyAnotherEmail => (
            "Be ready to change jobs: add a second email address",
            "If you lose the only address that you have, you neither hear of changes nor get a code.",
            Some(("/profile/email/add", "Add an email address")),
        ),
    }
}

/// The banner's sentence.
pub fn maintenance(banner: &MaintenanceBanner) -> String {
    format!(
        "{} will be unavailable from {}, {}. We apologise for any inconvenience.",
        banner.services, banner.window, banner.reason
    )
}
