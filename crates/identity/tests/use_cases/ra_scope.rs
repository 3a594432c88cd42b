//! Every action of the desk, from outside the scope, on oneself, with an old sign-in, and after the position has ended.

use identity::{
    assurance::Kind,
    authenticator::AuthenticatorId,
    email::address::EmailAddress,
    person::{PersonId, PersonName},
    ra::{
        self, Refusal,
        approval::{self, ApprovalId, Decide, Decision},
        authenticator, email,
        identity_check::Presence,
        link, position,
        role::CareRole,
        store::PositionId,
        target::Target,
    },
    session::end,
    smartcard::{prepare, unblock},
};

use crate::support::{
    MINUTE, World,
    desk::{Ra, checked, form, nurse_at, position as position_at, why},
    on_both,
};

/// The names of the actions, and which of them ask for a fresh sign-in.
const ACTIONS: [(&str, bool); 16] = [
    ("rename", false),
    ("clear counters", false),
    ("add position", false),
    ("end position", false),
    ("remove", false),
    ("lock", false),
    ("ask", false),
    ("lift freeze", true),
    ("unlock", true),
    ("issue", true),
    ("link", true),
    ("email", true),
    ("issue card", true),
    ("unblock card", true),
    ("close", false),
    ("reopen", true),
];

/// Tries an action; answers why it was not carried out.
async fn attempt(world: &World, ra: &Ra, whom: &PersonId, action: &str) -> Option<Refusal> {
    let (service, desk, reason) = (&world.service, &ra.desk, why());
    let by = (ra.origin(), &reason);
    let (held, presence) = (AuthenticatorId::from_text("none"), Presence::InPerson);
    let name = PersonName::parse("Another", "Name").unwrap();
    let (address, check) = (EmailAddress::parse("another@nhs.net").unwrap(), checked());
    let today = world.now().uk_date();
    match action {
        "rename" => ra::person::rename(service, desk, by, whom, &name).await.unwrap().err(),
        "clear counters" => ra::person::clear_counters(service, desk, by, whom).await.unwrap().err(),
        "close" => ra::person::close(service, desk, by, whom).await.unwrap().err(),
        "reopen" => ra::person::reopen(service, desk, by, whom).await.unwrap().err(),
        "add position" => position::add(service, desk, by, whom, &nurse_at("CLINIC")).await.unwrap().err(),
        "end position" => {
            position::end(service, desk, by, whom, (&PositionId::from_text("none"), today)).await.unwrap().err()
        }
        "remove" => authenticator::remove(service, desk, by, whom, &held).await.unwrap().err(),
        "lock" => authenticator::lock(service, desk, by, whom, &held).await.unwrap().err(),
        "ask" => approval::ask(service, desk, by, whom, &Target::Freeze).await.unwrap().err(),
        "lift freeze" => ra::person::lift_freeze(service, desk, by, whom).await.unwrap().err(),
        "unlock" => authenticator::unlock(service, desk, by, whom, &held).await.unwrap().err(),
        "issue" => {
            let wish = (Kind::SecurityKey, presence, false);
            authenticator::issue(service, desk, by, whom, wish).await.unwrap().err()
        }
        "link" => link::issue(service, desk, by, whom, (presence, &form())).await.unwrap().err(),
        "email" => {
            let new = email::NewEmail { address: &address, replaces: None, check: &check };
            email::set(service, desk, by, whom, new).await.unwrap().err()
        }
        "issue card" => {
            let wish = (whom, prepare::Wish::default());
            prepare::allow(service, desk, by, &ra.visit.browser.id, wish).await.unwrap().err()
        }
        "unblock card" => unblock::desk::allow(service, desk, by, &ra.visit.browser.id, whom)
            .await
            .unwrap()
            .err()
            .map(|not| not.refusal),
        other => panic!("no action {other}"),
    }
}

#[tokio::test]
async fn out_of_reach_is_as_if_it_did_not_exist_and_leaves_nothing() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        let away = world.nurse("Amos", "HOME").await;
        let left = world.person("Nobody").await;
        let before = (world.audit().await.len(), world.mails().await.len());
        for (action, _) in ACTIONS {
            for whom in [&away.id, &left.id, &PersonId::from_text("nobody")] {
                assert_eq!(attempt(&world, &ra, whom, action).await, Some(Refusal::NotInSight), "{action}");
            }
        }
        assert_eq!((world.audit().await.len(), world.mails().await.len()), before);
    })
    .await;
}

#[tokio::test]
async fn nobody_acts_on_themself() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        for (action, _) in ACTIONS {
            assert_eq!(attempt(&world, &ra, &ra.person.id, action).await, Some(Refusal::Yourself), "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_desk_whose_position_has_ended_does_nothing() {
    on_both(async |mut world| {
        world.organisations().await;
        let (grace, boss) = (world.manager("Grace", "RA1").await, world.manager("Boss", "RA1").await);
        let nurse = world.nurse("Amara", "HOSP").await;
        let held = world.read(async |repository| {
            repository.list_held_positions(std::slice::from_ref(&grace.person.id)).await.unwrap().remove(0)
        });
        let yesterday = world.now().uk_date().previous_day().unwrap();
        let (by, id) = ((boss.origin(), &why()), held.await.id);
        let ended = position::end(&world.service, &boss.desk, by, &grace.person.id, (&id, yesterday)).await.unwrap();
        assert_eq!(ended, Ok(position::EndPosition::Ended));
        for (action, _) in ACTIONS {
            assert_eq!(attempt(&world, &grace, &nurse.id, action).await, Some(Refusal::NotAnRa), "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_desk_whose_session_ended_meanwhile_does_nothing() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        end::sign_out(&world.service, &ra.visit.me, ra.origin()).await.unwrap();
        for (action, _) in ACTIONS {
            assert_eq!(attempt(&world, &ra, &nurse.id, action).await, Some(Refusal::SignInAgain), "{action}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_takes_an_account_over_asks_for_a_fresh_sign_in_and_the_rest_does_not() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        world.wait(MINUTE * 6);
        for (action, fresh) in ACTIONS {
            let refused = attempt(&world, &ra, &nurse.id, action).await;
            assert_eq!(refused, fresh.then_some(Refusal::SignInAgain), "{action}");
        }
        let by = (ra.origin(), &why());
        let (grant, open) = (position_at("HOSP", CareRole::RA_AGENT), world.nurse("Aisha", "HOSP").await);
        let granted = position::add(&world.service, &ra.desk, by, &open.id, &grant).await.unwrap();
        assert_eq!(granted, Err(Refusal::SignInAgain));
        let nothing = ApprovalId::from_text("none");
        let decided = approval::decide(&world.service, &ra.desk, by, &nothing, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::NotThere));
    })
    .await;
}

#[tokio::test]
async fn an_agent_neither_grants_nor_ends_the_roles_of_the_desk() {
    on_both(async |mut world| {
        world.organisations().await;
        let (agent, other) = (world.agent("Daniel", "RA1").await, world.agent("Dora", "RA1").await);
        let nurse = world.nurse("Amara", "HOSP").await;
        let by = (agent.origin(), &why());
        for role in [CareRole::RA_AGENT, CareRole::RA_MANAGER] {
            for at in ["HOSP", "RA1"] {
                let granted = position::add(&world.service, &agent.desk, by, &nurse.id, &position_at(at, role)).await;
                assert_eq!(granted.unwrap(), Err(Refusal::ManagerOnly));
            }
        }
        let held = world.read(async |repository| {
            repository.list_held_positions(std::slice::from_ref(&other.person.id)).await.unwrap().remove(0)
        });
        let ending = (&held.await.id, world.now().uk_date());
        let ended = position::end(&world.service, &agent.desk, by, &other.person.id, ending).await.unwrap();
        assert_eq!(ended, Err(Refusal::ManagerOnly));
    })
    .await;
}
