//! One record, several after each other, or a list of them: cut out of the stream one by one, so that memory stays flat
//! and a wrong one spoils no other. Where brackets or quotation marks do not match, nobody knows where a record ends: the whole stream
//! is torn.

use std::io::{self, BufRead};

/// The longest record: real ones have some 10 kB.
pub const LONGEST_RECORD: usize = 1024 * 1024;

/// Brackets within brackets around records: real ones have two.
const MOST_OPEN: usize = 64;

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
    /// The last byte outside of texts that is no space; the quotation mark after one.
    last: u8,
    /// A bracket or a quotation mark has none that belongs to it.
    is_torn: bool,
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
        Self {
            reader,
            line: 1,
            open: Vec::new(),
            text: Vec::new(),
            is_value_of_organisation: false,
            position: 0,
            last: b',',
            is_torn: false,
        }
    }

    /// How many bytes were read.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }

    /// Whether brackets and quotation marks did not match so far; after the last record: in the whole stream. Then records are
    /// missing that nobody can tell apart, as in a file that was not fetched to its end.
    #[must_use]
    pub const fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// The next record.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next_cut(&mut self) -> io::Result<Option<Cut>> {
        while let Some(byte) = self.byte()? {
            self.pass(byte);
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
                b'{' | b'[' => {
                    self.is_torn |= self.open.len() >= MOST_OPEN;
                    self.open.truncate(MOST_OPEN);
                    self.open.push(byte);
                }
                // In ASCII, a bracket's partner is two places after it.
                b'}' | b']' => self.is_torn |= self.open.pop() != Some(byte - 2),
                b',' => self.is_value_of_organisation = false,
                _ => {}
            }
        }
        self.is_torn |= !self.open.is_empty();
        Ok(None)
    }

    /// The rest of an object whose brace was read.
    fn object(&mut self) -> io::Result<Cut> {
        let line = self.line;
        let mut bytes = Some(vec![b'{']);
        let (mut braces, mut brackets) = (1_usize, 0_usize);
        while braces > 0 {
            let Some(byte) = self.byte()? else {
                self.is_torn = true;
                break;
            };
            keep(&mut bytes, byte);
            self.pass(byte);
            match byte {
                b'"' => {
                    let kept = &mut bytes;
                    self.text_until_quote(&mut |byte| keep(kept, byte))?;
                    keep(&mut bytes, b'"');
                }
                b'{' => braces += 1,
                b'}' => braces -= 1,
                b'[' => brackets += 1,
                b']' if brackets > 0 => brackets -= 1,
                b']' => self.is_torn = true,
                _ => {}
            }
        }
        self.is_torn |= brackets > 0;
        Ok(Cut { line, bytes })
    }

    /// The rest of a text whose first quote was read, without the last one. No text goes over the end of a line (RFC 8259 7).
    fn text_until_quote(&mut self, take: &mut dyn FnMut(u8)) -> io::Result<()> {
        let mut is_escaped = false;
        while let Some(byte) = self.byte()? {
            if byte == b'"' && !is_escaped {
                return Ok(());
            }
            is_escaped = byte == b'\\' && !is_escaped;
            self.is_torn |= byte == b'\n';
            take(byte);
        }
        self.is_torn = true;
        Ok(())
    }

    /// Passes a byte outside of texts. A text begins after a bracket, a comma or a colon (RFC 8259 2): after a mark that is missing,
    /// what stood outside is taken for texts, and does not.
    fn pass(&mut self, byte: u8) {
        self.is_torn |= byte == b'"' && !b"{[,:".contains(&self.last);
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
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
