//! `doctor`: what is wrong on this machine, and what to do.

use std::path::{Path, PathBuf};

use crate::{config::Config, doctor, failure::Failure, system};

/// Looks at everything, prints it, and writes it down where asked.
#[expect(clippy::print_stdout, reason = "what a command was asked for is printed")]
pub async fn run(config: Result<Config, Failure>, program: &Path, report: Option<PathBuf>) -> Result<(), Failure> {
    let findings = doctor::examine(config.as_ref(), program).await;
    let text = doctor::report(&findings);
    print!("{text}");
    if let Some(path) = report {
        system::write_private(&path, text.as_bytes())
            .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))?;
        println!("\nFor your help desk: {}", path.display());
    }
    match findings.iter().filter(|finding| finding.is_wrong()).count() {
        0 => Ok(()),
        wrong => Err(Failure::failed(format!("{wrong} to put right, marked WRONG above"))),
    }
}
