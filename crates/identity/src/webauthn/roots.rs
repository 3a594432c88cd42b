//! The roots that this installation trusts to vouch for authenticators: certificates of their makers, by configuration.

use std::time::{Duration, UNIX_EPOCH};

use webauthn_rs_core::{
    attestation::verify_attestation_ca_chain,
    proto::{AttestationCaList, Credential},
};

use crate::{
    random::{self, id},
    time::Timestamp,
};

id!(
    /// A root by its SHA-256, URL-safe base64.
    RootId
);

/// The roots; without any, nobody vouches for an authenticator.
#[derive(Clone, Debug, Default)]
pub struct AttestationRoots {
    list: AttestationCaList,
}

/// Why a text is no list of roots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootsError {
    /// It holds no certificate.
    #[error("it holds no certificate (`-----BEGIN CERTIFICATE-----`)")]
    None,
    /// The certificate with this number, from 1, is none.
    #[error("certificate {0} in it cannot be read")]
    Unreadable(usize),
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

impl AttestationRoots {
    /// Reads certificates in PEM form (RFC 7468); what stands between them is left out.
    ///
    /// # Errors
    /// When there is none, or one cannot be read.
    pub fn parse(pem: &str) -> Result<Self, RootsError> {
        let mut roots = Self::default();
        for (index, rest) in pem.split(BEGIN).skip(1).enumerate() {
            let unreadable = RootsError::Unreadable(index + 1);
            let (body, _) = rest.split_once(END).ok_or(unreadable)?;
            let certificate = format!("{BEGIN}{}{END}\n", body.replace('\r', ""));
            let list = AttestationCaList::try_from(certificate.as_bytes()).map_err(|_| unreadable)?;
            roots.list.union(&list);
        }
        if roots.list.is_empty() { Err(RootsError::None) } else { Ok(roots) }
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        self.list.union(&others.list);
        self
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether a root is among them.
    #[must_use]
    pub fn holds(&self, root: &RootId) -> bool {
        self.list.cas().keys().any(|digest| random::encode(digest.as_ref()) == root.as_str())
    }

    /// The root up to which the attestation of a new credential is verified, if any vouches for it. The library has
    /// verified already that the statement fits the credential.
    pub(super) fn vouching_for(&self, credential: &Credential, now: Timestamp) -> Option<RootId> {
        let now = UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).ok()?);
        let root = verify_attestation_ca_chain(&credential.attestation.data, &self.list, now).ok()??;
        Some(RootId::from_text(random::encode(root.get_kid().ok()?.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_no_certificate_is_told() {
        let error = |text: &str| AttestationRoots::parse(text).err();
        assert_eq!(error(""), Some(RootsError::None));
        assert_eq!(error("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"), Some(RootsError::None));
        assert_eq!(error(&format!("{BEGIN}\nAAAA\n{END}\n")), Some(RootsError::Unreadable(1)));
        assert_eq!(error(&format!("{BEGIN}\nAAAA")), Some(RootsError::Unreadable(1)));
    }
}
