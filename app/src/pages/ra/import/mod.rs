//! People and positions from a file: it is sent, its dry run is looked at, and then all of it is applied or nothing.

pub mod check;
pub mod upload;

/// Where a file is chosen.
pub const PAGE: &str = "/ra/import";
/// The dry run of the file that was sent last.
pub const CHECKED: &str = "/ra/import/check";
/// Where a file is sent: the guard lets a longer body through here.
pub const UPLOAD: &str = "/api/ra/import/check";
