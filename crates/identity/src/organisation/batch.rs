//! Records of a file with all that follows from them alone. It is worked out on a thread that reads ahead, so that a
//! transaction has nothing to do but to merge and to write.

use std::{
    collections::HashMap,
    io::{self, BufRead},
    thread::{self, JoinHandle},
};

use tokio::sync::mpsc;

use super::{
    Organisation, index,
    records::{Records, Trail},
};

/// Records of a transaction: a block of numbers. With fewer, a first import writes each row of the terms more than once. It keeps
/// others from writing for two thirds of a second at the most.
pub const BATCH: usize = 32_768;

/// An organisation and what names everything that is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    organisation: Organisation,
    digest: String,
}

impl Prepared {
    /// What is said.
    #[must_use]
    pub const fn organisation(&self) -> &Organisation {
        &self.organisation
    }

    /// [`Organisation::digest`].
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What is said, to go on with.
    #[must_use]
    pub fn into_organisation(self) -> Organisation {
        self.organisation
    }
}

impl From<Organisation> for Prepared {
    fn from(organisation: Organisation) -> Self {
        Self { digest: organisation.digest(), organisation }
    }
}

/// Records, and which of them each term finds, by their places.
#[derive(Default)]
pub struct Batch {
    pub(super) records: Vec<Prepared>,
    pub(super) terms: HashMap<String, Vec<usize>>,
}

impl Batch {
    /// How many records.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether it has none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// By which all others name them, in the order of the file.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        self.records.iter().map(|record| record.organisation.code.to_string()).collect()
    }

    fn add(&mut self, organisation: Organisation) {
        let place = self.records.len();
        for term in index::whole_terms(&organisation) {
            self.terms.entry(term).or_default().push(place);
        }
        self.records.push(organisation.into());
    }
}

impl From<Vec<Organisation>> for Batch {
    fn from(organisations: Vec<Organisation>) -> Self {
        let mut batch = Self::default();
        organisations.into_iter().for_each(|organisation| batch.add(organisation));
        batch
    }
}

/// A thread that reads ahead: it waits with one batch in hand while another waits to be taken, so that memory stays flat.
pub struct ReadAhead {
    batches: mpsc::Receiver<Batch>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl ReadAhead {
    /// Reads the good records after the first `done` of them, as long as they are those that were checked. Ends early when it is
    /// dropped.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn begin<R: BufRead + Send + 'static>(records: Records<R>, done: u64, checked: Trail) -> io::Result<Self> {
        let (sender, batches) = mpsc::channel(1);
        let read = move || read(records, done, &checked, &sender);
        let thread = thread::Builder::new().name("organisations".into()).spawn(read)?;
        Ok(Self { batches, thread: Some(thread) })
    }

    /// The next records; `None` after the last.
    ///
    /// # Errors
    /// When the file could not be read to its end, or is not what it was when it was checked.
    pub async fn next(&mut self) -> io::Result<Option<Batch>> {
        if let Some(batch) = self.batches.recv().await {
            return Ok(Some(batch));
        }
        // It has ended, or nearly so: nobody holds the other end any more.
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(None),
            Some(Ok(read)) => read.map(|()| None),
            Some(Err(_)) => Err(io::Error::other("the thread that reads it broke off")),
        }
    }
}

fn read<R: BufRead>(
    mut records: Records<R>,
    done: u64,
    checked: &Trail,
    sender: &mpsc::Sender<Batch>,
) -> io::Result<()> {
    let (mut passed, mut batch) = (0_u64, Batch::default());
    while let Some(read) = records.next_record()? {
        let Ok(organisation) = read.outcome else { continue };
        passed += 1;
        if passed > done {
            batch.add(organisation);
        }
        if passed.is_multiple_of(BATCH as u64) {
            checked.compare(passed, &records)?;
            if !batch.is_empty() && sender.blocking_send(std::mem::take(&mut batch)).is_err() {
                return Ok(());
            }
        }
    }
    checked.compare_end(&records)?;
    if !batch.is_empty() {
        let _ = sender.blocking_send(batch);
    }
    Ok(())
}
