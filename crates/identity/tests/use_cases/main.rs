//! The use cases as people and attackers meet them, on SQLite and on PostgreSQL: one module a journey.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests may stop at once and print, as tests do"
)]

mod activity;
mod application;
mod audit;
mod audit_chain;
mod authenticator_care;
mod busy;
mod device_metadata;
mod device_races;
mod device_registration;
mod email_address;
mod email_code;
mod email_fresh;
mod email_limits;
mod email_removed_for;
mod enrolment;
mod freeze;
mod guessing;
mod guessing_network;
mod keys;
mod link;
mod organisation_directory;
mod organisation_import;
mod organisation_search;
mod password_change;
mod password_renew;
mod person;
mod ra_actions;
mod ra_bulk;
mod ra_card_issue;
mod ra_card_refused;
mod ra_card_unblock;
mod ra_contact;
mod ra_create;
mod ra_desk;
mod ra_find;
mod ra_first;
mod ra_home;
mod ra_managers;
mod ra_notify;
mod ra_races;
mod ra_scope;
mod ra_second_pair;
mod ra_ties;
mod ra_undo;
mod races;
mod readiness;
mod recovery;
mod recovery_guessing;
mod recovery_meanwhile;
mod registration_app;
mod registration_link;
mod registration_password;
mod registration_steps;
mod rescue;
mod rescue_races;
mod same_work;
mod secrets;
mod session;
mod session_together;
mod sessions;
mod settings;
mod shared_browser;
mod sign_in_code;
mod sign_in_device;
mod sign_in_password;
mod sign_in_unknown;
mod signed_out;
mod smartcard_asked;
mod smartcard_issue;
mod smartcard_passcode;
mod smartcard_remind;
mod smartcard_renew;
mod smartcard_renew_refused;
mod smartcard_sign_in;
mod smartcard_unblock;
mod support;
mod undo;
mod upkeep;
