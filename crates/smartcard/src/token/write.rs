//! Certificates onto a card: both or none, each beside its key, and read back.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use card_protocol::{Certificates, Fault};
use cryptoki::{
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::Session,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

use super::{
    certificate::Certificate,
    keys::Usable,
    pairs::{Pair, Use, with_public_key},
};
use crate::module::job::Failed;

/// Writes both, each beside the pair that it is for. A second time it finds them there.
pub fn both(session: &Session, certificates: &Certificates) -> Result<[Usable; 2], Failed> {
    let wanted = [(Use::Authentication, &certificates.authentication), (Use::Signing, &certificates.signing)];
    let mut planned = Vec::new();
    for (for_use, text) in wanted {
        let der = BASE64_STANDARD.decode(text).map_err(|_| Fault::CertificateDoesNotFit)?;
        let certificate = Certificate::read(&der).ok_or(Fault::CertificateDoesNotFit)?;
        if certificate.authenticates != (for_use == Use::Authentication) {
            return Err(Failed::new(Fault::CertificateDoesNotFit, "a certificate for another use"));
        }
        let pair = pair_of(session, &certificate)?;
        planned.push((pair, certificate));
    }
    let mut written = Vec::new();
    for (pair, certificate) in &planned {
        match write(session, pair, certificate) {
            Ok(object) => written.extend(object),
            Err(failed) => {
                for object in written {
                    let _ = session.destroy_object(object);
                }
                return Err(failed);
            }
        }
    }
    let usable = planned.into_iter().map(|(pair, certificate)| Usable { certificate, key: pair.key });
    let usable: Vec<_> = usable.collect();
    usable.try_into().map_err(|_| Fault::ModuleFails.into())
}

fn pair_of(session: &Session, certificate: &Certificate) -> Result<Pair, Failed> {
    let strange = || Failed::new(Fault::CertificateDoesNotFit, "a certificate of another key");
    let (_, read) = X509Certificate::from_der(&certificate.der).map_err(|_| strange())?;
    with_public_key(session, &read.public_key().subject_public_key.data)?.ok_or_else(strange)
}

/// Writes one, and reads it back. `None` when it was there.
fn write(session: &Session, pair: &Pair, certificate: &Certificate) -> Result<Option<ObjectHandle>, Failed> {
    let of_pair = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Id(pair.id.clone())];
    for object in session.find_objects(&of_pair)? {
        if value(session, object)? == certificate.der {
            return Ok(None);
        }
        session.destroy_object(object)?;
    }
    let (_, read) = X509Certificate::from_der(&certificate.der).map_err(|_| Fault::CertificateDoesNotFit)?;
    let object = session.create_object(&[
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Id(pair.id.clone()),
        Attribute::Subject(read.subject().as_raw().to_vec()),
        Attribute::Issuer(read.issuer().as_raw().to_vec()),
        Attribute::SerialNumber(super::der::integer(read.raw_serial())),
        Attribute::Value(certificate.der.clone()),
    ])?;
    if value(session, object)? == certificate.der {
        return Ok(Some(object));
    }
    let _ = session.destroy_object(object);
    Err(Failed::new(Fault::ReadBackDiffers, "the certificate is read back as another"))
}

fn value(session: &Session, object: ObjectHandle) -> Result<Vec<u8>, Failed> {
    match session.get_attributes(object, &[AttributeType::Value])?.pop() {
        Some(Attribute::Value(value)) => Ok(value),
        _ => Ok(Vec::new()),
    }
}
