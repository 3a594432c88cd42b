//! The card of a person, with what is on it.

use super::{
    card::Card,
    certificate::{Certificate, CertificatePurpose, CertificateState, RenewalId},
};
use crate::{assurance::Kind, authenticator::Authenticator, person::PersonId, service::Unexpected, store::Repository};

/// More than a card has room for: older ones went with the renewals that followed them.
const MOST_RETIRED: usize = 64;

/// A card that somebody holds.
#[derive(Clone, Debug)]
pub struct HeldCard {
    /// With its serial number and label.
    pub card: Card,
    /// As which the card signs its owner in.
    pub authenticator: Authenticator,
    /// Every certificate that it had, the newest first.
    pub certificates: Vec<Certificate>,
}

impl HeldCard {
    /// The certificate in use.
    #[must_use]
    pub fn active(&self, purpose: CertificatePurpose) -> Option<&Certificate> {
        self.certificates.iter().find(|one| one.state == CertificateState::Active && one.purpose == purpose)
    }

    /// What the agent is told of the key that is in use: where a renewal has left two pairs on the card, it cannot know.
    pub(super) fn key_in_use(&self) -> Option<String> {
        self.active(CertificatePurpose::Authentication).map(|one| one.fingerprint.to_string())
    }

    /// The one that a renewal brought and that waits for its first use.
    pub(super) fn pending(&self, renewal: &RenewalId, purpose: CertificatePurpose) -> Option<&Certificate> {
        let waits = |one: &&Certificate| {
            one.state == CertificateState::Pending && one.purpose == purpose && one.renewal.as_ref() == Some(renewal)
        };
        self.certificates.iter().find(waits)
    }

    /// Those that are of no use any more, and whose keys may be on the card still: newer ones took their place, or the renewal
    /// that brought them was given up.
    pub(super) fn retired(&self) -> impl Iterator<Item = &Certificate> {
        self.certificates.iter().filter(|one| one.is_retired()).take(MOST_RETIRED)
    }
}

/// Finds a person's card; `None` when they have none, or it was taken back.
///
/// # Errors
/// When the database refuses.
pub async fn find(repository: &mut dyn Repository, person: &PersonId) -> Result<Option<HeldCard>, Unexpected> {
    let Some(authenticator) = repository.find_active_authenticator(person, Kind::Smartcard).await? else {
        return Ok(None);
    };
    let Some(card) = repository.find_card_of(&authenticator.id).await?.filter(|card| card.ended_at.is_none()) else {
        return Ok(None);
    };
    let certificates = repository.list_certificates(&card.id).await?;
    Ok(Some(HeldCard { card, authenticator, certificates }))
}
