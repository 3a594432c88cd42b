//! Settings: what each means, where it may come from, and why a value is refused.
//!
//! `care-identity.toml` is read first, then `CARE_IDENTITY_*`, then flags; the last one that names a setting wins. Every
//! setting is one entry of [`settings::SETTINGS`], so that the file, the environment, the flags and the README's table
//! cannot drift apart.

pub mod base_url;
pub mod colour;
pub mod mail;
pub mod metadata;
pub mod roots;
pub mod settings;
pub mod sources;
pub mod table;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use app::web::CardRemoval;
use identity::{
    email::allow_list::AllowList,
    network::NetworkNames,
    time::{Clock as _, day_for_people},
    webauthn::roots::AttestationRoots,
};
use lettre::message::Mailbox;
use secrecy::SecretString;

use crate::clock::SystemClock;

pub use self::{
    base_url::BaseUrl,
    colour::Colour,
    mail::{Encryption, MailTarget, SmtpServer},
    sources::{ConfigError, Sources},
};
pub use identity::network::Networks;

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people at a terminal.
    Pretty,
    /// One JSON object a line, for a log collector.
    Json,
}

/// What an installation decides. Secrets in it show nothing in `Debug`.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Where people reach it.
    pub base_url: BaseUrl,
    /// The folder of everything that is kept.
    pub data_dir: PathBuf,
    /// The database; it may hold a password.
    pub database_url: SecretString,
    /// How mail leaves.
    pub mail: MailTarget,
    /// Who mail comes from; `None` until it is set.
    pub mail_from: Option<Mailbox>,
    /// The file of the master keys.
    pub master_key_file: PathBuf,
    /// Which log lines are written, in `tracing`'s filter syntax.
    pub log: String,
    /// How they look.
    pub log_format: LogFormat,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Networks,
    /// What people know networks by.
    pub network_names: NetworkNames,
    /// The service's name in headings, mails and authenticator apps.
    pub service_name: String,
    /// The colour of the header and of links in it.
    pub brand_colour: Colour,
    /// The e-mail domains that are accepted.
    pub allow_list: AllowList,
    /// The roots that vouch for authenticators.
    pub attestation_roots: AttestationRoots,
    /// The file of the FIDO Metadata BLOB, which names more of them.
    pub metadata_file: Option<PathBuf>,
    /// The file of the roots that its signature leads to.
    pub metadata_root: Option<PathBuf>,
    /// The folder of what browsers fetch; `None`: it is looked for.
    pub site_dir: Option<PathBuf>,
    /// Whom people are told to contact.
    pub support_text: String,
    /// What follows when a smartcard is taken out that signed somebody in.
    pub card_removal: CardRemoval,
    /// Whether this is a demonstration with fictional people.
    pub demonstration: bool,
    /// What is right and should be looked at nevertheless, each in a sentence.
    pub warnings: Vec<String>,
}

/// Whether real people's identities are at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are.
    Service,
    /// They are not: `care-identity demo`.
    Demonstration,
}

impl Config {
    /// Reads all settings.
    ///
    /// # Errors
    /// The first setting that is unknown or whose value is wrong, named, with what is wrong and an example.
    pub fn load(sources: &Sources, mode: Mode) -> Result<Self, ConfigError> {
        let mut config = Self::before_reading();
        config.demonstration = mode == Mode::Demonstration;
        sources.read_into(&mut config)?;
        config.check_together()?;
        config.read_metadata()?;
        Ok(config)
    }

    /// Takes the roots and the broken models of the FIDO Metadata BLOB, when there is one.
    fn read_metadata(&mut self) -> Result<(), ConfigError> {
        let (blob, root) = match (&self.metadata_file, &self.metadata_root) {
            (None, None) => return Ok(()),
            (Some(blob), Some(root)) => (blob, root),
            (Some(_), None) => {
                return Err(ConfigError::of("WEBAUTHN_METADATA_ROOT", "WEBAUTHN_METADATA needs it, too"));
            }
            (None, Some(_)) => {
                return Err(ConfigError::of("WEBAUTHN_METADATA", "WEBAUTHN_METADATA_ROOT is for it alone"));
            }
        };
        let now = SystemClock.now();
        let metadata = metadata::read(blob, root, now).map_err(|fault| ConfigError::of("WEBAUTHN_METADATA", &fault))?;
        if metadata.is_old(now) {
            self.warnings.push(format!(
                "WEBAUTHN_METADATA: there is a newer FIDO Metadata BLOB since {}. Models that were broken since then are not known here.",
                day_for_people(metadata.next_update())
            ));
        }
        self.attestation_roots = std::mem::take(&mut self.attestation_roots).and(&AttestationRoots::of(&metadata));
        Ok(())
    }

    /// The sender of mail: as set, else nobody in particular at the host of the base URL (only for mail to a folder).
    #[must_use]
    pub fn sender(&self) -> Option<Mailbox> {
        self.mail_from.clone().or_else(|| {
            let user = lettre::Address::new("no-reply", self.base_url.mail_domain()).ok()?;
            Some(Mailbox::new(Some(self.service_name.clone()), user))
        })
    }

    /// Values that every setting's default overwrites; a setting without default keeps the one that stands here.
    fn before_reading() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            base_url: BaseUrl::local(),
            data_dir: PathBuf::from("data"),
            database_url: SecretString::from(""),
            mail: MailTarget::Folder(PathBuf::new()),
            mail_from: None,
            master_key_file: PathBuf::new(),
            log: String::new(),
            log_format: LogFormat::Pretty,
            trusted_proxies: Networks::default(),
            network_names: NetworkNames::default(),
            service_name: String::new(),
            brand_colour: Colour::default(),
            allow_list: AllowList::default(),
            attestation_roots: AttestationRoots::default(),
            metadata_file: None,
            metadata_root: None,
            site_dir: None,
            support_text: String::new(),
            card_removal: CardRemoval::default(),
            demonstration: false,
            warnings: Vec::new(),
        }
    }

    /// What no single setting can tell.
    fn check_together(&self) -> Result<(), ConfigError> {
        if self.demonstration && self.base_url.is_https() {
            return Err(ConfigError::of(
                "BASE_URL",
                "a demonstration cannot run on an https address, because it accepts what real people must not rely on. \
                 Use an http address, or `care-identity serve`",
            ));
        }
        if !self.demonstration && !self.base_url.is_https() && !self.base_url.is_loopback() {
            return Err(ConfigError::of(
                "BASE_URL",
                "passwords would cross the network in the clear. Use an https address; http is for this machine only",
            ));
        }
        if matches!(self.mail, MailTarget::Smtp(_)) && self.mail_from.is_none() {
            return Err(ConfigError::of("MAIL_FROM", "it must be set when MAIL is sent by SMTP"));
        }
        Ok(())
    }
}
