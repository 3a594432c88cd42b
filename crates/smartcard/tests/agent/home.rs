//! A person's machine: folders of their own, a token, a pinentry, and their agent.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use card_protocol::{Bundle, Issued};
use tempfile::TempDir;

use crate::{ca::Ca, running::Agent};

/// The page that the agent serves, unless a test says otherwise.
pub const ORIGIN: &str = "https://id.example";
/// The other one.
pub const OTHER_ORIGIN: &str = "https://other.example";
/// The passcode of new cards.
pub const PASSCODE: &str = "902107";

const AGENT: &str = env!("CARGO_BIN_EXE_care-identity-agent");
/// Stands between the agent and SoftHSM2, and misbehaves when it is told to.
const SHIM: &str = include_str!("shim.c");
const PINENTRY: &str = include_str!("pinentry.sh");
const OPENCRYPTOKI: &str = include_str!("opencryptoki.sh");

/// Where Debian puts SoftHSM2, by its architecture and by itself.
fn softhsm() -> PathBuf {
    let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so", "/usr/lib64/libsofthsm2.so"];
    let found = places.iter().map(PathBuf::from).find(|path| path.is_file());
    found.expect("the tests of the agent need SoftHSM2: `apt-get install softhsm2` (./test does it)")
}

/// Where Debian puts openCryptoki, by architecture, and others.
fn opencryptoki() -> PathBuf {
    let architecture = format!("/usr/lib/{}-linux-gnu/opencryptoki/libopencryptoki.so.0", std::env::consts::ARCH);
    let places = [architecture.as_str(), "/usr/lib64/opencryptoki/libopencryptoki.so.0"];
    let found = places.iter().map(PathBuf::from).find(|path| path.is_file());
    found.expect("the tests of blocked cards need openCryptoki: `apt-get install opencryptoki` (./test does it)")
}

/// What openCryptoki's token is unblocked with before anybody has it.
pub const MAKERS_KEY: &str = "87654321";

/// One person's machine.
pub struct Home {
    folder: TempDir,
    module: PathBuf,
    /// The module behind it.
    target: PathBuf,
    /// Whether commands run where openCryptoki has a token for this person alone.
    strict: bool,
    /// The authority of their cards.
    pub ca: Ca,
}

impl Home {
    /// With no card.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["tokens", "run"] {
            fs::create_dir(at(name)).unwrap();
        }
        let config = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            at("tokens").display()
        );
        fs::write(at("softhsm2.conf"), config).unwrap();
        fs::write(at("mode"), "").unwrap();
        fs::write(at("answers"), "").unwrap();
        fs::write(at("pinentry"), PINENTRY).unwrap();
        fs::set_permissions(at("pinentry"), fs::Permissions::from_mode(0o700)).unwrap();
        let module = compile(folder.path(), "shim.so", &[]);
        Self { folder, module, target: softhsm(), strict: false, ca: Ca::new() }
    }

    /// With one card of P-256.
    pub fn with_card() -> (Self, String) {
        let home = Self::new();
        let serial = home.new_card("Amina", &[]);
        (home, serial)
    }

    /// With a blank card that counts wrong passcodes, and [`MAKERS_KEY`] on it.
    pub fn with_strict_blank() -> Self {
        Self { target: opencryptoki(), strict: true, ..Self::new() }
    }

    /// With a card that counts wrong passcodes, and its unblocking key.
    pub fn with_strict_card() -> (Self, String, String) {
        let home = Self::with_strict_blank();
        let pin = format!("pin {PASSCODE}");
        home.will_answer(&[&pin, &pin, &format!("pin {MAKERS_KEY}")]);
        let bundle = home.prepare("Amina", &["--rsa", "--makers-key"]);
        home.write(&bundle);
        let key = bundle.unblocking_key.unwrap();
        (home, bundle.serial, key)
    }

    /// A file in this person's folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The PKCS#11 module of this person's cards.
    pub fn module(&self) -> &Path {
        &self.module
    }

    /// A module whose readers hold no card.
    pub fn empty_module(&self) -> PathBuf {
        compile(self.folder.path(), "empty.so", &["-DEMPTY"])
    }

    /// What the module does from now on; `shim.c` lists it.
    pub fn misbehave(&self, mode: &str) {
        fs::write(self.file("mode"), mode).unwrap();
    }

    /// What the person types into the next windows: `pin 123456`, `cancel`, `yes`, `no` or `wait`.
    pub fn will_answer(&self, answers: &[&str]) {
        let lines: String = answers.iter().map(|answer| format!("{answer}\n")).collect();
        fs::write(self.file("answers"), lines).unwrap();
    }

    /// Everything that windows said so far.
    pub fn windows(&self) -> String {
        fs::read_to_string(self.file("windows")).unwrap_or_default()
    }

    /// The program, with this person's folders.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = if self.strict { self.in_namespaces() } else { Command::new(AGENT) };
        command.args(arguments).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.folder.path()).env("XDG_RUNTIME_DIR", self.file("run"));
        command.env("SOFTHSM2_CONF", self.file("softhsm2.conf"));
        command.env("SHIM_MODE", self.file("mode")).env("SHIM_TARGET", &self.target);
        command.env("PINENTRY_FOLDER", self.folder.path());
        command
    }

    /// Administrators may make namespaces; others may where they have one of users, too.
    fn in_namespaces(&self) -> Command {
        let mut command = Command::new("unshare");
        if smartcard::system::user() != 0 {
            command.args(["--map-root-user", "--map-auto"]);
        }
        command.args([
            "--mount",
            "--ipc",
            "--pid",
            "--fork",
            "--mount-proc",
            "--kill-child",
            "sh",
            "-c",
            OPENCRYPTOKI,
            "sh",
        ]);
        command.arg(self.file("opencryptoki")).arg(AGENT);
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let module = self.module.to_str().unwrap();
        let pinentry = self.file("pinentry");
        let mut command = self.command(arguments);
        command.args(["--module", module, "--pinentry", pinentry.to_str().unwrap()]);
        command.stdin(Stdio::null()).output().unwrap()
    }

    /// A new card: prepared, issued, written. Gives its serial number.
    pub fn new_card(&self, label: &str, more: &[&str]) -> String {
        self.new_bundle(label, more).serial
    }

    /// The same; gives all that was prepared.
    pub fn new_bundle(&self, label: &str, more: &[&str]) -> Bundle {
        let pin = format!("pin {PASSCODE}");
        self.will_answer(&[&pin, &pin]);
        let bundle = self.prepare(label, more);
        self.write(&bundle);
        bundle
    }

    fn prepare(&self, label: &str, more: &[&str]) -> Bundle {
        let _ = fs::remove_file(self.file("bundle.json"));
        let more = [&["--initialise", label], more].concat();
        done(&self.try_to_prepare(&more));
        self.bundle()
    }

    /// Prepares a card, or goes on with it.
    pub fn try_to_prepare(&self, more: &[&str]) -> Output {
        let file = self.file("bundle.json");
        self.run(&[&["card", "prepare", "--out", file.to_str().unwrap()], more].concat())
    }

    /// What was prepared last.
    pub fn bundle(&self) -> Bundle {
        let file = self.file("bundle.json");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
    }

    /// Has a card's certificates issued, and writes them onto it.
    pub fn write(&self, bundle: &Bundle) {
        let (certificates, serial) = (self.ca.issue(&bundle.requests), bundle.serial.clone());
        let file = self.file("issued.json");
        fs::write(&file, serde_json::to_vec(&Issued { serial, certificates }).unwrap()).unwrap();
        self.will_answer(&[&format!("pin {PASSCODE}")]);
        done(&self.run(&["card", "write", file.to_str().unwrap()]));
        self.will_answer(&[]);
    }

    /// A line more in the agent's file of settings.
    pub fn configure(&self, line: &str) {
        fs::write(self.file("more.toml"), line).unwrap();
    }

    /// The agent's file of settings.
    pub fn config(&self) -> PathBuf {
        let path = self.file("agent.toml");
        let mut file = fs::File::create(&path).unwrap();
        writeln!(file, "origins = [\"{ORIGIN}\", \"{OTHER_ORIGIN}\"]\npatience-seconds = 3").unwrap();
        writeln!(file, "modules = [{:?}]\npinentry = {:?}", self.module, self.file("pinentry")).unwrap();
        file.write_all(&fs::read(self.file("more.toml")).unwrap_or_default()).unwrap();
        path
    }

    /// Starts the agent.
    pub fn start(&self) -> Agent<'_> {
        self.start_with(&[])
    }

    /// Starts the agent with more flags.
    pub fn start_with(&self, more: &[&str]) -> Agent<'_> {
        let log = fs::File::create(self.file("log")).unwrap();
        let config = self.config();
        let mut command = self.command(&["serve", "--port", "0", "--config", config.to_str().unwrap()]);
        Agent::new(self, command.args(more).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap())
    }
}

/// A command that did what it was asked.
pub fn done(output: &Output) -> String {
    let words = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{words}");
    words
}

fn compile(folder: &Path, name: &str, flags: &[&str]) -> PathBuf {
    let (source, module) = (folder.join("shim.c"), folder.join(name));
    fs::write(&source, SHIM).unwrap();
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC"]).args(flags).arg("-o").arg(&module).arg(&source).arg("-ldl");
    let compiler = compiler.output();
    done(&compiler.expect("the tests of the agent need a C compiler"));
    module
}
