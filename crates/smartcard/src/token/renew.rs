//! A renewal on the card: new pairs beside the old ones, their certificates, and at the end the old ones away.

use card_protocol::{Certificates, Fault, Purpose};
use cryptoki::{
    object::{Attribute, ObjectClass, ObjectHandle},
    session::Session,
};

use super::{
    Access, Module,
    certificate::{Algorithm, Certificate, fingerprint},
    keys::{self, certified, on_card},
    pairs::{Pair, Use, destroy, find_or_make, label, may_discard, requests, sweep},
    statement, write,
};
use crate::module::job::{Done, Failed, Key, Login, Renewal, Say};

impl Module {
    /// Makes the pairs, or finds those that this renewal made before; the old authentication key vouches for their requests. Pairs
    /// that are over go first: there is room for two. The key that vouches stays, whatever the page says.
    pub(super) fn generate(
        &mut self,
        renewal: &Renewal,
        login: &Login,
        (key, say): (&Key, &Say),
        over: &[String],
    ) -> Result<Done, Failed> {
        let open = self.open(&renewal.card, Access::Write, login)?;
        let session = &open.session;
        let name = renewal.name.as_deref().ok_or(Fault::NotUnderstood)?;
        let old = keys::authentication(session, key, say.time)?;
        if over.contains(&old.certificate.fingerprint) {
            return Err(Failed::new(Fault::NotUnderstood, "the key that vouches would be deleted"));
        }
        discard_pairs(session, over)?;
        sweep(session, name, &certified(session)?)?;
        let (authentication, signing) = both(session, name, old.certificate.algorithm)?;
        let (requests, der) = requests(session, &renewal.card, &authentication, &signing)?;
        let say = Say { purpose: Purpose::Renew, ..say.clone() };
        let vouched = statement::sign(session, &old, &say, &renewal.card, Some(fingerprint(&der)))?;
        self.keep(open, renewal);
        Ok(Done::Requested { requests, vouched })
    }

    /// Writes both certificates, reads them back and signs with both new keys.
    pub(super) fn install(
        &mut self,
        renewal: &Renewal,
        login: &Login,
        say: &Say,
        certificates: &Certificates,
    ) -> Result<Done, Failed> {
        let open = self.open(&renewal.card, Access::Write, login)?;
        let [authentication, signing] = write::both(&open.session, certificates)?;
        let say = Say { purpose: Purpose::Installed, ..say.clone() };
        let sign = |with| statement::sign(&open.session, with, &say, &renewal.card, None);
        let (authentication, signing) = (sign(&authentication)?, sign(&signing)?);
        self.keep(open, renewal);
        Ok(Done::Installed { authentication, signing })
    }

    /// Deletes the pairs of these certificates: their keys first, so that a certificate shows what is left to do. The renewal is over
    /// with it, and its login too.
    pub(super) fn discard(
        &mut self,
        renewal: &Renewal,
        login: &Login,
        fingerprints: &[String],
    ) -> Result<Done, Failed> {
        let open = self.open(&renewal.card, Access::Write, login)?;
        let is_old = |certificate: &Certificate| fingerprints.contains(&certificate.fingerprint);
        let signs_in = |it: &keys::OnCard| it.certificate.authenticates && !is_old(&it.certificate);
        if !keys::certificates(&open.session)?.iter().any(signs_in) {
            return Err(Failed::new(Fault::NoCertificate, "nothing would be left to sign in with"));
        }
        discard_pairs(&open.session, fingerprints)?;
        Ok(Done::Discarded)
    }
}

/// Both pairs; on a card that has room for one only, neither.
fn both(session: &Session, name: &str, algorithm: Algorithm) -> Result<(Pair, Pair), Failed> {
    let [authentication, signing] = [Use::Authentication, Use::Signing].map(|for_use| label(name, for_use));
    let made = find_or_make(session, &authentication, algorithm)
        .and_then(|first| Ok((first, find_or_make(session, &signing, algorithm)?)));
    if made.as_ref().is_err_and(|failed| failed.fault == Fault::CardFull) {
        destroy(session, &authentication)?;
        destroy(session, &signing)?;
    }
    made
}

/// Deletes the pairs of these certificates, if they are ours: a page names them, and the person was told of no others. Those that are
/// not there are no fault.
pub(super) fn discard_pairs(session: &Session, fingerprints: &[String]) -> Result<(), Failed> {
    for (object, it) in on_card(session)? {
        if fingerprints.contains(&it.certificate.fingerprint) && may_discard(session, &it.id)? {
            discard_pair(session, object, &it.id)?;
        }
    }
    Ok(())
}

fn discard_pair(session: &Session, certificate: ObjectHandle, id: &[u8]) -> Result<(), Failed> {
    // Keys without a name of their own could be anybody's.
    for class in [ObjectClass::PRIVATE_KEY, ObjectClass::PUBLIC_KEY].into_iter().filter(|_| !id.is_empty()) {
        for object in session.find_objects(&[Attribute::Class(class), Attribute::Id(id.to_vec())])? {
            session.destroy_object(object)?;
        }
    }
    session.destroy_object(certificate)?;
    Ok(())
}
