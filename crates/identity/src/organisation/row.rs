//! A row of the directory's reports: 27 columns, no header (ODS, "etr.pdf"; columns 13 to 17 and 26 as epraccur fills them).

use time::{Date, Month};

use super::{
    Organisation, OrganisationCode, Relation, RelationKind, Role, Source, Status,
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
    /// No name, or a wrong one.
    #[error("the name is missing, too long or has control characters")]
    Name,
    /// Not a date.
    #[error("{0}: not a date such as {1}")]
    Date(&'static str, &'static str),
    /// A status that nobody has told us of.
    #[error("the status is unknown: it is A, C, D, P or nothing")]
    Status,
    /// A text that is too long or has control characters.
    #[error("{0}: too long, or with control characters")]
    Text(&'static str),
    /// The code of another organisation is not one.
    #[error("{0}: not the code of an organisation")]
    Other(&'static str),
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
        Ok(Columns { text, ends: &self.ends })
    }
}

/// The columns of a row, counted from 1 as the directory does.
pub struct Columns<'a> {
    text: &'a str,
    ends: &'a [usize; COLUMNS + 1],
}

impl<'a> Columns<'a> {
    /// A column; empty when there is none, or when a letter is cut in two by a comma of another encoding.
    #[must_use]
    pub fn get(&self, column: usize) -> &'a str {
        let start = if column < 2 { 0 } else { self.ends.get(column - 2).copied().unwrap_or_default() };
        let end = column.checked_sub(1).and_then(|place| self.ends.get(place)).copied().unwrap_or_default();
        self.text.get(start..end).unwrap_or_default().trim()
    }
}

/// Reads an organisation out of a row. `today` decides where a report says no status: whether the last day is past.
///
/// # Errors
/// What is wrong with the row.
pub fn organisation(row: &Columns<'_>, source: Source, today: Date) -> Result<Organisation, Fault> {
    let code = OrganisationCode::parse(row.get(1)).ok_or(Fault::Code)?;
    let named = Organisation::named(code, row.get(2)).ok_or(Fault::Name)?;
    let opened_on = date(row.get(11), "date of opening")?;
    let closed_on = date(row.get(12), "date of closing")?;
    Ok(Organisation {
        status: status(row.get(13), closed_on, today)?,
        roles: roles(row, source, opened_on, closed_on),
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

/// A line of an address.
pub(super) fn address_line(text: &str) -> Result<String, Fault> {
    one_line(text, 200).ok_or(Fault::Text("address"))
}

fn other(text: &str, what: &'static str) -> Result<Option<OrganisationCode>, Fault> {
    if text.is_empty() { Ok(None) } else { OrganisationCode::parse(text).map(Some).ok_or(Fault::Other(what)) }
}

fn status(text: &str, closed_on: Option<Date>, today: Date) -> Result<Status, Fault> {
    match text {
        "A" => Ok(Status::Active),
        "C" => Ok(Status::Closed),
        "D" => Ok(Status::Dormant),
        "P" => Ok(Status::Proposed),
        "" if closed_on.is_some_and(|day| day <= today) => Ok(Status::Closed),
        "" => Ok(Status::Active),
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

/// What each report is a report of; epraccur tells practices by their prescribing setting (column 26), eccg has roles of
/// its own in column 14.
fn roles(row: &Columns<'_>, source: Source, starts_on: Option<Date>, ends_on: Option<Date>) -> Vec<Role> {
    let of = |ids: &[&str]| ids.iter().map(|id| Role { id: (*id).to_owned(), starts_on, ends_on }).collect();
    match source {
        Source::Epraccur if row.get(26) == "4" => of(&["RO177", "RO76"]),
        Source::Epraccur => of(&["RO177"]),
        Source::Edispensary => of(&["RO182"]),
        Source::Etr => of(&["RO197"]),
        Source::Eccg => {
            let ids: Vec<&str> = row.get(14).split('|').filter(|id| is_role(id)).collect();
            if ids.is_empty() { of(&["RO98"]) } else { of(&ids) }
        }
        Source::Named | Source::Ord => Vec::new(),
    }
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::parse_date;

    /// A row with some columns filled in.
    pub(crate) fn row(columns: &[(usize, &str)]) -> String {
        let text = |column| columns.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| *text);
        (1..=COLUMNS).map(|column| format!("\"{}\"", text(column).replace('"', "\"\""))).collect::<Vec<_>>().join(",")
    }

    fn read(line: &str, source: Source) -> Result<Organisation, Fault> {
        organisation(&Splitter::default().split(line.as_bytes())?, source, parse_date("2026-03-22").unwrap())
    }

    const PRACTICE: [(usize, &str); 13] = [
        (1, "Z99001"),
        (2, "MILLBROOK  MEDICAL PRACTICE"),
        (3, "Y63"),
        (4, "QZZ"),
        (5, "1 HIGH STREET"),
        (7, "ANYTOWN"),
        (10, "zz991aa"),
        (11, "20040229"),
        (13, "A"),
        (15, "99Z"),
        (16, "20130401"),
        (18, "01632 960001"),
        (26, "4"),
    ];

    #[test]
    fn a_row_becomes_an_organisation() {
        let practice = read(&row(&PRACTICE), Source::Epraccur).unwrap();
        assert_eq!((practice.code.as_str(), practice.name.as_str()), ("Z99001", "MILLBROOK MEDICAL PRACTICE"));
        assert_eq!(practice.address, ["1 HIGH STREET", "ANYTOWN"]);
        assert_eq!(practice.postcode.as_deref(), Some("ZZ99 1AA"));
        assert_eq!(practice.opened_on, Some(parse_date("2004-02-29").unwrap()));
        assert_eq!(practice.roles.iter().map(|role| role.id.as_str()).collect::<Vec<_>>(), ["RO177", "RO76"]);
        assert_eq!(practice.parent().map(OrganisationCode::as_str), Some("99Z"));
        assert_eq!(practice.status, Status::Active);
    }

    #[test]
    fn a_report_without_status_is_closed_from_its_last_day_on() {
        let with = |day| read(&row(&[(1, "00A"), (2, "A"), (12, day)]), Source::Eccg).unwrap().status;
        assert_eq!((with("20260322"), with("20260323"), with("")), (Status::Closed, Status::Active, Status::Active));
    }

    #[test]
    fn each_fault_is_told() {
        let with = |column, text| {
            let mut columns = PRACTICE.to_vec();
            columns.retain(|(known, _)| *known != column);
            columns.push((column, text));
            read(&row(&columns), Source::Epraccur).unwrap_err()
        };
        assert_eq!(with(1, ""), Fault::Code);
        assert_eq!(with(1, "A-1"), Fault::Code);
        assert_eq!(with(2, ""), Fault::Name);
        assert_eq!(with(11, "20230229"), Fault::Date("date of opening", "20240131"));
        assert_eq!(with(12, "2023"), Fault::Date("date of closing", "20240131"));
        assert_eq!(with(13, "X"), Fault::Status);
        assert_eq!(with(15, "9 9"), Fault::Other("parent or commissioner"));
        assert_eq!(read("\"A\",\"B\"", Source::Etr).unwrap_err(), Fault::Columns(2));
        assert_eq!(read(&format!("{},\"\"", row(&PRACTICE)), Source::Etr).unwrap_err(), Fault::Columns(28));
        assert_eq!(read(&row(&PRACTICE).replacen('"', "", 1), Source::Etr).unwrap_err(), Fault::Quote);
        assert_eq!(Splitter::default().split(b"\"\xe9\"").err(), Some(Fault::Columns(1)));
        let latin: Vec<u8> = row(&PRACTICE).bytes().map(|byte| if byte == b'K' { 0xe9 } else { byte }).collect();
        assert_eq!(Splitter::default().split(&latin).err(), Some(Fault::Encoding));
    }

    proptest! {
        #[test]
        fn any_line_is_refused_or_an_organisation_within_its_limits(
            line in prop_oneof![
                "(?s).{0,300}",
                proptest::collection::vec("[ -~]{0,12}|[0-9]{8}|[A-Z0-9]{3}", 27).prop_map(|columns| columns.join(",")),
            ],
        ) {
            for source in Source::ALL {
                if let Ok(read) = read(&line, source) {
                    prop_assert!((1..=400).contains(&read.name.chars().count()));
                    prop_assert!(read.address.iter().all(|line| !line.is_empty()));
                    prop_assert_eq!(read.digest(), read.clone().digest());
                }
            }
        }

        #[test]
        fn what_stands_in_quotes_comes_out_as_it_was(text in "[ -~]{0,40}") {
            let line = row(&[(5, &text)]);
            let mut splitter = Splitter::default();
            prop_assert_eq!(splitter.split(line.as_bytes()).unwrap().get(5), text.trim());
        }
    }
}
