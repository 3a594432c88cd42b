//! `cargo xtask check`: what a change must hold before it lands, tests apart.

use std::time::Duration;

use crate::assets::{self, Asset, Quality};
use crate::command;
use crate::failure::{Failure, Outcome};
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::site;
use crate::test::in_ci;
use crate::toolchain::{WASM, WasmToolchain};
use crate::words;

/// One check, by the word that runs it alone.
struct Check {
    word: &'static str,
    step: Step,
    start: fn(&Project) -> Outcome,
}

const CHECKS: [Check; 7] = [
    Check { word: "format", step: ("Formatting", Duration::from_secs(3)), start: format },
    Check { word: "house", step: ("The house rules", Duration::from_secs(3)), start: house_rules },
    Check { word: "licences", step: ("Licences, bans and sources", Duration::from_secs(5)), start: licences },
    Check { word: "lints", step: ("Lints, for the server", Duration::from_secs(240)), start: lints },
    Check { word: "browser-lints", step: ("Lints, for the browser", Duration::from_secs(60)), start: browser_lints },
    Check { word: "docs", step: ("Documentation", Duration::from_secs(120)), start: documentation },
    Check { word: "size", step: ("The size budget", Duration::from_secs(120)), start: size },
];

/// What a browser may fetch for the islands, in bytes after brotli.
const ISLANDS_BUDGET: usize = 110_000;
/// What a browser may fetch for style and behaviour of any page, in bytes after brotli.
const STYLE_BUDGET: usize = 30_000;

/// Crates that the rules must not know: they are about the web and the database.
const NOT_IN_THE_DOMAIN: &[&str] = &["axum", "leptos", "sqlx"];
/// Crates that have no place in a browser.
const NOT_IN_THE_BROWSER: &[&str] = &["axum", "tokio", "sqlx", "identity", "rustls"];
/// What the smartcard agent must not know: it runs on people's machines, and decides nothing.
const NOT_IN_THE_AGENT: &[&str] = &["identity", "leptos", "sqlx", "store"];

/// Runs every check, or those named, and stops at the first that fails.
pub fn check(project: &Project, arguments: &[String]) -> Outcome {
    let known: Vec<&str> = CHECKS.iter().map(|check| check.word).collect();
    if let Some(unknown) = arguments.iter().find(|word| !known.contains(&word.as_str())) {
        return Err(Failure::new(format!("there is no check `{unknown}`, only: {}", known.join(", "))));
    }
    let chosen = |check: &&Check| arguments.is_empty() || arguments.iter().any(|word| word == check.word);
    let checks: Vec<&Check> = CHECKS.iter().filter(chosen).collect();
    let steps: Vec<Step> = checks.iter().map(|check| check.step).collect();
    let mut progress = Progress::new(project, &steps);
    for check in checks {
        progress.next();
        (check.start)(project)?;
    }
    println!("Checked in {}.", progress.end());
    Ok(())
}

fn format(project: &Project) -> Outcome {
    command::run(&mut project.cargo(["fmt", "--all", "--check"]))
}

fn lints(project: &Project) -> Outcome {
    command::run(&mut project.cargo(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn browser_lints(project: &Project) -> Outcome {
    let arguments = ["clippy", "--package", "app", "--lib", "--features", "hydrate"];
    command::run(WasmToolchain::find(project)?.cargo(project, arguments).args(["--", "-D", "warnings"]))
}

fn documentation(project: &Project) -> Outcome {
    let mut cargo = project.cargo(["doc", "--workspace", "--no-deps", "--document-private-items"]);
    command::run(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn licences(project: &Project) -> Outcome {
    if command::in_path("cargo-deny").is_none() {
        if in_ci() {
            return Err(Failure::new("cargo-deny is missing: `cargo install --locked cargo-deny`"));
        }
        println!("Left out: cargo-deny is not installed (`cargo install --locked cargo-deny`).");
        return Ok(());
    }
    command::run(&mut project.cargo(["deny", "check", "licenses", "bans", "sources"]))
}

/// The arrows between the crates (ARCHITECTURE.md) by what cargo would really compile, and where words stand.
fn house_rules(project: &Project) -> Outcome {
    let domain = ["tree", "--package", "identity", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = command::output(&mut project.cargo(domain))?;
    refuse("crates/identity (the rules)", &tree, NOT_IN_THE_DOMAIN)?;
    let agent = ["tree", "--package", "smartcard", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = command::output(&mut project.cargo(agent))?;
    refuse("crates/smartcard (the agent)", &tree, NOT_IN_THE_AGENT)?;
    let browser = [
        "tree",
        "--package",
        "app",
        "--features",
        "hydrate",
        "--target",
        WASM,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ];
    let tree = command::output(&mut project.cargo(browser))?;
    refuse("the browser bundle", &tree, NOT_IN_THE_BROWSER)?;
    words::check(&project.root, "app/src")
}

fn refuse(whose: &str, tree: &str, unwanted: &[&str]) -> Outcome {
    let found: Vec<&str> = unwanted.iter().copied().filter(|name| names(tree).any(|it| it == *name)).collect();
    if found.is_empty() {
        println!("{whose}: none of {}", unwanted.join(", "));
        return Ok(());
    }
    let found = found.join(", ");
    Err(Failure::new(format!("{whose} must not depend on {found}. `cargo tree --invert` shows what brings it.")))
}

/// The crates of a `cargo tree --prefix none --format {p}`.
fn names(tree: &str) -> impl Iterator<Item = &str> {
    tree.lines().filter_map(|line| line.split_whitespace().next())
}

/// Measures what a first visit costs at the shipped quality.
fn size(project: &Project) -> Outcome {
    let site = site::build(project, &mut Progress::silent(project), Quality::Quick)?;
    let islands = [&site.bundle.script, &site.bundle.wasm].into_iter().chain(&site.bundle.snippets);
    let style = [&site.css, &site.script, &site.card].into_iter();
    let islands = measure("The islands (never waited for)", islands, ISLANDS_BUDGET)?;
    let style = measure("Style sheet and scripts", style, STYLE_BUDGET)?;
    if islands && style {
        return Ok(());
    }
    Err(Failure::new("a size budget is exceeded: see the figures above. Make it smaller; the budget is a promise."))
}

fn measure<'a>(name: &str, assets: impl Iterator<Item = &'a Asset>, budget: usize) -> Outcome<bool> {
    let mut total = 0;
    for asset in assets {
        let size = assets::brotli(&asset.content, Quality::Best)?.len();
        println!("  {:>9} bytes, {size:>7} by brotli  {}", asset.content.len(), asset.path);
        total += size;
    }
    println!("{name}: {:.1} kB of {:.0} kB", total as f64 / 1000.0, budget as f64 / 1000.0);
    Ok(total <= budget)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_refused_by_its_whole_name() {
        let tree = "app v0.1.0 (/x/app)\nleptos v0.8.23\naxum-core v0.5.0\n";
        assert!(refuse("x", tree, &["axum", "sqlx"]).is_ok());
        assert!(refuse("x", tree, &["leptos"]).is_err());
    }
}
