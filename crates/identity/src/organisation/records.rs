//! The records of a file, one after the other, each an organisation or what is wrong with it. Lines that are longer than any
//! record are passed over, not kept: memory stays flat whatever a file holds.

mod codes;
mod trail;

use std::io::{self, BufRead};

use sha2::{Digest as _, Sha256};
use time::Date;

pub use self::{codes::MOST_CODES, trail::Trail};
use self::{
    codes::{Codes, Seen},
    trail::Mark,
};
use super::{
    Organisation, Source,
    ord::{self, Cutter},
    report,
    row::{self, Columns, Fault, LONGEST_LINE, Splitter},
};

/// How records are read. Where another version of this program reads the same bytes otherwise, it takes another number: it goes on
/// with no import of this one.
const READER: &[u8] = b"reader 3: ";

/// A record of a file.
pub struct Read {
    /// The line where it begins, from 1.
    pub line: u64,
    /// What it says.
    pub outcome: Result<Organisation, Fault>,
}

/// Reads a file.
pub struct Records<R> {
    input: Input<R>,
    source: Source,
    today: Date,
    codes: Codes,
    raw: Vec<u8>,
    /// Of how it is read, and all that was read.
    hash: Sha256,
}

enum Input<R> {
    Rows { reader: R, splitter: Box<Splitter>, line: u64, position: u64 },
    Json(Cutter<R>),
}

impl<R: BufRead> Records<R> {
    /// From the beginning of a file. `today` decides whether a last day is past.
    pub fn new(reader: R, source: Source, today: Date) -> Self {
        let input = match source {
            Source::Ord => Input::Json(Cutter::new(reader)),
            _ => Input::Rows { reader, splitter: Box::default(), line: 0, position: 0 },
        };
        let hash = Sha256::new_with_prefix(READER).chain_update(source.as_str());
        Self { input, source, today, codes: Codes::default(), raw: Vec::new(), hash }
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn position(&self) -> u64 {
        match &self.input {
            Input::Rows { position, .. } => *position,
            Input::Json(cutter) => cutter.position(),
        }
    }

    /// Whether records are missing that nobody can tell apart: see [`Cutter::is_torn`]. A row is whole in its line.
    #[must_use]
    pub const fn is_torn(&self) -> bool {
        match &self.input {
            Input::Rows { .. } => false,
            Input::Json(cutter) => cutter.is_torn(),
        }
    }

    /// The last record as it stands in the file; a very long one only in part.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    fn mark(&self) -> Mark {
        let hash = self.hash.clone().finalize();
        std::array::from_fn(|place| hash.get(place).copied().unwrap_or_default())
    }

    /// The next record.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_record(&mut self) -> io::Result<Option<Read>> {
        let (line, outcome) = match &mut self.input {
            Input::Json(cutter) => {
                let Some(cut) = cutter.next_cut()? else { return Ok(None) };
                self.raw = cut.bytes.unwrap_or_default();
                let outcome = if self.raw.is_empty() { Err(Fault::TooLong) } else { ord::organisation(&self.raw) };
                (cut.line, outcome)
            }
            Input::Rows { reader, splitter, line, position } => {
                let is_whole = loop {
                    self.raw.clear();
                    let (read, is_whole) = read_line(reader, &mut self.raw)?;
                    if read == 0 {
                        return Ok(None);
                    }
                    *position += read;
                    *line += 1;
                    if *line == 1 && self.raw.starts_with(b"\xef\xbb\xbf") {
                        self.raw.drain(..3);
                    }
                    if !self.raw.trim_ascii().is_empty() {
                        break is_whole;
                    }
                };
                let outcome = if is_whole {
                    splitter.split(&self.raw).and_then(|columns| of_report(&columns, self.source))
                } else {
                    Err(Fault::TooLong)
                };
                (*line, outcome)
            }
        };
        self.hash.update(&self.raw);
        self.hash.update(b"\n");
        let outcome = outcome.and_then(|mut read| {
            read.status = read.status_on(self.today);
            match self.codes.add(&read.code) {
                Seen::New => Ok(read),
                Seen::Before => Err(Fault::Duplicate(read.code.as_str().to_owned())),
                Seen::Full => Err(Fault::TooMany),
            }
        });
        Ok(Some(Read { line, outcome }))
    }
}

/// Two reports that somebody joined are not one of them.
fn of_report(row: &Columns<'_>, file: Source) -> Result<Organisation, Fault> {
    match report::of_row(row) {
        Some(row) if row != file => Err(Fault::OtherReport { row, file }),
        _ => row::organisation(row, file),
    }
}

/// Reads a line without its end; answers how many bytes were read, and whether all of them were kept.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<(u64, bool)> {
    let (mut read, mut is_whole) = (0, true);
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
        let room = LONGEST_LINE - line.len();
        line.extend_from_slice(part.get(..room).unwrap_or(part));
        is_whole &= part.len() <= room;
        let used = part.len() + usize::from(end.is_some());
        reader.consume(used);
        read += used as u64;
        if end.is_some() {
            break;
        }
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok((read, is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{organisation::Status, time::parse_date};

    fn line(code: &str, name: &str) -> String {
        format!("\"{code}\",\"{name}\"{}", ",\"\"".repeat(25))
    }

    fn read(file: &[u8]) -> Vec<(u64, Result<String, Fault>)> {
        let mut records = Records::new(file, Source::Eccg, parse_date("2026-03-22").unwrap());
        let next = || records.next_record().unwrap();
        std::iter::from_fn(next).map(|read| (read.line, read.outcome.map(|it| it.code.to_string()))).collect()
    }

    #[test]
    fn bad_rows_are_told_by_their_lines_and_stop_no_others() {
        let long = line("99D", &"x".repeat(LONGEST_LINE));
        let rows =
            [&line("99A", "A"), "", "nothing", &line("99B", "B"), &line("99A", "A again"), &long, &line("99C", "\"")];
        let file = format!("\u{feff}{}\r\n{}", rows.join("\r\n"), line("99E", "E"));
        let expected = [
            (1, Ok("99A".into())),
            (3, Err(Fault::Columns(1))),
            (4, Ok("99B".into())),
            (5, Err(Fault::Duplicate("99A".into()))),
            (6, Err(Fault::TooLong)),
            (7, Err(Fault::Quote)),
            (8, Ok("99E".into())),
        ];
        assert_eq!(read(file.as_bytes()), expected);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn an_organisation_is_closed_from_its_last_day_on_whatever_its_status_was() {
        let row = |code: &str, day: &str, status: &str| {
            format!("{code},A{},{day},{status}{}\n", ",".repeat(9), ",".repeat(14))
        };
        let file = [
            row("00A", "20260322", ""),
            row("00B", "20260323", ""),
            row("00C", "", ""),
            row("00D", "20260322", "A"),
            row("00E", "20260323", "P"),
        ];
        let file = file.concat();
        let mut records = Records::new(file.as_bytes(), Source::Eccg, parse_date("2026-03-22").unwrap());
        let next = || records.next_record().unwrap();
        let all: Vec<Status> = std::iter::from_fn(next).map(|read| read.outcome.unwrap().status).collect();
        let (open, closed) = (Status::Active, Status::Closed);
        assert_eq!(all, [closed, open, open, closed, Status::Proposed]);
    }

    #[test]
    fn a_row_of_another_report_is_refused_and_one_that_does_not_tell_is_not() {
        let pharmacy = format!("\"FZZ01\",\"C\"{},\"1\"{}", ",\"\"".repeat(11), ",\"\"".repeat(13));
        let file = [line("99A", "A"), line("Z99", "B"), pharmacy, line("99D", "D")].join("\n");
        let (row, of) = (Source::Edispensary, Source::Eccg);
        let expected = [
            (1, Ok("99A".into())),
            (2, Ok("Z99".into())),
            (3, Err(Fault::OtherReport { row, file: of })),
            (4, Ok("99D".into())),
        ];
        assert_eq!(read(file.as_bytes()), expected);
    }

    #[test]
    fn what_names_a_file_is_every_record_and_how_it_is_read() {
        let name = |file: &str, source| {
            let mut records = Records::new(file.as_bytes(), source, parse_date("2026-03-22").unwrap());
            while records.next_record().unwrap().is_some() {}
            Trail::default().end(&records)
        };
        let (one, other) = (line("99A", "A"), line("99B", "B"));
        let both = name(&format!("{one}\n{other}\n"), Source::Eccg);
        assert_eq!(name(&format!("\u{feff}{one}\r\n\r\n{other}"), Source::Eccg), both);
        assert_eq!(both.len(), 32);
        for (file, source) in [
            (format!("{other}\n{one}\n"), Source::Eccg),
            (format!("{one}\n{other}\nwrong\n"), Source::Eccg),
            (format!("{one}\n{other}\n"), Source::Etr),
        ] {
            assert_ne!(name(&file, source), both);
        }
    }
}
