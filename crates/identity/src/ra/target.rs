//! What exactly takes an account over: an approval is for this, word for word, and for nothing else.

use crate::{
    assurance::Kind,
    authenticator::AuthenticatorId,
    email::{EmailId, address::EmailAddress},
    ra::take_over::{Sort, TakeOver},
};

/// An action that takes an account over, with everything that whoever approves it must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An address counts as verified.
    Email {
        /// Exactly this one is verified.
        address: EmailAddress,
        /// The one that it takes the place of.
        replaces: Option<EmailId>,
    },
    /// A registration link for an authenticator.
    Authenticator {
        /// There is one of each.
        kind: Kind,
        /// Whether it takes the place of the one there is.
        replace: bool,
    },
    /// One link, for whoever holds it.
    SignInLink,
    /// This authenticator signs in again.
    Reinstate(AuthenticatorId),
    /// Changes can be made again.
    Freeze,
    /// The card that is this authenticator gets a new passcode.
    UnblockCard(AuthenticatorId),
}

/// The longest text of a row's id.
const LONGEST_ID: usize = 64;

impl Target {
    /// What kind of thing it is.
    #[must_use]
    pub const fn action(&self) -> TakeOver {
        match self {
            Self::Email { .. } => TakeOver::SetEmail,
            Self::Authenticator { .. } => TakeOver::IssueAuthenticator,
            Self::SignInLink => TakeOver::IssueSignInLink,
            Self::Reinstate(_) => TakeOver::ReinstateAuthenticator,
            Self::Freeze => TakeOver::LiftFreeze,
            Self::UnblockCard(_) => TakeOver::UnblockCard,
        }
    }

    /// What decides who may do it.
    #[must_use]
    pub const fn sort(&self) -> Sort {
        match self {
            Self::Authenticator { kind: Kind::Smartcard, .. } => Sort::IssueCard,
            _ => Sort::Of(self.action()),
        }
    }

    /// As the store and forms write it beside the action. The same target is always the same text.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Email { address, replaces: None } => address.as_str().to_owned(),
            Self::Email { address, replaces: Some(replaces) } => format!("{} {replaces}", address.as_str()),
            Self::Authenticator { kind, replace } => {
                format!("{} {}", kind.slug(), ["new", "replace"][usize::from(*replace)])
            }
            Self::Reinstate(id) | Self::UnblockCard(id) => id.as_str().to_owned(),
            Self::SignInLink | Self::Freeze => String::new(),
        }
    }

    /// For the audit log, which holds no whole address.
    #[must_use]
    pub(super) fn for_log(&self) -> String {
        match self {
            Self::Email { address, replaces: Some(replaces) } => format!("{} in place of {replaces}", address.masked()),
            Self::Email { address, replaces: None } => address.masked(),
            _ => self.text(),
        }
    }

    /// From a form or the store; `None` when the text is none of this action.
    #[must_use]
    pub fn parse(action: TakeOver, text: &str) -> Option<Self> {
        let target = match action {
            TakeOver::SetEmail => match text.split_once(' ') {
                None => Self::Email { address: EmailAddress::parse(text).ok()?, replaces: None },
                Some((address, replaces)) => Self::Email {
                    address: EmailAddress::parse(address).ok()?,
                    replaces: Some(EmailId::from_text(id(replaces)?)),
                },
            },
            TakeOver::IssueAuthenticator => {
                let (kind, how) = text.split_once(' ')?;
                Self::Authenticator { kind: Kind::from_slug(kind)?, replace: how == "replace" }
            }
            TakeOver::IssueSignInLink => Self::SignInLink,
            TakeOver::ReinstateAuthenticator => Self::Reinstate(AuthenticatorId::from_text(id(text)?)),
            TakeOver::LiftFreeze => Self::Freeze,
            TakeOver::UnblockCard => Self::UnblockCard(AuthenticatorId::from_text(id(text)?)),
        };
        (target.text() == text).then_some(target)
    }
}

fn id(text: &str) -> Option<&str> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_plain && (1..=LONGEST_ID).contains(&text.len())).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_target_reads_back_and_no_other_text_is_one() {
        let address = || EmailAddress::parse("ann.lee@nhs.net").unwrap();
        let all = [
            Target::Email { address: address(), replaces: None },
            Target::Email { address: address(), replaces: Some(EmailId::from_text("a-row_1")) },
            Target::Authenticator { kind: Kind::SecurityKey, replace: false },
            Target::Authenticator { kind: Kind::SecurityKey, replace: true },
            Target::SignInLink,
            Target::Reinstate(AuthenticatorId::from_text("row")),
            Target::Freeze,
            Target::UnblockCard(AuthenticatorId::from_text("row")),
        ];
        for target in all {
            assert_eq!(Target::parse(target.action(), &target.text()), Some(target));
        }
        for (action, text) in [
            (TakeOver::SetEmail, ""),
            (TakeOver::SetEmail, "ann.lee@nhs.net "),
            (TakeOver::SetEmail, "ann.lee@NHS.net"),
            (TakeOver::SetEmail, "ann.lee@nhs.net a b"),
            (TakeOver::IssueAuthenticator, "security-key perhaps"),
            (TakeOver::IssueSignInLink, "x"),
            (TakeOver::ReinstateAuthenticator, ""),
            (TakeOver::ReinstateAuthenticator, &"x".repeat(65)),
            (TakeOver::LiftFreeze, " "),
        ] {
            assert_eq!(Target::parse(action, text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_form_sends_is_refused_or_reads_back(text in "(?s).{0,80}|[a-z]{1,9}@nhs.net [a-zA-Z0-9_-]{0,70}") {
            for action in TakeOver::ALL {
                if let Some(target) = Target::parse(action, &text) {
                    prop_assert_eq!(target.text(), text.clone());
                    prop_assert!(text.len() <= 400);
                }
            }
        }
    }
}
