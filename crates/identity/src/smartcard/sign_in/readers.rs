//! Which card is asked to sign somebody in: the one that is there, or the one that its holder chose of several. What a page tells of
//! cards proves nothing; it decides what is asked, and no more.

use card_protocol::{Answer, Card, Fault, Passcode};

use crate::{
    service::Unexpected,
    smartcard::{
        ask,
        card::{self, CardSerial},
        certificate::{CertificatePurpose, CertificateState, Fingerprint},
    },
    store::Repository,
};

/// More cards than a computer has readers, and more certificates than a card has: the rest is not looked at.
const MOST: usize = 8;

/// What a page tells of the readers of its computer.
#[derive(Clone, Copy, Debug)]
pub struct Readers<'a> {
    /// The agent's answer to [`card_protocol::Ask::Cards`], as it gave it.
    pub said: &'a str,
    /// The serial number of the card that was chosen.
    pub chosen: Option<&'a str>,
}

/// A card, as a page may call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its serial number.
    pub serial: CardSerial,
    /// Its label: the card's own text.
    pub label: String,
}

/// What follows from the cards that are there.
pub(super) enum Pick {
    /// This one is asked; for the key of this certificate, where one of those that it showed is in use here.
    One(Named, Option<Fingerprint>),
    /// One of these is chosen first.
    Several(Vec<Named>),
    /// None can be.
    Fault(Fault, Option<Passcode>),
}

pub(super) async fn pick(repository: &mut dyn Repository, readers: Readers<'_>) -> Result<Pick, Unexpected> {
    let mut cards = match ask::read(readers.said) {
        Some(Answer::Cards { cards, .. }) => cards,
        Some(Answer::Fault { fault, passcode }) => return Ok(Pick::Fault(fault, passcode)),
        _ => return Ok(Pick::Fault(Fault::NotUnderstood, None)),
    };
    // What cannot stand in a statement signs nobody in.
    cards.retain(|card| CardSerial::parse(&card.serial).is_some());
    cards.truncate(MOST);
    if let Some(chosen) = cards.iter().position(|card| readers.chosen == Some(card.serial.as_str())) {
        cards = vec![cards.swap_remove(chosen)];
    }
    let mut named: Vec<Named> = cards.iter().filter_map(named).collect();
    Ok(match (named.len(), cards.first()) {
        (1, Some(card)) => Pick::One(named.remove(0), in_use(repository, card).await?),
        (0, _) | (_, None) => Pick::Fault(Fault::NoCard, None),
        _ => Pick::Several(named),
    })
}

fn named(card: &Card) -> Option<Named> {
    CardSerial::parse(&card.serial).map(|serial| Named { serial, label: card::label(&card.label) })
}

/// The certificate of the card that signs in here. Whoever shows it has it: they learn no more of it than the list of revoked ones
/// tells everybody.
async fn in_use(repository: &mut dyn Repository, card: &Card) -> Result<Option<Fingerprint>, Unexpected> {
    for shown in card.certificates.iter().take(MOST) {
        let Some(fingerprint) = Fingerprint::from_text(&shown.fingerprint) else { continue };
        let known = repository.find_certificate(&fingerprint).await?;
        let signs_in = known.is_some_and(|one| {
            one.purpose == CertificatePurpose::Authentication && one.state == CertificateState::Active
        });
        if signs_in {
            return Ok(Some(fingerprint));
        }
    }
    Ok(None)
}
