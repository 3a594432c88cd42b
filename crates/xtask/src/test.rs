//! `cargo xtask test`: every test, with a private PostgreSQL beside SQLite.

use std::process::Command;
use std::time::Duration;

use crate::assets::Quality;
use crate::command;
use crate::failure::{Failure, Outcome};
use crate::postgres::Postgres;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::site;

const DATABASE: Step = ("A private PostgreSQL", Duration::from_secs(3));
const RUST: Step = ("Tests of the rules, the stores and the server", Duration::from_secs(600));
const SERVER: Step = ("The server for the browser", Duration::from_secs(120));
const PACKAGES: Step = ("The packages of the browser tests", Duration::from_secs(20));
const BROWSER: Step = ("Tests in the browser", Duration::from_secs(300));

/// Names the folder with the national directory's reports.
const DIRECTORY: &str = "CARE_IDENTITY_TEST_ODS";
/// The tests that take them.
const DIRECTORY_TESTS: &str = "the_national_directory";

/// Which of the two runners.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Both,
    Rust,
    Browser,
}

/// Runs what `arguments` name, or both parts.
pub fn test(project: &Project, arguments: &[String]) -> Outcome {
    let (part, rest) = match arguments.split_first() {
        None => (Part::Both, arguments),
        Some((word, rest)) if word == "rust" => (Part::Rust, rest),
        Some((word, rest)) if word == "browser" => (Part::Browser, rest),
        Some((word, _)) => {
            return Err(Failure::new(format!("`cargo xtask test` takes rust, browser or nothing, not `{word}`")));
        }
    };
    let rust = part != Part::Browser;
    let browser = part != Part::Rust && project.root.join("end2end/package.json").is_file();
    let mut steps = site::STEPS.to_vec();
    steps.push(DATABASE);
    steps.extend(if rust { [RUST].as_slice() } else { &[] });
    steps.extend(if browser { [SERVER, PACKAGES, BROWSER].as_slice() } else { &[] });

    let mut progress = Progress::new(project, &steps);
    site::build(project, &mut progress, Quality::Quick)?;
    progress.next();
    let postgres = Postgres::start()?;
    if rust {
        progress.next();
        run_rust(project, &postgres, rest)?;
    }
    if browser {
        run_browser(project, &postgres, &mut progress, rest)?;
    } else if part != Part::Rust {
        println!("There is no end2end/package.json: no test runs in a browser.");
    }
    progress.end();
    Ok(())
}

fn run_rust(project: &Project, postgres: &Postgres, arguments: &[String]) -> Outcome {
    let nextest = command::in_path("cargo-nextest").is_some();
    let mut cargo = if nextest {
        project.cargo(["nextest", "run", "--workspace"])
    } else {
        println!("cargo-nextest is not installed, so `cargo test` runs instead.");
        project.cargo(["test", "--workspace"])
    };
    if nextest && in_ci() {
        cargo.args(["--profile", "ci"]);
    }
    command::run(with_tests_environment(cargo.args(arguments), project, postgres))?;
    if arguments.is_empty() { run_directory(project, postgres, nextest) } else { Ok(()) }
}

/// The tests over the national directory's own files, which are not ours to keep in the repository. That they did not run is told:
/// a test that skips itself looks like one that passed.
fn run_directory(project: &Project, postgres: &Postgres, nextest: bool) -> Outcome {
    if std::env::var_os(DIRECTORY).is_none_or(|folder| folder.is_empty()) {
        println!(
            "\nSKIPPED: the tests over the national directory's own files. {DIRECTORY} names a folder that holds them.\n"
        );
        return Ok(());
    }
    let mut cargo = if nextest {
        project.cargo(["nextest", "run", "--workspace", "--run-ignored", "only", DIRECTORY_TESTS])
    } else {
        project.cargo(["test", "--workspace", DIRECTORY_TESTS, "--", "--ignored"])
    };
    command::run(with_tests_environment(&mut cargo, project, postgres))
}

fn run_browser(project: &Project, postgres: &Postgres, progress: &mut Progress, arguments: &[String]) -> Outcome {
    progress.next();
    // The selection of nextest's, so that nothing is compiled with other features.
    command::run(&mut project.cargo([
        "build",
        "--workspace",
        "--bin",
        "care-identity",
        "--bin",
        "care-identity-agent",
    ]))?;
    progress.next();
    let folder = project.root.join("end2end");
    let lock = std::fs::metadata(folder.join("package-lock.json")).and_then(|lock| lock.modified()).ok();
    let installed = std::fs::metadata(folder.join("node_modules/.package-lock.json")).and_then(|it| it.modified()).ok();
    if installed.is_none() || lock > installed {
        let mut npm = project.command_at_root("npm", &["ci", "--no-audit", "--no-fund"]);
        command::run(npm.current_dir(&folder).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    }
    progress.next();
    let mut playwright = project.command_at_root("npx", &["--no-install", "playwright", "test"]);
    playwright.current_dir(&folder).args(arguments);
    command::run(with_tests_environment(&mut playwright, project, postgres))
}

/// What tests may rely on: a database to make others in, the built server, the site and a browser.
fn with_tests_environment<'a>(command: &'a mut Command, project: &Project, postgres: &Postgres) -> &'a mut Command {
    command
        .env("TEST_DATABASE_URL", postgres.url())
        .env("CARE_IDENTITY_BIN", project.server("debug"))
        .env("CARE_IDENTITY_AGENT_BIN", project.agent("debug"))
        .env("SITE", project.site());
    let browsers = ["chromium", "chromium-browser", "google-chrome"];
    if std::env::var_os("CHROMIUM").is_none()
        && let Some(chromium) = browsers.into_iter().find_map(command::in_path)
    {
        command.env("CHROMIUM", chromium);
    }
    command
}

/// Whether a machine reads the output.
pub fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}
