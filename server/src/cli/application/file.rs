//! Reads a file of applications. A fault names the file, the application and what to write instead.

use std::{collections::BTreeSet, path::Path};

use identity::application::{Draft, Wanted};
use serde::Deserialize;

use crate::{config::sources::line_of, failure::Failure};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    application: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    id: String,
    name: String,
    address: String,
    level: i64,
    description: String,
}

/// The applications of a file, each id once.
pub(super) fn read(path: &Path) -> Result<Vec<Wanted>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{}: the file cannot be read: {error}", path.display())))?;
    parse(&text).map_err(|fault| {
        Failure::usage(format!("{}: {fault}\nAn example: care-identity application load --help", path.display()))
    })
}

fn parse(text: &str) -> Result<Vec<Wanted>, String> {
    let file: File =
        toml::from_str(text).map_err(|error| format!("line {}: {}", line_of(text, &error), error.message()))?;
    let mut ids = BTreeSet::new();
    file.application
        .iter()
        .map(|Section { id, name, address, level, description }| {
            let draft = Draft { name, address, level: *level, description };
            let wanted = draft.parse_as(id).map_err(|error| format!("application \"{id}\": {error}"))?;
            if ids.insert(wanted.id.clone()) {
                Ok(wanted)
            } else {
                Err(format!("application \"{id}\" stands in it twice"))
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDS: &str = "[[application]]\nid = \"records\"\nname = \"Records\"\naddress = \"https://records.example\"\n\
        level = 2\ndescription = \"Look up a record.\"\n";

    #[test]
    fn each_section_is_an_application() {
        let both = parse(&format!("{RECORDS}\n{}", RECORDS.replace("\"records\"", "\"letters\""))).unwrap();
        let ids: Vec<&str> = both.iter().map(|wanted| wanted.id.as_str()).collect();
        assert_eq!(ids, ["records", "letters"]);
    }

    #[test]
    fn a_fault_names_the_line_or_the_application() {
        for (text, fault) in [
            (RECORDS.replace("level = 2", "level = 1"), "application \"records\": level: it is 2"),
            (RECORDS.replace("https", "http"), "application \"records\": address: http is for this machine only"),
            (RECORDS.repeat(2), "application \"records\" stands in it twice"),
            (RECORDS.replace("level = 2\n", ""), "missing field `level`"),
            (RECORDS.replace("level = 2", "levels = 2"), "line 5: unknown field `levels`"),
            (RECORDS.replace("level = 2", "level = two"), "line 5: "),
            (String::new(), "missing field `application`"),
        ] {
            let said = parse(&text).unwrap_err();
            assert!(said.contains(fault), "{fault}: {said}");
        }
    }
}
