//! The server as requests, mail servers and operators meet it: one program, so that it is linked once.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod app;
mod assets;
mod authority;
mod cli;
mod cli_application;
mod cli_card;
mod cli_organisations;
mod cli_organisations_refused;
mod cli_reach;
mod config;
mod cross_site;
mod demo;
mod error_pages;
mod hashing;
mod headers;
mod health;
mod mail;
mod master_key;
mod metadata;
mod outbox;
mod program;
mod proxies;
mod readme;
mod smartcards;
mod smtp;
