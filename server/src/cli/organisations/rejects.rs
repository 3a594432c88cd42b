//! The list of what was wrong, for a spreadsheet: file, line, reason, record. Made anew each time, and only when there is
//! something to list.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use identity::organisation::row::Fault;

use crate::failure::Failure;

/// How much of a record is repeated.
const LONGEST: usize = 2_000;

/// The list.
pub(super) struct Rejects {
    path: PathBuf,
    file: Option<BufWriter<File>>,
    count: u64,
}

impl Rejects {
    /// A list that is not there yet.
    pub(super) fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), file: None, count: 0 }
    }

    /// Adds a record.
    pub(super) fn add(&mut self, file: &Path, line: u64, fault: &Fault, record: &[u8]) -> Result<(), Failure> {
        self.count += 1;
        let record = String::from_utf8_lossy(record.get(..LONGEST).unwrap_or(record));
        let columns = [file.display().to_string(), line.to_string(), fault.to_string(), record.into_owned()];
        self.write(&columns).map_err(|error| self.cannot(&error))
    }

    fn write(&mut self, columns: &[String]) -> io::Result<()> {
        if self.file.is_none() {
            let mut file = BufWriter::new(File::create(&self.path)?);
            writeln!(file, "file,line,reason,record")?;
            self.file = Some(file);
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        let quoted: Vec<String> = columns.iter().map(|text| quoted(text)).collect();
        writeln!(file, "{}", quoted.join(","))
    }

    /// Writes the last of it; answers how many there are.
    pub(super) fn finish(mut self) -> Result<u64, Failure> {
        if let Some(file) = &mut self.file {
            file.flush()
                .map_err(|error| Failure::failed(format!("{} cannot be written: {error}", self.path.display())))?;
        }
        Ok(self.count)
    }

    fn cannot(&self, error: &io::Error) -> Failure {
        Failure::failed(format!("{} cannot be written: {error}. Name another file with --rejects", self.path.display()))
    }
}

/// A column. What a spreadsheet would take for a formula is made a text (OWASP, CSV injection).
fn quoted(text: &str) -> String {
    let safe = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{safe}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stay_columns_and_no_formula_comes_through() {
        assert_eq!(quoted("a \"b\", c"), "\"a \"\"b\"\", c\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
