//! A new card, before anybody has it: initialised if it is blank, with both pairs and the requests for their certificates.

use card_protocol::{Certificates, Fault, Requests};
use cryptoki::{
    mechanism::MechanismType,
    object::{Attribute, ObjectClass},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
};

use super::{
    Access, Module,
    certificate::Algorithm,
    failed,
    keys::{OnCard, certified, on_card},
    pairs::{Use, find_or_make, is_ours, label, requests, sweep},
    renew::discard_pairs,
    serial, write,
};
use crate::{
    module::job::{Afresh, Begun, Blank, Failed, Login, Prepared, Renewal},
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
        let first = blank.makers_key.as_ref().unwrap_or(unblocking);
        let (card, is_new) = match self.begun(blank.begun.as_ref())? {
            Some(card) => (card, false),
            None => (self.init_token(self.blank_slot()?, &blank.label, first)?, true),
        };
        let slot = self.slot_of(&card)?;
        let session = self.pkcs11.open_rw_session(slot)?;
        let right = match &blank.makers_key {
            // How far the earlier try came is not known.
            Some(makers_key) if !is_new => self.log_in_to_unblock(slot, &session, &[unblocking, makers_key])?,
            _ => {
                session.login(UserType::So, Some(&first.pin())).map_err(failed::unblocking)?;
                first
            }
        };
        set_both(&session, (right, unblocking), passcode)?;
        Ok((card, unblocking.clone()))
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

    /// The card that can be prepared, unless it is blank, and how many digits its unblocking key may have: one that bears the
    /// label, or the one that is named, or else a blank one.
    pub(super) fn find_blank(&self, label: &str, own: Option<&str>) -> Result<(Option<String>, u16), Failed> {
        let can = |info: &TokenInfo| info.label().trim() == label || own == Some(serial(info).as_str());
        let known: Vec<_> = self.tokens()?.into_iter().filter(|(_, info)| can(info)).collect();
        let (slot, card) = match known.as_slice() {
            [] if own.is_some() => return Err(Failed::new(Fault::NoCard, "the card that was named is not there")),
            [] => (self.blank_slot()?, None),
            [(slot, info)] => (*slot, Some(serial(info))),
            _ => return Err(Failed::new(Fault::SeveralCards, "more than one card can be prepared")),
        };
        let longest = self.pkcs11.get_token_info(slot)?.max_pin_length();
        Ok((card, u16::try_from(longest).unwrap_or(u16::MAX)))
    }

    /// Makes a card ready for somebody, and makes both pairs. The login is kept for what follows.
    pub(super) fn prepare_for(
        &mut self,
        card: Option<&str>,
        Afresh { label, now, next }: &Afresh,
        passcode: &Secret,
        renewal: Renewal,
    ) -> Result<Prepared, Failed> {
        // No card is initialised while a session is open (PKCS#11, C_InitToken).
        self.forget();
        let (card, is_used) = match card {
            None => (self.initialise_slot(self.blank_slot()?, label, (next, next), passcode)?, false),
            Some(card) => (self.take_over(card, (now, next), passcode)?, true),
        };
        let open = self.open(&card, Access::Write, &Login::Passcode(passcode.clone()))?;
        if is_used {
            clear(&open.session)?;
        }
        let slot = self.slot_of(&card)?;
        let name = renewal.name.as_deref().ok_or(Fault::NotUnderstood)?;
        let prepared = self.pairs(&open.session, slot, self.algorithm(slot)?, name)?;
        self.keep(open, &Renewal { card, ..renewal });
        Ok(prepared)
    }

    /// Gives a card that was used another passcode and the next unblocking key, if one of the two is its own. It is not initialised
    /// again: many cards do not let themselves, and some lose their unblocking key by it.
    fn take_over(&self, card: &str, (now, next): (&Secret, &Secret), passcode: &Secret) -> Result<String, Failed> {
        let slot = self.slot_of(card).map_err(|_| Failed::new(Fault::NoCard, "the card is in no reader here"))?;
        let session = self.pkcs11.open_rw_session(slot)?;
        let _ = session.logout();
        let keys: Vec<_> = [now, next].into_iter().filter(|key| !key.expose().is_empty()).collect();
        let right = self.log_in_to_unblock(slot, &session, &keys)?;
        session.init_pin(&passcode.pin())?;
        if right.expose() != next.expose() {
            session.set_pin(&right.pin(), &next.pin()).map_err(failed::unblocking)?;
        }
        Ok(card.to_owned())
    }

    /// Initialises what is in a slot with a passcode and an unblocking key; its serial number from then on.
    fn initialise_slot(
        &self,
        slot: Slot,
        label: &str,
        (first, unblocking): (&Secret, &Secret),
        passcode: &Secret,
    ) -> Result<String, Failed> {
        let card = self.init_token(slot, label, first)?;
        let session = self.pkcs11.open_rw_session(self.slot_of(&card)?)?;
        session.login(UserType::So, Some(&first.pin())).map_err(failed::unblocking)?;
        set_both(&session, (first, unblocking), passcode)?;
        Ok(card)
    }

    /// Gives what is in a slot a label and its first unblocking key; its serial number from then on.
    fn init_token(&self, slot: Slot, label: &str, first: &Secret) -> Result<String, Failed> {
        let before = self.present()?;
        self.pkcs11.init_token(slot, &first.pin(), label).map_err(failed::unblocking)?;
        // Some modules move the card to another slot when they gave it its serial number.
        let card = self.present()?.into_iter().find(|card| !before.contains(card));
        card.ok_or_else(|| Failed::new(Fault::ModuleFails, "the card is not there after it was initialised"))
    }

    /// P-256, or what old cards can.
    fn algorithm(&self, slot: Slot) -> Result<Algorithm, Failed> {
        let can = self.pkcs11.get_mechanism_list(slot)?;
        let elliptic = can.contains(&MechanismType::ECC_KEY_PAIR_GEN);
        Ok(if elliptic { Algorithm::P256 } else { Algorithm::Rsa2048 })
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
        self.pairs(&session, slot, if rsa { Algorithm::Rsa2048 } else { Algorithm::P256 }, name)
    }

    fn pairs(&self, session: &Session, slot: Slot, algorithm: Algorithm, name: &str) -> Result<Prepared, Failed> {
        sweep(session, name, &certified(session)?)?;
        let pair = |for_use| find_or_make(session, &label(name, for_use), algorithm);
        let info = self.pkcs11.get_token_info(slot)?;
        let (authentication, signing) = (pair(Use::Authentication)?, pair(Use::Signing)?);
        let (requests, _): (Requests, _) = requests(session, &serial(&info), &authentication, &signing)?;
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

/// Puts an unblocking key in the place of the one that logged in, then a passcode: a card may refuse everything else until its
/// maker's key is replaced.
fn set_both(session: &Session, (right, unblocking): (&Secret, &Secret), passcode: &Secret) -> Result<(), Failed> {
    if right.expose() != unblocking.expose() {
        session.set_pin(&right.pin(), &unblocking.pin()).map_err(failed::unblocking)?;
    }
    Ok(session.init_pin(&passcode.pin())?)
}

/// Deletes all keys and certificates of a card.
fn clear(session: &Session) -> Result<(), Failed> {
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY, ObjectClass::CERTIFICATE] {
        for object in session.find_objects(&[Attribute::Class(class), Attribute::Token(true)])? {
            session.destroy_object(object)?;
        }
    }
    Ok(())
}
