//! `care-identity reach`: which organisations a Registration Authority looks after, and how staff reach it.

use clap::{Args, Subcommand};
use identity::{
    actor::{Actor, Origin},
    organisation::OrganisationCode,
    ra::{
        contact::{self, Contact, WrongContact},
        reach::{self, ChangeReach},
    },
};

use super::{open::open, output};
use crate::{config::Config, failure::Failure};

/// The operator brings in, confirms and ends any reach; a manager at the desk only what was proposed.
#[derive(Subcommand)]
pub enum ReachCommand {
    /// List what is proposed, confirmed and ended: Registration Authority, organisation, state, name
    #[command(after_help = "Examples:\n  care-identity reach list\n  care-identity reach list X9A05")]
    List {
        /// The code of the Registration Authority's organisation [default: all]
        ra: Option<String>,
    },
    /// Propose an organisation, or those whose imported relations name the Registration Authority; its manager confirms
    #[command(after_help = "Examples:\n  care-identity reach propose X9A05\n  care-identity reach propose X9A05 X9A01")]
    Propose {
        /// The code of the Registration Authority's organisation
        ra: String,
        /// The code of the organisation [default: all that are related]
        organisation: Option<String>,
    },
    /// Confirm an organisation: the people who work there are in sight of the Registration Authority from now on
    #[command(after_help = "Example:\n  care-identity reach confirm X9A05 X9A01")]
    Confirm(Pair),
    /// End it, or refuse what is proposed
    #[command(after_help = "Example:\n  care-identity reach end X9A05 X9A01")]
    End(Pair),
    /// Set how staff reach the Registration Authority of an organisation
    #[command(
        after_help = "Example:\n  care-identity reach contact X9A05 --name \"Anytown RA office\" --telephone \"01632 960099\" --email ra@example.org --opening \"Monday to Friday, 9am to 5pm\""
    )]
    Contact(SetContact),
}

/// A Registration Authority and an organisation.
#[derive(Args)]
pub struct Pair {
    /// The code of the Registration Authority's organisation
    ra: String,
    /// The code of the organisation that it looks after
    organisation: String,
}

/// How a Registration Authority is reached.
#[derive(Args)]
pub struct SetContact {
    /// The code of its organisation
    organisation: String,
    /// What the office is called
    #[arg(long)]
    name: String,
    /// Its e-mail address
    #[arg(long, default_value = "", hide_default_value = true)]
    email: String,
    /// Its telephone number
    #[arg(long, default_value = "", hide_default_value = true)]
    telephone: String,
    /// When it is open, in words
    #[arg(long, default_value = "", hide_default_value = true)]
    opening: String,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line, or stands in the way.
pub async fn run(command: ReachCommand, config: &Config) -> Result<(), Failure> {
    match command {
        ReachCommand::List { ra } => list(ra.as_deref(), config).await,
        ReachCommand::Propose { ra, organisation: None } => propose_related(&ra, config).await,
        ReachCommand::Propose { ra, organisation: Some(organisation) } => {
            let pair = (code(&ra)?, code(&organisation)?);
            let service = open(config).await?.service;
            let changed = reach::propose(&service, &Actor::Operator, &Origin::server(), (&pair.0, &pair.1)).await?;
            tell(changed, "It is proposed. A manager of the Registration Authority confirms it, or `reach confirm`.")
        }
        ReachCommand::Confirm(pair) => {
            let pair = (code(&pair.ra)?, code(&pair.organisation)?);
            let service = open(config).await?.service;
            let changed = reach::confirm(&service, &Actor::Operator, &Origin::server(), (&pair.0, &pair.1)).await?;
            tell(changed, "It is confirmed.")
        }
        ReachCommand::End(pair) => {
            let pair = (code(&pair.ra)?, code(&pair.organisation)?);
            let service = open(config).await?.service;
            let changed = reach::end(&service, &Actor::Operator, &Origin::server(), (&pair.0, &pair.1)).await?;
            tell(changed, "It is ended.")
        }
        ReachCommand::Contact(contact) => set_contact(&contact, config).await,
    }
}

async fn list(ra: Option<&str>, config: &Config) -> Result<(), Failure> {
    let ra = ra.map(code).transpose()?;
    let service = open(config).await?.service;
    for reach in reach::list(&service, ra.as_ref()).await? {
        output::line(format!("{}\t{}\t{}\t{}", reach.ra, reach.organisation, reach.state.as_str(), reach.name));
    }
    Ok(())
}

async fn propose_related(ra: &str, config: &Config) -> Result<(), Failure> {
    let ra = code(ra)?;
    let service = open(config).await?.service;
    let proposed = reach::propose_related(&service, &Actor::Operator, &Origin::server(), &ra).await?;
    output::line(format!("{proposed} organisations are proposed. `care-identity reach list {ra}` shows them."));
    Ok(())
}

fn tell(changed: ChangeReach, done: &str) -> Result<(), Failure> {
    match changed {
        ChangeReach::Done => {
            output::line(done);
            Ok(())
        }
        ChangeReach::NotPossible => {
            Err(Failure::refused("it does not stand so that this could follow. `care-identity reach list` shows how"))
        }
        ChangeReach::NoSuchOrganisation => Err(no_such_organisation()),
    }
}

async fn set_contact(new: &SetContact, config: &Config) -> Result<(), Failure> {
    let texts = [new.name.as_str(), &new.email, &new.telephone, &new.opening];
    let contact = Contact::parse(code(&new.organisation)?, texts).map_err(|wrong| {
        Failure::usage(match wrong {
            WrongContact::Name => "--name has 1 to 100 characters",
            WrongContact::Email => "--email is not an email address",
            WrongContact::Telephone => "--telephone is not a telephone number",
            WrongContact::Opening => "--opening has 300 characters at the most",
            WrongContact::NoWay => "give --email or --telephone, so that people can reach it",
        })
    })?;
    let service = open(config).await?.service;
    if !contact::set_as_operator(&service, &Actor::Operator, &Origin::server(), &contact).await? {
        return Err(no_such_organisation());
    }
    output::line("People who need help see it.");
    Ok(())
}

pub(super) fn code(text: &str) -> Result<OrganisationCode, Failure> {
    OrganisationCode::parse(text)
        .ok_or_else(|| Failure::usage(format!("{text} is not the code of an organisation, such as X9A05")))
}

pub(super) fn no_such_organisation() -> Failure {
    Failure::refused(
        "there is no organisation of this code. `care-identity organisations --help` says how to bring them in",
    )
}
