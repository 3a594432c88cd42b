//! Cards on which the agent makes no keys: their own tool makes them, here `softhsm2-util` and `openssl`.

use std::{fs, path::PathBuf, process::Command};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Bundle, Issued};

use crate::{
    browser::{sign_in, signed},
    ca::checked,
    home::{Home, PASSCODE, done},
    sign::cards,
};

const PIN: &str = "pin 902107";
const EC: [&str; 4] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const RSA: [&str; 2] = ["-newkey", "rsa:2048"];

fn tool(home: &Home, name: &str, arguments: &[&str]) -> Vec<u8> {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(home.file("")).env("SOFTHSM2_CONF", home.file("softhsm2.conf"));
    let output = command.output().expect("the tests of the agent need openssl and softhsm2 (./test installs them)");
    done(&output);
    output.stdout
}

/// A pair in a place of the card, and the file of its request.
fn pair(home: &Home, token: &str, place: &str, kind: &[&str], form: &str) -> PathBuf {
    let (key, request) = (format!("{token}-{place}.key"), format!("{token}-{place}.csr"));
    let common = ["req", "-new", "-nodes", "-subj", "/CN=card", "-outform", form, "-keyout", &key, "-out", &request];
    tool(home, "openssl", &[&common, kind].concat());
    let into = ["--import", &key, "--token", token, "--label", "PIV AUTH key", "--id", place, "--pin", PASSCODE];
    tool(home, "softhsm2-util", &into);
    home.file(&request)
}

/// A card that its own tool set up, and its requests: one as PEM, one as DER.
fn own_card(home: &Home, token: &str, kind: &[&str]) -> [PathBuf; 2] {
    let set_up = ["--init-token", "--free", "--label", token, "--so-pin", "12345678", "--pin", PASSCODE];
    tool(home, "softhsm2-util", &set_up);
    [pair(home, token, "01", kind, "PEM"), pair(home, token, "02", kind, "DER")]
}

/// The agent's command for these requests: its exit code and words.
fn requests(home: &Home, [authentication, signing]: &[PathBuf; 2], more: &[&str]) -> (Option<i32>, String) {
    let files = [authentication.to_str().unwrap(), signing.to_str().unwrap()];
    let out = home.file("bundle.json");
    let output = home.run(&[&["card", "requests"], &files[..], &["--out", out.to_str().unwrap()], more].concat());
    let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code(), words)
}

/// What the server issues for a bundle, as a file.
fn issued(home: &Home, bundle: &Bundle) -> (Issued, PathBuf) {
    let issued = Issued { serial: bundle.serial.clone(), certificates: home.ca.issue(&bundle.requests) };
    let file = home.file("issued.json");
    fs::write(&file, serde_json::to_vec(&issued).unwrap()).unwrap();
    (issued, file)
}

#[test]
fn a_card_with_keys_of_its_own_tool_is_issued_and_signs_in() {
    for kind in [&EC[..], &RSA] {
        let home = Home::new();
        let made = own_card(&home, "Amina", kind);
        home.misbehave("piv");
        let (code, words) = requests(&home, &made, &[]);
        assert!(code == Some(0) && words.contains("its own tool unblocks it"), "{words}");
        let bundle = home.bundle();
        assert_eq!((bundle.label.as_str(), bundle.unblocking_key.as_ref()), ("Amina", None));

        let (issued, file) = issued(&home, &bundle);
        let (file, folder) = (file.to_str().unwrap(), home.file("certificates"));
        done(&home.run(&["card", "certificates", file, "--out", folder.to_str().unwrap()]));
        for (name, text) in
            [("authentication.pem", &issued.certificates.authentication), ("signing.pem", &issued.certificates.signing)]
        {
            let pem = folder.join(name);
            let der = tool(&home, "openssl", &["x509", "-in", pem.to_str().unwrap(), "-outform", "DER"]);
            assert_eq!(&BASE64_STANDARD.encode(der), text);
        }
        let again = home.run(&["card", "certificates", file, "--out", folder.to_str().unwrap()]);
        assert_eq!(again.status.code(), Some(3), "what is there is not written over");

        // No tool of SoftHSM2's writes certificates: the agent stands in for it, which it may where the card is no PIV card.
        home.misbehave("");
        home.will_answer(&[PIN]);
        done(&home.run(&["card", "write", file]));
        home.misbehave("piv");
        let agent = home.start();
        let page = agent.paired_page();
        let card = cards(&page).1.remove(0);
        assert_eq!((&card.serial, card.renewable, card.certificates.len()), (&bundle.serial, false, 2));
        home.will_answer(&[PIN]);
        let signed = signed(page.ask(&sign_in(Some(&bundle.serial))));
        assert_eq!(signed.certificate, issued.certificates.authentication);
        assert_eq!(checked(&signed).card, bundle.serial);
    }
}

#[test]
fn the_agent_says_when_only_the_cards_own_tool_can_do_it() {
    let home = Home::new();
    let made = own_card(&home, "Amina", &EC);
    home.misbehave("piv");
    assert_eq!(requests(&home, &made, &[]).0, Some(0));
    let bundle = home.bundle();
    let (_, file) = issued(&home, &bundle);
    let said = |arguments: &[&str]| {
        let output = home.run(arguments);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, words) = said(&["card", "write", file.to_str().unwrap()]);
    assert!(code == Some(3) && words.contains("card certificates --help"), "{words}");
    let other = home.file("other.json");
    let (code, words) = said(&["card", "prepare", "--card", &bundle.serial, "--out", other.to_str().unwrap()]);
    assert!(code == Some(3) && words.contains("card requests --help"), "{words}");
    assert_eq!(home.windows(), "", "no passcode was asked for");
}

#[test]
fn the_card_of_the_requests_is_there_and_is_told_from_others() {
    let home = Home::new();
    let made = own_card(&home, "Amina", &EC);
    own_card(&home, "Bao", &EC);
    let (code, words) = requests(&home, &made, &[]);
    assert!(code == Some(3) && words.contains("--serial"), "{words}");
    let (code, words) = requests(&home, &made, &["--serial", "00A1"]);
    assert!(code == Some(3) && words.contains("card 00A1 is not there, only: "), "{words}");
    let serial = words.rsplit(' ').next().unwrap().trim();
    let (code, words) = requests(&home, &made, &["--serial", serial, "--label", "Amina Bello"]);
    assert_eq!(code, Some(0), "{words}");
    assert_eq!((home.bundle().serial.as_str(), home.bundle().label.as_str()), (serial, "Amina Bello"));
    assert_eq!(requests(&home, &made, &["--serial", serial]).0, Some(3), "what is there is not written over");
    home.misbehave("absent");
    fs::remove_file(home.file("bundle.json")).unwrap();
    assert_eq!(requests(&home, &made, &[]).0, Some(3));
}

#[test]
fn a_file_that_holds_no_request_is_refused_before_anything_is_written() {
    let home = Home::new();
    let [authentication, signing] = own_card(&home, "Amina", &EC);
    let (key, gone) = (home.file("Amina-01.key"), home.file("gone.csr"));
    for wrong in [[key, signing.clone()], [authentication, gone]] {
        let (code, words) = requests(&home, &wrong, &[]);
        assert_eq!(code, Some(2), "{words}");
        assert!(!home.file("bundle.json").exists() && !words.contains("PRIVATE"), "{words}");
    }
}
