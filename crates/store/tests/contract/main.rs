//! The store's contract, on SQLite and on PostgreSQL: one module a noun.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop at once, as tests do")]

mod application;
mod attempts;
mod audit;
mod authenticator;
mod backup;
mod ceremony;
mod connection;
mod credential;
mod email;
mod email_proof;
mod fixtures;
mod migrate;
mod organisation;
mod outbox;
mod password;
mod person;
mod ra;
mod ra_approval;
mod ra_desk;
mod ra_find;
mod ra_fixtures;
mod ra_many;
mod recovery;
mod registration;
mod reseal;
mod restore;
mod schema;
mod session;
mod settings;
mod sign_in;
mod smartcard;
mod smartcard_prepared;
mod sweep;
mod undo;
