//! Issue a card, take it back, and the list of revoked certificates.

use std::time::Duration;

use card_protocol::Requests;
use identity::{
    actor::{Actor, By, Origin},
    assurance::{AssuranceLevel, Kind},
    authenticator::suspend,
    person::{Person, PersonState},
    smartcard::{
        authority::{
            self, LIFE, LONGEST_LIFE, RequestFault, revocation,
            revoke::{self, RevokeCertificate},
        },
        card::CardSerial,
        certificate::{
            Certificate, CertificatePurpose, CertificateSerial, CertificateState, Fingerprint, RevocationReason,
        },
        end::{self, EndCard},
        issue::IssueCard,
        request::BadRequests,
    },
    undo,
};

use crate::support::{MINUTE, SoftCard, World, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn by<'a>(origin: &'a Origin, actor: &'a Actor) -> By<'a> {
    By { actor, origin, why: &[("reason", "handed in")] }
}

async fn end(world: &World, person: &Person, serial: &str) -> EndCard {
    let (origin, actor) = (Origin::server(), Actor::Operator);
    let serial = CardSerial::parse(serial).unwrap();
    let reason = RevocationReason::CessationOfOperation;
    end::end(&world.service, by(&origin, &actor), person, &serial, reason).await.unwrap()
}

async fn certificates(world: &World, person: &Person) -> Vec<Certificate> {
    world
        .read(async |repository| {
            let card = repository.list_cards(&person.id).await.unwrap().remove(0);
            repository.list_certificates(&card.id).await.unwrap()
        })
        .await
}

#[tokio::test]
async fn the_authority_is_founded_once_whoever_asks() {
    on_both(async |world| {
        let events = world.events_of(async || {
            let (first, is_new) = authority::found(&world.service, &Actor::System).await.unwrap();
            assert!(is_new);
            let (again, is_new) = authority::found(&world.service, &Actor::Operator).await.unwrap();
            assert!(!is_new);
            assert_eq!(Fingerprint::of(&first.root), Fingerprint::of(&again.root));
        });
        assert_eq!(events.await, ["authority.founded"]);
        let service = world.service.clone();
        let raced = crate::support::race(4, |_| {
            let service = service.clone();
            async move { authority::found(&service, &Actor::System).await.unwrap().0.root }
        });
        let roots = raced.await;
        assert!(roots.iter().all(|root| *root == roots[0]));
    })
    .await;
}

#[tokio::test]
async fn a_card_that_is_issued_is_an_authenticator_with_two_certificates_and_its_holder_is_told() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut issued = None;
        let mails = world.mails_of(async || issued = Some(world.issue_card(&ann.person, "00A1").await)).await;
        assert_eq!(mails, [("ann@nhs.net".to_owned(), "A smartcard was issued for Care Identity".to_owned())]);
        let held = world.held(&ann.person).await;
        let card = held.iter().find(|held| held.kind == Kind::Smartcard).unwrap();
        assert_eq!((card.level, card.granted_level), (AssuranceLevel::Aal3, AssuranceLevel::Aal3));
        let made = certificates(&world, &ann.person).await;
        let purposes: Vec<_> = made.iter().map(|one| one.purpose).collect();
        assert_eq!(purposes, [CertificatePurpose::Authentication, CertificatePurpose::Signing]);
        for one in &made {
            assert_eq!(one.state, CertificateState::Active);
            assert_eq!(one.not_after.seconds(), world.now().plus(LIFE).seconds());
            assert!(one.not_before < world.now());
        }
        let written = issued.unwrap().pairs[0].certificates.clone().unwrap();
        assert_eq!(written.map(|der| Fingerprint::of(&der)), [made[0].fingerprint, made[1].fingerprint]);
        let stolen = world.stolen_bytes().await;
        let holds = |text: &[u8]| stolen.windows(text.len()).any(|window| window == text);
        assert!(!holds(b"31415926"), "the unblocking key is sealed");
    })
    .await;
}

#[tokio::test]
async fn a_card_is_issued_to_one_person_at_a_time_and_a_person_has_one() {
    on_both(async |world| {
        let (ann, card) = world.card_holder("Ann").await;
        let bea = world.person("Bea").await;
        // The same card once more, the same keys under another number, another card for the same person.
        assert!(matches!(world.try_issue(&ann, &card, LIFE).await, IssueCard::KeyKnown));
        let copy = SoftCard { serial: "00B2".into(), ..card.clone() };
        assert!(matches!(world.try_issue(&bea, &copy, LIFE).await, IssueCard::KeyKnown));
        let same_number = SoftCard::new(&card.serial);
        assert!(matches!(world.try_issue(&bea, &same_number, LIFE).await, IssueCard::InUse));
        assert!(matches!(world.try_issue(&ann, &SoftCard::new("00B2"), LIFE).await, IssueCard::AlreadyHeld));
        // One key for both, a request of another's key, no request at all.
        let mut same_key = SoftCard::new("00C3");
        same_key.pairs[0].keys[1] = same_key.pairs[0].keys[0].clone();
        let refused = world.try_issue(&bea, &same_key, LIFE).await;
        assert!(matches!(refused, IssueCard::BadRequests(BadRequests::SameKey)), "{refused:?}");
        for (serial, life) in [("", LIFE), ("00 C3", LIFE), ("00C3", Duration::ZERO), ("00C3", LONGEST_LIFE + DAY)] {
            let refused = world.try_issue(&bea, &SoftCard::new(serial), life).await;
            assert!(matches!(refused, IssueCard::BadSerial | IssueCard::BadLife), "{refused:?}");
        }
        assert!(world.held(&bea).await.is_empty(), "nothing is left behind");
    })
    .await;
}

#[tokio::test]
async fn a_request_that_its_key_did_not_sign_is_refused() {
    on_both(async |world| {
        let bea = world.person("Bea").await;
        authority::found(&world.service, &Actor::System).await.unwrap();
        let (good, origin, actor) = (SoftCard::new("00A1").requests(), Origin::server(), Actor::Operator);
        let mut forged = identity::smartcard::decode(&good.signing).unwrap();
        let last = forged.len() - 1;
        forged[last] ^= 1;
        for (signing, fault) in [
            (identity::smartcard::encode(&forged), RequestFault::NotSigned),
            (String::new(), RequestFault::Malformed),
            ("?".into(), RequestFault::Malformed),
        ] {
            let requests = Requests { signing, ..good.clone() };
            let prepared = identity::smartcard::issue::Prepared {
                serial: "00A1",
                label: "",
                unblocking_key: None,
                requests: &requests,
                life: LIFE,
            };
            let issued =
                identity::smartcard::issue::issue(&world.service, by(&origin, &actor), &bea, &prepared).await.unwrap();
            let expected = BadRequests::One(CertificatePurpose::Signing, fault);
            assert!(matches!(issued, IssueCard::BadRequests(bad) if bad == expected), "{issued:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_whose_care_identity_is_closed_gets_a_card() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        world.close(&ann).await;
        assert!(matches!(world.try_issue(&ann, &SoftCard::new("00A1"), LIFE).await, IssueCard::Closed));
    })
    .await;
}

#[tokio::test]
async fn a_card_that_is_taken_back_ends_with_its_sessions_and_certificates_and_may_be_issued_again() {
    on_both(async |world| {
        let (ann, mut card) = world.card_holder("Ann").await;
        let visit = world.signed_in_by(&mut card).await;
        let bea = world.person("Bea").await;
        assert_eq!(end(&world, &bea, &card.serial).await, EndCard::NotThere);
        let events = world.events_of(async || assert_eq!(end(&world, &ann, &card.serial).await, EndCard::Ended)).await;
        assert_eq!(events, ["card.ended", "certificate.revoked", "certificate.revoked"]);
        assert_eq!(end(&world, &ann, &card.serial).await, EndCard::NotThere);
        assert!(world.find(&visit.token).await.is_none());
        assert!(world.held(&ann).await.is_empty());
        for one in certificates(&world, &ann).await {
            assert_eq!(one.revoked, Some((world.now(), RevocationReason::CessationOfOperation)));
        }
        world.issue_card(&bea, &card.serial).await;
        world.issue_card(&ann, "00B2").await;
    })
    .await;
}

#[tokio::test]
async fn a_card_whose_authenticator_was_removed_may_be_issued_to_somebody_else() {
    on_both(async |world| {
        let (ann, card) = world.card_holder("Ann").await;
        world.forget_devices(&ann).await;
        let bea = world.person("Bea").await;
        world.issue_card(&bea, &card.serial).await;
        assert!(certificates(&world, &ann).await.iter().all(|one| one.state == CertificateState::Revoked));
    })
    .await;
}

/// The serial numbers on the list that is published, with their reasons.
async fn listed(world: &World) -> (u64, Vec<(CertificateSerial, RevocationReason)>) {
    let list = revocation::publish(&world.service).await.unwrap().unwrap();
    let now = world.now();
    let named = world.read(async |repository| repository.list_revoked(now, now.minus(undo::LIFE)).await.unwrap()).await;
    (list.number, named.into_iter().map(|one| (one.serial, one.reason)).collect())
}

#[tokio::test]
async fn the_list_of_revoked_certificates_follows_what_becomes_of_cards() {
    on_both(async |world| {
        assert!(revocation::publish(&world.service).await.unwrap().is_none(), "no authority, no list");
        let (_, mut card) = world.card_holder("Ann").await;
        let visit = world.signed_in_by(&mut card).await;
        assert_eq!(listed(&world).await, (1, vec![]));
        world.wait(MINUTE * 60);
        assert_eq!(listed(&world).await, (1, vec![]), "nothing changed");
        world.wait(MINUTE * 60 * 12);
        assert_eq!(listed(&world).await, (2, vec![]), "it grew old");
        // Reported lost: held, until it is found.
        let held = world.held(&visit.me.person).await.remove(0);
        suspend::suspend(&world.service, &visit.me, &visit.browser.origin, &held.id).await.unwrap();
        let (number, named) = listed(&world).await;
        let reasons: Vec<_> = named.iter().map(|(_, reason)| *reason).collect();
        assert_eq!((number, reasons), (3, vec![RevocationReason::Hold; 2]));
        // Removed: held while the removal can be taken back.
        world.forget_devices(&visit.me.person).await;
        assert!(listed(&world).await.1.iter().all(|(_, reason)| *reason == RevocationReason::Hold));
        world.wait(undo::LIFE);
        let ended = RevocationReason::CessationOfOperation;
        assert!(listed(&world).await.1.iter().all(|(_, reason)| *reason == ended));
        world.wait(LIFE);
        assert_eq!(listed(&world).await.1, vec![], "expired ones need no list");
    })
    .await;
}

#[tokio::test]
async fn the_list_holds_the_card_of_a_closed_care_identity_until_it_is_open_again() {
    on_both(async |world| {
        let (ann, _) = world.card_holder("Ann").await;
        assert_eq!(listed(&world).await, (1, vec![]));
        assert!(world.set_state(&ann, PersonState::Closed).await);
        let (number, named) = listed(&world).await;
        let reasons: Vec<_> = named.iter().map(|(_, reason)| *reason).collect();
        assert_eq!((number, reasons), (2, vec![RevocationReason::Hold; 2]));
        assert!(world.set_state(&ann, PersonState::Open).await);
        assert_eq!(listed(&world).await, (3, vec![]));
    })
    .await;
}

#[tokio::test]
async fn to_revoke_one_certificate_revokes_its_pair() {
    on_both(async |world| {
        let (ann, _) = world.card_holder("Ann").await;
        let mine = certificates(&world, &ann).await;
        let (origin, actor) = (Origin::server(), Actor::Operator);
        let revoke = async |serial: &CertificateSerial| {
            let reason = RevocationReason::KeyCompromise;
            revoke::revoke(&world.service, by(&origin, &actor), serial, reason).await.unwrap()
        };
        assert_eq!(revoke(&mine[1].serial).await, RevokeCertificate::Revoked(2));
        assert_eq!(revoke(&mine[0].serial).await, RevokeCertificate::Before);
        let nobodys = CertificateSerial::from_text(&"4".repeat(32)).unwrap();
        assert_eq!(revoke(&nobodys).await, RevokeCertificate::NotThere);
        assert_eq!(listed(&world).await.1.len(), 2);
    })
    .await;
}
