//! The program `care-identity`. All of it is in the library, so that tests use the same.

#![recursion_limit = "256"]

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
