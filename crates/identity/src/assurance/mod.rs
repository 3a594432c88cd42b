//! Kinds of authenticator and how sure each makes us (NIST SP 800-63B-4, section 2).

pub mod evidence;
pub mod model;

use std::fmt;

/// How sure a sign-in makes us of who somebody is. Ordered: a higher level serves wherever a lower one is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AssuranceLevel {
    /// One factor.
    Aal1,
    /// Two factors: "high confidence".
    Aal2,
    /// A verified, non-exportable key with user verification: "very high confidence".
    Aal3,
}

impl AssuranceLevel {
    /// As the store writes it.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Aal1 => 1,
            Self::Aal2 => 2,
            Self::Aal3 => 3,
        }
    }

    /// From the store or the command line.
    #[must_use]
    pub const fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::Aal1),
            2 => Some(Self::Aal2),
            3 => Some(Self::Aal3),
            _ => None,
        }
    }
}

impl fmt::Display for AssuranceLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AAL{}", self.number())
    }
}

/// A kind of authenticator. A person has at most one active authenticator of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A key in this computer that Windows opens by face, fingerprint or PIN.
    WindowsHello,
    /// A key that is plugged in or held against the computer.
    SecurityKey,
    /// The passkey of an iPad. In a browser it is synced and not attested: its kind of device is unverified.
    Ipad,
    /// An app that shows a new 6-digit code every 30 seconds (RFC 6238).
    MicrosoftAuthenticator,
    /// Any passkey: of a phone, a computer or a password manager.
    Passkey,
    /// A card with certificates. The Registration Authority issues it; nobody registers one ([`crate::smartcard`]).
    Smartcard,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::WindowsHello,
        Self::SecurityKey,
        Self::Ipad,
        Self::MicrosoftAuthenticator,
        Self::Passkey,
        Self::Smartcard,
    ];

    /// Those that people register, by a link: all but the card, which is issued. In the order that people know them in.
    pub const REGISTERED: [Self; 5] =
        [Self::Ipad, Self::MicrosoftAuthenticator, Self::WindowsHello, Self::SecurityKey, Self::Passkey];

    /// Whether people register it, by a link.
    #[must_use]
    pub const fn is_registered(self) -> bool {
        !matches!(self, Self::Smartcard)
    }

    /// As the store and URLs write it.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::WindowsHello => "windows-hello",
            Self::SecurityKey => "security-key",
            Self::Ipad => "ipad",
            Self::MicrosoftAuthenticator => "microsoft-authenticator",
            Self::Passkey => "passkey",
            Self::Smartcard => "smartcard",
        }
    }

    /// From the store or a URL.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// As people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::WindowsHello => "Windows Hello",
            Self::SecurityKey => "Security key",
            Self::Ipad => "iPad",
            Self::MicrosoftAuthenticator => "Microsoft Authenticator",
            Self::Passkey => "Passkey",
            Self::Smartcard => "Smartcard",
        }
    }

    /// Whether it proves itself by WebAuthn, so that its pages need script.
    #[must_use]
    pub const fn is_webauthn(self) -> bool {
        match self {
            Self::WindowsHello | Self::SecurityKey | Self::Ipad | Self::Passkey => true,
            Self::MicrosoftAuthenticator | Self::Smartcard => false,
        }
    }

    /// The highest level that an authenticator of this kind can reach.
    #[must_use]
    pub const fn highest_level(self) -> AssuranceLevel {
        match self {
            Self::WindowsHello | Self::SecurityKey | Self::Smartcard => AssuranceLevel::Aal3,
            Self::Ipad | Self::MicrosoftAuthenticator | Self::Passkey => AssuranceLevel::Aal2,
        }
    }
}
