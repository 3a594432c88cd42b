//! `care-identity backup` and `restore`: the database in one file, whichever database it comes from or goes to.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter, ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use identity::time::Clock as _;
use store::backup::Summary;

use super::output;
use crate::{clock::SystemClock, config::Config, database::Database, failure::Failure, logging};

/// Writes a backup.
///
/// # Errors
/// When the file exists or cannot be written, or the database is away; no file is left then.
pub async fn backup(config: &Config, file: &Path) -> Result<(), Failure> {
    logging::start(config);
    let shown = file.display();
    let database = Database::connect(config).await?;
    // For this user only: every person's name is in it.
    let opened =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Failure::refused(format!(
                "{shown} exists already. Choose another name, so that no older backup is lost"
            )),
            _ => Failure::failed(format!("{shown} cannot be written: {error}")),
        })?;
    let written = write(&database, opened).await;
    if written.is_err() {
        let _ = fs::remove_file(file);
    }
    let summary = written?;
    output::line(format!("Wrote {shown}: {}.", told(&summary)));
    output::line(format!(
        "The master key file {} is not in it: keep a copy of that elsewhere.",
        config.master_key_file.display()
    ));
    Ok(())
}

async fn write(database: &Database, file: File) -> Result<Summary, Failure> {
    let mut writer = BufWriter::new(file);
    let summary = database.handle().backup(SystemClock.now(), &mut writer).await?;
    let file =
        writer.into_inner().map_err(|error| Failure::failed(format!("the backup cannot be written: {error}")))?;
    (&file)
        .flush()
        .and_then(|()| file.sync_all())
        .map_err(|error| Failure::failed(format!("the backup cannot be written: {error}")))?;
    Ok(summary)
}

/// Fills an empty database from a backup.
///
/// # Errors
/// When the database holds anything, or the file is not a whole backup; the database is as before then.
pub async fn restore(config: &Config, file: &Path) -> Result<(), Failure> {
    logging::start(config);
    let opened =
        File::open(file).map_err(|error| Failure::failed(format!("{} cannot be read: {error}", file.display())))?;
    let database = Database::connect(config).await?;
    database.migrate().await?;
    let summary = database.handle().restore(&mut BufReader::new(opened)).await?;
    output::line(format!("Restored {}, as of {}.", told(&summary), summary.created_at.rfc3339()));
    output::line(format!(
        "Put the master key file of that time at {}. Everybody signs in anew, with new sign-in links where one is needed. Then start the service.",
        config.master_key_file.display()
    ));
    Ok(())
}

fn told(summary: &Summary) -> String {
    let of = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let people = summary.rows.get("people").copied().unwrap_or_default();
    [of(summary.rows.values().sum(), "row", "rows"), of(people, "person", "people")].join(", ")
}
