//! `care-identity organisations`: the national directory's files, taken into the database.

mod file;
mod progress;
mod rejects;
mod take;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use identity::{
    organisation::{Source, Tally},
    time::Clock as _,
};

use self::{file::Checked, rejects::Rejects};
use super::{open::open_with, output};
use crate::{clock::SystemClock, config::Config, failure::Failure};

const IMPORT_HELP: &str = "\
Examples:
  care-identity organisations import epraccur.csv edispensary.csv etr.csv eccg.csv
  care-identity organisations import --report etr trusts.csv
  care-identity organisations import organisation-X9A01.json

The files are the directory's reports (CSV, 27 columns, no header) and its records (ODS ORD, JSON). Each is checked whole before
anything is changed; one with more wrong records than right ones is refused, and with it the whole command. What is wrong is
listed in the file of rejects, and the rest is imported. A file that was imported before changes nothing, and an import that was
broken off goes on where it stopped, unless another changed something since.

Where a report and a record tell of the same organisation, whichever comes later counts: name reports first, then records.";

/// An import that stopped in the middle goes on where it was when the same file is given again.
#[derive(Subcommand)]
pub enum OrganisationsCommand {
    /// Import organisations from files of the national directory
    #[command(after_help = IMPORT_HELP)]
    Import(ImportFiles),
}

/// Arguments of `import`: files are read in the order in which they are named.
#[derive(Args)]
pub struct ImportFiles {
    /// The files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Which report the files are, where their rows do not tell: epraccur, edispensary, etr, eccg or ord
    #[arg(long)]
    report: Option<String>,
    /// Where wrong records are listed: file, line, reason and the record
    #[arg(long, default_value = "organisation-rejects.csv")]
    rejects: PathBuf,
}

/// Runs one.
///
/// # Errors
/// What is wrong with the command line or the files, or stands in the way.
pub async fn run(command: OrganisationsCommand, config: &Config) -> Result<(), Failure> {
    match command {
        OrganisationsCommand::Import(files) => import(files, config).await,
    }
}

async fn import(ImportFiles { files, report, rejects }: ImportFiles, config: &Config) -> Result<(), Failure> {
    let said = report.as_deref().map(parse_report).transpose()?;
    let mut listed = Rejects::at(&rejects, &files)?;
    let service = open_with(config, store::Options::for_import()).await?.service;
    // One day for the whole command: both passes over a file must read the same.
    let today = SystemClock.now().uk_date();
    let mut checked = Vec::with_capacity(files.len());
    for path in files {
        let file = Checked::check(&path, said, today, &mut listed)?;
        output::line(file.told());
        checked.push(file);
    }
    let rejected = listed.finish()?;
    if rejected > 0 {
        let what = if rejected == 1 { "wrong record is" } else { "wrong records are" };
        output::line(format!("{rejected} {what} listed in {}", rejects.display()));
    }
    if let Some(refused) = checked.iter().find_map(Checked::refused) {
        return Err(refused);
    }
    for file in checked {
        let name = file.name();
        let tally = take::take(&service, file, today).await?;
        output::line(format!("{name}: {}", told(tally)));
    }
    Ok(())
}

fn told(Tally { added, changed, closed, unchanged }: Tally) -> String {
    format!("{added} new, {changed} changed, {closed} closed, {unchanged} unchanged")
}

fn parse_report(text: &str) -> Result<Source, Failure> {
    let source = Source::from_text(text).filter(|source| *source != Source::Named);
    source.ok_or_else(|| Failure::usage("--report: it is epraccur, edispensary, etr, eccg or ord"))
}
