//! The list of what was wrong, for a spreadsheet: file, line, reason, record. Made anew each time, and only when there is
//! something to list; that of an earlier run goes.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _},
    path::{Path, PathBuf},
};

use identity::{csv, organisation::row::Fault};

use crate::failure::Failure;

/// How much of a record is repeated.
const LONGEST: usize = 2_000;
/// The first line, by which a list of ours is known.
const HEAD: &str = "file,line,reason,record";

/// The list.
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    count: u64,
}

impl Rejects {
    /// A list that is not there yet. None of the files to import may be in its place: it would be emptied.
    pub(super) fn at(path: &Path, files: &[PathBuf]) -> Result<Self, Failure> {
        let place = path.canonicalize().ok();
        if let Some(file) = files.iter().find(|file| place.is_some() && file.canonicalize().ok() == place) {
            return Err(Failure::usage(format!(
                "--rejects: {} is a file to import. Name another one for what is wrong",
                file.display()
            )));
        }
        Ok(Self { path: path.to_owned(), file: None, count: 0 })
    }

    /// Adds a record.
    pub(super) fn add(&mut self, file: &Path, line: u64, fault: &Fault, record: &[u8]) -> Result<(), Failure> {
        self.count += 1;
        let record = String::from_utf8_lossy(record.get(..LONGEST).unwrap_or(record));
        let columns = [file.display().to_string(), line.to_string(), fault.to_string(), record.into_owned()];
        self.write(&columns).map_err(|error| self.cannot(&error))
    }

    fn write(&mut self, columns: &[String; 4]) -> io::Result<()> {
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(&self.path)?);
            writeln!(file, "{HEAD}")?;
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(csv::row(&columns.each_ref().map(String::as_str)).as_bytes())
    }

    /// Writes the last of it; answers how many there are. When there are none, an earlier list says what is no more.
    pub(super) fn finish(mut self) -> Result<u64, Failure> {
        let ended = match &mut self.file {
            Some(file) => file.flush(),
            None if is_list(&self.path) => fs::remove_file(&self.path),
            None => Ok(()),
        };
        ended.map_err(|error| self.cannot(&error))?;
        Ok(self.count)
    }

    fn cannot(&self, error: &io::Error) -> Failure {
        Failure::failed(format!("{} cannot be written: {error}. Name another file with --rejects", self.path.display()))
    }
}

/// Whether a list of ours is there.
fn is_list(path: &Path) -> bool {
    if !path.is_file() {
        return false;
    }
    let mut head = String::new();
    let read = File::open(path).and_then(|file| BufReader::new(file.take(HEAD.len() as u64 + 1)).read_line(&mut head));
    read.is_ok() && head.strip_suffix('\n') == Some(HEAD)
}
