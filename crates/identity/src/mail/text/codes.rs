//! The codes that are mailed, and what somebody reads whose address another person tried to add.

use super::{Words, greeting};
use crate::{
    mail::{Block, paragraph},
    service::Policy,
    time::Timestamp,
};

/// The code that proves an address.
#[must_use]
pub fn email_code(policy: &Policy, name: &str, code: &str, expires_at: Timestamp) -> Words {
    (
        format!("Your one-time password for {}", policy.service_name),
        vec![
            greeting(name),
            paragraph("Your single-use, 8-digit One Time Password is:"),
            Block::Code(code.to_owned()),
            paragraph(format!(
                "Type it on the page that asked for it. It works once, until {}. A newer one makes it useless.",
                expires_at.clock_for_people()
            )),
            paragraph("We never ask for it by telephone. If you did not ask for it, you can ignore this mail."),
        ],
    )
}

/// To an address that somebody else tried to add. The page looks as always: only its reader learns this.
#[must_use]
pub fn email_already_used(policy: &Policy) -> Words {
    (
        format!("Somebody tried to add this email address to {}", policy.service_name),
        vec![
            paragraph("Hello,"),
            paragraph(format!(
                "Somebody tried to add this email address to a profile of {}. Another profile has verified it, and an address belongs to one profile only, so no One Time Password was sent.",
                policy.service_name
            )),
            paragraph(
                "If that was you, use another address, or remove this one from your other profile first. If it was not you, you need not do anything.",
            ),
        ],
    )
}

/// The code for somebody who forgot the password.
#[must_use]
pub fn recovery_code(policy: &Policy, name: &str, code: &str, expires_at: Timestamp) -> Words {
    (
        format!("Your one-time password for {}", policy.service_name),
        vec![
            greeting(name),
            paragraph(
                "Somebody asked for a new password for your Care Identity. Your single-use, 8-digit One Time Password is:",
            ),
            Block::Code(code.to_owned()),
            paragraph(format!(
                "Type it on the page that asked for it. It works once, until {}. A newer one makes it useless.",
                expires_at.clock_for_people()
            )),
            paragraph(
                "We never ask for it by telephone. If you did not ask for it, you can ignore this mail: nobody gets a new password with this code alone.",
            ),
        ],
    )
}
