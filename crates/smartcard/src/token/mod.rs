//! Cards, as PKCS#11 shows them. Everything here runs in a module's own process.

mod cards;
mod certificate;
mod der;
mod ecdsa;
mod failed;
mod keys;
mod pairs;
mod prepare;
mod statement;
mod write;

use std::path::Path;

use card_protocol::Fault;
use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    session::{Session, UserType},
    slot::{Slot, TokenInfo},
};

use crate::{
    module::job::{Done, Failed, Job},
    secret::Secret,
};

/// A loaded module.
pub struct Module {
    pkcs11: Pkcs11,
}

impl Module {
    /// Loads it.
    ///
    /// # Errors
    /// When it is no PKCS#11 module, or does not start.
    pub fn load(path: &Path) -> Result<Self, Failed> {
        let pkcs11 = Pkcs11::new(path)?;
        pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK))?;
        Ok(Self { pkcs11 })
    }

    /// Does one job.
    ///
    /// # Errors
    /// When the card refuses.
    pub fn carry_out(&mut self, job: Job) -> Result<Done, Failed> {
        match job {
            Job::Present => self.present().map(Done::Present),
            Job::Cards => self.cards().map(Done::Cards),
            Job::Prepare { card, blank, passcode, rsa, name } => {
                let card = match (card, blank) {
                    (_, Some(blank)) => self.initialise(&blank, &passcode)?,
                    (Some(card), None) => card,
                    (None, None) => return Err(Fault::NoCard.into()),
                };
                self.prepare(&card, &passcode, rsa, &name).map(Done::Prepared)
            }
            Job::Write { card, passcode, certificates } => {
                self.write(&card, &passcode, &certificates).map(|()| Done::Written)
            }
            Job::Sign { card, key, passcode, say } => {
                let slot = self.slot_of(&card)?;
                let session = self.log_in(slot, Access::Read, &passcode)?;
                let key = keys::authentication(&session, &key, say.time)?;
                statement::sign(&session, &key, &say, &card, None).map(Done::Signed)
            }
        }
    }

    /// The tokens that are ready for use.
    fn tokens(&self) -> Result<Vec<(Slot, TokenInfo)>, Failed> {
        let slots = self.pkcs11.get_slots_with_token()?;
        // A card that cannot say what it is, or that goes at this moment, is none.
        let info = |slot| self.pkcs11.get_token_info(slot).ok().map(|info| (slot, info));
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

    /// A session in which the private keys can be used. Its end is the end of the login.
    fn log_in(&self, slot: Slot, access: Access, passcode: &Secret) -> Result<Session, Failed> {
        let session = match access {
            Access::Read => self.pkcs11.open_ro_session(slot)?,
            Access::Write => self.pkcs11.open_rw_session(slot)?,
        };
        // A login is the whole process's: one that is left must never stand in for the passcode.
        let _ = session.logout();
        match session.login(UserType::User, Some(&passcode.pin())) {
            Ok(()) => Ok(session),
            Err(error) => Err(self.refused(slot, failed::login(error))),
        }
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
