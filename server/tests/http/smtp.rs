//! The mail server of the tests: aiosmtpd, which is made to misbehave by the recipient's name.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

/// A running mail server; dropping it ends it.
pub struct SmtpServer {
    child: Child,
    pub port: u16,
    folder: TempDir,
}

impl SmtpServer {
    /// Without TLS.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        // Debian's package is of Debian's Python, which may not be the first in the path.
        let python = ["python3", "/usr/bin/python3"].into_iter().find(|python| knows_aiosmtpd(python));
        let python = python.expect(
            "the tests of mail need a real mail server, aiosmtpd for Python 3. On Debian: `apt-get install python3-aiosmtpd`.",
        );
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/http/smtp_server.py");
        let mut command = Command::new(python);
        command.arg(script).arg(folder.path()).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the mail server prints its port");
        Self { child, port, folder }
    }

    /// How the application is told of it.
    pub fn setting(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// What it took, in order.
    pub fn taken(&self) -> Vec<String> {
        let mut paths: Vec<_> = fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(|path| String::from_utf8(fs::read(path).unwrap()).unwrap()).collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn knows_aiosmtpd(python: &str) -> bool {
    let known = Command::new(python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    known.is_ok_and(|status| status.success())
}
