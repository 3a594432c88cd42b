//! Log lines: pretty for people or JSON for a collector, on standard error, so that a command's answer on standard
//! output stays clean. Nothing secret is logged: no bodies, no raw paths (links carry secrets), no addresses of people.

use std::{
    io::{IsTerminal as _, stderr},
    panic::PanicHookInfo,
};

use tracing_subscriber::EnvFilter;

use crate::config::{Config, LogFormat};

/// The libraries of WebAuthn write an error for each answer that they refuse, which strangers cause at will, and at the level
/// `trace` what they were asked. The audit log has every refusal.
const QUIET: &str = "webauthn_rs_core=off,webauthn_attestation_ca=off,crypto_glue=off";

/// Starts logging for the life of the process. A second call changes nothing.
pub fn start(config: &Config) {
    // What stands later counts: `LOG` may name them again.
    let filter = EnvFilter::new(format!("{QUIET},{}", config.log));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(stderr);
    let started = match config.log_format {
        LogFormat::Pretty => lines.with_target(false).with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).try_init(),
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

/// Within a request the line carries its id, so the page's Error Response ID leads here.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload_as_str().unwrap_or("(no words)");
    tracing::error!(place, words, "a part of the program gave up");
}
