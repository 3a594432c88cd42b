//! Randomness of the operating system.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// Random bytes.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system for randomness")]
#[expect(clippy::panic, reason = "secrets made of anything else would be worse than no answer")]
pub fn bytes<const N: usize>() -> Zeroizing<[u8; N]> {
    let mut bytes = Zeroizing::new([0; N]);
    if let Err(error) = getrandom::fill(&mut *bytes) {
        panic!("the operating system gives no random bytes: {error}");
    }
    bytes
}

/// 256 random bits as text.
pub fn token() -> Secret {
    Secret::from(BASE64_URL_SAFE_NO_PAD.encode(*bytes::<32>()))
}

/// What new keys are found by.
pub fn name() -> String {
    bytes::<8>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A key that unblocks a card: digits, which every card takes.
pub fn unblocking_key(length: usize) -> Secret {
    // 256 is no multiple of 10: bytes from 250 on would make small digits likelier.
    let digits =
        std::iter::repeat_with(|| bytes::<1>()[0]).filter(|&byte| byte < 250).map(|byte| char::from(b'0' + byte % 10));
    Secret::from(digits.take(length).collect::<String>())
}
