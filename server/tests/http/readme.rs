//! What the papers say of the program holds: the README's table of settings, and the tests that SECURITY.md names.

use std::{fs, path::Path};

use server::config::table;

const BEGIN: &str = "<!-- configuration -->";
const END: &str = "<!-- /configuration -->";

#[test]
fn the_readme_has_the_table_of_settings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let between =
        readme.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(between, _)| between.trim());
    assert!(
        between == Some(table::markdown().trim()),
        "README.md must hold the output of `care-identity config --markdown` between {BEGIN} and {END}"
    );
}

#[test]
fn the_tests_that_security_names_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = String::new();
    for folder in ["app/src", "server/src", "server/tests", "crates/identity", "crates/store"] {
        read_sources(&root.join(folder), &mut sources);
    }
    let security = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let named: Vec<&str> = security.split('`').filter(|word| word.starts_with("failure_")).collect();
    assert!(named.len() > 50, "{named:?}");
    let missing: Vec<&&str> = named.iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
