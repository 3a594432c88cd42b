//! The FIDO Metadata BLOB: taken when the FIDO Alliance signed it, refused when anything about that is not so.

use std::{
    fs,
    str::FromStr as _,
    time::{Duration, UNIX_EPOCH},
};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use crypto_glue::{
    ecdsa_p256::{EcdsaP256DerSignature, EcdsaP256Signature, EcdsaP256SigningKey, EcdsaP256VerifyingKey},
    rsa::{self, RS256PrivateKey, RS256PublicKey, RS256Signature, RS256SigningKey},
    traits::{EncodeDer as _, EncodePem as _, Generate as _, SignatureEncoding as _, Signer, ToExtension as _},
    x509::{
        BasicConstraints, Builder as _, CertBuilderError, Certificate, CertificateBuilder, Extension, GeneralName,
        Ia5String, KeyUsage, KeyUsages, Name, SerialNumber, SubjectAltName, SubjectPublicKeyInfoOwned,
        SubjectPublicKeyInfoRef, TbsCertificate, Time, Validity, profile::BuilderProfile,
    },
};
use identity::{time::Timestamp, webauthn::metadata::Metadata};
use rustls_pki_types::CertificateDer;
use serde_json::{Value, json};
use server::config::{Config, Mode, Sources, metadata};

use crate::cli::Operator;

const SIGNER: &str = "mds.fidoalliance.org";
const MODEL: &str = "d8522d9f-575b-4866-88a9-ba99fa02f35b";

/// A certificate of nobody in particular: an authority, or for a host.
struct Profile {
    issuer: &'static str,
    subject: &'static str,
    host: Option<&'static str>,
}

impl BuilderProfile for Profile {
    fn get_issuer(&self, _: &Name) -> Name {
        Name::from_str(self.issuer).unwrap()
    }

    fn get_subject(&self) -> Name {
        Name::from_str(self.subject).unwrap()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> Result<Vec<Extension>, CertBuilderError> {
        let subject = tbs.subject();
        let constraints = BasicConstraints { ca: self.host.is_none(), path_len_constraint: None };
        let mut extensions = vec![constraints.to_extension(subject, &[])?];
        match self.host {
            None => extensions.push(KeyUsage(KeyUsages::KeyCertSign.into()).to_extension(subject, &extensions)?),
            Some(host) => {
                let name = GeneralName::DnsName(Ia5String::new(host)?);
                extensions.push(SubjectAltName(vec![name]).to_extension(subject, &extensions)?);
            }
        }
        Ok(extensions)
    }
}

/// Valid from the beginning of one year to that of another, by and large.
fn certificate(
    profile: Profile,
    years: (u64, u64),
    key: SubjectPublicKeyInfoOwned,
    by: &EcdsaP256SigningKey,
) -> Certificate {
    let at = |year: u64| Time::try_from(UNIX_EPOCH + Duration::from_secs((year - 1970) * 31_557_600)).unwrap();
    let validity = Validity::new(at(years.0), at(years.1));
    let builder = CertificateBuilder::new(profile, SerialNumber::new(&[7]).unwrap(), validity, key).unwrap();
    builder.build::<EcdsaP256SigningKey, EcdsaP256DerSignature>(by).unwrap()
}

fn public(key: &EcdsaP256SigningKey) -> SubjectPublicKeyInfoOwned {
    SubjectPublicKeyInfoOwned::from_key(&EcdsaP256VerifyingKey::from(key)).unwrap()
}

/// An authority: a root, and an intermediate that it certified.
struct Authority {
    root: Certificate,
    between: Certificate,
    key: EcdsaP256SigningKey,
}

const ROOT: &str = "CN=Example root,C=GB";
const BETWEEN: &str = "CN=Example intermediate,C=GB";

impl Authority {
    fn new() -> Self {
        let (root_key, key) = (EcdsaP256SigningKey::generate(), EcdsaP256SigningKey::generate());
        let root = Profile { issuer: ROOT, subject: ROOT, host: None };
        let root = certificate(root, (2020, 2050), public(&root_key), &root_key);
        let between = Profile { issuer: ROOT, subject: BETWEEN, host: None };
        let between = certificate(between, (2020, 2050), public(&key), &root_key);
        Self { root, between, key }
    }

    fn certify(&self, host: &'static str, years: (u64, u64), key: SubjectPublicKeyInfoOwned) -> Certificate {
        certificate(Profile { issuer: BETWEEN, subject: "CN=Signer,C=GB", host: Some(host) }, years, key, &self.key)
    }

    fn root(&self) -> CertificateDer<'static> {
        CertificateDer::from(self.root.to_der().unwrap())
    }
}

fn payload() -> Value {
    json!({
        "legalHeader": "https://fidoalliance.org/metadata/metadata-legal-terms/",
        "no": 12, "nextUpdate": "2026-04-01",
        "entries": [{
            "aaguid": MODEL,
            "metadataStatement": { "description": "A key", "attestationRootCertificates": [] },
            "statusReports": [{ "status": "FIDO_CERTIFIED_L1", "effectiveDate": "2020-05-12" }],
        }],
    })
}

fn head(algorithm: &str, chain: &[&Certificate]) -> Value {
    let chain: Vec<String> = chain.iter().map(|one| STANDARD.encode(one.to_der().unwrap())).collect();
    json!({ "alg": algorithm, "typ": "JWT", "x5c": chain })
}

fn signed(head: &Value, payload: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let content = format!("{}.{}", part(head), part(payload));
    let signature = URL_SAFE_NO_PAD.encode(sign(content.as_bytes()));
    format!("{content}.{signature}")
}

fn es256(key: &EcdsaP256SigningKey) -> impl Fn(&[u8]) -> Vec<u8> {
    |content| Signer::<EcdsaP256Signature>::sign(key, content).to_bytes().to_vec()
}

/// 14 July 2026.
const fn now() -> Timestamp {
    Timestamp::from_micros(1_784_000_000_000_000)
}

/// An authority, the key of the signer that it certified, and an honest BLOB.
fn honest() -> (Authority, EcdsaP256SigningKey, String) {
    let (authority, key) = (Authority::new(), EcdsaP256SigningKey::generate());
    let leaf = authority.certify(SIGNER, (2025, 2030), public(&key));
    let blob = signed(&head("ES256", &[&leaf, &authority.between]), &payload(), es256(&key));
    (authority, key, blob)
}

fn refused(blob: &str, authority: &Authority) -> String {
    metadata::verify(blob, &[authority.root()], now()).unwrap_err()
}

fn says(read: &Metadata) -> (u64, usize) {
    (read.number(), read.count())
}

#[test]
fn a_blob_that_the_fido_alliance_signed_is_read() {
    let (authority, _, blob) = honest();
    let read = metadata::verify(&blob, &[Authority::new().root(), authority.root()], now()).unwrap();
    assert_eq!(says(&read), (12, 1));
    // As the real one is signed.
    let key: RS256PrivateKey = rsa::new_key(2048).unwrap();
    let public = SubjectPublicKeyInfoOwned::from_key(&RS256PublicKey::from(&key)).unwrap();
    let leaf = authority.certify(SIGNER, (2025, 2030), public);
    let key = RS256SigningKey::new(key);
    let sign = |content: &[u8]| Signer::<RS256Signature>::sign(&key, content).to_vec();
    let blob = signed(&head("RS256", &[&leaf, &authority.between]), &payload(), sign);
    assert_eq!(says(&metadata::verify(&blob, &[authority.root()], now()).unwrap()), (12, 1));
}

#[test]
fn a_blob_of_another_root_is_refused() {
    let (_, _, blob) = honest();
    let fault = refused(&blob, &Authority::new());
    assert!(fault.contains("does not lead to a root of WEBAUTHN_METADATA_ROOT"), "{fault}");
    // The same names, and keys of its own.
    let (authority, key, _) = honest();
    let forged = Authority::new();
    let leaf = forged.certify(SIGNER, (2025, 2030), public(&key));
    for chain in [vec![&leaf], vec![&leaf, &forged.between], vec![&leaf, &authority.between], vec![&authority.root]] {
        let fault = refused(&signed(&head("ES256", &chain), &payload(), es256(&key)), &authority);
        assert!(fault.contains("does not lead to a root of WEBAUTHN_METADATA_ROOT"), "{fault}");
    }
    let none = signed(&head("ES256", &[]), &payload(), es256(&key));
    assert!(refused(&none, &authority).contains("no certificate"), "{}", refused(&none, &authority));
}

#[test]
fn a_blob_that_somebody_else_under_that_root_signed_is_refused() {
    let (authority, key, _) = honest();
    for host in ["example.org", "mds.fidoalliance.org.example.org", "xmds.fidoalliance.org"] {
        let leaf = authority.certify(host, (2025, 2030), public(&key));
        let fault = refused(&signed(&head("ES256", &[&leaf, &authority.between]), &payload(), es256(&key)), &authority);
        assert_eq!(fault, "its signer's certificate is not that of mds.fidoalliance.org");
    }
}

#[test]
fn a_blob_that_was_changed_is_refused() {
    let (authority, key, blob) = honest();
    let parts: Vec<&str> = blob.split('.').collect();
    let mut other = payload();
    other["entries"][0]["statusReports"] = json!([]);
    let other = URL_SAFE_NO_PAD.encode(other.to_string());
    assert_eq!(refused(&format!("{}.{other}.{}", parts[0], parts[2]), &authority), "its signature is false");
    let stranger = EcdsaP256SigningKey::generate();
    let leaf = authority.certify(SIGNER, (2025, 2030), public(&key));
    let chain = [&leaf, &authority.between];
    let by_stranger = signed(&head("ES256", &chain), &payload(), es256(&stranger));
    assert_eq!(refused(&by_stranger, &authority), "its signature is false");
    assert!(refused(&format!("{}.{}.", parts[0], parts[1]), &authority).contains("its signature is false"));
    let mut nonsense = payload();
    nonsense["nextUpdate"] = json!("soon");
    let nonsense = signed(&head("ES256", &chain), &nonsense, es256(&key));
    assert_eq!(refused(&nonsense, &authority), "what it says cannot be read");
}

#[test]
fn a_blob_without_a_signature_of_a_public_key_is_refused() {
    let (authority, key, blob) = honest();
    let leaf = authority.certify(SIGNER, (2025, 2030), public(&key));
    let chain = [&leaf, &authority.between];
    let not_a_blob = "it is not a FIDO Metadata BLOB (a JSON Web Signature with its certificates)";
    for none in ["none", "None", "", "RS1"] {
        assert_eq!(refused(&signed(&head(none, &chain), &payload(), |_| Vec::new()), &authority), not_a_blob);
    }
    // A public key is no shared secret, and another algorithm is not that key's.
    let other = "it is signed with another algorithm than RS256 or ES256";
    for algorithm in ["HS256", "PS256", "ES384", "EdDSA"] {
        assert_eq!(refused(&signed(&head(algorithm, &chain), &payload(), es256(&key)), &authority), other);
    }
    assert_eq!(refused(&signed(&head("RS256", &chain), &payload(), es256(&key)), &authority), "its signature is false");
    for (field, value) in [("crit", json!(["exp"])), ("x5c", json!(["!"])), ("x5c", Value::Null)] {
        let mut head = head("ES256", &chain);
        head[field] = value;
        assert_eq!(refused(&signed(&head, &payload(), es256(&key)), &authority), not_a_blob, "{field}");
    }
    for text in ["", ".", "..", "a.b.c", "{}", &blob[..blob.len() / 2]] {
        assert!(metadata::verify(text, &[authority.root()], now()).is_err(), "{text}");
    }
}

#[test]
fn a_blob_whose_signers_certificate_has_run_out_is_refused() {
    let (authority, key, _) = honest();
    let leaf = authority.certify(SIGNER, (2024, 2026), public(&key));
    let blob = signed(&head("ES256", &[&leaf, &authority.between]), &payload(), es256(&key));
    assert!(refused(&blob, &authority).contains("has run out"), "{}", refused(&blob, &authority));
    let leaf = authority.certify(SIGNER, (2027, 2030), public(&key));
    let blob = signed(&head("ES256", &[&leaf, &authority.between]), &payload(), es256(&key));
    assert!(refused(&blob, &authority).contains("does not lead to a root"), "{}", refused(&blob, &authority));
}

#[test]
fn the_settings_take_a_blob_with_its_root_and_warn_of_an_old_one() {
    let operator = Operator::new();
    let (authority, key, _) = honest();
    let leaf = authority.certify(SIGNER, (2020, 2050), public(&key));
    let mut names_a_root = payload();
    names_a_root["entries"][0]["metadataStatement"]["attestationRootCertificates"] =
        json!([STANDARD.encode(authority.root.to_der().unwrap()), "bm8gY2VydGlmaWNhdGU="]);
    let write = |payload: &Value| {
        let blob = signed(&head("ES256", &[&leaf, &authority.between]), payload, es256(&key));
        fs::write(operator.path().join("blob.jwt"), blob + "\n").unwrap();
    };
    fs::write(operator.path().join("root.pem"), authority.root.to_pem(Default::default()).unwrap()).unwrap();
    let file = |name: &str| operator.path().join(name).to_str().unwrap().to_owned();
    let load = |settings: &[(&str, &str)]| {
        let flags = settings.iter().map(|(name, value)| ((*name).to_owned(), file(value))).collect();
        Config::load(&Sources { flags, ..Sources::default() }, Mode::Service)
    };
    let both = [("WEBAUTHN_METADATA", "blob.jwt"), ("WEBAUTHN_METADATA_ROOT", "root.pem")];
    write(&names_a_root);
    let config = load(&both).unwrap();
    assert_eq!(config.attestation_roots.count(), 1);
    let warning = "WEBAUTHN_METADATA: there is a newer FIDO Metadata BLOB since 1 April 2026.";
    assert!(config.warnings[0].starts_with(warning), "{:?}", config.warnings);
    let flags = ["--webauthn-metadata", "blob.jwt", "--webauthn-metadata-root", "root.pem"];
    let said = operator.done(&[&["config", "--check"], flags.as_slice()].concat());
    assert!(said.contains(&format!("Warning: {warning}")), "{said}");

    names_a_root["nextUpdate"] = json!("2049-01-01");
    write(&names_a_root);
    assert!(load(&both).unwrap().warnings.is_empty());
    for (only, missing) in [(both[0], "WEBAUTHN_METADATA_ROOT: "), (both[1], "WEBAUTHN_METADATA: ")] {
        assert!(load(&[only]).unwrap_err().to_string().starts_with(missing));
    }
    fs::write(operator.path().join("root.pem"), "nothing").unwrap();
    assert!(load(&both).unwrap_err().to_string().contains("the file of WEBAUTHN_METADATA_ROOT"));
    fs::remove_file(operator.path().join("blob.jwt")).unwrap();
    assert!(load(&both).unwrap_err().to_string().contains("the file cannot be read"));
}
