//! A new card, before anybody has it: initialised if it is blank, with both pairs and the requests for their certificates.

use card_protocol::{Certificates, Fault, Requests};
use cryptoki::{session::UserType, slot::Slot};

use super::{
    Access, Module,
    certificate::Algorithm,
    keys::{OnCard, certified, on_card},
    pairs::{Use, find_or_make, is_ours, label, requests, sweep},
    renew::discard_pairs,
    serial, write,
};
use crate::{
    module::job::{Begun, Blank, Failed, Prepared},
    secret::Secret,
};

/// Digits of an unblocking key, where the card takes as many.
const LONGEST_KEY: usize = 16;

impl Module {
    /// The most characters that an unblocking key of the blank card may have.
    pub(super) fn longest_key(&self) -> Result<usize, Failed> {
        Ok(self.pkcs11.get_token_info(self.blank_slot()?)?.max_pin_length().min(LONGEST_KEY))
    }

    /// Initialises a blank card with a passcode and an unblocking key of its own, or goes on with the one that an earlier try
    /// began; its serial number, and that key.
    pub(super) fn initialise(&self, blank: &Blank, passcode: &Secret) -> Result<(String, Secret), Failed> {
        let unblocking = &blank.unblocking_key;
        let (card, is_new) = match self.begun(blank.begun.as_ref())? {
            Some(card) => (card, false),
            None => (self.init_blank(blank)?, true),
        };
        let slot = self.slot_of(&card)?;
        let session = self.pkcs11.open_rw_session(slot)?;
        let right = match &blank.makers_key {
            // How far the earlier try came is not known.
            Some(makers_key) if !is_new => self.log_in_to_unblock(slot, &session, unblocking, makers_key)?,
            makers_key => {
                let first = makers_key.as_ref().unwrap_or(unblocking);
                session.login(UserType::So, Some(&first.pin()))?;
                first
            }
        };
        // Before anything else: a card may refuse everything else until its maker's key is replaced.
        if right.expose() != unblocking.expose() {
            session.set_pin(&right.pin(), &unblocking.pin())?;
        }
        session.init_pin(&passcode.pin())?;
        Ok((card, unblocking.clone()))
    }

    /// Gives a blank card its label and its first unblocking key; its serial number.
    fn init_blank(&self, blank: &Blank) -> Result<String, Failed> {
        let slot = self.blank_slot()?;
        let before = self.present()?;
        let first = blank.makers_key.as_ref().unwrap_or(&blank.unblocking_key);
        self.pkcs11.init_token(slot, &first.pin(), &blank.label)?;
        // Some modules move the card to another slot when they gave it its serial number.
        let card = self.present()?.into_iter().find(|card| !before.contains(card));
        card.ok_or_else(|| Failed::new(Fault::ModuleFails, "the card is not there after it was initialised"))
    }

    /// The card that an earlier try began to initialise, and nobody uses yet.
    fn begun(&self, begun: Option<&Begun>) -> Result<Option<String>, Failed> {
        let Some(begun) = begun else { return Ok(None) };
        let mut found = Vec::new();
        for (slot, info) in self.tokens()? {
            let (card, label) = (serial(&info), info.label().trim().to_owned());
            let is_it = !begun.others.contains(&card) && !label.is_empty() && begun.label.trim().starts_with(&label);
            if is_it && certified(&self.pkcs11.open_ro_session(slot)?)?.is_empty() {
                found.push(card);
            }
        }
        match found.len() {
            0 | 1 => Ok(found.pop()),
            _ => Err(Failed::new(Fault::SeveralCards, "more than one card that could have been begun")),
        }
    }

    fn blank_slot(&self) -> Result<Slot, Failed> {
        let mut blank = Vec::new();
        for slot in self.pkcs11.get_slots_with_token()? {
            if !self.pkcs11.get_token_info(slot)?.token_initialized() {
                blank.push(slot);
            }
        }
        match blank.as_slice() {
            [] => Err(Failed::new(Fault::NoCard, "no blank card")),
            [one] => Ok(*one),
            _ => Err(Failed::new(Fault::SeveralCards, "more than one blank card")),
        }
    }

    /// Both pairs, and their requests.
    pub(super) fn prepare(&mut self, card: &str, passcode: &Secret, rsa: bool, name: &str) -> Result<Prepared, Failed> {
        let slot = self.slot_of(card)?;
        let session = self.log_in(slot, Access::Write, passcode)?;
        sweep(&session, name, &certified(&session)?)?;
        let algorithm = if rsa { Algorithm::Rsa2048 } else { Algorithm::P256 };
        let pair = |for_use| find_or_make(&session, &label(name, for_use), algorithm);
        let (requests, _): (Requests, _) = requests(&session, card, &pair(Use::Authentication)?, &pair(Use::Signing)?)?;
        let info = self.pkcs11.get_token_info(slot)?;
        Ok(Prepared { serial: serial(&info), label: info.label().trim().to_owned(), unblocking: None, requests })
    }

    /// Writes the certificates that were issued for [`Self::prepare`]'s requests, and deletes the pairs that were there before.
    pub(super) fn write(&mut self, card: &str, passcode: &Secret, certificates: &Certificates) -> Result<(), Failed> {
        let slot = self.slot_of(card)?;
        let session = self.log_in(slot, Access::Write, passcode)?;
        let written = write::both(&session, certificates)?;
        // A card that is issued anew has pairs of before, which nobody knows any more.
        let is_over = |it: &OnCard| {
            let of = &it.certificate;
            of.not_before <= written[0].certificate.not_before
                && written.iter().all(|new| new.certificate.fingerprint != of.fingerprint)
        };
        let mut over = Vec::new();
        for (_, it) in on_card(&session)?.into_iter().filter(|(_, it)| is_over(it)) {
            if is_ours(&session, &it.id)? {
                over.push(it.certificate.fingerprint);
            }
        }
        discard_pairs(&session, &over)
    }
}
