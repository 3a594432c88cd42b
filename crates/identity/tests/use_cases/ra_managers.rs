//! Those who sit at a desk themselves: no agent makes a manager of themself by taking one over, and nobody takes one over alone.

use identity::{
    actor::Actor,
    assurance::Kind,
    authenticator::AuthenticatorId,
    email::address::EmailAddress,
    person::{Person, freeze::Freeze},
    ra::{
        self, Refusal,
        approval::{self, Ask, Decide, Decision},
        authenticator, email,
        identity_check::Presence,
        link,
        position::{self, NewPosition},
        role::CareRole,
        take_over::Why,
        target::Target,
    },
    settings,
};

use crate::support::{
    World,
    desk::{Ra, checked, form, nurse_at, position as position_at, why},
    on_both,
};

/// What takes over, tried once each; answers why it was refused.
async fn take_overs(world: &World, ra: &Ra, whom: &Person) -> Vec<Option<Refusal>> {
    let (service, desk, reason) = (&world.service, &ra.desk, why());
    let by = (ra.origin(), &reason);
    let (address, check) = (EmailAddress::parse("another@nhs.net").unwrap(), checked());
    let new = email::NewEmail { address: &address, replaces: None, check: &check };
    let wish = (Kind::Passkey, Presence::InPerson, false);
    let held = world.held(whom).await;
    let none = AuthenticatorId::from_text("none");
    let held = held.first().map_or(&none, |held| &held.id);
    vec![
        email::set(service, desk, by, &whom.id, new).await.unwrap().err(),
        link::issue(service, desk, by, &whom.id, (Presence::InPerson, &form())).await.unwrap().err(),
        authenticator::issue(service, desk, by, &whom.id, wish).await.unwrap().err(),
        authenticator::unlock(service, desk, by, &whom.id, held).await.unwrap().err(),
    ]
}

#[tokio::test]
async fn an_agent_takes_nobody_over_who_sits_at_a_desk_or_will() {
    on_both(async |mut world| {
        world.organisations().await;
        let (agent, other) = (world.agent("Daniel", "RA1").await, world.agent("Dora", "RA1").await);
        let manager = world.manager("Grace", "RA1").await;
        let later = world.account("Bob").await.person;
        world.hold(&later, &nurse_at("HOSP")).await;
        let starts_on = world.now().uk_date().next_day().unwrap();
        world.hold(&later, &NewPosition { starts_on, ..position_at("HOSP", CareRole::RA_MANAGER) }).await;
        let nothing_yet = world.person("Nia").await;
        world.hold(&nothing_yet, &position_at("RA1", CareRole::RA_MANAGER)).await;
        let before = world.audit().await.len();
        for whom in [&manager.person, &other.person, &later, &nothing_yet] {
            let refused = take_overs(&world, &agent, whom).await;
            let mut expected = vec![Some(Refusal::ManagerOnly); 4];
            if *whom == nothing_yet {
                // They need an address first.
                expected[2] = None;
            }
            assert_eq!(refused, expected, "{}", whom.name.given());
            let by = (agent.origin(), &why());
            let asked = approval::ask(&world.service, &agent.desk, by, &whom.id, &Target::SignInLink).await.unwrap();
            assert_eq!(asked, Err(Refusal::ManagerOnly));
        }
        assert_eq!(world.audit().await.len(), before);
    })
    .await;
}

#[tokio::test]
async fn whoever_ends_a_position_at_the_desk_takes_its_holder_over_no_sooner_for_that() {
    on_both(async |mut world| {
        world.organisations().await;
        let (boss, agent) = (world.manager("Boss", "RA1").await, world.agent("Daniel", "RA1").await);
        world.hold(&agent.person, &nurse_at("HOSP")).await;
        settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
        let whom = &agent.person.id;
        let held =
            world.read(async |repository| repository.list_held_positions(std::slice::from_ref(whom)).await.unwrap());
        let seat = held.await.into_iter().find(|held| held.position.role_code == "R5090").unwrap();
        let by = (boss.origin(), &why());
        let ending = (&seat.id, seat.position.starts_on);
        let ended = position::end(&world.service, &boss.desk, by, whom, ending).await.unwrap();
        assert_eq!(ended, Ok(position::EndPosition::Ended));
        for refused in take_overs(&world, &boss, &agent.person).await {
            assert_eq!(refused, Some(Refusal::NeedsApproval(Why::OfTheDesk)));
        }
    })
    .await;
}

#[tokio::test]
async fn a_manager_takes_one_over_only_with_another_one_whatever_the_setting() {
    on_both(async |mut world| {
        world.organisations().await;
        let (boss, manager) = (world.manager("Boss", "RA1").await, world.manager("Grace", "RA1").await);
        let agent = world.agent("Daniel", "RA1").await;
        settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
        for whom in [&manager.person, &agent.person] {
            for refused in take_overs(&world, &boss, whom).await {
                assert_eq!(refused, Some(Refusal::NeedsApproval(Why::OfTheDesk)), "{}", whom.name.given());
            }
        }
        let by = (boss.origin(), &why());
        let whom = &manager.person.id;
        let asked = approval::ask(&world.service, &boss.desk, by, whom, &Target::SignInLink).await.unwrap();
        let Ok(Ask::Asked(id)) = asked else { panic!("{asked:?}") };
        let by = (agent.origin(), &why());
        let decided = approval::decide(&world.service, &agent.desk, by, &id, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::Done));
        let by = (boss.origin(), &why());
        assert!(
            link::issue(&world.service, &boss.desk, by, whom, (Presence::InPerson, &form())).await.unwrap().is_ok()
        );
        // Somebody new has nothing that could be taken: a manager sets them up.
        let new = world.person("Nia").await;
        world.hold(&new, &position_at("RA1", CareRole::RA_AGENT)).await;
        assert!(
            link::issue(&world.service, &boss.desk, by, &new.id, (Presence::InPerson, &form())).await.unwrap().is_ok()
        );
    })
    .await;
}

#[tokio::test]
async fn nothing_is_taken_away_from_a_manager_by_an_agent() {
    on_both(async |mut world| {
        world.organisations().await;
        let (agent, other) = (world.agent("Daniel", "RA1").await, world.agent("Dora", "RA1").await);
        let (manager, boss) = (world.manager("Grace", "RA1").await, world.manager("Boss", "RA1").await);
        let nurse = world.hold(&manager.person, &nurse_at("HOSP")).await;
        let (key, today) = (world.held(&manager.person).await.remove(0).id, world.now().uk_date());
        let attempts = async |ra: &Ra| {
            let (service, desk, reason) = (&world.service, &ra.desk, why());
            let (by, whom) = ((ra.origin(), &reason), &manager.person.id);
            [
                position::end(service, desk, by, whom, (&nurse, today)).await.unwrap().err(),
                authenticator::lock(service, desk, by, whom, &key).await.unwrap().err(),
                authenticator::remove(service, desk, by, whom, &key).await.unwrap().err(),
                ra::person::close(service, desk, by, whom).await.unwrap().err(),
                ra::person::reopen(service, desk, by, whom).await.unwrap().err(),
            ]
        };
        assert_eq!(attempts(&agent).await, [Some(Refusal::ManagerOnly); 5]);
        // Managing some other Registration Authority, through which the person is not seen, is no rank here.
        world.hold(&agent.person, &position_at("FAR", CareRole::RA_MANAGER)).await;
        assert_eq!(attempts(&agent).await, [Some(Refusal::ManagerOnly); 5]);
        assert_eq!(attempts(&boss).await, [None; 5]);
        let by = (agent.origin(), &why());
        let closed = ra::person::close(&world.service, &agent.desk, by, &other.person.id).await.unwrap();
        assert_eq!(closed, Ok(true), "of another agent an agent may");
    })
    .await;
}

#[tokio::test]
async fn the_freeze_of_a_manager_is_lifted_by_a_manager_with_another_one() {
    on_both(async |mut world| {
        world.organisations().await;
        let (agent, boss) = (world.agent("Daniel", "RA1").await, world.manager("Boss", "RA1").await);
        let manager = world.manager("Grace", "RA1").await;
        let freeze = Freeze { at: world.now(), since: world.now() };
        world.write(async |repository| repository.set_freeze(&manager.person.id, Some(freeze)).await.unwrap()).await;
        let lift = async |ra: &Ra| {
            let by = (ra.origin(), &why());
            ra::person::lift_freeze(&world.service, &ra.desk, by, &manager.person.id).await.unwrap()
        };
        assert_eq!(lift(&agent).await, Err(Refusal::ManagerOnly));
        assert_eq!(lift(&boss).await, Err(Refusal::NeedsApproval(Why::OfTheDesk)));
    })
    .await;
}
