//! The second pair of eyes: what one alone may not, who approves it, and that it is done once.

use identity::{
    actor::Actor,
    assurance::{AssuranceLevel, Kind},
    email::address::EmailAddress,
    person::Person,
    ra::{
        self, Refusal,
        approval::{self, ApprovalId, Ask, Decide, Decision},
        authenticator::{self, IssueAuthenticator},
        email::{self, SetEmail},
        identity_check::Presence,
        link, lists,
        position::NewPosition,
        take_over::{self, Sort, TakeOver, Why},
        target::Target,
    },
    settings,
};

use crate::support::{
    Device, MINUTE, World,
    desk::{Ra, checked, form, nurse_at, why},
    on_both, race, wish,
};

async fn bob_of_hosp(world: &World) -> Person {
    let account = world.account("Bob").await;
    world.hold(&account.person, &nurse_at("HOSP")).await;
    account.person
}

async fn set_email(world: &World, ra: &Ra, whom: &Person, address: &str) -> Result<SetEmail, Refusal> {
    let (address, check) = (EmailAddress::parse(address).unwrap(), checked());
    let new = email::NewEmail { address: &address, replaces: None, check: &check };
    email::set(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, new).await.unwrap()
}

async fn issue(world: &World, ra: &Ra, whom: &Person) -> Result<IssueAuthenticator, Refusal> {
    let wish = (Kind::SecurityKey, Presence::InPerson, false);
    authenticator::issue(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, wish).await.unwrap()
}

async fn link(world: &World, ra: &Ra, whom: &Person) -> Option<Refusal> {
    link::issue(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, (Presence::InPerson, &form()))
        .await
        .unwrap()
        .err()
}

/// For what the desk is told that it takes an approval, smartcards apart.
async fn foreseen(world: &World, ra: &Ra, whom: &Person) -> Vec<&'static str> {
    let mut told = Vec::new();
    for action in TakeOver::ALL {
        let why = take_over::foresee(&world.service, &ra.desk, whom, Sort::Of(action)).await.unwrap();
        told.extend(why.unwrap().map(|_| action.slug()));
    }
    let card = take_over::foresee(&world.service, &ra.desk, whom, Sort::IssueCard).await.unwrap();
    assert!(card.unwrap().is_some(), "whoever holds a card signs in");
    told
}

fn a_key() -> Target {
    Target::Authenticator { kind: Kind::SecurityKey, replace: false }
}

fn address(address: &str) -> Target {
    Target::Email { address: EmailAddress::parse(address).unwrap(), replaces: None }
}

async fn ask(world: &World, ra: &Ra, whom: &Person, target: &Target) -> ApprovalId {
    match approval::ask(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, target).await.unwrap().unwrap() {
        Ask::Asked(id) | Ask::AskedAlready(id) => id,
    }
}

async fn decide(world: &World, ra: &Ra, id: &ApprovalId, decision: Decision) -> Result<Decide, Refusal> {
    approval::decide(&world.service, &ra.desk, (ra.origin(), &why()), id, decision).await.unwrap()
}

const BOTH: Refusal = Refusal::NeedsApproval(Why::BothHalves);
const ELSEWHERE: Refusal = Refusal::NeedsApproval(Why::NotAllInReach);
const ALONE: Refusal = Refusal::NeedsApproval(Why::LinkAlone);

#[tokio::test]
async fn the_address_and_a_way_in_within_a_day_take_another_ones_approval() {
    on_both(async |mut world| {
        world.organisations().await;
        let (mut one, mut two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        assert_eq!(foreseen(&world, &one, &bob).await, ["issue-sign-in-link"]);
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Ok(SetEmail::Set));
        let halves = ["issue-authenticator", "issue-sign-in-link", "reinstate-authenticator", "unblock-card"];
        assert_eq!(foreseen(&world, &one, &bob).await, halves, "told before anything is typed");
        assert_eq!(issue(&world, &one, &bob).await, Err(BOTH));
        assert_eq!(issue(&world, &two, &bob).await, Err(BOTH), "whoever does it");

        let id = ask(&world, &one, &bob, &a_key()).await;
        assert_eq!(ask(&world, &one, &bob, &a_key()).await, id, "asked once");
        assert_eq!(issue(&world, &one, &bob).await, Err(BOTH), "not decided yet");
        assert_eq!(decide(&world, &one, &id, Decision::Approved).await, Ok(Decide::AskedByYourself));
        assert_eq!(lists::approvals(&world.service, &one.desk, None).await.unwrap(), []);
        assert_eq!(lists::approvals(&world.service, &two.desk, None).await.unwrap().len(), 1);
        assert_eq!(decide(&world, &two, &id, Decision::Approved).await, Ok(Decide::Done));
        assert_eq!(decide(&world, &two, &id, Decision::Refused).await, Ok(Decide::Over));
        assert_eq!(issue(&world, &two, &bob).await, Err(BOTH), "for who asked only");
        for other in [(Kind::Passkey, false), (Kind::SecurityKey, true)] {
            let wish = (other.0, Presence::InPerson, other.1);
            let by = (one.origin(), &why());
            let issued = authenticator::issue(&world.service, &one.desk, by, &bob.id, wish).await.unwrap();
            assert_eq!(issued, Err(BOTH), "for what was asked only");
        }
        assert!(matches!(issue(&world, &one, &bob).await, Ok(IssueAuthenticator::Issued(_))));
        assert_eq!(issue(&world, &one, &bob).await, Err(BOTH), "once");

        // A day later it is forgotten.
        world.wait(MINUTE * 60 * 24);
        world.again(&mut one).await;
        world.again(&mut two).await;
        assert!(matches!(issue(&world, &two, &bob).await, Ok(IssueAuthenticator::Issued(_))));
        assert_eq!(set_email(&world, &one, &bob, "bobby@nhs.net").await, Err(BOTH), "the other way round");
    })
    .await;
}

#[tokio::test]
async fn a_refusal_and_a_day_end_an_approval() {
    on_both(async |mut world| {
        world.organisations().await;
        let (mut one, mut two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Ok(SetEmail::Set));
        let id = ask(&world, &one, &bob, &a_key()).await;
        assert_eq!(decide(&world, &two, &id, Decision::Refused).await, Ok(Decide::Done));
        assert_eq!(issue(&world, &one, &bob).await, Err(BOTH));
        let again = ask(&world, &one, &bob, &a_key()).await;
        assert_ne!(again, id);
        world.wait(MINUTE * 60 * 24);
        world.again(&mut two).await;
        world.again(&mut one).await;
        assert_eq!(decide(&world, &two, &again, Decision::Approved).await, Ok(Decide::Over));
    })
    .await;
}

#[tokio::test]
async fn who_works_out_of_reach_too_is_taken_over_by_nobody_alone() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        world.hold(&bob, &nurse_at("HOME")).await;
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Err(ELSEWHERE));
        assert_eq!(set_email(&world, &two, &bob, "robert@nhs.net").await, Ok(SetEmail::Set), "all in reach");
        let id = ask(&world, &one, &bob, &address("bobby@nhs.net")).await;
        assert_eq!(decide(&world, &two, &id, Decision::Approved).await, Ok(Decide::Done));
        assert_eq!(set_email(&world, &one, &bob, "bobby@nhs.net").await, Ok(SetEmail::Set));
        assert_eq!(set_email(&world, &one, &bob, "bobbie@nhs.net").await, Err(ELSEWHERE));
        // What only takes away needs nobody else.
        let by = (one.origin(), &why());
        assert_eq!(ra::person::close(&world.service, &one.desk, by, &bob.id).await.unwrap(), Ok(true));
    })
    .await;
}

#[tokio::test]
async fn neither_who_does_not_see_the_person_nor_the_person_approves() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.manager("Grace", "RA2").await, world.manager("Daniel", "RA1").await);
        let carol = world.agent("Carol", "HOME").await;
        world.hold(&carol.person, &nurse_at("FAR")).await;
        let id = ask(&world, &one, &carol.person, &address("c@nhs.net")).await;
        for stranger in [&two, &carol] {
            assert_eq!(decide(&world, stranger, &id, Decision::Approved).await, Ok(Decide::NotThere));
            assert_eq!(lists::approvals(&world.service, &stranger.desk, None).await.unwrap(), []);
        }
        assert_eq!(set_email(&world, &one, &carol.person, "c@nhs.net").await, Err(ELSEWHERE));
    })
    .await;
}

#[tokio::test]
async fn the_operator_can_do_without_a_second_pair_for_both_halves_but_not_for_who_works_elsewhere() {
    on_both(async |mut world| {
        world.organisations().await;
        let one = world.manager("Grace", "RA1").await;
        let bob = bob_of_hosp(&world).await;
        settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Ok(SetEmail::Set));
        assert!(matches!(issue(&world, &one, &bob).await, Ok(IssueAuthenticator::Issued(_))));
        world.hold(&bob, &nurse_at("HOME")).await;
        assert_eq!(set_email(&world, &one, &bob, "bobby@nhs.net").await, Err(ELSEWHERE));
    })
    .await;
}

#[tokio::test]
async fn somebody_who_has_nothing_yet_is_set_up_by_one_alone() {
    on_both(async |mut world| {
        world.organisations().await;
        let one = world.agent("Daniel", "RA1").await;
        let niamh = world.nurse("Niamh", "HOSP").await;
        assert_eq!(set_email(&world, &one, &niamh, "niamh@nhs.net").await, Ok(SetEmail::Set));
        assert!(matches!(issue(&world, &one, &niamh).await, Ok(IssueAuthenticator::Issued(_))));
        let amos = world.nurse("Amos", "HOSP").await;
        assert_eq!(link(&world, &one, &amos).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_link_for_somebody_who_has_or_had_anything_takes_another_one() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        assert_eq!(link(&world, &one, &bob).await, Some(ALONE));
        assert!(matches!(issue(&world, &one, &bob).await, Ok(IssueAuthenticator::Issued(_))), "the other way in");
        let id = ask(&world, &one, &bob, &Target::SignInLink).await;
        assert_eq!(decide(&world, &two, &id, Decision::Approved).await, Ok(Decide::Done));
        assert_eq!(link(&world, &one, &bob).await, None);
        assert_eq!(link(&world, &one, &bob).await, Some(ALONE), "once");

        // Whoever removes the only way in gives the next one no sooner.
        let (mut key, nurse) = (Device::security_key(), world.nurse("Amara", "HOSP").await);
        key = key.attested(world.maker.as_ref().unwrap());
        let visit = world.enrol_at(&nurse, AssuranceLevel::Aal3).await;
        world.verified(&visit, "amara@nhs.net").await;
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        world
            .write(async |repository| {
                for email in repository.list_emails(&nurse.id).await.unwrap() {
                    repository.remove_email(&email.id).await.unwrap();
                }
            })
            .await;
        let held = world.held(&nurse).await.remove(0).id;
        let by = (one.origin(), &why());
        let removed = authenticator::remove(&world.service, &one.desk, by, &nurse.id, &held).await.unwrap();
        assert_eq!(removed, Ok(true));
        assert_eq!(link(&world, &one, &nurse).await, Some(ALONE));
        settings::set_second_approval(&world.service, &Actor::Operator, false).await.unwrap();
        assert_eq!(link(&world, &one, &nurse).await, None, "as the operator says");
    })
    .await;
}

#[tokio::test]
async fn somebody_who_has_nothing_yet_but_will_work_out_of_reach_is_not_set_up_by_one_alone() {
    on_both(async |mut world| {
        world.organisations().await;
        let one = world.agent("Daniel", "RA1").await;
        let niamh = world.nurse("Niamh", "HOSP").await;
        let starts_on = world.now().uk_date().next_day().unwrap();
        world.hold(&niamh, &NewPosition { starts_on, ..nurse_at("HOME") }).await;
        assert_eq!(link(&world, &one, &niamh).await, Some(ELSEWHERE));
        assert_eq!(set_email(&world, &one, &niamh, "niamh@nhs.net").await, Err(ELSEWHERE));
    })
    .await;
}

#[tokio::test]
async fn an_approval_is_for_the_address_that_was_looked_at() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        world.hold(&bob, &nurse_at("HOME")).await;
        let id = ask(&world, &one, &bob, &address("robert@nhs.net")).await;
        let waiting = lists::approvals(&world.service, &two.desk, None).await.unwrap();
        assert_eq!(waiting[0].approval.target, address("robert@nhs.net"));
        assert_eq!(decide(&world, &two, &id, Decision::Approved).await, Ok(Decide::Done));
        assert_eq!(set_email(&world, &one, &bob, "thief@nhs.net").await, Err(ELSEWHERE));
        assert_ne!(ask(&world, &one, &bob, &address("thief@nhs.net")).await, id);
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Ok(SetEmail::Set));
        let told = world.audit().await.into_iter().filter(|entry| entry.event.starts_with("approval."));
        assert!(told.into_iter().all(|entry| !entry.details.contains("robert@nhs.net")), "masked");
    })
    .await;
}

#[tokio::test]
async fn an_approval_is_used_once_by_two_attempts_at_once() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let bob = bob_of_hosp(&world).await;
        assert_eq!(set_email(&world, &one, &bob, "robert@nhs.net").await, Ok(SetEmail::Set));
        let id = ask(&world, &one, &bob, &a_key()).await;
        assert_eq!(decide(&world, &two, &id, Decision::Approved).await, Ok(Decide::Done));
        let issued = race(2, |_| {
            let (service, desk, origin, whom) =
                (world.service.clone(), one.desk.clone(), one.origin().clone(), bob.id.clone());
            async move {
                let wish = (Kind::SecurityKey, Presence::InPerson, false);
                authenticator::issue(&service, &desk, (&origin, &why()), &whom, wish).await.unwrap()
            }
        })
        .await;
        assert_eq!(issued.iter().filter(|issued| issued.is_ok()).count(), 1, "{issued:?}");
    })
    .await;
}
