//! The words of adding an authenticator.

use identity::{
    actor::Actor,
    assurance::{AssuranceLevel, Kind},
    authenticator::Authenticator,
    time::Timestamp,
};

pub const SELECT: &str = "Select authenticator type";
pub const SELECT_IS: &str = "You can register one of each type of authenticator.";
pub const LEARN_MORE: &str = "Learn more about";
pub const OF_AUTHENTICATORS: &str = "Care Identity authenticators (opens in new window)";
pub const TYPES: &str = "Types of authenticator";
pub const CONTINUE: &str = "Continue";
pub const CHOOSE: &str = "Select the type of authenticator that you want to add";
pub const SET_UP_DEVICE: &str = "Set up the device";
pub const REGISTER_DEVICE: &str = "Register this device";
pub const LINK: &str = "Registration link";
pub const LINK_LIFE: &str = "The register link will expire after 3 minutes";
pub const OPEN_HERE: &str = "Open the link on this device";
pub const OPEN_ELSEWHERE: &str = "Open it on another device or in another browser";
pub const OPEN_ELSEWHERE_IS: &str =
    "Scan this code with the other device, or copy the link. Do not send it to anybody.";
pub const LINK_QR: &str = "QR code of the registration link";
pub const LINK_NOUN: &str = "link";
pub const RAN_OUT: &str = "Did it run out?";
pub const RAN_OUT_KEEPS: &str = "What you set up before is kept.";
pub const OPENED_ELSEWHERE: &str = "Opened it elsewhere?";
pub const LOAD_AGAIN: &str = "Load this page again";
pub const MUST_CONFIRM: &str =
    "Confirm that only you will have access to the device. If others use it too, choose another device.";
pub const LINK_OVER: &str = "This registration link has expired";
pub const LINK_OVER_IS: &str =
    "A registration link works for 3 minutes, and a newer one takes its place. What you set up before is kept.";
pub const GUIDANCE: &str = "If you need help setting up the device, use the";
pub const WHEN_READY: &str = "When you are ready to register this device:";
pub const CHECK_EMAIL: &str = "check you have an email address saved on your Care Identity profile";
pub const FOLLOW: &str = "follow the prompts to complete the registration";
pub const EMAIL_FIRST: &str = "An email address comes first";
pub const ADD_EMAIL: &str = "Add an email address";
pub const LINK_OPENED: &str = "This registration link was opened";
pub const LINK_OPENED_IS: &str = "Go on in the browser where it was opened. It must be finished within 15 minutes.";
pub const LINK_OPENED_NOT_YOU: &str =
    "If it was not you who opened it, get a new link: the one before stops working then.";

pub const IS_REGISTERED: &str = "The registration that this link was for is finished.";
pub const SEE_YOURS: &str = "See your authenticators";
pub const NO_SCRIPT_FOR_APP: &str = "Microsoft Authenticator needs none: register that";
pub const NEEDS_SCRIPT: &str = "This type needs JavaScript on the device on which the link is opened. It is off in this browser: turn it on here before you open the link, or open the link on another device.";

/// What the link was issued for is there.
pub fn is_registered(kind: Kind) -> String {
    match kind {
        Kind::WindowsHello => format!("{} is registered", kind.name()),
        _ => format!("Your {} is registered", noun(kind)),
    }
}

/// What the e-mail address is for that a type needs: with a device nobody types one to sign in.
pub const fn email_first_is(kind: Kind) -> &'static str {
    match kind {
        Kind::MicrosoftAuthenticator => {
            "You need a verified email address on your profile. You sign in with it, and we use it to check that it is you."
        }
        _ => "You need a verified email address on your profile. We use it to check that it is you.",
    }
}

/// How long the link works.
pub fn open_by(at: Timestamp) -> String {
    format!("Open it by {}. It works once.", at.clock_for_people())
}

/// A type that is held: what it does, and what becomes of the one there is.
pub fn held_already(held: &Authenticator) -> String {
    let (is, added) = (what_it_does(held.kind), held.added_at.day_for_people());
    let one = if held.is_usable() { "one already" } else { "one that was reported lost" };
    format!("{is}. You have {one}, added {added}: a new one takes its place.")
}

/// The way to do so.
pub const SIGN_IN_FIRST: &str = "Sign in with an authenticator";
/// For a session of a sign-in link, where there is one of this type that works.
pub const HELD_BY_LINK: &str = "A sign-in link sets up only what is not there yet, and you have one of these. To replace it, sign in with an authenticator first. If you cannot, ask your Registration Authority: they can issue another in its place while you are with them.";

/// The guidance for a type.
pub fn guidance_of(kind: Kind) -> String {
    let article = if kind == Kind::Ipad { "an" } else { "a" };
    format!("registering {article} {} device guidance (opens in new window)", kind.name())
}

/// Where it stands.
pub const fn guidance_at(kind: Kind) -> &'static str {
    match kind {
        Kind::MicrosoftAuthenticator => "/help#registration",
        Kind::WindowsHello => "/help#windows-hello",
        Kind::SecurityKey => "/help#security-key",
        Kind::Ipad => "/help#ipad",
        Kind::Passkey => "/help#passkey",
        Kind::Smartcard => "/help/smartcard",
    }
}

/// What a type does.
pub const fn what_it_does(kind: Kind) -> &'static str {
    match kind {
        Kind::WindowsHello => "Uses facial recognition, fingerprint or PIN on supported Windows devices",
        Kind::SecurityKey => "Uses a small physical device that is a software free alternative to smartcards",
        Kind::Ipad => "Uses fingerprint biometrics on an iPad to authenticate",
        Kind::MicrosoftAuthenticator => {
            "Uses an approved email and security code to access National Care Records Service"
        }
        Kind::Passkey => "Uses the fingerprint, face or PIN of your phone, tablet or computer",
        Kind::Smartcard => "Uses a card that your Registration Authority gives you, its passcode and a card reader",
    }
}

/// What must be there before the device is registered.
pub const fn needed(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::WindowsHello => &[
            "use the computer that you want to register, and nobody else's account on it",
            "check that Windows Hello is set up in its settings: a PIN, your fingerprint or your face",
        ],
        Kind::SecurityKey => &[
            "have the key at hand, and know its PIN: your browser asks you to set one if it has none",
            "check that the computer has a free USB port, or a reader to hold the key against",
        ],
        Kind::Ipad => &[
            "have the iPad at hand, with a passcode, Touch ID or Face ID set up",
            "check that passwords and passkeys are turned on in its settings",
        ],
        Kind::Smartcard => &["ask your Registration Authority for it"],
        Kind::MicrosoftAuthenticator => &["check the Microsoft Authenticator app is installed on your phone"],
        Kind::Passkey => &[
            "have the phone, tablet or computer at hand that is to keep the passkey",
            "check that it asks for a fingerprint, a face or a PIN before it opens",
        ],
    }
}

/// Where the link is opened.
pub const fn browsers(kind: Kind) -> &'static str {
    match kind {
        Kind::Ipad => "open the register link on the iPad, in Safari, Chrome or Edge",
        Kind::WindowsHello | Kind::SecurityKey | Kind::MicrosoftAuthenticator | Kind::Passkey | Kind::Smartcard => {
            "use the register link on a supported browser (Chrome or Edge)"
        }
    }
}

/// The confidence that the type gives, and what that means.
pub fn gives(kind: Kind, session: AssuranceLevel) -> &'static str {
    match (kind.highest_level(), session) {
        (AssuranceLevel::Aal3, AssuranceLevel::Aal3) => {
            "It can give very high confidence (AAL3), which opens every application, when the device proves that its key cannot be copied. Otherwise it gives high confidence (AAL2)."
        }
        (AssuranceLevel::Aal3, _) => {
            "You signed in with high confidence (AAL2), so it will give high confidence, too. For very high confidence (AAL3), sign in with an authenticator that gives it, and register this one then. If you have none, ask your Registration Authority: they can issue it while you are with them, in place of one that you have, too."
        }
        _ if kind == Kind::Ipad => {
            "It gives high confidence (AAL2): it opens the applications that ask for no more. In a browser we cannot tell whether the device is an iPad."
        }
        _ => "It gives high confidence (AAL2): it opens the applications that ask for no more.",
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
    match kind {
        Kind::MicrosoftAuthenticator => format!(
            "I confirm only I will have access to the device with {} installed while it can connect to my Care Identity profile.",
            kind.name()
        ),
        Kind::WindowsHello => {
            "I confirm only I will have access to my account on this computer while it can connect to my Care Identity profile."
                .to_owned()
        }
        Kind::SecurityKey | Kind::Ipad | Kind::Passkey | Kind::Smartcard => format!(
            "I confirm only I will have access to the {} while it can connect to my Care Identity profile.",
            noun(kind)
        ),
    }
}

/// The type within a sentence.
pub const fn noun(kind: Kind) -> &'static str {
    match kind {
        Kind::WindowsHello => "Windows Hello",
        Kind::SecurityKey => "security key",
        Kind::Ipad => "iPad",
        Kind::MicrosoftAuthenticator => "authenticator app",
        Kind::Passkey => "passkey",
        Kind::Smartcard => "smartcard",
    }
}

/// That there is one of this type.
pub fn replaces(held: &Authenticator) -> String {
    let (kind, added) = (held.kind, held.added_at.for_people());
    match kind {
        _ if !held.is_usable() => {
            format!("You have one that was reported lost, added {added}. The new one takes its place.")
        }
        Kind::MicrosoftAuthenticator => format!(
            "You have {} already, added {added}. It works until the new one is set up. Then the old one no longer signs you in.",
            kind.name()
        ),
        _ => format!(
            "You have one already, added {added}. It works until you sign in with the new one for the first time. Then the old one no longer signs you in.",
        ),
    }
}

pub const YOURS: &str = "Your authenticators";
pub const YOURS_ARE: &str = "What signs you in. Keep at least two, so that a lost one does not lock you out.";
pub const APPLICATIONS: &str = "Websites and apps that they open";
pub const NONE: &str = "You have no authenticator yet.";
pub const ADD: &str = "Add other authenticators";
pub const TYPE: &str = "Type";
pub const GIVES: &str = "Gives";
pub const WORKS_WITH: &str = "Websites and apps";
pub const ADDED: &str = "Added";
pub const USED: &str = "Last used";
pub const NOT_USED: &str = "Not used yet";
pub const LOST_TAG: &str = "Reported lost";
/// One that takes another's place, which may have the same name.
pub const NEW_ONE: &str = "the new one";
pub const WAITS_TAG: &str = "Waits for its first use";
pub const RENAME: &str = "Rename";
pub const REPLACE: &str = "Replace";
pub const LOOK_AFTER: &str = "Look after";
pub const REMOVE: &str = "Remove";
pub const REPORT: &str = "Report lost or stolen";
pub const FOUND: &str = "I have it again";
pub const FOUND_IT: &str = "Do you have it again?";
pub const KEEP: &str = "Keep it as it is";
pub const RENAME_IT: &str = "Rename this authenticator";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "Only you see it. For example: Blue key on my lanyard.";
pub const SAVE: &str = "Save";
pub const RENAMED: &str = "The authenticator has its new name.";
pub const NOT_A_NAME: &str = "Enter a name of 1 to 60 characters";
pub const NOT_PLAIN: &str = "Enter a name without characters that nobody sees: some emoji have them";
pub const REMOVE_IT: &str = "Remove this authenticator?";
pub const REMOVE_ANYWAY: &str = "Remove it anyway";
pub const REMOVED: &str = "The authenticator was removed.";
pub const ADD_ANOTHER_FIRST: &str = "Add another one first";
pub const LAST_WAY_IN: &str =
    "It is the last one that signs you in. Without it only your Registration Authority can let you in again.";
pub const LAST_AT_AAL3: &str = "It is your last one that gives very high confidence (AAL3). Without it you cannot open the applications that ask for that.";
pub const ADD_A_WAY_IN: &str = "Then you can sign in with the other one. It takes about 3 minutes.";
pub const ADD_AT_AAL3: &str = "Windows Hello and security keys can give very high confidence.";
pub const LOST: &str = "Report it lost or stolen?";
pub const LOST_FOUND: &str = "If you find it, you can use it again after a sign-in that gives as much confidence, or ask your Registration Authority.";
pub const REINSTATED: &str = "It signs you in again.";
pub const NOT_THERE: &str = "That authenticator is not there any more.";

/// What is removed.
pub fn remove_is(name: &str) -> String {
    format!("“{name}” will no longer sign you in.")
}

/// What reporting does.
pub fn lost_is(name: &str) -> String {
    format!("“{name}” will sign nobody in from now on, and every other session that was opened with it ends.")
}

/// What "I have it again" does.
pub fn found_is(name: &str) -> String {
    format!("“{name}” was reported lost. Say so only if you have it in your hands: it signs you in again then.")
}

/// Which it is, where two have one name.
pub fn added_is(held: &Authenticator) -> String {
    format!("It was added {} {}.", held.added_at.for_people(), by(held))
}

/// Who added it.
pub fn by(held: &Authenticator) -> &'static str {
    if held.added_by == Actor::Person(held.person_id.clone()).audit_text() {
        "by you"
    } else if held.added_by == Actor::Operator.audit_text() {
        "by the people who run this service"
    } else {
        "by your Registration Authority"
    }
}

pub const LOST_ALONE: &str = "If you do not find it, set up a new one in its place. You can do that yourself, signed in with another authenticator that gives as much confidence.";

/// What happened to one that was reported, and what to do if it is not found. `can_add`: in this session.
pub const fn suspended(kind: Kind, other_way_in: bool, can_add: bool) -> &'static str {
    match (kind, other_way_in) {
        (_, false) if can_add => {
            "It signs nobody in any more. You have no other one that signs you in: add another now, while you are signed in. Later only your Registration Authority can let you in again."
        }
        (Kind::Smartcard, true) => {
            "It signs nobody in any more. If you do not find it, ask your Registration Authority for another card."
        }
        (Kind::Smartcard, false) => {
            "It signs nobody in any more. You have nothing else that signs you in: ask your Registration Authority for another card."
        }
        (_, true) => {
            "It signs nobody in any more. If you do not find it, set up a new one in its place: signed in with another authenticator that gives as much confidence, or with a sign-in link of your Registration Authority."
        }
        (_, false) => {
            "It signs nobody in any more. You have no other one that signs you in: ask your Registration Authority for a sign-in link, with which you set up a new one in its place."
        }
    }
}

/// Who gives somebody another card.
pub fn lost_card(support: &str) -> String {
    format!(
        "If you do not find it, ask your Registration Authority for another card. They check who you are, and issue it while you are with them. {support}"
    )
}

/// Whom to ask who has no other.
pub fn lost_otherwise(support: &str) -> String {
    format!(
        "If you have no such other one, report it now and ask your Registration Authority. They check who you are and give you a sign-in link, with which you set up a new one in its place. {support}"
    )
}
