//! The program `care-identity`. All of it is in the library, so that tests use the same.

#![recursion_limit = "256"]

use std::process::ExitCode;

/// Memory after a rush of sign-ins goes back to the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
