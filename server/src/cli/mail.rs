//! `care-identity mail`: mail that could not be sent.

use clap::Subcommand;

use super::{open::open, output};
use crate::{config::Config, failure::Failure};

/// How many mails are listed.
const LISTED: u32 = 100;

/// An operator sees which mails failed and why, never to whom they go or what they say.
#[derive(Subcommand)]
pub enum MailCommand {
    /// List mails that were given up, with the mail server's last words; never to whom or what
    #[command(after_help = "Example:\n  care-identity mail list")]
    List,
    /// Try all of them again
    #[command(after_help = "Example:\n  care-identity mail retry")]
    Retry,
}

/// Runs one.
///
/// # Errors
/// When the database is away.
pub async fn run(command: MailCommand, config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    match command {
        MailCommand::List => {
            let mut repository = service.read().await?;
            let counts = repository.count_mail().await?;
            for mail in repository.list_dead_mail(LISTED).await? {
                output::line(format!(
                    "{}\t{}\t{} tries\t{}",
                    mail.created_at.rfc3339(),
                    mail.id,
                    mail.attempts,
                    mail.last_error
                ));
            }
            output::line(format!("{} waiting, {} given up.", counts.pending, counts.dead));
            if counts.dead > 0 {
                output::line("Put right what the mail server complains of, then: care-identity mail retry");
            }
        }
        MailCommand::Retry => {
            let mut repository = service.write().await?;
            let revived = repository.revive_dead_mail(service.now()).await?;
            repository.commit().await?;
            output::line(format!("{revived} mails are tried again by the running service."));
        }
    }
    Ok(())
}
