//! The database as whoever steals or alters it sees it.

use std::{collections::BTreeMap, fs, io::Cursor};

use identity::audit::chain::{self, Verified};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use store::{Dialect, testing};

use super::World;

impl World {
    /// Everything that is stored: a backup, and of SQLite every byte of its files, deleted rows among them.
    pub(crate) async fn stolen_bytes(&self) -> Vec<u8> {
        let mut bytes = self.backup().await;
        if self.database.dialect() == Dialect::Sqlite {
            let path = self.url.strip_prefix("sqlite:").unwrap();
            bytes.extend(fs::read(path).unwrap());
            bytes.extend(fs::read(format!("{path}-wal")).unwrap());
        }
        bytes
    }

    async fn backup(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.database.backup(self.now(), &mut bytes).await.unwrap();
        bytes
    }

    /// What a check of the audit log finds after somebody changed its rows.
    pub(crate) async fn verify_after(&self, change: impl FnOnce(&mut Vec<Value>)) -> Verified {
        let backup = String::from_utf8(self.backup().await).unwrap();
        let mut lines: Vec<Value> = backup.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.pop();
        let (mut log, others): (Vec<Value>, Vec<Value>) = lines.into_iter().partition(|line| line["t"] == "audit_log");
        log.sort_by_key(|line| line["r"]["position"].as_i64());
        change(&mut log);

        let fresh = testing::database(self.database.dialect()).await;
        fresh.restore(&mut Cursor::new(whole([others, log].concat()))).await.unwrap();
        let copy = Self::new(fresh.database(), fresh.url());
        let verified = chain::verify(&copy.service).await.unwrap();
        fresh.close().await;
        verified
    }
}

impl World {
    /// Runs a test on a copy of the database in which each row was changed, or left out where the answer is `false`.
    pub(crate) async fn on_copy(&self, change: impl Fn(&str, &mut Value) -> bool, test: impl AsyncFn(Self)) {
        let backup = String::from_utf8(self.backup().await).unwrap();
        let mut lines: Vec<Value> = backup.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        lines.pop();
        lines.retain_mut(|line| {
            let table = line["t"].as_str().unwrap_or_default().to_owned();
            change(&table, &mut line["r"])
        });
        let fresh = testing::database(self.database.dialect()).await;
        fresh.restore(&mut Cursor::new(whole(lines))).await.unwrap();
        test(Self::new(fresh.database(), fresh.url())).await;
        fresh.close().await;
    }
}

/// A backup of these lines that looks untouched.
fn whole(lines: Vec<Value>) -> Vec<u8> {
    let mut counts: BTreeMap<String, u64> = store::backup::tables().map(|table| (table.name.to_owned(), 0)).collect();
    let mut text = String::new();
    for line in lines {
        if let Some(table) = line["t"].as_str() {
            *counts.get_mut(table).unwrap() += 1;
        }
        text.push_str(&format!("{line}\n"));
    }
    let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    text.push_str(&format!("{}\n", json!({ "end": counts, "sha256": hash })));
    text.into_bytes()
}
