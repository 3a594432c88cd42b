//! Websites and apps that people sign in to, and which authenticator opens which.

pub mod list;
pub mod text;
