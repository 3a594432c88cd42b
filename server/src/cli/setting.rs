//! `care-identity setting`: what operators announce and decide while the service runs.

use clap::{Args, Subcommand, ValueEnum};
use identity::{
    actor::Actor,
    assurance::Kind,
    settings::{
        MaintenanceBanner, kinds_with_attestation, set_accept_unattested, set_maintenance_banner, set_second_approval,
    },
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
    /// The kinds of device that reach AAL3 though no maker vouches for them
    AcceptUnattested,
    /// Whether the desk asks for a second pair of eyes
    RaSecondApproval,
}

impl Name {
    /// As the store has it.
    const fn key(self) -> &'static str {
        match self {
            Self::MaintenanceBanner => "maintenance-banner",
            Self::AcceptUnattested => "accept-unattested",
            Self::RaSecondApproval => "ra-second-approval",
        }
    }
}

/// A change counts at once in every instance, and stands in the audit log.
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
        after_help = "Examples:\n  care-identity setting set maintenance-banner --services \"Smartcard renewal\" \\\n    --window \"9:00am to 7:00pm on Saturday 22 March\" --reason \"while we upgrade the system\" --until 2026-03-22T19:00:00Z\n  care-identity setting set accept-unattested windows-hello"
    )]
    Set {
        /// Which, and what it says
        #[command(subcommand)]
        setting: SetSetting,
    },
    /// Remove a setting
    #[command(after_help = "Example:\n  care-identity setting unset maintenance-banner")]
    Unset {
        /// Which
        name: Name,
    },
}

/// A setting and its value.
#[derive(Subcommand)]
pub enum SetSetting {
    /// The notice of a planned outage on the home page
    #[command(
        after_help = "Example:\n  care-identity setting set maintenance-banner --services \"Smartcard renewal\" \\\n    --window \"9:00am to 7:00pm on Saturday 22 March\" --reason \"while we upgrade the system\" --until 2026-03-22T19:00:00Z"
    )]
    MaintenanceBanner(Banner),
    /// The kinds of device that reach AAL3 though no maker vouches for them (WEBAUTHN_ROOTS). Whoever accepts a kind says that the
    /// organisation knows by other means that its devices keep their keys. Levels change with the next use of each device
    #[command(
        after_help = "Examples:\n  care-identity setting set accept-unattested windows-hello security-key\n  care-identity setting set accept-unattested none"
    )]
    AcceptUnattested {
        /// windows-hello, security-key, or none
        #[arg(required = true, value_name = "KIND")]
        kinds: Vec<String>,
    },
    /// Whether another one of a Registration Authority must approve when somebody who has or had a way in gets another: a sign-in
    /// link, a smartcard, or an e-mail address and an authenticator within a day. It is on unless it is set to off. About people of
    /// a desk, about those with positions out of reach, and to lift a freeze after a take-over it is asked for whatever this says
    #[command(after_help = "Example:\n  care-identity setting set ra-second-approval off")]
    RaSecondApproval {
        /// on or off
        value: Switch,
    },
}

/// On or off.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// It is asked for
    On,
    /// It is not
    Off,
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
        SettingCommand::Set { setting: SetSetting::AcceptUnattested { kinds } } => {
            let kinds = kinds_of(&kinds)?;
            set_accept_unattested(&open(config).await?.service, &Actor::Operator, Some(&kinds)).await?;
            let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
            output::line(match names.as_slice() {
                [] => "No device reaches AAL3 without its maker.".to_owned(),
                names => format!("{} reach AAL3 without their makers, from their next use on.", names.join(" and ")),
            });
        }
        SettingCommand::Set { setting: SetSetting::RaSecondApproval { value } } => {
            second_approval(config, value).await?;
        }
        SettingCommand::Unset { name: Name::RaSecondApproval } => second_approval(config, Switch::On).await?,
        SettingCommand::Unset { name: Name::AcceptUnattested } => {
            set_accept_unattested(&open(config).await?.service, &Actor::Operator, None).await?;
            output::line("No device reaches AAL3 without its maker, but in a demonstration.");
        }
        SettingCommand::Set { setting: SetSetting::MaintenanceBanner(banner) } => {
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

async fn second_approval(config: &Config, value: Switch) -> Result<(), Failure> {
    set_second_approval(&open(config).await?.service, &Actor::Operator, value == Switch::On).await?;
    output::line(match value {
        Switch::On => "The address and a way to sign in of one person take a second approval within a day.",
        Switch::Off => {
            "Nobody else approves when the address and a way to sign in of one person are changed within a day."
        }
    });
    Ok(())
}

/// The kinds that are named; `none` stands alone.
fn kinds_of(names: &[String]) -> Result<Vec<Kind>, Failure> {
    if names == ["none"] {
        return Ok(Vec::new());
    }
    let kind = |name: &String| kinds_with_attestation().find(|kind| kind.slug() == name);
    let known: Vec<&str> = kinds_with_attestation().map(Kind::slug).collect();
    names
        .iter()
        .map(|name| {
            let unknown = || format!("{name} is none of: {}, or none alone", known.join(", "));
            kind(name).ok_or_else(|| Failure::usage(unknown()))
        })
        .collect()
}
