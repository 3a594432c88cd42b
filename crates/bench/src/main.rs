//! Measures the server as it is shipped against a floor, in one run, and writes what came of it to `docs/benchmarks`.
//!
//! `cargo xtask bench` builds what is measured, starts a private PostgreSQL and calls this. Everything runs on one machine,
//! so the load generator takes part of the cores from what it measures: its share is told with the figures.
#![expect(clippy::print_stdout, reason = "telling a person what came of it is this program's job")]

mod cards;
mod clock;
mod database;
mod device_sign_ins;
mod failure;
mod figures;
mod first_page;
mod floor;
mod http;
mod load;
mod machine;
mod options;
mod organisations;
mod passkeys;
mod people;
mod report;
mod run;
mod server;
mod sign_ins;
mod two;

use std::process::ExitCode;

use failure::{Context as _, Outcome};

/// As the server has it: what is measured in this program is measured as it is shipped.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match start(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nbench: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: &[String]) -> Outcome {
    if arguments.first().is_some_and(|word| ["help", "--help", "-h"].contains(&word.as_str())) {
        println!("{}", options::USAGE);
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.context("no runtime")?;
    match arguments {
        [word, address] if word == "floor" => runtime.block_on(floor::serve(address)),
        [word, module] if word == "token" => {
            println!("{}", cards::token::signature(module)?);
            Ok(())
        }
        _ => runtime.block_on(run::run(&options::Options::parse(arguments)?)),
    }
}
