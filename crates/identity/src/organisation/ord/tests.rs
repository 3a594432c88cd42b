//! What is read of a record, and what is refused.

use proptest::prelude::*;

use super::*;

const RECORD: &str = r#"{"Organisation": {"Name": "ANYTOWN {GENERAL} \"HOSPITAL\"",
    "Date": [{"Type": "Legal", "Start": "1999-01-01"}, {"Type": "Operational", "Start": "2000-04-01", "End": "2020-03-31"}],
    "OrgId": {"root": "2.16.840.1.113883.2.1.3.2.4.18.48", "assigningAuthorityName": "HSCIC", "extension": "RZZ01"},
    "Status": "Inactive", "LastChangeDate": "2020-05-05", "orgRecordClass": "RC1",
    "GeoLoc": {"Location": {"AddrLn1": "1 HIGH STREET", "Town": "ANYTOWN", "PostCode": "ZZ99 1AA", "Country": "ENGLAND"}},
    "Contacts": {"Contact": [{"type": "http", "value": "www.example.org"}, {"type": "tel", "value": "01632 960001"}]},
    "Roles": {"Role": [{"id": "RO57", "uniqueRoleId": 2}, {"id": "RO197", "uniqueRoleId": 1, "primaryRole": true,
        "Date": [{"Type": "Operational", "Start": "2000-04-01"}], "Status": "Active"}]},
    "Rels": {"Rel": [{"Date": [{"Type": "Operational", "Start": "2000-04-01"}], "Status": "Active",
        "Target": {"OrgId": {"extension": "QZZ"}, "PrimaryRoleId": {"id": "RO261"}}, "id": "RE5"}]},
    "Succs": {"Succ": [{"uniqueSuccId": 1, "Type": "Successor", "Date": [{"Type": "Legal", "Start": "2020-04-01"}],
        "Target": {"OrgId": {"extension": "RZZ02"}}}]}}}"#;

fn cuts(text: &str) -> Vec<(u64, Vec<u8>)> {
    let mut cutter = Cutter::new(text.as_bytes());
    std::iter::from_fn(|| cutter.next_cut().unwrap()).map(|cut| (cut.line, cut.bytes.unwrap_or_default())).collect()
}

#[test]
fn a_record_becomes_an_organisation() {
    let cuts = cuts(RECORD);
    assert_eq!(cuts.len(), 1);
    let hospital = organisation(&cuts[0].1).unwrap();
    assert_eq!((hospital.code.as_str(), hospital.name.as_str()), ("RZZ01", "ANYTOWN {GENERAL} \"HOSPITAL\""));
    assert_eq!((hospital.status, hospital.closed_on), (Status::Closed, Some(parse_date("2020-03-31").unwrap())));
    assert_eq!(hospital.roles[0].id, "RO197");
    assert_eq!(hospital.address, ["1 HIGH STREET", "ANYTOWN"]);
    assert_eq!(hospital.telephone.as_deref(), Some("01632 960001"));
    let relations: Vec<_> = hospital.relations.iter().map(|it| (it.kind.as_str(), it.to.as_str())).collect();
    assert_eq!(relations, [("RE5", "QZZ"), ("successor", "RZZ02")]);
}

#[test]
fn records_come_alone_in_lines_and_in_lists_and_a_broken_one_spoils_no_other() {
    let list = format!("{{\"Organisations\": [\n{RECORD},\n{{\"Name\": 5}}, {RECORD}]}}");
    for text in [RECORD.to_owned(), format!("{RECORD}\n{RECORD}"), list, format!("[{RECORD}]")] {
        let good = cuts(&text).into_iter().filter(|(_, bytes)| organisation(bytes).is_ok()).count();
        assert_eq!(good, text.matches("ANYTOWN {").count(), "{text}");
    }
    assert_eq!(cuts("{\"Errors\": {\"code\": 1}}"), []);
    assert_eq!(cuts("\n\n[{},\n {}]"), [(3, b"{}".to_vec()), (4, b"{}".to_vec())]);
}

fn is_torn(text: &str) -> bool {
    let mut cutter = Cutter::new(text.as_bytes());
    while cutter.next_cut().unwrap().is_some() {}
    cutter.is_torn()
}

#[test]
fn a_stream_that_was_cut_off_or_lacks_a_bracket_or_a_quotation_mark_is_torn() {
    let record = r#"{"Name": "A \" [", "Roles": {"Role": [{"id": "RO1"}]}}"#;
    let answer = format!("{{\"Organisation\": {record}}}");
    for (before, one, after) in
        [("[", record, "]"), ("[", &answer, "]"), ("{\"Organisations\": [", record, "]}"), ("", &answer, "")]
    {
        let between = if after.is_empty() { " " } else { "," };
        let stream = |second: &str| format!("{before}{}{after}", [one, second, one, one].join(between));
        let whole = stream(one);
        assert!(!is_torn(&whole) && !is_torn("") && !is_torn(&format!("{whole}\n")), "{whole}");
        let is_quote = |place: usize| one.as_bytes()[place] == b'"' && one.as_bytes()[place - 1] != b'\\';
        for place in (0..one.len()).filter(|place| b"{}[]".contains(&one.as_bytes()[*place]) || is_quote(*place)) {
            // The bracket in the name is none.
            if one[..place].ends_with("\\\" ") {
                continue;
            }
            let second = format!("{}{}", &one[..place], &one[place + 1..]);
            assert!(is_torn(&stream(&second)), "{second}");
        }
        let is_between = |end: usize| before.is_empty() && (end == 0 || whole[..end].ends_with([' ', '}']));
        for end in (1..whole.len()).filter(|end| !is_between(*end)) {
            assert!(is_torn(&whole[..end]), "{}", &whole[..end]);
        }
    }
    assert!(is_torn("[{\"Name\": \"A},\n{\"Name\": B\"}]"), "no text goes over the end of a line");
    assert!(is_torn(&format!("{}{}", "[".repeat(70), "]".repeat(70))));
}

#[test]
fn each_fault_is_told() {
    for (from, to, fault) in [
        ("RZZ01", "R-1", Fault::Code),
        ("Inactive", "Resting", Fault::Status),
        ("2020-03-31", "2020-13-31", Fault::Date("date", "2024-01-31")),
        ("\"RO57\"", "\"R57\"", Fault::Role),
        ("\"QZZ\"", "\"\"", Fault::Other("target of a relation")),
    ] {
        assert_eq!(organisation(&cuts(&RECORD.replace(from, to))[0].1).unwrap_err(), fault);
    }
    assert!(matches!(organisation(b"{\"Name\": \"A\"}").unwrap_err(), Fault::Json(_)));
    let line = br#"{"Name": "ANYTOWN HOSPITAL", "OrgId": "RZZ01", "Status": "Active", "OrgLink": "https://example.org/RZZ01"}"#;
    assert_eq!(organisation(line).unwrap_err(), Fault::ListLine);
}

proptest! {
    #[test]
    fn any_stream_is_cut_into_objects_and_ends(text in "(?s).{0,200}|[\\[\\]{}\":,\\\\a]{0,60}") {
        for (line, bytes) in cuts(&text) {
            let begins_well = bytes.first() == Some(&b'{');
            prop_assert!(line >= 1 && begins_well);
            let _ = organisation(&bytes);
        }
    }
}
