//! Authenticators that people hold.

use async_trait::async_trait;
use identity::{
    assurance::Kind,
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, Authenticators},
    person::PersonId,
    store::{StoreError, StoreResult},
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// The index, not a look-up before, decides that there is one of each kind (failure 10).
const ADD: &str = "INSERT INTO authenticators (id, person_id, kind, level, secret, last_step, state, added_at, added_by, last_used_at) \
    VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9) ON CONFLICT (person_id, kind) WHERE state = 'active' DO NOTHING";
const LIST_ACTIVE: &str = "SELECT id, person_id, kind, level, secret, last_step, state, added_at, added_by, last_used_at \
    FROM authenticators WHERE person_id = $1 AND state = 'active' ORDER BY added_at, id";
const FIND_ACTIVE: &str = "SELECT id, person_id, kind, level, secret, last_step, state, added_at, added_by, last_used_at \
    FROM authenticators WHERE person_id = $1 AND kind = $2 AND state = 'active'";
/// Nothing needs the secret of an authenticator that ended.
const END: &str =
    "UPDATE authenticators SET state = $2, ended_at = $3, secret = NULL WHERE id = $1 AND state = 'active'";
const ACCEPT_STEP: &str = "UPDATE authenticators SET last_step = $2, last_used_at = $3 \
    WHERE id = $1 AND state = 'active' AND last_step < $2";

impl Stored for Authenticator {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: AuthenticatorId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            kind: row.kind("kind")?,
            level: row.level("level")?,
            secret: row.sealed("secret")?,
            last_step: row.number("last_step")?,
            state: row.parsed("state", AuthenticatorState::from_text)?,
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
            .bind(authenticator.level.number())
            .bind(authenticator.secret.as_str())
            .bind(authenticator.last_step)
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

    async fn end_authenticator(
        &mut self,
        id: &AuthenticatorId,
        state: AuthenticatorState,
        now: Timestamp,
    ) -> StoreResult<bool> {
        if state == AuthenticatorState::Active {
            return Err(StoreError::Refused("an authenticator does not end as active".into()));
        }
        self.changes(sql(END).bind(id.as_str()).bind(state.as_str()).bind(now.micros())).await
    }

    async fn accept_step(&mut self, id: &AuthenticatorId, step: i64, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(ACCEPT_STEP).bind(id.as_str()).bind(step).bind(now.micros())).await
    }
}
