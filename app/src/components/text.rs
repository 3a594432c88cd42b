//! The words that components bring along: nhsuk-frontend's own, unless a page says others.

pub const BACK: &str = "Back";
pub const DEMONSTRATION: &str = "This is a demonstration";
pub const ERROR: &str = "Error";
pub const PROBLEM: &str = "There is a problem";
pub const SUPPORT_LINKS: &str = "Support links";
pub const ACCOUNT: &str = "Account";
pub const INFORMATION: &str = "Information";
pub const DISMISS: &str = "Dismiss";
/// After "Dismiss", for those who do not see what it stands beside.
pub const DISMISS_WHAT: &str = " this message";
pub const SUCCESS: &str = "Success";
pub const IMPORTANT: &str = "Important";
pub const PAGINATION: &str = "Pagination";
pub const PREVIOUS: &str = "Previous";
pub const NEXT: &str = "Next";
/// After "Previous" and "Next".
pub const PAGE: &str = " page";
pub const SHOW: &str = "Show";
pub const SHOW_PASSWORD: &str = "Show password";
pub const DAY: &str = "Day";
pub const MONTH: &str = "Month";
pub const YEAR: &str = "Year";
pub const SKIP: &str = "Skip to main content";

/// A page by its number.
pub fn page(number: usize) -> String {
    format!("Page {number}")
}
