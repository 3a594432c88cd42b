//! One record, several after each other, or a list of them: cut out of the stream one by one, so that memory stays flat
//! and a broken one spoils no other.

use std::io::{self, BufRead};

/// The longest record: real ones have some 10 kB.
pub const LONGEST_RECORD: usize = 1024 * 1024;

/// Cuts records out of a stream: the objects that are the value of `Organisation`, or members of a list.
pub struct Cutter<R> {
    reader: R,
    line: u64,
    /// What is open around the present place: `{` or `[`.
    open: Vec<u8>,
    /// The last text outside of records: a key, when a colon follows.
    text: Vec<u8>,
    is_value_of_organisation: bool,
    position: u64,
}

/// A record as it stands in the stream.
pub struct Cut {
    /// The line where it begins, from 1.
    pub line: u64,
    /// Its bytes; `None` when it is too long.
    pub bytes: Option<Vec<u8>>,
}

impl<R: BufRead> Cutter<R> {
    /// From the beginning of a stream.
    pub fn new(reader: R) -> Self {
        Self { reader, line: 1, open: Vec::new(), text: Vec::new(), is_value_of_organisation: false, position: 0 }
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// The next record.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        while let Some(byte) = self.byte()? {
            match byte {
                b'"' => {
                    let mut text = Vec::new();
                    self.text_until_quote(&mut |byte| {
                        if text.len() < 20 {
                            text.push(byte);
                        }
                    })?;
                    self.text = text;
                }
                b':' => self.is_value_of_organisation = self.text == b"Organisation",
                b'{' if self.is_value_of_organisation || self.open.last() == Some(&b'[') => {
                    self.is_value_of_organisation = false;
                    return self.object().map(Some);
                }
                b'{' | b'[' if self.open.len() < 64 => self.open.push(byte),
                b'}' | b']' => {
                    self.open.pop();
                }
                b',' => self.is_value_of_organisation = false,
                _ => {}
            }
        }
        Ok(None)
    }

    /// The rest of an object whose brace was read.
    fn object(&mut self) -> io::Result<Cut> {
        let line = self.line;
        let mut bytes = Some(vec![b'{']);
        let mut depth = 1_usize;
        while depth > 0 {
            let Some(byte) = self.byte()? else { break };
            keep(&mut bytes, byte);
            match byte {
                b'"' => {
                    let kept = &mut bytes;
                    self.text_until_quote(&mut |byte| keep(kept, byte))?;
                    keep(&mut bytes, b'"');
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        Ok(Cut { line, bytes })
    }

    /// The rest of a text whose first quote was read, without the last one.
    fn text_until_quote(&mut self, take: &mut dyn FnMut(u8)) -> io::Result<()> {
        let mut is_escaped = false;
        while let Some(byte) = self.byte()? {
            if byte == b'"' && !is_escaped {
                return Ok(());
            }
            is_escaped = byte == b'\\' && !is_escaped;
            take(byte);
        }
        Ok(())
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let Some(byte) = self.reader.fill_buf()?.first().copied() else { return Ok(None) };
        self.reader.consume(1);
        self.position += 1;
        self.line += u64::from(byte == b'\n');
        Ok(Some(byte))
    }
}

fn keep(bytes: &mut Option<Vec<u8>>, byte: u8) {
    match bytes {
        Some(kept) if kept.len() < LONGEST_RECORD => kept.push(byte),
        _ => *bytes = None,
    }
}
