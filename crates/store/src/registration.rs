//! Registrations.

use async_trait::async_trait;
use identity::{
    assurance::Kind,
    authenticator::AuthenticatorId,
    email::EmailProofId,
    keys::Sealed,
    person::PersonId,
    random::TokenHash,
    registration::{Registration, RegistrationId, RegistrationState, Registrations},
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO registrations (id, person_id, kind, level, issued_by, replaces_id, state, link_hash, link, created_at, \
    link_expires_at, browser_id, finish_by, email_proof_id, secret, authenticator_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
const LOOKUP: &str = "SELECT id, person_id, kind, level, issued_by, replaces_id, state, link, created_at, link_expires_at, browser_id, \
    finish_by, email_proof_id, secret, authenticator_id FROM registrations WHERE id = $1";
const FIND_BY_LINK: &str = "SELECT id, person_id, kind, level, issued_by, replaces_id, state, link, created_at, link_expires_at, \
    browser_id, finish_by, email_proof_id, secret, authenticator_id FROM registrations WHERE link_hash = $1";
const UPDATE: &str = "UPDATE registrations SET state = $3, link = $4, browser_id = $5, finish_by = $6, email_proof_id = $7, \
    secret = $8, authenticator_id = $9 WHERE id = $1 AND state = $2";
/// An empty text is no identifier: without an exception all of them are abandoned.
const ABANDON: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE person_id = $1 AND kind = $2 AND id <> $3 AND state IN ('issued', 'opened', 'email-proved', 'password-shown')";

impl Stored for Registration {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: RegistrationId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            kind: row.kind("kind")?,
            level: row.level("level")?,
            issued_by: row.text("issued_by")?,
            replaces: row.optional_text("replaces_id")?.map(AuthenticatorId::from_text),
            state: row.parsed("state", RegistrationState::from_text)?,
            link: row.optional_sealed("link")?,
            created_at: row.time("created_at")?,
            link_expires_at: row.time("link_expires_at")?,
            browser_id: row.optional_text("browser_id")?.map(BrowserId::from_text),
            finish_by: row.optional_time("finish_by")?,
            email_proof: row.optional_text("email_proof_id")?.map(EmailProofId::from_text),
            secret: row.optional_sealed("secret")?,
            authenticator: row.optional_text("authenticator_id")?.map(AuthenticatorId::from_text),
        })
    }
}

#[async_trait]
impl Registrations for Connection {
    async fn add_registration(&mut self, registration: &Registration, link: &TokenHash) -> StoreResult<()> {
        let add = sql(ADD)
            .bind(registration.id.as_str())
            .bind(registration.person_id.as_str())
            .bind(registration.kind.slug())
            .bind(registration.level.number())
            .bind(&registration.issued_by)
            .bind(registration.replaces.as_ref().map(AuthenticatorId::as_str))
            .bind(registration.state.as_str())
            .bind(link.as_str())
            .bind(registration.link.as_ref().map(Sealed::as_str))
            .bind(registration.created_at.micros())
            .bind(registration.link_expires_at.micros())
            .bind(registration.browser_id.as_ref().map(BrowserId::as_str))
            .bind(registration.finish_by.map(Timestamp::micros))
            .bind(registration.email_proof.as_ref().map(EmailProofId::as_str))
            .bind(registration.secret.as_ref().map(Sealed::as_str))
            .bind(registration.authenticator.as_ref().map(AuthenticatorId::as_str));
        self.put(add).await
    }

    async fn lookup_registration(&mut self, id: &RegistrationId) -> StoreResult<Option<Registration>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn find_registration_by_link(&mut self, link: &TokenHash) -> StoreResult<Option<Registration>> {
        self.find(sql(FIND_BY_LINK).bind(link.as_str())).await
    }

    async fn update_registration(&mut self, registration: &Registration, from: RegistrationState) -> StoreResult<bool> {
        let update = sql(UPDATE)
            .bind(registration.id.as_str())
            .bind(from.as_str())
            .bind(registration.state.as_str())
            .bind(registration.link.as_ref().map(Sealed::as_str))
            .bind(registration.browser_id.as_ref().map(BrowserId::as_str))
            .bind(registration.finish_by.map(Timestamp::micros))
            .bind(registration.email_proof.as_ref().map(EmailProofId::as_str))
            .bind(registration.secret.as_ref().map(Sealed::as_str))
            .bind(registration.authenticator.as_ref().map(AuthenticatorId::as_str));
        self.changes(update).await
    }

    async fn abandon_registrations(
        &mut self,
        person: &PersonId,
        kind: Kind,
        except: Option<&RegistrationId>,
    ) -> StoreResult<u64> {
        self.run(sql(ABANDON).bind(person.as_str()).bind(kind.slug()).bind(except.map_or("", RegistrationId::as_str)))
            .await
    }
}
