//! One step of a renewal: the answer to what its state asked for, and the state that follows.

use card_protocol::{Answer, Purpose};

use super::{Refused, Remembered, Renew, check::Checks, mine, next, window};
use crate::{
    actor::{Actor, By, Origin},
    audit::{self, Event},
    mail::text,
    notice::{self, Readers},
    random::Token,
    service::{Service, Unexpected},
    session::{BrowserId, SignedIn, current},
    smartcard::{
        ask,
        authority::{self, revoke},
        certificate::{
            Certificate,
            CertificatePurpose::{Authentication, Signing},
            CertificateState, RenewalId, RevocationReason,
        },
        own::{self, HeldCard},
        pair::{self, Holder},
        remind,
        renewal::{Renewal, RenewalState},
        request::WantedPair,
    },
    store::Repository,
    undo::Change,
    webauthn::ceremony::{CeremonyId, CeremonyPurpose},
};

/// What an answer brings.
enum Brought {
    /// Both certificates, made and not written yet.
    Issued(Vec<Certificate>),
    Installed,
    Used,
    Discarded,
}

pub(super) async fn advance(
    service: &Service,
    here: (&SignedIn, &Origin, &BrowserId),
    ceremony: &CeremonyId,
    answer: &str,
) -> Result<Renew, Unexpected> {
    let (me, _, browser) = here;
    let mut repository = service.read().await?;
    let asked = (browser, CeremonyPurpose::CardRenewal, Some(&me.person.id));
    let found = ask::find::<Remembered>(service, &mut *repository, asked, ceremony).await?;
    let Some((ceremony, remembered)) = found else {
        return Ok(Renew::Over);
    };
    let Some(held) = own::find(&mut *repository, &me.person.id).await? else {
        return Ok(Renew::NoCard);
    };
    let answer = match ask::read(answer) {
        Some(Answer::Fault { fault, passcode }) => return Ok(Renew::Fault(fault, passcode)),
        Some(answer) => answer,
        None => return Ok(Renew::Refused(Refused::NotAsked)),
    };
    let authority = authority::open(service, &mut *repository).await?;
    let checks = Checks { service, root: authority.root.clone(), mine: &held, remembered: &remembered };
    let brought = match read(&checks, &mut *repository, answer).await? {
        Ok(brought) => brought,
        Err(refused) => return Ok(Renew::Refused(refused)),
    };
    drop(repository);
    // Signatures are checked, and certificates made, outside of any transaction; what was read before is asked again within.
    let brought = match brought {
        Read::Requested(wanted) => {
            let Some(life) = held.active(Authentication).map(pair::life) else {
                return Ok(Renew::Expired);
            };
            let renewal = RenewalId::from_text(remembered.renewal.clone());
            let holder = Holder { person: &me.person, card: &held.card };
            let what = (service.now().plus(life), Some(&renewal), CertificateState::Pending);
            Brought::Issued(pair::make(service, &authority, holder, &wanted, what).await?)
        }
        Read::Installed => Brought::Installed,
        Read::Used => Brought::Used,
        Read::Discarded => Brought::Discarded,
    };
    write(service, here, (&ceremony.id, &remembered), brought).await
}

/// An answer that is right for the state that asked for it.
enum Read {
    Requested(Box<WantedPair>),
    Installed,
    Used,
    Discarded,
}

async fn read(
    checks: &Checks<'_>,
    repository: &mut dyn Repository,
    answer: Answer,
) -> Result<Result<Read, Refused>, Unexpected> {
    let state = RenewalState::from_text(&checks.remembered.state);
    Ok(match (state, answer) {
        (Some(RenewalState::Begun), Answer::Requested { requests, vouched }) => {
            let wanted = checks.requested(repository, &requests, &vouched).await?;
            wanted.map(|wanted| Read::Requested(Box::new(wanted)))
        }
        (Some(RenewalState::Issued), Answer::Installed { authentication, signing }) => {
            let first = checks.signed_by_new(repository, &authentication, (Authentication, Purpose::Installed)).await?;
            let second = checks.signed_by_new(repository, &signing, (Signing, Purpose::Installed)).await?;
            first.and(second).map(|()| Read::Installed)
        }
        (Some(RenewalState::Installed), Answer::Signed(signed)) => {
            let used = checks.signed_by_new(repository, &signed, (Authentication, Purpose::FirstUse)).await?;
            used.map(|()| Read::Used)
        }
        (Some(RenewalState::Used), Answer::Discarded) => Ok(Read::Discarded),
        _ => Err(Refused::NotAsked),
    })
}

/// Writes the step, once, and what is asked next, in one transaction.
async fn write(
    service: &Service,
    here: (&SignedIn, &Origin, &BrowserId),
    (ceremony, remembered): (&CeremonyId, &Remembered),
    brought: Brought,
) -> Result<Renew, Unexpected> {
    let (me, origin, _) = here;
    let mut repository = service.write().await?;
    if !repository.take_ceremony(ceremony, service.now()).await? {
        return Ok(Renew::Over);
    }
    let held = match mine(service, &mut *repository, me).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(refusal),
    };
    let renewal = repository.find_renewal(&held.card.id).await?;
    let due =
        |renewal: &Renewal| renewal.id.as_str() == remembered.renewal && renewal.state.as_str() == remembered.state;
    let Some(renewal) = renewal.filter(due) else {
        return Ok(Renew::Over);
    };
    if let (true, Some(refusal)) = (renewal.state != RenewalState::Used, window(service, &held)) {
        return Ok(refusal);
    }
    let mut token = None;
    let to = match &brought {
        Brought::Issued(made) => {
            for certificate in made {
                if !repository.add_certificate(certificate).await? {
                    return Ok(Renew::Refused(Refused::KeyKnown));
                }
            }
            RenewalState::Issued
        }
        Brought::Installed => RenewalState::Installed,
        Brought::Used => {
            token = put_in_use(service, &mut *repository, (me, origin), (&held, &renewal)).await?;
            if token.is_none() {
                // Another tab has signed out since: nothing of this is committed, and it goes on from here.
                return Ok(Renew::SignInWithCard);
            }
            RenewalState::Used
        }
        Brought::Discarded => RenewalState::Completed,
    };
    if !repository.move_renewal(&renewal.id, renewal.state, to, service.now()).await? {
        return Ok(Renew::Over);
    }
    let Some(held) = own::find(&mut *repository, &me.person.id).await? else {
        return Ok(Renew::NoCard);
    };
    if to == RenewalState::Completed {
        repository.commit().await?;
        let until = held.active(Authentication).map_or(service.now(), |one| one.not_after);
        return Ok(Renew::Renewed { until });
    }
    next(service, repository, here, (&held, &Renewal { state: to, ..renewal }), token).await
}

/// The old pair ends and the new one is in use, in one transaction; the authenticator goes on.
async fn put_in_use(
    service: &Service,
    repository: &mut dyn Repository,
    (me, origin): (&SignedIn, &Origin),
    (held, renewal): (&HeldCard, &Renewal),
) -> Result<Option<Token>, Unexpected> {
    let (now, person) = (service.now(), &me.person);
    let actor = Actor::Person(person.id.clone());
    let by = By { actor: &actor, origin, why: &[("renewal", renewal.id.as_str())] };
    let whose = (&person.id, &held.card.id);
    revoke::pair(service, repository, by, whose, CertificateState::Active, RevocationReason::Superseded).await?;
    let mut until = now;
    for purpose in [Authentication, Signing] {
        let Some(new) = held.pending(&renewal.id, purpose) else {
            return Err(Unexpected::Other(format!("the renewal {} does not have both certificates", renewal.id)));
        };
        repository.activate_certificate(&new.serial).await?;
        until = new.not_after;
    }
    repository.use_authenticator(&held.authenticator.id, held.authenticator.level, now).await?;
    let details = [
        ("authenticator", held.authenticator.id.as_str()),
        ("card", held.card.serial.as_str()),
        ("renewal", renewal.id.as_str()),
    ];
    audit::record(repository, service, origin, &actor, Some(&person.id), Event::CardRenewed, &details).await?;
    let words = text::card_renewed(&service.policy, &person.name.full(), until, now);
    let change = Change::CardRenewed { id: held.authenticator.id.as_str().to_owned() };
    let readers = Readers::of(service, repository, &person.id).await?;
    let told =
        notice::words_of_change(service, repository, &person.id, (&change, now), |_| words.clone(), &readers).await?;
    remind::post(service, repository, &told, (&held.card.id, until)).await?;
    current::rotate(service, repository, Some(me), person).await
}
