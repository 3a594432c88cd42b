//! What is over is swept away, and sealed values are found for the rotation of keys.

use std::time::Duration;

use async_trait::async_trait;
use identity::{
    keys::Sealed,
    person::PersonId,
    store::{StoreError, StoreResult},
    sweep::{SealedColumn, SealedRow, Sweep},
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

/// How many rows of one table go at a time, so that a sweep never holds up those who write.
const BATCH: i64 = 500;
/// Browsers forget a cookie after 400 days (RFC 6265bis, 4.1.2.1): a browser that was not used for so long is gone.
const LONGEST_COOKIE: Duration = Duration::from_secs(400 * 24 * 60 * 60);

const ABANDON_UNOPENED: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE state = 'issued' AND link_expires_at <= $1";
const ABANDON_UNFINISHED: &str = "UPDATE registrations SET state = 'abandoned', link = NULL, secret = NULL \
    WHERE state IN ('opened', 'email-proved', 'password-shown') AND finish_by <= $1";

/// `$1` is the instant, `$2` the batch. A flash or a challenge that is over is of no use.
const DELETE_FLASHES: &str = "DELETE FROM flashes WHERE id IN (SELECT id FROM flashes WHERE expires_at <= $1 LIMIT $2)";
const DELETE_CEREMONIES: &str =
    "DELETE FROM ceremonies WHERE id IN (SELECT id FROM ceremonies WHERE expires_at <= $1 LIMIT $2)";
/// With what they hold: nobody can use them any more.
const DELETE_UNDOS: &str = "DELETE FROM undos WHERE id IN (SELECT id FROM undos WHERE expires_at <= $1 LIMIT $2)";
/// With what they say of whom was tried.
const DELETE_RECOVERIES: &str =
    "DELETE FROM recoveries WHERE id IN (SELECT id FROM recoveries WHERE finish_by <= $1 LIMIT $2)";
/// With the people that it names.
const DELETE_IMPORTS: &str =
    "DELETE FROM people_imports WHERE id IN (SELECT id FROM people_imports WHERE expires_at <= $1 LIMIT $2)";
/// Whether the card took its next key is known from the card, not from this.
const DELETE_UNBLOCKINGS: &str =
    "DELETE FROM unblockings WHERE id IN (SELECT id FROM unblockings WHERE finish_by <= $1 LIMIT $2)";
const DELETE_PROOFS: &str =
    "DELETE FROM email_proofs WHERE id IN (SELECT id FROM email_proofs WHERE expires_at < $1 LIMIT $2)";
const DELETE_SIGN_INS: &str =
    "DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins WHERE expires_at < $1 LIMIT $2)";
const DELETE_LINKS: &str =
    "DELETE FROM sign_in_links WHERE id IN (SELECT id FROM sign_in_links WHERE expires_at < $1 LIMIT $2)";
const DELETE_SESSIONS: &str =
    "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)";
const DELETE_REGISTRATIONS: &str = "DELETE FROM registrations WHERE id IN \
    (SELECT id FROM registrations WHERE state = 'abandoned' AND link_expires_at < $1 LIMIT $2)";
const DELETE_APPROVALS: &str =
    "DELETE FROM approvals WHERE id IN (SELECT id FROM approvals WHERE expires_at < $1 LIMIT $2)";
/// While a freeze lasts it is known who came before it.
const DELETE_TAKE_OVERS: &str = "DELETE FROM take_overs WHERE id IN (SELECT take_overs.id FROM take_overs JOIN people ON people.id = person_id \
    WHERE done_at < $1 AND frozen_at IS NULL LIMIT $2)";
const DELETE_ANNOUNCEMENTS: &str =
    "DELETE FROM announcements WHERE id IN (SELECT id FROM announcements WHERE ends_at < $1 LIMIT $2)";
const DELETE_SENT_MAIL: &str =
    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE state = 'sent' AND sent_at < $1 LIMIT $2)";
/// A person's counter that brought a wait stays: it goes on counting towards the hundred that disable the factor,
/// however slowly somebody guesses.
const DELETE_COUNTERS: &str = "DELETE FROM attempt_counters WHERE name IN \
    (SELECT name FROM attempt_counters WHERE failures < 5 AND started_at < $1 LIMIT $2)";
/// Counters of nobody we know, which no right guess clears (`identity::attempts::UNKNOWN`).
const DELETE_UNKNOWN: &str = "DELETE FROM attempt_counters WHERE name IN \
    (SELECT name FROM attempt_counters WHERE name LIKE 'unknown:%' AND started_at < $1 LIMIT $2)";
/// Windows that are over (`identity::attempts::WINDOW`).
const DELETE_WINDOWS: &str = "DELETE FROM attempt_counters WHERE name IN \
    (SELECT name FROM attempt_counters WHERE name LIKE 'window:%' AND started_at < $1 LIMIT $2)";
/// Longer than any window.
const LONGEST_WINDOW: Duration = Duration::from_secs(24 * 60 * 60);
/// A browser that nobody signed in with is of use for as long as its first forms take, and gets another name with the next.
const UNUSED_BROWSER: Duration = Duration::from_secs(24 * 60 * 60);
/// `$1` is the age of browsers that nobody signed in with, `$2` the age of the others.
const DELETE_BROWSERS: &str = "DELETE FROM browsers WHERE id IN (SELECT id FROM browsers \
    WHERE ((known = 0 AND last_used_at < $1) OR (known = 1 AND last_used_at < $2)) \
    AND NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM sign_ins WHERE sign_ins.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM email_proofs WHERE email_proofs.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM recoveries WHERE recoveries.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM flashes WHERE flashes.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM ceremonies WHERE ceremonies.browser_id = browsers.id) \
    AND NOT EXISTS (SELECT 1 FROM registrations WHERE registrations.browser_id = browsers.id \
    AND state IN ('opened', 'email-proved', 'password-shown')) \
    LIMIT $3)";

/// `$1` is the key's id, which has 8 characters and its index. Both sides of it, because no index finds "other than".
const LIST_AUTHENTICATOR_SECRETS: &str = "SELECT id, person_id, secret AS value FROM authenticators \
    WHERE secret IS NOT NULL AND substr(secret, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, secret AS value FROM authenticators \
    WHERE secret IS NOT NULL AND substr(secret, 1, 8) > $1 LIMIT $2";
const LIST_REGISTRATION_SECRETS: &str = "SELECT id, person_id, secret AS value FROM registrations \
    WHERE secret IS NOT NULL AND substr(secret, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, secret AS value FROM registrations \
    WHERE secret IS NOT NULL AND substr(secret, 1, 8) > $1 LIMIT $2";
const LIST_REGISTRATION_LINKS: &str = "SELECT id, person_id, link AS value FROM registrations \
    WHERE link IS NOT NULL AND substr(link, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, link AS value FROM registrations \
    WHERE link IS NOT NULL AND substr(link, 1, 8) > $1 LIMIT $2";
const LIST_MAIL_CONTENTS: &str = "SELECT id, content AS value FROM outbox \
    WHERE content IS NOT NULL AND substr(content, 1, 8) < $1 \
    UNION ALL SELECT id, content AS value FROM outbox \
    WHERE content IS NOT NULL AND substr(content, 1, 8) > $1 LIMIT $2";
const LIST_UNDO_CONTENTS: &str = "SELECT id, person_id, content AS value FROM undos \
    WHERE content IS NOT NULL AND substr(content, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, content AS value FROM undos \
    WHERE content IS NOT NULL AND substr(content, 1, 8) > $1 LIMIT $2";
const LIST_PEOPLE_IMPORTS: &str = "SELECT id, person_id, content AS value FROM people_imports \
    WHERE substr(content, 1, 8) <> $1 LIMIT $2";
const LIST_AUTHORITY_KEYS: &str = "SELECT id, signing_key AS value FROM certificate_authorities \
    WHERE substr(signing_key, 1, 8) < $1 \
    UNION ALL SELECT id, signing_key AS value FROM certificate_authorities WHERE substr(signing_key, 1, 8) > $1 LIMIT $2";
const LIST_UNBLOCKING_KEYS: &str = "SELECT id, person_id, unblocking_key AS value FROM cards \
    WHERE unblocking_key IS NOT NULL AND substr(unblocking_key, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, unblocking_key AS value FROM cards \
    WHERE unblocking_key IS NOT NULL AND substr(unblocking_key, 1, 8) > $1 LIMIT $2";
const LIST_NEXT_UNBLOCKING_KEYS: &str = "SELECT id, person_id, next_unblocking_key AS value FROM cards \
    WHERE next_unblocking_key IS NOT NULL AND substr(next_unblocking_key, 1, 8) < $1 \
    UNION ALL SELECT id, person_id, next_unblocking_key AS value FROM cards \
    WHERE next_unblocking_key IS NOT NULL AND substr(next_unblocking_key, 1, 8) > $1 LIMIT $2";
const LIST_PREPARED_KEYS: &str = "SELECT id, person_id, unblocking_keys AS value FROM prepared_cards \
    WHERE unblocking_keys IS NOT NULL AND substr(unblocking_keys, 1, 8) <> $1 LIMIT $2";
const KEY_ID_LENGTH: usize = 8;

const RESEAL_AUTHENTICATOR_SECRET: &str = "UPDATE authenticators SET secret = $3 WHERE id = $1 AND secret = $2";
const RESEAL_REGISTRATION_SECRET: &str = "UPDATE registrations SET secret = $3 WHERE id = $1 AND secret = $2";
const RESEAL_REGISTRATION_LINK: &str = "UPDATE registrations SET link = $3 WHERE id = $1 AND link = $2";
const RESEAL_MAIL_CONTENT: &str = "UPDATE outbox SET content = $3 WHERE id = $1 AND content = $2";
const RESEAL_PEOPLE_IMPORT: &str = "UPDATE people_imports SET content = $3 WHERE id = $1 AND content = $2";
const RESEAL_UNDO_CONTENT: &str = "UPDATE undos SET content = $3 WHERE id = $1 AND content = $2";
const RESEAL_AUTHORITY_KEY: &str =
    "UPDATE certificate_authorities SET signing_key = $3 WHERE id = $1 AND signing_key = $2";
const RESEAL_UNBLOCKING_KEY: &str = "UPDATE cards SET unblocking_key = $3 WHERE id = $1 AND unblocking_key = $2";
const RESEAL_PREPARED_KEYS: &str =
    "UPDATE prepared_cards SET unblocking_keys = $3 WHERE id = $1 AND unblocking_keys = $2";
const RESEAL_NEXT_UNBLOCKING_KEY: &str =
    "UPDATE cards SET next_unblocking_key = $3 WHERE id = $1 AND next_unblocking_key = $2";

/// A sealed value that belongs to a person: the owner names both.
struct OfPerson(SealedRow);

impl Stored for OfPerson {
    fn read(row: &Row) -> StoreResult<Self> {
        let (person, id) = (PersonId::from_text(row.text("person_id")?), row.text("id")?);
        let owner = identity::keys::owner(&person, &id);
        Ok(Self(SealedRow { id, owner, value: row.sealed("value")? }))
    }
}

impl Stored for SealedRow {
    fn read(row: &Row) -> StoreResult<Self> {
        let id = row.text("id")?;
        Ok(Self { owner: id.clone(), id, value: row.sealed("value")? })
    }
}

#[async_trait]
impl Sweep for Connection {
    async fn abandon_overdue_registrations(&mut self, now: Timestamp) -> StoreResult<u64> {
        let unopened = self.run(sql(ABANDON_UNOPENED).bind(now.micros())).await?;
        Ok(unopened + self.run(sql(ABANDON_UNFINISHED).bind(now.micros())).await?)
    }

    /// Up to 500 rows of each table: call it again, in another transaction, until it answers 0.
    async fn delete_expired(&mut self, now: Timestamp, before: Timestamp) -> StoreResult<u64> {
        let mut deleted = 0;
        let over =
            [DELETE_FLASHES, DELETE_CEREMONIES, DELETE_UNDOS, DELETE_RECOVERIES, DELETE_IMPORTS, DELETE_UNBLOCKINGS];
        for delete in over {
            deleted += self.run(sql(delete).bind(now.micros()).bind(BATCH)).await?;
        }
        // Browsers come last: the rows before them refer to them.
        for delete in [
            DELETE_PROOFS,
            DELETE_SIGN_INS,
            DELETE_LINKS,
            DELETE_SESSIONS,
            DELETE_REGISTRATIONS,
            DELETE_APPROVALS,
            DELETE_TAKE_OVERS,
            DELETE_ANNOUNCEMENTS,
            DELETE_SENT_MAIL,
            DELETE_COUNTERS,
            DELETE_UNKNOWN,
        ] {
            deleted += self.run(sql(delete).bind(before.micros()).bind(BATCH)).await?;
        }
        let over = now.minus(LONGEST_WINDOW).micros();
        deleted += self.run(sql(DELETE_WINDOWS).bind(over).bind(BATCH)).await?;
        let forgotten = before.min(now.minus(LONGEST_COOKIE));
        let unused = now.minus(UNUSED_BROWSER).micros();
        deleted += self.run(sql(DELETE_BROWSERS).bind(unused).bind(forgotten.micros()).bind(BATCH)).await?;
        Ok(deleted)
    }

    async fn list_sealed_by_older_keys(
        &mut self,
        column: SealedColumn,
        current_key: &str,
        limit: u32,
    ) -> StoreResult<Vec<SealedRow>> {
        if current_key.len() != KEY_ID_LENGTH {
            return Err(StoreError::Refused(format!("the id of a key has {KEY_ID_LENGTH} characters")));
        }
        let list = |text| sql(text).bind(current_key).bind(i64::from(limit));
        let of_person = match column {
            SealedColumn::AuthenticatorSecret => LIST_AUTHENTICATOR_SECRETS,
            SealedColumn::RegistrationSecret => LIST_REGISTRATION_SECRETS,
            SealedColumn::RegistrationLink => LIST_REGISTRATION_LINKS,
            SealedColumn::UndoContent => LIST_UNDO_CONTENTS,
            SealedColumn::PeopleImport => LIST_PEOPLE_IMPORTS,
            SealedColumn::UnblockingKey => LIST_UNBLOCKING_KEYS,
            SealedColumn::NextUnblockingKey => LIST_NEXT_UNBLOCKING_KEYS,
            SealedColumn::PreparedUnblockingKeys => LIST_PREPARED_KEYS,
            SealedColumn::MailContent => return self.list(list(LIST_MAIL_CONTENTS)).await,
            SealedColumn::AuthorityKey => return self.list(list(LIST_AUTHORITY_KEYS)).await,
        };
        let rows: Vec<OfPerson> = self.list(list(of_person)).await?;
        Ok(rows.into_iter().map(|OfPerson(row)| row).collect())
    }

    async fn reseal(&mut self, column: SealedColumn, id: &str, old: &Sealed, new: &Sealed) -> StoreResult<bool> {
        let reseal = match column {
            SealedColumn::AuthenticatorSecret => RESEAL_AUTHENTICATOR_SECRET,
            SealedColumn::RegistrationSecret => RESEAL_REGISTRATION_SECRET,
            SealedColumn::RegistrationLink => RESEAL_REGISTRATION_LINK,
            SealedColumn::MailContent => RESEAL_MAIL_CONTENT,
            SealedColumn::UndoContent => RESEAL_UNDO_CONTENT,
            SealedColumn::PeopleImport => RESEAL_PEOPLE_IMPORT,
            SealedColumn::AuthorityKey => RESEAL_AUTHORITY_KEY,
            SealedColumn::UnblockingKey => RESEAL_UNBLOCKING_KEY,
            SealedColumn::NextUnblockingKey => RESEAL_NEXT_UNBLOCKING_KEY,
            SealedColumn::PreparedUnblockingKeys => RESEAL_PREPARED_KEYS,
        };
        self.changes(sql(reseal).bind(id).bind(old.as_str()).bind(new.as_str())).await
    }
}
