//! A reset or a closing at the very moment of a step: whichever comes first, nothing is left over.

use std::{future::Future, time::Duration};

use identity::{
    Service,
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    person::{Person, PersonState, add, rescue},
    registration::{
        RegistrationState::PasswordShown,
        confirm_code::{self, ConfirmCode},
        open::{self, ShowLink},
        start::{self, Start},
    },
    session::Computer,
    sign_in::{
        code::{self, SubmitCode},
        link,
    },
};
use tokio::task::JoinHandle;

use crate::support::{STEP, WISH, World, on_both, race};

/// Long enough for a task to reach the lock that it waits for.
const REACH: Duration = Duration::from_millis(300);

/// Two pieces of work that both began before either could write about this person: one behind the other. In PostgreSQL two
/// that wait for a row that was changed may overtake each other, so either may come first.
async fn queue<A, B>(
    world: &World,
    person: &Person,
    first: impl Future<Output = A> + Send + 'static,
    second: impl Future<Output = B> + Send + 'static,
) -> (A, B)
where
    A: Send + 'static,
    B: Send + 'static,
{
    // Connections that are open already: on a busy machine to open one takes longer than that.
    let (one, other) = (world.service.read().await.unwrap(), world.service.read().await.unwrap());
    let third = world.service.read().await.unwrap();
    drop((one, other, third));
    let (first, second): (JoinHandle<A>, JoinHandle<B>) = world
        .write(async |repository| {
            repository.lock_person(&person.id).await.unwrap().unwrap();
            let first = tokio::spawn(first);
            tokio::time::sleep(REACH).await;
            let second = tokio::spawn(second);
            tokio::time::sleep(REACH).await;
            assert!(!first.is_finished() && !second.is_finished(), "both wait for the person");
            (first, second)
        })
        .await;
    (first.await.unwrap(), second.await.unwrap())
}

async fn reset(service: Service, person: Person) {
    rescue::reset(&service, &Actor::Operator, &Origin::server(), &person, "lost").await.unwrap();
}

async fn close(service: Service, person: Person) {
    let (actor, origin, state) = (Actor::Operator, Origin::server(), PersonState::Closed);
    assert!(add::set_state(&service, &actor, &origin, &person.id, state, "left").await.unwrap());
}

#[tokio::test]
async fn failure_07_a_reset_during_the_last_step_leaves_no_authenticator_and_no_password() {
    on_both(async |world| {
        for (given, resets_first) in [("Ann", false), ("Bob", true)] {
            let (visit, registering) = world.registering(given, PasswordShown).await;
            let person = visit.me.person;
            let typed = world.app(&registering).await.unwrap().code(world.now());
            let service = world.service.clone();
            let last_step = async move {
                let place = (&registering.browser.id, &registering.id);
                confirm_code::submit(&service, None, &registering.browser.origin, place, &typed).await.unwrap()
            };
            let reset = reset(world.service.clone(), person.clone());
            if resets_first {
                let ((), done) = queue(&world, &person, reset, last_step).await;
                assert!(matches!(done, ConfirmCode::Over | ConfirmCode::Done(_)), "{done:?}");
            } else {
                let (done, ()) = queue(&world, &person, last_step, reset).await;
                assert!(matches!(done, ConfirmCode::Over | ConfirmCode::Done(_)), "{done:?}");
            }
            world
                .read(async |repository| {
                    assert!(repository.list_active_authenticators(&person.id).await.unwrap().is_empty());
                    assert!(repository.lookup_password(&person.id).await.unwrap().is_none());
                })
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn failure_26_closing_during_the_code_step_leaves_no_session_that_works_after_reopening() {
    on_both(async |world| {
        for (given, closes_first) in [("Ann", false), ("Bob", true)] {
            let account = world.account(given).await;
            let browser = world.browser().await;
            world.wait(STEP);
            let id = world.half_signed_in(&browser, &account).await;
            let (service, typed) = (world.service.clone(), account.app.code(world.now()));
            let code_step =
                async move { code::submit(&service, &browser.origin, &browser.id, None, &id, &typed).await.unwrap() };
            let close = close(world.service.clone(), account.person.clone());
            let answer = if closes_first {
                queue(&world, &account.person, close, code_step).await.1
            } else {
                queue(&world, &account.person, code_step, close).await.0
            };
            assert!(world.set_state(&account.person, PersonState::Open).await);
            match answer {
                SubmitCode::SignedIn { token, .. } => assert!(world.find(&token).await.is_none()),
                SubmitCode::Over => {}
                other => panic!("closing came first: {closes_first}: {other:?}"),
            }
        }
    })
    .await;
}

#[tokio::test]
async fn failure_26_closing_while_a_sign_in_link_is_used_leaves_no_session_that_works_after_reopening() {
    on_both(async |world| {
        for (given, closes_first) in [("Ann", false), ("Bob", true)] {
            let (person, browser) = (world.person(given).await, world.browser().await);
            let (service, link) = (world.service.clone(), world.link(&person, AssuranceLevel::Aal2).await);
            let use_it = async move {
                link::open(&service, &browser.origin, (&browser.id, Computer::Own), None, &link).await.unwrap()
            };
            let close = close(world.service.clone(), person.clone());
            let token = if closes_first {
                queue(&world, &person, close, use_it).await.1
            } else {
                queue(&world, &person, use_it, close).await.0
            };
            assert!(world.set_state(&person, PersonState::Open).await);
            if let Some(token) = token {
                assert!(world.find(&token).await.is_none());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn several_starts_at_the_same_time_leave_one_link_that_works() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        for _ in 0..4 {
            let started = race(6, |_| {
                let (service, me, origin) = (world.service.clone(), visit.me.clone(), visit.browser.origin.clone());
                async move { start::start(&service, &me, &origin, WISH).await.unwrap() }
            })
            .await;
            let mut usable = 0;
            for answer in &started {
                let Start::Issued(id) = answer else { panic!("expected a link: {answer:?}") };
                match open::show_link(&world.service, &visit.me, id).await.unwrap() {
                    ShowLink::Usable { .. } => usable += 1,
                    ShowLink::Over(_) => {}
                    other => panic!("nobody opened it: {other:?}"),
                }
            }
            assert_eq!(usable, 1, "{started:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn several_sign_in_links_issued_at_the_same_time_leave_one_that_works() {
    on_both(async |world| {
        let person = world.person("Ann").await;
        let issued = race(6, |_| {
            let (service, id) = (world.service.clone(), person.id.clone());
            async move {
                let (actor, origin) = (Actor::Operator, Origin::server());
                link::issue(&service, &actor, &origin, &id, (AssuranceLevel::Aal2, link::UnderWay::Ends)).await.unwrap()
            }
        })
        .await;
        let mut opened = 0;
        for answer in &issued {
            let link::IssueLink::Issued(link) = answer else { panic!("expected a link: {answer:?}") };
            let token = link.url.rsplit('/').next().unwrap();
            opened += usize::from(world.open_link(&world.browser().await, token).await.is_some());
        }
        assert_eq!(opened, 1);
    })
    .await;
}
