//! The words of "Choose an authenticator". Each reason says in plain words what the guidance says of the authenticator;
//! `identity::adviser` quotes the sentence.

use identity::{
    adviser::{Carry, Method, Need, Reason, Shared},
    assurance::Kind,
};

/// Heading.
pub const TITLE: &str = "Choose an authenticator";
/// Title of the page once there is advice.
pub const TITLE_ADVICE: &str = "Our advice: Choose an authenticator";
/// What the page does.
pub const INTRODUCTION: &str = "Answer 3 questions. We tell you which authenticators fit and why. Nothing is saved.";

/// The form was sent.
pub const SENT_FIELD: &str = "asked";
/// The first question's field.
pub const SHARED_FIELD: &str = "shared";
/// The second question's field.
pub const CARRY_FIELD: &str = "carry";
/// The third question's field.
pub const NEED_FIELD: &str = "level";

/// The first question.
pub const SHARED: &str = "Do you share the computer or tablet with others?";
/// It is not answered.
pub const SHARED_MISSING: &str = "Select yes if you share the computer or tablet with others";
/// The second question.
pub const CARRY: &str = "What do you carry?";
/// It is not answered.
pub const CARRY_MISSING: &str = "Select what you carry";
/// The third question.
pub const NEED: &str = "Which level do your websites and apps need?";
/// It is not answered.
pub const NEED_MISSING: &str = "Select which level your websites and apps need, or that you do not know";
/// The button.
pub const SEND: &str = "Show our advice";

/// Heading of the advice.
pub const ADVICE: &str = "Our advice";
/// Heading of what would do as well.
pub const IF_HIGH_IS_ENOUGH: &str = "If high confidence is enough";
/// When it would.
pub const IF_HIGH_IS_ENOUGH_IS: &str =
    "If it turns out that all of your websites and apps accept high confidence (AAL2), you can also use these.";
/// What nobody should forget.
pub const BEFORE_YOU_DECIDE: &str = "Before you decide, check which websites and apps you use and which level each needs. \
    If you are not sure what one supports, ask its supplier.";
/// Where the levels are.
pub const SEE_APPLICATIONS: &str = "See websites and apps you can sign in to";
/// Heading of the questions below the advice.
pub const CHANGE_ANSWERS: &str = "Change your answers";
/// Nothing to do.
pub const HELD: &str = "You have this one already.";

/// An answer to the first question.
pub const fn shared(answer: Shared) -> &'static str {
    match answer {
        Shared::Yes => "Yes",
        Shared::No => "No, only I use it",
    }
}

/// An answer to the second question.
pub const fn carry(answer: Carry) -> &'static str {
    match answer {
        Carry::Phone => "A mobile phone that I may use at work",
        Carry::SecurityKey => "A security key, or I could get one",
        Carry::Neither => "Neither",
    }
}

/// More about it.
pub const fn carry_hint(answer: Carry) -> Option<&'static str> {
    match answer {
        Carry::Phone => None,
        Carry::SecurityKey => Some("A small device that plugs into the USB port."),
        Carry::Neither => Some("For example if you have a smartcard only."),
    }
}

/// An answer to the third question.
pub const fn need(answer: Need) -> &'static str {
    match answer {
        Need::High => "High confidence (AAL2)",
        Need::VeryHigh => "Very high confidence (AAL3)",
        Need::Unknown => "I do not know",
    }
}

/// More about it.
pub const fn need_hint(answer: Need) -> &'static str {
    match answer {
        Need::High => "All of them accept this level.",
        Need::VeryHigh => "At least one of them accepts nothing lower.",
        Need::Unknown => "We suggest what opens everything.",
    }
}

/// Above the list.
pub const fn level(need: Need) -> &'static str {
    match need {
        Need::High => "These give at least high confidence (AAL2). The first fits your answers best.",
        Need::VeryHigh => "These give very high confidence (AAL3). The first fits your answers best.",
        Need::Unknown => {
            "You do not know the level, so these give very high confidence (AAL3), which opens everything. \
             The first fits your answers best."
        }
    }
}

/// Why an authenticator fits.
pub const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::FitForSharedDevices => "Staff who share a computer, a tablet or a kiosk can use it.",
        Reason::PlugsIntoTablets => "Some models plug easily into a tablet.",
        Reason::WithYourPhone => "You sign in with your own phone, on whatever computer you use.",
        Reason::FewerSteps => "It takes fewer steps: touch the fingerprint sensor or look into the camera.",
        Reason::PasswordAndCode => {
            "You type your email address, your password and the 6-digit code that the app shows."
        }
        Reason::PasswordAndPush => "You type your email address and password, and confirm on your phone.",
        Reason::NothingToCarry => {
            "There is no software to install, no certificate to renew and nothing large to carry."
        }
        Reason::FaceOrFingerprint => "You sign in with your face or your fingerprint.",
        Reason::SmallEnough => "It is small enough for a set of keys or a lanyard.",
        Reason::PinAndTouch => "You enter a PIN and touch the key.",
        Reason::OnTheMove => "It suits you if you move around a lot: you need no smartcard and no reader.",
        Reason::CardAndReader => {
            "You put the card into a reader and enter your passcode. The computer needs special software for this."
        }
        Reason::OpensAll => "It can open everything, whether high or very high confidence is needed.",
        Reason::OpensHighOnly => "It opens only what accepts high confidence.",
    }
}

/// Where an authenticator is added.
pub fn add(kind: Kind) -> String {
    format!("Add {}", kind.name())
}

/// What to do about an authenticator that this service cannot add.
pub const fn not_here(method: Method) -> &'static str {
    match method {
        Method::Smartcard => "Your Registration Authority issues smartcards.",
        _ => "You cannot add this one here.",
    }
}
