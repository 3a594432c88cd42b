//! Cards: who holds which, and what unblocks it.

use async_trait::async_trait;

use crate::{
    authenticator::AuthenticatorId,
    invisible::{is_invisible, is_joiner},
    keys::{self, Sealed},
    person::PersonId,
    random::id,
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a card.
    CardId
);

/// The longest serial number: PKCS#11 has 16 characters, drivers say more.
const LONGEST_SERIAL: usize = 32;
/// The longest label (PKCS#11, `CK_TOKEN_INFO`).
const LONGEST_LABEL: usize = 32;

/// The serial number that a card's maker gave it, as the reader says it: printable characters without spaces, so that it can
/// stand in a statement and a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CardSerial(String);

impl CardSerial {
    /// Reads one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=LONGEST_SERIAL).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned()))
    }

    /// As the card says it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A card's label: its own text, cut to what can be shown on a line, without what nobody sees; some names
/// are not spelt without their joiners.
#[must_use]
pub fn label(text: &str) -> String {
    let is_shown = |character: &char| !character.is_control() && (is_joiner(*character) || !is_invisible(*character));
    text.trim().chars().filter(is_shown).take(LONGEST_LABEL).collect()
}

/// A card that was issued to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The row.
    pub id: CardId,
    /// Whose it is.
    pub person_id: PersonId,
    /// The authenticator that it is: whether that is usable decides whether the card is.
    pub authenticator_id: AuthenticatorId,
    /// Its serial number: one open card has it.
    pub serial: CardSerial,
    /// Its label, as it was issued.
    pub label: String,
    /// The key that unblocks it, sealed for [`Card::seal_owner`]; `None` when only its issuer has it.
    pub unblocking_key: Option<Sealed>,
    /// The key that takes its place with the unblocking that is under way. Both are kept until the card has shown which it has.
    pub next_unblocking_key: Option<Sealed>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// By whom, as [`crate::actor::Actor::audit_text`] writes it.
    pub issued_by: String,
    /// When it was taken back.
    pub ended_at: Option<Timestamp>,
}

impl Card {
    /// The owner that its unblocking keys are sealed for.
    #[must_use]
    pub fn seal_owner(person: &PersonId, id: &CardId) -> String {
        keys::owner(person, id.as_str())
    }
}

/// The store's part.
#[async_trait]
pub trait Cards: Send {
    /// Adds a card; `false` when an open one has this serial number.
    async fn add_card(&mut self, card: &Card) -> StoreResult<bool>;
    /// Looks one up, ended or not.
    async fn lookup_card(&mut self, id: &CardId) -> StoreResult<Option<Card>>;
    /// Finds the open card of a serial number.
    async fn find_card_by_serial(&mut self, serial: &CardSerial) -> StoreResult<Option<Card>>;
    /// Finds the card that an authenticator is, ended or not.
    async fn find_card_of(&mut self, authenticator: &AuthenticatorId) -> StoreResult<Option<Card>>;
    /// A person's cards, ended ones too, the newest first.
    async fn list_cards(&mut self, person: &PersonId) -> StoreResult<Vec<Card>>;
    /// Ends an open card; `false` when it had ended. Nothing unblocks it any more.
    async fn end_card(&mut self, id: &CardId, now: Timestamp) -> StoreResult<bool>;
    /// Notes the key that is to take the unblocking key's place.
    async fn set_next_unblocking_key(&mut self, id: &CardId, next: &Sealed) -> StoreResult<()>;
    /// Puts the next unblocking key in the other's place; `false` when there is none.
    async fn take_next_unblocking_key(&mut self, id: &CardId) -> StoreResult<bool>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_fits_a_line_of_a_statement() {
        for right in ["00A1", "7f3c9e5a1b2d4c6e", "A/1:2-3", &"9".repeat(32)] {
            assert_eq!(CardSerial::parse(right).map(|serial| serial.0), Some(right.to_owned()));
        }
        for wrong in ["", " 00A1", "00 A1", "00A1\n", "é", &"9".repeat(33)] {
            assert_eq!(CardSerial::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_label_is_one_line() {
        assert_eq!(label("  Care\n Identity\u{7}  "), "Care Identity");
        assert_eq!(label("Amina\u{202e} olleB\u{2069}"), "Amina olleB");
        assert_eq!(label(&"x".repeat(40)).len(), 32);
    }
}
