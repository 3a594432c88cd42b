//! Logins: the passcode for each thing that is done, but once for a renewal, whose login (not the passcode) is kept for a while.

use std::time::Instant;

use card_protocol::Fault;
use cryptoki::{
    session::{Session, SessionState, UserType},
    slot::Slot,
};

use super::{Access, Module, failed};
use crate::{
    clock,
    module::job::{Failed, Login, Renewal},
    secret::Secret,
};

/// The login of a renewal that goes on.
pub struct Kept {
    session: Session,
    renewal: Renewal,
    since: Instant,
}

impl Kept {
    /// Whether it was made for this: the same card and page, and the same renewal where one is named.
    fn is_for(&self, renewal: &Renewal) -> bool {
        let Renewal { card, origin, name } = renewal;
        self.renewal.card == *card && self.renewal.origin == *origin && (name.is_none() || self.renewal.name == *name)
    }
}

/// A session in which the private keys can be used. Unless it is kept, its end is the end of the login.
pub struct Open {
    /// The session.
    pub session: Session,
    since: Instant,
    /// The renewal that it was kept for.
    of: Option<Renewal>,
}

impl Module {
    /// Logs in, or goes on with a login that was kept.
    pub(super) fn open(&mut self, card: &str, access: Access, login: &Login) -> Result<Open, Failed> {
        match login {
            Login::Passcode(passcode) => {
                let slot = self.slot_of(card)?;
                Ok(Open { session: self.log_in(slot, access, passcode)?, since: clock::moment(), of: None })
            }
            Login::Kept(renewal) => {
                let there = renewal.card == card && self.is_kept(renewal);
                let kept = self.kept.take().filter(|_| there);
                kept.map(|kept| Open { session: kept.session, since: kept.since, of: Some(kept.renewal) })
                    .ok_or_else(|| Failed::new(Fault::PasscodeCancelled, "the renewal's login is over"))
            }
        }
    }

    /// Logs in with the passcode.
    pub(super) fn log_in(&mut self, slot: Slot, access: Access, passcode: &Secret) -> Result<Session, Failed> {
        self.forget();
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

    /// Keeps a login for the rest of a renewal, counted from the passcode.
    pub(super) fn keep(&mut self, open: Open, renewal: &Renewal) {
        let renewal = open.of.unwrap_or_else(|| renewal.clone());
        self.kept = Some(Kept { session: open.session, renewal, since: open.since });
        self.forget_what_is_over();
    }

    /// Whether the login of this renewal is still there, and the card in its reader.
    pub(super) fn is_kept(&self, renewal: &Renewal) -> bool {
        let kept = self.kept.as_ref().filter(|kept| kept.is_for(renewal));
        let state = kept.and_then(|kept| kept.session.get_session_info().ok()).map(|info| info.session_state());
        state == Some(SessionState::RwUser)
    }

    /// Ends the login that is kept.
    pub(super) fn forget(&mut self) {
        self.kept = None;
    }

    /// Ends a login whose time is over.
    pub(super) fn forget_what_is_over(&mut self) {
        self.kept = self.kept.take().filter(|kept| !clock::is_over(kept.since, self.keep));
    }
}
