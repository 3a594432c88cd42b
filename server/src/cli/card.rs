//! `care-identity card`: smartcards of somebody whose identity an operator checked.

use std::{fs, io::Write, path::PathBuf, time::Duration};

use card_protocol::{Bundle, Issued};
use clap::{Args, Subcommand};
use identity::{
    actor::{Actor, By, Origin},
    smartcard::{
        authority::{RequestFault, revocation},
        card::CardSerial,
        certificate::{Certificate, CertificatePurpose},
        end::{self, EndCard},
        issue::{self, IssueCard},
        request::BadRequests,
    },
};
use secrecy::SecretString;
use serde_json::error::Category;

use super::{ca::Why, output, person::open_for};
use crate::{config::Config, failure::Failure};

const DAY: u64 = 24 * 60 * 60;

/// The commands.
#[derive(Subcommand)]
pub enum CardCommand {
    /// Issue a card that `care-identity-agent card prepare` prepared
    #[command(
        after_help = "Example:\n  care-identity card issue 999000000013 prepared.json --out issued.json --reason \"seen in person, passport\"\n\nThen: care-identity-agent card write issued.json, or card certificates for a card whose own tool made its keys"
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
        #[arg(long, value_parser = super::reason)]
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
    #[arg(long, value_parser = super::reason)]
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
    if let Err(failure) = keep(&mut file, &json, |json| output::line(json)) {
        let _ = fs::remove_file(&wanted.out);
        return Err(Failure { words: format!("{out}: {}", failure.words), ..failure });
    }
    output::line(format!("Next: care-identity-agent card write {out}"));
    output::line("For a card whose own tool made its keys: care-identity-agent card certificates, with the same file");
    Ok(())
}

/// Writes what was issued, or shows it: it is nowhere else, and nothing in it is a secret.
fn keep(file: &mut impl Write, json: &str, show: impl FnOnce(&str)) -> Result<(), Failure> {
    file.write_all(json.as_bytes()).and_then(|()| file.flush()).map_err(|error| {
        show(json);
        Failure::failed(format!(
            "{error}. The card is issued. Save what is printed here as a file, for `care-identity-agent card write`"
        ))
    })
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
            output::line(format!(
                "The card {} is issued to {name}. They are told by email, if they have an address.",
                issued.serial
            ));
            if prepared.label.trim() != name {
                let label = &prepared.label;
                output::line(format!("The name on the card is “{label}”: the window for its passcode will say so."));
            }
            return Ok(json);
        }
        IssueCard::BadSerial => "the card's serial number is none that a certificate can name".to_owned(),
        IssueCard::BadLife => "certificates are valid for 1 to 1095 days".to_owned(),
        IssueCard::BadRequests(bad) => format!("{}. Prepare the card again", bad_requests(bad)),
        IssueCard::KeyKnown => "a key of this card has a certificate already. Prepare the card again".to_owned(),
        IssueCard::InUse => "this card is somebody's. Take it back first: care-identity card end".to_owned(),
        IssueCard::AlreadyHeld => format!("{name} has a card. Take it back first: care-identity card end"),
        IssueCard::Closed => format!("the Care Identity of {name} is closed"),
        IssueCard::Frozen => format!("changes of {name} are stopped"),
    };
    Err(Failure::refused(refusal))
}

fn bad_requests(bad: BadRequests) -> String {
    let (purpose, fault) = match bad {
        BadRequests::SameKey => return "both requests are for the same key".to_owned(),
        BadRequests::One(purpose, fault) => (purpose, fault),
    };
    let what_for = match purpose {
        CertificatePurpose::Authentication => "signing in",
        CertificatePurpose::Signing => "signing documents",
    };
    let why = match fault {
        RequestFault::Malformed => "is none (PKCS#10)",
        RequestFault::NotSigned => "is not signed by its own key",
        RequestFault::KeyKind => "is for a key that is neither P-256 nor RSA with 2,048 bits",
    };
    format!("the request for {what_for} {why}")
}

fn read(wanted: &IssueTo) -> Result<Bundle, Failure> {
    let file = wanted.file.display();
    let text = fs::read_to_string(&wanted.file).map_err(|error| Failure::usage(format!("{file}: {error}")))?;
    // Without the text: the unblocking key is in it.
    serde_json::from_str(&text).map_err(|error| {
        let why = match error.classify() {
            Category::Data => "a part of it is missing, or is something else",
            Category::Syntax | Category::Eof => "it is not JSON, or not whole",
            Category::Io => "it cannot be read",
        };
        Failure::usage(format!("{file} is none that `care-identity-agent card prepare` wrote: {why}"))
    })
}

async fn list(identifier: &str, config: &Config) -> Result<(), Failure> {
    let (service, person) = open_for(identifier, config).await?;
    let mut repository = service.read().await?;
    let cards = repository.list_cards(&person.id).await?;
    if cards.is_empty() {
        output::none("No card was ever issued to them.");
    }
    for card in cards {
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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// A disk without room.
    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_was_issued_is_shown_when_it_cannot_be_written() {
        let mut shown = String::new();
        let failure = keep(&mut Full, "{}", |json| shown = json.to_owned()).unwrap_err();
        assert_eq!(shown, "{}");
        assert!(failure.words.contains("The card is issued."), "{}", failure.words);
        let mut file = Vec::new();
        keep(&mut file, "{}", |_| unreachable!("it is written")).unwrap();
        assert_eq!(file, b"{}");
    }

    #[test]
    fn what_is_wrong_with_a_request_is_said_in_words() {
        let all = [RequestFault::Malformed, RequestFault::NotSigned, RequestFault::KeyKind];
        for bad in all.map(|fault| BadRequests::One(CertificatePurpose::Signing, fault)) {
            let words = bad_requests(bad);
            assert!(words.starts_with("the request for signing documents is "), "{words}");
        }
    }
}
