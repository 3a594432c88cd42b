//! The audit log: every authentication event and change, with actor and subject, without secrets. Entries commit
//! unchained with their change; one leased sealer chains them afterwards by HMAC, so that writers do not wait for
//! each other. Who alters, removes or reorders a chained entry is found by `audit verify`.

pub mod chain;

use async_trait::async_trait;

use crate::{
    activity::Cursor,
    actor::{Actor, Origin},
    person::PersonId,
    random,
    service::Service,
    store::{Repository, StoreResult},
    time::Timestamp,
};

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
    OrganisationsImported,
    PositionAdded,
    PositionEnded,
    PersonRenamed,
    ApprovalAsked,
    ApprovalDecided,
    ReachChanged,
    RaSearched,
    RaContactChanged,
    AnnouncementMade,
    AnnouncementEnded,
    PeopleImported,
    KeysRotated,
}

impl Event {
    /// Every event.
    pub const ALL: [Self; 60] = [
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
        Self::OrganisationsImported,
        Self::PositionAdded,
        Self::PositionEnded,
        Self::PersonRenamed,
        Self::ApprovalAsked,
        Self::ApprovalDecided,
        Self::ReachChanged,
        Self::RaSearched,
        Self::RaContactChanged,
        Self::AnnouncementMade,
        Self::AnnouncementEnded,
        Self::PeopleImported,
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
                | Self::OrganisationsImported
                | Self::ReachChanged
                | Self::RaSearched
                | Self::RaContactChanged
                | Self::AnnouncementMade
                | Self::AnnouncementEnded
                | Self::PeopleImported
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
            Self::OrganisationsImported => "organisations.imported",
            Self::PositionAdded => "position.added",
            Self::PositionEnded => "position.ended",
            Self::PersonRenamed => "person.renamed",
            Self::ApprovalAsked => "approval.asked",
            Self::ApprovalDecided => "approval.decided",
            Self::ReachChanged => "reach.changed",
            Self::RaSearched => "ra.searched",
            Self::RaContactChanged => "ra-contact.changed",
            Self::AnnouncementMade => "announcement.made",
            Self::AnnouncementEnded => "announcement.ended",
            Self::PeopleImported => "people.imported",
            Self::KeysRotated => "keys.rotated",
        }
    }
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row: 128 random bits.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who, as [`Actor::audit_text`] writes it.
    pub actor: String,
    /// About whom.
    pub subject: Option<PersonId>,
    /// What, as [`Event::name`] writes it.
    pub event: String,
    /// More, as a JSON object of texts. Never a secret.
    pub details: String,
    /// From which network.
    pub network: String,
}

/// An entry and its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainedEntry {
    /// The entry.
    pub entry: Entry,
    /// Its place, from 1 on without gaps.
    pub position: i64,
    /// The keyed hash over the one before and this.
    pub mac: String,
}

/// The place that an entry is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The entry's row.
    pub id: String,
    /// Its place, from 1 on without gaps.
    pub position: i64,
    /// The keyed hash over the one before and this.
    pub mac: String,
}

/// Writes an entry in the transaction of the change that it tells of.
///
/// # Errors
/// When the database refuses.
pub async fn record(
    repository: &mut dyn Repository,
    service: &Service,
    origin: &Origin,
    actor: &Actor,
    subject: Option<&PersonId>,
    event: Event,
    details: &[(&str, &str)],
) -> StoreResult<()> {
    let details: serde_json::Map<String, serde_json::Value> =
        details.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    repository
        .append_audit(&Entry {
            id: random::encode(&random::bytes::<16>(&*service.random)),
            at: service.now(),
            actor: actor.audit_text(),
            subject: subject.cloned(),
            event: event.name().to_owned(),
            details: serde_json::Value::Object(details).to_string(),
            network: origin.network.clone(),
        })
        .await
}

/// The store's part.
#[async_trait]
pub trait AuditLog: Send {
    /// Adds an entry, unchained.
    async fn append_audit(&mut self, entry: &Entry) -> StoreResult<()>;
    /// Entries that are not chained yet, oldest first.
    async fn list_unchained_audit(&mut self, limit: u32) -> StoreResult<Vec<Entry>>;
    /// The last link of the chain: position and keyed hash.
    async fn last_audit_link(&mut self) -> StoreResult<Option<(i64, String)>>;
    /// Gives unchained entries their places; an error when one is missing or has a place.
    async fn chain_audit(&mut self, links: &[Link]) -> StoreResult<()>;
    /// Chained entries after a position, in order.
    async fn list_chained_audit(&mut self, after: i64, limit: u32) -> StoreResult<Vec<ChainedEntry>>;
    /// Entries about a person after a place, not older than `since`, newest first.
    async fn list_audit_of_subject(
        &mut self,
        subject: &PersonId,
        after: &Cursor,
        since: Timestamp,
        limit: u32,
    ) -> StoreResult<Vec<Entry>>;
    /// Takes a lease that one instance holds at a time, for jobs; `false` while another holds it.
    async fn take_lease(&mut self, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> StoreResult<bool>;
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
