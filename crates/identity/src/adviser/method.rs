//! The authenticators that the adviser knows: all that staff may meet, whether this service can add them or not.

use super::{Reason, Shared};
use crate::assurance::{AssuranceLevel, Kind};

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// A passkey on a phone.
    Passkey,
    /// An app that shows a code every 30 seconds.
    MicrosoftAuthenticator,
    /// The NHS.net account and its app.
    NhsNetConnect,
    /// Face, fingerprint or PIN of a Windows computer.
    WindowsHello,
    /// A key for the USB port.
    SecurityKey,
    /// An iPad, in its browser.
    Ipad,
    /// A card and its reader.
    Smartcard,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Passkey,
        Self::MicrosoftAuthenticator,
        Self::NhsNetConnect,
        Self::WindowsHello,
        Self::SecurityKey,
        Self::Ipad,
        Self::Smartcard,
    ];

    /// As [`Kind::slug`] writes the kind, where there is one.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::MicrosoftAuthenticator => "microsoft-authenticator",
            Self::NhsNetConnect => "nhs-net-connect",
            Self::WindowsHello => "windows-hello",
            Self::SecurityKey => "security-key",
            Self::Ipad => "ipad",
            Self::Smartcard => "smartcard",
        }
    }

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "Passkey",
            Self::MicrosoftAuthenticator => "Microsoft Authenticator",
            Self::NhsNetConnect => "NHS.net Connect",
            Self::WindowsHello => "Windows Hello",
            Self::SecurityKey => "Security key",
            Self::Ipad => "iPad",
            Self::Smartcard => "Smartcard",
        }
    }

    /// The kind that this service can add; `None` when it cannot.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        Kind::from_slug(self.slug()).filter(|kind| kind.is_registered())
    }

    /// The level that it can reach. The guidance has the iPad's app at AAL3; an iPad's browser shows no evidence for more
    /// than AAL2.
    #[must_use]
    pub fn level(self) -> AssuranceLevel {
        self.kind().map_or(self.level_elsewhere(), Kind::highest_level)
    }

    /// What it reaches where it is added in another way.
    const fn level_elsewhere(self) -> AssuranceLevel {
        match self {
            Self::Passkey | Self::MicrosoftAuthenticator | Self::NhsNetConnect | Self::Ipad => AssuranceLevel::Aal2,
            Self::WindowsHello | Self::SecurityKey | Self::Smartcard => AssuranceLevel::Aal3,
        }
    }

    /// Why it fits whoever does or does not share the device; what it opens stands last.
    pub(super) fn reasons(self, shared: Shared) -> Vec<Reason> {
        let on_shared = shared == Shared::Yes;
        let mut reasons = match self {
            Self::Passkey => vec![Reason::WithYourPhone, Reason::FewerSteps],
            Self::MicrosoftAuthenticator => vec![Reason::WithYourPhone, Reason::PasswordAndCode],
            Self::NhsNetConnect => vec![Reason::WithYourPhone, Reason::PasswordAndPush],
            Self::WindowsHello => vec![Reason::NothingToCarry, Reason::FaceOrFingerprint],
            Self::SecurityKey if on_shared => {
                vec![Reason::FitForSharedDevices, Reason::PlugsIntoTablets, Reason::SmallEnough, Reason::PinAndTouch]
            }
            Self::SecurityKey => vec![Reason::SmallEnough, Reason::PinAndTouch],
            Self::Ipad => vec![Reason::OnTheMove, Reason::FaceOrFingerprint],
            Self::Smartcard if on_shared => vec![Reason::FitForSharedDevices, Reason::CardAndReader],
            Self::Smartcard => vec![Reason::CardAndReader],
        };
        let everything = self.level() >= AssuranceLevel::Aal3;
        reasons.push(if everything { Reason::OpensAll } else { Reason::OpensHighOnly });
        reasons
    }
}
