//! Add an authenticator: choose its type, read what is needed, get the registration link.

pub mod link;
pub mod list;
pub mod offered;
pub mod select;
pub mod set_up;
pub mod text;
