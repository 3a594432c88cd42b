//! What the agent is told: which pages it serves, and where the card's software is. A file, then flags.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use serde::Deserialize;

use crate::{failure::Failure, system};

/// How long a card's software may take for an answer, unless the file says otherwise.
const PATIENCE: u64 = 10;

/// How long a renewal may go on without the passcode, at the most.
const LONGEST_LOGIN: u64 = 300;

/// The file, as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct File {
    origins: Vec<String>,
    modules: Vec<PathBuf>,
    pinentry: Option<PathBuf>,
    patience_seconds: Option<u64>,
    renewal_login_seconds: Option<u64>,
}

/// What flags say; they stand above the file.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// The file to read instead of the usual one.
    pub file: Option<PathBuf>,
    /// Origins, instead of the file's.
    pub origins: Vec<String>,
    /// Modules, instead of the file's.
    pub modules: Vec<PathBuf>,
    /// The program that asks for passcodes, instead of the file's.
    pub pinentry: Option<PathBuf>,
}

/// The settings, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Who may ask, exactly as browsers write it.
    pub origins: Vec<String>,
    /// The PKCS#11 modules.
    pub modules: Vec<PathBuf>,
    /// The program that asks for passcodes.
    pub pinentry: Option<PathBuf>,
    /// How long a module may take for an answer that needs no key to be made.
    pub patience: Duration,
    /// How long a renewal goes on without the passcode.
    pub keep: Duration,
}

impl Config {
    /// Reads the file, where there is one, and puts the flags above it.
    ///
    /// # Errors
    /// When the file cannot be read, or says what cannot be meant.
    pub fn load(flags: Flags) -> Result<Self, Failure> {
        let file = match &flags.file {
            Some(path) => read(path)?.ok_or_else(|| Failure::usage(format!("there is no file {}", path.display())))?,
            None => read(&system::configuration_file()?)?.unwrap_or_default(),
        };
        Self::from_parts(file, flags)
    }

    fn from_parts(file: File, flags: Flags) -> Result<Self, Failure> {
        let origins = if flags.origins.is_empty() { file.origins } else { flags.origins };
        let modules = if flags.modules.is_empty() { file.modules } else { flags.modules };
        let patience = file.patience_seconds.unwrap_or(PATIENCE);
        if !(1..=120).contains(&patience) {
            return Err(Failure::usage("`patience-seconds` must be 1 to 120"));
        }
        let keep = file.renewal_login_seconds.unwrap_or(LONGEST_LOGIN);
        if keep > LONGEST_LOGIN {
            return Err(Failure::usage("`renewal-login-seconds` must be 0 to 300"));
        }
        if let Some(module) = modules.iter().find(|module| !module.is_absolute()) {
            return Err(Failure::usage(format!("`modules`: {} must be a whole path, from /", module.display())));
        }
        Ok(Self {
            origins: origins.iter().map(|origin| checked(origin)).collect::<Result<_, _>>()?,
            modules: if modules.is_empty() { system::known_modules() } else { modules },
            pinentry: flags.pinentry.or(file.pinentry).or_else(system::pinentry),
            patience: Duration::from_secs(patience),
            keep: Duration::from_secs(keep),
        })
    }
}

fn read(path: &Path) -> Result<Option<File>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text)
            .map(Some)
            .map_err(|error| Failure::usage(format!("{}: {}", path.display(), error.message()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::usage(format!("{} cannot be read: {error}", path.display()))),
    }
}

/// An origin exactly as browsers send it: `https://`, or a page of this machine. Anybody on the way could act as another one.
fn checked(text: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::usage(format!("`origins`: {text}: {why}"));
    let url = url::Url::parse(text).map_err(|_| wrong("write it like https://identity.example.org"))?;
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1"));
    if url.scheme() != "https" && !(url.scheme() == "http" && local) {
        return Err(wrong("it must begin with https://, or with http://localhost"));
    }
    if text.contains('*') {
        return Err(wrong("name each website: there are no patterns"));
    }
    let origin = url.origin().ascii_serialization();
    if origin != text {
        return Err(wrong(&format!("write it as {origin}")));
    }
    Ok(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The file that stands beside the program.
    const PACKAGED: &str = include_str!("../packaging/care-identity-agent.toml");

    /// With each of its settings set: a comment is a sentence, a setting has its name and a `=`.
    fn with_every_setting() -> String {
        let is_setting = |line: &str| line.split_once(" = ").is_some_and(|(name, _)| !name.contains(' '));
        let bare = |line: &'static str| line.strip_prefix("# ").filter(|rest| is_setting(rest)).unwrap_or(line);
        PACKAGED.lines().map(bare).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_packaged_file_is_taken_as_it_is_and_with_every_setting_of_it_set() {
        for text in [PACKAGED, &with_every_setting()] {
            assert!(Config::from_parts(toml::from_str(text).unwrap(), Flags::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_packaged_file_names_every_setting_and_the_defaults() {
        // Written out, so that a setting more does not build until it is asked for here.
        let File { origins, modules, pinentry, patience_seconds, renewal_login_seconds } =
            toml::from_str(&with_every_setting()).unwrap();
        assert!(!origins.is_empty() && !modules.is_empty() && pinentry.is_some());
        assert_eq!((patience_seconds, renewal_login_seconds), (Some(PATIENCE), Some(LONGEST_LOGIN)));
    }

    fn origins(origins: &[&str]) -> Result<Config, Failure> {
        let file = File { origins: origins.iter().map(|&origin| origin.to_owned()).collect(), ..File::default() };
        Config::from_parts(file, Flags::default())
    }

    #[test]
    fn an_origin_is_taken_as_browsers_write_it_and_in_no_other_way() {
        for right in ["https://id.example", "https://id.example:8443", "http://localhost:3000", "http://127.0.0.1:3000"]
        {
            assert_eq!(origins(&[right]).unwrap().origins, [right]);
        }
        for wrong in [
            "*",
            "null",
            "id.example",
            "https://id.example/",
            "https://ID.example",
            "https://id.example:443",
            "https://id.example/page",
            "https://*.example",
            "http://id.example",
            "file:///x",
        ] {
            assert!(origins(&[wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_stand_above_the_file() {
        let file: File = toml::from_str(
            "origins = [\"https://a.example\"]\nmodules = [\"/m/a.so\"]\npinentry = \"/p\"\npatience-seconds = 3\n",
        )
        .unwrap();
        let told = Config::from_parts(file.clone(), Flags::default()).unwrap();
        assert_eq!((told.patience, told.pinentry), (Duration::from_secs(3), Some("/p".into())));
        let flags = Flags {
            origins: vec!["https://b.example".into()],
            modules: vec!["/m/b.so".into()],
            pinentry: Some("/q".into()),
            ..Flags::default()
        };
        let told = Config::from_parts(file, flags).unwrap();
        assert_eq!(told.origins, ["https://b.example"]);
        assert_eq!((told.modules, told.pinentry), (vec!["/m/b.so".into()], Some("/q".into())));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for wrong in
            ["modules = [\"a.so\"]", "patience-seconds = 0", "patience-seconds = 600", "renewal-login-seconds = 301"]
        {
            assert!(Config::from_parts(toml::from_str(wrong).unwrap(), Flags::default()).is_err(), "{wrong}");
        }
        assert!(toml::from_str::<File>("origin = \"https://id.example\"").is_err());
    }
}
