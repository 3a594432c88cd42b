//! The words of every mail, by what it tells of, so that another language is a second folder.

mod authenticator;
mod authority;
mod codes;
mod contact;
mod password;
mod person;
mod smartcard;

pub use authenticator::*;
pub use authority::*;
pub use codes::*;
pub use contact::*;
pub use password::*;
pub use person::*;
pub use smartcard::*;

use super::{Block, paragraph};

/// Subject and body.
pub type Words = (String, Vec<Block>);

fn greeting(name: &str) -> Block {
    paragraph(format!("Dear {name},"))
}

/// What to do when it was somebody else.
#[must_use]
pub fn not_you() -> Block {
    paragraph(
        "If this was not you, contact your Registration Authority now. They can stop what was changed and check your Care Identity.",
    )
}

/// The same, for those who can take the change back themselves.
#[must_use]
pub fn this_was_not_me(url: &str) -> [Block; 2] {
    [
        paragraph(
            "If this was not you, open the link below within 7 days and confirm it there. That signs you out everywhere, takes the change back where it can, takes back every later change with it, and stops further ones until you have shown who you are.",
        ),
        Block::Link { label: "This was not me".into(), url: url.to_owned() },
    ]
}
