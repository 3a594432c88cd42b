//! A file before it is imported: what it is, and what is wrong with it.

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use identity::organisation::{
    Source,
    records::{Records, Trail},
    report::{Unknown, detect},
    row::Fault,
};
use time::Date;

use super::{progress::Progress, rejects::Rejects};
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
    /// What it held: the records that can be imported, and their number.
    pub trail: Trail,
    /// Records that cannot.
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
        if let Some((what, advice)) = none_of_ours(&beginning) {
            let path = path.display();
            return Err(Failure::refused(format!("{path}: {what}; nothing was imported. {advice}")));
        }
        let source = detect(&beginning, said).map_err(|unknown| refused(path, unknown))?;
        let file = File::open(path).map_err(cannot)?;
        let mut progress = Progress::checking(name_of(path), file.metadata().map_err(cannot)?.len());
        let mut records = Records::new(BufReader::with_capacity(1 << 16, file), source, today);
        let (mut trail, mut bad) = (Trail::default(), 0);
        while let Some(read) = records.next_record().map_err(cannot)? {
            progress.at(records.position());
            match read.outcome {
                Ok(_) => trail.follow(&records),
                Err(fault @ Fault::TooMany) => {
                    let path = path.display();
                    return Err(Failure::refused(format!("{path}: {fault}; nothing was imported. Split it")));
                }
                Err(fault) => {
                    bad += 1;
                    rejects.add(path, read.line, &fault, records.raw())?;
                }
            }
        }
        drop(progress);
        if records.is_torn() {
            return Err(Failure::refused(format!(
                "{}: brackets or quotation marks in it do not match, so that it is broken or cut off; nothing was imported. \
                 Fetch it again",
                path.display()
            )));
        }
        Ok(Self { path: path.to_owned(), source, id: trail.end(&records), trail, bad })
    }

    /// Its name, for people.
    pub(super) fn name(&self) -> String {
        name_of(&self.path)
    }

    /// Why it is not worth importing, if it is not.
    pub(super) fn refused(&self) -> Option<Failure> {
        let why = match (self.trail.good(), self.bad) {
            (0, 0) => "it holds no organisations",
            (good, bad) if bad > good => "more of its records are wrong than right",
            _ => return None,
        };
        let name = self.name();
        Some(Failure::refused(format!("{name}: {why}, so nothing was imported. Is it the right file?")))
    }

    /// What it is, for people.
    pub(super) fn told(&self) -> String {
        let (Self { source, bad, .. }, good) = (self, self.trail.good());
        let of = |count: u64, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        format!("{}: {}, {}, {}", self.name(), source.as_str(), of(good, "organisation"), of(*bad, "wrong record"))
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// What is no file of the directory whatever is in it, and what to do with it.
fn none_of_ours(beginning: &[u8]) -> Option<(&'static str, &'static str)> {
    let text = beginning.strip_prefix(b"\xef\xbb\xbf").unwrap_or(beginning);
    if text.trim_ascii().is_empty() {
        return Some(("it is empty", "Fetch it again"));
    }
    // gzip (RFC 1952 2.3.1), zip (APPNOTE 4.3.7), and the marks of UTF-16.
    if beginning.starts_with(b"\x1f\x8b") || beginning.starts_with(b"PK\x03\x04") {
        return Some(("it is compressed", "Unpack it first"));
    }
    if beginning.starts_with(b"\xff\xfe") || beginning.starts_with(b"\xfe\xff") {
        return Some(("it is written in UTF-16", "Save it as UTF-8, or fetch it again"));
    }
    None
}

fn refused(path: &Path, unknown: Unknown) -> Failure {
    let advice = match unknown {
        Unknown::Undecided => "Say it: --report epraccur (or edispensary, etr, eccg, ord)",
        Unknown::Contradiction { .. } => "Leave --report out, or import this file by itself",
    };
    Failure::refused(format!("{}: {unknown}; nothing was imported. {advice}", path.display()))
}
