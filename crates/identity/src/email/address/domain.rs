//! The part of an address after the `@`: what counts as a domain name, and when it may be shown in other letters than ASCII.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;

use super::EmailAddressError;

/// RFC 1035 2.3.4, in octets.
pub(super) const MAX_LABEL: usize = 63;

/// A domain name of two labels or more, in lower-case ASCII (UTS 46 strict; RFC 5890).
///
/// UTS 46 also maps full-width letters, circled letters, ligatures, other dots and the like to plain ones. Nobody types those, and
/// `ｎｈｓ.net` must not pass for `nhs.net` (failure 20): beyond letter case and NFC, what was typed must be what comes back.
pub(in crate::email) fn parse_domain(typed: &str) -> Result<String, EmailAddressError> {
    if typed.is_empty() {
        return Err(EmailAddressError::NoDomain);
    }
    if typed.ends_with('.') {
        return Err(EmailAddressError::TrailingDot);
    }
    let uts46 = Uts46::new();
    let ascii = uts46
        .to_ascii(typed.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, DnsLength::Ignore)
        .map_err(|_| EmailAddressError::DomainInvalid)?;
    let same_labels = typed.split('.').count() == ascii.split('.').count();
    let each_kept = typed.split('.').zip(ascii.split('.')).all(|(typed, ascii)| {
        let (back, valid) = uts46.to_unicode(ascii.as_bytes(), AsciiDenyList::STD3, Hyphens::Check);
        let plain: String = typed.nfc().flat_map(char::to_lowercase).nfc().collect();
        typed.is_ascii() || (valid.is_ok() && back == plain && ascii.starts_with("xn--"))
    });
    if !(same_labels && each_kept) {
        return Err(EmailAddressError::DomainInvalid);
    }
    if ascii.split('.').any(str::is_empty) {
        return Err(EmailAddressError::DomainDots);
    }
    if ascii.split('.').any(|label| label.len() > MAX_LABEL) {
        return Err(EmailAddressError::DomainLabelTooLong);
    }
    match ascii.rsplit_once('.') {
        None => Err(EmailAddressError::DomainSingleLabel),
        Some((_, last)) if last.bytes().all(|b| b.is_ascii_digit()) => Err(EmailAddressError::DomainNumeric),
        Some(_) => Ok(ascii.into_owned()),
    }
}

/// The Unicode form of a domain from [`parse_domain`] when each letter is plainly Latin, and the ASCII form otherwise.
pub(super) fn for_people(domain: &str) -> String {
    let safe = |label: &[char]| label.iter().all(|&c| is_plainly_latin(c));
    let (shown, valid) =
        Uts46::new()
            .to_user_interface(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::Check, |label, _, _| safe(label));
    if valid.is_ok() { shown.into_owned() } else { domain.to_owned() }
}

/// ASCII, or an ASCII letter with marks on it, or one of the few letters of western Europe that are neither.
fn is_plainly_latin(c: char) -> bool {
    let marked = || {
        let mut parts = std::iter::once(c).nfd();
        ('à'..='ž').contains(&c) && parts.next().is_some_and(|base| base.is_ascii_lowercase()) && parts.next().is_some()
    };
    c.is_ascii() || matches!(c, 'ß' | 'æ' | 'œ' | 'ø') || marked()
}
