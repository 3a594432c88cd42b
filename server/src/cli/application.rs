//! `care-identity application`: the websites and apps that people can sign in to.
//!
//! They are data and not settings: every instance shows the same list, a change needs no restart and stands in the audit
//! log, and a list does not fit a setting (one text). Whoever wants them in a file under version control has
//! `application load`.

mod file;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use identity::{
    actor::Actor,
    application::{
        Application, ApplicationError, ApplicationId, Draft,
        add::{self, Add},
        change::{self, Change, Changed},
        list, load, remove,
    },
};

use super::{open::open, output};
use crate::{config::Config, failure::Failure};

const FILE_HELP: &str = "\
Example:
  care-identity application load applications.toml

The file holds a section for each application:
  [[application]]
  id = \"patient-records\"
  name = \"Patient records\"
  address = \"https://records.example.org\"
  level = 2
  description = \"Look up a patient's record.\"

What is missing is added, what differs is changed, and what the file does not name stays. All of it is done or nothing.
To load a file again does no harm.";

/// A change shows with the next page that lists them, in every instance.
#[derive(Subcommand)]
pub enum ApplicationCommand {
    /// Add an application to the list
    #[command(
        after_help = "Example:\n  care-identity application add patient-records --name \"Patient records\" \\\n    --address https://records.example.org --level 2 --description \"Look up a patient's record.\""
    )]
    Add(AddApplication),
    /// Add and change several applications, as a file says
    #[command(after_help = FILE_HELP)]
    Load {
        /// The file, in TOML
        file: PathBuf,
    },
    /// Change an application; what is not given stays
    #[command(after_help = "Example:\n  care-identity application change patient-records --level 3")]
    Change(ChangeApplication),
    /// List applications by name: id, level, address, name, description
    #[command(after_help = "Example:\n  care-identity application list | grep AAL3")]
    List,
    /// Remove an application from the list
    #[command(after_help = "Example:\n  care-identity application remove patient-records")]
    Remove {
        /// Its id, as `application list` prints it
        id: String,
    },
}

/// Arguments of `add`; the same words as the list shows.
#[derive(Args)]
pub struct AddApplication {
    /// What names it in commands: small letters, digits and hyphens
    id: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// Where it is: https, or http on this machine
    #[arg(long)]
    address: String,
    /// The level (AAL 2 or 3) that a sign-in must have
    #[arg(long)]
    level: i64,
    /// What it is for, in a sentence
    #[arg(long)]
    description: String,
}

/// What is changed.
#[derive(Args)]
pub struct ChangeApplication {
    /// Its id, as `application list` prints it
    id: String,
    #[command(flatten)]
    parts: Parts,
}

/// What can be changed, one part at the least.
#[derive(Args)]
#[group(required = true, multiple = true)]
struct Parts {
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// Where it is: https, or http on this machine
    #[arg(long)]
    address: Option<String>,
    /// The level (AAL 2 or 3) that a sign-in must have
    #[arg(long)]
    level: Option<i64>,
    /// What it is for, in a sentence
    #[arg(long)]
    description: Option<String>,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line or the file, or stands in the way.
pub async fn run(command: ApplicationCommand, config: &Config) -> Result<(), Failure> {
    match command {
        ApplicationCommand::Add(application) => add(&application, config).await,
        ApplicationCommand::Load { file } => load(&file, config).await,
        ApplicationCommand::Change(change) => self::change(change, config).await,
        ApplicationCommand::List => list(config).await,
        ApplicationCommand::Remove { id } => remove(&id, config).await,
    }
}

async fn add(application: &AddApplication, config: &Config) -> Result<(), Failure> {
    let AddApplication { id, name, address, level, description } = application;
    let wanted = Draft { name, address, level: *level, description }.parse_as(id).map_err(wrong)?;
    match add::add(&open(config).await?.service, &Actor::Operator, &wanted).await? {
        Add::Added => {
            output::line(format!("Added {id}. People see it under \"Websites and apps you can sign in to\"."));
            Ok(())
        }
        Add::Taken => Err(Failure::refused(format!(
            "there is an application {id} already. To change it: care-identity application change {id} --help"
        ))),
    }
}

async fn load(file: &Path, config: &Config) -> Result<(), Failure> {
    let wanted = file::read(file)?;
    let loaded = load::load(&open(config).await?.service, &Actor::Operator, &wanted).await?;
    for (what, ids) in [("added", &loaded.added), ("changed", &loaded.changed), ("as it was", &loaded.same)] {
        for id in ids {
            output::line(format!("{id}\t{what}"));
        }
    }
    Ok(())
}

async fn change(change: ChangeApplication, config: &Config) -> Result<(), Failure> {
    let id = parse_id(&change.id)?;
    let Parts { name, address, level, description } = change.parts;
    let change = Change { name, address, level, description };
    match change::change(&open(config).await?.service, &Actor::Operator, &id, &change).await? {
        Changed::Done => output::line(format!("Changed {id}.")),
        Changed::Same => output::line(format!("{id} was so already; nothing was changed.")),
        Changed::Missing => return Err(missing(&id)),
        Changed::Wrong(error) => return Err(wrong(error)),
    }
    Ok(())
}

async fn list(config: &Config) -> Result<(), Failure> {
    for Application { id, details, .. } in list::all(&open(config).await?.service).await? {
        let (level, address) = (details.minimum_level(), details.address());
        output::line(format!("{id}\t{level}\t{address}\t{}\t{}", details.name(), details.description()));
    }
    Ok(())
}

async fn remove(id: &str, config: &Config) -> Result<(), Failure> {
    let id = parse_id(id)?;
    let removed = remove::remove(&open(config).await?.service, &Actor::Operator, &id).await?;
    let removed = removed.ok_or_else(|| missing(&id))?;
    output::line(format!("Removed {id} ({}). The application itself is not touched.", removed.details.name()));
    Ok(())
}

fn parse_id(id: &str) -> Result<ApplicationId, Failure> {
    ApplicationId::parse(id).ok_or_else(|| wrong(ApplicationError::Id))
}

/// A part of the command line: the id stands alone, the others have a flag.
fn wrong(error: ApplicationError) -> Failure {
    let flag = if error == ApplicationError::Id { "" } else { "--" };
    Failure::usage(format!("{flag}{error}"))
}

fn missing(id: &ApplicationId) -> Failure {
    Failure::refused(format!("there is no application {id}. To see all: care-identity application list"))
}
