//! Sessions and browsers.
//!
//! A session is a sign-in: its level, its factors and when they were shown. A browser is a cookie that proves nothing
//! about a person: it binds a form to the browser that it was sent to, and tells a known browser from a stranger's
//! (failure 31).

pub mod browser;
pub mod current;
pub mod end;
pub mod list;
pub mod together;
pub mod user_agent;

use std::time::Duration;

use async_trait::async_trait;
use time::Date;

use crate::{
    assurance::AssuranceLevel,
    authenticator::AuthenticatorId,
    person::{Person, PersonId, readiness::Readiness},
    random::{TokenHash, id},
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a session.
    SessionId
);
id!(
    /// The row of a browser.
    BrowserId
);

/// What a session was opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionKind {
    /// A sign-in link of the Registration Authority: may only set up contact details and authenticators, and never
    /// satisfies a step-up.
    Enrolment,
    /// A sign-in with authenticators.
    Full,
}

impl SessionKind {
    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Full => "full",
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Enrolment, Self::Full].into_iter().find(|kind| kind.as_str() == text)
    }

    /// How long a session lives at the most, whatever is done in it: 12 hours (NIST SP 800-63B-4, 2.2.3), an
    /// enrolment one hour.
    #[must_use]
    pub const fn longest(self) -> Duration {
        match self {
            Self::Enrolment => Duration::from_secs(60 * 60),
            Self::Full => Duration::from_secs(12 * 60 * 60),
        }
    }
}

/// Whether a sign-in is made on a computer that others use, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Computer {
    /// Nobody else uses it.
    #[default]
    Own,
    /// "This is a shared computer": the session rests 10 minutes and lives 2 hours at the most, and the browser does not
    /// become one that is known. On a ward the next person comes within minutes; 2 hours hold a round or a clinic, and
    /// nobody's session outlives their shift.
    Shared,
}

impl Computer {
    /// As a form and the store say it.
    #[must_use]
    pub const fn from_shared(shared: bool) -> Self {
        if shared { Self::Shared } else { Self::Own }
    }

    /// Whether others use it.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::Shared)
    }

    /// What counts when it was said twice: a computer that others use stays one.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self::from_shared(self.is_shared() || other.is_shared())
    }

    /// How long a session of this kind lives at the most on it.
    #[must_use]
    pub fn longest(self, kind: SessionKind) -> Duration {
        match self {
            Self::Own => kind.longest(),
            Self::Shared => kind.longest().min(Duration::from_secs(2 * 60 * 60)),
        }
    }

    /// How long a session of this level may rest on it.
    #[must_use]
    pub fn longest_rest(self, level: AssuranceLevel) -> Duration {
        match self {
            Self::Own => longest_rest(level),
            Self::Shared => longest_rest(level).min(Duration::from_secs(10 * 60)),
        }
    }
}

/// How old a sign-in may be for changes that ask for a fresh one.
pub const FRESH: Duration = Duration::from_secs(5 * 60);

/// How long a session of this level may rest: 30 minutes at AAL2, 15 at AAL3 (NIST SP 800-63B-4, 2.2.3 and 2.3.3).
#[must_use]
pub const fn longest_rest(level: AssuranceLevel) -> Duration {
    match level {
        AssuranceLevel::Aal1 | AssuranceLevel::Aal2 => Duration::from_secs(30 * 60),
        AssuranceLevel::Aal3 => Duration::from_secs(15 * 60),
    }
}

/// A sign-in that lasts: what was shown, when, and for how long it counts.
#[derive(Clone, Debug)]
pub struct Session {
    /// The row.
    pub id: SessionId,
    /// Who is signed in.
    pub person_id: PersonId,
    /// Where they signed in: what is under way in it is theirs.
    pub browser_id: BrowserId,
    /// With which authenticator; `None` for a sign-in link.
    pub authenticator: Option<AuthenticatorId>,
    /// What opened it.
    pub kind: SessionKind,
    /// The level that was reached; of an enrolment session the level that its link states.
    pub level: AssuranceLevel,
    /// The factors that were shown, as words: `password, code`.
    pub factors: String,
    /// When they were shown.
    pub authenticated_at: Timestamp,
    /// When the session was last used, to about a minute.
    pub last_seen_at: Timestamp,
    /// When it ends, whatever is done in it.
    pub expires_at: Timestamp,
    /// From which network.
    pub network: String,
    /// The browser's description of itself.
    pub user_agent: String,
    /// Whether others use the computer, too.
    pub computer: Computer,
}

impl Session {
    /// Whether its factors were shown not more than 5 minutes ago, as changes of an authenticator or a proved address
    /// ask for (NIST SP 800-63B-4, 4.1.2.1). A sign-in link never is enough.
    #[must_use]
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        self.kind == SessionKind::Full && now <= self.authenticated_at.plus(FRESH)
    }

    /// Whether an authenticator can be added in it where there is none: a sign-in link is for that.
    #[must_use]
    pub fn can_add(&self, now: Timestamp) -> bool {
        self.kind == SessionKind::Enrolment || self.is_fresh(now)
    }

    /// When the session ends if nothing is done in it.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.last_seen_at.plus(self.computer.longest_rest(self.level)).min(self.expires_at)
    }

    /// How many seconds that is from now, a begun one counted whole: whoever waits for so long finds it ended.
    #[must_use]
    pub fn seconds_left(&self, now: Timestamp) -> u32 {
        u32::try_from(now.until(self.ends_at()).as_micros().div_ceil(1_000_000)).unwrap_or(u32::MAX)
    }
}

/// What a page or an action asks of a session beyond being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The level at least.
    pub level: AssuranceLevel,
    /// Whether the sign-in may not be older than [`FRESH`].
    pub fresh: bool,
}

impl Need {
    /// Whether a session meets it.
    #[must_use]
    pub fn is_met(self, session: &Session, now: Timestamp) -> bool {
        session.level >= self.level && (!self.fresh || session.is_fresh(now))
    }
}

/// A session and whose it is.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// What opened it, and until when it counts.
    pub session: Session,
    /// Whose it is, as they stand now.
    pub person: Person,
    /// What they have against a lock-out, and what they dismissed.
    pub readiness: Readiness,
    /// The first and the last days of their positions at a Registration Authority. They come with the session: every home
    /// asks whether it shows the way to the desk.
    pub ra_days: Vec<(Date, Option<Date>)>,
}

impl SignedIn {
    /// Whether they have a position that opens the desk ([`crate::ra`]) on a day. The desk itself asks the database anew.
    #[must_use]
    pub fn has_desk(&self, day: Date) -> bool {
        self.ra_days.iter().any(|(first, last)| *first <= day && last.is_none_or(|last| day <= last))
    }
}

/// Some of the browsers in which a person may have something under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browsers<'a> {
    /// All of them.
    All,
    /// All but the one that asks.
    AllBut(&'a BrowserId),
    /// The one that asks.
    Only(&'a BrowserId),
}

/// The store's part.
#[async_trait]
pub trait Sessions: Send {
    /// Adds one with the hash of its token; it counts from this transaction on.
    async fn add_session(&mut self, session: &Session, token: &TokenHash) -> StoreResult<()>;
    /// Finds the sessions of tokens that were not ended, and whose they are. Times are the caller's to check.
    async fn find_sessions(&mut self, tokens: &[TokenHash]) -> StoreResult<Vec<(TokenHash, SignedIn)>>;
    /// Finds the one of a token.
    async fn find_session(&mut self, token: &TokenHash) -> StoreResult<Option<SignedIn>> {
        let found = self.find_sessions(std::slice::from_ref(token)).await?;
        Ok(found.into_iter().next().map(|(_, signed_in)| signed_in))
    }
    /// Whose session a token was of, ended or not.
    async fn find_session_owner(&mut self, token: &TokenHash) -> StoreResult<Option<PersonId>>;
    /// A person's sessions that were not ended and whose longest life is not over, oldest first. Whether they rested
    /// too long is the caller's to check.
    async fn list_sessions_of(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<Vec<Session>>;
    /// Notes that a session was used.
    async fn touch_session(&mut self, id: &SessionId, now: Timestamp) -> StoreResult<()>;
    /// Gives a session another token (failure 29); `false` when it had ended.
    async fn rotate_session(&mut self, id: &SessionId, token: &TokenHash) -> StoreResult<bool>;
    /// Whether a session was not ended. Times are the caller's to check.
    async fn session_stands(&mut self, id: &SessionId) -> StoreResult<bool>;
    /// Ends a session; `false` when it had ended.
    async fn end_session(&mut self, id: &SessionId, now: Timestamp) -> StoreResult<bool>;
    /// Ends a person's sessions except one; answers how many.
    async fn end_sessions_of(
        &mut self,
        person: &PersonId,
        except: Option<&SessionId>,
        now: Timestamp,
    ) -> StoreResult<u64>;
    /// Ends the sessions that an authenticator opened except one; answers how many.
    async fn end_sessions_with(
        &mut self,
        authenticator: &AuthenticatorId,
        except: Option<&SessionId>,
        now: Timestamp,
    ) -> StoreResult<u64>;
    /// Adds one that nobody signed in with yet.
    async fn add_browser(&mut self, id: &BrowserId, token: &TokenHash, now: Timestamp) -> StoreResult<()>;
    /// Finds a browser by its token.
    async fn find_browser(&mut self, token: &TokenHash) -> StoreResult<Option<BrowserId>>;
    /// Notes that a person signed in with this browser.
    async fn know_browser(&mut self, id: &BrowserId, person: &PersonId, now: Timestamp) -> StoreResult<()>;
    /// Whether a person signed in with this browser before.
    async fn knows_browser(&mut self, id: &BrowserId, person: &PersonId) -> StoreResult<bool>;
    /// Every browser that a person signed in with.
    async fn list_browsers_of(&mut self, person: &PersonId) -> StoreResult<Vec<BrowserId>>;
    /// Ends what people other than `stays` have under way in a browser: registrations, proofs of e-mail, sign-ins,
    /// challenges for their devices; and what forms left there, when nobody stays (failure 9).
    async fn clear_browser(&mut self, id: &BrowserId, stays: Option<&PersonId>, now: Timestamp) -> StoreResult<()>;
    /// Ends what a person has under way in some browsers: registrations, their links unless one browser is named, proofs
    /// of e-mail, sign-ins, recoveries, challenges for their devices. What is begun before a change does not go on after it
    /// (failure 7).
    async fn end_under_way(&mut self, person: &PersonId, browsers: Browsers<'_>, now: Timestamp) -> StoreResult<()>;
    /// Keeps what a form's next page is to show: errors and what was typed, never a secret. The newest 32 of a
    /// browser are kept.
    async fn put_flash(
        &mut self,
        id: &str,
        browser: &BrowserId,
        content: &str,
        expires_at: Timestamp,
    ) -> StoreResult<()>;
    /// Reads it, in the same browser only.
    async fn lookup_flash(&mut self, id: &str, browser: &BrowserId, now: Timestamp) -> StoreResult<Option<String>>;
}
