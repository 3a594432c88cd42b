//! `cargo xtask bench`: the release folder, a private PostgreSQL, and the program that measures.

use std::time::Duration;

use crate::command;
use crate::failure::Outcome;
use crate::postgres::Postgres;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::release;

const GENERATOR: Step = ("The load generator, optimised", Duration::from_secs(120));
const MEASURES: Step = ("The measurements", Duration::from_secs(600));

/// What the program that measures says of its options: whoever asks waits for no build.
const USAGE: &str = include_str!("../../bench/src/usage.txt");

/// Builds what is shipped, and measures that; `arguments` go to the program that measures.
pub fn bench(project: &Project, arguments: &[String]) -> Outcome {
    if arguments.iter().any(|word| ["help", "--help", "-h"].contains(&word.as_str())) {
        print!("{USAGE}");
        return Ok(());
    }
    release::build(project, &["--release".to_owned()])?;
    let mut progress = Progress::new(project, &[GENERATOR, MEASURES]);
    progress.next();
    // By itself, so that the server before was built with the features that it ships with.
    command::run(&mut project.cargo(["build", "--package", "bench", "--release"]))?;
    progress.next();
    let postgres = Postgres::start()?;
    let mut bench = project.command_at_root(project.target.join("release/bench"), &[]);
    bench.arg("--release").arg(project.target.join("release-folder/care-identity"));
    bench.arg("--work").arg(project.target.join("bench"));
    bench.args(arguments).env("TEST_DATABASE_URL", postgres.url()).env_remove("CARGO_TARGET_DIR");
    command::run(&mut bench)?;
    println!("Measured in {}.", progress.end());
    Ok(())
}
