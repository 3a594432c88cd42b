//! The desk of a Registration Authority (`/ra`): its managers and agents find and help the people of the organisations in
//! their reach, and nobody else.
//!
//! Every use case takes a [`Desk`], which only [`open`] makes, so that no scope is forgotten; each asks the database anew who
//! is in sight, in the transaction of what it changes. An action answers [`Acted`]: what came of it, or the [`Refusal`] that
//! every action has in common.

pub(crate) mod act;
pub mod announcement;
pub mod approval;
pub mod at_home;
pub mod authenticator;
pub mod bulk;
pub mod contact;
pub mod create;
pub mod desk;
pub mod email;
pub mod export;
pub mod find;
pub mod first;
pub mod home;
pub mod identity_check;
pub mod link;
pub mod lists;
pub mod notify;
pub mod person;
pub mod position;
pub mod reach;
pub mod reason;
pub mod role;
pub mod store;
pub mod take_over;
pub mod target;
pub mod tie;
pub mod view;

pub use self::{
    act::{Acted, Refusal},
    desk::{Desk, Entrance, Rank, Seat, open},
    reason::Reason,
    store::Desks,
};
