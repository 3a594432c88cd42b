//! Codes of an authenticator app (RFC 6238): SHA-1, six digits, thirty seconds, because Microsoft Authenticator computes no others.
//!
//! One step either side of now is accepted: phones run a little fast or slow. ASVS 6.5.5 would rather have none; the deviation is known.

use std::fmt;

use secrecy::SecretString;
use subtle::{ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::typed::separates;

/// The secret's length: 160 bits (RFC 4226 4 R6).
pub const SECRET_BYTES: usize = 20;
/// The length of a step in seconds.
pub const STEP_SECONDS: i64 = 30;
/// Digits in a code.
const DIGITS: usize = 6;
/// Steps before and after now that are accepted.
const SKEW: i64 = 1;
/// Far more than a code with spaces in it; longer input is not looked at.
const MAX_INPUT_BYTES: usize = 64;
/// Beyond this QR codes become too dense for old phone cameras.
const MAX_LABEL_PART: usize = 254;

/// The secret that server and app share. Wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl Secret {
    /// From 20 random bytes, or from what the store decrypted.
    #[must_use]
    pub fn from_bytes(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From what the keyring opened; `None` when it has another length.
    #[must_use]
    pub fn from_opened(bytes: &[u8]) -> Option<Self> {
        Some(Self::from_bytes(bytes.try_into().ok()?))
    }

    /// For encryption at rest, and for nothing else.
    #[must_use]
    pub fn expose_bytes(&self) -> &[u8; SECRET_BYTES] {
        &self.0
    }

    /// The key to type by hand: base32 in groups of four, `ABCD EFGH ...`. Apps ignore the spaces.
    #[must_use]
    pub fn grouped_base32(&self) -> SecretString {
        let base32 = Zeroizing::new(totp_rs::Secret::new_stack(*self.0).to_base32());
        let mut grouped = Zeroizing::new(String::with_capacity(base32.len() * 2));
        for (at, letter) in base32.char_indices() {
            if at > 0 && at % 4 == 0 {
                grouped.push(' ');
            }
            grouped.push(letter);
        }
        SecretString::from(grouped.as_str())
    }

    /// What the QR code says, and the link for a browser on the phone itself: `otpauth://totp/Issuer:account?secret=..&issuer=..`
    /// (Key URI format). Algorithm, digits and period are left out: they are the format's defaults.
    ///
    /// # Errors
    /// A part that apps could not show or would split in the wrong place.
    pub fn otpauth_url(&self, issuer: &str, account: &str) -> Result<SecretString, LabelError> {
        check_label_part(issuer)?;
        check_label_part(account)?;
        let builder = totp_rs::Builder::new().with_secret(totp_rs::Secret::new_stack(*self.0));
        let totp = builder.with_issuer(Some(issuer)).with_account_name(account).build_noncompliant();
        totp.to_url().map(SecretString::from).map_err(|_| LabelError::Colon)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Why a part of the label on the phone is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Nothing, or only white space.
    #[error("the label is empty")]
    Empty,
    /// A colon, which separates the two parts.
    #[error("the label contains a colon")]
    Colon,
    /// A control character.
    #[error("the label contains a control character")]
    ControlCharacter,
    /// Over 254 bytes.
    #[error("the label is longer than {MAX_LABEL_PART} bytes")]
    TooLong,
}

/// Whether a text can stand in the label: configuration checks the service's name with it at start.
///
/// # Errors
/// The first fault found.
pub fn check_label_part(part: &str) -> Result<(), LabelError> {
    if part.trim().is_empty() {
        Err(LabelError::Empty)
    } else if part.len() > MAX_LABEL_PART {
        Err(LabelError::TooLong)
    } else if part.contains(':') {
        Err(LabelError::Colon)
    } else if part.chars().any(char::is_control) {
        Err(LabelError::ControlCharacter)
    } else {
        Ok(())
    }
}

/// A code as typed: six ASCII digits. Wiped when dropped.
#[derive(Clone)]
pub struct Code(Zeroizing<[u8; DIGITS]>);

/// Why a text cannot be a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Nothing, or only white space.
    #[error("the code is empty")]
    Empty,
    /// Something else than the digits 0 to 9.
    #[error("the code has something else than digits")]
    NotDigits,
    /// Fewer or more than six.
    #[error("the code does not have {DIGITS} digits")]
    WrongLength,
}

impl Code {
    /// Reads a code. What stands between digits is ignored, because apps show `123 456`.
    ///
    /// # Errors
    /// What the page can say about it.
    pub fn parse(input: &str) -> Result<Self, CodeError> {
        if input.len() > MAX_INPUT_BYTES {
            return Err(CodeError::WrongLength);
        }
        let mut digits = Zeroizing::new([0; DIGITS]);
        let mut count = 0;
        for c in input.chars().filter(|c| !separates(*c)) {
            let digit = u8::try_from(c).ok().filter(u8::is_ascii_digit).ok_or(CodeError::NotDigits)?;
            if let Some(place) = digits.get_mut(count) {
                *place = digit;
            }
            count += 1;
        }
        match count {
            0 => Err(CodeError::Empty),
            DIGITS => Ok(Self(digits)),
            _ => Err(CodeError::WrongLength),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// The step that a code belongs to, when it is right, near enough to now, and later than the last one used.
///
/// `now_seconds` is Unix time in seconds. Of two steps that fit, the later one is returned: otherwise the same code would pass once
/// more (failure 1). The caller stores the step by `UPDATE .. WHERE last_step < $1`: only that makes it single use
/// (RFC 6238 5.2). Every step is computed and compared in constant time, whatever fits.
#[must_use]
pub fn matching_step(secret: &Secret, code: &Code, now_seconds: i64, last_step: Option<i64>) -> Option<i64> {
    const NONE: i64 = -1;
    let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::new_stack(*secret.0)).build_noncompliant();
    let now = now_seconds.div_euclid(STEP_SECONDS);
    let mut found = NONE;
    for step in (now - SKEW..=now + SKEW).filter(|&step| step >= 0) {
        let fits = code_at(&totp, step).as_bytes().ct_eq(code.0.as_slice());
        found.conditional_assign(&step, fits);
    }
    (found != NONE && last_step.is_none_or(|last| found > last)).then_some(found)
}

fn code_at(totp: &totp_rs::Totp, step: i64) -> Zeroizing<String> {
    let seconds = u64::try_from(step.saturating_mul(STEP_SECONDS)).unwrap_or(0);
    Zeroizing::new(totp.generate(seconds).to_string())
}

#[cfg(test)]
mod tests;
