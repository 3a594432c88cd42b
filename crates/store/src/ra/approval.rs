//! Second pairs of eyes.

use async_trait::async_trait;
use identity::{
    person::{Person, PersonId},
    ra::{
        approval::{Approval, ApprovalId, Approvals, Asked, Decision, Waiting},
        desk::Scope,
        take_over::{TakeOver, TakenOver},
        target::Target,
    },
    store::StoreResult,
    time::Timestamp,
};

use super::{people::scoped, scope::sight};
use crate::{
    connection::{Connection, Query, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO approvals (id, person_id, action, target, asked_by, asked_at, reason, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LOOKUP: &str = "SELECT id, person_id, action, target, asked_by, asked_at, reason, expires_at, decision, used_at \
    FROM approvals WHERE id = $1";
const FIND_LIVE: &str = "SELECT id FROM approvals WHERE person_id = $1 AND action = $2 AND target = $3 \
    AND asked_by = $4 AND expires_at > $5 AND used_at IS NULL AND (decision IS NULL OR decision = 'approved') LIMIT 1";
const DECIDE: &str = "UPDATE approvals SET decided_by = $2, decided_at = $3, decision = $4 \
    WHERE id = $1 AND decision IS NULL AND expires_at > $3 AND asked_by <> $2 AND person_id <> $2";
/// The word of whoever is closed or has reported a change, so that somebody else may have given it, counts no more.
const USE: &str = "UPDATE approvals SET used_at = $5 WHERE id = (SELECT id FROM approvals WHERE person_id = $1 AND action = $2 \
    AND target = $3 AND asked_by = $4 AND decision = 'approved' AND used_at IS NULL AND expires_at > $5 \
    AND decided_by IN (SELECT id FROM people WHERE state = 'open' AND frozen_at IS NULL) ORDER BY id LIMIT 1) \
    AND used_at IS NULL";
/// Those that were used, too: what was begun with them does not go on.
const END: &str =
    "UPDATE approvals SET decision = 'refused' WHERE person_id = $1 AND (expires_at > $2 OR used_at IS NOT NULL)";
const WAS_APPROVED: &str = "SELECT count(*) FROM approvals WHERE person_id = $1 AND action = $2 AND target = $3 \
    AND asked_by = $4 AND decision = 'approved' AND used_at >= $5";
const WAITING: &str = concat!(
    "WITH ",
    sight!("", ""),
    " SELECT a.id AS approval, a.person_id, a.action, a.target, a.asked_by, a.asked_at, a.reason, a.expires_at, a.decision, a.used_at, \
     subject.id, subject.identifier, subject.given_name, subject.family_name, subject.birth_date, subject.state, \
     subject.frozen_at, subject.frozen_since, asker.given_name || ' ' || asker.family_name AS asker \
     FROM approvals a JOIN people subject ON subject.id = a.person_id JOIN people asker ON asker.id = a.asked_by \
     WHERE a.decision IS NULL AND a.expires_at > $3 AND a.asked_by <> $1 AND a.person_id <> $1 \
     AND ($5 = '' OR a.id = $5) AND ($6 = '' OR a.person_id = $6) AND (a.asked_at > $7 OR (a.asked_at = $7 AND a.id > $8)) \
     AND a.person_id IN (SELECT person_id FROM sight) ORDER BY a.asked_at, a.id LIMIT $4"
);
const ASKED_BY: &str = "SELECT a.id AS approval, a.person_id, a.action, a.target, a.asked_by, a.asked_at, a.reason, a.expires_at, \
    a.decision, a.used_at, subject.id, subject.identifier, subject.given_name, subject.family_name, subject.birth_date, \
    subject.state, subject.frozen_at, subject.frozen_since, asker.given_name || ' ' || asker.family_name AS asker \
    FROM approvals a JOIN people subject ON subject.id = a.person_id JOIN people asker ON asker.id = a.asked_by \
    WHERE a.asked_by = $1 AND a.expires_at > $2 ORDER BY a.asked_at DESC, a.id LIMIT $3";
const ADD_TAKE_OVER: &str =
    "INSERT INTO take_overs (id, person_id, action, done_at, done_by, set_up) VALUES ($1, $2, $3, $4, $5, $6)";
const LIST_TAKE_OVERS: &str = "SELECT person_id, action, done_at, done_by, set_up FROM take_overs WHERE person_id = $1 AND done_at > $2 \
    ORDER BY done_at, id";

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

impl Stored for TakenOver {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            person: PersonId::from_text(row.text("person_id")?),
            action: row.parsed("action", TakeOver::from_slug)?,
            by: row.optional_text("done_by")?.map(PersonId::from_text),
            at: row.time("done_at")?,
            set_up: row.number("set_up")? == 1,
        })
    }
}

fn approval(row: &Row, id: &str) -> StoreResult<Approval> {
    let decision = row.optional_text("decision")?;
    let decision = decision.map(|text| Decision::from_text(&text).ok_or_else(|| invalid("decision"))).transpose()?;
    let action = row.parsed("action", TakeOver::from_slug)?;
    Ok(Approval {
        id: ApprovalId::from_text(row.text(id)?),
        person: PersonId::from_text(row.text("person_id")?),
        target: row.parsed("target", |text| Target::parse(action, text))?,
        asked_by: PersonId::from_text(row.text("asked_by")?),
        asked_at: row.time("asked_at")?,
        reason: row.text("reason")?,
        expires_at: row.time("expires_at")?,
        decision,
        used_at: row.optional_time("used_at")?,
    })
}

fn of_target<'q>(text: &'static str, person: &'q PersonId, target: &Target) -> Query<'q> {
    sql(text).bind(person.as_str()).bind(target.action().slug()).bind(target.text())
}

#[async_trait]
impl Approvals for Connection {
    async fn add_approval(&mut self, approval: &Approval) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(approval.id.as_str())
            .bind(approval.person.as_str())
            .bind(approval.target.action().slug())
            .bind(approval.target.text())
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
        target: &Target,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<Option<ApprovalId>> {
        let find = of_target(FIND_LIVE, person, target).bind(asked_by.as_str()).bind(now.micros());
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
        target: &Target,
        asked_by: &PersonId,
        now: Timestamp,
    ) -> StoreResult<bool> {
        let use_up = of_target(USE, person, target).bind(asked_by.as_str()).bind(now.micros());
        self.changes(use_up).await
    }

    async fn end_approvals(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<()> {
        self.run(sql(END).bind(person.as_str()).bind(now.micros())).await?;
        Ok(())
    }

    async fn was_approved(
        &mut self,
        person: &PersonId,
        target: &Target,
        asked_by: &PersonId,
        since: Timestamp,
    ) -> StoreResult<bool> {
        let used = of_target(WAS_APPROVED, person, target).bind(asked_by.as_str()).bind(since.micros());
        let count: i64 = self.get(used).await?;
        Ok(count > 0)
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

    async fn add_take_over(&mut self, id: &str, done: &TakenOver) -> StoreResult<()> {
        let add = sql(ADD_TAKE_OVER)
            .bind(id)
            .bind(done.person.as_str())
            .bind(done.action.slug())
            .bind(done.at.micros())
            .bind(done.by.as_ref().map(PersonId::as_str))
            .bind(i64::from(done.set_up));
        self.put(add).await
    }

    async fn list_take_overs(&mut self, person: &PersonId, since: Timestamp) -> StoreResult<Vec<TakenOver>> {
        self.list(sql(LIST_TAKE_OVERS).bind(person.as_str()).bind(since.micros())).await
    }
}
