//! The name of a request: in every log line of it, in `x-request-id`, and on error pages as the "Error Response ID".
//! It is ours alone; what a client sends under that header is not believed.

use std::{fmt, sync::Arc};

/// Crockford's base32: no letter can be taken for a digit when it is read out on the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Random bytes that a name is made of.
pub const BYTES: usize = 10;

/// The name of a request, such as `7K3FQ-9XM2T`: 50 random bits. A request extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// From random bytes.
    #[must_use]
    pub fn new(bytes: [u8; BYTES]) -> Self {
        let letter = |byte: u8| char::from(ALPHABET[usize::from(byte % 32)]);
        let (first, second) = bytes.split_at(BYTES / 2);
        let mut text: String = first.iter().copied().map(letter).collect();
        text.push('-');
        text.extend(second.iter().copied().map(letter));
        Self(text.into())
    }

    /// As people read it out.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
