//! Cards that are prepared, and the certificates that wait for them.

use async_trait::async_trait;
use identity::{
    keys::Sealed,
    person::PersonId,
    ra::Reason,
    session::BrowserId,
    smartcard::{
        card::{CardId, CardSerial},
        certificate::{Certificate, CertificatePurpose, CertificateSerial, CertificateState, Fingerprint},
        prepare::{PreparationState, PreparedCard, PreparedCards, Wish},
    },
    store::StoreResult,
    time::Timestamp,
};

use super::certificate::bind;
use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

/// The index of people decides that one is prepared for each at a time.
const PUT: &str = "INSERT INTO prepared_cards (id, person_id, label, serial, unblocking_keys, own, replaces, browser_id, \
    allowed_by, reason, state, begun_at, finish_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
    ON CONFLICT (person_id) DO UPDATE SET id = excluded.id, label = excluded.label, serial = excluded.serial, \
    unblocking_keys = excluded.unblocking_keys, own = excluded.own, replaces = excluded.replaces, \
    browser_id = excluded.browser_id, allowed_by = excluded.allowed_by, reason = excluded.reason, state = excluded.state, \
    begun_at = excluded.begun_at, finish_by = excluded.finish_by";
const FIND: &str = "SELECT id, person_id, label, serial, unblocking_keys, own, replaces, browser_id, allowed_by, reason, state, \
    begun_at, finish_by FROM prepared_cards WHERE person_id = $1";
const TAKE: &str = "DELETE FROM prepared_cards WHERE id = $1";
const TAKE_CERTIFICATES: &str = "DELETE FROM prepared_certificates WHERE card_id = $1 AND ends_at > $2";
const ADD: &str = "INSERT INTO prepared_certificates (serial, card_id, purpose, fingerprint, key_print, der, not_before, \
    not_after, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
const LIST: &str = "SELECT serial, card_id, purpose, fingerprint, key_print, der, not_before, not_after \
    FROM prepared_certificates WHERE card_id = $1 AND ends_at > $2 ORDER BY purpose, serial";
const GIVE_UP: &str = "UPDATE prepared_certificates SET ends_at = $2 WHERE card_id = $1 AND ends_at > $2";

impl Stored for PreparedCard {
    fn read(row: &Row) -> StoreResult<Self> {
        let serial = row.optional_text("serial")?;
        let serial = serial.map(|text| CardSerial::parse(&text).ok_or_else(|| invalid("serial")));
        let wish = Wish { own: row.number("own")? == 1, replace: row.number("replaces")? == 1 };
        Ok(Self {
            id: CardId::from_text(row.text("id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            label: row.text("label")?,
            serial: serial.transpose()?,
            keys: row.optional_sealed("unblocking_keys")?,
            wish,
            browser_id: row.optional_text("browser_id")?.map(BrowserId::from_text),
            allowed_by: row.text("allowed_by")?,
            reason: row.parsed("reason", Reason::parse)?,
            state: row.parsed("state", PreparationState::from_text)?,
            begun_at: row.time("begun_at")?,
            finish_by: row.time("finish_by")?,
        })
    }
}

/// A certificate that waits for its card.
struct Waiting(Certificate);

impl Stored for Waiting {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self(Certificate {
            serial: row.parsed("serial", CertificateSerial::from_text)?,
            card_id: CardId::from_text(row.text("card_id")?),
            purpose: row.parsed("purpose", CertificatePurpose::from_text)?,
            fingerprint: row.parsed("fingerprint", Fingerprint::from_text)?,
            key: row.parsed("key_print", Fingerprint::from_text)?,
            der: row.bytes("der")?,
            not_before: row.time("not_before")?,
            not_after: row.time("not_after")?,
            renewal: None,
            state: CertificateState::Pending,
            revoked: None,
        }))
    }
}

#[async_trait]
impl PreparedCards for Connection {
    async fn put_prepared_card(&mut self, card: &PreparedCard) -> StoreResult<()> {
        let put = sql(PUT)
            .bind(card.id.as_str())
            .bind(card.person_id.as_str())
            .bind(&card.label)
            .bind(card.serial.as_ref().map(CardSerial::as_str))
            .bind(card.keys.as_ref().map(Sealed::as_str))
            .bind(i64::from(card.wish.own))
            .bind(i64::from(card.wish.replace))
            .bind(card.browser_id.as_ref().map(BrowserId::as_str))
            .bind(&card.allowed_by)
            .bind(card.reason.as_str())
            .bind(card.state.as_str())
            .bind(card.begun_at.micros())
            .bind(card.finish_by.micros());
        self.run(put).await.map(drop)
    }

    async fn find_prepared_card(&mut self, person: &PersonId) -> StoreResult<Option<PreparedCard>> {
        self.find(sql(FIND).bind(person.as_str())).await
    }

    async fn take_prepared_card(&mut self, id: &CardId, now: Timestamp) -> StoreResult<bool> {
        self.run(sql(TAKE_CERTIFICATES).bind(id.as_str()).bind(now.micros())).await?;
        self.changes(sql(TAKE).bind(id.as_str())).await
    }

    async fn add_prepared_certificate(&mut self, certificate: &Certificate, ends_at: Timestamp) -> StoreResult<bool> {
        let add = bind(sql(ADD), certificate).bind(ends_at.micros());
        self.changes(add).await
    }

    async fn list_prepared_certificates(&mut self, id: &CardId, now: Timestamp) -> StoreResult<Vec<Certificate>> {
        let rows: Vec<Waiting> = self.list(sql(LIST).bind(id.as_str()).bind(now.micros())).await?;
        Ok(rows.into_iter().map(|Waiting(certificate)| certificate).collect())
    }

    async fn end_prepared_certificates(&mut self, id: &CardId, now: Timestamp) -> StoreResult<()> {
        self.run(sql(GIVE_UP).bind(id.as_str()).bind(now.micros())).await.map(drop)
    }
}
