//! One hash over the inputs of a step, so that a step whose inputs are unchanged is skipped.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{Context, Outcome};

/// Collects inputs in order.
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Begins with the program that runs the step: when it changes, so may what it writes.
    pub fn new(version: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(version);
        Self(hash)
    }

    /// Adds a file, or all files of a folder, by name and content. What is absent counts as absent.
    pub fn add(&mut self, root: &Path, path: &Path) -> Outcome {
        for file in files(path)? {
            let name = file.strip_prefix(root).unwrap_or(&file);
            let content = fs::read(&file).context(|| format!("cannot read {}", file.display()))?;
            self.0.update(name.to_string_lossy().as_bytes());
            self.0.update([0]);
            self.0.update((content.len() as u64).to_le_bytes());
            self.0.update(&content);
        }
        Ok(())
    }

    /// Adds a word.
    pub fn add_text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    /// The hash in hexadecimal digits.
    pub fn finish(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

/// The first 16 hexadecimal digits of SHA-256: what a served file is named by.
pub fn name_of(content: &[u8]) -> String {
    hexadecimal(&Sha256::digest(content)[..8])
}

/// Every file below `path` in a stable order; `path` itself when it is a file; none when it is absent.
pub fn files(path: &Path) -> Outcome<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        let entries = fs::read_dir(path).context(|| format!("cannot list {}", path.display()))?;
        for entry in entries {
            let entry = entry.context(|| format!("cannot list {}", path.display()))?;
            found.extend(files(&entry.path())?);
        }
    }
    found.sort();
    Ok(found)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(root: &Path) -> String {
        let mut fingerprint = Fingerprint::new("1");
        fingerprint.add(root, root).unwrap();
        fingerprint.finish()
    }

    #[test]
    fn a_changed_a_renamed_and_a_new_file_each_change_the_fingerprint() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        let first = of(folder.path());
        assert_eq!(first, of(folder.path()));
        fs::write(folder.path().join("a"), "2").unwrap();
        let changed = of(folder.path());
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        let renamed = of(folder.path());
        fs::write(folder.path().join("c"), "").unwrap();
        let added = of(folder.path());
        let all = std::collections::BTreeSet::from([first, changed, renamed, added]);
        assert_eq!(all.len(), 4);
    }
}
