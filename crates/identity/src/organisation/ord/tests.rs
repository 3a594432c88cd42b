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
    assert_eq!(hospital.primary_role(), Some("RO197"));
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

#[test]
fn each_fault_is_told() {
    for (from, to, fault) in [
        ("RZZ01", "R-1", Fault::Code),
        ("Inactive", "Resting", Fault::Status),
        ("2020-03-31", "2020-13-31", Fault::Date("date", "2024-01-31")),
        ("\"RO57\"", "\"R57\"", Fault::Text("role")),
        ("\"QZZ\"", "\"\"", Fault::Other("target of a relation")),
    ] {
        assert_eq!(organisation(&cuts(&RECORD.replace(from, to))[0].1).unwrap_err(), fault);
    }
    assert!(matches!(organisation(b"{\"Name\": \"A\"}").unwrap_err(), Fault::Json(_)));
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
