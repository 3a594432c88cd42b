//! The whole program: it sends mail by STARTTLS with a password, serves, and ends on SIGTERM when every request has ended.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use identity::service::Service;

use crate::{cli::Operator, smtp::SmtpServer};

/// A running program; dropping it ends it.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn certificate(folder: &Path) {
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
        ])
        .args([
            "-addext",
            "subjectAltName=DNS:localhost",
            "-addext",
            "basicConstraints=critical,CA:FALSE",
            "-keyout",
            "key.pem",
            "-out",
            "certificate.pem",
        ])
        .current_dir(folder)
        .stderr(Stdio::null())
        .status();
    assert!(
        made.is_ok_and(|status| status.success()),
        "the tests of mail need openssl. On Debian: `apt-get install openssl`."
    );
}

/// A folder of styles and scripts that is complete.
pub fn site(folder: &Path) {
    let site = folder.join("site/pkg");
    std::fs::create_dir_all(&site).unwrap();
    for name in ["a.js", "a.wasm", "a.css", "a.mjs"] {
        std::fs::write(site.join(name), "x").unwrap();
    }
    let manifest = r#"{"app_js": "/pkg/a.js", "app_wasm": "/pkg/a.wasm", "card_js": "/pkg/a.mjs", "main_css": "/pkg/a.css", "main_js": "/pkg/a.mjs"}"#;
    std::fs::write(folder.join("site/manifest.json"), manifest).unwrap();
}

/// Waits until it is so.
pub fn wait(what: &str, mut done: impl FnMut() -> bool) {
    for _ in 0..400 {
        if done() {
            return;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("{what}: not within 20 seconds");
}

#[test]
fn mail_leaves_by_starttls_and_sigterm_ends_the_program_after_the_request_under_way() {
    let operator = Operator::new();
    let folder = operator.path();
    certificate(folder);
    site(folder);
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let server = SmtpServer::start_with(&[
        "--auth",
        "post:p@ss/word",
        "--tls",
        certificate.to_str().unwrap(),
        key.to_str().unwrap(),
    ]);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let listen = format!("127.0.0.1:{port}");

    operator.done(&["migrate"]);
    post(folder);
    let mut command = operator.command(&["serve", "--listen", &listen, "--site-dir", "site"]);
    command.env("SSL_CERT_FILE", &certificate).env("CARE_IDENTITY_MAIL_FROM", "no-reply@example.org");
    command.env("CARE_IDENTITY_MAIL", format!("smtp://post:p%40ss%2Fword@localhost:{}", server.port));
    let mut running = Running(command.spawn().unwrap());
    wait("ready", || operator.run(&["healthcheck", "--listen", &listen]).code == 0);
    wait("mail", || server.taken().len() == 1);

    let mut under_way = TcpStream::connect(&listen).unwrap();
    under_way
        .write_all(b"POST /x HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 2\r\n\r\na")
        .unwrap();
    sleep(Duration::from_millis(300));
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    wait("nobody new", || TcpStream::connect(&listen).is_err());
    assert!(running.0.try_wait().unwrap().is_none(), "it ended before the request did");
    under_way.write_all(b"b").unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 404 "), "{answer}");
    wait("end", || running.0.try_wait().unwrap().is_some());
    assert!(running.0.try_wait().unwrap().unwrap().success());
}

/// Puts a mail into the outbox of the folder's database.
fn post(folder: &Path) {
    in_folder(folder, async |service| {
        let mail = identity::mail::Mail::compose("accept@example.org", "Hello", "Care Identity", &[]);
        let mut repository = service.write().await.unwrap();
        mail.post(service, &mut *repository).await.unwrap();
        repository.commit().await.unwrap();
    });
}

/// Does something with the folder's database while no program runs.
pub fn in_folder(folder: &Path, act: impl AsyncFnOnce(&Service)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let config = crate::app::config(folder, server::config::Mode::Service, &[]);
        let assets = server::web::assets::Assets::none();
        let fast = identity::password::hash::Parameters::insecurely_fast_for_tests();
        let state = server::start::compose(config, assets, fast).await.map_err(|failure| failure.words).unwrap();
        act(&state.service).await;
        state.database.handle().close().await;
    });
}
