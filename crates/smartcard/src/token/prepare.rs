//! A new card, before anybody has it: initialised if it is blank, with both pairs and the requests for their certificates.

use card_protocol::{Certificates, Fault, Requests};
use cryptoki::{session::UserType, slot::Slot};

use super::{
    Access, Module,
    certificate::Algorithm,
    keys::certified,
    pairs::{Use, find_or_make, label, requests, sweep},
    serial, write,
};
use crate::{
    module::job::{Blank, Failed, Prepared},
    random,
    secret::Secret,
};

/// Digits of an unblocking key, where the card takes as many.
const LONGEST_KEY: usize = 16;

impl Module {
    /// Initialises a blank card with a passcode and an unblocking key of its own; its serial number, and that key.
    pub(super) fn initialise(&self, blank: &Blank, passcode: &Secret) -> Result<(String, Secret), Failed> {
        let slot = self.blank_slot()?;
        let before = self.present()?;
        let longest = self.pkcs11.get_token_info(slot)?.max_pin_length();
        let unblocking = random::unblocking_key(longest.min(LONGEST_KEY));
        let first = blank.makers_key.as_ref().unwrap_or(&unblocking);
        self.pkcs11.init_token(slot, &first.pin(), &blank.label)?;
        // Some modules move the card to another slot when they gave it its serial number.
        let card = self.present()?.into_iter().find(|card| !before.contains(card));
        let card =
            card.ok_or_else(|| Failed::new(Fault::ModuleFails, "the card is not there after it was initialised"))?;
        let session = self.pkcs11.open_rw_session(self.slot_of(&card)?)?;
        session.login(UserType::So, Some(&first.pin()))?;
        // Before anything else: a card may refuse everything else until its maker's key is replaced.
        if let Some(makers_key) = &blank.makers_key {
            session.set_pin(&makers_key.pin(), &unblocking.pin())?;
        }
        session.init_pin(&passcode.pin())?;
        Ok((card, unblocking))
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

    /// Writes the certificates that were issued for [`Self::prepare`]'s requests.
    pub(super) fn write(&mut self, card: &str, passcode: &Secret, certificates: &Certificates) -> Result<(), Failed> {
        let slot = self.slot_of(card)?;
        let session = self.log_in(slot, Access::Write, passcode)?;
        write::both(&session, certificates).map(|_| ())
    }
}
