//! A private PostgreSQL for the tests: in a temporary folder, on a free port of this machine, gone afterwards.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, getuid, kill_process, test_kill_process};

use crate::command;
use crate::failure::{Context, Failure, Outcome};

/// Durability is of no use to a database that lives for a test run.
const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=64MB",
];
const FOLDER_PREFIX: &str = "care-identity-postgres-";
const POLL: Duration = Duration::from_millis(50);
/// 30 seconds of [`POLL`]s.
const POLLS: u32 = 600;

/// A running PostgreSQL; dropping it stops it and removes its data.
pub struct Postgres {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Initialises a cluster and waits until it accepts connections.
    pub fn start() -> Outcome<Self> {
        sweep();
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("{FOLDER_PREFIX}{}", std::process::id()));
        let made = prepare(&programs, &folder);
        if made.is_err() {
            let _ = fs::remove_dir_all(&folder);
        }
        made?;

        let port = free_port()?;
        let mut server = as_server_user(&programs.join("postgres"));
        server.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string()]);
        server.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
        let log = fs::File::create(folder.join("log")).context(|| "cannot write PostgreSQL's log".to_owned())?;
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = server.spawn().context(|| format!("`{}` does not start", command::told(&server)))?;
        let mut postgres = Self { child, folder, port };
        postgres.wait_until_ready()?;
        Ok(postgres)
    }

    /// Where a superuser without a password reaches the database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// PostgreSQL writes "ready" into the last line of its pid file.
    fn wait_until_ready(&mut self) -> Outcome {
        for _ in 0..POLLS {
            let pid_file = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap_or_default();
            if pid_file.lines().last().is_some_and(|line| line.trim() == "ready") {
                return Ok(());
            }
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            sleep(POLL);
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        Err(Failure::new(format!("the private PostgreSQL did not become ready. Its log:\n{log}")))
    }
}

impl Drop for Postgres {
    /// Asks for a fast shutdown (SIGINT) by the pid that we started, and insists after 30 seconds.
    fn drop(&mut self) {
        let _ = kill_process(Pid::from_child(&self.child), Signal::INT);
        for _ in 0..POLLS {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder of `postgres` and `initdb`: in `PATH`, else the newest that Debian's packages installed.
fn programs() -> Outcome<PathBuf> {
    let in_path = command::in_path("postgres").and_then(|file| file.parent().map(Path::to_owned));
    if let Some(folder) = in_path.filter(|folder| folder.join("initdb").is_file()) {
        return Ok(folder);
    }
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(Result::ok);
    installed
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max()
        .map(|(_, folder)| folder)
        .ok_or_else(|| {
            Failure::new("the tests need PostgreSQL's server programs. On Debian: `apt-get install postgresql`.")
        })
}

/// Makes the data folder. The bootstrap superuser has no password: it is reached from this machine only.
fn prepare(programs: &Path, folder: &Path) -> Outcome {
    fs::create_dir(folder).context(|| format!("cannot create {}", folder.display()))?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
        .context(|| format!("cannot protect {}", folder.display()))?;
    if getuid().is_root() {
        command::run(Command::new("chown").arg("postgres:").arg(folder))?;
    }
    let mut initdb = as_server_user(&programs.join("initdb"));
    initdb.arg("-D").arg(folder.join("data"));
    initdb.args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]);
    let output = initdb.current_dir("/").output().context(|| "initdb does not start".to_owned())?;
    if output.status.success() {
        return Ok(());
    }
    let told = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("initdb cannot make a database in {}:\n{told}", folder.display())))
}

/// PostgreSQL refuses to run as root: then it runs as the package's user. On Linux it also ends when we do.
fn as_server_user(program: &Path) -> Command {
    let mut command = match command::in_path("setpriv") {
        Some(setpriv) => {
            let mut command = Command::new(setpriv);
            if getuid().is_root() {
                command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
            }
            command.arg("--pdeathsig=INT").arg(program);
            command
        }
        None => Command::new(program),
    };
    command.current_dir("/");
    command
}

/// A port that was free a moment ago.
fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context(|| "no free port on 127.0.0.1".to_owned())?;
    Ok(listener.local_addr().context(|| "no free port on 127.0.0.1".to_owned())?.port())
}

/// Removes what a killed run left: folders whose process is gone.
fn sweep() {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.strip_prefix(FOLDER_PREFIX)) else {
            continue;
        };
        let pid = pid.parse().ok().and_then(Pid::from_raw);
        let gone = pid.is_some_and(|pid| test_kill_process(pid) == Err(Errno::SRCH));
        if gone {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_private_postgresql_answers_while_it_lives_and_leaves_nothing() {
        let postgres = Postgres::start().unwrap();
        let (port, folder) = (postgres.port, postgres.folder.clone());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(postgres);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
