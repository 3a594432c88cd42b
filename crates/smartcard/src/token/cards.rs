//! What cards say of themselves without a passcode.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Card, CardCertificate, Passcode};
use cryptoki::{
    mechanism::MechanismType,
    slot::{Slot, TokenInfo},
};

use super::{Module, keys, serial};
use crate::module::job::Failed;

/// After the name of a reader that has one.
pub const CARD: &str = "(a card)";

/// The manufacturer that OpenSC gives to PIV cards: it signs with them, and makes no keys on them.
const PIV: &str = "piv_II";

impl Module {
    /// All cards. One that goes while it is asked is left out.
    pub(super) fn cards(&self) -> Result<Vec<Card>, Failed> {
        let tokens = self.tokens()?;
        Ok(tokens.iter().filter_map(|(slot, info)| self.card(*slot, info).ok()).collect())
    }

    /// The names of all readers, with and without a card.
    pub(super) fn readers(&self) -> Result<Vec<String>, Failed> {
        let slots = self.pkcs11.get_all_slots()?;
        let name = |slot: Slot| {
            let info = self.pkcs11.get_slot_info(slot).ok()?;
            let card = if info.token_present() { CARD } else { "(empty)" };
            Some(format!("{} {card}", info.slot_description().trim()))
        };
        Ok(slots.into_iter().filter_map(name).collect())
    }

    fn card(&self, slot: Slot, info: &TokenInfo) -> Result<Card, Failed> {
        let session = self.pkcs11.open_ro_session(slot)?;
        let certificates = keys::certificates(&session)?;
        let certificate = |it: &keys::OnCard| CardCertificate {
            fingerprint: it.certificate.fingerprint.clone(),
            der: BASE64_STANDARD.encode(&it.certificate.der),
        };
        Ok(Card {
            serial: serial(info),
            label: info.label().trim().to_owned(),
            renewable: self.is_renewable(slot, info)?,
            passcode: passcode(info),
            certificates: certificates.iter().map(certificate).collect(),
        })
    }

    fn is_renewable(&self, slot: Slot, info: &TokenInfo) -> Result<bool, Failed> {
        if info.write_protected() || info.manufacturer_id().trim() == PIV {
            return Ok(false);
        }
        let can = self.pkcs11.get_mechanism_list(slot)?;
        Ok(can.contains(&MechanismType::ECC_KEY_PAIR_GEN) || can.contains(&MechanismType::RSA_PKCS_KEY_PAIR_GEN))
    }
}

/// What the token tells (PKCS#11, flags of `CK_TOKEN_INFO`).
pub fn passcode(info: &TokenInfo) -> Passcode {
    if info.user_pin_locked() {
        Passcode::Locked
    } else if info.user_pin_final_try() {
        Passcode::Final
    } else if info.user_pin_count_low() {
        Passcode::Low
    } else {
        Passcode::Fine
    }
}
