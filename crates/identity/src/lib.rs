//! The domain of Care Identity Management: its rules, its use cases, and the ports that they need
//! (store, clock, randomness, hashing). Nothing here knows of HTTP, HTML or SQL.

pub mod activity;
pub mod actor;
pub mod adviser;
pub mod application;
pub mod assurance;
pub mod attempts;
pub mod audit;
pub mod authenticator;
pub mod cookie;
pub mod csv;
pub mod email;
pub mod failpoint;
pub mod hashing;
mod invisible;
pub mod keys;
pub mod mail;
pub mod network;
pub mod notice;
pub mod organisation;
pub mod outbox;
pub mod password;
pub mod person;
pub mod ra;
pub mod random;
pub mod registration;
pub mod service;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod smartcard;
pub mod store;
pub mod sweep;
pub mod telephone;
pub mod time;
pub mod totp;
mod typed;
pub mod undo;
pub mod upkeep;
pub mod web_address;
pub mod webauthn;

pub use service::{Policy, Service, Unexpected};
