//! The database ports of `identity` over SQLite and PostgreSQL.
//!
//! One SQL text serves both, through `sqlx::Any`: each stands as a constant beside the function that runs it, in the
//! file of its noun. What truly differs between the two (how to connect, how a transaction begins) is in `sqlite` and
//! `postgres`. The tests in `tests/contract` hold both to the same contract.

mod application;
mod attempts;
mod audit;
mod authenticator;
pub mod backup;
mod ceremony;
mod connection;
mod credential;
mod database;
mod email;
mod email_proof;
mod error;
pub mod migrate;
mod organisation;
mod outbox;
mod password;
mod person;
mod postgres;
mod ra;
mod recovery;
mod registration;
mod row;
mod rows;
mod session;
mod settings;
mod sign_in;
mod smartcard;
mod sqlite;
mod sweep;
#[cfg(feature = "testing")]
pub mod testing;
mod undo;

pub use connection::Connection;
pub use database::{ConnectError, Database, Dialect, Options};
