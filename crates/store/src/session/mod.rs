//! Sessions, browsers, and what a form keeps for its next page.

mod signed_in;

use async_trait::async_trait;
use identity::{
    authenticator::AuthenticatorId,
    person::PersonId,
    random::TokenHash,
    session::{BrowserId, Browsers, Computer, Session, SessionId, SessionKind, Sessions, SignedIn},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD_SESSION: &str = "INSERT INTO sessions (id, token_hash, person_id, browser_id, kind, level, factors, authenticated_at, \
    last_seen_at, expires_at, network, user_agent, shared, authenticator_id) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
const LIST_SESSIONS_OF: &str = "SELECT id AS session_id, person_id, browser_id, kind, level, factors, authenticated_at, \
    last_seen_at, expires_at, network, user_agent, shared, authenticator_id FROM sessions \
    WHERE person_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_seen_at, id";
/// Never backwards, when two requests of one session arrive in another order.
const TOUCH_SESSION: &str =
    "UPDATE sessions SET last_seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND last_seen_at < $2";
const FIND_OWNER: &str = "SELECT person_id FROM sessions WHERE token_hash = $1";
const ROTATE_SESSION: &str = "UPDATE sessions SET token_hash = $2 WHERE id = $1 AND ended_at IS NULL";
const SESSION_STANDS: &str = "SELECT 1 FROM sessions WHERE id = $1 AND ended_at IS NULL";
const END_SESSION: &str = "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
/// An empty text is no identifier: without an exception all of them end.
const END_SESSIONS: &str = "UPDATE sessions SET ended_at = $3 WHERE person_id = $1 AND id <> $2 AND ended_at IS NULL";
const END_SESSIONS_WITH: &str =
    "UPDATE sessions SET ended_at = $3 WHERE authenticator_id = $1 AND id <> $2 AND ended_at IS NULL";
const ADD_BROWSER: &str =
    "INSERT INTO browsers (id, token_hash, created_at, last_used_at, known) VALUES ($1, $2, $3, $3, 0)";
const FIND_BROWSER: &str = "SELECT id FROM browsers WHERE token_hash = $1";
const KNOW_BROWSER: &str = "INSERT INTO browser_people (browser_id, person_id, first_at, last_at) VALUES ($1, $2, $3, $3) \
    ON CONFLICT (browser_id, person_id) DO UPDATE SET last_at = excluded.last_at";
const KEEP_BROWSER: &str = "UPDATE browsers SET known = 1, last_used_at = $2 WHERE id = $1";
const KNOWS_BROWSER: &str = "SELECT 1 FROM browser_people WHERE browser_id = $1 AND person_id = $2";
const LIST_BROWSERS_OF: &str = "SELECT browser_id AS id FROM browser_people WHERE person_id = $1 ORDER BY browser_id";
/// No other browser can put something in the place of this one's.
const PUT_FLASH: &str = "INSERT INTO flashes (id, browser_id, content, expires_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (id) DO UPDATE SET content = excluded.content, expires_at = excluded.expires_at \
    WHERE flashes.browser_id = excluded.browser_id";
/// So many of one browser are kept: whoever sends forms without end makes no more rows than that.
const PRUNE_FLASHES: &str = "DELETE FROM flashes WHERE browser_id = $2 AND id <> $1 AND id NOT IN \
    (SELECT id FROM flashes WHERE browser_id = $2 AND id <> $1 ORDER BY expires_at DESC, id LIMIT 31)";
const LOOKUP_FLASH: &str = "SELECT content FROM flashes WHERE id = $1 AND browser_id = $2 AND expires_at > $3";

/// An empty text is no identifier: with nobody who stays, everything ends.
const CLEAR_REGISTRATIONS: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE browser_id = $1 AND person_id <> $2 AND state IN ('opened', 'email-proved', 'password-shown')";
const CLEAR_PROOFS: &str =
    "UPDATE email_proofs SET used_at = $3 WHERE browser_id = $1 AND person_id <> $2 AND used_at IS NULL";
const CLEAR_SIGN_INS: &str =
    "UPDATE sign_ins SET completed_at = $3 WHERE browser_id = $1 AND person_id <> $2 AND completed_at IS NULL";
const CLEAR_CEREMONIES: &str = "DELETE FROM ceremonies WHERE browser_id = $1 AND person_id <> $2";
/// What nobody is known for goes with everybody who leaves.
const CLEAR_RECOVERIES: &str = "UPDATE recoveries SET state = 'ended' \
    WHERE browser_id = $1 AND (person_id IS NULL OR person_id <> $2) AND state IN ('started', 'email-proved', 'proved')";
const CLEAR_FLASHES: &str = "DELETE FROM flashes WHERE browser_id = $1";

/// An empty text is no identifier: without an exception everything ends, unopened links among it.
const END_REGISTRATIONS: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL WHERE person_id = $1 \
    AND (browser_id IS NULL OR browser_id <> $2) AND state IN ('issued', 'opened', 'email-proved', 'password-shown')";
const END_PROOFS: &str =
    "UPDATE email_proofs SET used_at = $3 WHERE person_id = $1 AND browser_id <> $2 AND used_at IS NULL";
const END_SIGN_INS: &str =
    "UPDATE sign_ins SET completed_at = $3 WHERE person_id = $1 AND browser_id <> $2 AND completed_at IS NULL";
const END_RECOVERIES: &str = "UPDATE recoveries SET state = 'ended' \
    WHERE person_id = $1 AND browser_id <> $2 AND state IN ('started', 'email-proved', 'proved')";
const END_RECOVERIES_IN: &str = "UPDATE recoveries SET state = 'ended' \
    WHERE person_id = $1 AND browser_id = $2 AND state IN ('started', 'email-proved', 'proved')";
const END_CEREMONIES: &str = "DELETE FROM ceremonies WHERE person_id = $1 AND browser_id <> $2";
const END_CEREMONIES_IN: &str = "DELETE FROM ceremonies WHERE person_id = $1 AND browser_id = $2";
const END_REGISTRATIONS_IN: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE person_id = $1 AND browser_id = $2 AND state IN ('opened', 'email-proved', 'password-shown')";
const END_PROOFS_IN: &str =
    "UPDATE email_proofs SET used_at = $3 WHERE person_id = $1 AND browser_id = $2 AND used_at IS NULL";
const END_SIGN_INS_IN: &str =
    "UPDATE sign_ins SET completed_at = $3 WHERE person_id = $1 AND browser_id = $2 AND completed_at IS NULL";

/// Those that set a state or delete, and those that set an instant.
const ALL_BUT: ([&str; 3], [&str; 2]) =
    ([END_REGISTRATIONS, END_RECOVERIES, END_CEREMONIES], [END_PROOFS, END_SIGN_INS]);
const ONLY: ([&str; 3], [&str; 2]) =
    ([END_REGISTRATIONS_IN, END_RECOVERIES_IN, END_CEREMONIES_IN], [END_PROOFS_IN, END_SIGN_INS_IN]);

impl Stored for BrowserId {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self::from_text(row.text("id")?))
    }
}

impl Stored for Session {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            id: SessionId::from_text(row.text("session_id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            kind: row.parsed("kind", SessionKind::from_text)?,
            level: row.level("level")?,
            factors: row.text("factors")?,
            authenticator: row.optional_text("authenticator_id")?.map(AuthenticatorId::from_text),
            authenticated_at: row.time("authenticated_at")?,
            last_seen_at: row.time("last_seen_at")?,
            expires_at: row.time("expires_at")?,
            network: row.text("network")?,
            user_agent: row.text("user_agent")?,
            computer: Computer::from_shared(row.number("shared")? == 1),
        })
    }
}

#[async_trait]
impl Sessions for Connection {
    async fn add_session(&mut self, session: &Session, token: &TokenHash) -> StoreResult<()> {
        let add = sql(ADD_SESSION)
            .bind(session.id.as_str())
            .bind(token.as_str())
            .bind(session.person_id.as_str())
            .bind(session.browser_id.as_str())
            .bind(session.kind.as_str())
            .bind(session.level.number())
            .bind(&session.factors)
            .bind(session.authenticated_at.micros())
            .bind(session.last_seen_at.micros())
            .bind(session.expires_at.micros())
            .bind(&session.network)
            .bind(&session.user_agent)
            .bind(i64::from(session.computer.is_shared()))
            .bind(session.authenticator.as_ref().map(AuthenticatorId::as_str));
        self.put(add).await
    }

    async fn find_sessions(&mut self, tokens: &[TokenHash]) -> StoreResult<Vec<(TokenHash, SignedIn)>> {
        signed_in::find(self, tokens).await
    }

    async fn find_session_owner(&mut self, token: &TokenHash) -> StoreResult<Option<PersonId>> {
        let owner: Option<String> = self.find(sql(FIND_OWNER).bind(token.as_str())).await?;
        Ok(owner.map(PersonId::from_text))
    }

    async fn list_sessions_of(&mut self, person: &PersonId, now: Timestamp) -> StoreResult<Vec<Session>> {
        self.list(sql(LIST_SESSIONS_OF).bind(person.as_str()).bind(now.micros())).await
    }

    async fn touch_session(&mut self, id: &SessionId, now: Timestamp) -> StoreResult<()> {
        self.put(sql(TOUCH_SESSION).bind(id.as_str()).bind(now.micros())).await
    }

    async fn rotate_session(&mut self, id: &SessionId, token: &TokenHash) -> StoreResult<bool> {
        self.changes(sql(ROTATE_SESSION).bind(id.as_str()).bind(token.as_str())).await
    }

    async fn session_stands(&mut self, id: &SessionId) -> StoreResult<bool> {
        self.has(sql(SESSION_STANDS).bind(id.as_str())).await
    }

    async fn end_session(&mut self, id: &SessionId, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(END_SESSION).bind(id.as_str()).bind(now.micros())).await
    }

    async fn end_sessions_of(
        &mut self,
        person: &PersonId,
        except: Option<&SessionId>,
        now: Timestamp,
    ) -> StoreResult<u64> {
        let end = sql(END_SESSIONS).bind(person.as_str()).bind(except.map_or("", SessionId::as_str)).bind(now.micros());
        self.run(end).await
    }

    async fn end_sessions_with(
        &mut self,
        authenticator: &AuthenticatorId,
        except: Option<&SessionId>,
        now: Timestamp,
    ) -> StoreResult<u64> {
        let except = except.map_or("", SessionId::as_str);
        self.run(sql(END_SESSIONS_WITH).bind(authenticator.as_str()).bind(except).bind(now.micros())).await
    }

    async fn add_browser(&mut self, id: &BrowserId, token: &TokenHash, now: Timestamp) -> StoreResult<()> {
        self.put(sql(ADD_BROWSER).bind(id.as_str()).bind(token.as_str()).bind(now.micros())).await
    }

    async fn find_browser(&mut self, token: &TokenHash) -> StoreResult<Option<BrowserId>> {
        let id: Option<String> = self.find(sql(FIND_BROWSER).bind(token.as_str())).await?;
        Ok(id.map(BrowserId::from_text))
    }

    async fn know_browser(&mut self, id: &BrowserId, person: &PersonId, now: Timestamp) -> StoreResult<()> {
        self.put(sql(KEEP_BROWSER).bind(id.as_str()).bind(now.micros())).await?;
        self.put(sql(KNOW_BROWSER).bind(id.as_str()).bind(person.as_str()).bind(now.micros())).await
    }

    async fn knows_browser(&mut self, id: &BrowserId, person: &PersonId) -> StoreResult<bool> {
        self.has(sql(KNOWS_BROWSER).bind(id.as_str()).bind(person.as_str())).await
    }

    async fn list_browsers_of(&mut self, person: &PersonId) -> StoreResult<Vec<BrowserId>> {
        self.list(sql(LIST_BROWSERS_OF).bind(person.as_str())).await
    }

    async fn clear_browser(&mut self, id: &BrowserId, stays: Option<&PersonId>, now: Timestamp) -> StoreResult<()> {
        let stays_text = stays.map_or("", PersonId::as_str);
        for clear in [CLEAR_REGISTRATIONS, CLEAR_RECOVERIES, CLEAR_CEREMONIES] {
            self.put(sql(clear).bind(id.as_str()).bind(stays_text)).await?;
        }
        for clear in [CLEAR_PROOFS, CLEAR_SIGN_INS] {
            self.put(sql(clear).bind(id.as_str()).bind(stays_text).bind(now.micros())).await?;
        }
        if stays.is_none() {
            self.put(sql(CLEAR_FLASHES).bind(id.as_str())).await?;
        }
        Ok(())
    }

    async fn end_under_way(&mut self, person: &PersonId, browsers: Browsers<'_>, now: Timestamp) -> StoreResult<()> {
        let (states, times, browser) = match browsers {
            Browsers::All => (ALL_BUT.0, ALL_BUT.1, ""),
            Browsers::AllBut(browser) => (ALL_BUT.0, ALL_BUT.1, browser.as_str()),
            Browsers::Only(browser) => (ONLY.0, ONLY.1, browser.as_str()),
        };
        for end in states {
            self.put(sql(end).bind(person.as_str()).bind(browser)).await?;
        }
        for end in times {
            self.put(sql(end).bind(person.as_str()).bind(browser).bind(now.micros())).await?;
        }
        Ok(())
    }

    async fn put_flash(
        &mut self,
        id: &str,
        browser: &BrowserId,
        content: &str,
        expires_at: Timestamp,
    ) -> StoreResult<()> {
        let put = sql(PUT_FLASH).bind(id).bind(browser.as_str()).bind(content).bind(expires_at.micros());
        self.put(put).await?;
        self.put(sql(PRUNE_FLASHES).bind(id).bind(browser.as_str())).await
    }

    async fn lookup_flash(&mut self, id: &str, browser: &BrowserId, now: Timestamp) -> StoreResult<Option<String>> {
        self.find(sql(LOOKUP_FLASH).bind(id).bind(browser.as_str()).bind(now.micros())).await
    }
}
