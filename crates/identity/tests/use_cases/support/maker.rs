//! A maker of authenticators, which vouches for them with certificates of its own (W3C WebAuthn, 8.2.1).

use std::{
    str::FromStr as _,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use crypto_glue::{
    ecdsa_p256::{EcdsaP256DerSignature, EcdsaP256SigningKey, EcdsaP256VerifyingKey},
    traits::{EncodeDer as _, EncodePem as _, Generate as _, ToExtension as _},
    x509::{
        BasicConstraints, Builder as _, CertBuilderError, Certificate, CertificateBuilder, Extension, KeyUsage,
        KeyUsages, Name, ObjectIdentifier, OctetString, SerialNumber, SubjectPublicKeyInfoOwned,
        SubjectPublicKeyInfoRef, TbsCertificate, Time, Validity, profile::BuilderProfile,
    },
};
use identity::webauthn::roots::AttestationRoots;

/// A root, and the key with which it vouches for every device.
#[derive(Clone)]
pub(crate) struct Maker(Arc<Made>);

struct Made {
    root: Certificate,
    root_key: EcdsaP256SigningKey,
    leaf_key: EcdsaP256SigningKey,
}

struct Profile {
    issuer: Name,
    subject: Name,
    /// Of a leaf: the model that it vouches for.
    aaguid: Option<[u8; 16]>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> Result<Vec<Extension>, CertBuilderError> {
        let constraints = BasicConstraints { ca: self.aaguid.is_none(), path_len_constraint: None };
        let mut extensions = vec![constraints.to_extension(tbs.subject(), &[])?];
        if self.aaguid.is_none() {
            extensions.push(KeyUsage(KeyUsages::KeyCertSign.into()).to_extension(tbs.subject(), &extensions)?);
        }
        if let Some(aaguid) = self.aaguid {
            extensions.push(Extension {
                extn_id: ObjectIdentifier::new_unwrap("1.3.6.1.4.1.45724.1.1.4"),
                critical: false,
                extn_value: OctetString::new([&[0x04, 0x10][..], &aaguid].concat())?,
            });
        }
        Ok(extensions)
    }
}

const ROOT: &str = "CN=Example root,O=Example,C=GB";
const LEAF: &str = "CN=Example device,OU=Authenticator Attestation,O=Example,C=GB";

fn certificate(profile: Profile, serial: u8, of: &EcdsaP256SigningKey, by: &EcdsaP256SigningKey) -> Certificate {
    // From 2020 to 2050, whatever the tests' clock says.
    let at = |years: u64| Time::try_from(UNIX_EPOCH + Duration::from_secs(years * 31_557_600)).unwrap();
    let key = SubjectPublicKeyInfoOwned::from_key(&EcdsaP256VerifyingKey::from(of)).unwrap();
    let serial = SerialNumber::new(&[serial]).unwrap();
    let builder = CertificateBuilder::new(profile, serial, Validity::new(at(50), at(80)), key).unwrap();
    builder.build::<EcdsaP256SigningKey, EcdsaP256DerSignature>(by).unwrap()
}

impl Maker {
    pub(crate) fn new() -> Self {
        let (root_key, leaf_key) = (EcdsaP256SigningKey::generate(), EcdsaP256SigningKey::generate());
        let name = || Name::from_str(ROOT).unwrap();
        let root = certificate(Profile { issuer: name(), subject: name(), aaguid: None }, 1, &root_key, &root_key);
        Self(Arc::new(Made { root, root_key, leaf_key }))
    }

    /// What an installation that trusts it is configured with.
    pub(crate) fn roots(&self) -> AttestationRoots {
        AttestationRoots::parse(&self.0.root.to_pem(Default::default()).unwrap()).unwrap()
    }

    /// Its root, as the FIDO Alliance's metadata has it.
    pub(crate) fn root_in_base64(&self) -> String {
        STANDARD.encode(self.0.root.to_der().unwrap())
    }

    pub(super) fn key(&self) -> &EcdsaP256SigningKey {
        &self.0.leaf_key
    }

    /// The certificate for devices of a model.
    pub(super) fn vouch(&self, aaguid: [u8; 16]) -> Vec<u8> {
        let (issuer, subject) = (Name::from_str(ROOT).unwrap(), Name::from_str(LEAF).unwrap());
        let profile = Profile { issuer, subject, aaguid: Some(aaguid) };
        certificate(profile, 2, &self.0.leaf_key, &self.0.root_key).to_der().unwrap()
    }
}
