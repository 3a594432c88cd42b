//! The smartcard agent: a small program on a person's own machine. It answers pages of configured origins on 127.0.0.1, asks the
//! person for what only they may give, and lets their card sign statements that say what they are for. It holds no
//! cryptographic rule of its own: the server decides (`card-protocol` is what both say).

pub mod agent;
pub mod ask;
pub mod cli;
mod clock;
pub mod config;
mod doctor;
mod failure;
pub mod module;
pub mod pairing;
pub mod passcode;
pub mod pinentry;
mod random;
pub mod secret;
pub mod system;
pub mod token;
pub mod web;
