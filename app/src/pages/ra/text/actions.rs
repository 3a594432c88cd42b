//! The words of what the desk does.

use identity::{person::Person, time::Timestamp};

pub const MANAGER_MUST: &str = "They work at a Registration Authority. Only a manager there can change their email address, give them a \
    way to sign in, or let changes go on.";
pub const MANAGERS_MUST: &str = "They manage a Registration Authority. Only another manager can change their email address, give them a way to \
    sign in or take one away, end a position, close their Care Identity, or let changes go on.";
pub const MANAGER_ONLY: &str = "Only a manager of a Registration Authority can do this. Ask yours.";
pub const CLOSED_FIRST: &str = "This Care Identity is closed. Open it again first.";
pub const FROZEN_FIRST: &str = "Changes are stopped for this person. Allow changes again first.";
pub const NOT_THERE: &str = "This is not there any more.";

pub const CREATE_IS: &str = "Check who they are before you start. Then you hand over a sign-in link.";
pub const GIVEN: &str = "First name";
pub const GIVEN_WRONG: &str = "Enter the first name, up to 100 characters";
pub const FAMILY: &str = "Last name";
pub const FAMILY_WRONG: &str = "Enter the last name, up to 100 characters";
pub const BIRTH_DATE_HINT: &str = "As on the document, for example 31 3 1980";
pub const BIRTH_DATE_WRONG: &str = "Enter the date of birth, such as 31 3 1980";
pub const EMAIL_OPTIONAL: &str = "Email address (optional)";
pub const EMAIL_HINT: &str = "They verify it themselves with a code";
pub const FIRST_POSITION: &str = "First position";
pub const MAY_EXIST: &str = "This person may exist already";
pub const MAY_EXIST_IS: &str = "Somebody with the same name and date of birth, or the same email address, has a Care Identity. \
    Nobody may have two.";
pub const ELSEWHERE: &str =
    "They may exist elsewhere: at an organisation that you do not look after. Ask the person where they worked before.";
pub const ANYWAY: &str = "I asked the person. They have no Care Identity yet, and I want to create a new one";
pub const MAY_EXIST_ERROR: &str = "This person may exist already. Check, and tick the box to create a new user anyway";

pub const RENAME: &str = "Change the name";
pub const RENAME_IS: &str = "See a document with the new name first. The person is told.";
pub const RENAMED: &str = "The name is changed.";
pub const SAME_NAME: &str = "This is the name already";

pub const ADD_POSITION: &str = "Add a position";
pub const POSITION_ADDED: &str = "The position is added.";
pub const HELD_ALREADY: &str = "They have this position already";
pub const END_POSITION: &str = "End the position";
pub const END_IS: &str = "They have it until the end of the last day. A position that has not begun yet, or begins today, is withdrawn by a day before its first.";
pub const POSITION_ENDED: &str = "The end of the position is set.";
pub const ENDED_ALREADY: &str = "It ends before that day already";

pub const SET_EMAIL: &str = "Verify or replace an email address";
pub const SET_EMAIL_BUTTON: &str = "Save the email address";
pub const SET_EMAIL_IS: &str =
    "The person must be present. The address counts as verified from then on, and all verified addresses are told.";
pub const REPLACES: &str = "What happens to the other addresses?";
pub const BESIDE: &str = "They stay as they are";
pub const EMAIL_SET: &str = "The email address is saved.";
pub const ALREADY_THEIRS: &str = "This address is verified already";
pub const NOT_ACCEPTED: &str =
    "We do not accept addresses of this domain. Use an address from the list of accepted domains";
pub const TAKEN: &str = "This address cannot be used";
pub const TOO_MANY_EMAILS: &str = "They have as many addresses as possible. Choose one that it replaces";

pub const ISSUE: &str = "Issue an authenticator";
pub const ISSUE_IS: &str =
    "You get a link for 3 minutes. The person opens it on their own device and registers the authenticator.";
pub const KIND: &str = "Which type of authenticator?";
pub const KIND_WRONG: &str = "Choose the type of authenticator";
pub const HELD: &str = "They have one of this type";
pub const REPLACE_IT: &str = "Replace the one that they have";
pub const ALREADY_HELD: &str = "They have one of this type. Tick the box to replace it";
pub const NEEDS_EMAIL: &str = "They need a verified email address first.";
pub const GENERATE: &str = "Generate link";
pub const REGISTRATION_LINK: &str = "Registration link";
pub const LINK_OVER_IS: &str = "It works for 3 minutes. Generate a new one when the person is ready.";
pub const LINK_OPENED_IS: &str = "The person goes on from here on their own device.";
pub const LINK_DONE: &str = "The authenticator is registered";
pub const LINK_DONE_IS: &str = "The registration that this link was for is finished.";
pub const SEE_THEM: &str = "See what this person has";
pub const HAND_OVER: &str = "Let the person scan the code, or hand over the link. Give it to nobody else.";

pub const NEW_SIGN_IN_LINK: &str = "New sign-in link";
pub const SIGN_IN_LINK: &str = "Sign-in link";
pub const SIGN_IN_LINK_IS: &str = "With it the person signs in once and sets up an email address and an authenticator. An older \
    link stops working.";
pub const SIGN_IN_LINK_QR: &str = "QR code of the sign-in link";
pub const KEPT_NOWHERE: &str = "The link is kept nowhere. If it is lost, generate another, which ends this one:";
pub const FORM_USED: &str = "The link of this page was used or is over, or the page is an old one. If the person needs a link, generate it now.";

pub const LOCK_IT: &str = "Lock the authenticator";
pub const LOCK_IS: &str =
    "For one that is lost or stolen. It signs nobody in until it is unlocked. The person is told.";
pub const LOCKED: &str = "The authenticator is locked.";
pub const UNLOCK_IT: &str = "Unlock the authenticator";
pub const UNLOCK_IS: &str = "Only when the person has it in their hands and you have checked who they are.";
pub const UNLOCKED: &str = "The authenticator is unlocked.";
pub const REMOVE_IT: &str = "Remove the authenticator";
pub const REMOVE_IS: &str = "This cannot be undone. The person is told.";
pub const REMOVED: &str = "The authenticator is removed.";

pub const CLEAR_COUNTERS: &str = "Forgive wrong attempts";
pub const CLEAR_COUNTERS_SHORT: &str = "when they cannot sign in because of too many";
pub const CLEAR_COUNTERS_IS: &str = "They can try to sign in again at once. Nothing else changes.";
pub const CLEARED: &str = "The wrong attempts are forgiven.";
pub const LIFT_FREEZE: &str = "Allow changes again";
pub const LIFT_FREEZE_SHORT: &str = "after a check of who they are";
pub const LIFT_FREEZE_IS: &str =
    "Check who they are, and look with them at what was changed. They may have to remove what is not theirs.";
pub const LIFTED: &str = "Changes are possible again.";
pub const CLOSE: &str = "Close the Care Identity";
pub const CLOSE_IS: &str = "All sessions end at once, and nobody can sign in with it.";
pub const CLOSE_SHORT: &str = "when they leave, or when it is in danger";
pub const WAS_CLOSED: &str = "The Care Identity is closed.";
pub const REOPEN: &str = "Open the Care Identity again";
pub const REOPEN_IS: &str = "They can sign in again with what they had.";
pub const REOPEN_SHORT: &str = "when they come back";
pub const WAS_REOPENED: &str = "The Care Identity is open again.";

/// Somebody new.
pub fn created(person: &Person) -> String {
    format!("{} is created, with the user identifier {}.", person.name.full(), person.identifier.for_people())
}

/// How long the sign-in link works.
pub fn works_once(until: Timestamp) -> String {
    format!("It works once, for 24 hours: until {}.", until.for_people())
}

/// In place of an address.
pub fn replace(address: &str) -> String {
    format!("It replaces {address}")
}
