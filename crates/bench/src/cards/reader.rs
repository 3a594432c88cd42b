//! A card of SoftHSM2 in its reader, and the agent that asks it.

use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr};

use crate::failure::{Context, Failure, Outcome};
use crate::http::{self, Connection};
use crate::server::{Place, Server};

/// The passcode of the card. The card is thrown away.
pub const PASSCODE: &str = "902107";
/// Where distributions put SoftHSM2's module.
const MODULES: [&str; 3] =
    ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so"];
/// Answers for the person (the protocol of pinentry, Assuan).
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

/// Where the card is, and who asks it.
pub struct Reader {
    program: PathBuf,
    /// SoftHSM2.
    pub module: &'static Path,
    folder: PathBuf,
    origin: String,
}

/// An agent that listens, for one origin. Dropped, it ends.
pub struct Agent {
    _child: Child,
    _said: BufReader<ChildStderr>,
    address: SocketAddr,
    connection: Connection,
    origin: String,
}

impl Reader {
    /// Lays out an empty reader; `None` where there is no SoftHSM2.
    pub fn find(place: &Place, server: &Server, release: &Path) -> Outcome<Option<Self>> {
        let Some(module) = MODULES.into_iter().map(Path::new).find(|module| module.is_file()) else {
            return Ok(None);
        };
        let (program, folder) = (release.join("agent/care-identity-agent"), place.folder.join("card"));
        let tokens = folder.join("tokens");
        let cannot = "cannot make a folder for a card";
        fs::create_dir_all(&tokens).context(cannot)?;
        let conf = format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display());
        fs::write(folder.join("softhsm2.conf"), conf).context(cannot)?;
        let script = fs::OpenOptions::new().write(true).create_new(true).mode(0o700).open(folder.join("answers"));
        script.and_then(|mut file| file.write_all(ANSWERS.replace("PASSCODE", PASSCODE).as_bytes())).context(cannot)?;
        let origin = format!("http://localhost:{}", server.address.port());
        Ok(Some(Self { program, module, folder, origin }))
    }

    /// What programs find the card by.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let folder = self.folder.display().to_string();
        let homes = ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"].map(|name| (name, folder.clone()));
        let conf = ("SOFTHSM2_CONF", format!("{folder}/softhsm2.conf"));
        homes.into_iter().chain([conf]).collect()
    }

    /// A card for somebody new: prepared, issued and written, as a Registration Authority does by command.
    pub fn new_card(&self, place: &Place) -> Outcome {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let (prepared, issued) = (file("prepared.json"), file("issued.json"));
        let added = place.command(&[
            "person",
            "add",
            "--given-name",
            "Ivy",
            "--family-name",
            "Okoro",
            "--birth-date",
            "1984-05-30",
        ])?;
        let identifier = added.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 12);
        let identifier = identifier.context("nobody was added")?;
        self.run(&["card", "prepare", "--initialise", "Ivy Okoro", "--out", &prepared])?;
        place.command(&["ca", "init"])?;
        place.command(&["card", "issue", identifier, &prepared, "--out", &issued, "--reason", "benchmark"])?;
        self.run(&["card", "write", &issued])
    }

    fn run(&self, words: &[&str]) -> Outcome {
        let said = self.command(words).output().context("the agent does not start")?;
        if said.status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("care-identity-agent {}: {}", words.join(" "), String::from_utf8_lossy(&said.stderr))))
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(words).arg("--module").arg(self.module).arg("--pinentry").arg(self.folder.join("answers"));
        command.envs(self.settings()).env("RUST_LOG", "info,cryptoki=off").stdin(Stdio::null());
        command
    }

    /// Starts the agent.
    pub async fn agent(&self) -> Outcome<Agent> {
        let command = self.command(&["serve", "--with-parent", "--origin", &self.origin]);
        let mut command = tokio::process::Command::from(command);
        let mut child =
            command.kill_on_drop(true).stderr(Stdio::piped()).spawn().context("the agent does not start")?;
        let mut said = BufReader::new(child.stderr.take().context("the agent says nothing")?);
        let mut line = String::new();
        let address = loop {
            line.clear();
            let read = said.read_line(&mut line).await.context("the agent says nothing")?;
            if read == 0 {
                return Err(Failure::new("the agent ended. Does another one run for this user?"));
            }
            let after = line.split_once("listening on ").and_then(|(_, rest)| rest.split_whitespace().next());
            if let Some(address) = after.and_then(|address| address.parse::<SocketAddr>().ok()) {
                break address;
            }
        };
        let connection = Connection::open(address).await?;
        Ok(Agent { _child: child, _said: said, address, connection, origin: self.origin.clone() })
    }
}

impl Agent {
    /// The person allows the page; its secret.
    pub async fn pair(&mut self) -> Outcome<String> {
        let said = self.post("/v1/pair", "", "").await?;
        let said: Value = serde_json::from_str(&said).context("the agent does not pair")?;
        Ok(said["secret"].as_str().context("the agent does not pair")?.to_owned())
    }

    /// Asks it something.
    pub async fn ask(&mut self, secret: &str, ask: &str) -> Outcome<String> {
        self.post("/v1/ask", &format!("Authorization: Bearer {secret}\r\n"), ask).await
    }

    async fn post(&mut self, path: &str, more: &str, body: &str) -> Outcome<String> {
        let more = format!("Origin: {}\r\n{more}", self.origin);
        let answer = self.connection.fetch(&http::json(path, self.address, &more, body)).await?;
        String::from_utf8(answer.body).context("the agent's answer is no text")
    }
}
