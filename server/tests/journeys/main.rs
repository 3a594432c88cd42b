//! Whole journeys: through the router in process, and through the program as it is installed, crashes included. One
//! program, so that it is linked once.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise")]

mod api;
mod applications;
mod browser;
mod closed;
mod cookies;
mod crash;
mod elsewhere;
mod endpoints;
mod errors;
mod html;
mod http;
mod in_process;
mod instances;
mod links;
mod mailbox;
mod markup;
mod organisations;
mod pages;
mod person;
mod postgres_line;
mod process;
mod records;
mod same_answer;
mod secrets;
mod shutdown;
mod strangers;
mod whole;
