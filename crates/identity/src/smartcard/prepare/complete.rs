//! The card signed with both of its new keys: it is theirs.

use card_protocol::{Purpose, Signed};

use super::{Prepare, Refused, Remembered, keys, step};
use crate::{
    actor::By,
    assurance::Kind,
    service::Unexpected,
    smartcard::{
        card::{Card, CardSerial},
        certificate::{Certificate, CertificatePurpose, CertificateState, Fingerprint},
        decode, end, issue,
        statement::{self, Expected, Wrong},
        unblocking_key,
    },
    webauthn::ceremony::CeremonyId,
};

pub(super) async fn complete(
    mut case: step::Case<'_>,
    (ceremony, remembered): (&CeremonyId, &Remembered),
    signed: [&Signed; 2],
) -> Result<Prepare, Unexpected> {
    let service = case.service;
    let Some(serial) = case.row.serial.clone() else { return Ok(Prepare::Over) };
    let made = case.repository.list_prepared_certificates(&case.row.id, service.now()).await?;
    if !is_shown(&mut case, &made, (&serial, &remembered.nonce), signed).await? {
        return Ok(Prepare::Refused(Refused::NotAsked));
    }
    if !case.repository.take_ceremony(ceremony, service.now()).await?
        || !case.repository.take_prepared_card(&case.row.id, service.now()).await?
    {
        return Ok(Prepare::Over);
    }
    let Some(both) = keys::opened(service, &case.row)? else { return Ok(Prepare::Over) };
    let whose = (&case.person.id, &case.row.id);
    let key = unblocking_key::seal(service, whose, &both.next)?;
    // A card that they had keeps what it is called.
    let before =
        case.repository.find_card_by_serial(&serial).await?.filter(|before| before.person_id == case.person.id);
    // One that an unblocking gave it meanwhile, and that it may have in the place of ours, is kept beside ours.
    let other = match before.as_ref().and_then(|before| Some((&before.id, before.next_unblocking_key.as_ref()?))) {
        Some((id, sealed)) => Some(unblocking_key::open(service, (&case.person.id, id), sealed)?),
        None => None,
    };
    let other = other.filter(|other| *other != both.next);
    let other = other.map(|other| unblocking_key::seal(service, whose, &other)).transpose()?;
    let card = step::card(service, &case.row, &serial, Some(key));
    let label = before.map_or_else(|| card.label.clone(), |before| before.label);
    let card = Card { label, next_unblocking_key: other, ..card };
    let why: Vec<(&str, &str)> = case.why.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let actor = case.desk.actor();
    let (by, repository) = (By { actor: &actor, origin: case.here.0, why: &why }, &mut *case.repository);
    if let Some(before) = repository.find_active_authenticator(&case.person.id, Kind::Smartcard).await? {
        if !case.row.wish.replace {
            return Ok(Prepare::AlreadyHeld);
        }
        end::replaced(service, repository, by, (&case.person, &before.id)).await?;
    }
    let active = |one: Certificate| Certificate { state: CertificateState::Active, ..one };
    let made: Vec<_> = made.into_iter().map(active).collect();
    let whose = (&case.person, &card, Some(case.desk.me().person.name.full()));
    if issue::write(service, repository, by, whose, &made).await?.is_some() {
        return Ok(Prepare::OtherCard);
    }
    case.repository.commit().await?;
    Ok(Prepare::Issued { until: made.first().map_or(service.now(), |one| one.not_after) })
}

/// Whether both new keys signed, with the certificates that were issued for them.
async fn is_shown(
    case: &mut step::Case<'_>,
    made: &[Certificate],
    (card, nonce): (&CardSerial, &str),
    [authentication, signing]: [&Signed; 2],
) -> Result<bool, Unexpected> {
    let Some(authority) = case.repository.lookup_authority().await? else { return Ok(false) };
    let by = |purpose| made.iter().find(|one| one.purpose == purpose);
    let (Some(first), Some(second)) = (by(CertificatePurpose::Authentication), by(CertificatePurpose::Signing)) else {
        return Ok(false);
    };
    Ok([(first, authentication), (second, signing)].into_iter().all(|(certificate, signed)| {
        let is_it = decode(&signed.certificate).is_some_and(|der| Fingerprint::of(&der) == certificate.fingerprint);
        let expected = Expected { purpose: Purpose::Installed, nonce, card, content: None };
        let checked = statement::check(case.service, &authority.root, (certificate, signed), expected);
        // Whatever the clock of the desk's computer says: the nonce shows that it was now.
        is_it && matches!(checked, Ok(()) | Err(Wrong::Clock))
    }))
}
