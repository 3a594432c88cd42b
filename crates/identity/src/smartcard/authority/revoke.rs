//! Revoke one certificate by hand, for a key that somebody else may have. The card's other one goes with it: a pair comes and
//! goes together.

use crate::{
    actor::By,
    audit::{self, Event},
    person::PersonId,
    service::{Service, Unexpected},
    smartcard::{
        card::CardId,
        certificate::{CertificateSerial, CertificateState, RevocationReason},
    },
    store::Repository,
};

/// How revoking ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokeCertificate {
    /// So many are revoked: it, and the other one of its pair. The card signs nobody in with them.
    Revoked(usize),
    /// It was revoked before.
    Before,
    /// Nobody has one of this serial number.
    NotThere,
}

/// Revokes a certificate and its pair.
///
/// # Errors
/// When the database refuses.
pub async fn revoke(
    service: &Service,
    by: By<'_>,
    serial: &CertificateSerial,
    reason: RevocationReason,
) -> Result<RevokeCertificate, Unexpected> {
    let mut repository = service.write().await?;
    let Some(found) = repository.lookup_certificate(serial).await? else {
        return Ok(RevokeCertificate::NotThere);
    };
    if found.state == CertificateState::Revoked {
        return Ok(RevokeCertificate::Before);
    }
    let Some(card) = repository.lookup_card(&found.card_id).await? else {
        return Ok(RevokeCertificate::NotThere);
    };
    repository.lock_person(&card.person_id).await?;
    let count = pair(service, &mut *repository, by, (&card.person_id, &card.id), found.state, reason).await?;
    repository.commit().await?;
    Ok(RevokeCertificate::Revoked(count))
}

/// Revokes what a card has in one state, in the transaction of whoever calls; answers how many those were.
pub(crate) async fn pair(
    service: &Service,
    repository: &mut dyn Repository,
    by: By<'_>,
    (person, card): (&PersonId, &CardId),
    state: CertificateState,
    reason: RevocationReason,
) -> Result<usize, Unexpected> {
    let mut count = 0;
    for certificate in repository.list_certificates(card).await?.into_iter().filter(|one| one.state == state) {
        if !repository.revoke_certificate(&certificate.serial, service.now(), reason).await? {
            continue;
        }
        count += 1;
        let serial = certificate.serial.to_string();
        let what = [("serial", serial.as_str()), ("purpose", certificate.purpose.as_str()), ("why", reason.as_str())];
        let details = [&what[..], by.why].concat();
        let event = Event::CertificateRevoked;
        audit::record(repository, service, by.origin, by.actor, Some(person), event, &details).await?;
    }
    Ok(count)
}
