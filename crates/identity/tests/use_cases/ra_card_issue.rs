//! A smartcard that is issued at the desk: what makes it theirs, and what is left when it breaks off.

use card_protocol::Fault;
use identity::{
    authenticator::AuthenticatorState,
    keys::Purpose as Sealing,
    person::Person,
    ra::{Acted, view},
    smartcard::{
        card::Card,
        prepare::{AllowCard, Prepare},
        unblock::{
            Unblock,
            desk::{self as unblocking, AllowUnblocking},
        },
    },
    webauthn::ceremony::Challenge,
};

use crate::support::{
    MINUTE, SoftCard, World,
    desk::{Ra, why},
    desk_cards::{
        AGAIN, BLANK, FIRST, allow, asked, at_the_desk, begin, blank, has_card, issue, step, tell, to_install,
    },
    on_both,
};

/// The unblocking keys that the server keeps of the open card of somebody: the present one and the next.
async fn kept_keys(world: &World, person: &Person) -> (String, Option<String>) {
    let cards = world.read(async |repository| repository.list_cards(&person.id).await.unwrap()).await;
    let card = cards.into_iter().find(|card| card.ended_at.is_none()).unwrap();
    let owner = Card::seal_owner(&card.person_id, &card.id);
    let open = |sealed| {
        let opened = world.service.keys.open(Sealing::UnblockingKey, &owner, &sealed).unwrap();
        String::from_utf8(opened.to_vec()).unwrap()
    };
    (open(card.unblocking_key.unwrap()), card.next_unblocking_key.map(open))
}

async fn kept_key(world: &World, person: &Person) -> String {
    kept_keys(world, person).await.0
}

async fn next_key(world: &World, person: &Person) -> Option<String> {
    kept_keys(world, person).await.1
}

/// Unblocks the card that somebody has, at the desk.
async fn unblock(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard) -> Acted<Unblock> {
    let (service, origin, browser) = (&world.service, ra.origin(), &ra.visit.browser.id);
    let allowed = unblocking::allow(service, &ra.desk, (origin, &why()), browser, &nurse.id).await.unwrap();
    assert_eq!(allowed, Ok(AllowUnblocking::Allowed));
    let mut asked = unblocking::begin(service, &ra.desk, (origin, browser), &nurse.id).await.unwrap();
    while let Ok(Unblock::Ask(challenge)) = &asked {
        let answer = card.answer(&challenge.options, world.now());
        let answered = (&challenge.ceremony, answer.as_str());
        asked = unblocking::advance(service, &ra.desk, (origin, browser), &nurse.id, answered).await.unwrap();
    }
    asked
}

/// The serial numbers of what is on the list of revoked certificates.
async fn revoked(world: &World) -> usize {
    let now = world.now();
    world.read(async |repository| repository.list_revoked(now, now).await.unwrap().len()).await
}

#[tokio::test]
async fn a_blank_card_becomes_theirs_when_both_keys_have_signed() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
                    let install = to_install(&world, &ra, &nurse, &mut card).await;
                    assert!(!has_card(&world, &nurse).await, "it does not count yet");
                    let kept = card.unblocking_key.clone();
                    assert_eq!((kept.len(), install.options.contains(&kept)), (8, false), "no page reads the key");
                    let done = step(&world, &ra, &nurse, &mut card, &install).await;
                    assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
                })
                .await;
        });
        assert_eq!(events.await, ["card.issued", "card.issuing-begun"]);
        assert_eq!(mails.len(), 1);
        let mail = world.mails_to("nia@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("Grace Okafor-Lindqvist of your Registration Authority"), "{}", mail.text);
        for event in ["card.issuing-begun", "card.issued"] {
            let log = world.audit().await;
            let entry = log.iter().find(|entry| entry.event == event).unwrap();
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            assert_eq!((&details["reason"], &details["organisation"]), (&"seen in person".into(), &"RA1".into()));
            assert_eq!(entry.actor, format!("person:{}", ra.person.id));
            assert_eq!(entry.subject, Some(nurse.id.clone()));
        }
        assert_eq!(kept_key(&world, &nurse).await, card.unblocking_key);
        assert!(card.label.starts_with("Nia Okafor-Lindqvist "), "{}", card.label);
        assert!(card.label.len() <= 32);
        assert_eq!(revoked(&world).await, 0);
        world.signed_in_by(&mut card).await;
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)), "allowed once");
    })
    .await;
}

#[tokio::test]
async fn a_card_that_they_have_is_replaced_by_another_one_or_by_itself() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut old = world.issue_card(&nurse, "00A1").await;
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::AlreadyHeld));
        issue(&world, &ra, &nurse, &mut old, AGAIN).await;
        assert_ne!(old.unblocking_key, "31415926");
        assert_eq!(kept_key(&world, &nurse).await, old.unblocking_key);
        assert_eq!(revoked(&world).await, 2, "the pair that was on it");
        world.signed_in_by(&mut old).await;
        let mut new = blank("00B2");
        issue(&world, &ra, &nurse, &mut new, BLANK).await;
        world.signed_in_by(&mut new).await;
        let browser = world.browser().await;
        let refused = world.try_card(&browser, &mut old).await;
        assert!(!matches!(refused, identity::smartcard::sign_in::FinishSignIn::SignedIn { .. }), "{refused:?}");
        let cards = world.read(async |repository| repository.list_cards(&nurse.id).await.unwrap()).await;
        let open: Vec<_> = cards.iter().filter(|card| card.ended_at.is_none()).collect();
        assert_eq!((cards.len(), open.len(), open[0].serial.as_str()), (3, 1, "00B2"));
        let labels = cards.iter().filter(|card| card.label == "Care Identity").count();
        assert_eq!(labels, 2, "a card that they had keeps its label");
        for card in cards.iter().filter(|card| card.ended_at.is_some()) {
            assert_eq!(card.unblocking_key, None);
            let ended = world.read(async |repository| {
                repository.lookup_authenticator(&card.authenticator_id).await.unwrap().unwrap().state
            });
            assert_eq!(ended.await, AuthenticatorState::Replaced);
        }
        // A card of which nobody here has the key is not used again.
        let bare = world.nurse("Bare", "HOSP").await;
        assert_eq!(allow(&world, &ra, &bare.id, AGAIN).await, Ok(AllowCard::NeedsBlank));
    })
    .await;
}

#[tokio::test]
async fn what_breaks_off_counts_for_nothing_and_is_begun_again_with_the_same_card() {
    on_both(async |mut world| {
        let (mut ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let ask = asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
        // The card is initialised, and nobody hears of it: it bears the label.
        card.answer(&ask.options, world.now());
        let key = card.unblocking_key.clone();
        let install = to_install(&world, &ra, &nurse, &mut card).await;
        assert_eq!(card.unblocking_key, key, "the server still has what unblocks it");
        // The certificates are issued, and the browser is closed: the same ones are written later.
        let again = asked(begin(&world, &ra, &nurse.id).await, "install");
        let certificates = |asked: &Challenge| {
            let value: serde_json::Value = serde_json::from_str(&asked.options).unwrap();
            value["certificates"].clone()
        };
        assert_eq!(certificates(&install), certificates(&again));
        assert!(!has_card(&world, &nurse).await);
        assert_eq!(revoked(&world).await, 0, "they wait");
        let fault = r#"{"answer":"fault","fault":"card-removed","passcode":null}"#;
        let told = tell(&world, &ra, &nurse.id, (&again, fault)).await;
        assert!(matches!(told, Ok(Prepare::Fault(Fault::CardRemoved, None))), "{told:?}");
        // A day later: what was issued is on the list of revoked ones, and the same card is prepared afresh, by another one.
        world.wait(MINUTE * 60 * 24);
        world.again(&mut ra).await;
        assert_eq!(revoked(&world).await, 2);
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)));
        let other = world.agent("Daniel", "RA1").await;
        issue(&world, &other, &nurse, &mut card, FIRST).await;
        assert_eq!(kept_key(&world, &nurse).await, card.unblocking_key);
        assert_eq!(revoked(&world).await, 2);
        world.signed_in_by(&mut card).await;
    })
    .await;
}

#[tokio::test]
async fn what_unblocks_a_card_that_was_being_prepared_is_never_forgotten() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        issue(&world, &ra, &nurse, &mut card, FIRST).await;
        // Their own card is prepared afresh, has its next key, and nobody hears of it.
        assert_eq!(allow(&world, &ra, &nurse.id, AGAIN).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let mails = world.mails_of(async || {
            let ask = asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
            card.answer(&ask.options, world.now());
        });
        let told = mails.await;
        assert!(told.iter().any(|(_, subject)| subject.contains("is being unblocked")), "{told:?}");
        let key = card.unblocking_key.clone();
        assert_eq!(next_key(&world, &nurse).await.as_ref(), Some(&key), "an unblocking tries it, too");
        // A card that takes shorter ones only is not the one that was begun, and makes nothing be forgotten.
        assert_eq!(allow(&world, &ra, &nurse.id, BLANK).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let short = blank("00B2").answer(&offer.options, world.now()).replace("\"digits\":8", "\"digits\":6");
        assert!(matches!(tell(&world, &ra, &nurse.id, (&offer, &short)).await, Ok(Prepare::OtherCard)));
        // It goes on with the key that the card has, and an offer of another page begins nothing anew then.
        assert_eq!(allow(&world, &ra, &nurse.id, AGAIN).await, Ok(AllowCard::Allowed));
        let late = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let install = to_install(&world, &ra, &nurse, &mut card).await;
        assert!(matches!(step(&world, &ra, &nurse, &mut card, &late).await, Ok(Prepare::Over)));
        assert_eq!(card.unblocking_key, key);
        let done = step(&world, &ra, &nurse, &mut card, &install).await;
        assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
        assert_eq!(kept_key(&world, &nurse).await, key);
    })
    .await;
}

#[tokio::test]
async fn whoever_begins_to_issue_a_card_and_stops_takes_no_unblocking_away() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        issue(&world, &ra, &nurse, &mut card, FIRST).await;
        // A blank card is initialised, and no more.
        assert_eq!(allow(&world, &ra, &nurse.id, BLANK).await, Ok(AllowCard::Allowed));
        let (mut other, offer) = (blank("00B2"), asked(begin(&world, &ra, &nurse.id).await, "offer"));
        asked(step(&world, &ra, &nurse, &mut other, &offer).await, "prepare");
        let done = unblock(&world, &ra, &nurse, &mut card).await;
        assert!(matches!(done, Ok(Unblock::Unblocked)), "{done:?}");
        // The keys of their own card leave the server, and the card never hears of it.
        assert_eq!(allow(&world, &ra, &nurse.id, AGAIN).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
        let seen = view::view(&world.service, &ra.desk, &nurse.id).await.unwrap().unwrap().card.unwrap();
        assert!(seen.can_be_unblocked, "{seen:?}");
        let done = unblock(&world, &ra, &nurse, &mut card).await;
        assert!(matches!(done, Ok(Unblock::Unblocked)), "{done:?}");
        assert_eq!(kept_keys(&world, &nurse).await, (card.unblocking_key.clone(), None));
        world.signed_in_by(&mut card).await;
        // And it is prepared afresh with the key that it has then.
        issue(&world, &ra, &nurse, &mut card, AGAIN).await;
        assert_eq!(kept_keys(&world, &nurse).await, (card.unblocking_key.clone(), None));
        world.signed_in_by(&mut card).await;
    })
    .await;
}
