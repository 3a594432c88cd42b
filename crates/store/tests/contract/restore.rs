//! What a restore refuses.

use sha2::{Digest as _, Sha256};
use store::{
    backup::{BackupError, RestoreError},
    migrate::SCHEMA_VERSION,
    testing::{self, TestDatabase, on_both},
};

use crate::{
    backup::{back_up, fill, restore},
    fixtures::{at, with_people, write},
};

/// A backup whose end line fits what stands before it, whatever that is.
fn with_end_of(text: &str, original: &str) -> String {
    let end = original.trim_end().rsplit('\n').next().unwrap();
    let sha256: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    let (before, _) = end.split_once("\"sha256\"").unwrap();
    format!("{text}{before}\"sha256\":\"{sha256}\"}}\n")
}

#[tokio::test]
async fn a_cut_backup_is_refused_wherever_it_was_cut_and_leaves_the_database_empty() {
    on_both(async |database| {
        let source = testing::sqlite().await;
        fill(&source).await;
        let file = String::from_utf8(back_up(&source).await.0).unwrap();
        let (lines, length) = (file.lines().count(), file.len());
        let last_line = file.trim_end().rfind('\n').unwrap() + 1;
        for cut in [length - 1, last_line, length / 2, file[..length / 2].rfind('\n').unwrap() + 1] {
            let refused = restore(&database, &file.as_bytes()[..cut]).await;
            assert!(
                matches!(refused, Err(RestoreError::Cut { line }) if line > 1 && line < lines as u64),
                "{refused:?}"
            );
        }
        restore(&database, file.as_bytes()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_leaves_the_database_empty() {
    on_both(async |database| {
        let source = testing::sqlite().await;
        fill(&source).await;
        let file = String::from_utf8(back_up(&source).await.0).unwrap();
        let header_end = file.find('\n').unwrap() + 1;
        let without_last = &file[..file.trim_end().rfind('\n').unwrap() + 1];
        for (what, damaged) in [
            ("a changed letter", file.replacen("O'Brien", "0'Brien", 1)),
            ("more after the end", format!("{file}\n")),
            (
                "a row twice",
                file.replacen(
                    &file[header_end..],
                    &format!("{}{}", file[header_end..].split_inclusive('\n').next().unwrap(), &file[header_end..]),
                    1,
                ),
            ),
            (
                "a row less",
                with_end_of(
                    &without_last.replacen(file[header_end..].split_inclusive('\n').next().unwrap(), "", 1),
                    &file,
                ),
            ),
            ("not JSON", file.replacen("{\"r\":", "{\"r\"", 1)),
            ("a table that is none", file.replacen("\"t\":\"people\"", "\"t\":\"persons\"", 1)),
            ("a column that is none", file.replacen("\"family_name\"", "\"name\"", 1)),
            ("a number for a text", file.replacen("\"state\":\"open\"", "\"state\":1", 1)),
            ("a state that is none", file.replacen("\"state\":\"open\"", "\"state\":\"x\"", 1)),
            ("a person who is missing", file.replacen("\"person_id\":\"person-1\"", "\"person_id\":\"nobody\"", 1)),
        ] {
            let refused = restore(&database, damaged.as_bytes()).await;
            assert!(matches!(refused, Err(RestoreError::Damaged { .. })), "{what}: {refused:?}");
        }
        restore(&database, file.as_bytes()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_no_backup_or_one_of_another_version_is_refused_by_name() {
    on_both(async |database| {
        let file = String::from_utf8(back_up(&database).await.0).unwrap();
        for other in ["", "\n", "hello\n", "{}\n", "SQLite format 3\0", &file.replacen("-backup", "-other", 1)] {
            let refused = restore(&database, other.as_bytes()).await;
            assert!(matches!(refused, Err(RestoreError::NotABackup)), "{other:?}: {refused:?}");
        }
        let version = format!("\"schema_version\":{}", *SCHEMA_VERSION);
        let newer = file.replacen(&version, "\"schema_version\":9000", 1);
        let refused = restore(&database, newer.as_bytes()).await.unwrap_err();
        assert!(matches!(refused, RestoreError::BackupVersion { backup: 9000, .. }), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_restore_needs_a_migrated_and_empty_database() {
    let source = testing::sqlite().await;
    fill(&source).await;
    let (file, _) = back_up(&source).await;
    for empty in [TestDatabase::empty_sqlite().await, TestDatabase::empty_postgres().await] {
        let refused = restore(&empty, &file).await;
        assert!(matches!(refused, Err(RestoreError::DatabaseVersion { database: 0, .. })), "{refused:?}");
        let refused = empty.backup(at(0), &mut Vec::new()).await;
        assert!(matches!(refused, Err(BackupError::SchemaVersion { database: 0, .. })), "{refused:?}");
        empty.migrate().await.unwrap();
        write(&empty, async |repository| {
            // A server that ran has leases and nothing else.
            assert!(repository.take_lease("sweep", "me", at(0), at(60)).await.unwrap());
        })
        .await;
        restore(&empty, &file).await.unwrap();
        let refused = restore(&empty, &file).await;
        assert!(matches!(&refused, Err(RestoreError::NotEmpty(table)) if table == "organisations"), "{refused:?}");
        empty.close().await;
    }
}

#[tokio::test]
async fn a_full_disk_is_an_error_of_the_writer() {
    on_both(async |database| {
        let mut room = [0; 10];
        let refused = database.backup(at(0), &mut &mut room[..]).await;
        assert!(matches!(refused, Err(BackupError::Write(_))), "{refused:?}");
        with_people(&database, 1).await;
    })
    .await;
}
