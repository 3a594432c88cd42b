//! `pairings`: the browsers that the person allowed.

use clap::Subcommand;

use crate::{clock, failure::Failure, pairing::Pairings, system};

/// What to do with them.
#[derive(Subcommand)]
pub enum PairingsCommand {
    /// List them
    List,
    /// Forget those of a website, or all: each will ask you again
    Remove {
        /// The website, as `https://identity.example.org`
        #[arg(required_unless_present = "all")]
        origin: Option<String>,
        /// All websites
        #[arg(long, conflicts_with = "origin")]
        all: bool,
    },
}

/// Runs it; a running agent notices at once.
#[expect(clippy::print_stdout, reason = "what a command was asked for is printed")]
pub fn run(command: &PairingsCommand) -> Result<(), Failure> {
    let path = system::state_folder()?.join("pairings.json");
    let failed = |error| Failure::failed(format!("{}: {error}", path.display()));
    let pairings = Pairings::new(path.clone());
    match command {
        PairingsCommand::List => {
            for pairing in pairings.list().map_err(failed)? {
                println!("{}  {}", clock::utc(pairing.made), pairing.origin);
            }
        }
        PairingsCommand::Remove { origin, .. } => {
            let removed = pairings.remove(origin.as_deref()).map_err(failed)?;
            println!("Forgotten: {removed}");
        }
    }
    Ok(())
}
