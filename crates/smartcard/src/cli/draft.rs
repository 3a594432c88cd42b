//! The file of a card that is being initialised. It is there before the card is touched and holds the unblocking key that the card
//! will have: whatever breaks off, the key is not lost, and the same command goes on.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    failure::Failure,
    module::{
        Modules,
        job::{Begun, Done, Job},
    },
    random,
    secret::Secret,
};

/// What the file holds until the card is prepared.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What tells the card.
    pub begun: Begun,
    /// What unblocks it.
    pub unblocking_key: Secret,
    /// What its keys are found by.
    pub name: String,
}

impl Draft {
    /// Makes the file for a card of this label; `true` with it, when an earlier try made it.
    ///
    /// # Errors
    /// When there is another file, or no blank card.
    pub async fn open(out: &Path, label: &str, modules: &Modules) -> Result<(Self, bool), Failure> {
        let told = |error: io::Error| Failure::failed(format!("{}: {error}", out.display()));
        let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(out) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let text = Zeroizing::new(fs::read(out).map_err(told)?);
                let draft = serde_json::from_slice::<Self>(&text).ok().filter(|draft| draft.begun.label == label);
                let there = || Failure::refused(format!("{} is there already", out.display()));
                return draft.map(|draft| (draft, true)).ok_or_else(there);
            }
            Err(error) => return Err(told(error)),
        };
        // Until the file is whole nothing is done, and nothing of it is needed.
        let made = match Self::new(label, modules).await {
            Ok(draft) => draft.write(&mut file).map_err(told).map(|()| draft),
            Err(failure) => Err(failure),
        };
        if made.is_err() {
            let _ = fs::remove_file(out);
        }
        Ok((made?, false))
    }

    async fn new(label: &str, modules: &Modules) -> Result<Self, Failure> {
        let Done::LongestKey(longest) = modules.first(|| Job::LongestKey).await? else {
            return Err(Failure::failed("the card's software answered something else"));
        };
        let others = modules.present().await.into_iter().flatten().flatten().collect();
        let begun = Begun { label: label.to_owned(), others };
        Ok(Self { begun, unblocking_key: random::unblocking_key(longest), name: random::name() })
    }

    fn write(&self, file: &mut fs::File) -> io::Result<()> {
        let text = Zeroizing::new(serde_json::to_vec_pretty(self)?);
        file.write_all(&text)?;
        file.sync_all()
    }
}
