//! The words of home. Headings and descriptions of the tiles are those that staff know.

use identity::settings::MaintenanceBanner;

pub const MAINTENANCE: &str = "Planned maintenance";
pub const PROFILE: &str = "View your profile";
pub const PROFILE_IS: &str = "View your profile and update contact details";
pub const AUTHENTICATORS: &str = "Add other authenticators";
pub const AUTHENTICATORS_IS: &str = "Use smartcard alternatives with CIS2 Authentication";
pub use crate::pages::applications::text::APPLICATIONS;
pub const APPLICATIONS_IS: &str = "See what each of your authenticators opens";
pub const HELP: &str = "Help and troubleshooting";
pub const HELP_IS: &str = "Guidance on how to use this service and fix issues";
pub const ENROLMENT: &str = "You opened a sign-in link. With it you can set up your contact details and your authenticators. \
    Then sign in with an authenticator to do everything else.";

/// The banner's sentence.
pub fn maintenance(banner: &MaintenanceBanner) -> String {
    format!(
        "{} will be unavailable from {}, {}. We apologise for any inconvenience.",
        banner.services, banner.window, banner.reason
    )
}
