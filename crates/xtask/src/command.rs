//! Starting other programs, and saying which one failed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::failure::{Context, Failure, Outcome};

/// Variables that `cargo run` sets for this program and that would make a nested cargo build things anew.
const CARGO_RUN_PREFIXES: [&str; 5] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"];

/// A command without what `cargo run` left in the environment.
pub fn plain(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| CARGO_RUN_PREFIXES.iter().any(|prefix| name.starts_with(prefix))) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs to the end with the terminal shared; anything but success is a failure.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().context(|| format!("`{}` does not start", told(command)))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{}` ended with {status}", told(command)))) }
}

/// Runs to the end and gives what was written to standard output.
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output().context(|| format!("`{}` does not start", told(command)))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`{}` ended with {}", told(command), output.status)));
    }
    String::from_utf8(output.stdout).context(|| format!("`{}` wrote what is not UTF-8", told(command)))
}

/// The first file of this name in the folders of `PATH`.
pub fn in_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The command as a person would type it.
pub fn told(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}
