//! Takes a checked file in, batch after batch: one thread reads ahead while the database writes.

use std::{fs::File, io::BufReader};

use identity::{
    actor::Actor,
    organisation::{Tally, batch::ReadAhead, import, records::Records},
    service::Service,
};
use time::Date;

use super::{file::Checked, progress::Progress};
use crate::failure::Failure;

/// Imports it; answers what that did, an earlier part of the same import with it.
pub(super) async fn take(service: &Service, file: Checked, today: Date) -> Result<Tally, Failure> {
    let mut import = import::begin(service, &file.id, &file.name(), file.source).await?;
    let mut progress = Progress::new(file.name(), file.trail.good(), import.done);
    let cannot = |error| {
        Failure::failed(format!("{}: the file cannot be read: {error}. Run the command again to go on", file.name()))
    };
    let opened = BufReader::with_capacity(1 << 16, File::open(&file.path).map_err(cannot)?);
    let records = Records::new(opened, file.source, today);
    let mut ahead = ReadAhead::begin(records, import.done, file.trail.clone()).map_err(cannot)?;
    while let Some(batch) = ahead.next().await.map_err(cannot)? {
        import::batch(service, &mut import, batch).await?;
        progress.at(import.done);
    }
    progress.end();
    import::finish(service, &Actor::Operator, &mut import).await?;
    Ok(import.tally)
}
