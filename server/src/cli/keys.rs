//! `care-identity keys`: a new master key, and the database sealed with it.

use clap::Subcommand;
use identity::{audit::chain, random, sweep::reseal_all};

use super::{
    open::{Opened, open, service},
    output,
};
use crate::{config::Config, failure::Failure, random::SystemRandom};

/// A rotation that stopped in the middle goes on with what is left.
#[derive(Subcommand)]
pub enum KeysCommand {
    /// Put a new key first in the master key file and seal every secret with it
    #[command(after_help = "\
Example:
  care-identity keys rotate

Stop the service first, on every server: a running one does not know the new key. Older keys stay in the file, because
the audit log and backups need them. Keep a new copy of the file, and copy it to every server, before you start again.
Stopped in the middle, it can be run again with --resume.")]
    Rotate {
        /// Make no new key: only seal what older keys still protect
        #[arg(long)]
        resume: bool,
    },
}

/// Runs one.
///
/// # Errors
/// When a server runs, the key file cannot be written, or the database is away.
pub async fn run(command: KeysCommand, config: &Config) -> Result<(), Failure> {
    let KeysCommand::Rotate { resume } = command;
    let Opened { database, mut keys, service: before } = open(config).await?;
    let holder = random::encode(&random::bytes::<12>(&SystemRandom));
    if !chain::hold(&before, &holder).await? {
        return Err(Failure::refused(format!(
            "a server runs on this database, or was cut off less than {} seconds ago. It would not know the new key, and nobody \
             could sign in by it. Stop every server and run this again. Nothing was changed",
            chain::LEASE.as_secs()
        )));
    }
    if !resume {
        keys = keys.rotate(&config.master_key_file, &SystemRandom)?;
    }
    let current = keys.keyring().current_id().to_owned();
    let resealed = reseal_all(&service(config, &database, &keys)?).await?;
    database.record_key(&current).await?;
    chain::release(&before, &holder).await?;
    output::line(format!("The key {current} is in use now; {resealed} secrets were sealed with it."));
    output::line(format!(
        "Keep a new copy of {}, and copy it to every server before you start it.",
        config.master_key_file.display()
    ));
    Ok(())
}
