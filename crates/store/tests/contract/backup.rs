//! Backup and restore.

use std::{collections::BTreeSet, io::Write};

use identity::{
    attempts::Counter,
    audit::{Entry, Link},
    authenticator::Authenticator,
    email::{Email, EmailId, ProofOf},
    organisation::Term,
    ra::{reach::ReachState, tie::Made},
    registration::{Registration, RegistrationState},
    smartcard::{
        authority::PublishedList,
        certificate::{Certificate, CertificatePurpose, CertificateState, Fingerprint},
    },
    store::Repository,
};
use store::{
    Database, Dialect, Options,
    backup::{RestoreError, Summary, tables},
    testing::{self, TestDatabase, name_organisations},
};

use crate::fixtures::{
    application, at, authenticator, authority, browser_id, card, ceremony, certificate, credential, device, email,
    email_proof, mail, opened, organisation, password, person, person_id, prepared_card, read, registration, renewal,
    session, sign_in, sign_in_link, smartcard, token, undo, with_people, write,
};

/// Rows in every table.
pub(crate) async fn fill(database: &Database) {
    with_people(database, 120).await;
    let old = Email { verified_at: Some(at(1)), ..email("z-old", 1, "old@nhs.net") };
    // It comes before the one that it replaces.
    let new = Email { replaces: Some(EmailId::from_text("z-old")), ..email("a-new", 1, "new@nhs.net") };
    let held = authenticator("held", 1);
    let shown =
        Registration { state: RegistrationState::PasswordShown, replaces: Some(held.id.clone()), ..opened("r", 1) };
    let proof = email_proof("p", ProofOf::Registration(shown.id.clone()));
    name_organisations(database, &[organisation("RX1", "St \"Zoë\" \\ Hospital")]).await;
    write(database, async |repository| {
        repository.lock_organisations().await.unwrap();
        let practice = crate::organisation::practice("Z99001", "Millbrook");
        repository.put_organisations(&[(0, practice.into())], &[], at(1)).await.unwrap();
        let term = Term { term: "w:millbrook".into(), block: 0, members: "sAA".into() };
        repository.put_organisation_terms(&[term]).await.unwrap();
        repository.put_organisation_words(9, "millbrook").await.unwrap();
        repository.begin_organisation_import(&crate::organisation::import("file")).await.unwrap();
        let position = identity::person::Position {
            organisation_code: "RX1".into(),
            organisation_name: String::new(),
            role_code: "R8001".into(),
            role_name: "Nurse".into(),
            starts_on: person(1).birth_date,
            ends_on: None,
        };
        repository.add_position(&person_id(1), &position, "position").await.unwrap();
        repository.set_mobile(&person_id(1), Some("+447700900001"), at(1)).await.unwrap();
        assert!(repository.add_email(&old).await.unwrap());
        assert!(repository.add_email(&new).await.unwrap());
        assert!(repository.add_password(&person_id(1), &password(1), at(1)).await.unwrap());
        repository.know_browser(&browser_id(1), &person_id(1), at(1)).await.unwrap();
        repository.add_sign_in_link(&sign_in_link("l", 1), &token(1)).await.unwrap();
        let counter = Counter { failures: 100, blocked_until: Some(at(9)), started_at: at(1) };
        repository.set_counter("counter", &counter).await.unwrap();
        assert!(repository.add_authenticator(&held).await.unwrap());
        // It comes before the one that it replaces.
        let key = device("key", 1);
        assert!(repository.add_authenticator(&key).await.unwrap());
        let waiting = Authenticator { replaces: Some(key.id.clone()), ..device("a-waiting", 1) };
        assert!(repository.add_authenticator(&waiting).await.unwrap());
        assert!(repository.add_credential(&waiting.id, &credential("c")).await.unwrap());
        assert!(repository.suspend_authenticator(&key.id, at(2)).await.unwrap());
        repository.user_handle(&person_id(1), &"h".repeat(43)).await.unwrap();
        repository.add_ceremony(&ceremony("c", 1)).await.unwrap();
        fill_with_cards(repository).await;
        assert!(repository.accept_step(&held.id, 200, at(2)).await.unwrap());
        let shown = Registration { email_proof: Some(proof.id.clone()), ..shown };
        repository.add_registration(&shown, &token(2)).await.unwrap();
        repository.add_registration(&registration("issued", 2), &token(3)).await.unwrap();
        repository.add_email_proof(&proof).await.unwrap();
        repository.add_session(&session("s", 1), &token(4)).await.unwrap();
        repository.add_sign_in(&sign_in("s", 1)).await.unwrap();
        repository.put_flash("f", &browser_id(1), "{}", at(60)).await.unwrap();
        repository.add_mail(&mail("m", 0)).await.unwrap();
        repository.add_undo(&undo("u", 1), &token(5)).await.unwrap();
        let entry = |id: &str| Entry {
            id: id.into(),
            at: at(1),
            actor: "operator".into(),
            subject: None,
            event: "person.added".into(),
            details: "{}".into(),
            network: "server".into(),
        };
        repository.append_audit(&entry("a")).await.unwrap();
        repository.append_audit(&entry("b")).await.unwrap();
        repository.chain_audit(&[Link { id: "a".into(), position: 1, mac: "mac".into() }]).await.unwrap();
        let confirmed = crate::ra_fixtures::reach("RX1", "Z99001", ReachState::Confirmed);
        assert!(repository.put_reach(&confirmed, &[None]).await.unwrap());
        repository.set_created_by(&person_id(2), &confirmed.ra).await.unwrap();
        repository.add_approval(&crate::ra_fixtures::approval("a", 2, 1)).await.unwrap();
        repository.add_take_over("t", &crate::ra_fixtures::taken_over(2, 1)).await.unwrap();
        let made = Made { by: person_id(1), at: at(1) };
        repository.note_made(person_id(2).as_str(), &made).await.unwrap();
        repository.put_ra_contact(&crate::ra_fixtures::contact("RX1"), at(1)).await.unwrap();
        repository.add_announcement(&crate::ra_fixtures::announcement("a", "RX1")).await.unwrap();
        assert!(repository.add_application(&application("records", 3)).await.unwrap());
        repository.set_setting("banner", Some("text"), at(1)).await.unwrap();
        repository.dismiss(&person_id(1), "renewal", at(1)).await.unwrap();
        assert!(repository.take_lease("sweep", "me", at(0), at(60)).await.unwrap());
    })
    .await;
}

/// A card of the second person, under renewal.
async fn fill_with_cards(repository: &mut dyn Repository) {
    assert!(repository.add_authority(&authority()).await.unwrap());
    let list = PublishedList { number: 3, der: vec![0x30], names: Fingerprint::of(b""), made_at: at(1) };
    assert!(repository.publish_list(&list).await.unwrap());
    assert!(repository.add_authenticator(&smartcard("card", 2)).await.unwrap());
    assert!(repository.add_card(&card("card", 2)).await.unwrap());
    assert!(repository.add_renewal(&renewal("renewal", "card")).await.unwrap());
    let renewal = Some(renewal("renewal", "card").id);
    for (number, purpose) in (1..).zip(CertificatePurpose::ALL) {
        assert!(repository.add_certificate(&certificate(number, "card", *purpose)).await.unwrap());
        let (state, renewal) = (CertificateState::Pending, renewal.clone());
        let new = Certificate { state, renewal, ..certificate(number + 10, "card", *purpose) };
        assert!(repository.add_certificate(&new).await.unwrap());
    }
    repository.put_prepared_card(&prepared_card("prepared", 1)).await.unwrap();
    let waiting = certificate(20, "prepared", CertificatePurpose::Signing);
    assert!(repository.add_prepared_certificate(&waiting, at(9)).await.unwrap());
    assert!(
        repository.add_reminder(&certificate(1, "card", CertificatePurpose::Signing).serial, 90, at(1)).await.unwrap()
    );
}

pub(crate) async fn back_up(database: &Database) -> (Vec<u8>, Summary) {
    let mut file = Vec::new();
    let summary = database.backup(at(5), &mut file).await.unwrap();
    (file, summary)
}

pub(crate) async fn restore(database: &Database, file: &[u8]) -> Result<Summary, RestoreError> {
    database.restore(&mut &*file).await
}

fn rows(file: &[u8]) -> BTreeSet<String> {
    let lines = String::from_utf8(file.to_vec()).unwrap();
    lines.lines().filter(|line| line.starts_with("{\"r\"")).map(str::to_owned).collect()
}

async fn pair(from: Dialect, to: Dialect) -> (TestDatabase, TestDatabase) {
    (testing::database(from).await, testing::database(to).await)
}

#[tokio::test]
async fn a_backup_of_either_database_restores_into_either_and_is_the_same_again() {
    use Dialect::{Postgres, Sqlite};
    for (from, to) in [(Sqlite, Postgres), (Postgres, Sqlite), (Sqlite, Sqlite), (Postgres, Postgres)] {
        let (source, target) = pair(from, to).await;
        fill(&source).await;
        let (file, summary) = back_up(&source).await;
        assert!(tables().all(|table| summary.rows[table.name] > 0), "{:?}", summary.rows);
        assert_eq!(restore(&target, &file).await.unwrap(), summary);
        let (again, _) = back_up(&target).await;
        // What was under way is there, and has ended.
        let lasting = |file: &[u8]| {
            let ended = ["registrations", "sign_in_links", "approvals"].map(|table| format!("\"t\":\"{table}\""));
            rows(file).into_iter().filter(|row| !ended.iter().any(|table| row.contains(table))).collect::<Vec<_>>()
        };
        assert_eq!(lasting(&again), lasting(&file), "{from:?} to {to:?}");
        assert_eq!(rows(&again).len(), rows(&file).len());
        source.close().await;
        target.close().await;
    }
}

#[tokio::test]
async fn failure_1_after_a_restore_no_used_code_or_link_works_and_no_session_lives() {
    let (source, target) = pair(Dialect::Sqlite, Dialect::Postgres).await;
    fill(&source).await;
    restore(&target, &back_up(&source).await.0).await.unwrap();
    write(&target, async |repository| {
        assert!(!repository.accept_step(&authenticator("held", 1).id, 200, at(3)).await.unwrap());
        assert!(repository.find_session(&token(4)).await.unwrap().is_none());
        assert!(repository.lookup_sign_in(&sign_in("s", 1).id).await.unwrap().is_none());
        assert_eq!(repository.lock_counter("counter", at(3)).await.unwrap().failures, 100);
        assert!(repository.knows_browser(&browser_id(1), &person_id(1)).await.unwrap());
        assert!(!repository.use_sign_in_link(&sign_in_link("l", 1).id, at(3)).await.unwrap());
        for id in [opened("r", 1).id, registration("issued", 2).id] {
            let ended = repository.lookup_registration(&id).await.unwrap().unwrap();
            assert_eq!(ended.state, RegistrationState::Abandoned);
            assert!(ended.link.is_none() && ended.secret.is_none());
        }
        let shown = repository.lookup_registration(&opened("r", 1).id).await.unwrap().unwrap();
        assert!(shown.email_proof.is_none());
        assert_eq!(repository.last_audit_link().await.unwrap(), Some((1, "mac".into())));
    })
    .await;
    target.close().await;
}

#[tokio::test]
async fn a_backup_is_of_one_instant_while_others_write() {
    struct Meddling<'a> {
        url: &'a str,
        file: Vec<u8>,
    }
    impl Write for Meddling<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if self.file.is_empty() {
                let url = self.url.to_owned();
                let add = move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(async {
                        let database = Database::connect(&url, Options::default()).await.unwrap();
                        let add = async |repository: &mut dyn Repository| {
                            repository.add_person(&person(500), at(1)).await.unwrap()
                        };
                        assert!(write(&database, add).await);
                        database.close().await;
                    });
                };
                std::thread::spawn(add).join().unwrap();
            }
            self.file.extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let database = testing::database(dialect).await;
        with_people(&database, 2).await;
        let mut writer = Meddling { url: database.url(), file: Vec::new() };
        let summary = database.backup(at(5), &mut writer).await.unwrap();
        assert_eq!(summary.rows["people"], 2);
        let added = read(&database, async |repository| repository.lookup_person(&person_id(500)).await.unwrap()).await;
        assert!(added.is_some());
        database.close().await;
    }
}
