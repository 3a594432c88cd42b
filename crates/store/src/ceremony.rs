//! Challenges for WebAuthn that were given out.

use async_trait::async_trait;
use identity::{
    person::PersonId,
    registration::RegistrationId,
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
    webauthn::ceremony::{Ceremonies, Ceremony, CeremonyId, CeremonyPurpose},
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO ceremonies (id, browser_id, purpose, person_id, registration_id, state, created_at, expires_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LOOKUP: &str = "SELECT id, browser_id, purpose, person_id, registration_id, state, created_at, expires_at \
    FROM ceremonies WHERE id = $1";
/// One row for one answer: of two at the same time, one finds it.
const TAKE: &str = "DELETE FROM ceremonies WHERE id = $1 AND expires_at > $2";

impl Stored for Ceremony {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: CeremonyId::from_text(row.text("id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            purpose: row.parsed("purpose", CeremonyPurpose::from_text)?,
            person_id: row.optional_text("person_id")?.map(PersonId::from_text),
            registration_id: row.optional_text("registration_id")?.map(RegistrationId::from_text),
            state: row.sealed("state")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
        })
    }
}

#[async_trait]
impl Ceremonies for Connection {
    async fn add_ceremony(&mut self, ceremony: &Ceremony) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(ceremony.id.as_str())
            .bind(ceremony.browser_id.as_str())
            .bind(ceremony.purpose.as_str())
            .bind(ceremony.person_id.as_ref().map(PersonId::as_str))
            .bind(ceremony.registration_id.as_ref().map(RegistrationId::as_str))
            .bind(ceremony.state.as_str())
            .bind(ceremony.created_at.micros())
            .bind(ceremony.expires_at.micros());
        self.run(add).await.map(drop)
    }

    async fn lookup_ceremony(&mut self, id: &CeremonyId) -> StoreResult<Option<Ceremony>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn take_ceremony(&mut self, id: &CeremonyId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(TAKE).bind(id.as_str()).bind(now.micros())).await
    }
}
