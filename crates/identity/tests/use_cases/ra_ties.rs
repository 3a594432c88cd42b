//! Who does not decide: those whom the one who asks could have made, and those who took over what is to be set right.

use identity::{
    assurance::{AssuranceLevel, Kind},
    email::address::EmailAddress,
    person::Person,
    person::PersonName,
    ra::{
        self, Refusal,
        approval::{self, ApprovalId, Ask, Decide, Decision},
        create::{self, Create, NewPerson},
        email::{self, SetEmail},
        position,
        role::CareRole,
        take_over::Why,
        target::Target,
        tie::{self, Tie},
    },
    time::parse_date,
    undo::carry_out::{self, CarryOut},
};

use crate::support::{
    Account, Device, MINUTE, World,
    desk::{Ra, checked, nurse_at, position as position_at, why},
    on_both, wish,
};

async fn ask(world: &World, ra: &Ra, whom: &Person, target: &Target) -> ApprovalId {
    let asked = approval::ask(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, target).await.unwrap();
    match asked.unwrap() {
        Ask::Asked(id) | Ask::AskedAlready(id) => id,
    }
}

/// What ties them is said before they try.
async fn approve(world: &World, ra: &Ra, id: &ApprovalId) -> Result<Decide, Refusal> {
    let asked = approval::find_waiting(&world.service, &ra.desk, id).await.unwrap().expect("it waits");
    let tie = approval::tied(&world.service, &ra.desk, &asked).await.unwrap();
    let decided = approval::decide(&world.service, &ra.desk, (ra.origin(), &why()), id, Decision::Approved).await;
    let decided = decided.unwrap();
    assert_eq!(decided, Ok(tie.map_or(Decide::Done, Decide::Tied)));
    decided
}

/// How many mails told somebody that an approval waits.
async fn told(world: &World, address: &str) -> usize {
    let mails = world.mails_to(address).await;
    mails.iter().filter(|mail| mail.subject == "An approval waits in Care Identity").count()
}

async fn give_seat(world: &World, by: &Ra, whom: &Person) {
    let seat = position_at("RA1", CareRole::RA_AGENT);
    let by_whom = (by.origin(), &why());
    let added = position::add(&world.service, &by.desk, by_whom, &whom.id, &seat).await.unwrap();
    assert_eq!(added, Ok(position::AddPosition::Added));
}

/// Somebody with a key, who sits at no desk yet.
async fn with_key(world: &World, person: &Person, address: &str) -> Device {
    let mut key = Device::security_key().attested(world.maker.as_ref().unwrap());
    let visit = world.enrol_at(person, AssuranceLevel::Aal3).await;
    world.verified(&visit, address).await;
    world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
    key
}

async fn seated(world: &World, key: &mut Device) -> Ra {
    let visit = world.signed_in_with(key).await;
    let desk = world.desk(&visit).await;
    Ra { person: visit.me.person.clone(), key: key.clone(), visit, desk }
}

async fn bob_of_hosp(world: &World) -> Account {
    let account = world.account("Bob").await;
    world.hold(&account.person, &nurse_at("HOSP")).await;
    account
}

/// Somebody whom another one at the desk created, and who sits there, too.
async fn made_by(world: &World, ra: &Ra, given: &str) -> Ra {
    let new = NewPerson {
        name: PersonName::parse(given, "Made").unwrap(),
        birth_date: parse_date("1984-05-30").unwrap(),
        email: None,
        position: nurse_at("HOSP"),
        check: checked(),
        anyway: false,
    };
    let created = create::create(&world.service, &ra.desk, (ra.origin(), &why()), &new).await.unwrap();
    let Ok(Create::Created(made)) = created else { panic!("{created:?}") };
    let mut key = with_key(world, &made, &format!("{given}@nhs.net")).await;
    world.hold(&made, &position_at("RA1", CareRole::RA_AGENT)).await;
    seated(world, &mut key).await
}

#[tokio::test]
async fn whoever_got_their_seat_from_who_asks_or_a_week_ago_does_not_decide() {
    on_both(async |mut world| {
        world.organisations().await;
        let (mut grace, mut boss) = (world.manager("Grace", "RA1").await, world.manager("Boss", "RA1").await);
        let bob = bob_of_hosp(&world).await;
        let (one, two) = (world.nurse("Puppet", "HOSP").await, world.nurse("Newcomer", "HOSP").await);
        let mut one_key = with_key(&world, &one, "puppet@nhs.net").await;
        let mut two_key = with_key(&world, &two, "newcomer@nhs.net").await;
        give_seat(&world, &grace, &one).await;
        give_seat(&world, &boss, &two).await;
        let (puppet, newcomer) = (seated(&world, &mut one_key).await, seated(&world, &mut two_key).await);
        let id = ask(&world, &grace, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &puppet, &id).await, Ok(Decide::Tied(Tie::Seat)));
        assert_eq!(approve(&world, &newcomer, &id).await, Ok(Decide::Tied(Tie::NewSeat)));
        assert_eq!((told(&world, "puppet@nhs.net").await, told(&world, "newcomer@nhs.net").await), (0, 0));
        assert_eq!(told(&world, "boss@nhs.net").await, 1, "who may decide");
        let theirs = ask(&world, &puppet, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &grace, &theirs).await, Ok(Decide::Tied(Tie::Seat)), "the other way round");
        assert_eq!(approve(&world, &boss, &theirs).await, Ok(Decide::Done));

        world.wait(tie::SETTLES_AFTER);
        world.again(&mut grace).await;
        world.again(&mut boss).await;
        let (puppet, newcomer) = (seated(&world, &mut one_key).await, seated(&world, &mut two_key).await);
        let id = ask(&world, &grace, &bob.person, &Target::SignInLink).await;
        assert_eq!((told(&world, "puppet@nhs.net").await, told(&world, "newcomer@nhs.net").await), (0, 1));
        assert_eq!(approve(&world, &puppet, &id).await, Ok(Decide::Tied(Tie::Seat)), "for good");
        assert_eq!(approve(&world, &newcomer, &id).await, Ok(Decide::Done));
        let theirs = ask(&world, &puppet, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &grace, &theirs).await, Ok(Decide::Done), "a manager decides about agents");
    })
    .await;
}

#[tokio::test]
async fn whoever_created_the_other_does_not_decide_about_them_and_the_other_way_round() {
    on_both(async |mut world| {
        world.organisations().await;
        let grace = world.manager("Grace", "RA1").await;
        let bob = bob_of_hosp(&world).await;
        let puppet = made_by(&world, &grace, "Puppet").await;
        let puppets = made_by(&world, &puppet, "Another").await;
        let id = ask(&world, &grace, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &puppet, &id).await, Ok(Decide::Tied(Tie::SameHands)));
        let id = ask(&world, &puppet, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &grace, &id).await, Ok(Decide::Tied(Tie::SameHands)));
        // Nor over somebody between them.
        let id = ask(&world, &puppets, &bob.person, &Target::SignInLink).await;
        assert_eq!(approve(&world, &grace, &id).await, Ok(Decide::Tied(Tie::SameHands)));
    })
    .await;
}

async fn lift(world: &World, ra: &Ra, whom: &Person) -> Result<bool, Refusal> {
    ra::person::lift_freeze(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id).await.unwrap()
}

#[tokio::test]
async fn whoever_took_an_account_over_before_it_was_reported_neither_lifts_the_freeze_nor_approves_that() {
    on_both(async |mut world| {
        world.organisations().await;
        let (mut taker, mut other) = (world.manager("Grace", "RA1").await, world.agent("Daniel", "RA2").await);
        let third = world.agent("Dora", "RA2").await;
        let bob = bob_of_hosp(&world).await;
        world.clock.run();
        let (address, check) = (EmailAddress::parse("thief@nhs.net").unwrap(), checked());
        let new = email::NewEmail { address: &address, replaces: None, check: &check };
        let by = (taker.origin(), &why());
        let set = email::set(&world.service, &taker.desk, by, &bob.person.id, new).await.unwrap();
        assert_eq!(set, Ok(SetEmail::Set));
        world.wait(MINUTE * 60 * 24 * 6);
        let link = world.undo_link_to(&bob.address).await;
        let undone = carry_out::carry_out(&world.service, other.origin(), &link).await.unwrap();
        assert!(matches!(undone, CarryOut::Done { .. }), "{undone:?}");
        // Waiting is no help: it counts from the report on.
        world.wait(MINUTE * 60 * 24 * 20);
        world.again(&mut taker).await;
        world.again(&mut other).await;
        let third = Ra { key: third.key.clone(), ..seated(&world, &mut third.key.clone()).await };
        assert_eq!(lift(&world, &taker, &bob.person).await, Err(Refusal::TookOver));
        assert_eq!(lift(&world, &other, &bob.person).await, Err(Refusal::NeedsApproval(Why::Reported)));
        let (by, whom) = ((other.origin(), &why()), &bob.person.id);
        let asked = approval::ask(&world.service, &other.desk, by, whom, &Target::SignInLink).await.unwrap();
        assert_eq!(asked, Err(Refusal::Frozen), "nobody could use it");
        let id = ask(&world, &other, &bob.person, &Target::Freeze).await;
        assert_eq!(approve(&world, &taker, &id).await, Ok(Decide::Tied(Tie::TookOver)));
        assert_eq!(approve(&world, &third, &id).await, Ok(Decide::Done));
        assert_eq!(lift(&world, &other, &bob.person).await, Ok(true));
    })
    .await;
}
