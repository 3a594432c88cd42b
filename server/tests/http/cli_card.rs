//! `care-identity ca` and `care-identity card`, with a card that was prepared in software.

use std::fs;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use card_protocol::{Bundle, Issued, Requests};
use rcgen::{CertificateParams, KeyPair};

use crate::cli::Operator;

const ZOE: &str = "999000000013";

/// What `care-identity-agent card prepare` writes.
pub fn prepared(serial: &str) -> String {
    let request = || {
        let request = CertificateParams::default().serialize_request(&KeyPair::generate().unwrap()).unwrap();
        STANDARD.encode(request.der())
    };
    let prepared = Bundle {
        serial: serial.into(),
        label: "Care Identity".into(),
        unblocking_key: Some("31415926".into()),
        requests: Requests { authentication: request(), signing: request() },
    };
    serde_json::to_string(&prepared).unwrap()
}

fn with_zoe() -> Operator {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    let name = ["--given-name", "Zoë", "--family-name", "O'Brien", "--birth-date", "1984-05-30", "--identifier", ZOE];
    operator.done(&[&["person", "add"], &name[..]].concat());
    operator
}

#[test]
fn a_card_is_issued_listed_revoked_and_taken_back() {
    let operator = with_zoe();
    fs::write(operator.path().join("prepared.json"), prepared("00A1")).unwrap();
    let issue =
        |out: &str| operator.run(&["card", "issue", ZOE, "prepared.json", "--out", out, "--reason", "seen in person"]);
    let early = issue("early.json");
    assert_eq!((early.code, early.err.contains("care-identity ca init")), (1, true), "{}", early.err);
    assert_eq!(operator.run(&["ca", "show"]).code, 3);
    let founded = operator.done(&["ca", "init"]);
    assert!(founded.contains("Root, SHA-256: "), "{founded}");
    assert!(operator.done(&["ca", "init"]).starts_with("There is a certificate authority."));

    let said = issue("issued.json");
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("Next: care-identity-agent card write issued.json"), "{}", said.out);
    let issued: Issued =
        serde_json::from_str(&fs::read_to_string(operator.path().join("issued.json")).unwrap()).unwrap();
    assert_eq!(issued.serial, "00A1");
    let again = issue("again.json");
    assert_eq!((again.code, again.err.contains("Prepare the card again")), (3, true), "{}", again.err);
    assert!(!operator.path().join("again.json").exists());

    let list = operator.done(&["card", "list", ZOE]);
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "00A1\tusable\tCare Identity"));
    assert!(lines[1].contains("\tauthentication\tactive\t") && lines[2].contains("\tsigning\tactive\t"), "{list}");
    let held = operator.done(&["authenticator", "list", ZOE]);
    assert!(held.contains("\tsmartcard\tAAL3\tusable\tnever\tSmartcard"), "{held}");

    let serial = lines[1].trim().split('\t').next().unwrap();
    let revoke = ["ca", "revoke", serial, "--why", "key-compromise", "--reason", "card stolen"];
    assert!(operator.done(&revoke).contains("2 revoked"));
    assert_eq!(operator.run(&revoke).code, 3);
    assert_eq!(operator.run(&["ca", "revoke", "x", "--reason", "card stolen"]).code, 2);
    operator.done(&["card", "end", ZOE, "00A1", "--reason", "handed in"]);
    assert_eq!(operator.run(&["card", "end", ZOE, "00A1", "--reason", "handed in"]).code, 3);
    assert!(operator.done(&["card", "list", ZOE]).starts_with("00A1\tended\tCare Identity\n"));

    operator.done(&["ca", "show", "--out", "root.der"]);
    operator.done(&["ca", "crl", "--out", "crl.der"]);
    for file in ["root.der", "crl.der"] {
        assert_eq!(fs::read(operator.path().join(file)).unwrap()[0], 0x30, "{file} is DER");
    }
}

#[test]
fn a_request_that_is_none_is_refused_in_words() {
    let operator = with_zoe();
    operator.done(&["ca", "init"]);
    let mut prepared: Bundle = serde_json::from_str(&prepared("00A1")).unwrap();
    prepared.requests.signing = "AAAA".into();
    fs::write(operator.path().join("prepared.json"), serde_json::to_string(&prepared).unwrap()).unwrap();
    let issue = ["card", "issue", ZOE, "prepared.json", "--out", "issued.json", "--reason", "seen in person"];
    let said = operator.run(&issue);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(
        said.err.contains("the request for signing documents is none (PKCS#10). Prepare the card again"),
        "{}",
        said.err
    );
}

#[test]
fn a_file_that_no_agent_wrote_is_refused_and_its_content_is_not_repeated() {
    let operator = with_zoe();
    operator.done(&["ca", "init"]);
    let more = prepared("00A1").replace("{\"serial\"", "{\"more\":1,\"serial\"");
    for text in ["31415926", "{}", more.as_str()] {
        fs::write(operator.path().join("prepared.json"), text).unwrap();
        let issue = ["card", "issue", ZOE, "prepared.json", "--out", "issued.json", "--reason", "seen in person"];
        let said = operator.run(&issue);
        assert_eq!(said.code, 2, "{}", said.err);
        assert!(!said.err.contains("31415926"), "{}", said.err);
    }
}
