//! Which browsers may ask: each pairing is a secret that one browser keeps for one origin. Here only its digest is kept.

use std::{fs, io, path::PathBuf, sync::Mutex};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::{clock, random, secret::Secret, system};

/// Browsers that one origin may have at a time: the oldest makes room.
const MOST_OF_ONE_ORIGIN: usize = 16;

/// One browser of one origin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// The page's origin.
    pub origin: String,
    /// SHA-256 of the secret.
    digest: [u8; 32],
    /// When the person allowed it: seconds since 1970.
    pub made: i64,
}

/// All of them, in one file that only the person can read. It is read anew each time, so that `pairings remove` holds at once.
#[derive(Debug)]
pub struct Pairings {
    path: PathBuf,
    writing: Mutex<()>,
}

impl Pairings {
    /// Those of this file, which need not be there.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, writing: Mutex::new(()) }
    }

    /// All, the oldest first.
    ///
    /// # Errors
    /// When the file cannot be read, or is not one of ours.
    pub fn list(&self) -> io::Result<Vec<Pairing>> {
        match fs::read(&self.path) {
            Ok(content) => Ok(serde_json::from_slice(&content)?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Whether this secret was given to this origin. A secret of another origin is no secret here.
    #[must_use]
    pub fn knows(&self, origin: &str, secret: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
        let pairings = self.list().unwrap_or_else(|error| {
            tracing::error!(%error, "{} cannot be read: no page is paired", self.path.display());
            Vec::new()
        });
        pairings.iter().any(|it| it.origin == origin && bool::from(it.digest.ct_eq(&digest)))
    }

    /// Makes one.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&self, origin: &str) -> io::Result<Secret> {
        let secret = random::token();
        let digest = Sha256::digest(secret.expose().as_bytes()).into();
        self.change(|pairings| {
            pairings.push(Pairing { origin: origin.to_owned(), digest, made: clock::now() });
            let too_many = pairings.iter().filter(|it| it.origin == origin).count().saturating_sub(MOST_OF_ONE_ORIGIN);
            for _ in 0..too_many {
                if let Some(oldest) = pairings.iter().position(|it| it.origin == origin) {
                    pairings.remove(oldest);
                }
            }
        })?;
        Ok(secret)
    }

    /// Forgets all of an origin, or all; says how many there were.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn remove(&self, origin: Option<&str>) -> io::Result<usize> {
        let mut removed = 0;
        self.change(|pairings| {
            let before = pairings.len();
            pairings.retain(|it| origin.is_some_and(|origin| it.origin != origin));
            removed = before - pairings.len();
        })?;
        Ok(removed)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Pairing>)) -> io::Result<()> {
        let _writing = self.writing.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut pairings = self.list()?;
        change(&mut pairings);
        system::write_private(&self.path, &serde_json::to_vec_pretty(&pairings)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "https://id.example";
    const THERE: &str = "https://other.example";

    fn pairings() -> (tempfile::TempDir, Pairings) {
        let folder = tempfile::tempdir().unwrap();
        let pairings = Pairings::new(folder.path().join("pairings.json"));
        (folder, pairings)
    }

    #[test]
    fn a_secret_is_good_for_its_origin_only() {
        let (_folder, pairings) = pairings();
        let secret = pairings.add(HERE).unwrap();
        pairings.add(THERE).unwrap();
        assert!(pairings.knows(HERE, secret.expose()));
        assert!(!pairings.knows(THERE, secret.expose()));
        assert!(!pairings.knows(HERE, ""));
    }

    #[test]
    fn the_file_holds_no_secret() {
        let (folder, pairings) = pairings();
        let secret = pairings.add(HERE).unwrap();
        let file = fs::read_to_string(folder.path().join("pairings.json")).unwrap();
        assert!(!file.contains(secret.expose()));
    }

    #[test]
    fn a_pairing_that_was_removed_is_over() {
        let (_folder, pairings) = pairings();
        let (here, there) = (pairings.add(HERE).unwrap(), pairings.add(THERE).unwrap());
        assert_eq!(pairings.remove(Some(HERE)).unwrap(), 1);
        assert!(!pairings.knows(HERE, here.expose()) && pairings.knows(THERE, there.expose()));
        assert_eq!(pairings.remove(None).unwrap(), 1);
        assert!(!pairings.knows(THERE, there.expose()));
    }

    #[test]
    fn the_oldest_browser_of_an_origin_makes_room() {
        let (_folder, pairings) = pairings();
        let other = pairings.add(THERE).unwrap();
        let first = pairings.add(HERE).unwrap();
        let second = pairings.add(HERE).unwrap();
        for _ in 1..MOST_OF_ONE_ORIGIN {
            pairings.add(HERE).unwrap();
        }
        assert!(!pairings.knows(HERE, first.expose()));
        assert!(pairings.knows(HERE, second.expose()) && pairings.knows(THERE, other.expose()));
    }

    #[test]
    fn a_file_that_is_not_ours_pairs_nobody() {
        let (folder, pairings) = pairings();
        fs::write(folder.path().join("pairings.json"), "{").unwrap();
        assert!(!pairings.knows(HERE, "x"));
        assert!(pairings.add(HERE).is_err());
    }
}
