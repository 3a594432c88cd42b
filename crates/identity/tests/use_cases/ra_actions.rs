//! What the desk does for people in sight: each action, what it leaves in the log, and whom it tells.

use identity::{
    assurance::{AssuranceLevel, Kind},
    email::address::EmailAddress,
    person::{PersonName, PersonState, freeze::Freeze},
    ra::{
        self, Refusal,
        authenticator::{self, IssueAuthenticator},
        email::{self, SetEmail},
        identity_check::Presence,
        position::{self, AddPosition, EndPosition, NewPosition, WrongPosition},
        store::HeldPosition,
    },
    registration::open::{self, ShowLink},
    time::Date,
    undo::look,
};

use crate::support::{
    World,
    desk::{Ra, checked, nurse_at, why},
    on_both, race,
};

/// Somebody with an app and an address, who works at the hospital.
async fn with_account(world: &World, given: &str) -> crate::support::Account {
    let account = world.account(given).await;
    world.hold(&account.person, &nurse_at("HOSP")).await;
    account
}

async fn set_email(
    world: &World,
    ra: &Ra,
    whom: &identity::person::Person,
    address: &str,
    replace: bool,
) -> Result<SetEmail, Refusal> {
    let (address, check) = (EmailAddress::parse(address).unwrap(), checked());
    let mine = world.read(async |repository| repository.list_emails(&whom.id).await.unwrap()).await;
    let replaces = mine.first().filter(|_| replace).map(|email| &email.id);
    let new = email::NewEmail { address: &address, replaces, check: &check };
    email::set(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, new).await.unwrap()
}

#[tokio::test]
async fn every_action_leaves_actor_subject_organisation_and_reason_and_tells_the_person() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        let bob = with_account(&world, "Bob").await;
        let (service, desk, reason) = (&world.service, &ra.desk, why());
        let (by, whom) = ((ra.origin(), &reason), &bob.person.id);
        let held = world.held(&bob.person).await.remove(0).id;
        let name = PersonName::parse("Robert", "Okafor").unwrap();
        let before = world.audit().await.len();

        let mails = world
            .mails_of(async || {
                assert_eq!(ra::person::rename(service, desk, by, whom, &name).await.unwrap(), Ok(true));
                assert_eq!(ra::person::rename(service, desk, by, whom, &name).await.unwrap(), Ok(false));
                ra::person::clear_counters(service, desk, by, whom).await.unwrap().unwrap();
                let added = position::add(service, desk, by, whom, &nurse_at("CLINIC")).await.unwrap();
                assert_eq!(added, Ok(AddPosition::Added));
                authenticator::lock(service, desk, by, whom, &held).await.unwrap().unwrap();
                assert_eq!(authenticator::unlock(service, desk, by, whom, &held).await.unwrap(), Ok(true));
                assert_eq!(authenticator::unlock(service, desk, by, whom, &held).await.unwrap(), Ok(false));
                assert_eq!(authenticator::remove(service, desk, by, whom, &held).await.unwrap(), Ok(true));
                assert_eq!(authenticator::remove(service, desk, by, whom, &held).await.unwrap(), Ok(false));
                assert_eq!(ra::person::close(service, desk, by, whom).await.unwrap(), Ok(true));
                assert_eq!(ra::person::close(service, desk, by, whom).await.unwrap(), Ok(false));
                assert_eq!(ra::person::reopen(service, desk, by, whom).await.unwrap(), Ok(true));
            })
            .await;
        assert_eq!(mails.len(), 8);
        assert!(mails.iter().all(|(to, _)| *to == bob.address), "{mails:?}");

        let entries = world.audit().await.split_off(before);
        let mut events: Vec<&str> = entries.iter().map(|entry| entry.event.as_str()).collect();
        events.sort_unstable();
        assert_eq!(
            events,
            [
                "authenticator.reinstated",
                "authenticator.removed",
                "authenticator.suspended",
                "person.closed",
                "person.renamed",
                "person.reopened",
                "person.unlocked",
                "position.added",
            ]
        );
        for entry in entries {
            let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
            assert_eq!(entry.actor, format!("person:{}", ra.person.id), "{}", entry.event);
            assert_eq!(entry.subject.as_ref(), Some(whom));
            assert_eq!((&details["reason"], &details["organisation"]), (&"seen in person".into(), &"RA1".into()));
        }
    })
    .await;
}

#[tokio::test]
async fn closing_ends_every_session_at_once() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = with_account(&world, "Bob").await;
        let visit = world.signed_in(&bob).await;
        let closed = ra::person::close(&world.service, &ra.desk, (ra.origin(), &why()), &bob.person.id).await.unwrap();
        assert_eq!(closed, Ok(true));
        assert!(world.find(&visit.token).await.is_none());
        assert_eq!(set_email(&world, &ra, &bob.person, "new@nhs.net", false).await, Err(Refusal::Closed));
    })
    .await;
}

#[tokio::test]
async fn positions_are_given_and_ended_with_their_dates_in_reach_only() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let home = world.hold(&nurse, &nurse_at("HOME")).await;
        let today = world.now().uk_date();
        let (yesterday, tomorrow) = (today.previous_day().unwrap(), today.next_day().unwrap());
        let (service, desk, reason) = (&world.service, &ra.desk, why());
        let by = (ra.origin(), &reason);
        let add = async |new: &NewPosition| position::add(service, desk, by, &nurse.id, new).await.unwrap().unwrap();
        let wrong = |ends_on, starts_on| NewPosition { ends_on, starts_on, ..nurse_at("CLINIC") };
        assert_eq!(add(&nurse_at("HOSP")).await, AddPosition::HeldAlready);
        assert_eq!(add(&nurse_at("FAR")).await, AddPosition::Wrong(WrongPosition::NotInReach));
        assert_eq!(add(&wrong(Some(today), tomorrow)).await, AddPosition::Wrong(WrongPosition::EndsBeforeItBegins));
        assert_eq!(add(&wrong(Some(yesterday), yesterday)).await, AddPosition::Wrong(WrongPosition::InThePast));
        let far = |years| today.replace_year(today.year() + years).unwrap();
        assert_eq!(add(&wrong(None, far(-81))).await, AddPosition::Wrong(WrongPosition::FarStart));
        assert_eq!(add(&wrong(Some(far(81)), today)).await, AddPosition::Wrong(WrongPosition::FarEnd));
        assert_eq!(add(&wrong(Some(tomorrow), today)).await, AddPosition::Added);

        let end = async |id, day| position::end(service, desk, by, &nurse.id, (id, day)).await.unwrap().unwrap();
        assert_eq!(end(&home, today).await, EndPosition::NotInReach);
        let held_at = async |code: &str, first: Date| {
            let all = world.read(async |repository| {
                repository.list_held_positions(std::slice::from_ref(&nurse.id)).await.unwrap()
            });
            let is_it = |held: &HeldPosition| {
                (held.position.organisation_code.as_str(), held.position.starts_on) == (code, first)
            };
            all.await.into_iter().find(is_it).unwrap()
        };
        let held = held_at("CLINIC", today).await;
        assert_eq!(end(&held.id, today).await, EndPosition::Ended);
        assert_eq!(end(&held.id, tomorrow).await, EndPosition::NotThere);
        assert_eq!(end(&held.id, yesterday).await, EndPosition::Ended, "it began today and was a mistake");
        assert_eq!(add(&wrong(None, yesterday)).await, AddPosition::Added, "nobody had it");
        let begun = held_at("CLINIC", yesterday).await;
        let before = yesterday.previous_day().unwrap();
        assert_eq!(end(&begun.id, before).await, EndPosition::EndsBeforeItBegins);

        world.close_organisation("CLINIC").await;
        assert_eq!(add(&wrong(None, tomorrow)).await, AddPosition::Wrong(WrongPosition::ClosedThere));
    })
    .await;
}

#[tokio::test]
async fn an_issued_authenticator_is_a_link_that_its_issuer_sees_and_carries_aal3() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let issue = async |kind, replace| {
            let wish = (kind, Presence::OnVideo, replace);
            authenticator::issue(&world.service, &ra.desk, (ra.origin(), &why()), &nurse.id, wish)
                .await
                .unwrap()
                .unwrap()
        };
        assert_eq!(issue(Kind::SecurityKey, false).await, IssueAuthenticator::NeedsEmail);
        assert_eq!(set_email(&world, &ra, &nurse, "amara@nhs.net", false).await, Ok(SetEmail::Set));
        let IssueAuthenticator::Issued(id) = issue(Kind::SecurityKey, false).await else { panic!() };
        let registration = world.read(async |repository| repository.lookup_registration(&id).await.unwrap().unwrap());
        let registration = registration.await;
        assert_eq!((registration.level, &registration.person_id), (AssuranceLevel::Aal3, &nurse.id));
        let shown = authenticator::show_link(&world.service, &ra.desk, &nurse.id, &id).await.unwrap();
        assert!(matches!(shown, ShowLink::Usable { .. }), "{shown:?}");
        let (other, somebody) = (world.agent("Dora", "RA1").await, world.nurse("Bea", "HOSP").await);
        for (desk, whom) in [(&other.desk, &nurse), (&ra.desk, &somebody)] {
            let shown = authenticator::show_link(&world.service, desk, &whom.id, &id).await.unwrap();
            assert!(matches!(shown, ShowLink::Unknown), "{shown:?}");
        }
        // The page for one's own links shows it to nobody: neither whoever issued it, at whatever level, nor its person.
        let herself = world.enrol_at(&nurse, AssuranceLevel::Aal1).await;
        for me in [&ra.visit.me, &herself.me] {
            let shown = open::show_link(&world.service, me, &id).await.unwrap();
            assert!(matches!(shown, ShowLink::Unknown), "{shown:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_replaced_address_is_told_at_both_and_the_old_one_can_take_it_back() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let (bob, carol) = (with_account(&world, "Bob").await, with_account(&world, "Carol").await);
        assert_eq!(set_email(&world, &ra, &bob.person, "bob@example.com", true).await, Ok(SetEmail::NotAccepted));
        assert_eq!(set_email(&world, &ra, &bob.person, &carol.address, true).await, Ok(SetEmail::Taken));
        assert_eq!(set_email(&world, &ra, &bob.person, &bob.address, false).await, Ok(SetEmail::AlreadyTheirs));
        let mails = world
            .mails_of(async || {
                let set = set_email(&world, &ra, &bob.person, "robert@nhs.net", true).await;
                assert_eq!(set, Ok(SetEmail::Set));
            })
            .await;
        let to: Vec<&str> = mails.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(to, [bob.address.as_str(), "robert@nhs.net"]);
        let token = world.undo_link_to(&bob.address).await;
        let looked = look::look(&world.service, &token).await.unwrap();
        assert!(matches!(looked, look::LookAtUndo::Usable { .. }), "{looked:?}");
    })
    .await;
}

#[tokio::test]
async fn whoever_learns_at_the_email_form_that_an_address_is_taken_has_searched() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let (bob, carol) = (with_account(&world, "Bob").await, with_account(&world, "Carol").await);
        let events = world
            .events_of(async || {
                let set = set_email(&world, &ra, &bob.person, &carol.address, true).await;
                assert_eq!(set, Ok(SetEmail::Taken));
            })
            .await;
        assert_eq!(events, ["ra.searched"]);
        let entry = world.audit().await.into_iter().find(|entry| entry.event == "ra.searched").unwrap();
        assert!(entry.details.contains("\"by\":\"email\"") && !entry.details.contains(&carol.address), "{entry:?}");
        for _ in 1..300 {
            let set = set_email(&world, &ra, &bob.person, &carol.address, true).await;
            assert_eq!(set, Ok(SetEmail::Taken));
        }
        for address in [carol.address.as_str(), "robert@nhs.net"] {
            let set = set_email(&world, &ra, &bob.person, address, true).await;
            assert!(matches!(set, Ok(SetEmail::Wait(_))), "{set:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_freeze_is_lifted_and_until_then_nothing_is_added() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = with_account(&world, "Bob").await;
        let lift = async || {
            ra::person::lift_freeze(&world.service, &ra.desk, (ra.origin(), &why()), &bob.person.id).await.unwrap()
        };
        assert_eq!(lift().await, Ok(false));
        let freeze = Freeze { at: world.now(), since: world.now() };
        world.write(async |repository| repository.set_freeze(&bob.person.id, Some(freeze)).await.unwrap()).await;
        assert_eq!(set_email(&world, &ra, &bob.person, "robert@nhs.net", false).await, Err(Refusal::Frozen));
        assert_eq!(lift().await, Ok(true));
        assert_eq!(set_email(&world, &ra, &bob.person, "robert@nhs.net", false).await, Ok(SetEmail::Set));
    })
    .await;
}

#[tokio::test]
async fn of_two_who_close_somebody_at_once_one_does_and_the_log_says_so_once() {
    on_both(async |mut world| {
        world.organisations().await;
        let (one, two) = (world.agent("Daniel", "RA1").await, world.agent("Dora", "RA2").await);
        let bob = with_account(&world, "Bob").await;
        let before = world.audit().await.len();
        let service = world.service.clone();
        let closed = race(2, |number| {
            let ra = if number == 0 { &one } else { &two };
            let (service, desk, origin) = (service.clone(), ra.desk.clone(), ra.origin().clone());
            let whom = bob.person.id.clone();
            async move { ra::person::close(&service, &desk, (&origin, &why()), &whom).await.unwrap().unwrap() }
        })
        .await;
        assert_eq!(closed.iter().filter(|closed| **closed).count(), 1);
        let events: Vec<String> = world.audit().await.split_off(before).into_iter().map(|entry| entry.event).collect();
        assert_eq!(events, ["person.closed"]);
        let person = world.read(async |repository| repository.lookup_person(&bob.person.id).await.unwrap().unwrap());
        assert_eq!(person.await.state, PersonState::Closed);
    })
    .await;
}
