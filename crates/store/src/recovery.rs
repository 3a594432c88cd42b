//! Recoveries of forgotten passwords.

use async_trait::async_trait;
use identity::{
    email::EmailId,
    password::forgot::{Known, Recoveries, Recovery, RecoveryId, RecoveryState},
    person::PersonId,
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// One at a time in a browser: a newer one makes the code of an older one useless.
const END_IN_BROWSER: &str =
    "UPDATE recoveries SET state = 'ended' WHERE browser_id = $1 AND state IN ('started', 'email-proved', 'proved')";
const ADD: &str = "INSERT INTO recoveries (id, browser_id, person_id, email_id, mailbox, state, code_mac, tries, sends, \
    code_expires_at, next_send_at, created_at, finish_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const LOOKUP: &str = "SELECT id, browser_id, person_id, email_id, mailbox, state, code_mac, tries, sends, code_expires_at, \
    next_send_at, created_at, finish_by FROM recoveries WHERE id = $1";
const MOVE: &str = "UPDATE recoveries SET state = $3 WHERE id = $1 AND state = $2";
const TAKE_TRY: &str = "UPDATE recoveries SET tries = tries + 1 \
    WHERE id = $1 AND state = 'started' AND tries < $2 AND code_expires_at > $3";
/// The tries stay: another code is not another five guesses (failure 3).
const RENEW_CODE: &str = "UPDATE recoveries SET code_mac = $2, sends = $3, code_expires_at = $4, next_send_at = $5 \
    WHERE id = $1 AND sends = $3 - 1 AND state = 'started'";

impl Stored for Recovery {
    fn read(row: &Row) -> StoreResult<Self> {
        let known = row.optional_text("person_id")?.zip(row.optional_text("email_id")?);
        Ok(Self {
            id: RecoveryId::from_text(row.text("id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            known: known
                .map(|(person, email)| Known { person: PersonId::from_text(person), email: EmailId::from_text(email) }),
            mailbox: row.text("mailbox")?,
            state: row.parsed("state", RecoveryState::from_text)?,
            code_mac: row.optional_text("code_mac")?,
            tries: row.number("tries")?,
            sends: row.number("sends")?,
            code_expires_at: row.time("code_expires_at")?,
            next_send_at: row.time("next_send_at")?,
            created_at: row.time("created_at")?,
            finish_by: row.time("finish_by")?,
        })
    }
}

#[async_trait]
impl Recoveries for Connection {
    async fn add_recovery(&mut self, recovery: &Recovery) -> StoreResult<()> {
        self.run(sql(END_IN_BROWSER).bind(recovery.browser_id.as_str())).await?;
        let add = sql(ADD)
            .bind(recovery.id.as_str())
            .bind(recovery.browser_id.as_str())
            .bind(recovery.known.as_ref().map(|known| known.person.as_str()))
            .bind(recovery.known.as_ref().map(|known| known.email.as_str()))
            .bind(&recovery.mailbox)
            .bind(recovery.state.as_str())
            .bind(recovery.code_mac.as_deref())
            .bind(recovery.tries)
            .bind(recovery.sends)
            .bind(recovery.code_expires_at.micros())
            .bind(recovery.next_send_at.micros())
            .bind(recovery.created_at.micros())
            .bind(recovery.finish_by.micros());
        self.run(add).await.map(drop)
    }

    async fn lookup_recovery(&mut self, id: &RecoveryId) -> StoreResult<Option<Recovery>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn move_recovery(&mut self, id: &RecoveryId, from: RecoveryState, to: RecoveryState) -> StoreResult<bool> {
        self.changes(sql(MOVE).bind(id.as_str()).bind(from.as_str()).bind(to.as_str())).await
    }

    async fn take_recovery_try(&mut self, id: &RecoveryId, limit: i64, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(TAKE_TRY).bind(id.as_str()).bind(limit).bind(now.micros())).await
    }

    async fn renew_recovery_code(&mut self, recovery: &Recovery) -> StoreResult<bool> {
        let renew = sql(RENEW_CODE)
            .bind(recovery.id.as_str())
            .bind(recovery.code_mac.as_deref())
            .bind(recovery.sends)
            .bind(recovery.code_expires_at.micros())
            .bind(recovery.next_send_at.micros());
        self.changes(renew).await
    }
}
