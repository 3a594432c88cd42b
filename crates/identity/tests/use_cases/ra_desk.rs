//! Who may sit at the desk of a Registration Authority, what is in reach, and whom they find.

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel::Aal3, Kind},
    organisation::OrganisationCode,
    person::{Person, freeze::Freeze},
    ra::{
        self, Entrance, Rank, Refusal,
        announcement::{self, Announce},
        at_home,
        find::{self, Find, Question},
        reach::{self, ChangeReach},
        role::CareRole,
        view,
    },
};

use crate::support::{
    Device, MINUTE, Visit, World,
    desk::{Ra, code, nurse_at, position, why},
    on_both, wish,
};

pub(crate) fn question(text: &str) -> Question {
    Question { text: text.into(), organisation: None, page: 1 }
}

pub(crate) async fn find(world: &World, ra: &Ra, question: &Question) -> Find {
    find::find(&world.service, &ra.desk, ra.origin(), question).await.unwrap()
}

/// Given names of who was found.
pub(crate) async fn found(world: &World, ra: &Ra, question: &Question) -> Vec<String> {
    match find(world, ra, question).await {
        Find::People { people, .. } => people.iter().map(|found| found.person.name.given().to_owned()).collect(),
        other => panic!("expected people: {other:?}"),
    }
}

#[tokio::test]
async fn the_desk_opens_for_an_open_position_and_a_sign_in_at_aal3() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        assert_eq!((ra.desk.rank(), ra.desk.seats().len()), (Rank::Manager, 1));
        let mut passkey = Device::synced();
        let again = world.signed_in_with(&mut ra.key.clone()).await;
        world.add_device(&again, &mut passkey, wish(Kind::Passkey)).await;
        let low = world.signed_in_with(&mut passkey).await;
        assert!(matches!(ra::open(&world.service, &low.me).await.unwrap(), Entrance::SignInStronger));
        let link = world.enrol_at(&ra.person, Aal3).await;
        assert!(matches!(ra::open(&world.service, &link.me).await.unwrap(), Entrance::SignInStronger));
        let nurse = world.nurse("Amara", "HOSP").await;
        let visit = world.enrol_at(&nurse, Aal3).await;
        assert!(matches!(ra::open(&world.service, &visit.me).await.unwrap(), Entrance::NotAnRa));
    })
    .await;
}

#[tokio::test]
async fn whose_own_changes_stand_still_helps_nobody_else() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let freeze = Freeze { at: world.now(), since: world.now() };
        world.write(async |repository| repository.set_freeze(&ra.person.id, Some(freeze)).await.unwrap()).await;
        let visit = world.signed_in_with(&mut ra.key.clone()).await;
        assert!(matches!(ra::open(&world.service, &visit.me).await.unwrap(), Entrance::Frozen));
        // The desk that was open before shows nobody, and does nothing.
        assert!(view::view(&world.service, &ra.desk, &nurse.id).await.unwrap().is_none());
        let closed = ra::person::close(&world.service, &ra.desk, (ra.origin(), &why()), &nurse.id).await.unwrap();
        assert_eq!(closed, Err(Refusal::NotAnRa));
    })
    .await;
}

#[tokio::test]
async fn people_are_found_by_identifier_address_name_and_organisation_and_only_in_sight() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let here = world.nurse("Amara", "HOSP").await;
        let away = world.nurse("Amos", "HOME").await;
        for text in ["ama", "okafor am", "OKAFOR-LINDQVIST"] {
            let names = found(&world, &ra, &question(text)).await;
            assert!(names.contains(&"Amara".into()) && !names.contains(&"Amos".into()), "{text}: {names:?}");
        }
        assert_eq!(found(&world, &ra, &question(&here.identifier.for_people())).await, ["Amara"]);
        assert!(found(&world, &ra, &question(away.identifier.as_str())).await.is_empty());
        assert_eq!(found(&world, &ra, &question("daniel@nhs.net")).await, ["Daniel"]);
        let at = Question { organisation: Some(code("HOSP")), ..Question::default() };
        assert_eq!(found(&world, &ra, &at).await, ["Amara"]);
        assert_eq!(find(&world, &ra, &Question::default()).await, Find::NothingAsked);
        assert_eq!(find(&world, &ra, &question(" % _ ")).await, Find::NothingAsked);

        let seen = view::view(&world.service, &ra.desk, &here.id).await.unwrap().unwrap();
        assert_eq!((&seen.person, seen.through.as_str(), seen.is_yourself), (&here, "RA1", false));
        assert!(view::view(&world.service, &ra.desk, &away.id).await.unwrap().is_none());
        let oneself = view::view(&world.service, &ra.desk, &ra.person.id).await.unwrap().unwrap();
        assert!(oneself.is_yourself && oneself.authenticators.iter().all(|held| held.secret.is_none()));
    })
    .await;
}

#[tokio::test]
async fn each_search_is_audited_and_there_are_300_an_hour() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let events = world.events_of(async || drop(find(&world, &ra, &question("amara")).await)).await;
        assert_eq!(events, ["ra.searched"]);
        for _ in 1..300 {
            assert!(matches!(find(&world, &ra, &question("amara")).await, Find::People { .. }));
        }
        let until = world.now().plus(MINUTE * 60);
        assert_eq!(find(&world, &ra, &question("amara")).await, Find::Wait(until));
    })
    .await;
}

#[tokio::test]
async fn a_look_at_a_profile_is_a_search_once_an_hour() {
    on_both(async |mut world| {
        world.organisations().await;
        let mut ra = world.agent("Daniel", "RA1").await;
        let (here, away) = (world.nurse("Amara", "HOSP").await, world.nurse("Amos", "HOME").await);
        let look = async |ra: &Ra, whom: &Person| {
            view::look(&world.service, &ra.desk, ra.origin(), &whom.identifier).await.unwrap()
        };
        for _ in 0..3 {
            assert!(matches!(look(&ra, &here).await, view::Look::Seen(seen) if seen.person == here));
        }
        assert!(matches!(look(&ra, &ra.person).await, view::Look::Seen(_)));
        assert!(matches!(look(&ra, &away).await, view::Look::NotInSight));
        let left: Vec<_> = world.audit().await.into_iter().filter(|entry| entry.event == "ra.viewed").collect();
        assert_eq!((left.len(), left[0].subject.as_ref()), (1, Some(&here.id)));
        for _ in 1..300 {
            assert!(matches!(find(&world, &ra, &question("amara")).await, Find::People { .. }));
        }
        let other = world.nurse("Bea", "HOSP").await;
        assert!(matches!(look(&ra, &other).await, view::Look::Wait(_)));
        assert!(matches!(look(&ra, &here).await, view::Look::Seen(_)), "a reload is none");
        world.wait(MINUTE * 60);
        world.again(&mut ra).await;
        let events = world.events_of(async || drop(look(&ra, &here).await)).await;
        assert_eq!(events, ["ra.viewed"]);
    })
    .await;
}

#[tokio::test]
async fn a_manager_confirms_what_is_proposed_and_an_agent_does_not() {
    on_both(async |mut world| {
        world.organisations().await;
        let (manager, agent) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA1").await);
        let pair = (&code("RA1"), &code("FAR"));
        let decide = async |ra: &Ra, pair: (&OrganisationCode, &OrganisationCode), confirmed: bool| {
            reach::decide(&world.service, &ra.desk, (ra.origin(), &why()), pair, confirmed).await.unwrap()
        };
        assert_eq!(decide(&manager, pair, true).await, Ok(ChangeReach::NotPossible), "nobody proposed it");
        let proposed = reach::propose(&world.service, &Actor::Operator, &Origin::server(), pair).await.unwrap();
        assert_eq!(proposed, ChangeReach::Done);
        assert_eq!(decide(&agent, pair, true).await, Err(Refusal::ManagerOnly));
        assert_eq!(decide(&manager, (&code("RA2"), &code("FAR")), true).await, Err(Refusal::NotAnRa));
        let nurse = world.nurse("Amara", "FAR").await;
        assert!(view::view(&world.service, &agent.desk, &nurse.id).await.unwrap().is_none());
        let events = world.events_of(async || assert_eq!(decide(&manager, pair, true).await, Ok(ChangeReach::Done)));
        assert_eq!(events.await, ["reach.changed"]);
        assert!(view::view(&world.service, &agent.desk, &nurse.id).await.unwrap().is_some());
        assert_eq!(decide(&manager, pair, false).await, Ok(ChangeReach::Done));
        assert!(view::view(&world.service, &agent.desk, &nurse.id).await.unwrap().is_none());
        assert_eq!(
            decide(&manager, pair, true).await,
            Ok(ChangeReach::NotPossible),
            "what was ended is the operator's"
        );
        world.wait(MINUTE * 6);
        assert_eq!(decide(&manager, pair, true).await, Err(Refusal::SignInAgain));
        assert_eq!(reach::mine(&world.service, &agent.desk).await.unwrap().len(), 3);
        assert_eq!(reach::managed(&world.service, &agent.desk).await.unwrap(), []);
        let managed = reach::managed(&world.service, &manager.desk).await.unwrap();
        assert_eq!(managed.len(), 3);
        let one = (&managed[2].ra, &managed[2].organisation);
        assert_eq!(reach::find_managed(&world.service, &manager.desk, one).await.unwrap().as_ref(), Some(&managed[2]));
        assert_eq!(reach::find_managed(&world.service, &agent.desk, one).await.unwrap(), None);
        let nowhere = (&code("RA1"), &code("XX"));
        let proposed = reach::propose(&world.service, &Actor::Operator, &Origin::server(), nowhere).await.unwrap();
        assert_eq!(proposed, ChangeReach::NoSuchOrganisation);
    })
    .await;
}

#[tokio::test]
async fn an_announcement_is_shown_to_those_who_work_there() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let visit = world.enrol(&nurse).await;
        let (from, until) = (world.now(), world.now().plus(MINUTE));
        let announce = async |at: &str, text: &str, times| {
            let by = (ra.origin(), &why());
            announcement::announce(&world.service, &ra.desk, by, (&code(at), text), times).await.unwrap().unwrap()
        };
        assert_eq!(announce("FAR", "Hello", (from, until)).await, Announce::NotInReach);
        assert_eq!(announce("HOSP", " ", (from, until)).await, Announce::WrongText);
        assert_eq!(announce("HOSP", "Hello", (until, from)).await, Announce::WrongTime);
        let Announce::Announced(id) = announce("HOSP", "<b>Hello</b>", (from, until)).await else { panic!() };
        let announced = async |visit: &Visit| {
            let found = at_home::announced(&world.service, &at_home::Board::default(), &visit.me).await.unwrap();
            found.into_iter().map(|one| one.text).collect::<Vec<_>>()
        };
        assert_eq!(announced(&visit).await, ["<b>Hello</b>"]);
        assert!(announced(&ra.visit).await.is_empty());
        let end = announcement::end(&world.service, &ra.desk, (ra.origin(), &why()), &id).await.unwrap();
        assert_eq!(end, Ok(true));
        assert!(announced(&visit).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn somebody_is_a_manager_only_where_their_position_says_so() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        world.hold(&ra.person, &position("RA2", CareRole::RA_AGENT)).await;
        let far = world.nurse("Amara", "HOME").await;
        let grant = async |new| {
            ra::position::add(&world.service, &ra.desk, (ra.origin(), &why()), &far.id, &new).await.unwrap()
        };
        assert_eq!(grant(position("HOME", CareRole::RA_AGENT)).await, Err(Refusal::ManagerOnly));
        assert_eq!(grant(position("HOSP", CareRole::RA_AGENT)).await, Ok(ra::position::AddPosition::Added));
        assert_eq!(grant(nurse_at("HOME")).await, Ok(ra::position::AddPosition::HeldAlready));
    })
    .await;
}
