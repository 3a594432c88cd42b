//! Signing in: by the one-use link of a Registration Authority, by password and code, or by a device.

pub mod code;
pub mod device;
pub mod link;
pub mod password;

use async_trait::async_trait;

use crate::{
    assurance::AssuranceLevel,
    person::PersonId,
    random::{TokenHash, id},
    session::{BrowserId, Computer},
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a sign-in link.
    SignInLinkId
);
id!(
    /// The row of a sign-in under way.
    SignInId
);

/// A one-use link that opens an enrolment session, handed over after an identity check.
#[derive(Clone, Debug)]
pub struct SignInLink {
    /// The row.
    pub id: SignInLinkId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The highest level that may be set up with it.
    pub level: AssuranceLevel,
    /// Who issued it, as the audit log writes it.
    pub issued_by: String,
    /// When it was issued.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

impl SignInLink {
    /// Whether it still opens a session.
    #[must_use]
    pub fn is_usable(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// A sign-in whose password was right and whose code is still to come, in one browser.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The row.
    pub id: SignInId,
    /// The browser.
    pub browser_id: BrowserId,
    /// The person.
    pub person_id: PersonId,
    /// The page that was asked for first: a path of ours.
    pub return_to: String,
    /// What the page with the password was told of the computer.
    pub computer: Computer,
    /// When the password was right.
    pub created_at: Timestamp,
    /// Until when the code may be entered.
    pub expires_at: Timestamp,
    /// When it was completed.
    pub completed_at: Option<Timestamp>,
}

/// The store's part.
#[async_trait]
pub trait SignIns: Send {
    /// Adds one with the hash of its token, which nobody else keeps.
    async fn add_sign_in_link(&mut self, link: &SignInLink, token: &TokenHash) -> StoreResult<()>;
    /// Finds a sign-in link by its token.
    async fn find_sign_in_link(&mut self, token: &TokenHash) -> StoreResult<Option<SignInLink>>;
    /// Uses a link up; `false` when it was used or is over (single use).
    async fn use_sign_in_link(&mut self, id: &SignInLinkId, now: Timestamp) -> StoreResult<bool>;
    /// Uses up every link of a person that was not used; answers how many.
    async fn end_sign_in_links(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<u64>;
    /// Adds one whose password was right and whose code is due.
    async fn add_sign_in(&mut self, sign_in: &SignIn) -> StoreResult<()>;
    /// Looks a sign-in up.
    async fn lookup_sign_in(&mut self, id: &SignInId) -> StoreResult<Option<SignIn>>;
    /// Completes a sign-in; `false` when it was completed or is over (single use).
    async fn complete_sign_in(&mut self, id: &SignInId, now: Timestamp) -> StoreResult<bool>;
}
