//! `card`: what a Registration Authority does with a new card, before and after the server issued it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use card_protocol::{Bundle, Card, Fault, Issued};
use clap::{ArgGroup, Subcommand};

use super::{
    draft::Draft,
    own_tool::{self, Made},
};
use crate::{
    clock,
    config::Config,
    failure::Failure,
    module::{
        Modules,
        job::{Blank, Done, Failed, Job, Prepared},
    },
    passcode,
    pinentry::{Asker, text},
    random,
    secret::Secret,
    system,
};

/// Of a card whose unblocking key is not ours to know.
const NEVER_UNBLOCKED: &str = "Issued with this file, it can never be unblocked by the website: it was not initialised, so nothing that \
     unblocks it is in the file. If it must be possible, make the card blank with its own tool, and run card prepare --initialise.";

/// Of a card that its own tool set up.
const UNBLOCKED_BY_ITS_TOOL: &str = "The website can never unblock it: its own tool unblocks it, with the \
     unblocking key (PUK) that it was set up with.";

/// What to do with a card.
#[derive(Subcommand)]
pub enum CardCommand {
    /// Make both keys on a card and write what a server issues certificates for
    #[command(
        group = ArgGroup::new("which").required(true),
        after_help = "Examples:\n  care-identity-agent card prepare --initialise 'Amina Bello' --out bundle.json\n  care-identity-agent card prepare --card 00A1B2 --out bundle.json\n\nThe file holds the key that unblocks an initialised card, from before the card is touched: only you can read it. If it breaks off, run the same command again. Delete the file when the card is issued."
    )]
    Prepare {
        /// A blank card is initialised and gets this label
        #[arg(long, value_name = "LABEL", value_parser = label, group = "which")]
        initialise: Option<String>,
        /// A card that has its passcode already, by serial number
        #[arg(long, value_name = "SERIAL", group = "which")]
        card: Option<String>,
        /// The card has an unblocking key of its maker's, which is asked for and replaced
        #[arg(long, requires = "initialise")]
        makers_key: bool,
        /// RSA with 2,048 bits, for old cards, in place of P-256
        #[arg(long)]
        rsa: bool,
        /// The file to write; it must not exist, or be what an earlier try of the same command left
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Write the certificates that the server issued
    #[command(after_help = "Example:\n  care-identity-agent card write issued.json")]
    Write {
        /// What the server wrote
        file: PathBuf,
    },
    /// Write what a server issues certificates for with the requests of a card's own tool, where that makes the keys (PIV)
    #[command(
        after_help = "Example:\n  care-identity-agent card requests authentication.csr signing.csr --label 'Amina Bello' --out bundle.json\n\nThe card must be in a reader: its serial number is the one that this agent reads, which may not be the one that is printed on it."
    )]
    Requests {
        /// The request for signing in (PKCS#10, PEM or DER); of a PIV card, the one of slot 9a
        authentication: PathBuf,
        /// The request for signing documents; of a PIV card, the one of slot 9c
        signing: PathBuf,
        /// Which card, where more than one is there
        #[arg(long)]
        serial: Option<String>,
        /// What the server calls the card [default: what it calls itself]
        #[arg(long, value_parser = label)]
        label: Option<String>,
        /// The file to write; it must not exist
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Write the certificates that the server issued as PEM files, for a card's own tool
    #[command(
        after_help = "Example:\n  care-identity-agent card certificates issued.json --out certificates\n\nThe folder then holds authentication.pem and signing.pem; of a PIV card, they belong into the slots 9a and 9c."
    )]
    Certificates {
        /// What the server wrote
        file: PathBuf,
        /// The folder to write them into
        #[arg(long, value_name = "FOLDER")]
        out: PathBuf,
    },
}

/// Runs it.
pub async fn run(command: CardCommand, config: &Config, program: &Path) -> Result<(), Failure> {
    let modules = Modules::new(config, program);
    let asker = Asker::new(config.pinentry.clone());
    match command {
        CardCommand::Prepare { initialise: Some(label), makers_key, rsa, out, .. } => {
            // Before somebody thinks of a passcode twice, in vain.
            let (Draft { begun, unblocking_key, name }, again) = Draft::open(&out, &label, &modules).await?;
            let asked = ask_for(&asker, &label, makers_key).await;
            if asked.is_err() && !again {
                // No card was touched: nothing of it is needed.
                let _ = fs::remove_file(&out);
            }
            let (passcode, makers_key) = asked.map_err(told)?;
            let blank = Blank { label, makers_key, unblocking_key, begun: again.then_some(begun) };
            let job = || Job::Prepare {
                card: None,
                blank: Some(blank.clone()),
                passcode: passcode.clone(),
                rsa,
                name: name.clone(),
            };
            let done = modules.first(job).await.map_err(|failed| again_with(&failed, &out))?;
            finish(done, &out)
        }
        CardCommand::Prepare { out, .. } | CardCommand::Requests { out, .. } if out.exists() => {
            Err(Failure::refused(format!("{} is there already", out.display())))
        }
        CardCommand::Prepare { card, rsa, out, .. } => {
            let found = find(&modules, card.as_deref().unwrap_or_default()).await?;
            not_by_its_own_tool(&found.card, "requests")?;
            let passcode = asker.secret(&text::prepare(&found.card)).await.map_err(told)?;
            let job = Job::Prepare { card, blank: None, passcode, rsa, name: random::name() };
            let done = modules.run(&found, job).await?;
            finish(done, &out)
        }
        CardCommand::Write { file } => write(&modules, &asker, &file).await,
        CardCommand::Requests { authentication, signing, serial, label, out } => {
            let made = Made { authentication, signing };
            keep(&own_tool::bundle(&modules, &made, serial.as_deref(), label).await?, UNBLOCKED_BY_ITS_TOOL, &out)
        }
        CardCommand::Certificates { file, out } => certificates(&file, &out),
    }
}

/// The label of a card, which has 32 bytes of room for it (PKCS#11, `CK_TOKEN_INFO`).
fn label(text: &str) -> Result<String, &'static str> {
    let label = text.trim();
    let fits = (1..=32).contains(&label.len()) && !label.contains(char::is_control);
    if fits { Ok(label.to_owned()) } else { Err("a label has 1 to 32 bytes, and no line breaks") }
}

/// The passcode of a blank card, and its maker's key where it has one.
async fn ask_for(asker: &Asker, label: &str, makers_key: bool) -> Result<(Secret, Option<Secret>), Fault> {
    let passcode = passcode::new(asker, &text::new_card(label), None, clock::moment()).await?;
    let makers_key = match makers_key {
        true => Some(asker.secret(&text::makers_key(label)).await?),
        false => None,
    };
    Ok((passcode, makers_key))
}

/// The file is what the next try goes on with.
fn again_with(failed: &Failed, out: &Path) -> Failure {
    let failure = format!("{}: {}", text::fault(failed.fault), failed.cause);
    Failure::failed(format!("{failure}. Run the same command again: {} holds what it goes on with", out.display()))
}

fn finish(done: Done, out: &Path) -> Result<(), Failure> {
    let Done::Prepared(Prepared { serial, label, unblocking, requests }) = done else {
        return Err(Failure::failed("the card's software answered something else"));
    };
    let unblocking_key = unblocking.map(|key| key.expose().to_owned());
    keep(&Bundle { serial, label, unblocking_key, requests }, NEVER_UNBLOCKED, out)
}

/// Writes the file for the server. `without_key` is said of a card that nothing in it unblocks.
#[expect(clippy::print_stdout, reason = "what came of a command is printed")]
fn keep(bundle: &Bundle, without_key: &str, out: &Path) -> Result<(), Failure> {
    let text = serde_json::to_vec_pretty(bundle).map_err(|error| Failure::failed(error.to_string()))?;
    system::write_private(out, &zeroize::Zeroizing::new(text))
        .map_err(|error| Failure::failed(format!("{}: {error}", out.display())))?;
    println!("Card {} is prepared: {}", bundle.serial, out.display());
    if bundle.unblocking_key.is_none() {
        println!("{without_key}");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what came of a command is printed")]
async fn write(modules: &Modules, asker: &Asker, file: &Path) -> Result<(), Failure> {
    let Issued { serial: card, certificates } = issued(file)?;
    let found = find(modules, &card).await?;
    not_by_its_own_tool(&found.card, "certificates")?;
    let passcode = asker.secret(&text::write(&found.card)).await.map_err(told)?;
    modules.run(&found, Job::Write { card, passcode, certificates }).await?;
    println!("Both certificates are on card {}.", found.card.serial);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what came of a command is printed")]
fn certificates(file: &Path, out: &Path) -> Result<(), Failure> {
    let issued = issued(file)?;
    let [authentication, signing] = own_tool::certificates(&issued, out)?;
    println!("The certificates of card {}: {}, {}", issued.serial, authentication.display(), signing.display());
    println!("Write each with the card's own tool to where its key is, then look: care-identity-agent doctor");
    Ok(())
}

fn issued(file: &Path) -> Result<Issued, Failure> {
    let text = fs::read(file).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    serde_json::from_slice(&text)
        .map_err(|error| Failure::usage(format!("{} is not what a server issues: {error}", file.display())))
}

/// Before a passcode is asked for in vain.
fn not_by_its_own_tool(card: &Card, command: &str) -> Result<(), Failure> {
    let words = || {
        let fault = text::fault(Fault::NotRenewable);
        format!("{fault}: its own tool does that. See care-identity-agent card {command} --help")
    };
    if card.renewable { Ok(()) } else { Err(Failure::refused(words())) }
}

pub(super) async fn find(modules: &Modules, serial: &str) -> Result<crate::module::Found, Failure> {
    let cards = modules.cards().await?;
    let there: Vec<_> = cards.iter().map(|it| Card::clone(&it.card).serial).collect();
    let missing = || match there.as_slice() {
        [] => Failure::refused(format!("card {serial} is in no reader, nor is another one that is in use")),
        some => Failure::refused(format!("card {serial} is not there, only: {}", some.join(", "))),
    };
    cards.into_iter().find(|it| it.card.serial == serial).ok_or_else(missing)
}

impl From<Failed> for Failure {
    fn from(failed: Failed) -> Self {
        Self::failed(format!("{}: {}", text::fault(failed.fault), failed.cause))
    }
}

fn told(fault: Fault) -> Failure {
    Failure::failed(text::fault(fault))
}
