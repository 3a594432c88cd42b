//! A private PostgreSQL server for one test run.
//!
//! Test runners start a process for each test or each file of tests; the server is shared by all that have the same
//! parent, behind a Unix socket in a temporary folder. A watcher stops it, by its process id, once the parent is gone.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    os::unix::{
        fs::{DirBuilderExt as _, MetadataExt as _, chown},
        process::{CommandExt as _, parent_id},
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{AnyConnection, Connection as _};

/// Until the run or the server is gone; then the server is asked to stop at once, and its folder goes.
const WATCH: &str = r#"
while kill -0 "$1" 2>/dev/null && kill -0 "$2" 2>/dev/null; do sleep 1; done
kill -INT "$2" 2>/dev/null
tries=0
while kill -0 "$2" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
rm -rf "$3" "$3.lock"
"#;

/// How long a server may take to start: tries, and the pause between them.
const TRIES: u32 = 600;
const PAUSE: Duration = Duration::from_millis(50);

/// The address of this run's server, started if it is not there yet.
pub(super) async fn start() -> String {
    // A parent that is process 1 never ends.
    let run = if parent_id() > 1 { parent_id() } else { std::process::id() };
    let folder = std::env::temp_dir().join(format!("care-identity-postgres-{run}"));
    let lock_path = folder.with_extension("lock");
    let lock =
        OpenOptions::new().create(true).append(true).open(&lock_path).expect("a lock file in the temporary folder");
    lock.lock().expect("the lock of the test server");
    let url = format!("postgres://postgres@localhost/postgres?host={}", folder.display());
    if !answers(&url).await {
        let _ = fs::remove_dir_all(&folder);
        launch(&folder, run, &owner(&lock));
        wait(&url, &folder).await;
    }
    url
}

/// Who runs the server. It refuses to run as root.
struct Owner {
    ids: Option<(u32, u32)>,
}

fn owner(own_file: &File) -> Owner {
    let own = own_file.metadata().expect("the lock file to be readable").uid();
    if own != 0 {
        return Owner { ids: None };
    }
    let users = fs::read_to_string("/etc/passwd").expect("the list of users");
    let ids = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == "postgres");
    let ids = ids.and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)));
    Owner {
        ids: Some(
            ids.expect("a user `postgres` to run the test server as: install PostgreSQL, or set TEST_DATABASE_URL"),
        ),
    }
}

impl Owner {
    fn command(&self, program: PathBuf, folder: &Path) -> Command {
        let log = || OpenOptions::new().create(true).append(true).open(folder.join("log")).expect("the server's log");
        let mut command = Command::new(program);
        if let Some((user, group)) = self.ids {
            command.uid(user).gid(group);
        }
        // In a group of its own, so that a test runner that ends one test does not end everybody's server.
        command.current_dir(folder).process_group(0).stdin(Stdio::null()).stdout(log()).stderr(log());
        command
    }
}

#[expect(clippy::zombie_processes, reason = "both outlive this process, and the watcher ends the server")]
fn launch(folder: &Path, run: u32, owner: &Owner) {
    DirBuilder::new().mode(0o755).create(folder).expect("a folder for the test server");
    if let Some((user, group)) = owner.ids {
        chown(folder, Some(user), Some(group)).expect("the folder to be given to the server's user");
    }
    let (programs, data) = (programs(), folder.join("data"));
    let initialised = owner
        .command(programs.join("initdb"), folder)
        .args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ])
        .arg("--pgdata")
        .arg(&data)
        .status()
        .expect("initdb to run");
    assert!(initialised.success(), "initdb failed: see {}", folder.join("log").display());
    let mut server = owner.command(programs.join("postgres"), folder);
    server.arg("-D").arg(&data).arg("-c").arg(format!("unix_socket_directories={}", folder.display()));
    // Nothing of it needs to outlive a crash.
    for setting in [
        "listen_addresses=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_connections=300",
        "shared_buffers=64MB",
    ] {
        server.arg("-c").arg(setting);
    }
    let server = server.spawn().expect("postgres to start");
    Command::new("sh")
        .args(["-c", WATCH, "sh", &run.to_string(), &server.id().to_string()])
        .arg(folder)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the watcher of the test server to start");
}

/// Where the newest `initdb` and `postgres` are.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut packaged: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| Some((version.file_name().to_str()?.parse().ok()?, version.path().join("bin"))))
        .collect();
    packaged.sort();
    folders.extend(packaged.into_iter().rev().map(|(_, folder)| folder));
    folders
        .into_iter()
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .expect("PostgreSQL for the tests: install it (Debian: apt-get install postgresql), or set TEST_DATABASE_URL")
}

async fn wait(url: &str, folder: &Path) {
    for _ in 0..TRIES {
        if answers(url).await {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
    let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
    panic!("the test server did not start:\n{log}");
}

async fn answers(url: &str) -> bool {
    match AnyConnection::connect(url).await {
        Ok(connection) => connection.close().await.is_ok(),
        Err(_) => false,
    }
}
