//! A smartcard that is unblocked at the desk: who may, what is asked again at each step, and what is told of it.

use card_protocol::Fault;
use identity::{
    email::address::EmailAddress,
    person::{Person, PersonId},
    ra::{
        Acted, Refusal,
        approval::{self, Ask, Decide, Decision},
        email, position,
        store::PositionId,
        take_over::Why,
        target::Target,
    },
    smartcard::{
        authority::LIFE,
        unblock::{
            self, Unblock,
            desk::{self, AllowUnblocking},
        },
    },
    webauthn::ceremony::Challenge,
};

use crate::support::{
    MINUTE, SoftCard, World,
    desk::{Ra, checked, nurse_at, why},
    on_both, seconds,
};

async fn allow(world: &World, ra: &Ra, whom: &PersonId) -> Acted<AllowUnblocking> {
    let (by, browser) = ((ra.origin(), &why()), &ra.visit.browser.id);
    desk::allow(&world.service, &ra.desk, by, browser, whom).await.unwrap().map_err(|not| not.refusal)
}

async fn begin(world: &World, ra: &Ra, whom: &PersonId) -> Acted<Unblock> {
    desk::begin(&world.service, &ra.desk, (ra.origin(), &ra.visit.browser.id), whom).await.unwrap()
}

async fn tell(world: &World, ra: &Ra, whom: &PersonId, (asked, answer): (&Challenge, &str)) -> Acted<Unblock> {
    let here = (ra.origin(), &ra.visit.browser.id);
    desk::advance(&world.service, &ra.desk, here, whom, (&asked.ceremony, answer)).await.unwrap()
}

fn asked(outcome: Acted<Unblock>) -> Challenge {
    match outcome {
        Ok(Unblock::Ask(challenge)) => challenge,
        other => panic!("expected an ask: {other:?}"),
    }
}

fn refused(outcome: Acted<Unblock>) -> Refusal {
    outcome.expect_err("a refusal")
}

/// A nurse of HOSP with a card, and somebody of RA1.
async fn at_the_desk(world: &mut World) -> (Ra, Person, SoftCard) {
    world.organisations().await;
    let ra = world.agent("Grace", "RA1").await;
    let nurse = world.account("Nia").await.person;
    world.hold(&nurse, &nurse_at("HOSP")).await;
    let card = world.issue_card(&nurse, "00A1").await;
    (ra, nurse, card)
}

/// As far as the ask that hands the unblocking key over.
async fn handed_over(world: &World, ra: &Ra, nurse: &Person, card: &mut SoftCard) -> Challenge {
    assert_eq!(allow(world, ra, &nurse.id).await, Ok(AllowUnblocking::Allowed));
    let offer = asked(begin(world, ra, &nurse.id).await);
    let offered = card.answer(&offer.options, world.now());
    asked(tell(world, ra, &nurse.id, (&offer, &offered)).await)
}

async fn ended(world: &World, boss: &Ra, whose: &Person) {
    let held = world.read(async |repository| {
        repository.list_held_positions(std::slice::from_ref(&whose.id)).await.unwrap().remove(0)
    });
    let id: PositionId = held.await.id;
    let yesterday = world.now().uk_date().previous_day().unwrap();
    let by = (boss.origin(), &why());
    let ended = position::end(&world.service, &boss.desk, by, &whose.id, (&id, yesterday)).await.unwrap();
    assert_eq!(ended, Ok(position::EndPosition::Ended));
}

#[tokio::test]
async fn a_card_is_unblocked_and_the_log_and_its_holder_know_by_whom_and_why() {
    on_both(async |mut world| {
        let (ra, nurse, mut card) = at_the_desk(&mut world).await;
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    let hand_over = handed_over(&world, &ra, &nurse, &mut card).await;
                    assert!(!hand_over.options.contains("31415926"), "no page reads the key");
                    let answer = card.answer(&hand_over.options, world.now());
                    let done = tell(&world, &ra, &nurse.id, (&hand_over, &answer)).await;
                    assert!(matches!(done, Ok(Unblock::Unblocked)), "{done:?}");
                    let again = tell(&world, &ra, &nurse.id, (&hand_over, &answer)).await;
                    assert!(matches!(again, Ok(Unblock::Over)), "{again:?}");
                })
                .await;
        });
        assert_eq!(events.await, ["card.unblocked", "card.unblocking-begun"]);
        assert_eq!(mails.len(), 2);
        for mail in world.mails_to("nia@nhs.net").await.iter().rev().take(2) {
            assert!(mail.text.contains("Grace Okafor-Lindqvist of your Registration Authority"), "{}", mail.text);
        }
        for event in ["card.unblocking-begun", "card.unblocked"] {
            let log = world.audit().await;
            let entry = log.iter().find(|entry| entry.event == event).unwrap();
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            assert_eq!((&details["reason"], &details["organisation"]), (&"seen in person".into(), &"RA1".into()));
            assert_eq!(entry.actor, format!("person:{}", ra.person.id));
            assert_eq!(entry.subject, Some(nurse.id.clone()));
        }
        assert_ne!(card.unblocking_key, "31415926");
        world.signed_in_by(&mut card).await;
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Unblock::Over)), "allowed once");
    })
    .await;
}

#[tokio::test]
async fn every_step_is_refused_to_whoever_may_not() {
    on_both(async |mut world| {
        let (mut ra, nurse, mut card) = at_the_desk(&mut world).await;
        let away = world.nurse("Amos", "HOME").await;
        let mut hers = world.issue_card(&away, "00A2").await;
        for whom in [&away.id, &PersonId::from_text("nobody")] {
            assert_eq!(allow(&world, &ra, whom).await, Err(Refusal::NotInSight));
            assert_eq!(refused(begin(&world, &ra, whom).await), Refusal::NotInSight);
        }
        assert_eq!(allow(&world, &ra, &ra.person.id).await, Err(Refusal::Yourself));
        assert_eq!(refused(begin(&world, &ra, &ra.person.id).await), Refusal::Yourself);
        // An answer about one person is none about another.
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Unblock::Over)), "nothing was allowed");
        let hand_over = handed_over(&world, &ra, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        assert_eq!(refused(tell(&world, &ra, &away.id, (&hand_over, &answer)).await), Refusal::NotInSight);
        let theirs =
            hers.answer(&asked(begin(&world, &ra, &nurse.id).await).options.replace("00A1", "00A2"), world.now());
        let wrong = tell(&world, &ra, &nurse.id, (&hand_over, &theirs)).await;
        assert!(matches!(wrong, Ok(Unblock::Refused)), "{wrong:?}");
        // Nor does the holder go on with what the desk began, or the desk with an old sign-in begin.
        let me = &ra.visit;
        let mine =
            unblock::advance(&world.service, &me.me, &me.browser.origin, &me.browser.id, &hand_over.ceremony, &answer);
        assert!(matches!(mine.await.unwrap(), Unblock::Over));
        world.wait(MINUTE * 20);
        assert_eq!(allow(&world, &ra, &nurse.id).await, Err(Refusal::SignInAgain));
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Unblock::Over)), "15 minutes");
        world.again(&mut ra).await;
        assert_eq!(allow(&world, &ra, &nurse.id).await, Ok(AllowUnblocking::Allowed));
    })
    .await;
}

#[tokio::test]
async fn another_one_of_the_registration_authority_does_not_go_on_with_it() {
    on_both(async |mut world| {
        let (ra, nurse, mut card) = at_the_desk(&mut world).await;
        let mut other = world.agent("Daniel", "RA1").await;
        let hand_over = handed_over(&world, &ra, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        assert!(matches!(tell(&world, &other, &nurse.id, (&hand_over, &answer)).await, Ok(Unblock::Over)));
        // Nor in the same browser.
        other.visit.browser = ra.visit.browser.clone();
        assert!(matches!(begin(&world, &other, &nurse.id).await, Ok(Unblock::Over)));
        assert!(matches!(tell(&world, &other, &nurse.id, (&hand_over, &answer)).await, Ok(Unblock::Over)));
        assert!(matches!(tell(&world, &ra, &nurse.id, (&hand_over, &answer)).await, Ok(Unblock::Unblocked)));
    })
    .await;
}

#[tokio::test]
async fn a_seat_or_a_sight_that_ends_between_two_steps_ends_it() {
    on_both(async |mut world| {
        let (ra, nurse, mut card) = at_the_desk(&mut world).await;
        let boss = world.manager("Boss", "RA1").await;
        let hand_over = handed_over(&world, &ra, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        ended(&world, &boss, &ra.person).await;
        assert_eq!(refused(tell(&world, &ra, &nurse.id, (&hand_over, &answer)).await), Refusal::NotAnRa);
        assert_eq!(refused(begin(&world, &ra, &nurse.id).await), Refusal::NotAnRa);
        // The card has its new key, and the server both.
        let mut card = SoftCard { offer: None, ..card };
        let hand_over = handed_over(&world, &boss, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        assert!(matches!(tell(&world, &boss, &nurse.id, (&hand_over, &answer)).await, Ok(Unblock::Unblocked)));
    })
    .await;
}

#[tokio::test]
async fn what_one_alone_may_not_needs_an_approval_at_every_step() {
    on_both(async |mut world| {
        let (mut one, nurse, mut card) = at_the_desk(&mut world).await;
        let two = world.agent("Daniel", "RA2").await;
        let hand_over = handed_over(&world, &one, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        // Meanwhile somebody replaced the address: both halves of the account within a day.
        let (address, check) = (EmailAddress::parse("nia.new@nhs.net").unwrap(), checked());
        let new = email::NewEmail { address: &address, replaces: None, check: &check };
        let by = (two.origin(), &why());
        // That takes an approval itself: the other half was begun.
        let set = email::set(&world.service, &two.desk, by, &nurse.id, new).await.unwrap();
        assert_eq!(set, Err(Refusal::NeedsApproval(Why::BothHalves)));
        // Meanwhile they got a position that is out of reach.
        world.hold(&nurse, &nurse_at("HOME")).await;
        let elsewhere = Refusal::NeedsApproval(Why::NotAllInReach);
        assert_eq!(refused(tell(&world, &one, &nurse.id, (&hand_over, &answer)).await), elsewhere);
        assert_eq!(refused(begin(&world, &one, &nurse.id).await), elsewhere);
        assert_eq!(allow(&world, &one, &nurse.id).await, Err(elsewhere));
        world.wait(MINUTE * 15);
        world.again(&mut one).await;
        assert_eq!(allow(&world, &one, &nurse.id).await, Err(elsewhere));
        let held = world.read(async |repository| {
            repository.list_active_authenticators(&nurse.id).await.unwrap().into_iter().map(|held| held.id).collect()
        });
        let held: Vec<_> = held.await;
        let card_id = world.read(async |repository| repository.list_cards(&nurse.id).await.unwrap().remove(0)).await;
        assert!(held.contains(&card_id.authenticator_id));
        let target = Target::UnblockCard(card_id.authenticator_id);
        let by = (one.origin(), &why());
        let not = desk::allow(&world.service, &one.desk, by, &one.visit.browser.id, &nurse.id).await.unwrap();
        assert_eq!(not.unwrap_err().target.as_ref(), Some(&target), "what is to be approved comes with the refusal");
        let Ok(Ask::Asked(id)) = approval::ask(&world.service, &one.desk, by, &nurse.id, &target).await.unwrap() else {
            panic!("it is asked for")
        };
        let mut two = two;
        world.again(&mut two).await;
        let by = (two.origin(), &why());
        let decided = approval::decide(&world.service, &two.desk, by, &id, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::Done));
        let hand_over = handed_over(&world, &one, &nurse, &mut card).await;
        let answer = card.answer(&hand_over.options, world.now());
        assert_eq!(allow(&world, &one, &nurse.id).await, Ok(AllowUnblocking::Allowed), "within the 15 minutes");
        assert!(matches!(tell(&world, &one, &nurse.id, (&hand_over, &answer)).await, Ok(Unblock::Unblocked)));
        assert_eq!(allow(&world, &one, &nurse.id).await, Err(elsewhere), "once");
    })
    .await;
}

#[tokio::test]
async fn an_agents_fault_is_told_and_an_expired_card_is_not_unblocked() {
    on_both(async |mut world| {
        let (mut ra, nurse, _) = at_the_desk(&mut world).await;
        assert_eq!(allow(&world, &ra, &nurse.id).await, Ok(AllowUnblocking::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await);
        let fault = r#"{"answer":"fault","fault":"no-card","passcode":null}"#;
        let told = tell(&world, &ra, &nurse.id, (&offer, fault)).await;
        assert!(matches!(told, Ok(Unblock::Fault(Fault::NoCard, None))), "{told:?}");
        let bare = world.nurse("Bare", "HOSP").await;
        assert_eq!(allow(&world, &ra, &bare.id).await, Ok(AllowUnblocking::NoCard));
        world.wait(LIFE + seconds(1));
        world.again(&mut ra).await;
        assert_eq!(allow(&world, &ra, &nurse.id).await, Ok(AllowUnblocking::Expired));
    })
    .await;
}

#[tokio::test]
async fn what_the_card_did_at_the_desk_is_noted_after_the_15_minutes_too() {
    on_both(async |mut world| {
        let (ra, nurse, mut card) = at_the_desk(&mut world).await;
        assert_eq!(allow(&world, &ra, &nurse.id).await, Ok(AllowUnblocking::Allowed));
        let offer = asked(begin(&world, &ra, &nurse.id).await);
        let offered = card.answer(&offer.options, world.now());
        world.wait(MINUTE * 14);
        let hand_over = asked(tell(&world, &ra, &nurse.id, (&offer, &offered)).await);
        let answer = card.answer(&hand_over.options, world.now());
        world.wait(MINUTE * 14);
        let done = tell(&world, &ra, &nurse.id, (&hand_over, &answer)).await;
        assert!(matches!(done, Ok(Unblock::Unblocked)), "{done:?}");
        assert!(matches!(begin(&world, &ra, &nurse.id).await, Ok(Unblock::Over)), "nothing more is handed over");
    })
    .await;
}
