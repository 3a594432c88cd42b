//! The command line: what a command does lies in a file of its name.

mod card;
mod doctor;
mod draft;
mod own_tool;
mod pairings;
mod serve;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use crate::{
    config::{Config, Flags},
    failure::Failure,
    module, system,
};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  tried and failed
  2  the command line or a setting is wrong; nothing was tried
  3  refused because of how things stand; nothing was changed
  4  an agent of yours runs already";

/// What is logged, unless RUST_LOG says otherwise. The library writes a line for each question that a card cannot answer.
const LOGGED: &str = "info,cryptoki=off";

/// The smartcard agent of Care Identity Management: lets pages that you allow ask your card, and asks you for its passcode.
#[derive(Parser)]
#[command(name = "care-identity-agent", version, after_help = EXIT_CODES)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    /// What to do [default: serve]
    #[command(subcommand)]
    command: Option<Command>,
}

/// Settings, above those of the file.
#[derive(Args)]
struct Settings {
    /// The file of settings [default: care-identity-agent.toml in ~/.config]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A website that may ask, as `https://identity.example.org`; may be given again
    #[arg(long = "origin", global = true, value_name = "ORIGIN")]
    origins: Vec<String>,
    /// A PKCS#11 module of your card's maker; may be given again [default: those in known places]
    #[arg(long = "module", global = true, value_name = "FILE")]
    modules: Vec<PathBuf>,
    /// The program that asks you for the passcode [default: pinentry]
    #[arg(long, global = true, value_name = "FILE")]
    pinentry: Option<PathBuf>,
    /// Listen on this port only (0: any that is free) [default: the first free one from 47110 to 47117]
    #[arg(long, global = true, value_name = "PORT")]
    port: Option<u16>,
}

#[derive(Subcommand)]
enum Command {
    /// Answer pages until Ctrl+C or SIGTERM
    #[command(after_help = "Example:\n  care-identity-agent serve --origin https://identity.example.org")]
    Serve {
        /// End with the process that started this, however it ends
        #[arg(long)]
        with_parent: bool,
    },
    /// List the browsers that you allowed, or forget them
    #[command(subcommand)]
    Pairings(pairings::PairingsCommand),
    /// Prepare a new card for its holder, and write its certificates
    #[command(subcommand)]
    Card(card::CardCommand),
    /// Find out why a card does not work here, and what to do
    #[command(after_help = "Example:\n  care-identity-agent doctor --report for-the-help-desk.txt")]
    Doctor {
        /// A file to write it to, too; no secret is in it
        #[arg(long, value_name = "FILE")]
        report: Option<PathBuf>,
    },
    /// Run one PKCS#11 module for the agent that started this
    #[command(hide = true)]
    Module {
        /// Its file
        path: PathBuf,
        /// For how many seconds a renewal's login is kept
        keep: u64,
    },
}

/// The program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| LOGGED.into()))
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("care-identity-agent: {}", failure.words);
            failure.code()
        }
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let Settings { config: file, origins, modules, pinentry, port } = cli.settings;
    let flags = Flags { file, origins, modules, pinentry };
    match cli.command.unwrap_or(Command::Serve { with_parent: false }) {
        Command::Serve { with_parent } => {
            if with_parent {
                system::end_with_parent();
            }
            serve::run(&Config::load(flags)?, port)
        }
        Command::Card(command) => {
            let (config, program) = (Config::load(flags)?, serve::own_program()?);
            serve::runtime()?.block_on(card::run(command, &config, &program))
        }
        Command::Doctor { report } => {
            let program = serve::own_program()?;
            serve::runtime()?.block_on(doctor::run(Config::load(flags), &program, report))
        }
        Command::Pairings(command) => pairings::run(&command),
        Command::Module { path, keep } => {
            let keep = std::time::Duration::from_secs(keep);
            module::child::run(&path, keep).map_err(|error| Failure::failed(format!("{}: {error}", path.display())))
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
