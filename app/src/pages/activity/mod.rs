//! `/activity`: what was tried, done and changed about a person, and who did it.

pub mod download;
pub mod list;
pub mod text;
