//! What a browser sends of a device, whole or only the device's own bytes in it: it is refused, or its user was verified, it
//! fits its kind, nobody vouches for it, and it signed what only the key can sign.
#![no_main]

use std::sync::LazyLock;

use identity::{
    assurance::{AssuranceLevel, Kind},
    random::encode,
    time::Timestamp,
    webauthn::{
        RelyingParty,
        body::{Asserted, Created},
        credential::{Credential, CredentialId},
        roots::AttestationRoots,
    },
};
use libfuzzer_sys::fuzz_target;

const CHALLENGE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
/// The public half of the key that signed the seeds.
const CREDENTIAL: &str = r#"{"cred_id":"oNHTZ_BSSxgC2UMbbNCd4uHEzam6ImrCFwzfsQqEQxc",
    "cred":{"type_":"ES256","key":{"EC_EC2":{"curve":"SECP256R1","x":"wIvSCLlDpop0GenBN_x-OeiRnMP_KlvEJqRvrNWXGXc","y":"miXlnXf9tloxzBbq6kxrwa86uO3n5q8rxrZYwsYVBrw"}}},
    "counter":1,"transports":null,"user_verified":true,"backup_eligible":false,"backup_state":false,"registration_policy":"required",
    "extensions":{"cred_protect":"NotRequested","hmac_create_secret":"NotRequested","appid":"NotRequested","cred_props":{"Unsigned":{"rk":true}}},
    "attestation":{"data":"None","metadata":"None"},"attestation_format":"none"}"#;
/// The id of that credential.
const ID: &str = "oNHTZ_BSSxgC2UMbbNCd4uHEzam6ImrCFwzfsQqEQxc";

static US: LazyLock<RelyingParty> =
    LazyLock::new(|| RelyingParty::new("https://identity.example", "Care Identity").unwrap());
static ASKED_NEW: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"{{"policy":"required","exclude_credentials":[],"challenge":"{CHALLENGE}","credential_algorithms":["ES256","RS256"],
        "require_resident_key":true,"authenticator_attachment":null,"extensions":{{}},"allow_synchronised_authenticators":true}}"#
    )
});
static ASKED: LazyLock<String> = LazyLock::new(|| {
    format!(
        r#"{{"credentials":[],"policy":"required","challenge":"{CHALLENGE}","appid":null,"allow_backup_eligible_upgrade":true}}"#
    )
});

fuzz_target!(|data: &[u8]| {
    match data {
        [b'o', object @ ..] => {
            let response = format!(r#""attestationObject":"{}""#, encode(object));
            created(&answer("webauthn.create", &encode(&[1]), &response));
        }
        [b'a', signed @ ..] => {
            let (data, signature) = signed.split_at(signed.len().min(37));
            let response = format!(r#""authenticatorData":"{}","signature":"{}""#, encode(data), encode(signature));
            asserted(&answer("webauthn.get", ID, &response));
        }
        text => {
            if let Ok(text) = std::str::from_utf8(text) {
                created(text);
                asserted(text);
            }
        }
    }
});

/// The answer of an honest browser.
fn answer(kind: &str, id: &str, response: &str) -> String {
    let client_data = format!(
        r#"{{"challenge":"{CHALLENGE}","crossOrigin":false,"origin":"https://identity.example","type":"{kind}"}}"#
    );
    let client_data = encode(client_data.as_bytes());
    format!(
        r#"{{"id":"{id}","rawId":"{id}","type":"public-key","authenticatorAttachment":"cross-platform","clientExtensionResults":{{}},
        "response":{{"clientDataJSON":"{client_data}","transports":["usb"],{response}}}}}"#
    )
}

fn created(text: &str) {
    let Some(created) = Created::parse(text) else {
        return;
    };
    let trusted = (&AttestationRoots::default(), Timestamp::from_micros(1_774_000_020_000_000));
    let checked = US.check_new(ASKED_NEW.as_bytes(), (Kind::SecurityKey, &created), trusted);
    if let Ok(Ok(credential)) = checked {
        assert!(credential.user_verified && !credential.backup_eligible);
        let evidence = credential.evidence(&AttestationRoots::default(), false);
        assert!(evidence.level() <= AssuranceLevel::Aal2);
        assert!((1..=1364).contains(&credential.id.as_str().len()));
    }
}

fn asserted(text: &str) {
    let Some(asserted) = Asserted::parse(text) else {
        return;
    };
    let known = Credential {
        id: CredentialId::from_text(ID),
        json: CREDENTIAL.to_owned(),
        aaguid: Default::default(),
        transports: Vec::new(),
        attachment: None,
        backup_eligible: false,
        backed_up: false,
        user_verified: true,
        attested_by: None,
        counter: 1,
    };
    let checked = US.check_signature(ASKED.as_bytes(), &asserted, &known).unwrap();
    if let Ok(shown) = checked {
        assert!(asserted.says_user_verified() && shown.counter > 1);
        // The one answer in the seeds that the key signed.
        assert_eq!((shown.counter, shown.backup_eligible), (2, false));
    }
}
