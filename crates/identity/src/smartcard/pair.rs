//! Issues both certificates of a pair.

use std::time::Duration;

use super::{
    authority::{Authority, LEEWAY, Order},
    card::Card,
    certificate::{Certificate, CertificateSerial, CertificateState, Fingerprint, RenewalId},
    encode,
    request::WantedPair,
};
use crate::{
    person::Person,
    service::{Service, Unexpected},
    time::Timestamp,
};

/// Whom a pair is for.
#[derive(Clone, Copy)]
pub(super) struct Holder<'a> {
    pub person: &'a Person,
    pub card: &'a Card,
}

/// Has both certificates made, outside any transaction; the caller writes both or none. Validity is in whole seconds, as
/// certificates have it.
pub(super) async fn make(
    service: &Service,
    authority: &Authority,
    Holder { person, card }: Holder<'_>,
    pair: &WantedPair,
    (until, renewal, state): (Timestamp, Option<&RenewalId>, CertificateState),
) -> Result<Vec<Certificate>, Unexpected> {
    let whole = |at: Timestamp| Timestamp::from_micros(at.seconds() * 1_000_000);
    let (from, until) = (whole(service.now().minus(LEEWAY)), whole(until));
    let list_url = list_url(service);
    let name = person.name.full();
    let mut made = Vec::new();
    for (purpose, key) in pair.keys() {
        let serial = CertificateSerial::random(&*service.random);
        let order = Order {
            serial: &serial,
            purpose,
            key,
            name: &name,
            identifier: &person.identifier,
            card: &card.serial,
            from,
            until,
            list_url: &list_url,
        };
        let der = service.authority.issue(authority, &order).await?;
        made.push(Certificate {
            card_id: card.id.clone(),
            purpose,
            fingerprint: Fingerprint::of(&der),
            key: key.fingerprint(),
            der,
            not_before: from,
            not_after: until,
            renewal: renewal.cloned(),
            state,
            revoked: None,
            serial,
        });
    }
    Ok(made)
}

/// How long a pair was issued for. Its holder renews it for as long and no longer: for how long somebody has a card, its issuer said.
pub(super) fn life(issued: &Certificate) -> Duration {
    issued.not_before.until(issued.not_after).saturating_sub(LEEWAY)
}

/// Where the list of revoked ones is published.
pub(super) fn list_url(service: &Service) -> String {
    format!("{}/ca/crl.der", service.policy.base_url)
}

/// As the agent gets them.
pub(super) fn for_agent(pair: &[Certificate]) -> Option<card_protocol::Certificates> {
    use super::certificate::CertificatePurpose::{Authentication, Signing};
    let of = |purpose| pair.iter().find(|one| one.purpose == purpose).map(|one| encode(&one.der));
    Some(card_protocol::Certificates { authentication: of(Authentication)?, signing: of(Signing)? })
}
