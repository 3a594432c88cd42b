//! Every setting, once: its name, what it means, its default, an example, and how it is read.

use std::{net::SocketAddr, path::PathBuf};

use app::web::CardRemoval;
use identity::{email::allow_list::AllowList, network::NetworkNames};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use super::{BaseUrl, Colour, Config, LogFormat, MailTarget, Networks, roots};

/// A setting of the file, the environment and the command line at once, by one name.
pub struct Setting {
    /// `BASE_URL`; `base_url` in the file, `CARE_IDENTITY_BASE_URL` in the environment, `--base-url` as a flag.
    pub name: &'static str,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// What holds when it is not set.
    pub fallback: Fallback,
    /// How it can look.
    pub example: &'static str,
    /// Whether its value may hold a password, and is therefore never shown.
    pub secret: bool,
    /// Reads a value; the fault is a clause for after "is refused:".
    pub read: fn(&mut Config, &str) -> Result<(), String>,
}

/// What holds when a setting is not set.
#[derive(Clone, Copy)]
pub enum Fallback {
    /// This value; `DATA_DIR` in it stands for that folder, `PORT_OF_LISTEN` for that port.
    Value(&'static str),
    /// What these words say.
    Rule(&'static str),
}

impl Fallback {
    /// For tables.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Value(words) | Self::Rule(words) => words,
        }
    }
}

/// All settings. `DATA_DIR` stands before those whose defaults lie in it.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "LISTEN",
        meaning: "The address and port that the server listens on.",
        fallback: Fallback::Value("127.0.0.1:3000"),
        example: "0.0.0.0:3000",
        secret: false,
        read: |config, value| {
            config.listen = value.parse::<SocketAddr>().map_err(|_| "it is not an address and a port".to_owned())?;
            Ok(())
        },
    },
    Setting {
        name: "BASE_URL",
        meaning: "The address that people type. Links in mail are made from it. https, except on this machine.",
        fallback: Fallback::Value("http://localhost:PORT_OF_LISTEN"),
        example: "https://identity.example.org",
        secret: false,
        read: |config, value| BaseUrl::parse(value).map(|url| config.base_url = url),
    },
    Setting {
        name: "DATA_DIR",
        meaning: "The folder that keeps everything: database, master key, demonstration mail.",
        fallback: Fallback::Value("data"),
        example: "/var/lib/care-identity",
        secret: false,
        read: |config, value| path(value).map(|path| config.data_dir = path),
    },
    Setting {
        name: "DATABASE_URL",
        meaning: "The database: a SQLite file, or PostgreSQL when several servers share the work.",
        fallback: Fallback::Value("sqlite:DATA_DIR/care-identity.db"),
        example: "postgres://care_identity:password@db.example.org/care_identity",
        secret: true,
        read: |config, value| {
            let known = ["sqlite:", "postgres:", "postgresql:"]
                .iter()
                .any(|scheme| value.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
            if !known {
                return Err("it must begin with sqlite: or postgres: and name a database".into());
            }
            config.database_url = SecretString::from(value);
            Ok(())
        },
    },
    Setting {
        name: "MAIL",
        meaning: "How mail leaves. file: writes each message to a folder. smtp: uses STARTTLS and sends nothing without it; \
                  `?tls=none` turns that off for a mail server on this machine. smtps: uses TLS from the start.",
        fallback: Fallback::Value("file:DATA_DIR/mail"),
        example: "smtp://user:password@mail.example.org:587",
        secret: true,
        read: |config, value| MailTarget::parse(value).map(|target| config.mail = target),
    },
    Setting {
        name: "MAIL_FROM",
        meaning: "The sender of mail. Must be set when mail is sent by SMTP.",
        fallback: Fallback::Rule("the service's name and no-reply at the host of BASE_URL"),
        example: "Care Identity <no-reply@example.org>",
        secret: false,
        read: |config, value| {
            let mailbox =
                value.parse().map_err(|_| "it is not a mail address, with or without a name before it".to_owned())?;
            config.mail_from = Some(mailbox);
            Ok(())
        },
    },
    Setting {
        name: "MASTER_KEY_FILE",
        meaning: "The keys that protect secrets in the database. Made at the first start. Keep a copy away from the database's.",
        fallback: Fallback::Value("DATA_DIR/master.key"),
        example: "/etc/care-identity/master.key",
        secret: false,
        read: |config, value| path(value).map(|path| config.master_key_file = path),
    },
    Setting {
        name: "LOG",
        meaning: "Which log lines are written: error, warn, info, debug, or by module.",
        fallback: Fallback::Value("info"),
        example: "warn,server=info",
        secret: false,
        read: |config, value| {
            EnvFilter::builder().parse(value).map_err(|error| format!("it is not a filter of log lines ({error})"))?;
            value.clone_into(&mut config.log);
            Ok(())
        },
    },
    Setting {
        name: "LOG_FORMAT",
        meaning: "How log lines look: pretty for people, json for a log collector.",
        fallback: Fallback::Value("pretty"),
        example: "json",
        secret: false,
        read: |config, value| {
            config.log_format = match value {
                "pretty" => LogFormat::Pretty,
                "json" => LogFormat::Json,
                _ => return Err("it must be pretty or json".into()),
            };
            Ok(())
        },
    },
    Setting {
        name: "TRUSTED_PROXIES",
        meaning: "Your own proxies, by address or network. X-Forwarded-For is believed from these only. They may also read /metrics.",
        fallback: Fallback::Rule("none"),
        example: "10.20.0.5, 2001:db8::5",
        secret: false,
        read: |config, value| Networks::parse(value).map(|networks| config.trusted_proxies = networks),
    },
    Setting {
        name: "NETWORK_NAMES",
        meaning: "Names of networks, for people who look at their sessions and activity. In the file it can be a table.",
        fallback: Fallback::Rule("none: people see addresses"),
        example: "10.20.0.0/16 = Anytown Hospital, 10.30.0.0/16 = Anytown Clinics",
        secret: false,
        read: |config, value| NetworkNames::parse(value).map(|names| config.network_names = names),
    },
    Setting {
        name: "SERVICE_NAME",
        meaning: "The name in headings, in mail and in authenticator apps.",
        fallback: Fallback::Value("Care Identity"),
        example: "Anytown Care Identity",
        secret: false,
        read: |config, value| {
            // An authenticator app's label is split at the colon (Key URI format).
            if value.contains(':') {
                return Err("it must not hold a colon".into());
            }
            words(value, 60).map(|words| config.service_name = words)
        },
    },
    Setting {
        name: "BRAND_COLOUR",
        meaning: "The colour of the header. White words must be readable on it.",
        fallback: Fallback::Value("#0b5563"),
        example: "#1d3c78",
        secret: false,
        read: |config, value| Colour::parse(value).map(|colour| config.brand_colour = colour),
    },
    Setting {
        name: "ACCEPTED_DOMAINS_FILE",
        meaning: "A file of the e-mail domains that are accepted: one a line, `nhs.net` for itself, `.gov.uk` for all below it, # for comments.",
        fallback: Fallback::Rule("the list that comes with the program"),
        example: "/etc/care-identity/domains.txt",
        secret: false,
        read: |config, value| {
            let text = std::fs::read_to_string(value).map_err(|error| format!("the file cannot be read ({error})"))?;
            config.allow_list = AllowList::parse(&text).map_err(|error| format!("in the file, {error}"))?;
            Ok(())
        },
    },
    Setting {
        name: "WEBAUTHN_ROOTS",
        meaning: "The certificates that vouch for Windows Hello and security keys: a PEM file, or a folder of them, from the makers of the \
                  devices. A device that none vouches for reaches AAL2.",
        fallback: Fallback::Rule("none"),
        example: "/etc/care-identity/webauthn-roots",
        secret: false,
        read: |config, value| roots::read(value).map(|roots| config.attestation_roots = roots),
    },
    Setting {
        name: "WEBAUTHN_METADATA",
        meaning: "The file of the FIDO Alliance's metadata (the BLOB of its Metadata Service 3, fetched by you). It vouches for the models \
                  that it names, beside WEBAUTHN_ROOTS, and says which models are broken.",
        fallback: Fallback::Rule("none"),
        example: "/etc/care-identity/blob.jwt",
        secret: false,
        read: |config, value| path(value).map(|path| config.metadata_file = Some(path)),
    },
    Setting {
        name: "WEBAUTHN_METADATA_ROOT",
        meaning: "The PEM file of the root certificate to which the signature of WEBAUTHN_METADATA must lead. The FIDO Alliance says which \
                  it is.",
        fallback: Fallback::Rule("none"),
        example: "/etc/care-identity/fido-root.pem",
        secret: false,
        read: |config, value| path(value).map(|path| config.metadata_root = Some(path)),
    },
    Setting {
        name: "SITE_DIR",
        meaning: "The folder of styles and scripts that `cargo xtask build` made.",
        fallback: Fallback::Rule("`site` beside the program, else `target/site`"),
        example: "/opt/care-identity/site",
        secret: false,
        read: |config, value| path(value).map(|path| config.site_dir = Some(path)),
    },
    Setting {
        name: "SUPPORT_TEXT",
        meaning: "Whom people are told to contact when they cannot go on.",
        fallback: Fallback::Value("Contact your local Registration Authority."),
        example: "Call the Anytown service desk on 01632 960123.",
        secret: false,
        read: |config, value| words(value, 300).map(|words| config.support_text = words),
    },
    Setting {
        name: "CARD_REMOVAL",
        meaning: "What follows when a smartcard is taken out that signed somebody in: `end` ends the session, `ask` asks them, `nothing`.",
        fallback: Fallback::Value("ask"),
        example: "end",
        secret: false,
        read: |config, value| {
            config.card_removal = match value {
                "end" => CardRemoval::End,
                "ask" => CardRemoval::Ask,
                "nothing" => CardRemoval::Nothing,
                _ => return Err("it is none of end, ask and nothing".to_owned()),
            };
            Ok(())
        },
    },
];

fn path(value: &str) -> Result<PathBuf, String> {
    if value.is_empty() { Err("it is empty".into()) } else { Ok(PathBuf::from(value)) }
}

/// A line of words for people.
fn words(value: &str, longest: usize) -> Result<String, String> {
    let value = value.trim();
    if value.is_empty() {
        return Err("it is empty".into());
    }
    if value.chars().count() > longest || value.chars().any(char::is_control) {
        return Err(format!("it must be one line of at most {longest} characters"));
    }
    Ok(value.to_owned())
}
