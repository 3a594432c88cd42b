//! `/sessions`: where a person is signed in at this moment, and how to end that.

pub mod list;
pub mod text;
