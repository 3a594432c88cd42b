//! Takes a checked file in, batch after batch: one thread reads ahead while the database writes.

use std::{
    fmt::Display,
    fs::File,
    io::{self, BufReader},
};

use identity::{
    actor::Actor,
    organisation::{Tally, batch::ReadAhead, import, records::Records},
    service::{Service, Unexpected},
};
use time::Date;

use super::{file::Checked, progress::Progress};
use crate::failure::Failure;

/// Imports it; answers what that did, an earlier part of the same import with it.
pub(super) async fn take(service: &Service, file: Checked, today: Date) -> Result<Tally, Failure> {
    let cut_off = |error: &dyn Display| {
        Failure::failed(format!("{}: {error}. What is in stays. Run the command again to go on", file.name()))
    };
    let refused = |error: Unexpected| cut_off(&error);
    let cannot = |error: io::Error| cut_off(&format_args!("the file cannot be read: {error}"));
    let (actor, named) = (Actor::Operator, (&*file.name(), file.source));
    let mut import = import::begin(service, &actor, &file.id, named).await.map_err(refused)?;
    let mut progress = Progress::importing(file.name(), file.trail.good(), import.done);
    let opened = BufReader::with_capacity(1 << 16, File::open(&file.path).map_err(cannot)?);
    let records = Records::new(opened, file.source, today);
    let mut ahead = ReadAhead::begin(records, import.done, file.trail.clone()).map_err(cannot)?;
    while let Some(batch) = ahead.next().await.map_err(cannot)? {
        import::batch(service, &mut import, batch).await.map_err(refused)?;
        progress.at(import.done);
    }
    drop(progress);
    import::finish(service, &actor, &mut import).await.map_err(refused)?;
    Ok(import.tally)
}
