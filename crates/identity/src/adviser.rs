//! "Choose an authenticator": three answers, and the authenticators that fit them, in order and with reasons. What it says
//! is the public guidance "Care Identity Service authenticators" (NHS England Digital, 17 March 2026): its sections on
//! shared devices and on each authenticator. A reason quotes the sentence that it stands for.

mod method;

use crate::assurance::AssuranceLevel;

pub use self::method::Method;

/// Declares the answers to a question: each with the name that a form and an address have for it.
macro_rules! answers {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $slug:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every answer, in the order of the question.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As forms and addresses write it.
            #[must_use]
            pub const fn slug(self) -> &'static str {
                match self { $(Self::$variant => $slug),+ }
            }

            /// Reads [`Self::slug`].
            #[must_use]
            pub fn from_slug(slug: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|answer| answer.slug() == slug)
            }
        }
    };
}

answers!(
    /// "Do you share the computer or tablet with others?"
    Shared {
        /// A ward's terminal, a shared desktop or tablet.
        Yes = "yes",
        /// A device of one's own.
        No = "no",
    }
);

answers!(
    /// "What do you carry?"
    Carry {
        /// A mobile phone that may be used at work.
        Phone = "phone",
        /// A security key, or the prospect of one.
        SecurityKey = "security-key",
        /// Neither: a smartcard.
        Neither = "neither",
    }
);

answers!(
    /// "Which level do your applications need?"
    Need {
        /// AAL2.
        High = "high",
        /// AAL3.
        VeryHigh = "very-high",
        /// Whoever does not know is advised what opens everything.
        Unknown = "unknown",
    }
);

impl Need {
    /// The level that whatever is advised must reach.
    #[must_use]
    pub const fn level(self) -> AssuranceLevel {
        match self {
            Self::High => AssuranceLevel::Aal2,
            Self::VeryHigh | Self::Unknown => AssuranceLevel::Aal3,
        }
    }
}

/// The three answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answers {
    /// Whether the device is shared.
    pub shared: Shared,
    /// What is carried.
    pub carry: Carry,
    /// What the applications ask for.
    pub need: Need,
}

/// Why an authenticator fits. Each stands for a sentence of the guidance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// "Staff on shared devices, desktops or kiosks can use smartcards or security keys."
    FitForSharedDevices,
    /// "Certain models of security key can be plugged easily into tablets."
    PlugsIntoTablets,
    /// "All options that allow a user to authenticate with their mobile device."
    WithYourPhone,
    /// "Requiring fewer steps to log in for compatible devices: simply tap with your fingerprint or look into your device's
    /// camera".
    FewerSteps,
    /// "Entering your email address, password and a 6-digit security code from the Microsoft Authenticator app".
    PasswordAndCode,
    /// "Using your email, password and a push notification from the Microsoft Authenticator app."
    PasswordAndPush,
    /// "Requires no software installation, certificate renewal or large hardware to carry around."
    NothingToCarry,
    /// "Just by showing your face or fingerprints."
    FaceOrFingerprint,
    /// "Small and convenient enough to be attached to a set of keys or a lanyard."
    SmallEnough,
    /// "Simply enter a PIN and physically touch the security key to log in."
    PinAndTouch,
    /// "A great option for users who work in environments that require ultimate mobility. There's no need for a smartcard or
    /// reader."
    OnTheMove,
    /// "Users authenticate by inserting their smartcard into a reader and entering their passcode. They require specific
    /// software to work."
    CardAndReader,
    /// "These authenticators can be used with all applications that use CIS2 Authentication (AAL3 and AAL2)."
    OpensAll,
    /// "These authenticators can only be used with applications that are enabled for AAL2."
    OpensHighOnly,
}

/// An authenticator, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// Which.
    pub method: Method,
    /// Why: what fits these answers first, what it opens last.
    pub reasons: Vec<Reason>,
}

/// What fits the answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advised {
    /// The best first; never empty, and each reaches [`Need::level`].
    pub advice: Vec<Advice>,
    /// For whoever does not know the level: what would do as well if high confidence turns out to be enough.
    pub if_high_is_enough: Vec<Advice>,
}

/// The authenticators that fit these answers.
#[must_use]
pub fn advise(answers: Answers) -> Advised {
    let level = answers.need.level();
    let fits = |level: AssuranceLevel| {
        let methods = in_order(answers, level).into_iter().filter(move |method| method.level() >= level);
        methods.collect::<Vec<_>>()
    };
    let best = fits(level);
    let others = match answers.need {
        Need::Unknown => fits(AssuranceLevel::Aal2).into_iter().filter(|method| !best.contains(method)).collect(),
        Need::High | Need::VeryHigh => Vec::new(),
    };
    let explained = |methods: Vec<Method>| {
        let advice = |method: Method| Advice { method, reasons: method.reasons(answers.shared) };
        methods.into_iter().map(advice).collect()
    };
    Advised { advice: explained(best), if_high_is_enough: explained(others) }
}

/// What may be used, the most convenient first: what is carried, then the device itself if nobody else has it, then what
/// must be fetched or issued because nothing else reaches the level.
fn in_order(answers: Answers, level: AssuranceLevel) -> Vec<Method> {
    let mut methods = match answers.carry {
        Carry::Phone => vec![Method::Passkey, Method::MicrosoftAuthenticator, Method::NhsNetConnect],
        Carry::SecurityKey => vec![Method::SecurityKey],
        Carry::Neither => Vec::new(),
    };
    if answers.shared == Shared::No {
        methods.extend([Method::WindowsHello, Method::Ipad]);
    }
    if level == AssuranceLevel::Aal3 && answers.carry == Carry::Phone {
        methods.push(Method::SecurityKey);
    }
    if level == AssuranceLevel::Aal3 || answers.carry == Carry::Neither {
        methods.push(Method::Smartcard);
    }
    methods
}

#[cfg(test)]
mod tests;
