//! Soon.
/// The page.
pub const PAGE: &str = "/smartcard/unblock";
