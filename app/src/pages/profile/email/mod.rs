//! E-mail addresses of the profile: list, add or change, verify, remove.

pub mod add;
pub mod list;
pub mod remove;
pub mod verify;
