//! The words that several journeys share.

use identity::{assurance::AssuranceLevel, time::Timestamp};

pub const NEW_LINK: &str = crate::islands::text::NEW_LINK;
pub const ANOTHER_ADDRESS: &str = "Use another email address";

/// How sure an authenticator or a sign-in makes us, in words.
#[must_use]
pub const fn level_in_words(level: AssuranceLevel) -> &'static str {
    match level {
        AssuranceLevel::Aal1 => "low confidence (AAL1)",
        AssuranceLevel::Aal2 => "high confidence (AAL2)",
        AssuranceLevel::Aal3 => "very high confidence (AAL3)",
    }
}

/// Until when a journey in steps must be done.
pub fn finish_by(at: Timestamp) -> String {
    format!("Finish by {}.", at.clock_for_people())
}
