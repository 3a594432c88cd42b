//! The profile and its contact details.

pub mod email;
pub mod mobile;
pub mod password;
pub mod text;
pub mod view;
