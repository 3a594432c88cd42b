//! Where things are: the repository, cargo, and the folder that cargo builds into.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command;
use crate::failure::{Context, Failure, Outcome};

/// The repository that this program was built from.
pub struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
    /// What cargo builds into; `CARGO_TARGET_DIR` and cargo's own configuration are honoured.
    pub target: PathBuf,
    cargo: PathBuf,
}

impl Project {
    /// Asks cargo, so that a configured target folder is found wherever it was configured.
    pub fn find() -> Outcome<Self> {
        let cargo = PathBuf::from(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        let mut metadata = command::plain(&cargo);
        metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
        if let Some(manifest) = std::env::var_os("CARGO_MANIFEST_DIR") {
            metadata.current_dir(manifest);
        }
        let text = command::output(&mut metadata)?;
        let value: serde_json::Value =
            serde_json::from_str(&text).context(|| "cargo metadata answered what is not JSON".to_owned())?;
        let path = |name: &str| {
            value[name]
                .as_str()
                .map(PathBuf::from)
                .ok_or_else(|| Failure::new(format!("cargo metadata names no {name}")))
        };
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, cargo })
    }

    /// The served assets.
    pub fn site(&self) -> PathBuf {
        self.target.join("site")
    }

    /// What the asset steps keep between runs.
    pub fn work(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The built server of a profile's folder (`debug` or `release`).
    pub fn server(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("care-identity")
    }

    /// The built smartcard agent of a profile's folder.
    pub fn agent(&self, profile: &str) -> PathBuf {
        self.target.join(profile).join("care-identity-agent")
    }

    /// Cargo with `arguments`, started at the root.
    pub fn cargo<const N: usize>(&self, arguments: [&str; N]) -> Command {
        self.command_at_root(&self.cargo, &arguments)
    }

    /// Any program with `arguments`, started at the root.
    pub fn command_at_root(&self, program: impl AsRef<Path>, arguments: &[&str]) -> Command {
        let mut command = command::plain(program.as_ref());
        command.args(arguments).current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }
}
