//! The agent as pages, people and attackers meet it: the program itself, with a real SoftHSM2 token in a folder of each test, and a
//! pinentry that reads from a script.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test stops at once")]

mod blocked;
mod browser;
mod ca;
mod desk;
mod doctor;
mod door;
mod home;
mod module;
mod own_tool;
mod pairing;
mod passcode;
mod prepare;
mod renew;
mod renew_limits;
mod running;
mod sign;
mod terminal;
mod watch;
