//! What the store keeps of approvals, and of what was done with them.

use async_trait::async_trait;

use super::{Approval, ApprovalId, Asked, Decision, Waiting};
use crate::{
    person::PersonId,
    ra::{desk::Scope, take_over::TakenOver, target::Target},
    store::StoreResult,
    time::Timestamp,
};

/// The store's part.
#[async_trait]
pub trait Approvals: Send {
    /// Adds one.
    async fn add_approval(&mut self, approval: &Approval) -> StoreResult<()>;
    /// Looks one up.
    async fn lookup_approval(&mut self, id: &ApprovalId) -> StoreResult<Option<Approval>>;
    /// One that may still be given or used.
    async fn find_live_approval(
        &mut self,
        person: &PersonId,
        target: &Target,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<Option<ApprovalId>>;
    /// Decides it; `false` when it is decided or over, or it is of or by whoever decides.
    async fn decide_approval(
        &mut self,
        id: &ApprovalId,
        by: &PersonId,
        decision: Decision,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// Uses one up that was given; `false` when there is none.
    async fn use_approval(
        &mut self,
        person: &PersonId,
        target: &Target,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<bool>;
    /// Ends all about somebody that are not over: none can be given, used, or gone on with.
    async fn end_approvals(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<()>;
    /// Whether one that was given and still stands was used up since an instant.
    async fn was_approved(
        &mut self,
        person: &PersonId,
        target: &Target,
        asked_by: &PersonId,
        since: Timestamp,
    ) -> StoreResult<bool>;
    /// Undecided ones of others for people in sight, oldest first. Those about whoever asks are not among them.
    async fn list_waiting_approvals(
        &mut self,
        scope: &Scope,
        now: Timestamp,
        wanted: Waiting<'_>,
        limit: u32,
    ) -> StoreResult<Vec<Asked>>;
    /// Those that somebody asked for and that are not over, newest first.
    async fn list_approvals_asked_by(
        &mut self,
        person: &PersonId,
        now: Timestamp,
        limit: u32,
    ) -> StoreResult<Vec<Asked>>;
    /// Notes what took an account over.
    async fn add_take_over(&mut self, id: &str, done: &TakenOver) -> StoreResult<()>;
    /// What took somebody's account over since an instant, oldest first.
    async fn list_take_overs(&mut self, person: &PersonId, since: Timestamp) -> StoreResult<Vec<TakenOver>>;
}
