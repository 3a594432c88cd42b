//! Rows as reports have them, broken ones, and whatever else a line may be.

use proptest::prelude::*;

use super::*;
use crate::time::parse_date;

/// A row with some columns filled in.
pub(crate) fn row(columns: &[(usize, &str)]) -> String {
    let text = |column| columns.iter().find(|(known, _)| *known == column).map_or("", |(_, text)| *text);
    (1..=COLUMNS).map(|column| format!("\"{}\"", text(column).replace('"', "\"\""))).collect::<Vec<_>>().join(",")
}

fn read(line: &str, source: Source) -> Result<Organisation, Fault> {
    organisation(&Splitter::default().split(line.as_bytes())?, source)
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
fn a_report_tells_what_its_rows_are() {
    let roles = |columns: &[(usize, &str)], source| {
        let all: Vec<_> = [(1, "00A"), (2, "A")].iter().chain(columns).copied().collect();
        let read = read(&row(&all), source)?;
        Ok(read.roles.into_iter().map(|role| role.id).collect::<Vec<_>>().join(" "))
    };
    for (columns, source, expected) in [
        (&[(26, "4")][..], Source::Epraccur, Ok("RO177 RO76")),
        (&[(26, "9")], Source::Epraccur, Ok("RO177")),
        (&[(14, "1")], Source::Edispensary, Ok("RO182")),
        (&[(14, "2")], Source::Edispensary, Ok("RO94")),
        (&[(14, "3")], Source::Edispensary, Ok("")),
        (&[], Source::Etr, Ok("RO197")),
        (&[], Source::Eccg, Ok("RO98")),
        (&[(14, "RO319|RO326")], Source::Eccg, Ok("RO319 RO326")),
        (&[(14, "RO319|")], Source::Eccg, Ok("RO319")),
        (&[(14, "RO319|R326")], Source::Eccg, Err(Fault::Role)),
        (&[(14, "ro319")], Source::Eccg, Err(Fault::Role)),
    ] {
        assert_eq!(roles(columns, source), expected.map(str::to_owned), "{columns:?}");
    }
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
    assert_eq!(with(12, "17000101"), Fault::ClosesBeforeItOpens);
    assert_eq!(with(13, "X"), Fault::Status);
    assert_eq!(with(15, "9 9"), Fault::Other("parent or commissioner"));
    assert_eq!(read("\"A\",\"B\"", Source::Etr).unwrap_err(), Fault::Columns(2));
    assert_eq!(read(&format!("{},\"\"", row(&PRACTICE)), Source::Etr).unwrap_err(), Fault::Columns(28));
    assert_eq!(read(&row(&PRACTICE).replacen('"', "", 1), Source::Etr).unwrap_err(), Fault::Quote);
    assert_eq!(Splitter::default().split(b"\"\xe9\"").err(), Some(Fault::Columns(1)));
    let latin: Vec<u8> = row(&PRACTICE).bytes().map(|byte| if byte == b'K' { 0xe9 } else { byte }).collect();
    assert_eq!(Splitter::default().split(&latin).err(), Some(Fault::Encoding));
    let joined = format!("{0}\r{0}", row(&PRACTICE));
    assert_eq!(Splitter::default().split(joined.as_bytes()).err(), Some(Fault::LineEnd));
    assert!(Splitter::default().split(format!("{}\r", row(&PRACTICE)).as_bytes()).is_ok());
    // Two bytes of Latin-1, with the end of a column between them, look like one letter without it.
    let mut cut = b"Z1,A\xc3,\xa9B".to_vec();
    cut.extend([b','; COLUMNS - 3]);
    assert_eq!(Splitter::default().split(&cut).err(), Some(Fault::Encoding));
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
