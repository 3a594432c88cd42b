//! The authenticator app on somebody's phone.

use identity::{registration::confirm_code::AppSetUp, time::Timestamp};
use secrecy::ExposeSecret as _;
use zeroize::Zeroizing;

/// An app that read the QR code.
#[derive(Clone)]
pub(crate) struct App {
    /// As the QR code says it.
    pub(crate) base32: String,
    pub(crate) secret: [u8; 20],
}

impl App {
    pub(crate) fn read(shown: &AppSetUp) -> Self {
        let url = shown.otpauth_url.expose_secret();
        let query = url.split_once('?').unwrap().1;
        let base32 = query.split('&').find_map(|pair| pair.strip_prefix("secret=")).unwrap().to_owned();
        let typed: String = shown.key.expose_secret().chars().filter(|letter| *letter != ' ').collect();
        assert_eq!(typed, base32, "the key to type is the one in the QR code");
        Self { secret: decode(&base32).try_into().unwrap(), base32 }
    }

    /// The code that the phone shows.
    pub(crate) fn code(&self, now: Timestamp) -> String {
        let secret = totp_rs::Secret::new_stack(*Zeroizing::new(self.secret));
        let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
        totp.generate(u64::try_from(now.seconds()).unwrap()).to_string()
    }

    /// Six digits that are the code of no step near now.
    pub(crate) fn wrong_code(&self, now: Timestamp) -> String {
        let near: Vec<String> =
            (-2..=2).map(|steps| self.code(Timestamp::from_micros(now.micros() + steps * 30_000_000))).collect();
        (0..10).map(|number| format!("{number:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// RFC 4648, 6, without padding.
fn decode(base32: &str) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let value = |letter| letters.iter().position(|known| *known == letter).unwrap();
    let bits: Vec<bool> =
        base32.bytes().flat_map(|letter| (0..5).rev().map(move |bit| value(letter) >> bit & 1 == 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | u8::from(*bit))).collect()
}
