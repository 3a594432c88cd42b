//! Who issues no smartcard at the desk, and which card confirms none.

use card_protocol::Purpose;
use identity::{
    actor::Actor,
    assurance::Kind,
    person::PersonId,
    ra::{
        Refusal,
        approval::{self, Ask, Decide, Decision},
        position,
        take_over::Why,
        target::Target,
    },
    settings,
    smartcard::{
        card::CardSerial,
        prepare::{AllowCard, Prepare, Refused},
    },
    webauthn::ceremony::Challenge,
};

use crate::support::{
    MINUTE, SoftCard,
    desk::{nurse_at, why},
    desk_cards::{BLANK, FIRST, allow, asked, at_the_desk, begin, blank, has_card, issue, step, tell, to_install},
    on_both,
};

#[tokio::test]
async fn every_step_is_refused_to_whoever_may_not() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let (mut other, boss) = (world.agent("Daniel", "RA1").await, world.manager("Boss", "RA1").await);
        let away = world.nurse("Amos", "HOME").await;
        for whom in [&away.id, &PersonId::from_text("nobody")] {
            assert_eq!(allow(&world, &ra, whom, FIRST).await, Err(Refusal::NotInSight));
            assert_eq!(begin(&world, &ra, whom).await.unwrap_err(), Refusal::NotInSight);
        }
        assert_eq!(allow(&world, &ra, &ra.person.id, FIRST).await, Err(Refusal::Yourself));
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Prepare::Over)), "nothing was allowed");
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let install = to_install(&world, &ra, &nurse, &mut card).await;
        let answer = card.answer(&install.options, world.now());
        assert_eq!(tell(&world, &ra, &away.id, (&install, &answer)).await.unwrap_err(), Refusal::NotInSight);
        other.visit.browser = ra.visit.browser.clone();
        assert!(matches!(tell(&world, &other, &nurse.id, (&install, &answer)).await, Ok(Prepare::Over)));
        assert!(matches!(begin(&world, &other, &nurse.id).await, Ok(Prepare::Over)));
        // The seat ends between two steps.
        let held = world.read(async |repository| {
            repository.list_held_positions(std::slice::from_ref(&ra.person.id)).await.unwrap().remove(0)
        });
        let yesterday = world.now().uk_date().previous_day().unwrap();
        let (by, id) = ((boss.origin(), &why()), held.await.id);
        position::end(&world.service, &boss.desk, by, &ra.person.id, (&id, yesterday)).await.unwrap().unwrap();
        assert_eq!(tell(&world, &ra, &nurse.id, (&install, &answer)).await.unwrap_err(), Refusal::NotAnRa);
        assert!(!has_card(&world, &nurse).await);
        world.wait(MINUTE * 6);
        assert_eq!(allow(&world, &boss, &nurse.id, FIRST).await, Err(Refusal::SignInAgain));
    })
    .await;
}

#[tokio::test]
async fn what_one_alone_may_not_needs_an_approval_at_every_step() {
    on_both(async |mut world| {
        let (mut one, nurse) = at_the_desk(&mut world).await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &one, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let install = to_install(&world, &one, &nurse, &mut card).await;
        let answer = card.answer(&install.options, world.now());
        // Meanwhile they got a position that is out of reach.
        world.hold(&nurse, &nurse_at("HOME")).await;
        let elsewhere = Refusal::NeedsApproval(Why::NotAllInReach);
        assert_eq!(tell(&world, &one, &nurse.id, (&install, &answer)).await.unwrap_err(), elsewhere);
        assert_eq!(begin(&world, &one, &nurse.id).await.unwrap_err(), elsewhere);
        assert_eq!(allow(&world, &one, &nurse.id, FIRST).await, Err(elsewhere));
        world.wait(MINUTE * 15);
        world.again(&mut one).await;
        let two = world.agent("Daniel", "RA2").await;
        world.wait(MINUTE * 60 * 24 * 8);
        let (mut one, mut two) = (one, two);
        world.again(&mut one).await;
        world.again(&mut two).await;
        let target = Target::Authenticator { kind: Kind::Smartcard, replace: false };
        let by = (one.origin(), &why());
        let Ok(Ask::Asked(id)) = approval::ask(&world.service, &one.desk, by, &nurse.id, &target).await.unwrap() else {
            panic!("it is asked for")
        };
        let by = (two.origin(), &why());
        let decided = approval::decide(&world.service, &two.desk, by, &id, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::Done));
        issue(&world, &one, &nurse, &mut card, FIRST).await;
        assert_eq!(allow(&world, &one, &nurse.id, BLANK).await, Err(elsewhere), "once, and for that alone");
    })
    .await;
}

#[tokio::test]
async fn one_alone_issues_a_card_to_nobody_who_can_sign_in_already() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        settings::set_second_approval(&world.service, &Actor::Operator, true).await.unwrap();
        let alone = Refusal::NeedsApproval(Why::CardAlone);
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Err(alone));
        let starter = world.nurse("Starter", "HOSP").await;
        issue(&world, &ra, &starter, &mut blank("00A1"), FIRST).await;
        assert_eq!(allow(&world, &ra, &starter.id, BLANK).await, Err(alone), "they have one now");
    })
    .await;
}

#[tokio::test]
async fn only_the_card_that_was_certified_confirms_it() {
    on_both(async |mut world| {
        let (ra, nurse) = at_the_desk(&mut world).await;
        let (holder, theirs) = world.card_holder("Bea").await;
        let mut card = blank("00A1");
        assert_eq!(allow(&world, &ra, &nurse.id, FIRST).await, Ok(AllowCard::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await, "offer");
        let other = SoftCard { label: card_label(&offer), ..theirs.clone() };
        let refused = step(&world, &ra, &nurse, &mut other.clone(), &offer).await;
        assert!(matches!(refused, Ok(Prepare::OtherCard)), "somebody else's: {refused:?}");
        let ask = asked(step(&world, &ra, &nurse, &mut card, &offer).await, "prepare");
        let mut liar = SoftCard { says_serial: Some(theirs.serial.clone()), ..card.clone() };
        let refused = step(&world, &ra, &nurse, &mut liar, &ask).await;
        assert!(matches!(refused, Ok(Prepare::OtherCard)), "{refused:?}");
        let install = asked(step(&world, &ra, &nurse, &mut card, &ask).await, "install");
        let hers = theirs.pairs[0].certificates.clone().unwrap()[0].clone();
        for lie in [
            SoftCard { purpose: Some(Purpose::SignIn), ..card.clone() },
            SoftCard { nonce: Some("AAAA".into()), ..card.clone() },
            SoftCard { says_serial: Some("00A2".into()), ..card.clone() },
            SoftCard { certificate: Some(hers), ..card.clone() },
        ] {
            let refused = step(&world, &ra, &nurse, &mut lie.clone(), &install).await;
            assert!(matches!(refused, Ok(Prepare::Refused(Refused::NotAsked))), "{refused:?}");
        }
        assert!(!has_card(&world, &nurse).await);
        let done = step(&world, &ra, &nurse, &mut card, &install).await;
        assert!(matches!(done, Ok(Prepare::Issued { .. })), "{done:?}");
        let serial = CardSerial::parse(&theirs.serial).unwrap();
        let still = world.read(async |repository| repository.find_card_by_serial(&serial).await.unwrap()).await;
        assert_eq!(still.unwrap().person_id, holder.id);
    })
    .await;
}

fn card_label(offer: &Challenge) -> String {
    let value: serde_json::Value = serde_json::from_str(&offer.options).unwrap();
    value["label"].as_str().unwrap().to_owned()
}
