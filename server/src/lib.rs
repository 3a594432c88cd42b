//! The server of Care Identity Management: the composition root. It reads settings, opens the database and the keys, puts
//! the ports of the domain together, and serves pages, assets and health; it sends mail and runs the other jobs.

#![recursion_limit = "256"]

pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod demo;
pub mod failure;
pub mod hashing;
pub mod jobs;
pub mod logging;
pub mod mail;
pub mod master_key;
pub mod pages;
pub mod random;
pub mod router;
pub mod serve;
pub mod start;
pub mod state;
pub mod web;
