//! Requests for certificates, certificates, lists of revoked ones and answers of agents, as strangers send them.
#![no_main]

use ca::Embedded;
use card_protocol::Signature;
use identity::{
    smartcard::{
        ask,
        authority::{CertificateAuthority as _, Trust},
        certificate::CertificatePurpose,
    },
    time::Timestamp,
};
use libfuzzer_sys::fuzz_target;

/// A root that has issued nothing that is in the seeds.
const ROOT: &[u8] = include_bytes!("../seeds/smartcard/root.der");

fuzz_target!(|bytes: &[u8]| {
    if let Ok(key) = Embedded.read_request(bytes) {
        // What is accepted is signed by its key: no byte of the key can be another.
        assert!(!key.der.is_empty());
        assert_eq!(Embedded.read_request(bytes), Ok(key));
    }
    let at = Timestamp::from_micros(1_774_000_000_000_000);
    for purpose in CertificatePurpose::ALL {
        for list in [None, Some(bytes)] {
            let trust = Trust { root: ROOT, list, at };
            assert!(Embedded.check(trust, bytes, *purpose).is_err());
        }
        let trust = Trust { root: bytes, list: Some(bytes), at };
        assert!(Embedded.check(trust, bytes, *purpose).is_err());
    }
    for algorithm in [Signature::EcdsaP256, Signature::RsaPkcs1] {
        assert!(!Embedded.verify(bytes, b"message", (algorithm, bytes)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Some(answer) = ask::read(text) {
            let written = serde_json::to_string(&answer).expect("an answer that was read");
            assert_eq!(ask::read(&written), Some(answer));
        }
    }
});
