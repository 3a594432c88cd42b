//! `care-identity ca`: the certificate authority of smartcards.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use identity::{
    actor::{Actor, By, Origin},
    smartcard::{
        authority::{
            self, StoredAuthority, revocation,
            revoke::{self, RevokeCertificate},
        },
        certificate::{CertificateSerial, Fingerprint, RevocationReason},
    },
};

use super::{
    card::{self, IssueTo},
    open::open,
    output,
};
use crate::{config::Config, failure::Failure};

/// The commands.
#[derive(Subcommand)]
pub enum CaCommand {
    /// Found the authority, if there is none; the server's first start does this too
    #[command(after_help = "Example:\n  care-identity ca init")]
    Init,
    /// Show the root's fingerprint, for whoever is to trust it, and the list of revoked certificates
    #[command(after_help = "Examples:\n  care-identity ca show\n  care-identity ca show --out root.der")]
    Show {
        /// Write the root certificate (DER) into this file
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Publish the list of revoked certificates now; the server does it every few minutes
    #[command(after_help = "Examples:\n  care-identity ca crl\n  care-identity ca crl --out crl.der")]
    Crl {
        /// Write the list (DER) into this file, too
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Issue both certificates of a card that was prepared; the same as `card issue`
    #[command(
        after_help = "Example:\n  care-identity ca issue 999000000013 prepared.json --out issued.json --reason \"seen in person, passport\""
    )]
    Issue(IssueTo),
    /// Revoke a certificate and the other one of its pair
    #[command(
        after_help = "Example:\n  care-identity ca revoke 4f1d0c5e7a9b8c6d5e4f3a2b1c0d9e8f --why key-compromise --reason \"passcode written on the card, card stolen\""
    )]
    Revoke {
        /// The serial number of either, as `card list` shows it
        serial: String,
        /// What the list of revoked certificates says
        #[arg(long, value_enum, default_value = "cessation-of-operation")]
        why: Why,
        /// Why; kept in the audit log
        #[arg(long, value_parser = super::reason)]
        reason: String,
    },
}

/// What the list of revoked certificates says (RFC 5280, 5.3.1).
#[derive(Clone, Copy, ValueEnum)]
pub enum Why {
    /// The card is not used any more.
    CessationOfOperation,
    /// Somebody else may have its key, or the passcode.
    KeyCompromise,
}

impl Why {
    pub(super) const fn reason(self) -> RevocationReason {
        match self {
            Self::CessationOfOperation => RevocationReason::CessationOfOperation,
            Self::KeyCompromise => RevocationReason::KeyCompromise,
        }
    }
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line, or stands in the way.
pub async fn run(command: CaCommand, config: &Config) -> Result<(), Failure> {
    match command {
        CaCommand::Init => init(config).await,
        CaCommand::Show { out } => show(out, config).await,
        CaCommand::Crl { out } => crl(out, config).await,
        CaCommand::Issue(wanted) => card::issue(wanted, config).await,
        CaCommand::Revoke { serial, why, reason } => revoke(&serial, why, &reason, config).await,
    }
}

async fn init(config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    let (authority, is_new) = authority::found(&service, &Actor::Operator).await?;
    output::line(if is_new { "The certificate authority is founded." } else { "There is a certificate authority." });
    tell(&authority);
    Ok(())
}

async fn show(out: Option<PathBuf>, config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    let authority = service.read().await?.lookup_authority().await?.ok_or_else(none)?;
    tell(&authority);
    if let Some(list) = &authority.list {
        output::line(format!("List of revoked certificates: number {}, made {}", list.number, list.made_at.rfc3339()));
    }
    write(out, &authority.root)
}

fn tell(authority: &StoredAuthority) {
    output::line(format!("Root, SHA-256: {}", Fingerprint::of(&authority.root)));
    output::line(format!(
        "Founded {}. Its key is in the database, sealed by the master key.",
        authority.created_at.rfc3339()
    ));
}

async fn crl(out: Option<PathBuf>, config: &Config) -> Result<(), Failure> {
    let service = open(config).await?.service;
    let list = revocation::publish(&service).await?.ok_or_else(none)?;
    output::line(format!("Published: number {}, made {}", list.number, list.made_at.rfc3339()));
    write(out, &list.der)
}

async fn revoke(serial: &str, why: Why, reason: &str, config: &Config) -> Result<(), Failure> {
    let serial = CertificateSerial::from_text(serial).ok_or_else(|| {
        Failure::usage("a certificate's serial number has 32 hexadecimal digits: `care-identity card list`")
    })?;
    let service = open(config).await?.service;
    let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", reason)] };
    match revoke::revoke(&service, by, &serial, why.reason()).await? {
        RevokeCertificate::Revoked(count) => {
            let list = revocation::publish(&service).await?.ok_or_else(none)?;
            output::line(format!("{count} revoked, and on the list of number {}.", list.number));
            output::line("The card signs nobody in. Take it back: care-identity card end");
            Ok(())
        }
        RevokeCertificate::Before => Err(Failure::refused("it was revoked before")),
        RevokeCertificate::NotThere => {
            Err(Failure::refused("there is no such certificate. `care-identity card list` shows all of a person"))
        }
    }
}

fn none() -> Failure {
    Failure::refused("there is no certificate authority yet. Make it: care-identity ca init")
}

fn write(out: Option<PathBuf>, der: &[u8]) -> Result<(), Failure> {
    let Some(file) = out else { return Ok(()) };
    std::fs::write(&file, der).map_err(|error| Failure::failed(format!("{}: {error}", file.display())))
}
