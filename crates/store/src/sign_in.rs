//! Sign-in links, and sign-ins under way.

use async_trait::async_trait;
use identity::{
    person::PersonId,
    random::TokenHash,
    session::{BrowserId, Computer},
    sign_in::{SignIn, SignInId, SignInLink, SignInLinkId, SignIns},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD_LINK: &str = "INSERT INTO sign_in_links (id, person_id, token_hash, level, issued_by, created_at, expires_at, used_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const FIND_LINK: &str = "SELECT id, person_id, level, issued_by, created_at, expires_at, used_at FROM sign_in_links \
    WHERE token_hash = $1";
const USE_LINK: &str = "UPDATE sign_in_links SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
const ADD_SIGN_IN: &str = "INSERT INTO sign_ins (id, browser_id, person_id, return_to, created_at, expires_at, completed_at, shared) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const LOOKUP_SIGN_IN: &str = "SELECT id, browser_id, person_id, return_to, created_at, expires_at, completed_at, shared FROM sign_ins WHERE id = $1";
const COMPLETE_SIGN_IN: &str =
    "UPDATE sign_ins SET completed_at = $2 WHERE id = $1 AND completed_at IS NULL AND expires_at > $2";

impl Stored for SignInLink {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: SignInLinkId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            level: row.level("level")?,
            issued_by: row.text("issued_by")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            used_at: row.optional_time("used_at")?,
        })
    }
}

const END_LINKS: &str = "UPDATE sign_in_links SET used_at = $2 WHERE person_id = $1 AND used_at IS NULL";

impl Stored for SignIn {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: SignInId::from_text(row.text("id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            return_to: row.text("return_to")?,
            computer: Computer::from_shared(row.number("shared")? == 1),
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            completed_at: row.optional_time("completed_at")?,
        })
    }
}

#[async_trait]
impl SignIns for Connection {
    async fn add_sign_in_link(&mut self, link: &SignInLink, token: &TokenHash) -> StoreResult<()> {
        let add = sql(ADD_LINK)
            .bind(link.id.as_str())
            .bind(link.person_id.as_str())
            .bind(token.as_str())
            .bind(link.level.number())
            .bind(&link.issued_by)
            .bind(link.created_at.micros())
            .bind(link.expires_at.micros())
            .bind(link.used_at.map(Timestamp::micros));
        self.put(add).await
    }

    async fn find_sign_in_link(&mut self, token: &TokenHash) -> StoreResult<Option<SignInLink>> {
        self.find(sql(FIND_LINK).bind(token.as_str())).await
    }

    async fn use_sign_in_link(&mut self, id: &SignInLinkId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(USE_LINK).bind(id.as_str()).bind(now.micros())).await
    }

    async fn end_sign_in_links(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<u64> {
        self.run(sql(END_LINKS).bind(person.as_str()).bind(now.micros())).await
    }

    async fn add_sign_in(&mut self, sign_in: &SignIn) -> StoreResult<()> {
        let add = sql(ADD_SIGN_IN)
            .bind(sign_in.id.as_str())
            .bind(sign_in.browser_id.as_str())
            .bind(sign_in.person_id.as_str())
            .bind(&sign_in.return_to)
            .bind(sign_in.created_at.micros())
            .bind(sign_in.expires_at.micros())
            .bind(sign_in.completed_at.map(Timestamp::micros))
            .bind(i64::from(sign_in.computer.is_shared()));
        self.put(add).await
    }

    async fn lookup_sign_in(&mut self, id: &SignInId) -> StoreResult<Option<SignIn>> {
        self.find(sql(LOOKUP_SIGN_IN).bind(id.as_str())).await
    }

    async fn complete_sign_in(&mut self, id: &SignInId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(COMPLETE_SIGN_IN).bind(id.as_str()).bind(now.micros())).await
    }
}
