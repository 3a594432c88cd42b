//! Whole journeys: through the router in process, and through the program as it is installed, crashes included. One
//! program, so that it is linked once.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod activity;
mod api;
mod applications;
mod browser;
mod care;
mod care_crash;
mod care_journeys;
mod closed;
mod cookies;
mod crash;
mod desk;
mod desk_crash;
#[path = "../../../crates/identity/tests/use_cases/support/device.rs"]
#[expect(dead_code, reason = "the software authenticator of the use cases can more than is asked of it here")]
mod device;
mod elsewhere;
mod endpoints;
mod errors;
mod forgotten;
mod frozen;
mod html;
mod http;
mod in_process;
mod instances;
mod late;
mod liars;
mod links;
mod mailbox;
mod mailed_code;
#[path = "../../../crates/identity/tests/use_cases/support/maker.rs"]
#[expect(dead_code, reason = "the software authenticator of the use cases can more than is asked of it here")]
mod maker;
mod markup;
mod organisations;
mod pages;
mod person;
mod postgres_line;
mod process;
mod ra;
mod ra_import;
mod ra_morning;
mod ra_office;
mod records;
mod rest;
mod same_answer;
mod secrets;
mod set_up;
mod shutdown;
mod step_up;
mod strangers;
mod whole;
