//! A row of the directory's reports: 27 columns, no header (ODS, "etr.pdf"; columns 13 to 17 and 26 as epraccur fills them).

use time::{Date, Month};

use super::{
    Organisation, OrganisationCode, Relation, RelationKind, Role, Source, Status,
    records::MOST_CODES,
    words::{one_line, postcode},
};

/// How many columns a row has.
pub const COLUMNS: usize = 27;

/// The longest line that is read: real ones have some 300 bytes.
pub const LONGEST_LINE: usize = 16 * 1024;

/// Why a record is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Another number of columns.
    #[error("it has {0} columns instead of 27")]
    Columns(usize),
    /// A quote that does not close.
    #[error("a quotation mark is not closed in its line")]
    Quote,
    /// Not UTF-8.
    #[error("it is not UTF-8")]
    Encoding,
    /// Too much text for a record.
    #[error("it is too long")]
    TooLong,
    /// No code, or none that is one.
    #[error("the code is not 1 to 12 letters and digits")]
    Code,
    /// The code came before.
    #[error("the code {0} stands in this file already")]
    Duplicate(String),
    /// More records than are remembered.
    #[error("no file may hold more than {MOST_CODES} organisations")]
    TooMany,
    /// No name, or a wrong one.
    #[error("the name is missing, too long or has control characters")]
    Name,
    /// Not a date.
    #[error("{0}: not a date such as {1}")]
    Date(&'static str, &'static str),
    /// The day of closing is before the day of opening.
    #[error("it closes before it opens")]
    ClosesBeforeItOpens,
    /// A status that nobody has told us of.
    #[error("the status is unknown: it is A, C, D, P or nothing in a report, Active or Inactive in a record")]
    Status,
    /// A text that is too long or has control characters.
    #[error("{0}: too long, or with control characters")]
    Text(&'static str),
    /// Two rows, or all of them, with a carriage return alone between them.
    #[error("a line ends with a carriage return alone: save the file with line feeds")]
    LineEnd,
    /// A role that is none.
    #[error("a role is not RO and a number")]
    Role,
    /// A row of another report than the rest of the file.
    #[error("it is a row of {}, and the file is read as {}: import the two files by themselves", .row.as_str(), .file.as_str())]
    OtherReport {
        /// Whose row it is.
        row: Source,
        /// What the file is.
        file: Source,
    },
    /// The code of another organisation is not one.
    #[error("{0}: not the code of an organisation")]
    Other(&'static str),
    /// What a search of the directory's interface answers: a few columns of each.
    #[error("it is a line of a list, not a whole record: fetch the record of each code, GET /organisations/CODE")]
    ListLine,
    /// Not JSON, or not a record of the directory.
    #[error("it is not a record of the directory: {0}")]
    Json(String),
}

/// Splits lines into columns, again and again with the same memory.
pub struct Splitter {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: [usize; COLUMNS + 1],
}

impl Default for Splitter {
    fn default() -> Self {
        Self { reader: csv_core::Reader::new(), text: vec![0; LONGEST_LINE], ends: [0; COLUMNS + 1] }
    }
}

impl Splitter {
    /// The columns of a line. Reports write no line breaks inside of quotes, so that a quote which does not close spoils its
    /// own line only.
    ///
    /// # Errors
    /// When it is not a row of 27 columns in UTF-8.
    pub fn split<'a>(&'a mut self, line: &[u8]) -> Result<Columns<'a>, Fault> {
        if line.len() > LONGEST_LINE - 8 {
            return Err(Fault::TooLong);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.contains(&b'\r') {
            return Err(Fault::LineEnd);
        }
        if line.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
            return Err(Fault::Quote);
        }
        self.reader.reset();
        let (mut input, mut written, mut count) = (line, 0, 0);
        loop {
            let (Some(text), Some(ends)) = (self.text.get_mut(written..), self.ends.get_mut(count..)) else {
                return Err(Fault::TooLong);
            };
            let (result, read, wrote, ended) = self.reader.read_record(input, text, ends);
            input = input.get(read..).unwrap_or_default();
            written += wrote;
            count += ended;
            match result {
                // Nothing more comes: to read nothing ends the record.
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::OutputFull => return Err(Fault::TooLong),
                csv_core::ReadRecordResult::OutputEndsFull => return Err(Fault::Columns(count)),
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        if count != COLUMNS {
            return Err(Fault::Columns(count));
        }
        let text = std::str::from_utf8(self.text.get(..written).unwrap_or_default()).map_err(|_| Fault::Encoding)?;
        // In another encoding, a quotation mark may stand within what looks like one letter.
        if !self.ends.iter().take(COLUMNS).all(|end| text.is_char_boundary(*end)) {
            return Err(Fault::Encoding);
        }
        Ok(Columns { text, ends: &self.ends })
    }
}

/// The columns of a row, counted from 1 as the directory does.
pub struct Columns<'a> {
    text: &'a str,
    ends: &'a [usize; COLUMNS + 1],
}

impl<'a> Columns<'a> {
    /// A column; empty when there is none.
    #[must_use]
    pub fn get(&self, column: usize) -> &'a str {
        let start = if column < 2 { 0 } else { self.ends.get(column - 2).copied().unwrap_or_default() };
        let end = column.checked_sub(1).and_then(|place| self.ends.get(place)).copied().unwrap_or_default();
        self.text.get(start..end).unwrap_or_default().trim()
    }
}

/// Reads an organisation out of a row. Where it says no status, that is of before the last day.
///
/// # Errors
/// What is wrong with the row.
pub fn organisation(row: &Columns<'_>, source: Source) -> Result<Organisation, Fault> {
    let code = OrganisationCode::parse(row.get(1)).ok_or(Fault::Code)?;
    let named = Organisation::named(code, row.get(2)).ok_or(Fault::Name)?;
    let opened_on = date(row.get(11), "date of opening")?;
    let closed_on = date(row.get(12), "date of closing")?;
    in_order(opened_on, closed_on)?;
    Ok(Organisation {
        status: status(row.get(13))?,
        roles: roles(row, source, opened_on, closed_on)?,
        opened_on,
        closed_on,
        address: (5..=9)
            .map(|column| row.get(column))
            .filter(|line| !line.is_empty())
            .map(address_line)
            .collect::<Result<_, _>>()?,
        postcode: match row.get(10) {
            "" => None,
            text => Some(postcode(text).ok_or(Fault::Text("postcode"))?),
        },
        telephone: match row.get(18) {
            "" => None,
            text => Some(one_line(text, 40).ok_or(Fault::Text("telephone"))?),
        },
        region: other(row.get(3), "national grouping")?,
        geography: other(row.get(4), "high level health geography")?,
        relations: relations(row, source)?,
        source,
        ..named
    })
}

/// Nothing closes before it opens.
pub(super) fn in_order(opened_on: Option<Date>, closed_on: Option<Date>) -> Result<(), Fault> {
    let is_turned = opened_on.zip(closed_on).is_some_and(|(opened, closed)| closed < opened);
    if is_turned { Err(Fault::ClosesBeforeItOpens) } else { Ok(()) }
}

/// One line of up to 200 characters.
pub(super) fn address_line(text: &str) -> Result<String, Fault> {
    one_line(text, 200).ok_or(Fault::Text("address"))
}

fn other(text: &str, what: &'static str) -> Result<Option<OrganisationCode>, Fault> {
    if text.is_empty() { Ok(None) } else { OrganisationCode::parse(text).map(Some).ok_or(Fault::Other(what)) }
}

fn status(text: &str) -> Result<Status, Fault> {
    match text {
        "A" | "" => Ok(Status::Active),
        "C" => Ok(Status::Closed),
        "D" => Ok(Status::Dormant),
        "P" => Ok(Status::Proposed),
        _ => Err(Fault::Status),
    }
}

/// `20240131`.
fn date(text: &str, what: &'static str) -> Result<Option<Date>, Fault> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = || Fault::Date(what, "20240131");
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let number: u32 = text.parse().map_err(|_| wrong())?;
    let month =
        u8::try_from(number / 100 % 100).ok().and_then(|month| Month::try_from(month).ok()).ok_or_else(wrong)?;
    let (year, day) = (i32::try_from(number / 10_000), u8::try_from(number % 100));
    let (Ok(year @ 1700..), Ok(day)) = (year, day) else { return Err(wrong()) };
    Date::from_calendar_date(year, month, day).map(Some).map_err(|_| wrong())
}

/// What each report is a report of; epraccur tells practices by their prescribing setting (column 26), edispensary appliance
/// contractors and suppliers of oxygen by its sub-types 2 and 3 (column 14), where eccg has roles of its own.
fn roles(
    row: &Columns<'_>,
    source: Source,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
) -> Result<Vec<Role>, Fault> {
    let of = |ids: &[&str]| ids.iter().map(|id| Role { id: (*id).to_owned(), starts_on, ends_on }).collect();
    Ok(match source {
        Source::Epraccur if row.get(26) == "4" => of(&["RO177", "RO76"]),
        Source::Epraccur => of(&["RO177"]),
        Source::Edispensary => match row.get(14) {
            "2" => of(&["RO94"]),
            // The directory has no role for them.
            "3" => Vec::new(),
            _ => of(&["RO182"]),
        },
        Source::Etr => of(&["RO197"]),
        Source::Eccg => {
            let ids: Vec<&str> = row.get(14).split('|').filter(|id| !id.is_empty()).collect();
            if !ids.iter().all(|id| is_role(id)) {
                return Err(Fault::Role);
            }
            if ids.is_empty() { of(&["RO98"]) } else { of(&ids) }
        }
        Source::Named | Source::Ord => Vec::new(),
    })
}

/// `RO` and digits.
#[must_use]
pub fn is_role(id: &str) -> bool {
    id.strip_prefix("RO")
        .is_some_and(|digits| (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Column 15: a pharmacy's is who operates it, the others' who commissions them.
fn relations(row: &Columns<'_>, source: Source) -> Result<Vec<Relation>, Fault> {
    let starts_on = date(row.get(16), "date of joining")?;
    let ends_on = date(row.get(17), "date of leaving")?;
    let Some(to) = other(row.get(15), "parent or commissioner")? else { return Ok(Vec::new()) };
    let kind = if source == Source::Edispensary { RelationKind::OPERATED_BY } else { RelationKind::COMMISSIONED_BY };
    let kind = RelationKind::parse(kind).ok_or(Fault::Other("parent or commissioner"))?;
    Ok(vec![Relation { kind, to, starts_on, ends_on }])
}

#[cfg(test)]
mod tests;
