//! Second pairs of eyes.

use async_trait::async_trait;
use identity::{
    person::{Person, PersonId},
    ra::{
        approval::{Approval, ApprovalId, Approvals, Asked, Decision, Waiting},
        desk::Scope,
        take_over::TakeOver,
    },
    store::StoreResult,
    time::Timestamp,
};

use super::{people::scoped, scope::sight};
use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO approvals (id, person_id, action, asked_by, asked_at, reason, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LOOKUP: &str = "SELECT id, person_id, action, asked_by, asked_at, reason, expires_at, decision, used_at \
    FROM approvals WHERE id = $1";
const FIND_LIVE: &str = "SELECT id FROM approvals WHERE person_id = $1 AND action = $2 AND asked_by = $3 \
    AND expires_at > $4 AND used_at IS NULL AND (decision IS NULL OR decision = 'approved') LIMIT 1";
const DECIDE: &str = "UPDATE approvals SET decided_by = $2, decided_at = $3, decision = $4 \
    WHERE id = $1 AND decision IS NULL AND expires_at > $3 AND asked_by <> $2 AND person_id <> $2";
const USE: &str = "UPDATE approvals SET used_at = $4 WHERE id = (SELECT id FROM approvals WHERE person_id = $1 AND action = $2 \
    AND asked_by = $3 AND decision = 'approved' AND used_at IS NULL AND expires_at > $4 ORDER BY id LIMIT 1) AND used_at IS NULL";
const WAITING: &str = concat!(
    "WITH ",
    sight!("", ""),
    " SELECT a.id AS approval, a.person_id, a.action, a.asked_by, a.asked_at, a.reason, a.expires_at, a.decision, a.used_at, \
     subject.id, subject.identifier, subject.given_name, subject.family_name, subject.birth_date, subject.state, \
     subject.frozen_at, subject.frozen_since, asker.given_name || ' ' || asker.family_name AS asker \
     FROM approvals a JOIN people subject ON subject.id = a.person_id JOIN people asker ON asker.id = a.asked_by \
     WHERE a.decision IS NULL AND a.expires_at > $3 AND a.asked_by <> $1 AND a.person_id <> $1 \
     AND ($5 = '' OR a.id = $5) AND ($6 = '' OR a.person_id = $6) AND (a.asked_at > $7 OR (a.asked_at = $7 AND a.id > $8)) \
     AND a.person_id IN (SELECT person_id FROM sight) ORDER BY a.asked_at, a.id LIMIT $4"
);
const ASKED_BY: &str = "SELECT a.id AS approval, a.person_id, a.action, a.asked_by, a.asked_at, a.reason, a.expires_at, \
    a.decision, a.used_at, subject.id, subject.identifier, subject.given_name, subject.family_name, subject.birth_date, \
    subject.state, subject.frozen_at, subject.frozen_since, asker.given_name || ' ' || asker.family_name AS asker \
    FROM approvals a JOIN people subject ON subject.id = a.person_id JOIN people asker ON asker.id = a.asked_by \
    WHERE a.asked_by = $1 AND a.expires_at > $2 ORDER BY a.asked_at DESC, a.id LIMIT $3";
const ADD_TAKE_OVER: &str = "INSERT INTO take_overs (id, person_id, action, done_at) VALUES ($1, $2, $3, $4)";
const LIST_TAKE_OVERS: &str =
    "SELECT DISTINCT action FROM take_overs WHERE person_id = $1 AND done_at > $2 ORDER BY action";

impl Stored for Asked {
    fn read(row: &Row) -> StoreResult<Self> {
        let approval = approval(row, "approval")?;
        Ok(Self { approval, person: Person::read(row)?, asker: row.text("asker")? })
    }
}

impl Stored for Approval {
    fn read(row: &Row) -> StoreResult<Self> {
        approval(row, "id")
    }
}

impl Stored for TakeOver {
    fn read(row: &Row) -> StoreResult<Self> {
        row.parsed("action", Self::from_slug)
    }
}

fn approval(row: &Row, id: &str) -> StoreResult<Approval> {
    let decision = row.optional_text("decision")?;
    let decision = decision.map(|text| Decision::from_text(&text).ok_or_else(|| invalid("decision"))).transpose()?;
    Ok(Approval {
        id: ApprovalId::from_text(row.text(id)?),
        person: PersonId::from_text(row.text("person_id")?),
        action: TakeOver::read(row)?,
        asked_by: PersonId::from_text(row.text("asked_by")?),
        asked_at: row.time("asked_at")?,
        reason: row.text("reason")?,
        expires_at: row.time("expires_at")?,
        decision,
        used_at: row.optional_time("used_at")?,
    })
}

#[async_trait]
impl Approvals for Connection {
    async fn add_approval(&mut self, approval: &Approval) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(approval.id.as_str())
            .bind(approval.person.as_str())
            .bind(approval.action.slug())
            .bind(approval.asked_by.as_str())
            .bind(approval.asked_at.micros())
            .bind(&approval.reason)
            .bind(approval.expires_at.micros());
        self.put(add).await
    }

    async fn lookup_approval(&mut self, id: &ApprovalId) -> StoreResult<Option<Approval>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn find_live_approval(
        &mut self,
        person: &PersonId,
        action: TakeOver,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<Option<ApprovalId>> {
        let find = sql(FIND_LIVE).bind(person.as_str()).bind(action.slug()).bind(asked_by.as_str()).bind(now.micros());
        let found: Option<String> = self.find(find).await?;
        Ok(found.map(ApprovalId::from_text))
    }

    async fn decide_approval(
        &mut self,
        id: &ApprovalId,
        by: &PersonId,
        decision: Decision,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let decide = sql(DECIDE).bind(id.as_str()).bind(by.as_str()).bind(now.micros()).bind(decision.as_str());
        self.changes(decide).await
    }

    async fn use_approval(
        &mut self,
        person: &PersonId,
        action: TakeOver,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let use_up = sql(USE).bind(person.as_str()).bind(action.slug()).bind(asked_by.as_str()).bind(now.micros());
        self.changes(use_up).await
    }

    async fn list_waiting_approvals(
        &mut self,
        scope: &Scope,
        now: Timestamp,
        wanted: Waiting<'_>,
        limit: u32,
    ) -> StoreResult<Vec<Asked>> {
        let (asked_at, id) = wanted.after.map_or((i64::MIN, ""), |(asked_at, id)| (asked_at.micros(), id));
        let list = scoped(WAITING, scope)
            .bind(now.micros())
            .bind(i64::from(limit))
            .bind(wanted.id.map_or("", ApprovalId::as_str))
            .bind(wanted.person.map_or("", PersonId::as_str))
            .bind(asked_at)
            .bind(id);
        self.list(list).await
    }

    async fn list_approvals_asked_by(
        &mut self,
        person: &PersonId,
        now: Timestamp,
        limit: u32,
    ) -> StoreResult<Vec<Asked>> {
        self.list(sql(ASKED_BY).bind(person.as_str()).bind(now.micros()).bind(i64::from(limit))).await
    }

    async fn add_take_over(
        &mut self,
        id: &str,
        person: &PersonId,
        action: TakeOver,
        now: Timestamp,
    ) -> StoreResult<()> {
        self.put(sql(ADD_TAKE_OVER).bind(id).bind(person.as_str()).bind(action.slug()).bind(now.micros())).await
    }

    async fn list_take_overs(&mut self, person: &PersonId, since: Timestamp) -> StoreResult<Vec<TakeOver>> {
        self.list(sql(LIST_TAKE_OVERS).bind(person.as_str()).bind(since.micros())).await
    }
}
