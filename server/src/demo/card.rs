//! The demonstration card: a smartcard in software (SoftHSM2) that stays in its reader, so that a card signs in, is renewed and gets
//! another passcode without hardware. It is made as a Registration Authority makes one, by the agent's own commands, and
//! expires within the 90 days in which its holder renews it. The agent runs beside the server, and ends with it.

use std::{
    fs, io,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use card_protocol::{Bundle, Issued};
use identity::{
    actor::{Actor, By, Origin},
    person::Person,
    service::Service,
    smartcard::{
        authority,
        certificate::RevocationReason,
        end,
        expiry::{self, Standing},
        issue::{self, IssueCard},
        own,
    },
    time::{Clock, Timestamp},
};
use secrecy::SecretString;
use tokio::{process::Command, task::JoinSet};

use crate::{failure::Failure, state::AppState};

/// Whose it is.
pub const HOLDER: &str = "999000000039";
/// Nobody's secret: the card is fictional, and its passcode is printed.
const PASSCODE: &str = "518294";
/// From when it was issued. It may be renewed at once, for as long again as a card is issued for, and stays valid for weeks.
const AGO: Duration = authority::LIFE.saturating_sub(Duration::from_secs(60 * 24 * 60 * 60));
/// For the audit log.
const WHY: [(&str, &str); 1] = [("reason", "demonstration card")];
/// Before an agent that ended is started again.
const PAUSE: Duration = Duration::from_secs(2);
/// Where distributions put SoftHSM2's module.
const MODULES: [&str; 3] =
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so"];

/// The card in its reader, and the agent that asks it. Dropped, it ends the agent.
pub struct Inserted {
    words: String,
    /// Keeps the agent running; what it holds ends with it.
    _agent: JoinSet<()>,
}

impl Inserted {
    /// What whoever started the demonstration is told.
    pub(super) fn words(&self) -> &str {
        &self.words
    }
}

/// Makes the card where it is missing or has expired, and starts the agent. Without an agent or SoftHSM2 the demonstration goes on without a
/// card, and says so.
///
/// # Errors
/// When the database refuses, or the card's files cannot be written.
pub async fn insert(state: &AppState, holder: Option<&Person>) -> Result<Inserted, Failure> {
    let (Some(reader), Some(holder)) = (Reader::find(&state.config.data_dir), holder) else {
        let words = "No smartcard is in the reader: that takes SoftHSM2, and care-identity-agent beside this program.";
        return Ok(Inserted { words: words.into(), _agent: JoinSet::new() });
    };
    if is_to_be_made(reader.is_made(), standing(&state.service, holder).await?) {
        reader.make(&state.service, holder).await?;
    }
    let origin = state.config.base_url.to_string();
    let words = format!(
        "The smartcard of {} is in the reader. Its passcode is {PASSCODE} until you change it; a window or this terminal asks for it.\nWhat the agent sees of it: {}",
        holder.name.full(),
        reader.doctor(&origin)
    );
    let mut agent = JoinSet::new();
    agent.spawn(reader.keep_agent(origin));
    Ok(Inserted { words, _agent: agent })
}

/// Where the holder's card stands; `None` when it was taken back.
async fn standing(service: &Service, holder: &Person) -> Result<Option<Standing>, Failure> {
    let held = own::find(&mut *service.read().await?, &holder.id).await?;
    Ok(held.map(|held| expiry::of(&held, service.now())))
}

/// Nobody renews a demonstration card once it has expired. One that somebody took back or revoked is left as it is: that was tried out.
const fn is_to_be_made(is_made: bool, standing: Option<Standing>) -> bool {
    !is_made || matches!(standing, Some(Standing::Expired { .. }))
}

/// Where the card is.
struct Reader {
    program: PathBuf,
    module: &'static str,
    folder: PathBuf,
}

impl Reader {
    fn find(data: &Path) -> Option<Self> {
        let server = std::env::current_exe().ok()?;
        let beside = ["care-identity-agent", "agent/care-identity-agent"];
        let program = beside.map(|name| server.with_file_name(name)).into_iter().find(|program| program.is_file())?;
        let module = MODULES.into_iter().find(|module| Path::new(module).is_file())?;
        let folder = std::path::absolute(data.join("card")).ok()?;
        Some(Self { program, module, folder })
    }

    /// Whether the card was made to its end: the last step leaves this.
    fn is_made(&self) -> bool {
        self.made().is_file()
    }

    fn made(&self) -> PathBuf {
        self.folder.join("made")
    }

    /// A command of the agent for this card alone, whatever else its person has.
    fn agent(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--module", self.module]).args(arguments).kill_on_drop(true);
        // The module's own words, at each question that this token cannot answer, are nobody's concern here.
        command.env("RUST_LOG", "warn,cryptoki=off").envs(self.settings());
        command
    }

    /// Where the agent of this card finds its files, and the card its token.
    fn settings(&self) -> [(&'static str, PathBuf); 4] {
        let folder = |variable| (variable, self.folder.clone());
        let token = ("SOFTHSM2_CONF", self.folder.join("softhsm2.conf"));
        [token, folder("XDG_CONFIG_HOME"), folder("XDG_STATE_HOME"), folder("XDG_RUNTIME_DIR")]
    }

    /// What somebody types to see what the agent sees.
    fn doctor(&self, origin: &str) -> String {
        let quoted = |path: &Path| format!("'{}'", path.display());
        let settings: Vec<_> = self.settings().iter().map(|(name, path)| format!("{name}={}", quoted(path))).collect();
        format!("{} {} --module {} --origin {origin} doctor", settings.join(" "), quoted(&self.program), self.module)
    }

    /// Runs the agent, and again when it was ended: a browser finds the same card, and a renewal goes on.
    async fn keep_agent(self, origin: String) {
        loop {
            let agent = self.agent(&["serve", "--with-parent", "--origin", &origin]).spawn();
            let ended = match agent {
                Ok(mut agent) => agent.wait().await,
                Err(error) => Err(error),
            };
            match ended {
                Ok(status) => tracing::warn!("the demonstration card's agent ended ({status}) and is started again"),
                Err(error) => tracing::warn!(%error, "the demonstration card's agent does not start"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn make(&self, service: &Service, holder: &Person) -> Result<(), Failure> {
        // What a stop in the middle left is no card.
        let cleared = fs::remove_dir_all(&self.folder).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => Ok(()),
            _ => Err(error),
        });
        cleared.and_then(|()| self.lay_out()).map_err(|error| self.failed(&error))?;
        take_back(service, holder).await?;
        let (prepared, issued) = (self.folder.join("prepared.json"), self.folder.join("issued.json"));
        let name = holder.name.full();
        self.answered(&["card", "prepare", "--initialise", &name, "--out", &prepared.display().to_string()]).await?;
        let bundle: Bundle = fs::read(&prepared)
            .and_then(|text| Ok(serde_json::from_slice(&text)?))
            .map_err(|error| self.failed(&error))?;
        let certificates = issue(service, holder, bundle).await?;
        let text = serde_json::to_vec(&certificates).map_err(|error| Failure::failed(error.to_string()))?;
        fs::write(&issued, text).map_err(|error| self.failed(&error))?;
        self.answered(&["card", "write", &issued.display().to_string()]).await?;
        fs::remove_file(&prepared).and_then(|()| fs::write(self.made(), "")).map_err(|error| self.failed(&error))
    }

    fn lay_out(&self) -> io::Result<()> {
        let tokens = self.folder.join("tokens");
        fs::create_dir_all(&tokens)?;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))?;
        let conf = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
        fs::write(self.folder.join("softhsm2.conf"), conf)?;
        let mut options = fs::OpenOptions::new();
        let mut script = options.write(true).create_new(true).mode(0o700).open(self.pinentry())?;
        io::Write::write_all(&mut script, ANSWERS.replace("PASSCODE", PASSCODE).as_bytes())
    }

    fn pinentry(&self) -> PathBuf {
        self.folder.join("answers")
    }

    /// Runs a command that asks for the passcode, and answers.
    async fn answered(&self, arguments: &[&str]) -> Result<(), Failure> {
        let mut command = self.agent(arguments);
        command.arg("--pinentry").arg(self.pinentry()).stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.status().await.map_err(|error| self.failed(&error))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::failed(format!("care-identity-agent {}: {status}", arguments.join(" "))))
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::failed(format!("the demonstration card in {}: {error}", self.folder.display()))
    }
}

/// Answers as a person would who holds this card (the protocol of pinentry, Assuan), for as long as it takes to make it.
const ANSWERS: &str = r#"#!/bin/sh
echo "OK"
while read -r line; do
    case $line in
        GETPIN*) printf 'D PASSCODE\nOK\n' ;;
        BYE*) echo "OK"; exit 0 ;;
        *) echo "OK" ;;
    esac
done
"#;

/// A card that is not in the reader any more is nobody's: its folder was deleted, or making it was broken off.
async fn take_back(service: &Service, holder: &Person) -> Result<(), Failure> {
    let cards = service.read().await?.list_cards(&holder.id).await?;
    for card in cards.into_iter().filter(|card| card.ended_at.is_none()) {
        let by = By { actor: &Actor::System, origin: &Origin::server(), why: &WHY };
        end::end(service, by, holder, &card.serial, RevocationReason::CessationOfOperation).await?;
    }
    Ok(())
}

/// The clock of the day when it was issued.
struct Then(Arc<dyn Clock>);

impl Clock for Then {
    fn now(&self) -> Timestamp {
        self.0.now().minus(AGO)
    }
}

async fn issue(service: &Service, holder: &Person, bundle: Bundle) -> Result<Issued, Failure> {
    let service = &Service { clock: Arc::new(Then(Arc::clone(&service.clock))), ..service.clone() };
    let by = By { actor: &Actor::System, origin: &Origin::server(), why: &WHY };
    let unblocking_key = bundle.unblocking_key.map(SecretString::from);
    let prepared = issue::Prepared {
        serial: &bundle.serial,
        label: &bundle.label,
        unblocking_key: unblocking_key.as_ref(),
        requests: &bundle.requests,
        life: authority::LIFE,
    };
    match issue::issue(service, by, holder, &prepared).await? {
        IssueCard::Issued(card, certificates) => Ok(Issued { serial: card.serial.as_str().to_owned(), certificates }),
        refused => Err(Failure::failed(format!("the demonstration card is not issued: {refused:?}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_made_once_and_again_when_it_has_expired() {
        let at = Timestamp::from_micros(0);
        assert!(is_to_be_made(false, None));
        assert!(is_to_be_made(true, Some(Standing::Expired { since: at })));
        for standing in [None, Some(Standing::Revoked), Some(Standing::Due { until: at })] {
            assert!(!is_to_be_made(true, standing));
        }
    }
}
