//! The program as an operator meets it: what it prints, and its exit codes.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use secrecy::ExposeSecret as _;
use tempfile::TempDir;

/// A folder to run the program in.
pub struct Operator(pub TempDir);

/// What the program said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Operator {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The program in the folder, with nothing else in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_care-identity"));
        command.args(arguments).current_dir(self.0.path()).env_clear().env("CARE_IDENTITY_LOG", "warn");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().unwrap())
    }

    pub fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        said.out
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

fn said(output: Output) -> Said {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn each_command_has_help_with_an_example() {
    let operator = Operator::new();
    for command in [
        "serve",
        "demo",
        "migrate",
        "person add",
        "person link",
        "person make-manager",
        "person list",
        "person close",
        "person reopen",
        "person remove-email",
        "person unfreeze",
        "reach list",
        "reach propose",
        "reach confirm",
        "reach end",
        "reach contact",
        "authenticator list",
        "authenticator suspend",
        "authenticator reinstate",
        "authenticator remove",
        "ca init",
        "ca show",
        "ca crl",
        "ca issue",
        "ca revoke",
        "card issue",
        "card list",
        "card end",
        "application add",
        "application load",
        "application change",
        "application list",
        "application remove",
        "mail list",
        "mail retry",
        "setting get",
        "setting set",
        "setting set maintenance-banner",
        "setting set accept-unattested",
        "setting set ra-second-approval",
        "setting unset",
        "keys rotate",
        "audit verify",
        "audit export",
        "backup",
        "restore",
        "config",
        "healthcheck",
    ] {
        let arguments: Vec<&str> = command.split(' ').chain(["-h"]).collect();
        let help = operator.done(&arguments);
        assert!(help.contains("Example") && help.contains(&format!("care-identity {command}")), "{command}: {help}");
    }
}

#[test]
fn a_wrong_setting_ends_with_2_before_anything_is_made() {
    let operator = Operator::new();
    let said = operator.run(&["serve", "--listen", "nowhere"]);
    assert_eq!(
        (said.code, said.err.as_str()),
        (
            2,
            "care-identity: flag --listen: \"nowhere\" is refused: it is not an address and a port\nExample: 0.0.0.0:3000\n"
        )
    );
    fs::write(operator.path().join("care-identity.toml"), "Listen = \"127.0.0.1:3000\"\n").unwrap();
    assert_eq!(operator.run(&["serve"]).code, 2);
    assert_eq!(operator.run(&["no-such-command"]).code, 2);
    assert!(!operator.path().join("data").exists());
}

#[test]
fn commands_on_a_database_without_schema_say_what_to_run() {
    let operator = Operator::new();
    fs::create_dir(operator.path().join("data")).unwrap();
    fs::write(operator.path().join("data/care-identity.db"), "").unwrap();
    let said = operator.run(&["person", "list"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("Run: care-identity migrate"), "{}", said.err);
}

#[test]
fn a_person_is_added_listed_linked_closed_and_reopened() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    let add = [
        "person",
        "add",
        "--given-name",
        "Amara",
        "--family-name",
        "Okafor",
        "--birth-date",
        "1984-05-30",
        "--identifier",
        "9990 0000 0013",
    ];
    assert!(operator.done(&add).contains("User identifier: 999000000013"));
    assert_eq!(operator.run(&add).code, 3);
    assert_eq!(
        operator.run(&["person", "add", "--given-name", "A", "--family-name", "B", "--birth-date", "30/05/1984"]).code,
        2
    );
    for day in ["2999-01-01", "1850-01-01"] {
        let said = operator.run(&["person", "add", "--given-name", "A", "--family-name", "B", "--birth-date", day]);
        assert!(said.code == 2 && said.err.contains("nobody who lives was born on that day"), "{}", said.err);
    }
    for (given, family, words) in [
        ("A\nb", "B", "the given name contains a line break or another control character"),
        ("A", " ", "the family name is empty"),
        ("A", &"b".repeat(101), "the family name has more than 100 characters"),
    ] {
        let named = ["person", "add", "--given-name", given, "--family-name", family, "--birth-date", "1984-05-30"];
        let said = operator.run(&named);
        assert!(said.code == 2 && said.err.contains(words), "{}", said.err);
    }
    assert_eq!(operator.done(&["person", "list"]), "999000000013\topen\tAmara Okafor\n");

    let link = operator.done(&["person", "link", "999000000013"]);
    assert!(link.contains("\nhttp://localhost:3000/sign-in/link/"), "{link}");
    operator.done(&["person", "close", "999000000013", "--reason", "left"]);
    let refused = operator.run(&["person", "link", "999000000013"]);
    assert_eq!(refused.code, 3);
    assert!(refused.err.contains("person reopen 999000000013"), "{}", refused.err);
    assert_eq!(operator.run(&["person", "close", "999000000013", "--reason", "again"]).code, 3);
    operator.done(&["person", "reopen", "999000000013", "--reason", "came back"]);
    assert_eq!(operator.run(&["person", "link", "999000000021"]).code, 3);
    let remove =
        |address: &str| operator.run(&["person", "remove-email", "999000000013", address, "--reason", "closed"]);
    assert_eq!(remove("nobody").code, 2);
    let refused = remove("amara@nhs.net");
    assert_eq!(
        (refused.code, refused.err.contains("Amara Okafor does not have this address")),
        (3, true),
        "{}",
        refused.err
    );
}

#[test]
fn a_banner_is_set_read_and_removed() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    let mut set = vec![
        "setting",
        "set",
        "maintenance-banner",
        "--services",
        "Smartcard renewal",
        "--window",
        "9am to 7pm",
        "--reason",
        "upgrades",
        "--until",
    ];
    set.push("2020-01-01T00:00:00Z");
    assert_eq!(operator.run(&set).code, 2, "a past time is refused");
    set.pop();
    set.push("2199-03-22T19:00:00Z");
    operator.done(&set);
    assert!(operator.done(&["setting", "get", "maintenance-banner"]).contains("Smartcard renewal"));
    operator.done(&["setting", "unset", "maintenance-banner"]);
    assert_eq!(operator.done(&["setting", "get", "maintenance-banner"]), "not set\n");
}

#[test]
fn kinds_of_devices_are_accepted_without_their_makers_and_refused_again() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    let get = || operator.done(&["setting", "get", "accept-unattested"]);
    let set = |kinds: &[&str]| operator.run(&[&["setting", "set", "accept-unattested"], kinds].concat());
    assert_eq!(get(), "not set\n");
    assert_eq!(set(&["windows-hello", "security-key"]).code, 0);
    assert_eq!(get(), "[\"windows-hello\",\"security-key\"]\n");
    for refused in [&["passkey"][..], &["none", "windows-hello"], &[]] {
        assert_eq!(set(refused).code, 2, "{refused:?}");
    }
    assert!(set(&["none"]).out.contains("No device reaches AAL3 without its maker"));
    assert_eq!(get(), "[]\n");
    operator.done(&["setting", "unset", "accept-unattested"]);
    assert_eq!(get(), "not set\n");
}

#[test]
fn a_mistyped_folder_is_told_and_becomes_no_database() {
    let operator = Operator::new();
    let said = operator.run(&["--data-dir", "mistyped", "person", "list"]);
    assert_eq!(said.code, 3, "{}", said.err);
    assert!(said.err.contains("there is no database at mistyped/care-identity.db"), "{}", said.err);
    assert!(!operator.path().join("mistyped").exists());
}

#[tokio::test]
async fn keys_do_not_rotate_beside_a_server() {
    let app = crate::app::TestApp::new().await;
    let rotate = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_care-identity"));
        command.args(["keys", "rotate"]).current_dir(app.folder.path()).env_clear();
        command.env("CARE_IDENTITY_DATA_DIR", &app.state.config.data_dir);
        command.env("CARE_IDENTITY_DATABASE_URL", app.state.config.database_url.expose_secret());
        command.env("CARE_IDENTITY_MASTER_KEY_FILE", &app.state.config.master_key_file);
        said(command.output().unwrap())
    };
    identity::audit::chain::seal(&app.state.service, "a server").await.unwrap();
    let refused = rotate();
    assert_eq!(refused.code, 3, "{}", refused.err);
    assert!(refused.err.contains("a server runs on this database"), "{}", refused.err);
    identity::audit::chain::release(&app.state.service, "a server").await.unwrap();
    let done = rotate();
    assert_eq!(done.code, 0, "{}", done.err);
}

#[test]
fn keys_rotate_and_what_was_sealed_still_opens() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    operator.done(&["person", "list"]);
    let before = fs::read_to_string(operator.path().join("data/master.key")).unwrap();
    assert!(operator.done(&["keys", "rotate"]).contains("is in use now"));
    let after = fs::read_to_string(operator.path().join("data/master.key")).unwrap();
    let keys = |text: &str| text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!((keys(&after).len(), &keys(&after)[1..]), (2, &keys(&before)[..]));
    operator.done(&["keys", "rotate", "--resume"]);
    operator.done(&["person", "list"]);
}

#[test]
fn a_backup_is_restored_into_an_empty_database_only() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    operator.done(&["person", "add", "--given-name", "Amara", "--family-name", "Okafor", "--birth-date", "1984-05-30"]);
    let list = operator.done(&["person", "list"]);
    assert!(operator.done(&["backup", "one.backup"]).contains("1 person"));
    assert_eq!(operator.run(&["backup", "one.backup"]).code, 3, "no backup is overwritten");
    assert_eq!(operator.run(&["restore", "one.backup"]).code, 3, "the database is not empty");

    operator.done(&["restore", "one.backup", "--data-dir", "other"]);
    let without_key = operator.run(&["person", "list", "--data-dir", "other"]);
    assert_eq!(without_key.code, 3);
    fs::copy(operator.path().join("data/master.key"), operator.path().join("other/master.key")).unwrap();
    assert_eq!(operator.done(&["person", "list", "--data-dir", "other"]), list);
}

#[test]
fn a_demonstration_and_a_service_do_not_share_a_database() {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    operator.done(&["person", "add", "--given-name", "Amara", "--family-name", "Okafor", "--birth-date", "1984-05-30"]);
    let site = operator.path().join("site");
    fs::create_dir(&site).unwrap();
    for name in ["a.js", "a.wasm", "a.css", "a.mjs"] {
        fs::write(site.join(name), "x").unwrap();
    }
    fs::write(
        site.join("manifest.json"),
        r#"{"app_js": "/a.js", "app_wasm": "/a.wasm", "card_js": "/a.mjs", "main_css": "/a.css", "main_js": "/a.mjs"}"#,
    )
    .unwrap();
    let said = operator.run(&["demo", "--listen", "127.0.0.1:0", "--site-dir", "site"]);
    assert_eq!(said.code, 3);
    assert!(said.err.contains("holds people already"), "{}", said.err);
}

#[test]
fn a_service_that_is_not_there_is_not_healthy() {
    let said = Operator::new().run(&["healthcheck", "--listen", "127.0.0.1:9"]);
    assert_eq!(said.code, 1);
    assert!(said.err.contains("Is the service running?"), "{}", said.err);
}

#[test]
fn the_settings_are_listed_and_checked() {
    let operator = Operator::new();
    assert!(operator.done(&["config"]).contains("CARE_IDENTITY_BASE_URL"));
    assert!(operator.done(&["config", "--check", "--listen", "127.0.0.1:4000"]).contains("127.0.0.1:4000"));
    assert_eq!(operator.run(&["config", "--check", "--log-format", "xml"]).code, 2);
}
