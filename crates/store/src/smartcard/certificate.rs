//! Certificates of cards.

use async_trait::async_trait;
use identity::{
    assurance::Kind,
    random::encode,
    smartcard::{
        card::CardId,
        certificate::{
            Certificate, CertificatePurpose, CertificateSerial, CertificateState, Certificates, Fingerprint, RenewalId,
            RevocationReason, Revoked,
        },
    },
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, Query, sql},
    row::{Row, Stored, invalid},
};

/// The indexes decide that no key is certified twice, and that a card has one of each purpose in use and one that waits.
const ADD: &str = "INSERT INTO certificates (serial, card_id, purpose, fingerprint, key_print, der, not_before, not_after, \
    renewal_id, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
/// Runs at each sign-in with a card.
const FIND: &str = "SELECT serial, card_id, purpose, fingerprint, key_print, der, not_before, not_after, renewal_id, state, \
    revoked_at, reason FROM certificates WHERE fingerprint = $1";
const LOOKUP: &str = "SELECT serial, card_id, purpose, fingerprint, key_print, der, not_before, not_after, renewal_id, state, \
    revoked_at, reason FROM certificates WHERE serial = $1";
const LIST: &str = "SELECT serial, card_id, purpose, fingerprint, key_print, der, not_before, not_after, renewal_id, state, \
    revoked_at, reason FROM certificates WHERE card_id = $1 ORDER BY not_before DESC, purpose, serial";
const KNOWS_KEY: &str = "SELECT (SELECT count(*) FROM certificates WHERE key_print = $1) \
    + (SELECT count(*) FROM prepared_certificates WHERE key_print = $1)";
const REVOKE: &str = "UPDATE certificates SET state = 'revoked', revoked_at = $2, reason = $3 \
    WHERE serial = $1 AND state <> 'revoked'";
const ACTIVATE: &str = "UPDATE certificates SET state = 'active' WHERE serial = $1 AND state = 'pending'";
/// `$1` is the instant, `$2` the kind, `$3` the instant before which what ended is settled.
const LIST_REVOKED: &str = "SELECT serial, revoked_at AS since, reason FROM certificates \
    WHERE state = 'revoked' AND not_after > $1 \
    UNION ALL SELECT certificates.serial, authenticators.suspended_at AS since, 'hold' AS reason \
    FROM authenticators JOIN cards ON cards.authenticator_id = authenticators.id \
    JOIN certificates ON certificates.card_id = cards.id \
    WHERE authenticators.state = 'active' AND authenticators.suspended_at IS NOT NULL AND authenticators.kind = $2 \
    AND certificates.state <> 'revoked' AND certificates.not_after > $1 \
    UNION ALL SELECT certificates.serial, authenticators.ended_at AS since, \
    CASE WHEN authenticators.ended_at <= $3 THEN 'cessation-of-operation' ELSE 'hold' END AS reason \
    FROM authenticators JOIN cards ON cards.authenticator_id = authenticators.id \
    JOIN certificates ON certificates.card_id = cards.id \
    WHERE authenticators.state <> 'active' AND authenticators.kind = $2 \
    AND certificates.state <> 'revoked' AND certificates.not_after > $1 \
    UNION ALL SELECT certificates.serial, people.closed_at AS since, 'hold' AS reason \
    FROM people JOIN authenticators ON authenticators.person_id = people.id \
    JOIN cards ON cards.authenticator_id = authenticators.id \
    JOIN certificates ON certificates.card_id = cards.id \
    WHERE people.closed_at IS NOT NULL AND authenticators.state = 'active' AND authenticators.suspended_at IS NULL \
    AND authenticators.kind = $2 AND certificates.state <> 'revoked' AND certificates.not_after > $1 \
    UNION ALL SELECT serial, ends_at AS since, 'cessation-of-operation' AS reason FROM prepared_certificates \
    WHERE ends_at <= $1 AND not_after > $1 \
    ORDER BY 1";

impl Stored for Certificate {
    fn read(row: &Row) -> StoreResult<Self> {
        let revoked = match row.optional_time("revoked_at")? {
            Some(at) => Some((at, row.parsed("reason", RevocationReason::from_text)?)),
            None => None,
        };
        Ok(Self {
            serial: row.parsed("serial", CertificateSerial::from_text)?,
            card_id: CardId::from_text(row.text("card_id")?),
            purpose: row.parsed("purpose", CertificatePurpose::from_text)?,
            fingerprint: row.parsed("fingerprint", Fingerprint::from_text)?,
            key: row.parsed("key_print", Fingerprint::from_text)?,
            der: row.bytes("der")?,
            not_before: row.time("not_before")?,
            not_after: row.time("not_after")?,
            renewal: row.optional_text("renewal_id")?.map(RenewalId::from_text),
            state: row.parsed("state", CertificateState::from_text)?,
            revoked,
        })
    }
}

impl Stored for Revoked {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            serial: row.parsed("serial", CertificateSerial::from_text)?,
            at: row.optional_time("since")?.ok_or_else(|| invalid("since"))?,
            reason: row.parsed("reason", RevocationReason::from_text)?,
        })
    }
}

/// Binds what a certificate is, in the order of every table that has some.
pub(super) fn bind<'q>(query: Query<'q>, certificate: &Certificate) -> Query<'q> {
    query
        .bind(certificate.serial.to_string())
        .bind(certificate.card_id.as_str())
        .bind(certificate.purpose.as_str())
        .bind(certificate.fingerprint.to_string())
        .bind(certificate.key.to_string())
        .bind(encode(&certificate.der))
        .bind(certificate.not_before.micros())
        .bind(certificate.not_after.micros())
}

#[async_trait]
impl Certificates for Connection {
    async fn add_certificate(&mut self, certificate: &Certificate) -> StoreResult<bool> {
        let add = bind(sql(ADD), certificate)
            .bind(certificate.renewal.as_ref().map(RenewalId::as_str))
            .bind(certificate.state.as_str());
        self.changes(add).await
    }

    async fn find_certificate(&mut self, fingerprint: &Fingerprint) -> StoreResult<Option<Certificate>> {
        self.find(sql(FIND).bind(fingerprint.to_string())).await
    }

    async fn lookup_certificate(&mut self, serial: &CertificateSerial) -> StoreResult<Option<Certificate>> {
        self.find(sql(LOOKUP).bind(serial.to_string())).await
    }

    async fn list_certificates(&mut self, card: &CardId) -> StoreResult<Vec<Certificate>> {
        self.list(sql(LIST).bind(card.as_str())).await
    }

    async fn knows_key(&mut self, key: &Fingerprint) -> StoreResult<bool> {
        let known: i64 = self.get(sql(KNOWS_KEY).bind(key.to_string())).await?;
        Ok(known > 0)
    }

    async fn revoke_certificate(
        &mut self,
        serial: &CertificateSerial,
        at: Timestamp,
        reason: RevocationReason,
    ) -> StoreResult<bool> {
        self.changes(sql(REVOKE).bind(serial.to_string()).bind(at.micros()).bind(reason.as_str())).await
    }

    async fn activate_certificate(&mut self, serial: &CertificateSerial) -> StoreResult<bool> {
        self.changes(sql(ACTIVATE).bind(serial.to_string())).await
    }

    async fn list_revoked(&mut self, now: Timestamp, settled: Timestamp) -> StoreResult<Vec<Revoked>> {
        let list = sql(LIST_REVOKED).bind(now.micros()).bind(Kind::Smartcard.slug()).bind(settled.micros());
        self.list(list).await
    }
}
