//! Cards, as PKCS#11 shows them. Everything here runs in a module's own process.

mod cards;
pub mod certificate;
mod der;
mod ecdsa;
mod failed;
mod keys;
mod login;
mod pairs;
mod passcode;
mod prepare;
mod renew;
mod statement;
mod write;

pub use cards::CARD;

use std::{path::Path, time::Duration};

use card_protocol::Fault;
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    slot::{Slot, TokenInfo},
};

use crate::module::job::{Done, Failed, Job, Login, Prepared};

/// A loaded module.
pub struct Module {
    pkcs11: Pkcs11,
    kept: Option<login::Kept>,
    keep: Duration,
}

impl Module {
    /// Loads it. A renewal's login is kept for `keep`.
    ///
    /// # Errors
    /// When it is no PKCS#11 module, or does not start.
    pub fn load(path: &Path, keep: Duration) -> Result<Self, Failed> {
        let missing = |error| Failed::new(Fault::NoModule, format!("{} cannot be loaded: {error}", path.display()));
        let pkcs11 = Pkcs11::new(path).map_err(missing)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        Ok(Self { pkcs11, kept: None, keep })
    }

    /// Does one job.
    ///
    /// # Errors
    /// When the card refuses.
    pub fn carry_out(&mut self, job: Job) -> Result<Done, Failed> {
        self.forget_what_is_over();
        match job {
            Job::Present => self.present().map(Done::Present),
            Job::Readers => self.readers().map(Done::Readers),
            Job::Cards => self.cards().map(Done::Cards),
            Job::LongestKey => self.longest_key().map(Done::LongestKey),
            Job::Prepare { card, blank, passcode, rsa, name } => {
                let (card, unblocking) = match (card, blank) {
                    (_, Some(blank)) => self.initialise(&blank, &passcode).map(|(card, key)| (card, Some(key)))?,
                    (Some(card), None) => (card, None),
                    (None, None) => return Err(Fault::NoCard.into()),
                };
                let prepared = self.prepare(&card, &passcode, rsa, &name)?;
                Ok(Done::Prepared(Prepared { unblocking, ..prepared }))
            }
            Job::FindBlank { label, own } => {
                self.find_blank(&label, own.as_deref()).map(|(card, digits)| Done::Blank { card, digits })
            }
            Job::PrepareFor { card, afresh, passcode, renewal } => {
                self.prepare_for(card.as_deref(), &afresh, &passcode, renewal).map(Done::Prepared)
            }
            Job::Write { card, passcode, certificates } => {
                self.write(&card, &passcode, &certificates).map(|()| Done::Written)
            }
            Job::Sign { card, key, login, say } => {
                let open = self.open(&card, Access::Read, &login)?;
                let key = keys::authentication(&open.session, &key, say.time)?;
                let signed = statement::sign(&open.session, &key, &say, &card, None)?;
                if let Login::Kept(renewal) = &login {
                    self.keep(open, renewal);
                }
                Ok(Done::Signed(signed))
            }
            Job::Try { card, passcode } => self.try_passcode(&card, &passcode).map(|()| Done::Right),
            Job::ChangePasscode { card, old, new, key, say } => {
                self.change_passcode(&card, (&old, &new), &key, &say).map(Done::Signed)
            }
            Job::IsUnblockable { card } => {
                let slot = self.slot_of(&card)?;
                self.may_unblock(slot).map(|()| Done::Right)
            }
            Job::Unblock { card, now, next, passcode, key, say } => {
                self.unblock(&card, (&now, &next), &passcode, (&key, &say)).map(Done::Signed)
            }
            Job::IsKept(renewal) => Ok(Done::Kept(self.is_kept(&renewal))),
            Job::Generate { renewal, login, say, key, over } => self.generate(&renewal, &login, (&key, &say), &over),
            Job::Install { renewal, login, say, certificates } => self.install(&renewal, &login, &say, &certificates),
            Job::Discard { renewal, login, fingerprints } => self.discard(&renewal, &login, &fingerprints),
        }
    }

    /// The tokens that are ready for use.
    fn tokens(&self) -> Result<Vec<(Slot, TokenInfo)>, Failed> {
        let slots = self.pkcs11.get_slots_with_token()?;
        // A card that cannot say what it is, or that goes at this moment, is none.
        let info = |slot| match self.pkcs11.get_token_info(slot) {
            Ok(info) => Some((slot, info)),
            Err(error) => {
                tracing::debug!(%error, "a card does not say what it is");
                None
            }
        };
        Ok(slots.into_iter().filter_map(info).filter(|(_, info)| info.token_initialized()).collect())
    }

    fn present(&self) -> Result<Vec<String>, Failed> {
        Ok(self.tokens()?.iter().map(|(_, info)| serial(info)).collect())
    }

    /// The slot of a card that was there a moment ago.
    fn slot_of(&self, card: &str) -> Result<Slot, Failed> {
        let found = self.tokens()?.into_iter().find(|(_, info)| serial(info) == card);
        found.map(|(slot, _)| slot).ok_or_else(|| Failed::new(Fault::CardRemoved, "the card is gone"))
    }

    /// A failure with what the card says of its passcode after it.
    fn refused(&self, slot: Slot, failed: Failed) -> Failed {
        let passcode = self.pkcs11.get_token_info(slot).ok().map(|info| cards::passcode(&info));
        Failed { passcode, ..failed }
    }
}

/// What a session is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// To use what is on the card.
    Read,
    /// To change what is on the card.
    Write,
}

fn serial(info: &TokenInfo) -> String {
    info.serial_number().trim().to_owned()
}
