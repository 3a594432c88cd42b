//! Takes a checked file in, batch after batch. One thread reads ahead while the database writes, two batches at the most, so
//! that memory stays flat.

use std::{
    fs::File,
    io::{self, BufReader},
};

use identity::{
    actor::Actor,
    organisation::{Organisation, Tally, import, records::Records},
    service::Service,
};
use time::Date;
use tokio::sync::mpsc;

use super::{file::Checked, progress::Progress};
use crate::failure::Failure;

type Batch = Vec<Organisation>;

/// Imports it; answers what that did, an earlier part of the same import with it.
pub(super) async fn take(service: &Service, file: Checked, today: Date) -> Result<Tally, Failure> {
    let mut import = import::begin(service, &file.id, &file.name(), file.source).await?;
    let mut progress = Progress::new(file.name(), file.good, import.done);
    let (name, done) = (file.name(), import.done);
    let (sender, mut batches) = mpsc::channel::<Batch>(1);
    let reader = tokio::task::spawn_blocking(move || read(&file, today, done, &sender));
    while let Some(batch) = batches.recv().await {
        import::batch(service, &mut import, batch).await?;
        progress.at(import.done);
    }
    progress.end();
    let read = reader.await.map_err(|error| Failure::failed(format!("{name}: reading broke off: {error}")))?;
    read.map_err(|error| {
        Failure::failed(format!("{name}: the file cannot be read: {error}. Run the command again to go on"))
    })?;
    import::finish(service, &Actor::Operator, &mut import).await?;
    Ok(import.tally)
}

/// Reads the good records after those that are dealt with. Ends early when nobody wants them any more.
fn read(file: &Checked, today: Date, done: u64, sender: &mpsc::Sender<Batch>) -> io::Result<()> {
    let mut records = Records::new(BufReader::with_capacity(1 << 16, File::open(&file.path)?), file.source, today);
    let mut passed = 0;
    let mut batch = Vec::with_capacity(import::BATCH);
    while let Some(read) = records.next_record()? {
        let Ok(organisation) = read.outcome else { continue };
        passed += 1;
        if passed <= done {
            continue;
        }
        batch.push(organisation);
        if batch.len() == import::BATCH
            && sender.blocking_send(std::mem::replace(&mut batch, Vec::with_capacity(import::BATCH))).is_err()
        {
            return Ok(());
        }
    }
    if !batch.is_empty() {
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}
