//! The file of the master keys: one base64 key of 32 bytes a line, the current one first, `#` for comments.
//!
//! It is made at the first start when absent, readable by its owner only, and never half written: a temporary file is
//! filled, flushed to disk and then given its name in one step. When two servers start at once, both use the file of
//! whoever was first.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use identity::{
    keys::Keyring,
    random::{self, Random},
};
use zeroize::Zeroizing;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// Others may read it.
    #[error("other users of this machine may read the master key file {path}. Run: chmod 600 {path}")]
    Readable {
        /// The file.
        path: String,
    },
    /// It is not as it should be. What the line holds is not shown.
    #[error(
        "line {line} of the master key file {path} is not a key: each line holds 32 bytes in base64, or begins with #"
    )]
    NotAKey {
        /// The file.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// It holds no key at all.
    #[error(
        "the master key file {path} holds no key. Restore it from your copy; without it the secrets in the database are lost"
    )]
    Empty {
        /// The file.
        path: String,
    },
    /// The file system refused.
    #[error("the master key file {path} cannot be {verb}: {source}")]
    Io {
        /// The file.
        path: String,
        /// `read` or `written`.
        verb: &'static str,
        /// In the operating system's words.
        source: io::Error,
    },
}

type Key = Zeroizing<[u8; 32]>;

/// The keys of a file.
pub struct MasterKeys {
    current: Key,
    older: Vec<Key>,
}

impl MasterKeys {
    /// Reads the file, or makes it when there is none.
    ///
    /// # Errors
    /// When others may read it, when it is not a key file, or when the file system refuses.
    pub fn open_or_create(path: &Path, random: &dyn Random) -> Result<Self, MasterKeyError> {
        if !path.exists() {
            let keys = Self { current: fresh(random), older: Vec::new() };
            let temporary = keys.write_beside(path, random).map_err(|source| io_error(path, "written", source))?;
            // A second name for the finished file fails when the name is taken, unlike renaming.
            let named = fs::hard_link(&temporary, path);
            fs::remove_file(&temporary).map_err(|source| io_error(path, "written", source))?;
            match named {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(io_error(path, "written", error));
                }
                _ => sync_folder(path).map_err(|source| io_error(path, "written", source))?,
            }
        }
        Self::open(path)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When there is none, when others may read it, or when it is not a key file.
    pub fn open(path: &Path) -> Result<Self, MasterKeyError> {
        let shown = || path.display().to_string();
        let metadata = fs::metadata(path).map_err(|source| io_error(path, "read", source))?;
        if metadata.permissions().mode() & 0o077 != 0 {
            return Err(MasterKeyError::Readable { path: shown() });
        }
        let text = fs::read_to_string(path).map(Zeroizing::new).map_err(|source| io_error(path, "read", source))?;
        let mut keys = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                keys.push(parse(line).ok_or_else(|| MasterKeyError::NotAKey { path: shown(), line: index + 1 })?);
            }
        }
        let mut keys = keys.into_iter();
        let current = keys.next().ok_or_else(|| MasterKeyError::Empty { path: shown() })?;
        Ok(Self { current, older: keys.collect() })
    }

    /// Puts a new key first and writes the file anew; the old keys stay, so that what they sealed still opens.
    ///
    /// # Errors
    /// When the file system refuses; the file is then as before.
    pub fn rotate(mut self, path: &Path, random: &dyn Random) -> Result<Self, MasterKeyError> {
        let old = std::mem::replace(&mut self.current, fresh(random));
        self.older.insert(0, old);
        self.replace(path, random)?;
        Ok(self)
    }

    /// For the domain.
    #[must_use]
    pub fn keyring(&self) -> Keyring {
        Keyring::new(*self.current, self.older.iter().map(|key| **key))
    }

    /// The ids of all keys.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.all().map(|key| Keyring::new(**key, []).current_id().to_owned()).collect()
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.older)
    }

    fn replace(&self, path: &Path, random: &dyn Random) -> Result<(), MasterKeyError> {
        let written = || {
            let temporary = self.write_beside(path, random)?;
            fs::rename(&temporary, path)?;
            sync_folder(path)
        };
        written().map_err(|source| io_error(path, "written", source))
    }

    /// Writes a temporary file in the same folder and flushes it.
    fn write_beside(&self, path: &Path, random: &dyn Random) -> io::Result<PathBuf> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}", random::encode(&random::bytes::<8>(random))));
        let temporary = PathBuf::from(name);
        let mut text = Zeroizing::new(String::from(
            "# Master keys of Care Identity Management, the current one first. Keep a copy where the database's copies are not.\n",
        ));
        for key in self.all() {
            text.push_str(&Zeroizing::new(STANDARD.encode(key.as_slice())));
            text.push('\n');
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(temporary)
    }
}

fn fresh(random: &dyn Random) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    random.fill(key.as_mut_slice());
    key
}

fn parse(line: &str) -> Option<Key> {
    let bytes = Zeroizing::new(STANDARD.decode(line).ok()?);
    let mut key = Zeroizing::new([0; 32]);
    (bytes.len() == key.len()).then(|| {
        key.copy_from_slice(&bytes);
        key
    })
}

/// A name survives a power cut once its folder is flushed.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn io_error(path: &Path, verb: &'static str, source: io::Error) -> MasterKeyError {
    MasterKeyError::Io { path: path.display().to_string(), verb, source }
}
