//! `care-identity config`: every setting, and whether those that are set are right.

use clap::Args;

use super::output;
use crate::{
    config::{Config, table},
    failure::Failure,
    mail::Transport,
};

/// What to print.
#[derive(Args)]
pub struct ConfigCommand {
    /// Read the settings as `serve` would, and say whether they are right
    #[arg(long)]
    check: bool,
    /// Print the table in Markdown, as it stands in the README
    #[arg(long, conflicts_with = "check")]
    markdown: bool,
}

/// Runs it.
///
/// # Errors
/// With `--check`, what is wrong with the settings.
pub fn run(command: &ConfigCommand, load: impl FnOnce() -> Result<Config, Failure>) -> Result<(), Failure> {
    if command.check {
        let config = load()?;
        output::line("The settings are right.");
        output::line(format!(
            "Listens on {} as {}; mail goes to {}.",
            config.listen,
            config.base_url,
            Transport::describe(&config)
        ));
        for warning in &config.warnings {
            output::line(format!("Warning: {warning}"));
        }
    } else if command.markdown {
        output::line(table::markdown().trim_end());
    } else {
        output::line(table::plain().trim_end());
    }
    Ok(())
}
