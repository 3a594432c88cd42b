//! Files that `care-identity organisations import` refuses, and imports that do not come to their end.

use std::{fs, process::Command};

use crate::cli_organisations::{fictional, migrated, organisations, row};

#[test]
fn a_file_that_is_mostly_wrong_or_unknown_is_refused_before_anything_is_changed() {
    let operator = migrated();
    let before = organisations(&operator, "before");
    let mut mostly: String = row("Z99001", "MILL SURGERY");
    mostly += &row("", "NO CODE").repeat(2);
    fs::write(operator.path().join("mostly.csv"), mostly).unwrap();
    fs::write(operator.path().join("other.csv"), "a,b\n1,2\n").unwrap();
    let good = fictional("epraccur.csv");
    for (arguments, code, words) in [
        (&["organisations", "import", &good, "mostly.csv"][..], 3, "more of its records are wrong than right"),
        (&["organisations", "import", "other.csv"], 3, "--report epraccur"),
        (&["organisations", "import", &good, "--report", "etr"], 3, "its rows are those of epraccur"),
        (&["organisations", "import", &good, "--report", "x"], 2, "--report: it is epraccur"),
        (&["organisations", "import", "none.csv"], 1, "none.csv: the file cannot be read"),
        (&["organisations", "import"], 2, "<FILES>"),
    ] {
        let said = operator.run(arguments);
        assert_eq!(said.code, code, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    assert_eq!(organisations(&operator, "after"), before);
}

#[test]
fn a_list_of_records_that_is_cut_off_or_lacks_a_bracket_is_refused_whole() {
    let operator = migrated();
    let before = organisations(&operator, "before");
    let record = |number: usize| {
        let (code, name) = (format!("Z{number:05}"), format!("MILL {number}"));
        let record = serde_json::json!({ "Name": name, "OrgId": { "extension": code }, "Status": "Active" });
        record.to_string()
    };
    let list = |change: &dyn Fn(String) -> String| {
        let records: Vec<String> =
            (0..1_000).map(|number| if number == 1 { change(record(number)) } else { record(number) }).collect();
        format!("[{}]", records.join(","))
    };
    let whole = list(&|record| record);
    for broken in [
        list(&|record| record.strip_suffix('}').unwrap().to_owned()),
        list(&|record| record.replace("MILL 1\"", "MILL 1")),
        whole[..whole.len() / 2].to_owned(),
        whole[..whole.len() - 1].to_owned(),
    ] {
        fs::write(operator.path().join("list.json"), broken).unwrap();
        let said = operator.run(&["organisations", "import", "list.json"]);
        assert_eq!(said.code, 3, "{}{}", said.out, said.err);
        assert!(said.err.contains("do not match") && said.err.contains("Fetch it again"), "{}", said.err);
    }
    assert_eq!(organisations(&operator, "after"), before);
    fs::write(operator.path().join("list.json"), whole).unwrap();
    assert!(operator.done(&["organisations", "import", "list.json"]).contains("1000 new"));
}

#[test]
fn what_is_no_file_of_the_directory_is_refused_by_what_it_is() {
    let operator = migrated();
    let utf_16: Vec<u8> = row("Z99001", "MILL").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, words) in [
        ("a.csv", &b"\x1f\x8b\x08\0\0"[..], "it is compressed; nothing was imported. Unpack it first"),
        ("b.csv", b"PK\x03\x04\x14\0", "it is compressed"),
        ("c.csv", &[b"\xff\xfe", &utf_16[..]].concat(), "it is written in UTF-16"),
        ("d.csv", b"\xef\xbb\xbf\r\n", "it is empty"),
        ("e.csv", b"", "it is empty"),
        ("f.json", b"[]", "it holds no organisations, so nothing was imported"),
        ("g.json", b"{\"Errors\": {\"errorCode\": 404}}", "it holds no organisations"),
    ] {
        fs::write(operator.path().join(name), bytes).unwrap();
        let said = operator.run(&[
            "organisations",
            "import",
            name,
            "--report",
            if name.ends_with("json") { "ord" } else { "etr" },
        ]);
        assert_eq!(said.code, 3, "{name}: {}", said.err);
        assert!(said.err.contains(&format!("{name}: {words}")), "{words}: {}", said.err);
    }
}

#[test]
fn the_list_of_wrong_records_empties_no_input_and_goes_when_nothing_is_wrong() {
    let operator = migrated();
    let (mill, wrong) = (operator.path().join("mill.csv"), operator.path().join("wrong.csv"));
    let good = row("Z99001", "MILL");
    fs::write(&mill, format!("{good}{}", row("Z9-9", "NO CODE"))).unwrap();
    let import = ["organisations", "import", "mill.csv", "--rejects", "wrong.csv"];
    let said = operator.run(&["organisations", "import", "mill.csv", "--rejects", "./mill.csv"]);
    assert_eq!((said.code, fs::read_to_string(&mill).unwrap().lines().count()), (2, 2), "{}", said.err);
    assert!(said.err.contains("mill.csv is a file to import"), "{}", said.err);
    operator.done(&import);
    assert!(wrong.exists());
    let full = operator.run(&["organisations", "import", "mill.csv", "--rejects", "/dev/full"]);
    assert_eq!(full.code, 1, "{}", full.err);
    assert!(full.err.contains("/dev/full cannot be written") && full.err.contains("with --rejects"), "{}", full.err);
    fs::write(&mill, &good).unwrap();
    operator.done(&import);
    assert!(!wrong.exists());
    fs::write(&wrong, "file,line,reason,record of another\n").unwrap();
    operator.done(&import);
    assert!(wrong.exists(), "it is none of ours");
}

#[test]
fn an_import_that_the_database_breaks_off_says_of_which_file_it_was_and_how_to_go_on() {
    let operator = migrated();
    let rows: String = (0..9_000).map(|number| row(&format!("Z{number:05}"), &format!("MILL {number}"))).collect();
    fs::write(operator.path().join("mill.csv"), rows).unwrap();
    // As on a full disk: no file may grow beyond 2 MB.
    let import = "trap '' XFSZ; ulimit -f 2000; exec \"$0\" organisations import mill.csv";
    let full = Command::new("bash")
        .args(["-c", import, env!("CARGO_BIN_EXE_care-identity")])
        .current_dir(operator.path())
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&full.stderr);
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(said.contains("care-identity: mill.csv: ") && said.contains("Run the command again to go on"), "{said}");
    assert!(operator.done(&["organisations", "import", "mill.csv"]).contains("9000 new"));
}
