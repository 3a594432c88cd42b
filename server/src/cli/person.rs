//! `care-identity person`: the operator in the place of a Registration Authority.

mod add;

use clap::{Args, Subcommand};
use identity::{
    actor::{Actor, By, Origin},
    assurance::AssuranceLevel,
    email::{
        address::EmailAddress,
        remove::{self, RemoveEmail},
    },
    person::{Person, PersonState, UserIdentifier, add::set_state, rescue, unfreeze},
    ra::first::{self, MakeManager},
    service::Service,
    sign_in::link::{self, IssueLink, IssuedLink, UnderWay},
};

use self::add::AddPerson;
use super::{open::open, output, reach};
use crate::{config::Config, failure::Failure};

/// How many people are read at once.
const PAGE: u32 = 500;

/// What changes somebody stands in the audit log as the operator's doing.
#[derive(Subcommand)]
pub enum PersonCommand {
    /// Add a person; prints their user identifier
    #[command(
        after_help = "Examples:\n  care-identity person add --given-name Amara --family-name Okafor --birth-date 1984-05-30\n  care-identity person add --given-name Grace --family-name Adeyemi --birth-date 1971-12-09 --ra-manager X9A05"
    )]
    Add(AddPerson),
    /// Print a sign-in link to hand over after an identity check; it works once, for 24 hours
    #[command(
        after_help = "Examples:\n  care-identity person link 999000000013\n  care-identity person link 999000000013 --level 2"
    )]
    Link {
        /// The 12 digits
        identifier: String,
        /// The highest level (AAL 2 or 3) that may be set up with it
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i64).range(2..=3))]
        level: i64,
    },
    /// List people in the order of their user identifiers: open, closed or frozen
    #[command(after_help = "Example:\n  care-identity person list | grep closed")]
    List,
    /// Make somebody who is there the manager of a Registration Authority, from today on, as where the last manager left
    #[command(
        after_help = "Example:\n  care-identity person make-manager 999000000013 X9A05 --reason \"the last manager left\""
    )]
    MakeManager {
        /// The 12 digits
        identifier: String,
        /// The code of the organisation whose Registration Authority it is
        organisation: String,
        /// Why; kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: String,
    },
    /// Close a Care Identity: it cannot be used, and its sessions end at once
    #[command(after_help = "Example:\n  care-identity person close 999000000013 --reason \"left on 22 March\"")]
    Close(ChangePerson),
    /// Open a closed Care Identity again
    #[command(after_help = "Example:\n  care-identity person reopen 999000000013 --reason \"came back\"")]
    Reopen(ChangePerson),
    /// Forget wrong guesses at somebody's password and codes, after an identity check
    #[command(
        after_help = "Example:\n  care-identity person unlock 999000000013 --reason \"locked out, seen in person\""
    )]
    Unlock(ChangePerson),
    /// Remove somebody's password and authenticators, so that a new sign-in link begins again
    #[command(
        after_help = "Example:\n  care-identity person reset 999000000013 --reason \"lost phone, seen in person\""
    )]
    Reset(ChangePerson),
    /// Remove an e-mail address of somebody who cannot read it any more, or whose mail somebody else reads, after an identity check
    #[command(
        after_help = "Examples:\n  care-identity person remove-email 999000000013 amara@nhs.net --reason \"left the trust, seen in person\"\n  care-identity person remove-email 999000000013 amara@nhs.net --even-the-last --reason \"mailbox closed, seen in person\""
    )]
    RemoveEmail(RemoveEmailOf),
    /// Let somebody change things again who said that a change was not theirs, after an identity check
    #[command(
        after_help = "Example:\n  care-identity person unfreeze 999000000013 --reason \"seen in person, profile checked together\""
    )]
    Unfreeze(ChangePerson),
}

/// Whose Care Identity changes, and why.
#[derive(Args)]
pub struct ChangePerson {
    /// The 12 digits
    identifier: String,
    /// Why; kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: String,
}

/// Which address is removed, and why.
#[derive(Args)]
pub struct RemoveEmailOf {
    /// The 12 digits
    identifier: String,
    /// The address
    address: String,
    /// Also when it is the last one: password and code sign in no more until another one is added with a sign-in link
    #[arg(long)]
    even_the_last: bool,
    /// Why; kept in the audit log
    #[arg(long, value_parser = super::reason)]
    reason: String,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line, or stands in the way.
pub async fn run(command: PersonCommand, config: &Config) -> Result<(), Failure> {
    match command {
        PersonCommand::Add(person) => add::add(person, config).await,
        PersonCommand::Link { identifier, level } => link(&identifier, level, config).await,
        PersonCommand::List => list(config).await,
        PersonCommand::MakeManager { identifier, organisation, reason } => {
            make_manager(&identifier, &organisation, &reason, config).await
        }
        PersonCommand::Close(change) => change_state(&change, PersonState::Closed, config).await,
        PersonCommand::Reopen(change) => change_state(&change, PersonState::Open, config).await,
        PersonCommand::Unlock(change) => unlock(&change, config).await,
        PersonCommand::Reset(change) => reset(&change, config).await,
        PersonCommand::RemoveEmail(wanted) => remove_email(&wanted, config).await,
        PersonCommand::Unfreeze(change) => unfreeze(&change, config).await,
    }
}

fn hand_over(person: &Person, link: &IssuedLink) {
    output::line(format!(
        "Sign-in link for {}. It works once, until {}. Hand it to them only:",
        person.name.full(),
        link.expires_at.for_people()
    ));
    output::line(&link.url);
}

async fn link(identifier: &str, level: i64, config: &Config) -> Result<(), Failure> {
    let level = AssuranceLevel::from_number(level).ok_or_else(|| Failure::usage("--level is 2 or 3"))?;
    let (service, person) = open_for(identifier, config).await?;
    match link::issue(&service, &Actor::Operator, &Origin::server(), &person.id, (level, UnderWay::Ends)).await? {
        IssueLink::Issued(link) => {
            hand_over(&person, &link);
            Ok(())
        }
        IssueLink::NoSuchPerson => Err(no_such_person(&person.identifier)),
        IssueLink::Closed => Err(Failure::refused(format!(
            "the Care Identity of {} is closed. Open it first: care-identity person reopen {} --reason \"...\"",
            person.name.full(),
            person.identifier.as_str()
        ))),
    }
}

async fn list(config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    let mut after = String::new();
    loop {
        let people = service.read().await?.list_people(&after, PAGE).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.identifier.as_str().to_owned();
        for person in &people {
            let state = if person.frozen.is_some() { "frozen" } else { person.state.as_str() };
            output::line(format!("{}\t{state}\t{}", person.identifier.as_str(), person.name.full()));
        }
    }
}

async fn make_manager(identifier: &str, organisation: &str, reason: &str, config: &Config) -> Result<(), Failure> {
    let organisation = reach::code(organisation)?;
    let (service, person) = open_for(identifier, config).await?;
    let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", reason)] };
    let name = person.name.full();
    match first::make_manager(&service, by, &person.id, &organisation).await? {
        MakeManager::Made => {
            output::line(format!(
                "{name} manages the Registration Authority of {organisation} from today on, and was told."
            ));
            Ok(())
        }
        MakeManager::HeldAlready => Err(Failure::refused(format!("{name} manages it already"))),
        MakeManager::Stopped => {
            Err(Failure::refused(format!("the Care Identity of {name} is closed, or changes of it are stopped")))
        }
        MakeManager::NoSuchOrganisation => Err(reach::no_such_organisation()),
        MakeManager::ClosedOrganisation => Err(closed_organisation()),
    }
}

fn closed_organisation() -> Failure {
    Failure::refused("this organisation is closed: nobody starts to work there")
}

async fn change_state(change: &ChangePerson, state: PersonState, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    let changed = set_state(&service, &Actor::Operator, &Origin::server(), &person.id, state, &change.reason).await?;
    let (name, state) = (person.name.full(), state.as_str());
    if !changed {
        return Err(Failure::refused(format!("the Care Identity of {name} is {state} already")));
    }
    output::line(format!("The Care Identity of {name} is {state} now."));
    Ok(())
}

async fn unlock(change: &ChangePerson, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    rescue::unlock(&service, &Actor::Operator, &Origin::server(), &person, &change.reason).await?;
    output::line(format!("Wrong guesses at the password and codes of {} are forgotten.", person.name.full()));
    Ok(())
}

async fn reset(change: &ChangePerson, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    rescue::reset(&service, &Actor::Operator, &Origin::server(), &person, &change.reason).await?;
    output::line(format!(
        "The password and authenticators of {} are removed. They are told by email, if they have an address.",
        person.name.full()
    ));
    output::line(format!("Next: care-identity person link {}", person.identifier.as_str()));
    Ok(())
}

async fn remove_email(wanted: &RemoveEmailOf, config: &Config) -> Result<(), Failure> {
    let address = EmailAddress::parse(&wanted.address)
        .map_err(|_| Failure::usage(format!("{} is not an email address", wanted.address)))?;
    let (service, person) = open_for(&wanted.identifier, config).await?;
    let (actor, origin) = (Actor::Operator, Origin::server());
    let which = (&address, wanted.even_the_last);
    match remove::remove_for(&service, (&actor, &origin), &person, which, &wanted.reason).await? {
        RemoveEmail::Removed => {
            output::line(format!(
                "The address is removed. All verified addresses of {} were told.",
                person.name.full()
            ));
            if service.read().await?.list_emails(&person.id).await?.iter().all(|email| email.verified_at.is_none()) {
                output::line(format!("It was the last one. Next: care-identity person link {}", wanted.identifier));
            }
            Ok(())
        }
        RemoveEmail::LastOne => Err(Failure::refused(
            "it is the last verified address: password and code would sign in no more, and nobody could be told of a change. \
             With --even-the-last it is removed all the same",
        )),
        _ => Err(Failure::refused(format!("{} does not have this address", person.name.full()))),
    }
}

async fn unfreeze(change: &ChangePerson, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(&change.identifier, config).await?;
    let (actor, origin) = (Actor::Operator, Origin::server());
    let lifted = unfreeze::after_identity_check(&service, &actor, &origin, &person, &change.reason).await?;
    let name = person.name.full();
    if !lifted {
        return Err(Failure::refused(format!("changes of {name} are not stopped")));
    }
    output::line(format!("{name} can change password, contact details and authenticators again, and was told."));
    Ok(())
}

/// The service, and the person of a user identifier.
pub(super) async fn open_for(identifier: &str, config: &Config) -> Result<(Service, Person), Failure> {
    let identifier = parse_identifier(identifier)?;
    let service = open(config).await?.service;
    let person = find(&service, &identifier).await?;
    Ok((service, person))
}

async fn find(service: &Service, identifier: &UserIdentifier) -> Result<Person, Failure> {
    let person = service.read().await?.find_person_by_identifier(identifier).await?;
    person.ok_or_else(|| no_such_person(identifier))
}

fn no_such_person(identifier: &UserIdentifier) -> Failure {
    Failure::refused(format!(
        "nobody has the user identifier {}. `care-identity person list` shows all",
        identifier.as_str()
    ))
}

fn parse_identifier(text: &str) -> Result<UserIdentifier, Failure> {
    UserIdentifier::parse(text)
        .ok_or_else(|| Failure::usage("a user identifier has 12 digits, for example 999000000013"))
}
