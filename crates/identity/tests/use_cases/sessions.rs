//! "Your sessions": seeing them and ending them; and sessions on shared computers.

use identity::{
    assurance::AssuranceLevel,
    registration::{RegistrationState::PasswordShown, confirm_code::ConfirmCode, start::Wish},
    session::{
        Computer, SessionId, SessionKind,
        end::{self, EndSession},
        list::{self, SessionView},
    },
    sign_in::{
        code::{self, SubmitCode},
        link,
        password::{self, SubmitPassword},
    },
};

use crate::support::{Browser, MICROSECOND, MINUTE, PASSWORD, STEP, Visit, WISH, World, on_both, secret};

async fn list(world: &World, visit: &Visit) -> Vec<SessionView> {
    list::list(&world.service, &visit.me).await.unwrap()
}

async fn end_one(world: &World, visit: &Visit, id: &SessionId) -> EndSession {
    end::end_one(&world.service, &visit.me, &visit.browser.origin, id).await.unwrap()
}

async fn end_others(world: &World, visit: &Visit) -> usize {
    end::end_others(&world.service, &visit.me, &visit.browser.origin).await.unwrap()
}

/// A browser of which its person says that others use the computer, too.
async fn shared(world: &World) -> Browser {
    Browser { computer: Computer::Shared, ..world.browser().await }
}

#[tokio::test]
async fn a_person_sees_the_sessions_that_stand_and_which_one_is_this() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let rested = world.signed_in(&ann).await;
        world.wait(MINUTE * 20);
        let mut ward = world.browser_in("198.51.100.7").await;
        ward.origin.user_agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0".into();
        let ward = world.sign_in(&ward, &ann).await;
        let ended = world.signed_in(&ann).await;
        end::sign_out(&world.service, &ended.me, &ended.browser.origin).await.unwrap();
        let link = world.enrol(&ann.person).await;
        world.signed_in(&bob).await;
        world.wait(MINUTE * 9);
        let here = world.signed_in(&ann).await;

        let listed = list(&world, &here).await;
        let ids: Vec<_> = listed.iter().map(|view| view.id.clone()).collect();
        assert_eq!(ids, [&here, &link, &ward].map(|visit| visit.me.session.id.clone()), "the rested one is over");
        assert_eq!(listed.iter().filter(|view| view.is_this).count(), 1);
        assert!(listed[0].is_this);
        let view = &listed[2];
        assert_eq!((view.browser.as_str(), view.network.as_str()), ("Edge on Windows", "Anytown Hospital"));
        assert_eq!((view.kind, view.level), (SessionKind::Full, AssuranceLevel::Aal2));
        assert_eq!((view.since, view.computer), (ward.me.session.authenticated_at, Computer::Own));
        assert_eq!(view.ends_at, ward.me.session.authenticated_at.plus(MINUTE * 30));
        assert_eq!((listed[1].kind, listed[0].network.as_str()), (SessionKind::Enrolment, "192.0.2.1"));
        assert!(world.find(&rested.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_session_that_is_ended_elsewhere_is_out_at_once_with_what_it_had_under_way() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (here, there, third) =
            (world.signed_in(&ann).await, world.signed_in(&ann).await, world.signed_in(&ann).await);
        let registering = world.issue(&there, &ann.address, Wish { replace: true, ..WISH }).await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.wait(STEP);
        let half = world.half_signed_in(&there.browser, &ann).await;

        let events = world
            .events_of(async || {
                assert_eq!(end_one(&world, &here, &there.me.session.id).await, EndSession::Ended);
                assert_eq!(end_one(&world, &here, &there.me.session.id).await, EndSession::NotThere);
            })
            .await;
        assert_eq!(events, ["session.ended"]);
        assert!(world.find(&there.token).await.is_none());
        assert!(world.find(&here.token).await.is_some() && world.find(&third.token).await.is_some());
        let done = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(done, ConfirmCode::Over), "{done:?}");
        let answer = world.code(&there.browser, &half, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (anns, bobs) = (world.signed_in(&ann).await, world.signed_in(&bob).await);
        let events = world
            .events_of(async || {
                assert_eq!(end_one(&world, &anns, &bobs.me.session.id).await, EndSession::NotThere);
                assert_eq!(end_one(&world, &anns, &SessionId::from_text("none")).await, EndSession::NotThere);
            })
            .await;
        assert_eq!(events, [] as [&str; 0]);
        world.wait(MINUTE * 30 - STEP * 2);
        assert_eq!(end_others(&world, &anns).await, 0, "the session that enrolled her is over");
        assert!(world.find(&bobs.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn to_end_this_session_is_to_sign_out() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        assert_eq!(end_one(&world, &visit, &visit.me.session.id).await, EndSession::SignedOut);
        assert!(world.find(&visit.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn all_other_sessions_end_with_what_they_had_under_way_and_this_one_goes_on() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let here = world.signed_in(&ann).await;
        let others = [world.signed_in(&ann).await, world.enrol(&ann.person).await];
        let pending = world.pending(&here, "ann.two@nhs.net").await;
        let elsewhere = world.browser().await;
        world.wait(STEP);
        let half = world.half_signed_in(&elsewhere, &ann).await;
        let events = world.events_of(async || assert_eq!(end_others(&world, &here).await, 2)).await;
        assert_eq!(events, ["session.others-ended"]);
        for other in &others {
            assert!(world.find(&other.token).await.is_none());
        }
        assert!(world.find(&here.token).await.is_some());
        let answer = world.code(&elsewhere, &half, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
        let code = world.code_to("ann.two@nhs.net").await;
        assert_eq!(world.prove(&here, &pending, &code).await, identity::email::verify::ProveEmail::Verified);
    })
    .await;
}

#[tokio::test]
async fn on_a_shared_computer_a_session_rests_ten_minutes_and_lives_two_hours() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let rested = world.sign_in(&shared(&world).await, &ann).await;
        assert_eq!(rested.me.session.computer, Computer::Shared);
        world.wait(MINUTE * 10 - MICROSECOND);
        assert!(world.find(&rested.token).await.is_some());
        world.wait(MINUTE * 10);
        assert!(world.find(&rested.token).await.is_none());

        let used = world.sign_in(&shared(&world).await, &ann).await;
        for _ in 0..14 {
            world.wait(MINUTE * 8);
            assert!(world.find(&used.token).await.is_some());
        }
        world.wait(MINUTE * 8 - MICROSECOND);
        assert!(world.find(&used.token).await.is_some());
        world.wait(MICROSECOND);
        assert!(world.find(&used.token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn to_sign_in_once_more_does_not_make_a_shared_computer_ones_own() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let here = world.sign_in(&shared(&world).await, &ann).await;
        world.wait(MINUTE * 6);
        // The page of a step-up says nothing of the computer.
        let (browser, place) = (&here.browser, (Computer::Own, "/profile"));
        let asked = password::submit(
            &world.service,
            Some(&here.me),
            &browser.origin,
            &browser.id,
            &ann.address,
            secret(PASSWORD),
            place,
        );
        let SubmitPassword::EnterCode(id) = asked.await.unwrap() else { panic!("expected a code") };
        let typed = ann.app.code(world.now());
        let before = Some(&here.me.session.id);
        let done = code::submit(&world.service, &browser.origin, &browser.id, before, &id, &typed).await.unwrap();
        let SubmitCode::SignedIn { token, .. } = done else { panic!("expected a session: {done:?}") };
        let again = world.visit(browser, token).await;
        assert_eq!(again.me.session.computer, Computer::Shared);
        assert_eq!(again.me.session.expires_at, world.now().plus(MINUTE * 120));
        // Nor are strangers there taken for her.
        let wrong = async || world.password(browser, &ann.address, "wrong").await;
        for _ in 0..5 {
            assert_eq!(wrong().await, SubmitPassword::Wrong);
        }
        assert!(matches!(wrong().await, SubmitPassword::Wait(_)));
        assert_eq!(world.password(&world.browser().await, &ann.address, "wrong").await, wrong().await);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_link_on_a_shared_computer_rests_ten_minutes_too() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let browser = world.browser().await;
        let link = world.link(&ann, AssuranceLevel::Aal2).await;
        let place = (&browser.id, Computer::Shared);
        let token = link::open(&world.service, &browser.origin, place, None, &link).await.unwrap().unwrap();
        assert_eq!(world.find(&token).await.unwrap().session.expires_at, world.now().plus(MINUTE * 60));
        world.wait(MINUTE * 10);
        assert!(world.find(&token).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn failure_31_a_shared_computer_does_not_become_a_known_browser() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (ward, home) = (shared(&world).await, world.browser().await);
        world.sign_in(&ward, &ann).await;
        world.sign_in(&home, &ann).await;
        let stranger = world.browser().await;
        for _ in 0..5 {
            assert_eq!(world.password(&stranger, &ann.address, "wrong").await, SubmitPassword::Wrong);
        }
        assert!(matches!(world.password(&ward, &ann.address, "wrong").await, SubmitPassword::Wait(_)));
        assert_eq!(world.password(&home, &ann.address, "wrong").await, SubmitPassword::Wrong);
    })
    .await;
}
