//! The roots that this installation trusts to vouch for authenticators: certificates of their makers, by configuration,
//! each for whatever it signed or, from the FIDO Alliance's metadata, for certain models.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, UNIX_EPOCH},
};

use webauthn_rs_core::{
    attestation::verify_attestation_ca_chain,
    proto::{AttestationCaList, Credential},
};

use super::metadata::Metadata;
use crate::{
    assurance::model::Aaguid,
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
    /// Of roots that vouch for certain models only: which.
    models: BTreeMap<RootId, BTreeSet<Aaguid>>,
    /// Models for which nobody can vouch any more.
    broken: BTreeSet<Aaguid>,
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

    /// The roots that the FIDO Alliance names, each for its models. A certificate that cannot be read vouches for nobody.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        metadata.models().iter().fold(Self::default(), |mut all, model| {
            if model.is_broken {
                all.broken.insert(model.aaguid);
                return all;
            }
            for root in model.roots.iter().filter_map(|text| Self::parse(&pem(text)).ok()) {
                all.list.union(&root.list);
                for digest in root.list.cas().keys() {
                    let id = RootId::from_text(random::encode(digest.as_ref()));
                    all.models.entry(id).or_default().insert(model.aaguid);
                }
            }
            all
        })
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: &Self) -> Self {
        let mut models = BTreeMap::new();
        for id in self.models.keys().chain(others.models.keys()) {
            // A root that either has without limits stays without.
            if let (Some(mine), Some(theirs)) = (self.limits(id), others.limits(id)) {
                models.insert(id.clone(), mine.union(&theirs).copied().collect());
            }
        }
        self.models = models;
        self.list.union(&others.list);
        self.broken.extend(&others.broken);
        self
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Whether a root is among them and vouches for a model.
    #[must_use]
    pub fn vouch(&self, root: &RootId, model: Aaguid) -> bool {
        let is_meant = self.models.get(root).is_none_or(|models| models.contains(&model));
        is_meant && !self.broken.contains(&model) && self.hold(root)
    }

    /// Whether a model is known to be broken, whoever vouched for it.
    #[must_use]
    pub fn know_broken(&self, model: Aaguid) -> bool {
        self.broken.contains(&model)
    }

    /// The root up to which the attestation of a new credential is verified, if any vouches for it. The library has
    /// verified already that the statement fits the credential.
    pub(super) fn vouching_for(&self, credential: &Credential, model: Aaguid, now: Timestamp) -> Option<RootId> {
        let now = UNIX_EPOCH + Duration::from_micros(u64::try_from(now.micros()).ok()?);
        let verified = |list: &AttestationCaList| {
            let root = verify_attestation_ca_chain(&credential.attestation.data, list, now).ok()??;
            Some(RootId::from_text(random::encode(root.get_kid().ok()?.as_ref())))
        };
        // Of roots with one name the library tries the first only.
        let root = verified(&self.list).or_else(|| {
            self.list.cas().values().find_map(|root| {
                let mut alone = AttestationCaList::default();
                alone.insert(root.clone()).ok()?;
                verified(&alone)
            })
        });
        root.filter(|root| self.vouch(root, model))
    }

    fn hold(&self, root: &RootId) -> bool {
        let wanted = random::decode(root.as_str()).unwrap_or_default();
        self.list.cas().keys().any(|digest| AsRef::<[u8]>::as_ref(digest) == wanted)
    }

    /// The models that a root is limited to: none of them where it is not there, `None` where there is no limit.
    fn limits(&self, root: &RootId) -> Option<BTreeSet<Aaguid>> {
        match self.models.get(root) {
            Some(models) => Some(models.clone()),
            None if self.hold(root) => None,
            None => Some(BTreeSet::new()),
        }
    }
}

/// A certificate in base64 as PEM has it: 64 characters a line (RFC 7468).
fn pem(base64: &str) -> String {
    let body: Vec<char> = base64.chars().filter(|character| !character.is_whitespace()).collect();
    let lines: String = body.chunks(64).map(|line| format!("{}\n", line.iter().collect::<String>())).collect();
    format!("{BEGIN}\n{lines}{END}\n")
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
