//! What the command line decides.

use std::path::PathBuf;
use std::time::Duration;

use crate::clock;
use crate::failure::{Context, Failure, Outcome};

/// What is asked for when somebody asks for nothing else.
const PEOPLE: u32 = 100_000;
const PEOPLE_IN_FULL: u32 = 1_000_000;

/// What a run does, how long, and where.
pub struct Options {
    /// The release folder: the program, and its site beside it.
    pub release: PathBuf,
    /// Where databases are made: on the disk that is to be measured.
    pub work: PathBuf,
    /// Where the dated file goes; nowhere in a short run.
    pub out: Option<PathBuf>,
    /// The date in its name.
    pub date: String,
    /// How long each load lasts.
    pub length: Duration,
    /// How many people the larger database holds.
    pub people: u32,
    /// Connections of each load.
    pub connections: usize,
    /// How long to wait for the machine to come to rest before each load.
    pub patience: Duration,
    /// Whether sign-ins alone are measured.
    pub sign_ins_only: bool,
    /// Whether organisations alone are measured.
    pub organisations_only: bool,
    /// An empty database on PostgreSQL, if there is one.
    pub postgres: Option<String>,
}

impl Options {
    /// Reads them.
    ///
    /// # Errors
    /// What is not understood.
    pub fn parse(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self {
            release: PathBuf::from("target/release-folder/care-identity"),
            work: PathBuf::from("target/bench"),
            out: Some(PathBuf::from("docs/benchmarks")),
            date: clock::today(),
            length: Duration::from_secs(10),
            people: PEOPLE,
            connections: 32,
            patience: Duration::from_secs(15),
            sign_ins_only: false,
            organisations_only: false,
            postgres: std::env::var("TEST_DATABASE_URL").ok(),
        };
        let mut arguments = arguments.iter();
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().context(&format!("{name} needs a value"));
            match name.as_str() {
                "--full" => options.people = PEOPLE_IN_FULL,
                "--short" => {
                    options.people = 2_000;
                    options.length = Duration::from_secs(2);
                    options.patience = Duration::from_secs(2);
                    options.out = None;
                }
                "--sign-ins" => {
                    options.sign_ins_only = true;
                    options.out = None;
                }
                "--organisations" => {
                    options.organisations_only = true;
                    options.out = None;
                }
                "--release" => options.release = value()?.into(),
                "--work" => options.work = value()?.into(),
                "--out" => options.out = Some(value()?.into()),
                "--date" => options.date = date(value()?)?,
                "--people" => options.people = number(name, value()?)?,
                "--seconds" => options.length = Duration::from_secs(number(name, value()?)?),
                "--connections" => options.connections = number(name, value()?)?,
                _ => return Err(Failure::new(format!("`{name}` is not an option of this. {USAGE}"))),
            }
        }
        // A person signs in once in 30 seconds, and the least that is compared is a hundred people.
        if options.people < 1_000 || options.connections == 0 || options.length.is_zero() {
            return Err(Failure::new("it takes 1000 people, a connection and a second at the least"));
        }
        Ok(options)
    }
}

/// The options, for people. In a file of its own, which `cargo xtask bench --help` shows before anything is built.
pub const USAGE: &str = include_str!("usage.txt").trim_ascii_end();

fn number<T: std::str::FromStr<Err: std::fmt::Display>>(name: &str, text: &str) -> Outcome<T> {
    text.parse().context(&format!("{name} takes a number, not `{text}`"))
}

/// It becomes the name of a file.
fn date(text: &str) -> Outcome<String> {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (shape == "0000-00-00").then(|| text.to_owned()).context("--date takes a day such as 2026-03-22")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_cannot_lead_out_of_the_folder() {
        assert_eq!(date("2026-03-22").unwrap(), "2026-03-22");
        assert!(date("../../2026").is_err() && date("2026-3-22").is_err());
    }
}
