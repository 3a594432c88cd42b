//! `care-identity setting`: what operators announce while the service runs.

use clap::{Args, Subcommand, ValueEnum};
use identity::{
    actor::Actor,
    settings::{MaintenanceBanner, set_maintenance_banner},
    time::Timestamp,
};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{open::open, output};
use crate::{config::Config, failure::Failure};

/// Settings that live in the database.
#[derive(Clone, Copy, ValueEnum)]
pub enum Name {
    /// The notice of a planned outage on the home page
    MaintenanceBanner,
}

impl Name {
    /// As the store has it.
    const fn key(self) -> &'static str {
        match self {
            Self::MaintenanceBanner => "maintenance-banner",
        }
    }
}

/// The commands.
#[derive(Subcommand)]
pub enum SettingCommand {
    /// Print a setting, as JSON
    #[command(after_help = "Example:\n  care-identity setting get maintenance-banner")]
    Get {
        /// Which
        name: Name,
    },
    /// Set a setting
    #[command(
        after_help = "Example:\n  care-identity setting set maintenance-banner --services \"Smartcard renewal\" \\\n    --window \"9:00am to 7:00pm on Saturday 22 March\" --reason \"while we upgrade the system\" --until 2026-03-22T19:00:00Z"
    )]
    Set {
        /// Which
        name: Name,
        /// What it says
        #[command(flatten)]
        banner: Banner,
    },
    /// Remove a setting
    #[command(after_help = "Example:\n  care-identity setting unset maintenance-banner")]
    Unset {
        /// Which
        name: Name,
    },
}

/// The notice of a planned outage.
#[derive(Args)]
pub struct Banner {
    /// The services that are affected
    #[arg(long)]
    services: String,
    /// From when to when, in words
    #[arg(long)]
    window: String,
    /// Why, in words
    #[arg(long)]
    reason: String,
    /// When the notice goes by itself, as 2026-03-22T19:00:00Z
    #[arg(long)]
    until: String,
}

/// Runs one.
///
/// # Errors
/// When the time is not one, or the database is away.
pub async fn run(command: SettingCommand, config: &Config) -> Result<(), Failure> {
    match command {
        SettingCommand::Get { name } => {
            let value = open(config).await?.service.read().await?.lookup_setting(name.key()).await?;
            output::line(value.unwrap_or_else(|| "not set".to_owned()));
        }
        SettingCommand::Set { name: Name::MaintenanceBanner, banner } => {
            let until = OffsetDateTime::parse(&banner.until, &Rfc3339)
                .map_err(|_| Failure::usage("--until needs a date and time such as 2026-03-22T19:00:00Z"))?;
            let until = Timestamp::from_micros(until.unix_timestamp().saturating_mul(1_000_000));
            let service = open(config).await?.service;
            if until <= service.now() {
                return Err(Failure::usage("--until is past"));
            }
            let banner = MaintenanceBanner {
                services: banner.services,
                window: banner.window,
                reason: banner.reason,
                until_micros: until.micros(),
            };
            set_maintenance_banner(&service, &Actor::Operator, Some(&banner)).await?;
            output::line(format!("Home shows the banner until {}.", until.for_people()));
        }
        SettingCommand::Unset { name: Name::MaintenanceBanner } => {
            set_maintenance_banner(&open(config).await?.service, &Actor::Operator, None).await?;
            output::line("Home shows no banner.");
        }
    }
    Ok(())
}
