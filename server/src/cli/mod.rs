//! The command line: one program, a command a task. What a command does lies in a file of its name.

pub mod application;
pub mod audit;
pub mod authenticator;
pub mod backup;
pub mod ca;
pub mod card;
pub mod config;
pub mod healthcheck;
pub mod keys;
pub mod mail;
pub mod open;
pub mod organisations;
pub mod output;
pub mod person;
pub mod reach;
pub mod setting;

use std::{path::PathBuf, process::ExitCode};

use clap::{Arg, ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use identity::ra::Reason;

use crate::{
    config::{Config, Sources, settings::SETTINGS, sources::flag_of},
    failure::Failure,
    start,
};

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  tried and failed
  2  the command line or a setting is wrong; nothing was tried
  3  refused because of how things stand; nothing was changed

Settings come from care-identity.toml, then from CARE_IDENTITY_*, then from flags.
`care-identity config` lists them; --help (not -h) of any command shows their flags.";

/// Care Identity Management: a self-hosted identity service for health and care staff.
#[derive(Parser)]
#[command(name = "care-identity", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// The file of settings [default: care-identity.toml here, when there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// Each opens what it needs itself, so that `--help` needs no database.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the pages, send the mail and run the other jobs, until SIGTERM or Ctrl+C
    #[command(
        after_help = "Examples:\n  care-identity serve\n  care-identity serve --listen 0.0.0.0:3000 --base-url https://identity.example.org"
    )]
    Serve,
    /// Serve a demonstration with fictional people; prints a sign-in link for each
    #[command(
        after_help = "Examples:\n  care-identity demo\n  care-identity demo --data-dir demo-data --listen 127.0.0.1:3001 --base-url http://localhost:3001"
    )]
    Demo,
    /// Bring the database to this program's version; `serve` does this too
    #[command(
        after_help = "Example:\n  care-identity migrate --database-url postgres://care_identity@db.example.org/care_identity"
    )]
    Migrate,
    /// Add people, hand over sign-in links, close and reopen Care Identities
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Import organisations from files of the national directory
    #[command(subcommand)]
    Organisations(organisations::OrganisationsCommand),
    /// Say which organisations a Registration Authority looks after, and how staff reach it
    #[command(subcommand)]
    Reach(reach::ReachCommand),
    /// Look after the authenticators of somebody whose identity was checked
    #[command(subcommand)]
    Authenticator(authenticator::AuthenticatorCommand),
    /// Look after the certificate authority of smartcards
    #[command(subcommand)]
    Ca(ca::CaCommand),
    /// Issue smartcards to somebody whose identity was checked, and take them back
    #[command(subcommand)]
    Card(card::CardCommand),
    /// List the websites and apps that people can sign in to, and the level that each asks for
    #[command(subcommand)]
    Application(application::ApplicationCommand),
    /// Look at mail that could not be sent, and try it again
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Read and change what operators announce while the service runs
    #[command(subcommand)]
    Setting(setting::SettingCommand),
    /// Change the keys that protect secrets in the database
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Check and export the audit log
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Copy the database into a file, while the service runs
    #[command(
        after_help = "Example:\n  care-identity backup /var/backups/care-identity-2026-03-22.backup\n\nThe master key file is not in it: keep a copy of that elsewhere."
    )]
    Backup {
        /// The file to write; it must not exist
        file: PathBuf,
    },
    /// Fill an empty database from a file that `backup` wrote
    #[command(
        after_help = "Example:\n  care-identity restore /var/backups/care-identity-2026-03-22.backup --data-dir /var/lib/care-identity"
    )]
    Restore {
        /// The file to read
        file: PathBuf,
    },
    /// List every setting, or check those that are set
    #[command(
        after_help = "Examples:\n  care-identity config\n  care-identity config --check --config /etc/care-identity.toml"
    )]
    Config(config::ConfigCommand),
    /// Ask the running service whether it is ready; for containers and monitors
    #[command(after_help = "Example:\n  care-identity healthcheck --listen 127.0.0.1:3000")]
    Healthcheck,
}

/// The program.
#[must_use]
pub fn main() -> ExitCode {
    let matches = command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match run(cli, &flags(&matches)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("care-identity: {}", failure.words);
            failure.code()
        }
    }
}

/// The command line with a flag for every setting.
#[must_use]
pub fn command() -> clap::Command {
    SETTINGS.iter().fold(Cli::command(), |command, setting| {
        let flag = Arg::new(setting.name).long(flag_of(setting.name)).value_name("VALUE").help(setting.meaning);
        command.arg(flag.global(true).hide_short_help(true).help_heading("Settings"))
    })
}

/// The settings that flags give.
fn flags(matches: &ArgMatches) -> Vec<(String, String)> {
    let given = |name: &str| matches.get_one::<String>(name).map(|value| (name.to_owned(), value.clone()));
    SETTINGS.iter().filter_map(|setting| given(setting.name)).collect()
}

fn run(cli: Cli, flags: &[(String, String)]) -> Result<(), Failure> {
    use crate::config::Mode;
    let load =
        |mode| Ok::<_, Failure>(Config::load(&Sources::of_this_process(cli.config.clone(), flags.to_vec())?, mode)?);
    if let Command::Config(command) = &cli.command {
        return config::run(command, || load(Mode::Service));
    }
    let mode = if matches!(cli.command, Command::Demo) { Mode::Demonstration } else { Mode::Service };
    let config = load(mode)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::failed(format!("the program cannot start its threads: {error}")))?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve | Command::Demo => start::run(config).await,
            Command::Migrate => open::migrate(&config).await,
            Command::Person(command) => person::run(command, &config).await,
            Command::Organisations(command) => organisations::run(command, &config).await,
            Command::Reach(command) => reach::run(command, &config).await,
            Command::Authenticator(command) => authenticator::run(command, &config).await,
            Command::Ca(command) => ca::run(command, &config).await,
            Command::Card(command) => card::run(command, &config).await,
            Command::Application(command) => application::run(command, &config).await,
            Command::Mail(command) => mail::run(command, &config).await,
            Command::Setting(command) => setting::run(command, &config).await,
            Command::Keys(command) => keys::run(command, &config).await,
            Command::Audit(command) => audit::run(command, &config).await,
            Command::Backup { file } => backup::backup(&config, &file).await,
            Command::Restore { file } => backup::restore(&config, &file).await,
            Command::Config(_) => Ok(()),
            Command::Healthcheck => healthcheck::run(&config).await,
        }
    })
}

/// Reads a reason, which the audit log keeps: as at the desk, there is one.
fn reason(text: &str) -> Result<String, &'static str> {
    let reason = Reason::parse(text).ok_or("a reason is one line of 1 to 200 characters that can be seen")?;
    Ok(reason.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_consistent() {
        super::command().debug_assert();
    }
}
