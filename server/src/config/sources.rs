//! Where settings come from, and what is said when one is refused.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{
    Config,
    settings::{Fallback, SETTINGS, Setting},
};

/// What every environment variable of ours begins with.
pub const PREFIX: &str = "CARE_IDENTITY_";

/// Variables that begin so and are no settings: where the file is, and where tests find the program.
const NOT_SETTINGS: [&str; 2] = ["CONFIG", "BIN"];

/// Everything that may hold settings, in the order of their weight.
#[derive(Clone, Default)]
pub struct Sources {
    /// The file, when there is one.
    pub file: Option<PathBuf>,
    /// The environment: all of it, others' variables too.
    pub environment: Vec<(String, String)>,
    /// Flags: a setting's name and the value.
    pub flags: Vec<(String, String)>,
}

/// A setting that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The setting and where it was given.
    place: String,
    /// What is wrong with it; a secret's value is not in it.
    fault: String,
    /// How it can look.
    example: Option<&'static str>,
}

impl ConfigError {
    /// For what is wrong only together with other settings.
    #[must_use]
    pub(super) fn of(name: &'static str, fault: &str) -> Self {
        let example = SETTINGS.iter().find(|setting| setting.name == name).map(|setting| setting.example);
        Self { place: name.to_owned(), fault: fault.to_owned(), example }
    }

    fn unknown(place: String, name: &str) -> Self {
        let nearest = SETTINGS.iter().map(|setting| (distance(setting.name, name), setting.name)).min();
        let hint = match nearest {
            Some((slips, nearest)) if slips <= 3 && slips * 2 < name.len() => {
                format!("there is no such setting. Did you mean {nearest}?")
            }
            _ => "there is no such setting. `care-identity config` lists all of them".to_owned(),
        };
        Self { place, fault: hint, example: None }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.fault)?;
        match self.example {
            Some(example) => write!(f, "\nExample: {example}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ConfigError {}

struct Given {
    value: String,
    place: String,
}

impl Sources {
    /// The file that `--config` or `CARE_IDENTITY_CONFIG` names, else `care-identity.toml` here when there is one; and the
    /// environment of this process.
    ///
    /// # Errors
    /// When a variable of ours is not UTF-8.
    pub fn of_this_process(config_flag: Option<PathBuf>, flags: Vec<(String, String)>) -> Result<Self, ConfigError> {
        let mut environment = Vec::new();
        for (name, value) in std::env::vars_os() {
            let Ok(name) = name.into_string() else { continue };
            if !name.starts_with(PREFIX) {
                continue;
            }
            let Ok(value) = value.into_string() else {
                return Err(ConfigError { place: name, fault: "its value is not UTF-8".into(), example: None });
            };
            environment.push((name, value));
        }
        let named =
            environment.iter().find(|(name, _)| name == "CARE_IDENTITY_CONFIG").map(|(_, value)| PathBuf::from(value));
        let default = Path::new("care-identity.toml");
        let file = config_flag.or(named).or_else(|| default.exists().then(|| default.to_owned()));
        Ok(Self { file, environment, flags })
    }

    pub(super) fn read_into(&self, config: &mut Config) -> Result<(), ConfigError> {
        let mut given: Vec<Option<Given>> = SETTINGS.iter().map(|_| None).collect();
        let mut give =
            |name: &str, value: String, place: String| match SETTINGS.iter().position(|setting| setting.name == name) {
                Some(index) => {
                    given[index] = Some(Given { value, place });
                    Ok(())
                }
                None => Err(ConfigError::unknown(place, name)),
            };
        if let Some(file) = &self.file {
            for (key, value) in read_file(file)? {
                let place = format!("{key} in {}", file.display());
                let name = key.to_ascii_uppercase();
                let small = key.to_ascii_lowercase();
                if small != key {
                    let fault = format!("write settings in the file in small letters: {small}");
                    return Err(ConfigError { place, fault, example: None });
                }
                give(&name, value, place)?;
            }
        }
        for (variable, value) in &self.environment {
            if let Some(name) = variable.strip_prefix(PREFIX).filter(|name| !NOT_SETTINGS.contains(name)) {
                give(name, value.clone(), format!("environment variable {variable}"))?;
            }
        }
        for (name, value) in &self.flags {
            give(name, value.clone(), format!("flag --{}", flag_of(name)))?;
        }
        SETTINGS.iter().zip(given).try_for_each(|(setting, given)| apply(setting, given, config))
    }
}

/// `--base-url` for `BASE_URL`.
#[must_use]
pub fn flag_of(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

fn apply(setting: &Setting, given: Option<Given>, config: &mut Config) -> Result<(), ConfigError> {
    let (value, place) = match (given, setting.fallback) {
        (Some(given), _) => (given.value, given.place),
        (None, Fallback::Value(value)) => (filled_in(value, config), setting.name.to_owned()),
        (None, Fallback::Rule(_)) => return Ok(()),
    };
    (setting.read)(config, &value).map_err(|fault| {
        let fault = if setting.secret || value.is_empty() { fault } else { format!("\"{value}\" is refused: {fault}") };
        ConfigError { place, fault, example: Some(setting.example) }
    })
}

/// Defaults follow other settings: they stand in the data folder, wherever that is, and on the port that is listened on.
fn filled_in(default: &str, config: &Config) -> String {
    default
        .replace("DATA_DIR", &config.data_dir.display().to_string())
        .replace("PORT_OF_LISTEN", &config.listen.port().to_string())
}

fn read_file(file: &Path) -> Result<Vec<(String, String)>, ConfigError> {
    let wrong = |fault: String| ConfigError {
        place: file.display().to_string(),
        fault,
        example: Some("listen = \"127.0.0.1:3000\""),
    };
    let text = std::fs::read_to_string(file)
        .map_err(|error| wrong(format!("the file of settings cannot be read: {error}")))?;
    // The parser's own message would quote the line, and with it perhaps a password.
    let table: toml::Table = toml::from_str(&text).map_err(|error: toml::de::Error| {
        wrong(format!("line {} is not TOML: {}", line_of(&text, &error), error.message()))
    })?;
    table
        .into_iter()
        .map(|(key, value)| {
            value_text(value).map(|value| (key.clone(), value)).ok_or_else(|| wrong(format!("{key} must be a text")))
        })
        .collect()
}

/// The line, from 1, on which a fault of a TOML file begins.
pub(crate) fn line_of(text: &str, error: &toml::de::Error) -> usize {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    1 + before.matches('\n').count()
}

fn value_text(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(value) => Some(value.to_string()),
        toml::Value::Array(values) => {
            values.into_iter().map(value_text).collect::<Option<Vec<_>>>().map(|values| values.join(","))
        }
        // A table of networks and their names.
        toml::Value::Table(entries) => {
            let entries = entries.into_iter().map(|(key, value)| Some(format!("{key} = {}", value_text(value)?)));
            entries.collect::<Option<Vec<_>>>().map(|entries| entries.join(","))
        }
        _ => None,
    }
}

/// Levenshtein's distance, to name what was probably meant.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.bytes().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
