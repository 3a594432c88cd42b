//! The README's table of settings is the program's.

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
