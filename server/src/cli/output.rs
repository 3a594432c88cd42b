//! What a command answers, on standard output.

use std::io::{self, Write as _};

/// Writes a line. A reader that has gone away (`| head`) is no failure.
pub fn line(text: impl AsRef<str>) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", text.as_ref());
}
