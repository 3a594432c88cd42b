//! What the authority issues is accepted where it belongs; what hostile people show is not.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop at once, as tests do")]

use std::time::Duration;

use ca::Embedded;
use card_protocol::Signature;
use identity::{
    person::UserIdentifier,
    smartcard::{
        authority::{
            Authority, CertificateAuthority as _, CertificateFault, Foundation, Order, RequestFault, RequestedKey,
            RevocationList, Trust,
        },
        card::CardSerial,
        certificate::{
            CertificatePurpose::{self, Authentication, Signing},
            CertificateSerial, RevocationReason, Revoked,
        },
    },
    time::Timestamp,
};
use proptest::prelude::*;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256, RsaKeySize, SigningKey as _};
use x509_parser::prelude::{FromDer as _, GeneralName, X509Certificate};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn at(days: u64) -> Timestamp {
    Timestamp::from_micros(1_774_000_000_000_000).plus(DAY * u32::try_from(days).unwrap())
}

fn serial(number: u8) -> CertificateSerial {
    CertificateSerial::from_text(&format!("4{number:031}")).unwrap()
}

fn founded(name: &str) -> Authority {
    let foundation = Foundation { name: name.into(), serial: serial(0), from: at(0), until: at(7_300) };
    Embedded.found(&foundation).unwrap()
}

fn request(key: &KeyPair) -> Vec<u8> {
    CertificateParams::default().serialize_request(key).unwrap().der().to_vec()
}

fn requested(key: &KeyPair) -> RequestedKey {
    Embedded.read_request(&request(key)).unwrap()
}

/// Valid from day 10 to day 740.
async fn issue(authority: &Authority, key: &RequestedKey, purpose: CertificatePurpose, number: u8) -> Vec<u8> {
    let order = Order {
        serial: &serial(number),
        purpose,
        key,
        name: "Zoë O'Brien",
        identifier: &UserIdentifier::parse("999000000013").unwrap(),
        card: &CardSerial::parse("00A1/7").unwrap(),
        from: at(10),
        until: at(740),
        list_url: "https://identity.example/ca/crl.der",
    };
    Embedded.issue(authority, &order).await.unwrap()
}

fn check(
    authority: &Authority,
    certificate: &[u8],
    purpose: CertificatePurpose,
    day: u64,
) -> Result<(), CertificateFault> {
    Embedded.check(Trust { root: &authority.root, list: None, at: at(day) }, certificate, purpose)
}

#[tokio::test]
async fn both_certificates_of_a_pair_are_good_for_what_they_are_for_and_nothing_else() {
    let ours = founded("Ours");
    for key in [KeyPair::generate().unwrap(), KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap()] {
        let key = requested(&key);
        let (first, second) = (issue(&ours, &key, Authentication, 1).await, issue(&ours, &key, Signing, 2).await);
        assert_eq!(check(&ours, &first, Authentication, 20), Ok(()));
        assert_eq!(check(&ours, &second, Signing, 20), Ok(()));
        assert_eq!(check(&ours, &first, Signing, 20), Err(CertificateFault::WrongUsage));
        assert_eq!(check(&ours, &second, Authentication, 20), Err(CertificateFault::WrongUsage));
    }
}

#[tokio::test]
async fn a_certificate_names_its_holder_and_its_card() {
    let ours = founded("Ours");
    let der = issue(&ours, &requested(&KeyPair::generate().unwrap()), Signing, 7).await;
    let (rest, read) = X509Certificate::from_der(&der).unwrap();
    assert!(rest.is_empty());
    assert_eq!(read.subject().to_string(), "CN=Zoë O'Brien, serialNumber=999000000013");
    assert_eq!(read.issuer().to_string(), "CN=Ours");
    assert_eq!(read.raw_serial(), serial(7).as_bytes());
    let names = &read.subject_alternative_name().unwrap().unwrap().value.general_names;
    assert_eq!(names, &[GeneralName::URI("urn:care-identity:card:00A1%2F7")]);
    let usage = read.key_usage().unwrap().unwrap().value;
    assert!(usage.digital_signature() && usage.non_repudiation() && !usage.key_cert_sign());
    assert!(!read.is_ca());
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_whatever_it_says() {
    let (ours, other) = (founded("Ours"), founded("Other"));
    let key = requested(&KeyPair::generate().unwrap());
    let mine = issue(&ours, &key, Authentication, 1).await;
    // Another one, and one that says that it is ours, with the same serial number.
    let same_name = founded("Ours");
    assert_eq!(
        check(&ours, &issue(&other, &key, Authentication, 1).await, Authentication, 20),
        Err(CertificateFault::NotOurs)
    );
    let forged = issue(&same_name, &key, Authentication, 1).await;
    assert!(check(&ours, &forged, Authentication, 20).is_err());
    assert_eq!(check(&ours, &mine, Authentication, 20), Ok(()));
    // Nobody is their own authority.
    let itself = KeyPair::generate().unwrap();
    let itself = CertificateParams::default().self_signed(&itself).unwrap().der().to_vec();
    assert!(check(&ours, &itself, Authentication, 20).is_err());
    assert_eq!(check(&ours, &ours.root, Authentication, 20), Err(CertificateFault::WrongUsage));
    // The holder of a certificate issues no others.
    let holder = KeyPair::generate().unwrap();
    let leaf = issue(&ours, &requested(&holder), Authentication, 3).await;
    let below = Authority { root: leaf, key: holder.serialize_der().into() };
    let below = issue(&below, &key, Authentication, 4).await;
    assert!(check(&ours, &below, Authentication, 20).is_err());
}

#[tokio::test]
async fn a_certificate_is_refused_before_and_after_its_time() {
    let ours = founded("Ours");
    let der = issue(&ours, &requested(&KeyPair::generate().unwrap()), Authentication, 1).await;
    for (day, outcome) in
        [(9, Err(CertificateFault::NotYetValid)), (10, Ok(())), (740, Ok(())), (741, Err(CertificateFault::Expired))]
    {
        assert_eq!(check(&ours, &der, Authentication, day), outcome, "{day}");
    }
}

#[tokio::test]
async fn a_certificate_with_any_byte_changed_is_refused() {
    let ours = founded("Ours");
    let der = issue(&ours, &requested(&KeyPair::generate().unwrap()), Authentication, 1).await;
    for place in 0..der.len() {
        let mut tampered = der.clone();
        tampered[place] ^= 0x01;
        assert!(check(&ours, &tampered, Authentication, 20).is_err(), "byte {place}");
    }
    for length in 0..der.len() {
        assert!(check(&ours, &der[..length], Authentication, 20).is_err());
    }
    assert!(check(&ours, &[der, vec![0]].concat(), Authentication, 20).is_err());
}

#[tokio::test]
async fn what_a_list_names_is_refused_and_what_it_does_not_name_is_not() {
    let ours = founded("Ours");
    let key = requested(&KeyPair::generate().unwrap());
    let (one, other) = (issue(&ours, &key, Authentication, 1).await, issue(&ours, &key, Authentication, 2).await);
    let revoked: Vec<Revoked> = RevocationReason::ALL
        .iter()
        .zip([1, 3, 4, 5])
        .map(|(reason, number)| Revoked { serial: serial(number), at: at(15), reason: *reason })
        .collect();
    let list = RevocationList { number: 300, at: at(16), next: at(17), revoked: &revoked };
    let list = Embedded.sign_list(&ours, &list).await.unwrap();
    let asked = |certificate: &[u8], day| {
        Embedded.check(Trust { root: &ours.root, list: Some(&list), at: at(day) }, certificate, Authentication)
    };
    assert_eq!(asked(&one, 16), Err(CertificateFault::Revoked));
    assert_eq!(asked(&other, 16), Ok(()));
    // An old list says nothing, and a list of others is none.
    assert_eq!(asked(&other, 18), Err(CertificateFault::Revoked));
    let empty = RevocationList { number: 301, at: at(16), next: at(17), revoked: &[] };
    let forged = Embedded.sign_list(&founded("Ours"), &empty).await.unwrap();
    let trust = Trust { root: &ours.root, list: Some(&forged), at: at(16) };
    assert!(Embedded.check(trust, &one, Authentication).is_err());
    assert!(Embedded.check(Trust { list: Some(b"x"), ..trust }, &other, Authentication).is_err());
    let none = Embedded.sign_list(&ours, &empty).await.unwrap();
    assert_eq!(Embedded.check(Trust { list: Some(&none), ..trust }, &one, Authentication), Ok(()));
}

#[tokio::test]
async fn a_signature_is_right_for_its_key_its_message_and_its_algorithm_only() {
    let ours = founded("Ours");
    let elliptic = KeyPair::generate().unwrap();
    let rsa = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let mine = issue(&ours, &requested(&elliptic), Authentication, 1).await;
    let old = issue(&ours, &requested(&rsa), Authentication, 2).await;
    let signed = [elliptic.sign(b"message").unwrap(), rsa.sign(b"message").unwrap()];
    for (certificate, algorithm, right) in [(&mine, Signature::EcdsaP256, 0), (&old, Signature::RsaPkcs1, 1)] {
        for (number, signature) in signed.iter().enumerate() {
            for (message, same) in [(&b"message"[..], true), (b"messagf", false), (b"", false)] {
                let verified = Embedded.verify(certificate, message, (algorithm, signature));
                assert_eq!(verified, same && number == right, "{algorithm:?} {number} {message:?}");
            }
        }
    }
    assert!(!Embedded.verify(&mine, b"message", (Signature::RsaPkcs1, &signed[0])));
    assert!(!Embedded.verify(&mine, b"message", (Signature::EcdsaP256, &[])));
    assert!(!Embedded.verify(b"x", b"message", (Signature::EcdsaP256, &signed[0])));
}

#[test]
fn a_request_is_read_when_its_own_key_signed_it() {
    let key = KeyPair::generate().unwrap();
    let der = request(&key);
    assert_eq!(Embedded.read_request(&der).map(|key| key.algorithm), Ok(Signature::EcdsaP256));
    for place in 0..der.len() {
        let mut tampered = der.clone();
        tampered[place] ^= 0x01;
        // Around what is signed there are bytes that say nothing.
        let read = Embedded.read_request(&tampered);
        assert!(read.is_err() || read == Embedded.read_request(&der), "byte {place}");
    }
    // The signature of another key over the same words.
    let mut others = std::iter::repeat_with(|| request(&KeyPair::generate().unwrap()));
    let other = others.find(|other| other.len() == der.len()).unwrap();
    let mixed = [&der[..der.len() - 60], &other[other.len() - 60..]].concat();
    assert!(Embedded.read_request(&mixed).is_err());
    assert_eq!(Embedded.read_request(&[der, vec![0]].concat()), Err(RequestFault::Malformed));
}

#[test]
fn keys_that_cards_do_not_have_are_refused() {
    for key in [
        KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap(),
        KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap(),
        KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_3072).unwrap(),
    ] {
        assert_eq!(Embedded.read_request(&request(&key)), Err(RequestFault::KeyKind));
    }
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Embedded.read_request(&bytes);
        let trust = Trust { root: &bytes, list: Some(&bytes), at: at(1) };
        prop_assert!(Embedded.check(trust, &bytes, Authentication).is_err());
        prop_assert!(!Embedded.verify(&bytes, &bytes, (Signature::EcdsaP256, &bytes)));
    }
}
