//! Mail into a folder, one `.eml` a message: for demonstrations and tests. It holds codes, so only its owner may look in.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use lettre::Message;

use super::SendError;

/// Mail as files, for demonstrations and tests: nothing leaves the machine.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes the folder when there is none.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn create(path: &Path) -> Result<Self, String> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map(|()| Self(path.to_owned()))
            .map_err(|error| format!("the folder for mail {} cannot be made: {error}", path.display()))
    }

    /// Writes the message beside and gives it its name in one step, so that nobody reads half of it. The same message again
    /// takes the place of the first.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn send(&self, name: &str, message: &Message) -> Result<(), SendError> {
        self.write(name, &message.formatted())
            .map_err(|error| SendError::Passing(format!("{}: {error}", self.0.display())))
    }

    fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        let temporary = self.0.join(format!(".{name}.new"));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&temporary, self.0.join(name))
    }
}
