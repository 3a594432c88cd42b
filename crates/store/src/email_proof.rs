//! Proofs of e-mail addresses: codes, their tries, and their single use.

use identity::{
    email::{EmailId, EmailProof, EmailProofId, ProofOf},
    person::PersonId,
    registration::RegistrationId,
    session::BrowserId,
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO email_proofs (id, browser_id, person_id, email_id, registration_id, address, code_mac, tries, \
    sends, created_at, expires_at, next_send_at, used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const LOOKUP: &str = "SELECT id, browser_id, person_id, email_id, registration_id, address, code_mac, tries, sends, created_at, \
    expires_at, next_send_at, used_at FROM email_proofs WHERE id = $1";
const FIND_LIVE: &str = "SELECT id, browser_id, person_id, email_id, registration_id, address, code_mac, tries, sends, created_at, \
    expires_at, next_send_at, used_at FROM email_proofs WHERE email_id = $1 AND person_id = $2 AND browser_id = $3 \
    AND used_at IS NULL AND expires_at > $4 ORDER BY created_at DESC, id DESC LIMIT 1";
const TAKE_TRY: &str =
    "UPDATE email_proofs SET tries = tries + 1 WHERE id = $1 AND used_at IS NULL AND tries < $2 AND expires_at > $3";
const USE: &str = "UPDATE email_proofs SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
/// The tries stay: another code is not another five guesses (failure 3).
const RENEW: &str = "UPDATE email_proofs SET code_mac = $2, sends = $3, expires_at = $4, next_send_at = $5 \
    WHERE id = $1 AND sends = $3 - 1 AND used_at IS NULL";

impl Stored for EmailProof {
    fn read(row: &Row) -> StoreResult<Self> {
        let of = match (row.optional_text("email_id")?, row.optional_text("registration_id")?) {
            (Some(id), None) => ProofOf::Address(EmailId::from_text(id)),
            (None, Some(id)) => ProofOf::Registration(RegistrationId::from_text(id)),
            _ => return Err(invalid("email_id or registration_id")),
        };
        Ok(Self {
            id: EmailProofId::from_text(row.text("id")?),
            browser_id: BrowserId::from_text(row.text("browser_id")?),
            person_id: PersonId::from_text(row.text("person_id")?),
            of,
            address: row.text("address")?,
            code_mac: row.optional_text("code_mac")?,
            tries: row.number("tries")?,
            sends: row.number("sends")?,
            created_at: row.time("created_at")?,
            expires_at: row.time("expires_at")?,
            next_send_at: row.time("next_send_at")?,
            used_at: row.optional_time("used_at")?,
        })
    }
}

pub(crate) async fn add(connection: &mut Connection, proof: &EmailProof) -> StoreResult<()> {
    let (email, registration) = match &proof.of {
        ProofOf::Address(id) => (Some(id.as_str()), None),
        ProofOf::Registration(id) => (None, Some(id.as_str())),
    };
    let add = sql(ADD)
        .bind(proof.id.as_str())
        .bind(proof.browser_id.as_str())
        .bind(proof.person_id.as_str())
        .bind(email)
        .bind(registration)
        .bind(&proof.address)
        .bind(proof.code_mac.as_deref())
        .bind(proof.tries)
        .bind(proof.sends)
        .bind(proof.created_at.micros())
        .bind(proof.expires_at.micros())
        .bind(proof.next_send_at.micros())
        .bind(proof.used_at.map(Timestamp::micros));
    connection.put(add).await
}

pub(crate) async fn lookup(connection: &mut Connection, id: &EmailProofId) -> StoreResult<Option<EmailProof>> {
    connection.find(sql(LOOKUP).bind(id.as_str())).await
}

pub(crate) async fn find_live(
    connection: &mut Connection,
    (email, person, browser): (&EmailId, &PersonId, &BrowserId),
    now: Timestamp,
) -> StoreResult<Option<EmailProof>> {
    let find = sql(FIND_LIVE).bind(email.as_str()).bind(person.as_str()).bind(browser.as_str()).bind(now.micros());
    connection.find(find).await
}

pub(crate) async fn take_try(
    connection: &mut Connection,
    id: &EmailProofId,
    limit: i64,
    now: Timestamp,
) -> StoreResult<bool> {
    connection.changes(sql(TAKE_TRY).bind(id.as_str()).bind(limit).bind(now.micros())).await
}

pub(crate) async fn use_up(connection: &mut Connection, id: &EmailProofId, now: Timestamp) -> StoreResult<bool> {
    connection.changes(sql(USE).bind(id.as_str()).bind(now.micros())).await
}

pub(crate) async fn renew(connection: &mut Connection, proof: &EmailProof) -> StoreResult<bool> {
    let renew = sql(RENEW)
        .bind(proof.id.as_str())
        .bind(proof.code_mac.as_deref())
        .bind(proof.sends)
        .bind(proof.expires_at.micros())
        .bind(proof.next_send_at.micros());
    connection.changes(renew).await
}
