//! `cargo xtask`: one way to build, run, test and check this repository.
#![expect(clippy::print_stdout, reason = "telling a person what happens is this program's job")]

mod assets;
mod bench;
mod bundle;
mod check;
mod command;
mod failure;
mod fingerprint;
mod fuzz;
mod modules;
mod postgres;
mod progress;
mod project;
mod prune;
mod release;
mod run;
mod site;
mod style;
mod test;
mod toolchain;
mod words;

use std::process::ExitCode;

use failure::{Failure, Outcome};
use project::Project;

/// One word after `cargo xtask`.
struct Task {
    name: &'static str,
    usage: &'static str,
    about: &'static str,
    start: fn(&Project, &[String]) -> Outcome,
}

/// Every task; a new one is an entry here and a module of its own.
const TASKS: &[Task] = &[
    Task {
        name: "build",
        usage: "build [--release]",
        about: "Browser bundle, styles and server; --release makes target/release-folder/care-identity",
        start: release::build,
    },
    Task {
        name: "run",
        usage: "run [ARGUMENTS]",
        about: "Build, then serve the demonstration on http://localhost:3000; arguments go to `care-identity demo`",
        start: run::run,
    },
    Task {
        name: "test",
        usage: "test [rust|browser] [ARGUMENTS]",
        about: "Every test, against SQLite and a private PostgreSQL; arguments go to the one runner named",
        start: test::test,
    },
    Task {
        name: "fuzz",
        usage: "fuzz [SECONDS]",
        about: "Every fuzz target on the seeds in fuzz/seeds and what follows from them, 60 seconds each",
        start: fuzz::fuzz,
    },
    Task {
        name: "bench",
        usage: "bench [ARGUMENTS]",
        about: "What each page and sign-in costs, against a floor; kept in docs/benchmarks (--short: for development)",
        start: bench::bench,
    },
    Task {
        name: "check",
        usage: "check [NAMES]",
        about: "Formatting, lints, licences, documentation, house rules and sizes; or only those named",
        start: check::check,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let Some((name, rest)) = arguments.split_first() else {
        help();
        return Ok(());
    };
    if ["help", "--help", "-h"].contains(&name.as_str()) {
        help();
        return Ok(());
    }
    let Some(task) = TASKS.iter().find(|task| task.name == name) else {
        return Err(Failure::new(format!("there is no task `{name}`. `cargo xtask help` lists them.")));
    };
    (task.start)(&Project::find()?, rest)
}

fn help() {
    println!("Usage: cargo xtask TASK\n");
    for task in TASKS {
        println!("  {:<34}{}", task.usage, task.about);
    }
    println!("  {:<34}This list", "help");
    println!("\nOn a machine where nothing is installed yet, use ./run and ./test: they set up what is missing first.");
}
