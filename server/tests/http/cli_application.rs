//! `care-identity application`, as an operator meets it.

use std::fs;

use crate::cli::Operator;

const FILE: &str = "[[application]]\nid = \"letters\"\nname = \"Letters\"\naddress = \"https://letters.example\"\nlevel = 3\n\
    description = \"Send letters.\"\n\n[[application]]\nid = \"records\"\nname = \"Records\"\n\
    address = \"https://records.example/\"\nlevel = 2\ndescription = \"Look up a record.\"\n";

fn add<'a>(id: &'a str, level: &'a str, address: &'a str) -> Vec<&'a str> {
    let fixed = ["--name", "Records", "--description", "Look up a record."];
    [&["application", "add", id, "--level", level, "--address", address], &fixed[..]].concat()
}

fn migrated() -> Operator {
    let operator = Operator::new();
    operator.done(&["migrate"]);
    operator
}

#[test]
fn an_application_is_added_changed_listed_and_removed() {
    let operator = migrated();
    operator.done(&add("records", "2", "https://records.example"));
    let listed = "records\tAAL2\thttps://records.example/\tRecords\tLook up a record.\n";
    assert_eq!(operator.done(&["application", "list"]), listed);

    operator.done(&["application", "change", "records", "--level", "3"]);
    assert_eq!(operator.done(&["application", "list"]), listed.replace("AAL2", "AAL3"));
    let again = operator.done(&["application", "change", "records", "--level", "3"]);
    assert!(again.contains("nothing was changed"), "{again}");

    assert!(operator.done(&["application", "remove", "records"]).contains("Removed records (Records)"));
    assert_eq!(operator.done(&["application", "list"]), "");
}

#[test]
fn what_is_wrong_ends_with_2_and_says_what_to_write() {
    let operator = migrated();
    for (arguments, words) in [
        (add("records", "1", "https://records.example"), "--level: it is 2 (high confidence)"),
        (add("records", "2", "http://records.example"), "--address: http is for this machine only"),
        (add("records", "2", "records.example"), "--address: it is not a whole address"),
        (add("My Records", "2", "https://records.example"), "such as patient-records"),
        (vec!["application", "change", "records"], "--name"),
        (vec!["application", "remove", "My Records"], "such as patient-records"),
        (vec!["application", "load", "none.toml"], "none.toml: the file cannot be read"),
    ] {
        let said = operator.run(&arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
    assert_eq!(operator.done(&["application", "list"]), "");
}

#[test]
fn what_is_there_already_or_not_there_ends_with_3_and_says_what_to_run() {
    let operator = migrated();
    let add = add("records", "2", "https://records.example");
    operator.done(&add);
    for (arguments, words) in [
        (&add[..], "care-identity application change records --help"),
        (&["application", "change", "other", "--level", "2"], "care-identity application list"),
        (&["application", "remove", "other"], "care-identity application list"),
    ] {
        let said = operator.run(arguments);
        assert_eq!(said.code, 3, "{arguments:?}: {}", said.err);
        assert!(said.err.contains(words), "{words}: {}", said.err);
    }
}

#[test]
fn a_file_is_loaded_whole_or_not_at_all_and_again_without_harm() {
    let operator = migrated();
    operator.done(&add("records", "3", "https://records.example"));
    let file = operator.path().join("applications.toml");
    let load = ["application", "load", "applications.toml"];

    fs::write(&file, FILE.replace("level = 2", "level = 9")).unwrap();
    let said = operator.run(&load);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("applications.toml: application \"records\": level"), "{}", said.err);
    assert_eq!(operator.done(&["application", "list"]).lines().count(), 1);

    fs::write(&file, FILE).unwrap();
    assert_eq!(operator.done(&load), "letters\tadded\nrecords\tchanged\n");
    assert_eq!(operator.done(&load), "letters\tas it was\nrecords\tas it was\n");
    assert_eq!(operator.done(&["application", "list"]).lines().count(), 2);
}
