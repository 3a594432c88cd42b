//! The desk of Registration Authorities. Who and what is in reach is a rule of its own (`scope`), which every statement asks.

mod approval;
mod bulk;
mod contact;
mod home;
mod many;
mod people;
mod reach;
mod scope;
mod tie;
