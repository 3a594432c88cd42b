//! What an answer must show before a renewal goes on. Pure questions, outside of any transaction.

use card_protocol::{Purpose, Requests, Signed};

use super::{Refused, Remembered};
use crate::{
    service::{Service, Unexpected},
    smartcard::{
        certificate::{Certificate, CertificatePurpose, CertificateState, RenewalId},
        own::HeldCard,
        request::{self, WantedPair},
        statement::{self, Expected, Wrong},
    },
    store::Repository,
};

/// What answers are checked with.
pub(super) struct Checks<'a> {
    pub service: &'a Service,
    /// The root of the authority.
    pub root: Vec<u8>,
    pub mine: &'a HeldCard,
    pub remembered: &'a Remembered,
}

impl Checks<'_> {
    /// The requests of two new keys, vouched for by the key that is in use: whoever has the session and not the card gets no
    /// certificate.
    pub(super) async fn requested(
        &self,
        repository: &mut dyn Repository,
        requests: &Requests,
        vouched: &Signed,
    ) -> Result<Result<WantedPair, Refused>, Unexpected> {
        let wanted = match request::read(self.service, requests) {
            Ok(wanted) => wanted,
            Err(bad) => return Ok(Err(Refused::BadRequests(bad))),
        };
        let by = statement::certificate(repository, vouched).await?;
        let in_use = |one: &Certificate| {
            one.state == CertificateState::Active && one.purpose == CertificatePurpose::Authentication
        };
        let Some(by) = by.filter(|one| self.is_of_this_card(one) && in_use(one)) else {
            return Ok(Err(Refused::NotAsked));
        };
        if let Err(refused) = self.statement((&by, vouched), Purpose::Renew, Some(&wanted.digest)) {
            return Ok(Err(refused));
        }
        let is_known = wanted.is_known(repository).await?;
        Ok(if is_known { Err(Refused::KeyKnown) } else { Ok(wanted) })
    }

    /// A statement by the key of a certificate that this renewal brought.
    pub(super) async fn signed_by_new(
        &self,
        repository: &mut dyn Repository,
        signed: &Signed,
        (purpose, says): (CertificatePurpose, Purpose),
    ) -> Result<Result<(), Refused>, Unexpected> {
        let by = statement::certificate(repository, signed).await?;
        let renewal = RenewalId::from_text(self.remembered.renewal.clone());
        let waiting = self.mine.pending(&renewal, purpose);
        Ok(match (by, waiting) {
            (Some(by), Some(waiting)) if by.serial == waiting.serial => self.statement((&by, signed), says, None),
            _ => Err(Refused::NotAsked),
        })
    }

    fn is_of_this_card(&self, certificate: &Certificate) -> bool {
        certificate.card_id == self.mine.card.id
    }

    fn statement(
        &self,
        signed: (&Certificate, &Signed),
        purpose: Purpose,
        content: Option<&str>,
    ) -> Result<(), Refused> {
        let card = &self.mine.card.serial;
        let expected = Expected { purpose, nonce: &self.remembered.nonce, card, content };
        statement::check(self.service, &self.root, signed, expected).map_err(|wrong| match wrong {
            Wrong::Clock => Refused::ClockWrong,
            Wrong::Refused | Wrong::Expired => Refused::NotAsked,
        })
    }
}
