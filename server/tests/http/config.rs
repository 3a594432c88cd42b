//! Settings: where they come from, and which are refused in which words.

use std::fs;

use server::config::{Config, ConfigError, Mode, Sources};

fn pairs(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn by_flags(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::load(&Sources { flags: pairs(settings), ..Sources::default() }, Mode::Service)
}

fn refused(settings: &[(&str, &str)]) -> String {
    by_flags(settings).unwrap_err().to_string()
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/attestation_root.pem");

#[test]
fn without_any_setting_it_is_for_this_machine() {
    let config = by_flags(&[]).unwrap();
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url.as_str(), "http://localhost:3000");
    assert_eq!(config.master_key_file.to_str(), Some("data/master.key"));
    assert_eq!(config.service_name, "Care Identity");
    assert_eq!(config.sender().unwrap().to_string(), "Care Identity <no-reply@localhost>");
}

#[test]
fn defaults_follow_the_data_folder_and_the_port() {
    let config = by_flags(&[("DATA_DIR", "/srv/care"), ("LISTEN", "127.0.0.1:4000")]).unwrap();
    assert_eq!(config.master_key_file.to_str(), Some("/srv/care/master.key"));
    assert_eq!(config.base_url.as_str(), "http://localhost:4000");
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, "listen = \"127.0.0.1:1\"\nservice_name = \"From the file\"\nlog = \"warn\"\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n").unwrap();
    let sources = Sources {
        file: Some(file),
        environment: pairs(&[
            ("CARE_IDENTITY_LISTEN", "127.0.0.1:2"),
            ("CARE_IDENTITY_LOG", "debug"),
            ("PATH", "/bin"),
        ]),
        flags: pairs(&[("LISTEN", "127.0.0.1:3")]),
    };
    let config = Config::load(&sources, Mode::Service).unwrap();
    assert_eq!(
        (config.listen.port(), config.log.as_str(), config.service_name.as_str()),
        (3, "debug", "From the file")
    );
    assert!(config.trusted_proxies.contains("10.1.2.3".parse().unwrap()));
}

#[test]
fn names_of_networks_are_a_table_of_the_file_or_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, "[network_names]\n\"10.20.0.0/16\" = \"Anytown Hospital\"\n\"10.0.0.0/8\" = \"Trust\"\n").unwrap();
    let by_file = Config::load(&Sources { file: Some(file), ..Sources::default() }, Mode::Service).unwrap();
    let by_flag = by_flags(&[("NETWORK_NAMES", "10.20.0.0/16 = Anytown Hospital, 10.0.0.0/8 = Trust")]).unwrap();
    for config in [by_file, by_flag] {
        assert_eq!(config.network_names.name_of("10.20.1.1"), Some("Anytown Hospital"));
        assert_eq!(config.network_names.name_of("10.9.1.1"), Some("Trust"));
    }
}

#[test]
fn a_wrong_value_is_named_with_its_fault_and_an_example() {
    insta::assert_snapshot!(refused(&[("LISTEN", "three thousand")]), @r#"
    flag --listen: "three thousand" is refused: it is not an address and a port
    Example: 0.0.0.0:3000
    "#);
    insta::assert_snapshot!(refused(&[("BRAND_COLOUR", "#ffcc00")]), @r##"
    flag --brand-colour: "#ffcc00" is refused: white words on it have a contrast of 1.5 to 1, and people need at least 4.5 to 1. Choose a darker colour
    Example: #1d3c78
    "##);
}

#[test]
fn every_setting_refuses_nonsense_and_takes_its_own_example() {
    let domains = tempfile::NamedTempFile::new().unwrap();
    fs::write(domains.path(), "nhs.net\n").unwrap();
    for setting in server::config::settings::SETTINGS {
        let example = match setting.name {
            "ACCEPTED_DOMAINS_FILE" => domains.path().to_str().unwrap(),
            "WEBAUTHN_ROOTS" => ROOT,
            _ => setting.example,
        };
        // A file that must be there and right: `metadata` tests it.
        if setting.name.starts_with("WEBAUTHN_METADATA") {
            continue;
        }
        // Some hold only together.
        let others = [("MAIL_FROM", "no-reply@example.org")];
        let given: Vec<_> =
            others.into_iter().filter(|(name, _)| *name != setting.name).chain([(setting.name, example)]).collect();
        let taken = by_flags(&given);
        assert!(taken.is_ok(), "{}: {}", setting.name, taken.unwrap_err());
        let may_be_empty = ["TRUSTED_PROXIES", "NETWORK_NAMES"].contains(&setting.name);
        let nonsense = if may_be_empty { "nonsense" } else { "" };
        if setting.name != "LOG" {
            assert!(by_flags(&[(setting.name, nonsense)]).is_err(), "{}", setting.name);
        }
    }
}

#[test]
fn roots_of_authenticators_are_read_from_a_file_or_a_folder_and_a_bad_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let fault = || refused(&[("WEBAUTHN_ROOTS", path)]);
    assert!(fault().contains("the folder holds no file whose name ends in .pem or .crt"), "{}", fault());
    for name in ["a.pem", "b.crt", "readme.txt"] {
        fs::copy(ROOT, folder.path().join(name)).unwrap();
    }
    assert_eq!(by_flags(&[("WEBAUTHN_ROOTS", path)]).unwrap().attestation_roots.count(), 1, "the same twice");
    let certificate = fs::read_to_string(ROOT).unwrap();
    fs::write(folder.path().join("b.crt"), certificate.replacen('M', "!", 3)).unwrap();
    assert!(fault().contains("b.crt, certificate 1 in it cannot be read"), "{}", fault());
    fs::write(folder.path().join("b.crt"), "nothing").unwrap();
    assert!(fault().contains("b.crt, it holds no certificate"), "{}", fault());
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest() {
    let sources = Sources { environment: pairs(&[("CARE_IDENTITY_BASEURL", "x")]), ..Sources::default() };
    let error = Config::load(&sources, Mode::Service).unwrap_err().to_string();
    assert_eq!(error, "environment variable CARE_IDENTITY_BASEURL: there is no such setting. Did you mean BASE_URL?");
}

#[test]
fn no_refusal_shows_a_password() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    for content in [
        "mail = \"smtp://user:hunter2@mail.example.org?tls=none\"",
        "mail = \"smtp://user:hunter2@mail.example.org",
        "database_url = \"mysql://user:hunter2@db\"",
    ] {
        fs::write(&file, content).unwrap();
        let sources = Sources { file: Some(file.clone()), ..Sources::default() };
        let error = Config::load(&sources, Mode::Service).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let config = by_flags(&[
        ("MAIL", "smtp://user:hunter2@mail.example.org"),
        ("MAIL_FROM", "a@example.org"),
        ("DATABASE_URL", "postgres://user:hunter2@db/x"),
    ]);
    assert!(!format!("{:?}", config.unwrap()).contains("hunter2"));
}

#[test]
fn what_does_not_fit_together_is_refused() {
    assert!(refused(&[("MAIL", "smtps://mail.example.org")]).contains("MAIL_FROM: it must be set"));
    assert!(refused(&[("BASE_URL", "http://identity.example.org")]).contains("in the clear"));
    let https = Sources { flags: pairs(&[("BASE_URL", "https://identity.example.org")]), ..Sources::default() };
    assert!(
        Config::load(&https, Mode::Demonstration)
            .unwrap_err()
            .to_string()
            .contains("a demonstration cannot run on an https address")
    );
}
