//! What a command answers, on standard output; what only a person needs to be told, beside it.

use std::io::{self, Write as _};

/// Writes a line. A reader that has gone away (`| head`) is no failure.
pub fn line(text: impl AsRef<str>) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{}", text.as_ref());
}

/// Tells whoever reads along that there is nothing to list: what a program reads stays empty.
pub fn none(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
