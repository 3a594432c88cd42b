//! E-mail addresses of a person. Their proofs are in `email_proof`.

use async_trait::async_trait;
use identity::{
    email::{Email, EmailId, EmailProof, EmailProofId, Emails, VerifyEmail, address::EmailAddress},
    person::PersonId,
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    email_proof,
    error::is_unique_violation,
    row::{Row, Stored},
};

const ADD: &str = "INSERT INTO email_addresses (id, person_id, address, comparison_key, added_at, verified_at, replaces_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
const LIST: &str = "SELECT id, person_id, address, added_at, verified_at, replaces_id FROM email_addresses \
    WHERE person_id = $1 ORDER BY added_at, id";
const LOOKUP: &str =
    "SELECT id, person_id, address, added_at, verified_at, replaces_id FROM email_addresses WHERE id = $1";
const VERIFY: &str = "UPDATE email_addresses SET verified_at = $2 WHERE id = $1 AND verified_at IS NULL";
const SAVE: &str = "SAVEPOINT before_verified";
const UNDO: &str = "ROLLBACK TO SAVEPOINT before_verified";
const KEEP: &str = "RELEASE SAVEPOINT before_verified";
const SET_REPLACES: &str = "UPDATE email_addresses SET replaces_id = $2 WHERE id = $1";
const REMOVE: &str = "DELETE FROM email_addresses WHERE id = $1";

impl Stored for Email {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: EmailId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            address: row.parsed("address", |text| EmailAddress::parse(text).ok())?,
            added_at: row.time("added_at")?,
            verified_at: row.optional_time("verified_at")?,
            replaces: row.optional_text("replaces_id")?.map(EmailId::from_text),
        })
    }
}

#[async_trait]
impl Emails for Connection {
    async fn add_email(&mut self, email: &Email) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(email.id.as_str())
            .bind(email.person_id.as_str())
            .bind(email.address.as_str())
            .bind(email.address.comparison_key())
            .bind(email.added_at.micros())
            .bind(email.verified_at.map(Timestamp::micros))
            .bind(email.replaces.as_ref().map(EmailId::as_str));
        self.changes(add).await
    }

    async fn list_emails(&mut self, person: &PersonId) -> StoreResult<Vec<Email>> {
        self.list(sql(LIST).bind(person.as_str())).await
    }

    async fn lookup_email(&mut self, id: &EmailId) -> StoreResult<Option<Email>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    /// In a savepoint: PostgreSQL gives up the whole transaction when a unique index refuses, and there is no
    /// `ON CONFLICT` for an UPDATE.
    async fn verify_email(&mut self, id: &EmailId, now: Timestamp) -> StoreResult<VerifyEmail> {
        self.run(sql(SAVE)).await?;
        match self.attempt(sql(VERIFY).bind(id.as_str()).bind(now.micros())).await {
            Ok(done) => {
                self.put(sql(KEEP)).await?;
                Ok(if done.changed == 1 { VerifyEmail::Verified } else { VerifyEmail::Gone })
            }
            Err(error) if is_unique_violation(&error) => {
                self.put(sql(UNDO)).await?;
                self.put(sql(KEEP)).await?;
                Ok(VerifyEmail::Taken)
            }
            Err(error) => Err(self.fail(error)),
        }
    }

    async fn set_email_replaces(&mut self, id: &EmailId, replaces: Option<&EmailId>) -> StoreResult<()> {
        self.put(sql(SET_REPLACES).bind(id.as_str()).bind(replaces.map(EmailId::as_str))).await
    }

    async fn remove_email(&mut self, id: &EmailId) -> StoreResult<bool> {
        self.changes(sql(REMOVE).bind(id.as_str())).await
    }

    async fn add_email_proof(&mut self, proof: &EmailProof) -> StoreResult<()> {
        email_proof::add(self, proof).await
    }

    async fn lookup_email_proof(&mut self, id: &EmailProofId) -> StoreResult<Option<EmailProof>> {
        email_proof::lookup(self, id).await
    }

    async fn find_live_email_proof(
        &mut self,
        of: (&EmailId, &PersonId, &BrowserId),
        now: Timestamp,
    ) -> StoreResult<Option<EmailProof>> {
        email_proof::find_live(self, of, now).await
    }

    async fn take_email_proof_try(&mut self, id: &EmailProofId, limit: i64, now: Timestamp) -> StoreResult<bool> {
        email_proof::take_try(self, id, limit, now).await
    }

    async fn use_email_proof(&mut self, id: &EmailProofId, now: Timestamp) -> StoreResult<bool> {
        email_proof::use_up(self, id, now).await
    }

    async fn renew_email_proof(&mut self, proof: &EmailProof) -> StoreResult<bool> {
        email_proof::renew(self, proof).await
    }
}
