//! What a file held when it was checked. It is read a second time to be taken in, and may be another by then: no batch goes in whose
//! bytes, with all before them, are not those that were checked.

use std::io::{self, BufRead};

use super::Records;
use crate::organisation::batch::BATCH;

/// Names everything that was read up to a place in a file.
pub(super) type Mark = [u8; 16];

/// A mark for the end of each batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    good: u64,
    marks: Vec<Mark>,
    end: Mark,
}

impl Trail {
    /// Follows a file over its next good record.
    pub fn follow<R: BufRead>(&mut self, records: &Records<R>) {
        self.good += 1;
        if self.good.is_multiple_of(BATCH as u64) {
            self.marks.push(records.mark());
        }
    }

    /// The file ends; answers what names all of it, and how it is read.
    pub fn end<R: BufRead>(&mut self, records: &Records<R>) -> String {
        self.end = records.mark();
        self.end.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// How many good records there are.
    #[must_use]
    pub const fn good(&self) -> u64 {
        self.good
    }

    /// Whether a file is the same up to here, where a batch ends.
    pub(in crate::organisation) fn compare<R: BufRead>(&self, good: u64, records: &Records<R>) -> io::Result<()> {
        let batch = usize::try_from(good / BATCH as u64).unwrap_or_default();
        same(batch.checked_sub(1).and_then(|batch| self.marks.get(batch)), records)
    }

    /// Whether it is the same to its end.
    pub(in crate::organisation) fn compare_end<R: BufRead>(&self, records: &Records<R>) -> io::Result<()> {
        same(Some(&self.end), records)
    }
}

fn same<R: BufRead>(mark: Option<&Mark>, records: &Records<R>) -> io::Result<()> {
    if mark == Some(&records.mark()) {
        return Ok(());
    }
    Err(io::Error::other("it is not what it was when it was checked"))
}
