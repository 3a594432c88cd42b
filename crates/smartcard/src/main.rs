//! The program `care-identity-agent`. All of it is in the library, so that tests use the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    smartcard::cli::main()
}
