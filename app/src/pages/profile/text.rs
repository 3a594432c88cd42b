//! The words of the profile.

use identity::{
    assurance::AssuranceLevel,
    email::address::EmailAddressError,
    person::Position,
    telephone::MobileNumberError,
    time::{Timestamp, day_for_people},
};

use crate::pages::level_in_words;

pub const PROFILE: &str = "Your profile";
pub const PERSONAL: &str = "Personal details";
pub const IDENTIFIER: &str = "User identifier";
pub const NAME: &str = "Name";
pub const BIRTH_DATE: &str = "Date of birth";
pub const PERSONAL_WRONG: &str =
    "If your name or date of birth is wrong, ask your Registration Authority to correct it.";
pub const CONTACT: &str = "Contact details";
pub const NONE_YET: &str = "None yet";
pub const ADD: &str = "Add";
pub const AN_EMAIL: &str = "an email address";
pub const EMAIL_ROW: &str = "Email addresses";
pub const ADD_OR_REMOVE: &str = "Add or remove";
pub const EMAIL_ROW_HIDDEN: &str = "email addresses";
pub const MOBILE_ROW: &str = "Mobile number";
pub const MOBILE_ROW_HIDDEN: &str = "mobile number";
pub const A_MOBILE: &str = "a mobile number";
pub const CHANGE: &str = "Change";
pub const VERIFY: &str = "Verify";
pub const VERIFIED_TAG: &str = "Verified";
pub const NOT_VERIFIED_TAG: &str = "Not verified yet";
pub const POSITIONS: &str = "Positions";
pub const NO_POSITION: &str = "You have no position at the moment. Your Registration Authority adds positions.";
pub const ENDED_POSITIONS: &str = "Positions that have ended";
pub const AUTHENTICATORS: &str = "Authenticators";
pub const NO_AUTHENTICATOR: &str = "You have no authenticator yet. Add one, so that you can sign in without a link.";
pub const ADD_AUTHENTICATOR: &str = "Add authenticator";
pub const LOOK_AFTER: &str = "Rename, replace, remove or report your authenticators";
pub const SAFETY: &str = "Safety";
pub const SESSIONS: &str = "Your sessions";
pub const SESSIONS_ARE: &str = "where you are signed in, and how to end that";
pub const ACTIVITY: &str = "Your activity";
pub const ACTIVITY_IS: &str = "what was tried, done and changed, and by whom";
pub const PASSWORD: &str = "Password";
pub const PASSWORD_HIDDEN: &str = "password";
pub const CHANGE_PASSWORD: &str = "Change your password";
pub const CHANGE_PASSWORD_IS: &str = "You stay signed in here, and are signed out everywhere else.";
pub const RENEW_PASSWORD_IS: &str = "Your password now is not asked for, because you have just signed in with an authenticator that needs none. \
    You stay signed in here, and are signed out everywhere else.";
pub const CURRENT_PASSWORD: &str = "Your password now";
pub const ENTER_CURRENT: &str = "Enter the password that you have now";
pub const CURRENT_WRONG: &str = "That is not the password that you have now. Check it and try again.";
pub const SAME_PASSWORD: &str = "That is the password that you have now. Choose another one.";
pub const PASSWORD_CHANGED: &str = "Your password is changed, and you are signed out everywhere else";
pub const NO_PASSWORD_YET: &str =
    "There is no password on your Care Identity. You create one when you set up an authenticator app.";
pub const EMAILS: &str = "Your email addresses";
pub const NO_EMAIL: &str = "There is no email address on your profile yet.";
pub const ACCEPTED: &str = "Which email addresses are accepted";
pub const SEE_ACCEPTED: &str = "See which email addresses are accepted";
pub const ADD_EMAIL: &str = "Add an email address";
pub const CHANGE_EMAIL: &str = "Change an email address";
pub const CHANGING: &str = "You are changing";
pub const CHANGING_IS: &str = "It works until the new one is verified.";
pub const EMAIL: &str = "Email address";
pub const EMAIL_HINT: &str = "We send a single-use, 8-digit One Time Password to it, to check that it is yours.";
pub const SEND: &str = "Send One Time Password";
pub const REMOVE_EMAIL: &str = "Remove this email address?";
pub const REMOVE_EMAIL_IS: &str =
    "You will no longer be able to sign in with it, and we will send no more notices to it.";
pub const REMOVE_PENDING_IS: &str = "It was not verified yet. A One Time Password that we sent to it stops working.";
pub const REMOVE: &str = "Remove";
pub const KEEP: &str = "Keep it";
pub const INBOX: &str = "Check your inbox";
pub const ADDRESS_WRONG: &str = "Is the address wrong?";
pub const CODE: &str = "One Time Password";
pub const CONTINUE: &str = "Continue";
pub const MOBILE: &str = "Your mobile number";
pub const MOBILE_HINT: &str =
    "For your Registration Authority to reach you. It is not used to sign in. Leave it empty to remove the number.";
pub const SAVE: &str = "Save";
pub const VERIFIED: &str = "The email address is verified.";
pub const REMOVED: &str = "The email address was removed.";
pub const MOBILE_SAVED: &str = "Your mobile number is saved.";
pub const LAST_EMAIL: &str = "This email address cannot be removed yet";
pub const CHANGE_IT: &str = "Or change it for another one";
pub const LAST_ONE: &str = "This is your last verified email address, and you sign in with it. Add another one first.";
pub const TOO_MANY: &str = "Your profile has as many email addresses as it can hold. Remove one first.";
pub const ALREADY_YOURS: &str = "This email address is on your profile already, and it is verified.";
pub const NOT_A_CODE: &str = "Enter the 8-digit One Time Password from the email";
pub const CODE_OVER: &str = "This One Time Password no longer works. Send a new one below.";
pub const NO_LONGER: &str = "This email address can no longer be added. Use another one.";
pub const SENT_AGAIN: &str = "A new One Time Password is on its way. The one before works no longer.";
pub const NO_MORE_CODES: &str = "That request can send no more One Time Passwords. Send a new one below.";

/// Which address is changed or verified, for those who do not see its row.
pub fn email_hidden(address: &str) -> String {
    format!("email address {address}")
}

/// What becomes of the old address of a change that is not proved yet.
pub fn takes_the_place_of(old: &str) -> String {
    format!("Takes the place of {old} when verified")
}

/// Since when there is a password.
pub fn password_set(at: Timestamp) -> String {
    format!("Set {}", at.for_people())
}

/// How long somebody has or had a position.
pub fn held(position: &Position) -> String {
    let first = day_for_people(position.starts_on);
    match position.ends_on {
        Some(_) if position.is_withdrawn() => format!("Withdrawn: it was to begin on {first}"),
        Some(last) => format!("{first} to {}", day_for_people(last)),
        None => format!("Since {first}"),
    }
}

/// How sure an authenticator makes us.
pub fn level(level: AssuranceLevel) -> String {
    format!("Level: {}", level_in_words(level))
}

/// When an authenticator was added.
pub fn added(at: Timestamp) -> String {
    format!("Added {}", at.for_people())
}

/// When an authenticator was last used.
pub fn last_used(at: Timestamp) -> String {
    format!("Last used {}", at.for_people())
}

/// A wrong code.
pub fn code_wrong(tries_left: i64) -> String {
    match tries_left {
        0 => "That One Time Password is wrong, and it was the last try. Send a new one below.".into(),
        1 => "That One Time Password is wrong. You have 1 more try, then you need a new one.".into(),
        tries => format!("That One Time Password is wrong. You have {tries} more tries. Use the newest email."),
    }
}

/// Too many wrong codes in a row: another one brings nothing sooner.
pub fn wait_to_enter(length: &str) -> String {
    format!(
        "Too many One Time Passwords were wrong. Wait {length}, then enter the one from the newest email. Nothing is lost."
    )
}

/// Too many mails.
pub fn wait(length: &str) -> String {
    format!("There were too many requests. Wait {length}, then try again. Nothing is lost.")
}

/// A domain that is not accepted.
pub fn domain_not_accepted(domain: &str, nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("We do not accept addresses at {domain}. Did you mean {nearest}?"),
        None => format!("We do not accept addresses at {domain}. Use an address from the list of accepted domains."),
    }
}

/// What is wrong with a text that is not an address.
pub fn not_an_address(error: EmailAddressError) -> String {
    match error {
        EmailAddressError::Empty => "Enter an email address".into(),
        other => format!("Enter an email address in the correct format, like name@nhs.net. Here {other}."),
    }
}

/// What is wrong with a text that is not a mobile number.
pub fn not_a_mobile_number(error: MobileNumberError) -> String {
    format!("Enter a mobile number, like 07700 900 982 or +44 7700 900 982. Here {error}.")
}

/// How many addresses there are.
pub fn addresses(held: usize) -> String {
    if held == 1 { "1 address".to_owned() } else { format!("{held} addresses") }
}
