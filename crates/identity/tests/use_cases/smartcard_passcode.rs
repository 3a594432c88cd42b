//! Change the passcode of a card.

use card_protocol::{Fault, Passcode, Purpose};
use identity::{
    actor::{Actor, By, Origin},
    smartcard::{
        authority::revoke,
        certificate::RevocationReason,
        passcode::{self, BeginChange, FinishChange},
    },
    undo::What,
    webauthn::ceremony::Challenge,
};

use crate::support::{MINUTE, SoftCard, Visit, World, on_both};

async fn begin_change(world: &World, visit: &Visit) -> Challenge {
    let Visit { browser, me, .. } = visit;
    match passcode::begin(&world.service, me, &browser.origin, &browser.id).await.unwrap() {
        BeginChange::Ready(challenge) => challenge,
        other => panic!("{other:?}"),
    }
}

async fn finish_change(world: &World, visit: &Visit, challenge: &Challenge, answer: &str) -> FinishChange {
    let Visit { browser, me, .. } = visit;
    passcode::finish(&world.service, me, &browser.origin, &browser.id, &challenge.ceremony, answer).await.unwrap()
}

#[tokio::test]
async fn a_changed_passcode_is_noted_and_told_and_nothing_of_it_is_known() {
    on_both(async |world| {
        world.clock.run();
        let ann = world.account("Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let visit = world.signed_in_by(&mut card).await;
        let challenge = begin_change(&world, &visit).await;
        let fault = r#"{"answer":"fault","fault":"passcode-wrong","passcode":"low"}"#;
        let low = finish_change(&world, &visit, &challenge, fault).await;
        assert_eq!(low, FinishChange::Fault(Fault::PasscodeWrong, Some(Passcode::Low)));
        let mut lie = SoftCard { purpose: Some(Purpose::SignIn), ..card.clone() };
        let answer = lie.answer(&challenge.options, world.now());
        assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Refused);
        let answer = card.answer(&challenge.options, world.now());
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Changed);
                })
                .await;
        });
        assert_eq!(events.await, ["card.passcode-changed"]);
        let subject = "The passcode of your smartcard for Care Identity was changed";
        assert_eq!(mails, [("ann@nhs.net".to_owned(), subject.to_owned())]);
        assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Over);
        assert_eq!(world.was_not_me("ann@nhs.net").await, What::CardPasscodeChanged);
        assert!(!world.card_signs_in(&mut card).await, "whoever changed it has the card");
    })
    .await;
}

#[tokio::test]
async fn a_passcode_that_may_have_been_changed_is_noted_and_told_once() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let visit = world.signed_in_by(&mut card).await;
        let challenge = begin_change(&world, &visit).await;
        let fault = r#"{"answer":"fault","fault":"passcode-uncertain","passcode":null}"#;
        let mut mails = Vec::new();
        let events = world.events_of(async || {
            mails = world
                .mails_of(async || {
                    assert_eq!(finish_change(&world, &visit, &challenge, fault).await, FinishChange::Uncertain);
                    assert_eq!(finish_change(&world, &visit, &challenge, fault).await, FinishChange::Over);
                })
                .await;
        });
        assert_eq!(events.await, ["card.passcode-uncertain"]);
        let subject = "The passcode of your smartcard for Care Identity may have changed";
        assert_eq!(mails, [("ann@nhs.net".to_owned(), subject.to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_noted_though_its_holder_took_their_time() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let visit = world.signed_in_by(&mut card).await;
        let challenge = begin_change(&world, &visit).await;
        // Windows of their computer were open for as long as they may be.
        world.wait(MINUTE * 14);
        let answer = card.answer(&challenge.options, world.now());
        assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Changed);
        let challenge = begin_change(&world, &visit).await;
        world.wait(MINUTE * 15);
        let answer = card.answer(&challenge.options, world.now());
        assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Over);
    })
    .await;
}

#[tokio::test]
async fn a_change_is_noted_though_the_certificates_of_the_card_are_revoked() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let visit = world.signed_in(&ann).await;
        let card_id = world.read(async |repository| repository.list_cards(&ann.person.id).await.unwrap().remove(0).id);
        let card_id = card_id.await;
        let held = world.read(async |repository| repository.list_certificates(&card_id).await.unwrap()).await;
        let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", "its key is known")] };
        revoke::revoke(&world.service, by, &held[0].serial, RevocationReason::KeyCompromise).await.unwrap();
        let challenge = begin_change(&world, &visit).await;
        let answer = card.answer(&challenge.options, world.now());
        let events = world.events_of(async || {
            assert_eq!(finish_change(&world, &visit, &challenge, &answer).await, FinishChange::Changed);
        });
        assert_eq!(events.await, ["card.passcode-changed"]);
    })
    .await;
}
