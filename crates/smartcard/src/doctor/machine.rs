//! The machine: settings, ports, the window for passcodes, the readers' service, the clock.

use std::{env, fs, path::Path};

use card_protocol::PORTS;
use tokio::net::TcpListener;

use super::{Finding, time};
use crate::{config::Config, pinentry::Asker, system::Lock};

/// What this system calls itself.
pub fn name() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

/// Everything about the machine.
pub async fn examine(config: Option<&Config>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(config.map(origins));
    findings.push(running());
    findings.extend(ports().await);
    if let Some(config) = config {
        findings.push(pinentry(config).await);
    }
    findings.push(display());
    findings.push(readers_service());
    findings.push(time::examine().await);
    findings
}

fn origins(config: &Config) -> Finding {
    if config.origins.is_empty() {
        let cure = "Name your website: origins = [\"https://identity.example.org\"] in care-identity-agent.toml.";
        return Finding::wrong("settings", "no website may ask", cure);
    }
    Finding::good("settings", format!("these websites may ask: {}", config.origins.join(", ")))
}

fn running() -> Finding {
    match Lock::take() {
        Ok(_) => Finding::doubtful(
            "agent",
            "your agent does not run",
            "Start it: systemctl --user start care-identity-agent",
        ),
        Err(taken) => Finding::good("agent", taken.words),
    }
}

async fn ports() -> Option<Finding> {
    let mut taken = Vec::new();
    for port in PORTS {
        if TcpListener::bind(("127.0.0.1", port)).await.is_err() {
            taken.push(port.to_string());
        }
    }
    if taken.len() < PORTS.count() {
        let words = if taken.is_empty() { "all are free".to_owned() } else { format!("in use: {}", taken.join(", ")) };
        return Some(Finding::good("ports", words));
    }
    let cure = "Eight people or programs have them. `ss -ltnp` shows who: end those that are not agents.";
    Some(Finding::wrong("ports", "none of 47110 to 47117 is free", cure))
}

async fn pinentry(config: &Config) -> Finding {
    let Some(program) = &config.pinentry else {
        let cure = "Install one: apt-get install pinentry-gnome3 (or pinentry-qt, pinentry-curses).";
        return Finding::wrong("pinentry", "no program asks for your passcode", cure);
    };
    let shown = program.display();
    match Asker::new(Some(program.clone())).try_out().await {
        Ok(()) => Finding::good("pinentry", format!("{shown} answers")),
        Err(_) => Finding::wrong(
            "pinentry",
            format!("{shown} does not answer"),
            "Install it again, or name another with --pinentry.",
        ),
    }
}

fn display() -> Finding {
    let windows = ["WAYLAND_DISPLAY", "DISPLAY"].iter().find(|name| env::var_os(name).is_some_and(|it| !it.is_empty()));
    match windows {
        Some(name) => Finding::good("window", format!("{name} is set")),
        None if env::var_os("GPG_TTY").is_some() => Finding::good("window", "a terminal is named (GPG_TTY)"),
        None => Finding::doubtful(
            "window",
            "there is no screen for a window here",
            "Run this in your graphical session, or export GPG_TTY=$(tty) for a pinentry of terminals.",
        ),
    }
}

fn readers_service() -> Finding {
    if Path::new("/run/pcscd/pcscd.comm").exists() {
        return Finding::good("readers", "the service for card readers (pcscd) is there");
    }
    let cure = "For a card in a reader: apt-get install pcscd, then systemctl enable --now pcscd.socket";
    Finding::doubtful("readers", "the service for card readers (pcscd) is not there", cure)
}
