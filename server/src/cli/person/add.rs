//! `care-identity person add`.

use clap::Args;
use identity::{
    actor::{Actor, Origin},
    person::{
        PersonName, UserIdentifier,
        add::{self, Add},
    },
    ra::first::{self, AddManager},
    time::{Date, parse_date},
};

use super::{closed_organisation, hand_over, parse_identifier};
use crate::{
    cli::{open::open, output, reach},
    config::Config,
    failure::Failure,
};

/// Arguments of `add`.
#[derive(Args)]
pub struct AddPerson {
    /// Given name
    #[arg(long)]
    given_name: String,
    /// Family name
    #[arg(long)]
    family_name: String,
    /// Date of birth, as 1984-05-30
    #[arg(long)]
    birth_date: String,
    /// The 12 digits [default: a free one is made up]
    #[arg(long)]
    identifier: Option<String>,
    /// Makes them the manager of the Registration Authority of this organisation, by its code, and prints their sign-in link
    #[arg(long, value_name = "CODE")]
    ra_manager: Option<String>,
}

/// Adds them; as a manager of a Registration Authority, with their first sign-in link.
pub(super) async fn add(person: AddPerson, config: &Config) -> Result<(), Failure> {
    let name = PersonName::parse(&person.given_name, &person.family_name)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let birth_date =
        parse_date(&person.birth_date).map_err(|error| Failure::usage(format!("--birth-date: {error}")))?;
    let identifier = person.identifier.as_deref().map(parse_identifier).transpose()?;
    if let Some(organisation) = &person.ra_manager {
        return add_manager((name, birth_date, identifier), organisation, config).await;
    }
    let service = open(config).await?.service;
    let added = match add::add(&service, &Actor::Operator, &Origin::server(), name, birth_date, identifier).await? {
        Add::Added(person) => person,
        Add::IdentifierTaken => return Err(identifier_taken()),
        Add::BirthDate => return Err(not_born_then()),
    };
    output::line(format!("Added {}. User identifier: {}", added.name.full(), added.identifier.as_str()));
    output::line(format!("Next: care-identity person link {}", added.identifier.as_str()));
    Ok(())
}

async fn add_manager(
    person: (PersonName, Date, Option<UserIdentifier>),
    organisation: &str,
    config: &Config,
) -> Result<(), Failure> {
    let organisation = reach::code(organisation)?;
    let service = open(config).await?.service;
    match first::add_manager(&service, &Actor::Operator, &Origin::server(), person, &organisation).await? {
        AddManager::Added(person, link) => {
            output::line(format!(
                "Added {}, who manages the Registration Authority of {organisation}. User identifier: {}",
                person.name.full(),
                person.identifier.as_str()
            ));
            hand_over(&person, &link);
            Ok(())
        }
        AddManager::IdentifierTaken => Err(identifier_taken()),
        AddManager::BirthDate => Err(not_born_then()),
        AddManager::NoSuchOrganisation => Err(reach::no_such_organisation()),
        AddManager::ClosedOrganisation => Err(closed_organisation()),
    }
}

fn identifier_taken() -> Failure {
    Failure::refused("somebody has this user identifier already; leave --identifier out to have a free one made up")
}

fn not_born_then() -> Failure {
    Failure::usage(
        "--birth-date: nobody who lives was born on that day; it is in the future, or more than 120 years ago",
    )
}
