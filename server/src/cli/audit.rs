//! `care-identity audit`: the log of who did what.

use clap::Subcommand;
use identity::audit::chain::{Verified, export_line, verify};

use super::{open::open, output};
use crate::{config::Config, failure::Failure};

/// How many entries are read at once.
const BATCH: u32 = 500;

/// They read only: nothing here can alter the log.
#[derive(Subcommand)]
pub enum AuditCommand {
    /// Check that nobody altered, removed or reordered an entry
    #[command(after_help = "\
Example:
  care-identity audit verify

The last line names the head of the chain. The running service writes the head to its log: when the two differ, the end of
the audit log was cut off.")]
    Verify,
    /// Print every entry as a line of JSON
    #[command(
        after_help = "Examples:\n  care-identity audit export > audit.jsonl\n  care-identity audit export --after 120000 >> audit.jsonl"
    )]
    Export {
        /// Only entries after this position
        #[arg(long, default_value_t = 0)]
        after: i64,
    },
}

/// Runs one.
///
/// # Errors
/// When the chain is broken, or the database is away.
pub async fn run(command: AuditCommand, config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    match command {
        AuditCommand::Verify => match verify(&service).await? {
            Verified::Whole { entries, head } => {
                output::line(format!("All {entries} chained entries are as they were written."));
                output::line(format!("Head: {}", head.as_deref().unwrap_or("none yet")));
            }
            Verified::Broken { position } => {
                return Err(Failure::failed(format!(
                    "the audit log was changed: entry {position} is missing or is not as it was written. Compare it with an export or a backup"
                )));
            }
        },
        AuditCommand::Export { mut after } => loop {
            let entries = service.read().await?.list_chained_audit(after, BATCH).await?;
            let Some(last) = entries.last() else { break };
            after = last.position;
            entries.iter().for_each(|entry| output::line(export_line(entry)));
        },
    }
    Ok(())
}
