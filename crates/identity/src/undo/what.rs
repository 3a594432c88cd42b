//! A change in words.

/// A change as pages and the audit log tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// An address was added: masked.
    EmailAdded(String),
    /// An address took the place of another: the new one, masked.
    EmailReplaced(String),
    /// An address was removed.
    EmailRemoved,
    /// The mobile number was changed.
    MobileChanged,
    /// The first password was set.
    PasswordSet,
    /// The password was changed.
    PasswordChanged,
    /// An authenticator was added: its kind's name.
    AuthenticatorAdded(String),
    /// An authenticator was replaced: its kind's name.
    AuthenticatorReplaced(String),
    /// An authenticator was removed: its kind's name.
    AuthenticatorRemoved(String),
    /// A sign-in link was issued.
    SignInLinkIssued,
    /// A registration link was issued: its kind's name.
    RegistrationIssued(String),
    /// An authenticator was reinstated: its kind's name.
    AuthenticatorReinstated(String),
    /// An authenticator was renamed: its kind's name.
    AuthenticatorRenamed(String),
    /// A smartcard was renewed.
    CardRenewed,
    /// A smartcard's passcode was changed.
    CardPasscodeChanged,
    /// A smartcard was unblocked.
    CardUnblocked,
}

impl What {
    /// What was done, as a sentence goes on: "that a change was not theirs: ...".
    #[must_use]
    pub fn for_people(&self) -> String {
        match self {
            Self::EmailAdded(masked) => format!("the email address {masked} was added"),
            Self::EmailReplaced(masked) => format!("an email address was changed to {masked}"),
            Self::EmailRemoved => "an email address was removed".into(),
            Self::MobileChanged => "the mobile number was changed".into(),
            Self::PasswordSet => "a password was set".into(),
            Self::PasswordChanged => "the password was changed".into(),
            Self::AuthenticatorAdded(kind) => format!("{kind} was added"),
            Self::AuthenticatorReplaced(kind) => format!("{kind} was replaced"),
            Self::AuthenticatorRemoved(kind) => format!("{kind} was removed"),
            Self::SignInLinkIssued => "a sign-in link was issued".into(),
            Self::RegistrationIssued(kind) => format!("a link to register {kind} was issued"),
            Self::AuthenticatorReinstated(kind) => format!("{kind} was reinstated"),
            Self::AuthenticatorRenamed(kind) => format!("{kind} was given another name"),
            Self::CardRenewed => "the smartcard was renewed".into(),
            Self::CardPasscodeChanged => "the passcode of the smartcard was changed".into(),
            Self::CardUnblocked => "the smartcard was unblocked".into(),
        }
    }

    /// For the audit log.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::EmailAdded(_) => "email added",
            Self::EmailReplaced(_) => "email replaced",
            Self::EmailRemoved => "email removed",
            Self::MobileChanged => "mobile changed",
            Self::PasswordSet => "password set",
            Self::PasswordChanged => "password changed",
            Self::AuthenticatorAdded(_) => "authenticator added",
            Self::AuthenticatorReplaced(_) => "authenticator replaced",
            Self::AuthenticatorRemoved(_) => "authenticator removed",
            Self::SignInLinkIssued => "sign-in link issued",
            Self::RegistrationIssued(_) => "registration link issued",
            Self::AuthenticatorReinstated(_) => "authenticator reinstated",
            Self::AuthenticatorRenamed(_) => "authenticator renamed",
            Self::CardRenewed => "card renewed",
            Self::CardPasscodeChanged => "card passcode changed",
            Self::CardUnblocked => "card unblocked",
        }
    }
}
