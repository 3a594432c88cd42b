//! `care-identity authenticator`: those of somebody whose identity an operator checked, in person or on video.

use clap::{Args, Subcommand};
use identity::{
    actor::{Actor, Origin},
    authenticator::{
        AuthenticatorId,
        reinstate::{self, ReinstateAuthenticator},
        remove,
        suspend::{self, SuspendAuthenticator},
    },
    time::Timestamp,
};

use super::{output, person::open_for};
use crate::{config::Config, failure::Failure};

/// What changes something asks for a reason, which the audit log keeps.
#[derive(Subcommand)]
pub enum AuthenticatorCommand {
    /// List somebody's authenticators: id, type, level, state, when it was last used, name
    #[command(after_help = "Example:\n  care-identity authenticator list 999000000013")]
    List {
        /// The 12 digits of the person
        identifier: String,
    },
    /// Let a lost or stolen one sign nobody in any more
    #[command(
        after_help = "Example:\n  care-identity authenticator suspend 999000000013 ID --reason \"rang, phone stolen\""
    )]
    Suspend(ChangeAuthenticator),
    /// Let one that was reported lost sign in again
    #[command(
        after_help = "Example:\n  care-identity authenticator reinstate 999000000013 ID --reason \"key shown in person\""
    )]
    Reinstate(ChangeAuthenticator),
    /// Remove one for good
    #[command(
        after_help = "Example:\n  care-identity authenticator remove 999000000013 ID --reason \"key broken, seen in person\""
    )]
    Remove(ChangeAuthenticator),
}

/// Which authenticator changes, and why.
#[derive(Args)]
pub struct ChangeAuthenticator {
    /// The 12 digits of the person
    identifier: String,
    /// The authenticator, as `authenticator list` names it
    #[arg(allow_hyphen_values = true)]
    id: String,
    /// Why; kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: String,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line, or stands in the way.
pub async fn run(command: AuthenticatorCommand, config: &Config) -> Result<(), Failure> {
    match command {
        AuthenticatorCommand::List { identifier } => list(&identifier, config).await,
        AuthenticatorCommand::Suspend(change) => suspend(change, config).await,
        AuthenticatorCommand::Reinstate(change) => reinstate(change, config).await,
        AuthenticatorCommand::Remove(change) => remove(change, config).await,
    }
}

async fn list(identifier: &str, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(identifier, config).await?;
    let held = service.read().await?.list_active_authenticators(&person.id).await?;
    if held.is_empty() {
        output::none("They have no authenticator.");
    }
    for held in held {
        let state = if held.is_usable() { "usable" } else { "suspended" };
        let used = held.last_used_at.map_or_else(|| "never".to_owned(), Timestamp::rfc3339);
        let (id, kind, level, name) = (held.id, held.kind.slug(), held.level.number(), held.name.as_str());
        output::line(format!("{id}\t{kind}\tAAL{level}\t{state}\t{used}\t{name}"));
    }
    Ok(())
}

async fn suspend(change: ChangeAuthenticator, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    let (actor, origin, id) = (Actor::Operator, Origin::server(), AuthenticatorId::from_text(change.id));
    match suspend::suspend_for(&service, &actor, &origin, &person, &id, &change.reason).await? {
        SuspendAuthenticator::Suspended { other_way_in, .. } => {
            output::line("It signs nobody in any more, and its owner was told.");
            if !other_way_in {
                output::line(format!(
                    "It was the last way in. Next: care-identity person reset {}",
                    person.identifier.as_str()
                ));
            }
            Ok(())
        }
        SuspendAuthenticator::NotThere => Err(not_there(&person.identifier)),
    }
}

async fn reinstate(change: ChangeAuthenticator, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    let (actor, origin, id) = (Actor::Operator, Origin::server(), AuthenticatorId::from_text(change.id));
    match reinstate::reinstate_for(&service, &actor, &origin, &person, &id, &change.reason).await? {
        ReinstateAuthenticator::Reinstated => {
            output::line("It signs its owner in again. They are told by email, if they have an address.");
            Ok(())
        }
        _ => Err(Failure::refused("it is not suspended, or not there. `care-identity authenticator list` shows all")),
    }
}

async fn remove(change: ChangeAuthenticator, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    let (actor, origin, id) = (Actor::Operator, Origin::server(), AuthenticatorId::from_text(change.id));
    if !remove::remove_for(&service, &actor, &origin, &person, &id, &change.reason).await? {
        return Err(not_there(&person.identifier));
    }
    output::line("It is removed, and its owner was told.");
    Ok(())
}

fn not_there(identifier: &identity::person::UserIdentifier) -> Failure {
    Failure::refused(format!(
        "there is no such authenticator. `care-identity authenticator list {}` shows all",
        identifier.as_str()
    ))
}
