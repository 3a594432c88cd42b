//! What a card asks certificates for: two requests of two new keys, each signed by its own.

use card_protocol::Requests;

use super::{
    authority::{RequestFault, RequestedKey},
    certificate::{CertificatePurpose, hex},
    decode,
};
use crate::{service::Service, store::Repository, store::StoreResult};
use sha2::{Digest as _, Sha256};

/// What is wrong with a pair of requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRequests {
    /// One of them is refused.
    One(CertificatePurpose, RequestFault),
    /// Both are for the same key.
    SameKey,
}

/// The keys of a pair of requests, checked.
pub(crate) struct WantedPair {
    pub authentication: RequestedKey,
    pub signing: RequestedKey,
    /// SHA-256 of both requests' DER, one after the other: what the old key vouches for.
    pub digest: String,
}

impl WantedPair {
    pub(crate) fn keys(&self) -> [(CertificatePurpose, &RequestedKey); 2] {
        [(CertificatePurpose::Authentication, &self.authentication), (CertificatePurpose::Signing, &self.signing)]
    }

    /// Whether one of the keys was certified before.
    pub(crate) async fn is_known(&self, repository: &mut dyn Repository) -> StoreResult<bool> {
        for (_, key) in self.keys() {
            if repository.knows_key(&key.fingerprint()).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Reads both requests of a stranger.
pub(crate) fn read(service: &Service, requests: &Requests) -> Result<WantedPair, BadRequests> {
    let one = |purpose, text: &str| {
        let der = decode(text).ok_or(BadRequests::One(purpose, RequestFault::Malformed))?;
        let key = service.authority.read_request(&der).map_err(|fault| BadRequests::One(purpose, fault))?;
        Ok((key, der))
    };
    let (authentication, first) = one(CertificatePurpose::Authentication, &requests.authentication)?;
    let (signing, second) = one(CertificatePurpose::Signing, &requests.signing)?;
    if authentication == signing {
        return Err(BadRequests::SameKey);
    }
    let digest = hex(&Sha256::new().chain_update(first).chain_update(second).finalize());
    Ok(WantedPair { authentication, signing, digest })
}
