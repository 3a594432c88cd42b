//! Create a new user at the desk, and the way from there to a first sign-in.

use identity::{
    email::address::EmailAddress,
    person::PersonName,
    ra::{
        Refusal,
        create::{self, Create, NewPerson, WrongPerson},
        identity_check::Presence,
        link,
        position::WrongPosition,
        role::CareRole,
        view,
    },
    time::parse_date,
};

use crate::support::{
    MINUTE, World,
    desk::{Ra, checked, form, nurse_at, position, why},
    on_both,
};

fn new(given: &str, organisation: &str) -> NewPerson {
    NewPerson {
        name: PersonName::parse(given, "Okafor-Lindqvist").unwrap(),
        birth_date: parse_date("1984-05-30").unwrap(),
        email: None,
        position: nurse_at(organisation),
        check: checked(),
        anyway: false,
    }
}

async fn create(world: &World, ra: &Ra, new: &NewPerson) -> Result<Create, Refusal> {
    create::create(&world.service, &ra.desk, (ra.origin(), &why()), new).await.unwrap()
}

#[tokio::test]
async fn somebody_new_is_created_with_a_position_and_signs_in_with_a_link() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let wanted = NewPerson { email: EmailAddress::parse("niamh@nhs.net").ok(), ..new("Niamh", "HOSP") };
        let mut created = None;
        let events = world
            .events_of(async || match create(&world, &ra, &wanted).await {
                Ok(Create::Created(person)) => created = Some(person),
                other => panic!("expected a person: {other:?}"),
            })
            .await;
        assert_eq!(events, ["email.added", "person.added", "position.added"]);
        let person = created.unwrap();
        let seen = view::view(&world.service, &ra.desk, &person.id).await.unwrap().unwrap();
        assert_eq!((seen.positions.len(), seen.emails[0].verified_at), (1, None));
        let entry = world
            .audit()
            .await
            .into_iter()
            .find(|entry| entry.event == "person.added" && entry.subject.as_ref() == Some(&person.id));
        let details: serde_json::Value = serde_json::from_str(&entry.unwrap().details).unwrap();
        assert_eq!((&details["documents"], &details["organisation"]), (&"passport".into(), &"RA1".into()));

        let issued =
            link::issue(&world.service, &ra.desk, (ra.origin(), &why()), &person.id, (Presence::InPerson, &form()))
                .await
                .unwrap();
        let link::IssueLink::Issued(issued) = issued.unwrap() else { panic!("expected a link") };
        let url = issued.url;
        let token = url.strip_prefix("https://identity.example/sign-in/link/").unwrap();
        let browser = world.browser().await;
        assert!(world.open_link(&browser, token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_gives_one_link_and_another_form_another() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let ann = world.nurse("Ann", "HOSP").await;
        let issue = async |form: &str| {
            let (by, what) = ((ra.origin(), &why()), (Presence::InPerson, form));
            match link::issue(&world.service, &ra.desk, by, &ann.id, what).await.unwrap().unwrap() {
                link::IssueLink::Issued(link) => Some(link.url),
                link::IssueLink::FormUsed => None,
            }
        };
        let (one, another) = (form(), form());
        let first = issue(&one).await;
        let events = world.events_of(async || assert_eq!(issue(&one).await, first)).await;
        assert!(events.is_empty(), "{events:?}");
        let open = async |url: &Option<String>| {
            let browser = world.browser().await;
            world.open_link(&browser, url.as_ref().unwrap().rsplit('/').next().unwrap()).await
        };
        let session = open(&first).await.expect("a session");
        let events = world.events_of(async || assert_eq!(issue(&one).await, None)).await;
        assert!(events.is_empty(), "{events:?}");
        assert!(world.find(&session).await.is_some(), "whoever used it goes on");
        assert_eq!(issue("").await, None);
        let other = issue(&another).await;
        assert!(other.is_some() && other != first);
        assert!(open(&other).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn who_may_be_the_same_person_is_told_in_sight_and_only_hinted_at_elsewhere() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let here = world.nurse("Amara", "HOSP").await;
        let Ok(Create::MayExist(told)) = create(&world, &ra, &new("Amara", "HOSP")).await else { panic!() };
        assert_eq!((told.in_sight.len(), &told.in_sight[0].person, told.elsewhere), (1, &here, false));
        world.nurse("Amos", "HOME").await;
        let Ok(Create::MayExist(told)) = create(&world, &ra, &new("Amos", "HOSP")).await else { panic!() };
        assert_eq!((told.in_sight.len(), told.elsewhere), (0, true));
        let turned = NewPerson { name: PersonName::parse("okafor lindqvist", "AMOS").unwrap(), ..new("Amos", "HOSP") };
        assert!(matches!(create(&world, &ra, &turned).await, Ok(Create::MayExist(_))));
        let account = world.account("Bea").await;
        let email = EmailAddress::parse(&account.address).ok();
        let same = NewPerson { email, ..new("Somebody", "HOSP") };
        let Ok(Create::MayExist(told)) = create(&world, &ra, &same).await else { panic!() };
        assert_eq!((told.in_sight.len(), told.elsewhere), (0, true));
        let anyway = NewPerson { anyway: true, ..new("Amos", "HOSP") };
        assert!(matches!(create(&world, &ra, &anyway).await, Ok(Create::Created(_))));
    })
    .await;
}

#[tokio::test]
async fn the_answer_that_somebody_may_exist_is_a_search() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        world.nurse("Amos", "HOME").await;
        let events = world
            .events_of(async || {
                assert!(matches!(create(&world, &ra, &new("Amos", "HOSP")).await, Ok(Create::MayExist(_))));
            })
            .await;
        assert_eq!(events, ["ra.searched"]);
        for _ in 1..300 {
            assert!(matches!(create(&world, &ra, &new("Amos", "HOSP")).await, Ok(Create::MayExist(_))));
        }
        let until = Ok(Create::Wait(world.now().plus(MINUTE * 60)));
        assert_eq!(create(&world, &ra, &new("Amos", "HOSP")).await, until);
        assert_eq!(create(&world, &ra, &new("Somebody", "HOSP")).await, until, "nor by creating them");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_given_creates_nobody() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let before = world.audit().await.len();
        let wrong = Ok(Create::Wrong(vec![WrongPerson::Position(WrongPosition::NotInReach)]));
        assert_eq!(create(&world, &ra, &new("Niamh", "HOME")).await, wrong);
        let as_ra = NewPerson { position: position("HOSP", CareRole::RA_AGENT), ..new("Niamh", "HOSP") };
        assert_eq!(create(&world, &ra, &as_ra).await, Err(Refusal::ManagerOnly));
        let born = NewPerson { birth_date: world.now().uk_date().next_day().unwrap(), ..new("Niamh", "HOSP") };
        assert_eq!(create(&world, &ra, &born).await, Ok(Create::Wrong(vec![WrongPerson::BirthDate])));
        let email = EmailAddress::parse("niamh@example.com").ok();
        let elsewhere = NewPerson { email, ..new("Niamh", "HOSP") };
        assert_eq!(create(&world, &ra, &elsewhere).await, Ok(Create::Wrong(vec![WrongPerson::EmailNotAccepted])));
        let all = NewPerson { birth_date: born.birth_date, position: nurse_at("HOME"), ..elsewhere };
        let wrong =
            [WrongPerson::BirthDate, WrongPerson::EmailNotAccepted, WrongPerson::Position(WrongPosition::NotInReach)];
        assert_eq!(create(&world, &ra, &all).await, Ok(Create::Wrong(wrong.to_vec())), "all at once");
        assert_eq!(world.audit().await.len(), before);
    })
    .await;
}
