//! The processes under test: the server as it is shipped, and the floor.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::http::{self, Connection};

/// How long a start or an end may take before the run is given up.
const LONGEST: Duration = Duration::from_secs(60);

/// A running process that answers HTTP. Dropped, it ends.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to the first answer that it is ready.
    pub ready_after: Duration,
}

/// Which database the server opens, and where its files are.
#[derive(Clone)]
pub struct Place {
    /// The program.
    pub program: PathBuf,
    /// Keys, mail and, for SQLite, the database.
    pub folder: PathBuf,
    /// `sqlite:` or `postgres:`.
    pub url: String,
}

impl Place {
    /// Starts the server with its defaults, and waits until it is ready.
    ///
    /// # Errors
    /// When it does not become ready.
    pub async fn start(&self) -> Outcome<Server> {
        let address = free_address()?;
        let mut command = self.program(&["serve"]);
        command
            .env("CARE_IDENTITY_LISTEN", address.to_string())
            .env("CARE_IDENTITY_BASE_URL", format!("http://localhost:{}", address.port()))
            // The load generator speaks for many networks.
            .env("CARE_IDENTITY_TRUSTED_PROXIES", "127.0.0.1");
        Server::start(command, address, "/readyz", &self.folder).await
    }

    /// Runs a command of the operator beside it; what it says.
    ///
    /// # Errors
    /// When it is refused.
    pub fn command(&self, words: &[&str]) -> Outcome<String> {
        let said = self.program(words).stdin(Stdio::null()).output().context("the program does not start")?;
        if said.status.success() {
            return Ok(String::from_utf8_lossy(&said.stdout).into_owned());
        }
        Err(Failure::new(format!("care-identity {}: {}", words.join(" "), String::from_utf8_lossy(&said.stderr))))
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("CARE_IDENTITY_") {
                command.env_remove(name);
            }
        }
        command
            .args(words)
            .current_dir(&self.folder)
            .env("CARE_IDENTITY_DATA_DIR", &self.folder)
            .env("CARE_IDENTITY_DATABASE_URL", &self.url);
        command
    }
}

/// Starts the floor in a process of its own.
///
/// # Errors
/// When it does not answer.
pub async fn floor(folder: &Path) -> Outcome<Server> {
    let address = free_address()?;
    let mut command = Command::new(std::env::current_exe().context("cannot find this program")?);
    command.args(["floor", &address.to_string()]);
    Server::start(command, address, "/", folder).await
}

impl Server {
    async fn start(mut command: Command, address: SocketAddr, ready: &str, folder: &Path) -> Outcome<Self> {
        // The log is written, as in service, to a file.
        let log = File::options().append(true).create(true).open(folder.join("log")).context("cannot write a log")?;
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let started = clock::now();
        let child = command.spawn().context("the program under test does not start")?;
        let mut server = Self { child, address, ready_after: Duration::ZERO };
        let request = http::get(ready, "");
        while !server.answers(&request).await {
            if started.elapsed() > LONGEST || server.has_ended() {
                let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
                let lines: Vec<&str> = log.lines().rev().take(5).collect();
                return Err(Failure::new(format!(
                    "the server did not become ready. Its log ends:\n{}",
                    lines.join("\n")
                )));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        server.ready_after = started.elapsed();
        Ok(server)
    }

    async fn answers(&self, request: &[u8]) -> bool {
        match Connection::open(self.address).await {
            Ok(mut connection) => matches!(connection.exchange(request).await, Ok((200, _))),
            Err(_) => false,
        }
    }

    fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Its number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    /// Asks it to end in order, as an operator does, so that the next start finds an orderly database.
    fn drop(&mut self) {
        let asked: Instant = clock::now();
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        while asked.elapsed() < LONGEST && !self.has_ended() {
            sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
fn free_address() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
    listener.local_addr().context("no free port on 127.0.0.1")
}
