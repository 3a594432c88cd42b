//! The words of adding an authenticator.

use identity::assurance::Kind;

pub const SELECT: &str = "Select authenticator type";
pub const SELECT_IS: &str = "You can register one of each type of authenticator.";
pub const LEARN_MORE: &str = "Learn more about Care Identity authenticators (opens in new window)";
pub const CONTINUE: &str = "Continue";
pub const CHOOSE: &str = "Select the type of authenticator that you want to add";
pub const SET_UP_DEVICE: &str = "Set up the device";
pub const REGISTER_DEVICE: &str = "Register this device";
pub const LINK: &str = "Registration link";
pub const LINK_LIFE: &str = "The register link will expire after 3 minutes";
pub const MUST_CONFIRM: &str =
    "Confirm that only you will have access to the device. If others use it too, choose another device.";
pub const LINK_OVER: &str = "This registration link has expired";
pub const LINK_OPENED: &str = "This registration link was opened";

/// What a type does.
pub const fn what_it_does(kind: Kind) -> &'static str {
    match kind {
        Kind::WindowsHello => "Uses facial recognition, fingerprint or PIN on supported Windows devices",
        Kind::SecurityKey => "Uses a small physical device that is a software free alternative to smartcards",
        Kind::Ipad => "Uses fingerprint biometrics on an iPad to authenticate",
        Kind::Passkey => "Uses the fingerprint, face or PIN of your phone, tablet or computer",
        Kind::MicrosoftAuthenticator => {
            "Uses an approved email and security code to access National Care Records Service"
        }
    }
}

/// The heading of a type's set-up page.
pub fn register(kind: Kind) -> String {
    format!("Register {} with your Care Identity", kind.name())
}

/// The button that asks for the link.
pub fn button(kind: Kind) -> String {
    format!("Register {}", kind.name())
}

/// The tick box.
pub fn confirm(kind: Kind) -> String {
    format!(
        "I confirm only I will have access to the device with {} installed while it can connect to my Care Identity profile.",
        kind.name()
    )
}
