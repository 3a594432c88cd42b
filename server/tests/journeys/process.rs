//! The program as it is installed: a folder of its own, commands, and servers as processes of their own.

use std::{
    cell::Cell,
    fs::{self, File},
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    rc::Rc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::{
    http::{Answer, Asked, Carrier, Gone},
    mailbox::{self, Message},
    person::World,
};

/// The person of every installation here.
pub const IDENTIFIER: &str = "999000000013";

/// A pause between two looks.
pub const MOMENT: Duration = Duration::from_millis(20);

const READY_WITHIN: usize = 3_000;
const MANIFEST: &str = r#"{"app_js": "/pkg/a.js", "app_wasm": "/pkg/a.wasm", "card_js": "/pkg/m.js", "main_css": "/pkg/a.css", "main_js": "/pkg/m.js"}"#;

/// A folder with settings, a database and one person in it.
pub struct Installation {
    pub folder: TempDir,
    settings: Vec<(String, String)>,
}

impl Installation {
    pub fn new(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        fs::create_dir_all(site.join("pkg")).unwrap();
        fs::write(site.join("manifest.json"), MANIFEST).unwrap();
        for name in ["a.js", "a.wasm", "a.css", "m.js"] {
            fs::write(site.join("pkg").join(name), "x").unwrap();
        }
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let installation = Self { folder, settings };
        installation.run(&["migrate"]);
        let name = ["--given-name", "Amara", "--family-name", "Okafor", "--birth-date", "1984-05-30"];
        installation.run(&[&["person", "add", "--identifier", IDENTIFIER], name.as_slice()].concat());
        installation
    }

    /// A copy of it as it lies on the disk, while no server runs.
    pub fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().unwrap(), settings: self.settings.clone() };
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_care-identity"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command
            .env("CARE_IDENTITY_DATA_DIR", "data")
            .env("CARE_IDENTITY_SITE_DIR", "site")
            .env("CARE_IDENTITY_MAIL", "file:mail");
        command.env("CARE_IDENTITY_BASE_URL", "http://localhost:3000");
        for (name, value) in &self.settings {
            command.env(format!("CARE_IDENTITY_{name}"), value);
        }
        command
    }

    /// Runs a command; answers what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that ends at a failpoint.
    pub fn cut_off(&self, arguments: &[&str], failpoint: &str) {
        let output = self.command(arguments).env("FAILPOINT", failpoint).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("the process ends"), "{arguments:?}: {said}");
    }

    /// Starts a server, with a failpoint or without, and waits until it is ready.
    pub fn start(&self, failpoint: Option<&str>) -> Server {
        let log = self.path(if failpoint.is_some() { "failing.log" } else { "server.log" });
        for _ in 0..5 {
            let address = free_address();
            let mut command = self.command(&["serve", "--listen", &address.to_string()]);
            if let Some(failpoint) = failpoint {
                command.env("FAILPOINT", failpoint);
            }
            let child = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
            let mut server = Server { child, address, log: log.clone() };
            if server.is_ready_soon() {
                return server;
            }
            assert!(server.log().contains("another program listens"), "the server did not start: {}", server.log());
        }
        panic!("no free port");
    }
}

impl World for Installation {
    fn identifier(&self) -> &str {
        IDENTIFIER
    }

    fn new_link(&self) -> String {
        let printed = self.run(&["person", "link", IDENTIFIER]);
        let url = printed.lines().last().unwrap();
        url.strip_prefix("http://localhost:3000").expect("a link of the base URL").to_owned()
    }

    fn mails(&self) -> Vec<Message> {
        mailbox::read(&self.path("mail"))
    }

    #[expect(clippy::disallowed_methods, reason = "the server is a process of its own, with the machine's clock")]
    fn seconds(&self) -> i64 {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        i64::try_from(now.as_secs()).unwrap()
    }

    fn wait(&self) {
        thread::sleep(MOMENT);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).unwrap();
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// A port that was free a moment ago.
fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

/// A running server; it ends with this.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
}

impl Server {
    fn is_ready_soon(&mut self) -> bool {
        for _ in 0..READY_WITHIN {
            if exchange(self.address, &Asked::get("/readyz")).is_ok_and(|answer| answer.status == 200) {
                return true;
            }
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            thread::sleep(MOMENT);
        }
        panic!("the server does not become ready: {}", self.log());
    }

    pub fn log(&self) -> String {
        read_lossy(&self.log)
    }

    /// How it ended, when it ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Asks it to end in order, as an operator would.
    pub fn terminate(&self) {
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
    }

    /// Waits until it has ended.
    pub fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn read_lossy(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// Carries requests to a server, each over a connection of its own; the server may be started again elsewhere.
pub struct Wire(pub Cell<SocketAddr>);

impl Wire {
    pub fn to(server: &Server) -> Rc<Self> {
        Rc::new(Self(Cell::new(server.address)))
    }
}

impl Carrier for Wire {
    fn carry(&self, asked: &Asked) -> Result<Answer, Gone> {
        exchange(self.0.get(), asked)
    }
}

/// One request over one connection (RFC 9112).
pub fn exchange(address: SocketAddr, asked: &Asked) -> Result<Answer, Gone> {
    let gone = |error: std::io::Error| Gone(error.to_string());
    let mut stream = TcpStream::connect(address).map_err(gone)?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(gone)?;
    stream.write_all(&message(asked)).map_err(gone)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(gone)?;
    parse(&bytes).ok_or_else(|| Gone("the answer broke off".into()))
}

/// A request as it travels.
pub fn message(asked: &Asked) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\n", asked.method, asked.path);
    if !asked.headers.iter().any(|(name, _)| name == "host") {
        head.push_str("host: localhost\r\n");
    }
    for (name, value) in &asked.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", asked.body.len()));
    [head.as_bytes(), &asked.body].concat()
}

/// The answer; `None` when it is not whole.
pub fn parse(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: String::new() };
    let body = &bytes[end + 4..];
    let body = if answer.header("transfer-encoding") == "chunked" { dechunked(body)? } else { body.to_vec() };
    if answer.header("content-length").parse().is_ok_and(|length: usize| length != body.len()) {
        return None;
    }
    answer.body = String::from_utf8(body).ok()?;
    Some(answer)
}

fn dechunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = bytes.windows(2).position(|window| window == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).ok()?, 16).ok()?;
        if length == 0 {
            return Some(whole);
        }
        whole.extend(bytes.get(line + 2..line + 2 + length)?);
        bytes = bytes.get(line + 4 + length..)?;
    }
}
