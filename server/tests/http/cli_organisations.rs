//! `care-identity organisations import`, as an operator meets it.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::Duration,
};

use identity::organisation::batch::BATCH;

use crate::cli::Operator;

/// Names a folder with real reports of the national directory.
const FOLDER: &str = "CARE_IDENTITY_TEST_ODS";

fn migrated() -> Operator {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    operator
}

/// The fictional files of the demonstration.
fn fictional(name: &str) -> String {
    format!("{}/src/demo/organisations/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn row(code: &str, name: &str) -> String {
    format!(
        "\"{code}\",\"{name}\",\"Y63\",\"X9Z1\",\"1 HIGH STREET\",\"\",\"ANYTOWN\",\"\",\"\",\"ZZ99 1AA\",\"20040401\",\"\",\"A\",\"B\",\
        \"99Z\",\"20130401\",\"\",\"\",\"\",\"\",\"\",\"0\",\"\",\"99Z\",\"\",\"4\",\"\"\r\n"
    )
}

/// What is in the database of organisations, but for when it was written.
fn organisations(operator: &Operator, backup: &str) -> BTreeSet<String> {
    operator.done(&["backup", backup]);
    let lines = fs::read_to_string(operator.path().join(backup)).unwrap();
    let without_time = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["r"]["imported_at"].take();
        line.to_string()
    };
    let tables =
        ["organisations", "organisation_relations", "organisation_terms", "organisation_words", "organisation_numbers"];
    let wanted = |line: &&str| tables.iter().any(|table| line.contains(&format!("\"t\":\"{table}\"")));
    lines.lines().filter(wanted).map(without_time).collect()
}

#[test]
fn files_of_every_kind_are_imported_and_again_without_change() {
    let operator = migrated();
    let files = ["epraccur.csv", "edispensary.csv", "etr.csv", "eccg.csv", "ord.json"].map(fictional);
    let import: Vec<&str> = ["organisations", "import"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let said = operator.done(&import);
    assert!(said.contains("epraccur.csv: epraccur, 49 organisations, 0 wrong records"), "{said}");
    assert!(said.contains("epraccur.csv: 49 new, 0 changed, 0 closed, 0 unchanged"), "{said}");
    assert!(said.contains("ord.json: 9 new"), "{said}");
    let before = organisations(&operator, "before");
    let said = operator.done(&import);
    assert_eq!(said.matches(": 0 new, 0 changed, 0 closed").count(), 5, "{said}");
    assert_eq!(organisations(&operator, "after"), before);
    assert!(!operator.path().join("organisation-rejects.csv").exists());
}

#[test]
fn wrong_rows_are_listed_and_the_others_imported() {
    let operator = migrated();
    let mut file: String = (1..=5).map(|number| row(&format!("Z9900{number}"), "MILL SURGERY")).collect();
    file += &row("Z99001", "TWICE");
    file += &row("Z9-9", "NO CODE").replace("\"A\",\"B\"", "\"X\",\"B\"");
    file += &row("Z99008", "NO DATE").replace("20040401", "20040431");
    fs::write(operator.path().join("mill.csv"), file).unwrap();
    let said = operator.done(&["organisations", "import", "mill.csv", "--rejects", "wrong.csv"]);
    assert!(said.contains("3 wrong records are listed in wrong.csv"), "{said}");
    assert!(said.contains("5 new"), "{said}");
    let listed = fs::read_to_string(operator.path().join("wrong.csv")).unwrap();
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 4);
    assert!(lines[1].starts_with("\"mill.csv\",\"6\",\"the code Z99001 stands in this file already\""), "{listed}");
    assert!(lines[2].starts_with("\"mill.csv\",\"7\",\"the code is not"), "{listed}");
    assert!(lines[3].starts_with("\"mill.csv\",\"8\",\"date of opening: not a date"), "{listed}");
}

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

/// How many records of the one import are dealt with.
fn dealt_with(operator: &Operator, backup: &str) -> u64 {
    operator.done(&["backup", backup]);
    let lines = fs::read_to_string(operator.path().join(backup)).unwrap();
    let row = lines.lines().find(|line| line.contains("\"t\":\"organisation_imports\"")).unwrap();
    let row: serde_json::Value = serde_json::from_str(row).unwrap();
    assert!(row["r"]["finished_at"].is_null(), "{row}");
    row["r"]["done"].as_u64().unwrap()
}

#[test]
fn failure_30_an_import_that_is_killed_anywhere_and_run_again_ends_as_one_that_was_not() {
    let rows = 2 * BATCH + 600;
    let mut file = String::new();
    for number in 0..rows {
        let _ = write!(file, "{}", row(&format!("Z{number:05}"), &format!("MILL {} SURGERY {number}", number % 97)));
    }
    let import = ["organisations", "import", "mill.csv"];
    let whole = migrated();
    fs::write(whole.path().join("mill.csv"), &file).unwrap();
    whole.done(&import);
    let expected = organisations(&whole, "after");
    assert!(expected.len() > 2 * rows);

    let operator = migrated();
    fs::write(operator.path().join("mill.csv"), &file).unwrap();
    for batches in 1..=2 {
        let killed = operator.command(&import).env("FAILPOINT", "organisations-batch").output().unwrap();
        let said = String::from_utf8_lossy(&killed.stderr);
        assert!(said.contains("failpoint organisations-batch"), "{said}");
        assert_eq!(dealt_with(&operator, &format!("after {batches}")), (batches * BATCH) as u64);
    }
    // At some other place each time, and later if that was too soon for the rest.
    let mut last = String::new();
    for attempt in 0_u32.. {
        let mut running = operator.command(&import).stdout(Stdio::piped()).spawn().unwrap();
        sleep(Duration::from_millis(u64::from(200 + std::process::id() % 400) << attempt));
        if let Some(ended) = running.try_wait().unwrap() {
            assert!(ended.success());
            running.stdout.unwrap().read_to_string(&mut last).unwrap();
            break;
        }
        running.kill().unwrap();
        running.wait().unwrap();
    }
    assert!(last.contains(&format!("mill.csv: {rows} new, 0 changed, 0 closed, 0 unchanged")), "{last}");
    assert_eq!(organisations(&operator, "after"), expected);
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

#[test]
fn two_reports_in_one_file_are_told_apart_row_by_row() {
    let operator = migrated();
    let practices: String = (0..600).map(|number| row(&format!("Z{number:05}"), "MILL SURGERY")).collect();
    let pharmacy =
        row("FZZ01", "PHARMACY").replace("\"A\",\"B\"", "\"A\",\"1\"").replace("\"4\",\"\"\r\n", "\"\",\"\"\r\n");
    fs::write(operator.path().join("both.csv"), practices + &pharmacy).unwrap();
    let said = operator.done(&["organisations", "import", "both.csv"]);
    assert!(said.contains("both.csv: epraccur, 600 organisations, 1 wrong records"), "{said}");
    let listed = fs::read_to_string(operator.path().join("organisation-rejects.csv")).unwrap();
    assert!(listed.contains("\"601\",\"it is a row of edispensary, and the file is read as epraccur"), "{listed}");
}

#[test]
fn of_a_report_and_a_record_of_the_same_organisation_the_later_file_counts() {
    let operator = migrated();
    fs::write(operator.path().join("report.csv"), row("Z99001", "MILL OF THE REPORT")).unwrap();
    let record = r#"{"Name": "MILL OF THE RECORD", "OrgId": {"extension": "Z99001"}, "Status": "Active"}"#;
    fs::write(operator.path().join("record.json"), format!("[{record}]")).unwrap();
    let import = &["organisations", "import", "report.csv", "record.json"];
    operator.done(import);
    let once = organisations(&operator, "once");
    assert!(once.iter().any(|row| row.contains("MILL OF THE RECORD")), "{once:?}");
    assert_eq!(operator.done(import).matches(": 0 new, 1 changed").count(), 2);
    assert_eq!(organisations(&operator, "twice"), once);
}

#[test]
#[ignore = "it takes the directory's reports: set CARE_IDENTITY_TEST_ODS, and cargo xtask test runs it"]
fn the_national_directory_is_imported_whole() {
    let folder = std::env::var_os(FOLDER).expect("CARE_IDENTITY_TEST_ODS names no folder with the directory's reports");
    let reports = ["epraccur", "edispensary", "etr", "eccg"];
    let is_report = |path: &Path| {
        reports.iter().any(|name| path.file_name().is_some_and(|it| it.to_string_lossy().starts_with(name)))
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|path| is_report(path));
    assert!(!files.is_empty(), "{FOLDER} holds none of {reports:?}");
    let operator = migrated();
    let import: Vec<&str> =
        ["organisations", "import"].into_iter().chain(files.iter().map(|path| path.to_str().unwrap())).collect();
    let said = operator.done(&import);
    assert_eq!(said.matches(", 0 wrong records").count(), files.len(), "{said}");
    let again = operator.done(&import);
    assert_eq!(again.matches(": 0 new, 0 changed, 0 closed").count(), files.len(), "{again}");
}
