//! The master key file.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, thread};

use identity::keys::Purpose;
use server::{config::Mode, database::Database, failure::Exit, master_key::MasterKeys, random::SystemRandom};

use crate::app::{TestApp, config};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_file_is_made_once_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/master.key");
    let first = MasterKeys::open_or_create(&path, &SystemRandom).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(MasterKeys::open_or_create(&path, &SystemRandom).unwrap().ids(), first.ids());
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "a temporary file is left");
}

#[test]
fn servers_that_start_at_once_use_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let started: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            thread::spawn(move || MasterKeys::open_or_create(&path, &SystemRandom).unwrap().ids())
        })
        .collect();
    let ids: Vec<_> = started.into_iter().map(|started| started.join().unwrap()).collect();
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]), "{ids:?}");
}

#[test]
fn a_file_that_others_may_read_is_refused_with_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    MasterKeys::open_or_create(&path, &SystemRandom).unwrap();
    for readable in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(readable)).unwrap();
        let error = MasterKeys::open(&path).err().unwrap().to_string();
        assert!(error.ends_with(&format!("Run: chmod 600 {}", path.display())), "{error}");
    }
}

#[test]
fn a_line_that_is_no_key_is_named_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    for content in ["# comment\n\nc2hvcnQ=\n", "# comment\n\nnot base64!\n"] {
        fs::write(&path, content).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = MasterKeys::open(&path).err().unwrap().to_string();
        assert!(error.contains("line 3") && !error.contains("c2hv") && !error.contains("not base64"), "{error}");
    }
    fs::write(&path, "# nothing\n").unwrap();
    assert!(MasterKeys::open(&path).err().unwrap().to_string().contains("holds no key"));
}

#[test]
fn after_a_rotation_the_new_key_is_first_and_the_old_one_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    let old = MasterKeys::open_or_create(&path, &SystemRandom).unwrap();
    let sealed = old.keyring().seal(&SystemRandom, Purpose::Mail, "x", b"secret").unwrap();
    let old_ids = old.ids();
    let new = old.rotate(&path, &SystemRandom).unwrap();
    assert_eq!((mode(&path), new.ids().len(), &new.ids()[1..]), (0o600, 2, &old_ids[..]));
    let read = MasterKeys::open(&path).unwrap();
    assert_eq!(read.ids(), new.ids());
    assert_eq!(read.keyring().open(Purpose::Mail, "x", &sealed).unwrap().as_slice(), b"secret");
}

#[tokio::test]
async fn a_database_refuses_the_key_file_of_another_and_a_missing_one() {
    let app = TestApp::new().await;
    let config = config(app.folder.path(), Mode::Service, &[]);
    let database = Database::connect(&config).await.unwrap();
    assert!(database.keys(&config, &SystemRandom).await.is_ok());

    fs::remove_file(&config.master_key_file).unwrap();
    let missing = database.keys(&config, &SystemRandom).await.err().unwrap();
    assert_eq!(missing.exit, Exit::Refused);
    assert!(missing.words.contains("is missing") && !config.master_key_file.exists(), "{}", missing.words);

    MasterKeys::open_or_create(&config.master_key_file, &SystemRandom).unwrap();
    let foreign = database.keys(&config, &SystemRandom).await.err().unwrap();
    assert!(foreign.words.contains("does not hold the key"), "{}", foreign.words);
}
