//! Lines of a file of people and positions, read into types that cannot hold a wrong value.

use std::ops::RangeInclusive;

use time::Date;

use crate::{
    email::address::EmailAddress,
    organisation::OrganisationCode,
    person::{PersonName, UserIdentifier},
    ra::{position::NewPosition, role::CareRole},
    time::parse_date,
};

/// The first line: the names of the columns, in this order.
pub const COLUMNS: [&str; 9] = [
    "user identifier",
    "given name",
    "family name",
    "date of birth",
    "email",
    "organisation",
    "role",
    "first day",
    "last day",
];
/// The most lines with people.
pub const MOST_LINES: usize = 5_000;
/// The longest file, in bytes. What a form puts around it is not counted.
pub const MOST_BYTES: usize = 1_000_000;
/// What a cell may hold.
const LENGTHS: RangeInclusive<usize> = 0..=400;

/// Why a file is not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// It has more than a megabyte.
    TooLarge,
    /// It has more than 5,000 people.
    TooManyLines,
    /// It is not UTF-8, or no text at all.
    Encoding,
    /// The first line does not name the columns.
    Header,
    /// There is nobody in it.
    Empty,
}

/// What is wrong with a line as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has more or fewer columns than the first line, or a quotation mark that does not close.
    Columns,
    /// That is no user identifier.
    Identifier,
    /// Beside a user identifier stands a name, a birth date or an address: the line may be about somebody else than was meant.
    NotEmpty,
    /// Neither a user identifier nor a whole name, or one that is not valid.
    Name,
    /// That is no date of birth.
    BirthDate,
    /// That is no e-mail address.
    Email,
    /// That is no code of an organisation.
    Organisation,
    /// The role is not on the list.
    Role,
    /// The role opens the desk: such positions are given one by one.
    DeskRole,
    /// The first day is missing or no date.
    FirstDay,
    /// The last day is no date.
    LastDay,
}

/// Whom a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody who exists.
    Known(UserIdentifier),
    /// Somebody new.
    New {
        /// Both parts are needed.
        name: PersonName,
        /// Whether anybody can be born that day, the plan asks.
        birth_date: Date,
        /// The address.
        email: Option<EmailAddress>,
    },
}

/// A line: who gets which position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1: the first line with people is 2.
    pub number: u64,
    /// Whom it is about: somebody known, or somebody new.
    pub whom: Whom,
    /// The position that they get; never one that opens the desk.
    pub position: NewPosition,
}

/// A line, or its number and everything that is wrong with it.
pub type ReadLine = Result<Line, (u64, Vec<Wrong>)>;

/// Reads a file: each line, or everything that is wrong with it and its number. Empty lines are passed over.
///
/// # Errors
/// When it is not read at all.
pub fn parse(file: &[u8]) -> Result<Vec<ReadLine>, NotRead> {
    if file.len() > MOST_BYTES {
        return Err(NotRead::TooLarge);
    }
    let text = std::str::from_utf8(file).map_err(|_| NotRead::Encoding)?;
    if text.contains('\0') {
        return Err(NotRead::Encoding);
    }
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().zip(1_u64..);
    let header = lines.next().and_then(|(line, _)| cells(line)).ok_or(NotRead::Header)?;
    if !header.iter().zip(COLUMNS).all(|(cell, name)| cell.trim().eq_ignore_ascii_case(name)) {
        return Err(NotRead::Header);
    }
    let people: Vec<(&str, u64)> = lines.filter(|(line, _)| !line.trim().is_empty()).collect();
    match people.len() {
        0 => Err(NotRead::Empty),
        1..=MOST_LINES => {
            Ok(people.into_iter().map(|(text, number)| line(text, number).map_err(|wrong| (number, wrong))).collect())
        }
        _ => Err(NotRead::TooManyLines),
    }
}

fn line(text: &str, number: u64) -> Result<Line, Vec<Wrong>> {
    let cells = cells(text).ok_or_else(|| vec![Wrong::Columns])?;
    let [identifier, given, family, born, email, organisation, role, first, last] =
        cells.each_ref().map(|cell| cell.trim());
    let mut wrongs = Wrongs::default();
    let whom = match identifier {
        "" => new(&mut wrongs, (given, family), born, email),
        known => {
            wrongs.or([given, family, born, email].iter().all(|cell| cell.is_empty()).then_some(()), Wrong::NotEmpty);
            wrongs.or(UserIdentifier::parse(known), Wrong::Identifier).map(Whom::Known)
        }
    };
    let position = position(&mut wrongs, (organisation, role), (first, last));
    match (whom, position) {
        (Some(whom), Some(position)) if wrongs.0.is_empty() => Ok(Line { number, whom, position }),
        _ => Err(wrongs.0),
    }
}

/// What was found wrong in a line so far.
#[derive(Default)]
struct Wrongs(Vec<Wrong>);

impl Wrongs {
    /// Goes on with a cell that could be read; otherwise notes it.
    fn or<T>(&mut self, read: Option<T>, wrong: Wrong) -> Option<T> {
        if read.is_none() {
            self.0.push(wrong);
        }
        read
    }

    /// The same for a cell that may be empty.
    fn or_empty<T>(&mut self, text: &str, read: impl FnOnce(&str) -> Option<T>, wrong: Wrong) -> Option<T> {
        if text.is_empty() { None } else { self.or(read(text), wrong) }
    }
}

fn new(wrongs: &mut Wrongs, (given, family): (&str, &str), born: &str, email: &str) -> Option<Whom> {
    let name = wrongs.or(PersonName::parse(given, family).ok(), Wrong::Name);
    let birth_date = wrongs.or(parse_date(born).ok(), Wrong::BirthDate);
    let email = wrongs.or_empty(email, |text| EmailAddress::parse(text).ok(), Wrong::Email);
    Some(Whom::New { name: name?, birth_date: birth_date?, email })
}

fn position(
    wrongs: &mut Wrongs,
    (organisation, role): (&str, &str),
    (first, last): (&str, &str),
) -> Option<NewPosition> {
    let organisation = wrongs.or(OrganisationCode::parse(organisation), Wrong::Organisation);
    let role = wrongs.or(CareRole::find(role), Wrong::Role);
    let role = role.and_then(|role| wrongs.or((!role.is_ra()).then_some(role), Wrong::DeskRole));
    let starts_on = wrongs.or(parse_date(first).ok(), Wrong::FirstDay);
    let ends_on = wrongs.or_empty(last, |text| parse_date(text).ok(), Wrong::LastDay);
    Some(NewPosition { organisation: organisation?, role: role?, starts_on: starts_on?, ends_on })
}

/// The cells of a line (RFC 4180); `None` when there are more or fewer than columns, or a quotation mark does not close.
fn cells(line: &str) -> Option<[String; 9]> {
    let mut cells: Vec<String> = Vec::with_capacity(COLUMNS.len());
    let mut rest = line.trim_end_matches('\r');
    loop {
        let (cell, after) = cell(rest)?;
        if !LENGTHS.contains(&cell.len()) || cells.len() == COLUMNS.len() {
            return None;
        }
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells.try_into().ok(),
        }
    }
}

/// The first cell, and what follows its comma.
fn cell(text: &str) -> Option<(String, Option<&str>)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (cell, after) = text.split_once(',').map_or((text, None), |(cell, after)| (cell, Some(after)));
        return (!cell.contains('"')).then(|| (cell.to_owned(), after));
    };
    let (mut cell, mut rest) = (String::new(), quoted);
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.chars().next() {
            Some('"') => {
                cell.push('"');
                rest = after.get(1..)?;
            }
            Some(',') => return Some((cell, after.get(1..))),
            None => return Some((cell, None)),
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(lines: &[&str]) -> String {
        [&[&*COLUMNS.join(",")], lines].concat().join("\r\n")
    }

    #[test]
    fn a_line_is_somebody_known_or_new_and_a_position() {
        let text = file(&[
            "9990 0000 0013,,,,,X9A01,r0620,2026-04-01,2027-03-31",
            "",
            ",\"Zo\u{eb} \"\"Z\"\"\",\"O'Brien, Jr\",1984-05-30,zoe@nhs.net,x9a02,R1730,2026-04-01,",
        ]);
        let read = parse(format!("\u{feff}{text}").as_bytes()).unwrap();
        let known = read[0].as_ref().unwrap();
        assert_eq!((known.number, &known.whom), (2, &Whom::Known(UserIdentifier::parse("999000000013").unwrap())));
        let new = read[1].as_ref().unwrap();
        let Whom::New { name, email, .. } = &new.whom else { panic!() };
        assert_eq!((new.number, name.full().as_str(), email.is_some()), (4, "Zo\u{eb} \"Z\" O'Brien, Jr", true));
        assert_eq!((new.position.role.name, new.position.ends_on), ("Receptionist", None));
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (line, wrong) in [
            ("a,b", Wrong::Columns),
            ("\"12,,,,,X9A01,R0620,2026-04-01,", Wrong::Columns),
            ("12,,,,,X9A01,R0620,2026-04-01,", Wrong::Identifier),
            ("999000000013,Ann,,,,X9A01,R0620,2026-04-01,", Wrong::NotEmpty),
            (",Ann,,1984-05-30,,X9A01,R0620,2026-04-01,", Wrong::Name),
            (",Ann,Lee,30/05/1984,,X9A01,R0620,2026-04-01,", Wrong::BirthDate),
            (",Ann,Lee,1984-05-30,ann,X9A01,R0620,2026-04-01,", Wrong::Email),
            (",Ann,Lee,1984-05-30,,X-1,R0620,2026-04-01,", Wrong::Organisation),
            (",Ann,Lee,1984-05-30,,X9A01,R9999,2026-04-01,", Wrong::Role),
            (",Ann,Lee,1984-05-30,,X9A01,R5090,2026-04-01,", Wrong::DeskRole),
            (",Ann,Lee,1984-05-30,,X9A01,R0620,,", Wrong::FirstDay),
            (",Ann,Lee,1984-05-30,,X9A01,R0620,2026-04-01,soon", Wrong::LastDay),
        ] {
            assert_eq!(parse(file(&[line]).as_bytes()).unwrap(), [Err((2, vec![wrong]))], "{line}");
        }
        let all = [
            Wrong::Name,
            Wrong::BirthDate,
            Wrong::Email,
            Wrong::Organisation,
            Wrong::Role,
            Wrong::FirstDay,
            Wrong::LastDay,
        ];
        assert_eq!(parse(file(&[",Ann,,x,x,-,x,x,x"]).as_bytes()).unwrap(), [Err((2, all.to_vec()))], "all at once");
    }

    #[test]
    fn a_file_that_is_none_is_not_read() {
        let many = file(&vec!["x"; MOST_LINES + 1]);
        for (file, why) in [
            (vec![b' '; MOST_BYTES + 1], NotRead::TooLarge),
            (many.into_bytes(), NotRead::TooManyLines),
            (b"\xff".to_vec(), NotRead::Encoding),
            (b"PK\x03\x04\0".to_vec(), NotRead::Encoding),
            (b"".to_vec(), NotRead::Header),
            (b"name,birth\r\nAnn,1984".to_vec(), NotRead::Header),
            (file(&[" "]).into_bytes(), NotRead::Empty),
        ] {
            assert_eq!(parse(&file).unwrap_err(), why);
        }
    }

    proptest! {
        #[test]
        fn no_file_makes_the_reader_fail(lines in prop::collection::vec("(?s).{0,40}|[\",a-z0-9-]{0,60}", 0..6)) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let _ = parse(lines.join("\n").as_bytes());
            let _ = parse(file(&lines).as_bytes());
        }

        #[test]
        fn cells_read_back_as_they_are_written(cells in prop::array::uniform9("[^\\r\\n\u{85}\u{2028}]{0,20}")) {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            prop_assert_eq!(super::cells(&quoted.join(",")), Some(cells));
        }
    }
}
