//! The embedded certificate authority of smartcards. rcgen writes certificates and lists of revoked ones; rustls-webpki checks
//! chains, validity, usage, revocation and signatures. What is issued to whom is decided in `identity`.

mod check;
mod issue;
mod request;

use async_trait::async_trait;
use card_protocol::Signature;
use identity::{
    Unexpected,
    smartcard::{
        authority::{
            Authority, CertificateAuthority, CertificateFault, Foundation, Order, RequestFault, RequestedKey,
            RevocationList, Trust,
        },
        certificate::CertificatePurpose,
    },
};

/// `id-kp-documentSigning` (RFC 9336, 3.1).
const DOCUMENT_SIGNING: &[u64] = &[1, 3, 6, 1, 5, 5, 7, 3, 36];

/// It keeps nothing: its key comes with each call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Embedded;

#[async_trait]
impl CertificateAuthority for Embedded {
    fn found(&self, foundation: &Foundation) -> Result<Authority, Unexpected> {
        issue::found(foundation).map_err(unexpected)
    }

    fn read_request(&self, der: &[u8]) -> Result<RequestedKey, RequestFault> {
        request::read(der)
    }

    async fn issue(&self, authority: &Authority, order: &Order<'_>) -> Result<Vec<u8>, Unexpected> {
        issue::certificate(authority, order).map_err(unexpected)
    }

    async fn sign_list(&self, authority: &Authority, list: &RevocationList<'_>) -> Result<Vec<u8>, Unexpected> {
        issue::list(authority, list).map_err(unexpected)
    }

    fn check(&self, trust: Trust<'_>, certificate: &[u8], purpose: CertificatePurpose) -> Result<(), CertificateFault> {
        check::certificate(trust, certificate, purpose)
    }

    fn verify(&self, certificate: &[u8], message: &[u8], signature: (Signature, &[u8])) -> bool {
        check::signature(certificate, message, signature)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn unexpected(error: rcgen::Error) -> Unexpected {
    Unexpected::Other(format!("the certificate authority: {error}"))
}
