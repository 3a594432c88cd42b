//! `care-identity card`: smartcards of somebody whose identity an operator checked.

use std::{fs, io::Write as _, path::PathBuf, time::Duration};

use card_protocol::{Bundle, Issued};
use clap::{Args, Subcommand};
use identity::{
    actor::{Actor, By, Origin},
    smartcard::{
        authority::revocation,
        card::CardSerial,
        certificate::Certificate,
        end::{self, EndCard},
        issue::{self, IssueCard},
    },
};
use secrecy::SecretString;

use super::{ca::Why, output, person::open_for};
use crate::{config::Config, failure::Failure};

const DAY: u64 = 24 * 60 * 60;

/// The commands.
#[derive(Subcommand)]
pub enum CardCommand {
    /// Issue a card that `care-identity-agent card prepare` prepared
    #[command(
        after_help = "Example:\n  care-identity card issue 999000000013 prepared.json --out issued.json --reason \"seen in person, passport\"\n\nThen: care-identity-agent card write issued.json"
    )]
    Issue(IssueTo),
    /// List somebody's cards: serial number, state, label, and each certificate: serial number, purpose, state, end
    #[command(after_help = "Example:\n  care-identity card list 999000000013")]
    List {
        /// The 12 digits of the person
        identifier: String,
    },
    /// Take a card back: it signs nobody in any more, and its certificates are revoked
    #[command(
        after_help = "Example:\n  care-identity card end 999000000013 7f3c9e5a1b2d4c6e --reason \"left the trust, card handed in\""
    )]
    End {
        /// The 12 digits of the person
        identifier: String,
        /// The card's serial number
        serial: String,
        /// What the list of revoked certificates says
        #[arg(long, value_enum, default_value = "cessation-of-operation")]
        why: Why,
        /// Why; kept in the audit log
        #[arg(long)]
        reason: String,
    },
}

/// Which card is issued to whom.
#[derive(Args)]
pub struct IssueTo {
    /// The 12 digits of the person
    identifier: String,
    /// The file that `care-identity-agent card prepare` wrote. It holds the unblocking key: delete it afterwards
    file: PathBuf,
    /// The file to write for `care-identity-agent card write`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// How many days its certificates are valid
    #[arg(long, default_value_t = 730, value_parser = clap::value_parser!(u64).range(1..=1095))]
    days: u64,
    /// How their identity was checked; kept in the audit log
    #[arg(long)]
    reason: String,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line, or stands in the way.
pub async fn run(command: CardCommand, config: &Config) -> Result<(), Failure> {
    match command {
        CardCommand::Issue(wanted) => issue(wanted, config).await,
        CardCommand::List { identifier } => list(&identifier, config).await,
        CardCommand::End { identifier, serial, why, reason } => end(&identifier, &serial, (why, &reason), config).await,
    }
}

/// The file is made first: what is issued must not be lost because it cannot be written.
pub(super) async fn issue(wanted: IssueTo, config: &Config) -> Result<(), Failure> {
    let prepared = read(&wanted)?;
    let out = wanted.out.display();
    let made = fs::OpenOptions::new().write(true).create_new(true).open(&wanted.out);
    let mut file = made.map_err(|error| Failure::usage(format!("{out}: {error}")))?;
    let issued = issue_prepared(&wanted, prepared, config).await;
    let Ok(json) = issued else {
        let _ = fs::remove_file(&wanted.out);
        return issued.map(drop);
    };
    file.write_all(json.as_bytes()).map_err(|error| Failure::failed(format!("{out}: {error}")))?;
    output::line(format!("Next: care-identity-agent card write {out}"));
    Ok(())
}

/// What `card write` takes.
async fn issue_prepared(wanted: &IssueTo, prepared: Bundle, config: &Config) -> Result<String, Failure> {
    let (service, person) = open_for(&wanted.identifier, config).await?;
    let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", &wanted.reason)] };
    let unblocking_key = prepared.unblocking_key.map(SecretString::from);
    let card = issue::Prepared {
        serial: &prepared.serial,
        label: &prepared.label,
        unblocking_key: unblocking_key.as_ref(),
        requests: &prepared.requests,
        life: Duration::from_secs(wanted.days * DAY),
    };
    let name = person.name.full();
    let refusal = match issue::issue(&service, by, &person, &card).await? {
        IssueCard::Issued(card, certificates) => {
            let serial = card.serial.as_str().to_owned();
            let issued = Issued { serial, certificates };
            let json = serde_json::to_string_pretty(&issued).map_err(|error| Failure::failed(error.to_string()))?;
            output::line(format!("The card {} is issued to {name}, and they were told.", issued.serial));
            return Ok(json);
        }
        IssueCard::BadSerial => "the card's serial number is none that a certificate can name".to_owned(),
        IssueCard::BadLife => "certificates are valid for 1 to 1095 days".to_owned(),
        IssueCard::BadRequests(bad) => format!("a request is not right: {bad:?}. Prepare the card again"),
        IssueCard::KeyKnown => "a key of this card has a certificate already. Prepare the card again".to_owned(),
        IssueCard::InUse => "this card is somebody's. Take it back first: care-identity card end".to_owned(),
        IssueCard::AlreadyHeld => format!("{name} has a card. Take it back first: care-identity card end"),
        IssueCard::Closed => format!("the Care Identity of {name} is closed"),
        IssueCard::Frozen => format!("changes of {name} are stopped"),
    };
    Err(Failure::refused(refusal))
}

fn read(wanted: &IssueTo) -> Result<Bundle, Failure> {
    let file = wanted.file.display();
    let text = fs::read_to_string(&wanted.file).map_err(|error| Failure::usage(format!("{file}: {error}")))?;
    // Without the text: the unblocking key is in it.
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!("{file} is none of `care-identity-agent card prepare`: {:?}", error.classify()))
    })
}

async fn list(identifier: &str, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(identifier, config).await?;
    let mut repository = service.read().await?;
    for card in repository.list_cards(&person.id).await? {
        let held = repository.lookup_authenticator(&card.authenticator_id).await?;
        let state = match (card.ended_at, held) {
            (None, Some(held)) if held.is_usable() => "usable",
            (None, Some(held)) if held.suspended_at.is_some() => "suspended",
            _ => "ended",
        };
        output::line(format!("{}\t{state}\t{}", card.serial.as_str(), card.label));
        for Certificate { serial, purpose, state, not_after, .. } in repository.list_certificates(&card.id).await? {
            output::line(format!("  {serial}\t{}\t{}\t{}", purpose.as_str(), state.as_str(), not_after.rfc3339()));
        }
    }
    Ok(())
}

async fn end(identifier: &str, serial: &str, (why, reason): (Why, &str), config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(identifier, config).await?;
    let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", reason)] };
    let ended = match CardSerial::parse(serial) {
        Some(serial) => end::end(&service, by, &person, &serial, why.reason()).await?,
        None => EndCard::NotThere,
    };
    if ended == EndCard::NotThere {
        return Err(Failure::refused(format!(
            "{} has no such card. `care-identity card list` shows all",
            person.name.full()
        )));
    }
    revocation::publish(&service).await?;
    output::line("It signs nobody in any more, its certificates are revoked, and its holder was told.");
    Ok(())
}
