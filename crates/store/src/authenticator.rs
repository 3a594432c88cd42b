//! Authenticators that people hold.

use async_trait::async_trait;
use identity::{
    assurance::{AssuranceLevel, Kind},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, Authenticators, name::AuthenticatorName},
    keys::Sealed,
    person::PersonId,
    store::{StoreError, StoreResult},
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// The indexes, not a look-up before, decide that there is one of each kind in its place, and one that waits for it
/// (failure 10).
const ADD: &str = "INSERT INTO authenticators (id, person_id, kind, name, level, granted_level, secret, last_step, state, replaces_id, \
    added_at, added_by, last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'active', $9, $10, $11, $12) ON CONFLICT DO NOTHING";
const LIST_ACTIVE: &str = "SELECT id, person_id, kind, name, level, granted_level, secret, last_step, state, suspended_at, replaces_id, \
    added_at, added_by, last_used_at FROM authenticators WHERE person_id = $1 AND state = 'active' ORDER BY added_at, id";
const FIND_ACTIVE: &str = "SELECT id, person_id, kind, name, level, granted_level, secret, last_step, state, suspended_at, replaces_id, \
    added_at, added_by, last_used_at FROM authenticators \
    WHERE person_id = $1 AND kind = $2 AND state = 'active' AND replaces_id IS NULL";
const LOOKUP: &str = "SELECT id, person_id, kind, name, level, granted_level, secret, last_step, state, suspended_at, replaces_id, \
    added_at, added_by, last_used_at FROM authenticators WHERE id = $1";
/// Nothing needs the secret of an authenticator that ended.
const END: &str =
    "UPDATE authenticators SET state = $2, ended_at = $3, secret = NULL WHERE id = $1 AND state = 'active'";
const SUCCEED: &str = "UPDATE authenticators SET replaces_id = NULL WHERE replaces_id = $1 AND state = 'active'";
const ENDED_AT: &str = "SELECT ended_at FROM authenticators WHERE id = $1 AND state <> 'active'";
/// Which step was used last stays: a code of before does not work once more.
const RESTORE: &str = "UPDATE authenticators SET state = 'active', ended_at = NULL, replaces_id = NULL, secret = $2 \
    WHERE id = $1 AND state <> 'active' AND NOT EXISTS (SELECT 1 FROM authenticators AS held \
    WHERE held.person_id = authenticators.person_id AND held.kind = authenticators.kind \
    AND held.state = 'active' AND held.replaces_id IS NULL)";
const ACCEPT_STEP: &str = "UPDATE authenticators SET last_step = $2, last_used_at = $3 \
    WHERE id = $1 AND state = 'active' AND suspended_at IS NULL AND last_step < $2";
const USE: &str = "UPDATE authenticators SET level = $2, last_used_at = $3 \
    WHERE id = $1 AND state = 'active' AND suspended_at IS NULL";
const RENAME: &str = "UPDATE authenticators SET name = $2 WHERE id = $1 AND state = 'active'";
const SUSPEND: &str =
    "UPDATE authenticators SET suspended_at = $2 WHERE id = $1 AND state = 'active' AND suspended_at IS NULL";
const REINSTATE: &str =
    "UPDATE authenticators SET suspended_at = NULL WHERE id = $1 AND state = 'active' AND suspended_at IS NOT NULL";

impl Stored for Authenticator {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: AuthenticatorId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            kind: row.kind("kind")?,
            name: row.parsed("name", AuthenticatorName::parse)?,
            level: row.level("level")?,
            granted_level: row.level("granted_level")?,
            secret: row.optional_sealed("secret")?,
            last_step: row.number("last_step")?,
            state: row.parsed("state", AuthenticatorState::from_text)?,
            suspended_at: row.optional_time("suspended_at")?,
            replaces: row.optional_text("replaces_id")?.map(AuthenticatorId::from_text),
            added_at: row.time("added_at")?,
            added_by: row.text("added_by")?,
            last_used_at: row.optional_time("last_used_at")?,
        })
    }
}

#[async_trait]
impl Authenticators for Connection {
    async fn add_authenticator(&mut self, authenticator: &Authenticator) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(authenticator.id.as_str())
            .bind(authenticator.person_id.as_str())
            .bind(authenticator.kind.slug())
            .bind(authenticator.name.as_str())
            .bind(authenticator.level.number())
            .bind(authenticator.granted_level.number())
            .bind(authenticator.secret.as_ref().map(Sealed::as_str))
            .bind(authenticator.last_step)
            .bind(authenticator.replaces.as_ref().map(AuthenticatorId::as_str))
            .bind(authenticator.added_at.micros())
            .bind(&authenticator.added_by)
            .bind(authenticator.last_used_at.map(Timestamp::micros));
        self.changes(add).await
    }

    async fn list_active_authenticators(&mut self, person: &PersonId) -> StoreResult<Vec<Authenticator>> {
        self.list(sql(LIST_ACTIVE).bind(person.as_str())).await
    }

    async fn find_active_authenticator(&mut self, person: &PersonId, kind: Kind) -> StoreResult<Option<Authenticator>> {
        self.find(sql(FIND_ACTIVE).bind(person.as_str()).bind(kind.slug())).await
    }

    async fn lookup_authenticator(&mut self, id: &AuthenticatorId) -> StoreResult<Option<Authenticator>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn end_authenticator(
        &mut self,
        id: &AuthenticatorId,
        state: AuthenticatorState,
        now: Timestamp,
    ) -> StoreResult<bool> {
        if state == AuthenticatorState::Active {
            return Err(StoreError::Refused("an authenticator does not end as active".into()));
        }
        let ended = self.changes(sql(END).bind(id.as_str()).bind(state.as_str()).bind(now.micros())).await?;
        if ended {
            self.run(sql(SUCCEED).bind(id.as_str())).await?;
        }
        Ok(ended)
    }

    async fn authenticator_ended_at(&mut self, id: &AuthenticatorId) -> StoreResult<Option<Timestamp>> {
        let ended: Option<i64> = self.find(sql(ENDED_AT).bind(id.as_str())).await?;
        Ok(ended.map(Timestamp::from_micros))
    }

    async fn restore_authenticator(&mut self, id: &AuthenticatorId, secret: Option<&Sealed>) -> StoreResult<bool> {
        self.changes(sql(RESTORE).bind(id.as_str()).bind(secret.map(Sealed::as_str))).await
    }

    async fn accept_step(&mut self, id: &AuthenticatorId, step: i64, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(ACCEPT_STEP).bind(id.as_str()).bind(step).bind(now.micros())).await
    }

    async fn use_authenticator(
        &mut self,
        id: &AuthenticatorId,
        level: AssuranceLevel,
        now: Timestamp,
    ) -> StoreResult<bool> {
        self.changes(sql(USE).bind(id.as_str()).bind(level.number()).bind(now.micros())).await
    }

    async fn rename_authenticator(&mut self, id: &AuthenticatorId, name: &AuthenticatorName) -> StoreResult<bool> {
        self.changes(sql(RENAME).bind(id.as_str()).bind(name.as_str())).await
    }

    async fn suspend_authenticator(&mut self, id: &AuthenticatorId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(SUSPEND).bind(id.as_str()).bind(now.micros())).await
    }

    async fn reinstate_authenticator(&mut self, id: &AuthenticatorId) -> StoreResult<bool> {
        self.changes(sql(REINSTATE).bind(id.as_str())).await
    }
}
