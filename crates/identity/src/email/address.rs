//! One e-mail address, parsed so strictly that what was checked is what mail is sent to.
//!
//! Mail libraries accept much that people never type on purpose (quoted local parts, comments, source routes) and that has let
//! strangers past allow-lists. Only a dot-atom at a domain name passes (RFC 5321 4.1.2 without quoted strings and address literals).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::invisible::is_invisible;

mod domain;

pub(in crate::email) use domain::parse_domain;

use domain::{MAX_LABEL, for_people};

/// More than any address can have before its domain becomes ASCII; longer input is not looked at.
const MAX_INPUT_BYTES: usize = 1024;
/// RFC 5321 4.5.3.1.1, in octets.
const MAX_LOCAL_PART: usize = 64;
/// RFC 5321 4.5.3.1.3 less the angle brackets (RFC 3696 erratum 1690), in octets.
const MAX_ADDRESS: usize = 254;

/// Why a text is not an e-mail address that we accept: one variant for each thing that a page can explain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// Nothing, or only white space.
    #[error("the email address is empty")]
    Empty,
    /// Over 254 octets, with the domain in ASCII.
    #[error("the email address has more than {MAX_ADDRESS} characters")]
    TooLong,
    /// A control character, such as a line break, inside.
    #[error("the email address contains a control character")]
    ControlCharacter,
    /// A character that nobody can see or that turns the direction of writing: it comes with copied text, or to deceive.
    #[error("the email address contains an invisible character")]
    InvisibleCharacter,
    /// `Jane <jane@nhs.net>`.
    #[error("the email address has a name or angle brackets around it")]
    DisplayName,
    /// `"jane smith"@nhs.net`.
    #[error("the part before the @ is in quotation marks")]
    Quoted,
    /// `jane(work)@nhs.net`.
    #[error("the email address contains brackets")]
    Comment,
    /// `jane@[192.0.2.1]`.
    #[error("the email address names a network address")]
    AddressLiteral,
    /// A second `@`.
    #[error("there is more than one email address")]
    Several,
    /// A comma or a semicolon, often typed for the dot beside it.
    #[error("the email address contains a comma or a semicolon")]
    Comma,
    /// White space inside.
    #[error("the email address contains a space")]
    Space,
    /// No `@`.
    #[error("the email address has no @")]
    NoAtSign,
    /// Nothing before the `@`.
    #[error("there is nothing before the @")]
    NoLocalPart,
    /// Over 64 octets before the `@`.
    #[error("the part before the @ has more than {MAX_LOCAL_PART} characters")]
    LocalPartTooLong,
    /// A letter with an accent or of another script before the `@`: few mail servers can deliver to it (RFC 6531).
    #[error("the part before the @ has a character outside a to z, 0 to 9 and common signs")]
    LocalPartNotAscii,
    /// A sign that the part before the `@` may not have; `%` and `!` are refused because old relays read a route in them.
    #[error("the part before the @ contains {0:?}")]
    LocalPartCharacter(char),
    /// A dot at the start or the end of the part before the `@`, or two together.
    #[error("the part before the @ has a dot at an end, or two together")]
    LocalPartDots,
    /// Nothing after the `@`.
    #[error("there is nothing after the @")]
    NoDomain,
    /// A dot at the end, which DNS takes for the same name and an allow-list may not.
    #[error("the email address ends with a dot")]
    TrailingDot,
    /// A dot right after the `@`, or two together in the domain.
    #[error("the domain begins with a dot or has two together")]
    DomainDots,
    /// No dot in the domain.
    #[error("the domain has no dot")]
    DomainSingleLabel,
    /// Over 63 octets between two dots of the domain, in ASCII.
    #[error("a part of the domain has more than {MAX_LABEL} characters")]
    DomainLabelTooLong,
    /// The last part is a number: no such domain exists (RFC 3696 2), but IPv4 addresses look like that.
    #[error("the domain ends in a number")]
    DomainNumeric,
    /// Characters, hyphens or an encoding that no domain name has (UTS 46, strict).
    #[error("the domain is not a valid domain name")]
    DomainInvalid,
}

/// An e-mail address: local part as typed, domain in lower-case ASCII.
///
/// Two addresses are equal when they differ in letter case only: servers may treat the local part's case as meaningful
/// (RFC 5321 2.4), none that matters does, and two people must never share what looks like one address.
#[derive(Clone)]
pub struct EmailAddress {
    text: Box<str>,
    at: usize,
}

impl EmailAddress {
    /// Reads exactly one address. ASCII white space around it is dropped, because copied text brings it along.
    ///
    /// # Errors
    /// The first fault found, from the outside inwards.
    pub fn parse(input: &str) -> Result<Self, EmailAddressError> {
        let input = input.trim_matches(|c: char| c.is_ascii_whitespace());
        if input.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        if input.len() > MAX_INPUT_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        refuse_what_is_not_one_plain_address(input)?;
        let (local, domain) = input.split_once('@').ok_or(EmailAddressError::NoAtSign)?;
        check_local_part(local)?;
        let domain = parse_domain(domain)?;
        let text = format!("{local}@{domain}");
        if text.len() > MAX_ADDRESS {
            return Err(EmailAddressError::TooLong);
        }
        Ok(Self { at: local.len(), text: text.into() })
    }

    /// The address to send mail to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part after the `@`: lower-case ASCII, so that it can be compared byte by byte.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// The domain as people write it, when that cannot deceive: Latin letters with accents are shown, anything else stays in ASCII
    /// (`xn--...`), because whole words of Cyrillic or Greek can look like Latin ones (UTS 39).
    #[must_use]
    pub fn domain_for_people(&self) -> String {
        for_people(self.domain())
    }

    /// What is unique among people, and what look-ups use: all of it in lower case. `jane+cims@` is another address than `jane@`.
    #[must_use]
    pub fn comparison_key(&self) -> String {
        self.text.to_ascii_lowercase()
    }

    /// What attempts are counted by: as [`Self::comparison_key`] without a `+tag`, so that variants of one mailbox do not
    /// each get tries of their own (failure 5). Never for uniqueness: some servers deliver the variants to different people.
    #[must_use]
    pub fn throttle_key(&self) -> String {
        let local = match self.local_part().split_once('+') {
            Some((before, _)) if !before.is_empty() => before.trim_end_matches('.'),
            _ => self.local_part(),
        };
        format!("{local}@{}", self.domain()).to_ascii_lowercase()
    }

    /// All of it as people write it: the one form on pages and in mails. To parse it gives the same address.
    #[must_use]
    pub fn for_people(&self) -> String {
        format!("{}@{}", self.local_part(), self.domain_for_people())
    }

    /// Enough for its owner to recognise it among others of theirs, not enough for others to write to it: `ja…h@nhs.net`, of five
    /// letters or more; of fewer `j…@nhs.net`, and of one `…@nhs.net`.
    #[must_use]
    pub fn masked(&self) -> String {
        let local = self.local_part();
        let (first, last) = match self.at {
            0 | 1 => ("", ""),
            2..5 => (&local[..1], ""),
            _ => (&local[..2], &local[self.at - 1..]),
        };
        format!("{first}…{last}@{}", self.domain_for_people())
    }

    /// In a mail that `reader` gets: their own in full, any other masked, as whoever reads one mailbox is not told another.
    #[must_use]
    pub fn as_told_to(&self, reader: &Self) -> String {
        if self == reader { self.for_people() } else { self.masked() }
    }
}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(input: &str) -> Result<Self, Self::Err> {
        Self::parse(input)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Masked, because Debug ends up in logs.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.masked())
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.comparison_key().hash(state);
    }
}

fn refuse_what_is_not_one_plain_address(input: &str) -> Result<(), EmailAddressError> {
    if input.chars().any(char::is_control) {
        return Err(EmailAddressError::ControlCharacter);
    }
    if input.chars().any(is_invisible) {
        return Err(EmailAddressError::InvisibleCharacter);
    }
    let several = input.matches('@').count() > 1;
    // Spaces come late, so that "Jane Smith <jane@nhs.net>" is told what it is.
    let faults: [(&[char], EmailAddressError); 5] = [
        (&['<', '>'], EmailAddressError::DisplayName),
        (&['"'], EmailAddressError::Quoted),
        (&['(', ')'], EmailAddressError::Comment),
        (&['[', ']'], EmailAddressError::AddressLiteral),
        (&[',', ';'], if several { EmailAddressError::Several } else { EmailAddressError::Comma }),
    ];
    for (signs, fault) in faults {
        if input.contains(signs) {
            return Err(fault);
        }
    }
    if several {
        return Err(EmailAddressError::Several);
    }
    if input.contains(char::is_whitespace) {
        return Err(EmailAddressError::Space);
    }
    Ok(())
}

/// RFC 5322 3.2.3 dot-atom, less the two signs that source routes were written with.
fn check_local_part(local: &str) -> Result<(), EmailAddressError> {
    if local.is_empty() {
        return Err(EmailAddressError::NoLocalPart);
    }
    if !local.is_ascii() {
        return Err(EmailAddressError::LocalPartNotAscii);
    }
    if local.len() > MAX_LOCAL_PART {
        return Err(EmailAddressError::LocalPartTooLong);
    }
    if let Some(sign) = local.chars().find(|&c| !(c.is_ascii_alphanumeric() || "#$&'*+-/=?^_`{|}~.".contains(c))) {
        return Err(EmailAddressError::LocalPartCharacter(sign));
    }
    if local.split('.').any(str::is_empty) {
        return Err(EmailAddressError::LocalPartDots);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
