//! Smartcards: their authority, who holds which, their certificates and renewals.

use identity::{
    authenticator::AuthenticatorState,
    email::EmailId,
    person::PersonState,
    ra::Reason,
    smartcard::{
        authority::PublishedList,
        card::Card,
        certificate::{
            Certificate,
            CertificatePurpose::{Authentication, Signing},
            CertificateState, Fingerprint, RevocationReason, Revoked,
        },
        renewal::{Renewal, RenewalState},
        unblock::{Unblocking, UnblockingId, UnblockingState},
    },
    store::Repository,
};
use store::{Database, testing::on_both};

use crate::fixtures::{
    at, authority, browser_id, card, certificate, email, person_id, race, read, renewal, sealed, smartcard,
    with_people, write, yes,
};

/// So many people, and a card of the same number for each.
async fn with_cards(database: &Database, cards: u64) {
    with_people(database, cards).await;
    write(database, async |repository| {
        for number in 1..=cards {
            let id = format!("card-{number}");
            assert!(repository.add_authenticator(&smartcard(&id, number)).await.unwrap());
            assert!(repository.add_card(&card(&id, number)).await.unwrap());
        }
    })
    .await;
}

#[tokio::test]
async fn there_is_one_authority_and_its_lists_only_go_up() {
    on_both(async |database| {
        let founded = race(&database, 4, async |_, repository| repository.add_authority(&authority()).await.unwrap());
        assert_eq!(yes(&founded.await), 1);
        let list = |number| PublishedList { number, der: vec![0x30, 7], names: Fingerprint::of(b"x"), made_at: at(5) };
        let raced = race(&database, 4, async |_, repository| repository.publish_list(&list(9)).await.unwrap()).await;
        assert_eq!(yes(&raced), 1);
        write(&database, async |repository| {
            for (number, published) in [(8, false), (9, false), (10, true)] {
                assert_eq!(repository.publish_list(&list(number)).await.unwrap(), published, "{number}");
            }
            let found = repository.lookup_authority().await.unwrap().unwrap();
            assert_eq!((found.root, found.key, found.created_at), (authority().root, authority().key, at(0)));
            assert_eq!(found.list, Some(list(10)));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_card_is_issued_to_one_person_at_a_time() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let mine = card("card-1", 1);
        let again = |number: u64| Card { serial: mine.serial.clone(), ..card(&format!("again-{number}"), 1) };
        write(&database, async |repository| {
            assert_eq!(repository.lookup_card(&mine.id).await.unwrap(), Some(mine.clone()));
            assert_eq!(repository.find_card_by_serial(&mine.serial).await.unwrap(), Some(mine.clone()));
            assert_eq!(repository.find_card_of(&mine.authenticator_id).await.unwrap(), Some(mine.clone()));
            assert!(
                repository.end_authenticator(&mine.authenticator_id, AuthenticatorState::Removed, at(1)).await.unwrap()
            );
            for number in 0..4 {
                let other = smartcard(&format!("again-{number}"), 1);
                assert!(repository.add_authenticator(&other).await.unwrap());
                assert!(repository.end_authenticator(&other.id, AuthenticatorState::Removed, at(1)).await.unwrap());
            }
            assert!(!repository.add_card(&again(0)).await.unwrap(), "the first one did not end");
            repository.set_next_unblocking_key(&mine.id, &sealed("next")).await.unwrap();
            assert!(repository.end_card(&mine.id, at(2)).await.unwrap());
            assert!(!repository.end_card(&mine.id, at(3)).await.unwrap());
            assert_eq!(repository.find_card_by_serial(&mine.serial).await.unwrap(), None);
            let ended = repository.lookup_card(&mine.id).await.unwrap().unwrap();
            assert_eq!((ended.ended_at, ended.unblocking_key, ended.next_unblocking_key), (Some(at(2)), None, None));
        })
        .await;
        let issued = race(&database, 4, async |number, repository| {
            repository.add_card(&again(u64::try_from(number).unwrap())).await.unwrap()
        })
        .await;
        assert_eq!(yes(&issued), 1);
        let cards = read(&database, async |repository| repository.list_cards(&person_id(1)).await.unwrap()).await;
        assert_eq!(cards.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn the_next_unblocking_key_takes_the_place_of_the_other_once() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let id = card("card-1", 1).id;
        write(&database, async |repository| {
            assert!(!repository.take_next_unblocking_key(&id).await.unwrap());
            repository.set_next_unblocking_key(&id, &sealed("next")).await.unwrap();
            let both = repository.lookup_card(&id).await.unwrap().unwrap();
            assert_eq!(
                (both.unblocking_key, both.next_unblocking_key),
                (Some(sealed("unblocking")), Some(sealed("next")))
            );
            assert!(repository.take_next_unblocking_key(&id).await.unwrap());
            assert!(!repository.take_next_unblocking_key(&id).await.unwrap());
            let one = repository.lookup_card(&id).await.unwrap().unwrap();
            assert_eq!((one.unblocking_key, one.next_unblocking_key), (Some(sealed("next")), None));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_certificate_is_found_as_it_was_issued_and_no_key_is_certified_twice() {
    on_both(async |database| {
        with_cards(&database, 2).await;
        let mine = certificate(1, "card-1", Authentication);
        write(&database, async |repository| {
            assert!(repository.add_certificate(&mine).await.unwrap());
            assert_eq!(repository.find_certificate(&mine.fingerprint).await.unwrap(), Some(mine.clone()));
            assert_eq!(repository.lookup_certificate(&mine.serial).await.unwrap(), Some(mine.clone()));
            assert_eq!(repository.find_certificate(&Fingerprint::of(b"other")).await.unwrap(), None);
            assert!(repository.knows_key(&mine.key).await.unwrap());
            assert!(!repository.knows_key(&mine.fingerprint).await.unwrap());
            let other = certificate(2, "card-2", Authentication);
            for taken in [
                Certificate { key: mine.key, ..other.clone() },
                Certificate { serial: mine.serial.clone(), ..other.clone() },
                Certificate { fingerprint: mine.fingerprint, ..other.clone() },
                certificate(3, "card-1", Authentication),
            ] {
                assert!(!repository.add_certificate(&taken).await.unwrap());
            }
            assert!(repository.add_certificate(&other).await.unwrap());
            assert!(repository.add_certificate(&certificate(4, "card-1", Signing)).await.unwrap());
            let listed = repository.list_certificates(&mine.card_id).await.unwrap();
            assert_eq!(listed, [mine.clone(), certificate(4, "card-1", Signing)]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_certificate_waits_until_the_one_in_its_place_is_revoked() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let old = certificate(1, "card-1", Authentication);
        let new = Certificate {
            state: CertificateState::Pending,
            renewal: Some(renewal("renewal", "card-1").id),
            ..certificate(2, "card-1", Authentication)
        };
        write(&database, async |repository| {
            assert!(repository.add_renewal(&renewal("renewal", "card-1")).await.unwrap());
            assert!(repository.add_certificate(&old).await.unwrap());
            assert!(repository.add_certificate(&new).await.unwrap());
            assert_eq!(repository.find_certificate(&new.fingerprint).await.unwrap(), Some(new.clone()));
        })
        .await;
        let reason = RevocationReason::Superseded;
        let revoked = race(&database, 4, async |_, repository| {
            repository.revoke_certificate(&old.serial, at(3), reason).await.unwrap()
        })
        .await;
        assert_eq!(yes(&revoked), 1);
        let activated =
            race(&database, 4, async |_, repository| repository.activate_certificate(&new.serial).await.unwrap()).await;
        assert_eq!(yes(&activated), 1);
        write(&database, async |repository| {
            assert!(!repository.activate_certificate(&old.serial).await.unwrap());
            let old = repository.lookup_certificate(&old.serial).await.unwrap().unwrap();
            assert_eq!((old.state, old.revoked), (CertificateState::Revoked, Some((at(3), reason))));
        })
        .await;
    })
    .await;
}

pub(crate) async fn revoked(
    repository: &mut dyn Repository,
    now: i64,
    settled: i64,
) -> Vec<(String, RevocationReason)> {
    let list = repository.list_revoked(at(now), at(settled)).await.unwrap();
    list.into_iter().map(|Revoked { serial, reason, .. }| (serial.to_string()[30..].to_owned(), reason)).collect()
}

#[tokio::test]
async fn the_list_names_what_was_revoked_and_holds_what_is_lost_until_it_expires() {
    on_both(async |database| {
        with_cards(&database, 4).await;
        use RevocationReason::{CessationOfOperation, Hold, KeyCompromise};
        write(&database, async |repository| {
            for number in 1..=4 {
                let mine = certificate(number, &format!("card-{number}"), Authentication);
                assert!(repository.add_certificate(&mine).await.unwrap());
            }
            let keyless = certificate(1, "card-1", Authentication).serial;
            assert!(repository.revoke_certificate(&keyless, at(5), KeyCompromise).await.unwrap());
            assert!(repository.suspend_authenticator(&smartcard("card-2", 2).id, at(6)).await.unwrap());
            let removed = AuthenticatorState::Removed;
            assert!(repository.end_authenticator(&smartcard("card-3", 3).id, removed, at(7)).await.unwrap());
            let named =
                |third| vec![("01".to_owned(), KeyCompromise), ("02".to_owned(), Hold), ("03".to_owned(), third)];
            assert_eq!(revoked(repository, 10, 6).await, named(Hold));
            assert_eq!(revoked(repository, 10, 7).await, named(CessationOfOperation));
            assert_eq!(revoked(repository, 86_400, 7).await, []);
            assert!(repository.reinstate_authenticator(&smartcard("card-2", 2).id).await.unwrap());
            assert_eq!(revoked(repository, 10, 6).await.len(), 2);
            assert!(repository.set_person_state(&person_id(2), PersonState::Closed, at(8)).await.unwrap());
            assert_eq!(revoked(repository, 10, 6).await, named(Hold), "whose Care Identity is closed");
            assert!(repository.suspend_authenticator(&smartcard("card-2", 2).id, at(9)).await.unwrap());
            assert_eq!(revoked(repository, 10, 6).await, named(Hold), "named once");
            assert!(repository.reinstate_authenticator(&smartcard("card-2", 2).id).await.unwrap());
            assert!(repository.set_person_state(&person_id(2), PersonState::Open, at(9)).await.unwrap());
            assert_eq!(revoked(repository, 10, 6).await.len(), 2);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_card_has_one_renewal_under_way_and_each_step_is_done_once() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let begun = race(&database, 4, async |number, repository| {
            repository.add_renewal(&renewal(&format!("r{number}"), "card-1")).await.unwrap()
        })
        .await;
        assert_eq!(yes(&begun), 1);
        let card = card("card-1", 1).id;
        let found = read(&database, async |repository| repository.find_renewal(&card).await.unwrap().unwrap()).await;
        assert_eq!(found, Renewal { id: found.id.clone(), ..renewal("", "card-1") });
        use RenewalState::{Begun, Completed, Issued};
        let moved = race(&database, 4, async |_, repository| {
            repository.move_renewal(&found.id, Begun, Issued, at(3)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&moved), 1);
        write(&database, async |repository| {
            let issued = repository.lookup_renewal(&found.id).await.unwrap().unwrap();
            assert_eq!((issued.state, issued.changed_at), (Issued, at(3)));
            assert!(repository.move_renewal(&found.id, Issued, Completed, at(4)).await.unwrap());
            assert_eq!(repository.find_renewal(&card).await.unwrap(), None);
            assert!(repository.add_renewal(&renewal("next", "card-1")).await.unwrap());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_reminder_is_sent_once() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let mine = certificate(1, "card-1", Authentication);
        write(&database, async |repository| assert!(repository.add_certificate(&mine).await.unwrap())).await;
        let sent =
            race(&database, 4, async |_, repository| repository.add_reminder(&mine.serial, 90, at(1)).await.unwrap())
                .await;
        assert_eq!(yes(&sent), 1);
        let other =
            write(&database, async |repository| repository.add_reminder(&mine.serial, 30, at(1)).await.unwrap());
        assert!(other.await);
    })
    .await;
}

#[tokio::test]
async fn cards_that_end_soon_are_listed_page_by_page_with_the_reminder_before() {
    on_both(async |database| {
        with_cards(&database, 4).await;
        write(&database, async |repository| {
            for number in 1..=4_u8 {
                let mine = Certificate {
                    not_after: at(1_000 * i64::from(number)),
                    ..certificate(number, &format!("card-{number}"), Authentication)
                };
                assert!(repository.add_certificate(&mine).await.unwrap());
                let (id, person) = (format!("email-{number}"), u64::from(number));
                let address = email(&id, person, &format!("person{number}@nhs.net"));
                repository.add_email(&address).await.unwrap();
                // Whoever has proved no address is not among them.
                if number < 4 {
                    repository.verify_email(&address.id, at(1)).await.unwrap();
                }
            }
            let second = certificate(2, "card-2", Authentication).serial;
            assert!(repository.add_reminder(&second, 90, at(1)).await.unwrap());
            assert!(repository.add_reminder(&second, 30, at(2)).await.unwrap());
            assert!(repository.suspend_authenticator(&smartcard("card-3", 3).id, at(6)).await.unwrap());
            let page = repository.list_ending_cards(at(5_000), (at(0), ""), 2).await.unwrap();
            let people: Vec<_> = page.iter().map(|card| (card.person.id.clone(), card.until, card.reminded)).collect();
            assert_eq!(people, [(person_id(1), at(1_000), None), (person_id(2), at(2_000), Some(30))]);
            let after = (page[1].until, page[1].serial.to_string());
            assert!(repository.list_ending_cards(at(5_000), (after.0, &after.1), 2).await.unwrap().is_empty());
            repository.verify_email(&EmailId::from_text("email-4"), at(2)).await.unwrap();
            let rest = repository.list_ending_cards(at(5_000), (after.0, &after.1), 2).await.unwrap();
            assert_eq!(rest.iter().map(|card| card.person.id.clone()).collect::<Vec<_>>(), [person_id(4)]);
            assert!(repository.list_ending_cards(at(999), (at(0), ""), 2).await.unwrap().is_empty());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_unblocking_is_found_in_its_browser_until_it_is_completed_or_over_and_is_swept_away() {
    on_both(async |database| {
        with_cards(&database, 1).await;
        let unblocking = |id: &str| Unblocking {
            id: UnblockingId::from_text(id),
            card_id: card("card-1", 1).id,
            browser_id: browser_id(1),
            allowed_by: "person:1".into(),
            reason: Reason::parse("seen in person"),
            state: UnblockingState::Begun,
            begun_at: at(0),
            finish_by: at(900),
        };
        let (one, mine) = (unblocking("one"), card("card-1", 1).id);
        write(&database, async |repository| {
            repository.add_unblocking(&one).await.unwrap();
            assert_eq!(repository.lookup_unblocking(&one.id).await.unwrap(), Some(one.clone()));
            assert_eq!(repository.find_unblocking(&mine, &browser_id(1), at(899)).await.unwrap(), Some(one.clone()));
            assert_eq!(repository.find_unblocking(&mine, &browser_id(1), at(900)).await.unwrap(), None);
            assert_eq!(repository.find_unblocking(&mine, &browser_id(2), at(1)).await.unwrap(), None);
            assert!(repository.move_unblocking(&one.id, UnblockingState::HandedOver).await.unwrap());
            assert!(repository.move_unblocking(&one.id, UnblockingState::Completed).await.unwrap());
            assert!(!repository.move_unblocking(&one.id, UnblockingState::HandedOver).await.unwrap());
            assert_eq!(repository.find_unblocking(&mine, &browser_id(1), at(3)).await.unwrap(), None);
            repository.delete_expired(at(900), at(0)).await.unwrap();
            assert_eq!(repository.lookup_unblocking(&one.id).await.unwrap(), None);
        })
        .await;
    })
    .await;
}
