//! How a command ends when it does not succeed: words for whoever ran it, and an exit code for scripts.

use std::process::ExitCode;

use identity::{service::Unexpected, store::StoreError};
use store::{
    ConnectError,
    backup::{BackupError, RestoreError},
    migrate::MigrateError,
};

use crate::{config::ConfigError, master_key::MasterKeyError, web::assets::AssetsError};

/// The exit codes. 0 is success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 1: it was tried and failed.
    Failed = 1,
    /// 2: the command line or a setting is wrong; nothing was tried.
    Usage = 2,
    /// 3: refused because of how things stand; nothing was changed.
    Refused = 3,
}

/// Why a command did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What happened and what to do.
    pub words: String,
}

impl Failure {
    /// It was tried and failed.
    pub fn failed(words: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, words: words.into() }
    }

    /// The command line is wrong.
    pub fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    /// Refused because of how things stand.
    pub fn refused(words: impl Into<String>) -> Self {
        Self { exit: Exit::Refused, words: words.into() }
    }

    /// For the shell.
    #[must_use]
    pub fn code(&self) -> ExitCode {
        ExitCode::from(self.exit as u8)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<MasterKeyError> for Failure {
    fn from(error: MasterKeyError) -> Self {
        match error {
            MasterKeyError::Io { .. } => Self::failed(error.to_string()),
            _ => Self::refused(error.to_string()),
        }
    }
}

impl From<AssetsError> for Failure {
    fn from(error: AssetsError) -> Self {
        Self::refused(error.to_string())
    }
}

impl From<Unexpected> for Failure {
    fn from(error: Unexpected) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<ConnectError> for Failure {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Address(_) => Self::usage(format!("DATABASE_URL: {error}")),
            _ => Self::failed(format!("DATABASE_URL: {error}")),
        }
    }
}

impl From<MigrateError> for Failure {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Newer { .. } | MigrateError::Altered(_) => Self::refused(error.to_string()),
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::SchemaVersion { .. } => Self::refused(error.to_string()),
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        match error {
            RestoreError::Read(_) | RestoreError::Store(_) => Self::failed(error.to_string()),
            _ => Self::refused(error.to_string()),
        }
    }
}
