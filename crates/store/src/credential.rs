//! The credentials of WebAuthn authenticators, and the names under which these know their people.

use async_trait::async_trait;
use identity::{
    assurance::model::Aaguid,
    authenticator::{Authenticator, AuthenticatorId},
    person::PersonId,
    store::StoreResult,
    webauthn::{
        credential::{Attachment, Credential, CredentialId, Credentials, Held, Transport},
        roots::RootId,
    },
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

/// Ids of authenticators that ended are there still: nobody can register one of them again.
const ADD: &str = "INSERT INTO credentials (authenticator_id, credential_id, credential, aaguid, transports, attachment, backup_eligible, \
    backed_up, user_verified, attested_by, counter) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
    ON CONFLICT (credential_id) DO NOTHING";
/// Runs at each sign-in with a device: one query, one row of each table.
const FIND: &str = "SELECT credential_id, credential, aaguid, transports, attachment, backup_eligible, backed_up, user_verified, \
    attested_by, counter, id, person_id, kind, name, level, granted_level, secret, last_step, state, suspended_at, replaces_id, \
    added_at, added_by, last_used_at FROM credentials JOIN authenticators ON id = authenticator_id WHERE credential_id = $1";
const LIST: &str = "SELECT credential_id, credential, aaguid, transports, attachment, backup_eligible, backed_up, user_verified, \
    attested_by, counter, id, person_id, kind, name, level, granted_level, secret, last_step, state, suspended_at, replaces_id, \
    added_at, added_by, last_used_at FROM authenticators JOIN credentials ON authenticator_id = id \
    WHERE person_id = $1 AND state = 'active' ORDER BY added_at, id";
/// Many do not count: theirs stays 0.
const USE: &str = "UPDATE credentials SET counter = $2, backup_eligible = $3, backed_up = $4, user_verified = $5 \
    WHERE authenticator_id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))";
const ADD_HANDLE: &str =
    "INSERT INTO user_handles (person_id, handle) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING";
const LOOKUP_HANDLE: &str = "SELECT handle FROM user_handles WHERE person_id = $1";

impl Stored for Credential {
    fn read(row: &Row) -> StoreResult<Self> {
        let attachment = |text: String| Attachment::from_text(&text).ok_or_else(|| invalid("attachment"));
        Ok(Self {
            id: CredentialId::from_text(row.text("credential_id")?),
            json: row.text("credential")?,
            aaguid: row.parsed("aaguid", Aaguid::from_text)?,
            transports: Transport::list_from_text(&row.text("transports")?),
            attachment: row.optional_text("attachment")?.map(attachment).transpose()?,
            backup_eligible: row.number("backup_eligible")? != 0,
            backed_up: row.number("backed_up")? != 0,
            user_verified: row.number("user_verified")? != 0,
            attested_by: row.optional_text("attested_by")?.map(RootId::from_text),
            counter: u32::try_from(row.number("counter")?).map_err(|_| invalid("counter"))?,
        })
    }
}

impl Stored for Held {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { authenticator: Authenticator::read(row)?, credential: Credential::read(row)? })
    }
}

#[async_trait]
impl Credentials for Connection {
    async fn add_credential(&mut self, of: &AuthenticatorId, credential: &Credential) -> StoreResult<bool> {
        let add = sql(ADD)
            .bind(of.as_str())
            .bind(credential.id.as_str())
            .bind(&credential.json)
            .bind(credential.aaguid.to_string())
            .bind(Transport::list_text(&credential.transports))
            .bind(credential.attachment.map(Attachment::as_str))
            .bind(i64::from(credential.backup_eligible))
            .bind(i64::from(credential.backed_up))
            .bind(i64::from(credential.user_verified))
            .bind(credential.attested_by.as_ref().map(RootId::as_str))
            .bind(i64::from(credential.counter));
        self.changes(add).await
    }

    async fn find_credential(&mut self, id: &CredentialId) -> StoreResult<Option<Held>> {
        self.find(sql(FIND).bind(id.as_str())).await
    }

    async fn list_credentials(&mut self, person: &PersonId) -> StoreResult<Vec<Held>> {
        self.list(sql(LIST).bind(person.as_str())).await
    }

    async fn use_credential(&mut self, of: &AuthenticatorId, credential: &Credential) -> StoreResult<bool> {
        let used = sql(USE)
            .bind(of.as_str())
            .bind(i64::from(credential.counter))
            .bind(i64::from(credential.backup_eligible))
            .bind(i64::from(credential.backed_up))
            .bind(i64::from(credential.user_verified));
        self.changes(used).await
    }

    async fn user_handle(&mut self, person: &PersonId, new: &str) -> StoreResult<String> {
        self.run(sql(ADD_HANDLE).bind(person.as_str()).bind(new)).await?;
        self.get(sql(LOOKUP_HANDLE).bind(person.as_str())).await
    }

    async fn lookup_user_handle(&mut self, person: &PersonId) -> StoreResult<Option<String>> {
        self.find(sql(LOOKUP_HANDLE).bind(person.as_str())).await
    }
}
