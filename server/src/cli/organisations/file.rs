//! A file before it is imported: what it is, and what is wrong with it.

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use identity::organisation::{
    Source,
    records::Records,
    report::{Unknown, detect},
};
use sha2::{Digest as _, Sha256};
use time::Date;

use super::rejects::Rejects;
use crate::failure::Failure;

/// How much of a file is looked at to know what it is.
const BEGINNING: u64 = 256 * 1024;

/// A file that was read from its beginning to its end.
pub(super) struct Checked {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub source: Source,
    /// Names its content.
    pub id: String,
    /// Records that can be imported.
    pub good: u64,
    /// Those that cannot.
    pub bad: u64,
}

impl Checked {
    /// Reads the whole file and lists what is wrong with it.
    pub(super) fn check(
        path: &Path,
        said: Option<Source>,
        today: Date,
        rejects: &mut Rejects,
    ) -> Result<Self, Failure> {
        let cannot =
            |error: io::Error| Failure::failed(format!("{}: the file cannot be read: {error}", path.display()));
        let mut beginning = Vec::new();
        File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning)).map_err(cannot)?;
        let source = detect(&beginning, said).map_err(|unknown| refused(path, unknown))?;
        let mut hash = Sha256::new();
        hash.update(source.as_str());
        let file = File::open(path).map_err(cannot)?;
        let mut records =
            Records::new(BufReader::with_capacity(1 << 16, Hashing { file, hash: &mut hash }), source, today);
        let (mut good, mut bad) = (0, 0);
        while let Some(read) = records.next_record().map_err(cannot)? {
            match read.outcome {
                Ok(_) => good += 1,
                Err(fault) => {
                    bad += 1;
                    rejects.add(path, read.line, &fault, records.raw())?;
                }
            }
        }
        drop(records);
        let id = hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { path: path.to_owned(), source, id, good, bad })
    }

    /// Its name, for people.
    pub(super) fn name(&self) -> String {
        self.path
            .file_name()
            .map_or_else(|| self.path.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Whether it is not worth importing.
    pub(super) const fn is_mostly_wrong(&self) -> bool {
        self.bad > self.good || self.good == 0
    }

    /// What it is, for people.
    pub(super) fn told(&self) -> String {
        let Self { source, good, bad, .. } = self;
        format!("{}: {}, {good} organisations, {bad} wrong records", self.name(), source.as_str())
    }
}

fn refused(path: &Path, unknown: Unknown) -> Failure {
    let advice = match unknown {
        Unknown::Undecided => "Say it: --report epraccur (or edispensary, etr, eccg, ord)",
        Unknown::Contradiction { .. } => "Leave --report out, or import this file by itself",
    };
    Failure::refused(format!("{}: {unknown}; nothing was imported. {advice}", path.display()))
}

/// Hashes what is read.
struct Hashing<'a> {
    file: File,
    hash: &'a mut Sha256,
}

impl Read for Hashing<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.hash.update(buffer.get(..read).unwrap_or_default());
        Ok(read)
    }
}
