//! The table of settings: `care-identity config` prints it, and the README holds the same.

use super::{
    settings::{SETTINGS, Setting},
    sources::flag_of,
};

/// In Markdown, for the README.
#[must_use]
pub fn markdown() -> String {
    let mut table = String::from("| Setting | What it means | Default | Example |\n| --- | --- | --- | --- |\n");
    for Setting { name, meaning, fallback, example, .. } in SETTINGS {
        let default = match fallback {
            super::settings::Fallback::Value(value) => format!("`{value}`"),
            super::settings::Fallback::Rule(words) => (*words).to_owned(),
        };
        table.push_str(&format!("| `{name}` | {meaning} | {default} | `{example}` |\n"));
    }
    table
}

/// For a terminal.
#[must_use]
pub fn plain() -> String {
    let mut text = String::from(
        "A setting is taken from care-identity.toml (in small letters), then from the environment, then from a flag.\n\
         The last one that names it wins.\n",
    );
    for Setting { name, meaning, fallback, example, .. } in SETTINGS {
        let (file, flag, default) = (name.to_ascii_lowercase(), flag_of(name), fallback.words());
        text.push_str(&format!(
            "\n{name}\n  {meaning}\n  Default: {default}\n  Example: {file} = \"{example}\"   CARE_IDENTITY_{name}   --{flag}\n"
        ));
    }
    text
}
