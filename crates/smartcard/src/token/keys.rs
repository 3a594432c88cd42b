//! Certificates with the keys beside them, and which of them is used.

use card_protocol::Fault;
use cryptoki::{
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};

use super::certificate::Certificate;
use crate::module::job::{Failed, Key};

/// A certificate whose key is on the card, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnCard {
    /// What binds it to its key (`CKA_ID`).
    pub id: Vec<u8>,
    /// The certificate.
    pub certificate: Certificate,
}

/// Those that have a key beside them. Without a passcode, most cards show the public half only, which is enough.
pub fn certificates(session: &Session) -> Result<Vec<OnCard>, Failed> {
    let keys = [ids(session, ObjectClass::PRIVATE_KEY)?, ids(session, ObjectClass::PUBLIC_KEY)?].concat();
    Ok(on_card(session)?.into_iter().map(|(_, it)| it).filter(|it| keys.contains(&it.id)).collect())
}

/// All certificates that this service could have issued, with their handles.
pub fn on_card(session: &Session) -> Result<Vec<(ObjectHandle, OnCard)>, Failed> {
    let of_x509 = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut found = Vec::new();
    for object in session.find_objects(&of_x509)? {
        let (mut id, mut der) = (Vec::new(), Vec::new());
        for attribute in session.get_attributes(object, &[AttributeType::Id, AttributeType::Value])? {
            match attribute {
                Attribute::Id(value) => id = value,
                Attribute::Value(value) => der = value,
                _ => {}
            }
        }
        if let Some(certificate) = Certificate::read(&der) {
            found.push((object, OnCard { id, certificate }));
        }
    }
    Ok(found)
}

/// What binds certificates to keys (`CKA_ID`), of all certificates.
pub fn certified(session: &Session) -> Result<Vec<Vec<u8>>, Failed> {
    ids(session, ObjectClass::CERTIFICATE)
}

fn ids(session: &Session, class: ObjectClass) -> Result<Vec<Vec<u8>>, Failed> {
    let objects = session.find_objects(&[Attribute::Class(class), Attribute::Token(true)])?;
    let id = |object| match session.get_attributes(object, &[AttributeType::Id]).ok()?.pop()? {
        Attribute::Id(id) if !id.is_empty() => Some(id),
        _ => None,
    };
    Ok(objects.into_iter().filter_map(id).collect())
}

/// A certificate with the handle of its private key: there is one only where somebody is logged in.
pub struct Usable {
    /// The certificate.
    pub certificate: Certificate,
    /// The private key.
    pub key: ObjectHandle,
}

/// The authentication key to use.
pub fn authentication(session: &Session, which: &Key, time: i64) -> Result<Usable, Failed> {
    let chosen = choose(certificates(session)?, which, time)
        .ok_or_else(|| Failed::new(Fault::NoCertificate, "no certificate for signing in, or not that one"))?;
    usable(session, chosen)
}

/// With its private key.
pub fn usable(session: &Session, chosen: OnCard) -> Result<Usable, Failed> {
    let of_key = [Attribute::Class(ObjectClass::PRIVATE_KEY), Attribute::Id(chosen.id)];
    let key = session.find_objects(&of_key)?.pop();
    let key = key.ok_or_else(|| Failed::new(Fault::NoCertificate, "the certificate has no private key"))?;
    Ok(Usable { certificate: chosen.certificate, key })
}

fn choose(certificates: Vec<OnCard>, which: &Key, time: i64) -> Option<OnCard> {
    let mut known: Vec<_> = certificates.into_iter().filter(|it| it.certificate.authenticates).collect();
    known.sort_by_key(|it| (it.certificate.not_before, it.certificate.not_after));
    match which {
        Key::Of(fingerprint) => known.into_iter().find(|it| it.certificate.fingerprint == *fingerprint),
        Key::Old => {
            let first = known.iter().position(|it| it.certificate.is_valid(time));
            // None is good any more: the server says so in better words than we could.
            first.map(|first| known.swap_remove(first)).or_else(|| known.pop())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::certificate::Algorithm, *};

    fn on_card(name: &str, not_before: i64, authenticates: bool) -> OnCard {
        let certificate = Certificate {
            der: Vec::new(),
            fingerprint: name.to_owned(),
            algorithm: Algorithm::P256,
            authenticates,
            not_before,
            not_after: not_before + 100,
        };
        OnCard { id: vec![1], certificate }
    }

    fn chosen(which: &Key, time: i64) -> Option<String> {
        let known = vec![on_card("new", 80, true), on_card("signing", 70, false), on_card("old", 0, true)];
        choose(known, which, time).map(|it| it.certificate.fingerprint)
    }

    #[test]
    fn the_old_certificate_is_used_until_the_new_one_is_asked_for() {
        assert_eq!(chosen(&Key::Old, 90).as_deref(), Some("old"));
        assert_eq!(chosen(&Key::Of("new".into()), 90).as_deref(), Some("new"));
    }

    #[test]
    fn an_expired_certificate_is_used_only_where_there_is_no_other() {
        assert_eq!(chosen(&Key::Old, 101).as_deref(), Some("new"));
        assert_eq!(chosen(&Key::Old, 900).as_deref(), Some("new"));
    }

    #[test]
    fn a_certificate_that_is_not_for_signing_in_is_never_used_for_it() {
        assert_eq!(chosen(&Key::Of("signing".into()), 90), None);
        assert_eq!(chosen(&Key::Of("old".into()), 90).as_deref(), Some("old"));
        assert_eq!(choose(vec![on_card("signing", 0, false)], &Key::Old, 1), None);
    }
}
