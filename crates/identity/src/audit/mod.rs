//! The audit log: every authentication event and change, with actor and subject, without secrets. Entries commit
//! unchained with their change; one leased sealer chains them afterwards by HMAC, so that writers do not wait for
//! each other. Who alters, removes or reorders a chained entry is found by `audit verify`.

pub mod chain;
mod log;

pub(crate) use log::entry;
pub use log::{AuditLog, ChainedEntry, Entry, Link, record};

/// Something that happened. The name is stable: exports and alarms rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant's name says what happened; `name` writes it out")]
pub enum Event {
    PersonAdded,
    PersonClosed,
    PersonReopened,
    PersonUnlocked,
    PersonReset,
    PersonFrozen,
    PersonUnfrozen,
    ChangeUndone,
    SignInLinkIssued,
    SignInLinkUsed,
    SignInFailed,
    SignInThrottled,
    PasswordAccepted,
    SignedIn,
    SignedOut,
    SessionEnded,
    OtherSessionsEnded,
    EmailAdded,
    EmailVerified,
    EmailRemoved,
    EmailCodeSent,
    EmailCodeWrong,
    MobileChanged,
    NoticeDismissed,
    PasswordSet,
    PasswordChanged,
    PasswordRecovered,
    RecoveryStarted,
    RecoveryEmailProved,
    RecoveryProved,
    RegistrationStarted,
    RegistrationOpened,
    RegistrationAbandoned,
    RegistrationDeviceRefused,
    AuthenticatorAdded,
    AuthenticatorReplaced,
    AuthenticatorRenamed,
    AuthenticatorRemoved,
    AuthenticatorSuspended,
    AuthenticatorReinstated,
    AuthenticatorLevelChanged,
    AuthenticatorCounterRegressed,
    SettingChanged,
    OrganisationsChanged,
    ApplicationAdded,
    ApplicationChanged,
    ApplicationRemoved,
    OrganisationsImportBegun,
    OrganisationsImported,
    PositionAdded,
    PositionEnded,
    PersonRenamed,
    ApprovalAsked,
    ApprovalDecided,
    ReachChanged,
    RaSearched,
    RaViewed,
    RaDownloaded,
    RaContactChanged,
    AnnouncementMade,
    AnnouncementEnded,
    PeopleImported,
    CardIssuingBegun,
    CardIssued,
    CardEnded,
    CardRenewalBegun,
    CardRenewed,
    CardPasscodeChanged,
    CardPasscodeUncertain,
    CardUnblockingBegun,
    CardUnblocked,
    CertificateRevoked,
    AuthorityFounded,
    KeysRotated,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 74] = [
        Self::PersonAdded,
        Self::PersonClosed,
        Self::PersonReopened,
        Self::PersonUnlocked,
        Self::PersonReset,
        Self::PersonFrozen,
        Self::PersonUnfrozen,
        Self::ChangeUndone,
        Self::SignInLinkIssued,
        Self::SignInLinkUsed,
        Self::SignInFailed,
        Self::SignInThrottled,
        Self::PasswordAccepted,
        Self::SignedIn,
        Self::SignedOut,
        Self::SessionEnded,
        Self::OtherSessionsEnded,
        Self::EmailAdded,
        Self::EmailVerified,
        Self::EmailRemoved,
        Self::EmailCodeSent,
        Self::EmailCodeWrong,
        Self::MobileChanged,
        Self::NoticeDismissed,
        Self::PasswordSet,
        Self::PasswordChanged,
        Self::PasswordRecovered,
        Self::RecoveryStarted,
        Self::RecoveryEmailProved,
        Self::RecoveryProved,
        Self::RegistrationStarted,
        Self::RegistrationOpened,
        Self::RegistrationAbandoned,
        Self::RegistrationDeviceRefused,
        Self::AuthenticatorAdded,
        Self::AuthenticatorReplaced,
        Self::AuthenticatorRenamed,
        Self::AuthenticatorRemoved,
        Self::AuthenticatorSuspended,
        Self::AuthenticatorReinstated,
        Self::AuthenticatorLevelChanged,
        Self::AuthenticatorCounterRegressed,
        Self::SettingChanged,
        Self::OrganisationsChanged,
        Self::ApplicationAdded,
        Self::ApplicationChanged,
        Self::ApplicationRemoved,
        Self::OrganisationsImportBegun,
        Self::OrganisationsImported,
        Self::PositionAdded,
        Self::PositionEnded,
        Self::PersonRenamed,
        Self::ApprovalAsked,
        Self::ApprovalDecided,
        Self::ReachChanged,
        Self::RaSearched,
        Self::RaViewed,
        Self::RaDownloaded,
        Self::RaContactChanged,
        Self::AnnouncementMade,
        Self::AnnouncementEnded,
        Self::PeopleImported,
        Self::CardIssuingBegun,
        Self::CardIssued,
        Self::CardEnded,
        Self::CardRenewalBegun,
        Self::CardRenewed,
        Self::CardPasscodeChanged,
        Self::CardPasscodeUncertain,
        Self::CardUnblockingBegun,
        Self::CardUnblocked,
        Self::CertificateRevoked,
        Self::AuthorityFounded,
        Self::KeysRotated,
    ];

    /// From the log; `None` for what a newer version wrote.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// Whether the person whom it is about may read it ("Your activity").
    #[must_use]
    pub const fn is_for_its_subject(self) -> bool {
        !matches!(
            self,
            Self::SettingChanged
                | Self::OrganisationsChanged
                | Self::ApplicationAdded
                | Self::ApplicationChanged
                | Self::ApplicationRemoved
                | Self::OrganisationsImportBegun
                | Self::OrganisationsImported
                | Self::ReachChanged
                | Self::RaSearched
                | Self::RaViewed
                | Self::RaDownloaded
                | Self::RaContactChanged
                | Self::AnnouncementMade
                | Self::AnnouncementEnded
                | Self::PeopleImported
                | Self::AuthorityFounded
                | Self::KeysRotated
        )
    }

    /// As the log writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PersonAdded => "person.added",
            Self::PersonClosed => "person.closed",
            Self::PersonReopened => "person.reopened",
            Self::PersonUnlocked => "person.unlocked",
            Self::PersonReset => "person.reset",
            Self::PersonFrozen => "person.frozen",
            Self::PersonUnfrozen => "person.unfrozen",
            Self::ChangeUndone => "change.undone",
            Self::SignInLinkIssued => "sign-in-link.issued",
            Self::SignInLinkUsed => "sign-in-link.used",
            Self::SignInFailed => "sign-in.failed",
            Self::SignInThrottled => "sign-in.throttled",
            Self::PasswordAccepted => "sign-in.password-accepted",
            Self::SignedIn => "sign-in.completed",
            Self::SignedOut => "signed-out",
            Self::SessionEnded => "session.ended",
            Self::OtherSessionsEnded => "session.others-ended",
            Self::EmailAdded => "email.added",
            Self::EmailVerified => "email.verified",
            Self::EmailRemoved => "email.removed",
            Self::EmailCodeSent => "email.code-sent",
            Self::EmailCodeWrong => "email.code-wrong",
            Self::MobileChanged => "mobile.changed",
            Self::NoticeDismissed => "notice.dismissed",
            Self::PasswordSet => "password.set",
            Self::PasswordChanged => "password.changed",
            Self::PasswordRecovered => "password.recovered",
            Self::RecoveryStarted => "recovery.started",
            Self::RecoveryEmailProved => "recovery.email-proved",
            Self::RecoveryProved => "recovery.proved",
            Self::RegistrationStarted => "registration.started",
            Self::RegistrationOpened => "registration.opened",
            Self::RegistrationAbandoned => "registration.abandoned",
            Self::RegistrationDeviceRefused => "registration.device-refused",
            Self::AuthenticatorAdded => "authenticator.added",
            Self::AuthenticatorReplaced => "authenticator.replaced",
            Self::AuthenticatorRenamed => "authenticator.renamed",
            Self::AuthenticatorRemoved => "authenticator.removed",
            Self::AuthenticatorSuspended => "authenticator.suspended",
            Self::AuthenticatorReinstated => "authenticator.reinstated",
            Self::AuthenticatorLevelChanged => "authenticator.level-changed",
            Self::AuthenticatorCounterRegressed => "authenticator.counter-regressed",
            Self::SettingChanged => "setting.changed",
            Self::OrganisationsChanged => "organisations.changed",
            Self::ApplicationAdded => "application.added",
            Self::ApplicationChanged => "application.changed",
            Self::ApplicationRemoved => "application.removed",
            Self::OrganisationsImportBegun => "organisations.import-begun",
            Self::OrganisationsImported => "organisations.imported",
            Self::PositionAdded => "position.added",
            Self::PositionEnded => "position.ended",
            Self::PersonRenamed => "person.renamed",
            Self::ApprovalAsked => "approval.asked",
            Self::ApprovalDecided => "approval.decided",
            Self::ReachChanged => "reach.changed",
            Self::RaSearched => "ra.searched",
            Self::RaViewed => "ra.viewed",
            Self::RaDownloaded => "ra.downloaded",
            Self::RaContactChanged => "ra-contact.changed",
            Self::AnnouncementMade => "announcement.made",
            Self::AnnouncementEnded => "announcement.ended",
            Self::PeopleImported => "people.imported",
            Self::CardIssuingBegun => "card.issuing-begun",
            Self::CardIssued => "card.issued",
            Self::CardEnded => "card.ended",
            Self::CardRenewalBegun => "card.renewal-begun",
            Self::CardRenewed => "card.renewed",
            Self::CardPasscodeChanged => "card.passcode-changed",
            Self::CardPasscodeUncertain => "card.passcode-uncertain",
            Self::CardUnblockingBegun => "card.unblocking-begun",
            Self::CardUnblocked => "card.unblocked",
            Self::CertificateRevoked => "certificate.revoked",
            Self::AuthorityFounded => "authority.founded",
            Self::KeysRotated => "keys.rotated",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_reads_back_by_its_name() {
        for event in Event::ALL {
            assert_eq!(Event::from_name(event.name()), Some(event));
        }
        // The last variant has the last number: none is missing above.
        assert_eq!(Event::ALL.len(), Event::KeysRotated as usize + 1);
    }
}
