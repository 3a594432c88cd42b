//! The passcode of a card: changed by its holder, or set anew with the unblocking key.

use card_protocol::{Fault, Signed};
use cryptoki::{
    session::{Session, UserType},
    slot::Slot,
};

use super::{Access, Module, failed, keys, statement};
use crate::{
    module::job::{Failed, Key, Say},
    secret::Secret,
};

impl Module {
    /// Whether this is the passcode; a wrong one counts.
    pub(super) fn try_passcode(&mut self, card: &str, passcode: &Secret) -> Result<(), Failed> {
        let slot = self.slot_of(card)?;
        self.log_in(slot, Access::Read, passcode).map(|_| ())
    }

    /// Changes it, and signs with the new one.
    pub(super) fn change_passcode(
        &mut self,
        card: &str,
        (old, new): (&Secret, &Secret),
        key: &Key,
        say: &Say,
    ) -> Result<Signed, Failed> {
        let slot = self.slot_of(card)?;
        let session = self.log_in(slot, Access::Write, old)?;
        // What could not sign afterwards is not changed before.
        keys::authentication(&session, key, say.time)?;
        session.set_pin(&old.pin(), &new.pin()).map_err(|error| unless_refused(error.into()))?;
        drop(session);
        self.sign_with(slot, card, new, (key, say)).map_err(|failed| uncertain(&failed))
    }

    /// Sets a new one with the unblocking key, puts the next unblocking key in its place, and signs.
    ///
    /// An earlier try may have replaced the key without the server's knowing: then the next one is right already.
    pub(super) fn unblock(
        &mut self,
        card: &str,
        (now, next): (&Secret, &Secret),
        passcode: &Secret,
        (key, say): (&Key, &Say),
    ) -> Result<Signed, Failed> {
        let slot = self.slot_of(card)?;
        self.forget();
        let session = self.pkcs11.open_rw_session(slot)?;
        let _ = session.logout();
        let right = self.log_in_to_unblock(slot, &session, &[now, next])?;
        session.init_pin(&passcode.pin()).map_err(|error| unless_refused(error.into()))?;
        if right.expose() != next.expose() {
            session.set_pin(&right.pin(), &next.pin()).map_err(|error| uncertain(&error.into()))?;
        }
        drop(session);
        self.sign_with(slot, card, passcode, (key, say)).map_err(|failed| uncertain(&failed))
    }

    /// Whether the unblocking key is not blocked itself.
    pub(super) fn may_unblock(&self, slot: Slot) -> Result<(), Failed> {
        if self.pkcs11.get_token_info(slot)?.so_pin_locked() {
            return Err(Failed::new(Fault::UnblockLocked, "the unblocking key is blocked"));
        }
        Ok(())
    }

    /// With the key that is right, of these.
    pub(super) fn log_in_to_unblock<'a>(
        &self,
        slot: Slot,
        session: &Session,
        keys: &[&'a Secret],
    ) -> Result<&'a Secret, Failed> {
        for key in keys {
            let Err(error) = session.login(UserType::So, Some(&key.pin())) else { return Ok(*key) };
            let failed = failed::unblocking(error);
            if !matches!(failed.fault, Fault::UnblockRefused | Fault::UnblockLocked) {
                return Err(failed);
            }
            self.may_unblock(slot)?;
            // The last try is not for a guess.
            if self.pkcs11.get_token_info(slot)?.so_pin_final_try() {
                break;
            }
        }
        Err(Failed::new(Fault::UnblockRefused, "no unblocking key is right"))
    }

    fn sign_with(
        &mut self,
        slot: Slot,
        card: &str,
        passcode: &Secret,
        (key, say): (&Key, &Say),
    ) -> Result<Signed, Failed> {
        let session = self.log_in(slot, Access::Read, passcode)?;
        let key = keys::authentication(&session, key, say.time)?;
        statement::sign(&session, &key, say, card, None)
    }
}

/// The card was given a new passcode and did not show that it has it.
fn uncertain(failed: &Failed) -> Failed {
    let cause = format!("{}: {}", failed.fault.code(), failed.cause);
    Failed { fault: Fault::PasscodeUncertain, cause, passcode: failed.passcode }
}

/// The same, unless the card says that it did not take it.
fn unless_refused(failed: Failed) -> Failed {
    let refused = [Fault::PasscodeWrong, Fault::PasscodeLocked, Fault::PasscodeRefused, Fault::NotRenewable];
    if refused.contains(&failed.fault) { failed } else { uncertain(&failed) }
}
