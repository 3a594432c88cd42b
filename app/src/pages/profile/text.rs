//! The words of the profile.

use identity::{email::address::EmailAddressError, telephone::MobileNumberError};

pub const PROFILE: &str = "Your profile";
pub const LOOK_AFTER: &str = "Rename, replace, remove or report your authenticators";
pub const SAFETY: &str = "Safety";
pub const SESSIONS: &str = "Your sessions";
pub const SESSIONS_ARE: &str = "where you are signed in, and how to end that";
pub const ACTIVITY: &str = "Your activity";
pub const ACTIVITY_IS: &str = "what was tried, done and changed, and by whom";
pub const PASSWORD: &str = "Password";
pub const CHANGE_PASSWORD: &str = "Change your password";
pub const CHANGE_PASSWORD_IS: &str = "You stay signed in here, and are signed out everywhere else.";
pub const CURRENT_PASSWORD: &str = "Your password now";
pub const ENTER_CURRENT: &str = "Enter the password that you have now";
pub const CURRENT_WRONG: &str = "That is not the password that you have now. Check it and try again.";
pub const SAME_PASSWORD: &str = "That is the password that you have now. Choose another one.";
pub const PASSWORD_CHANGED: &str = "Your password is changed, and you are signed out everywhere else";
pub const NO_PASSWORD_YET: &str =
    "There is no password on your Care Identity. You create one when you set up an authenticator app.";
pub const EMAILS: &str = "Your email addresses";
pub const ADD_EMAIL: &str = "Add an email address";
pub const CHANGE_EMAIL: &str = "Change an email address";
pub const EMAIL: &str = "Email address";
pub const EMAIL_HINT: &str = "We send a single-use, 8-digit One Time Password to it, to check that it is yours.";
pub const SEND: &str = "Send One Time Password";
pub const REMOVE_EMAIL: &str = "Remove this email address?";
pub const INBOX: &str = "Check your inbox";
pub const CODE: &str = "One Time Password";
pub const CONTINUE: &str = "Continue";
pub const MOBILE: &str = "Your mobile number";
pub const MOBILE_HINT: &str =
    "For your Registration Authority to reach you. It is not used to sign in. Leave it empty to remove the number.";
pub const VERIFIED: &str = "The email address is verified.";
pub const REMOVED: &str = "The email address was removed.";
pub const MOBILE_SAVED: &str = "Your mobile number is saved.";
pub const LAST_ONE: &str = "This is your last verified email address, and you sign in with it. Add another one first.";
pub const TOO_MANY: &str = "Your profile has as many email addresses as it can hold. Remove one first.";
pub const ALREADY_YOURS: &str = "This email address is on your profile already, and it is verified.";
pub const CODE_EMPTY: &str = "Enter the 8-digit One Time Password from the email";
pub const CODE_OVER: &str = "This One Time Password no longer works. Ask for a new one.";
pub const NO_LONGER: &str = "This email address can no longer be added. Use another one.";
pub const NO_MORE_CODES: &str =
    "We cannot send more One Time Passwords for this request. Start again with the email address.";

/// A wrong code.
pub fn code_wrong(tries_left: i64) -> String {
    match tries_left {
        0 => "That One Time Password is wrong, and it was the last try. Ask for a new one.".into(),
        1 => "That One Time Password is wrong. You have 1 more try, then you need a new one.".into(),
        tries => format!("That One Time Password is wrong. You have {tries} more tries. Use the newest email."),
    }
}

/// Too many mails, or wrong codes.
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
