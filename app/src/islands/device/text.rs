//! What went wrong between browser and device, in words, and what to do about it.

pub const AGAIN: &str = "Try again";
pub const WAITING: &str = "Waiting for your device. Follow what your browser shows.";

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "made in the browser only"))]
pub enum Refusal {
    /// Put away by the person, or by the browser at once.
    Cancelled,
    /// Nothing was done for as long as the browser waits.
    TimedOut,
    /// This computer keeps no keys of its own.
    NoneHere,
    /// This device holds a key of this person already.
    AlreadyRegistered,
    /// The page did not come over https, or from another address than the keys are for.
    InsecureContext,
    /// The browser is too old, or does not do this at all.
    NotSupported,
    /// The organisation's rules, or the page around this one, forbid it.
    BlockedByPolicy,
    /// The device cannot ask for a PIN, a fingerprint or a face, or has no room left.
    CannotVerify,
    /// The device failed.
    Failed,
    /// The server gave no challenge: the page is too old.
    Stale,
    /// The server gave no challenge: too many were asked for.
    TooMany,
    /// The server could not be reached.
    Offline,
}

impl Refusal {
    /// What happened.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Cancelled => "It was cancelled, so nothing was changed.",
            Self::TimedOut => "It took too long, so your browser stopped waiting.",
            Self::NoneHere => "This computer is not set up for it.",
            Self::AlreadyRegistered => "This device is registered with your Care Identity already.",
            Self::InsecureContext => "Your browser does not trust the connection to this page.",
            Self::NotSupported => "This browser cannot do it.",
            Self::BlockedByPolicy => "The settings of this browser forbid it.",
            Self::CannotVerify => "Your device could not check that it is you, or it is full.",
            Self::Failed => "Your device did not answer as it should.",
            Self::Stale => "This page is too old to go on with.",
            Self::TooMany => "There were too many attempts from this network.",
            Self::Offline => "The service could not be reached.",
        }
    }

    /// What to do next.
    pub const fn next_step(self) -> &'static str {
        match self {
            Self::Cancelled => {
                "Try again, and follow what your browser shows. If no window appeared, check that the device is plugged in or near, unlocked, and has a PIN, a fingerprint or your face set."
            }
            Self::TimedOut => "Have your device at hand, then try again.",
            Self::NoneHere => {
                "Set up a PIN, a fingerprint or your face in the settings of this computer, then try again. If it has none of these, choose another type of authenticator."
            }
            Self::AlreadyRegistered => {
                "It works as it is, so nothing needs to be replaced. Use another device, or remove the authenticator that it is first."
            }
            Self::InsecureContext => {
                "Check that the address begins with https and is the one that you were given, then load the page again."
            }
            Self::NotSupported => {
                "Use a current version of Chrome, Edge, Firefox or Safari, or choose another type of authenticator."
            }
            Self::BlockedByPolicy => {
                "Ask your IT department to allow passkeys and security keys for this address, or choose another type of authenticator."
            }
            Self::CannotVerify => {
                "Set a PIN, a fingerprint or your face on the device, or remove keys from it that you no longer need. Then try again."
            }
            Self::Failed => {
                "Take the device out and plug it in again, or lock and unlock it. Then try again. If it happens again, use another device."
            }
            Self::Stale => "Load the page again. It says what is left to do.",
            Self::TooMany => "Wait ten minutes, then try again. Nothing is lost.",
            Self::Offline => "Check your connection, then try again. What you did before is kept.",
        }
    }
}
