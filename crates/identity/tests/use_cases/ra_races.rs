//! Two at the desk at once: one person is not created twice, one address is nobody else's, one position is given once.

use identity::{
    email::address::EmailAddress,
    person::{PersonId, PersonName},
    ra::{
        bulk::{self, Apply, COLUMNS, Keep},
        create::{self, Create, NewPerson},
        email::{self, SetEmail},
        position::{self, AddPosition},
    },
    time::parse_date,
};

use crate::support::{
    World,
    desk::{Ra, checked, nurse_at, why},
    on_both, race,
};

fn niamh(given: &str, family: &str) -> NewPerson {
    NewPerson {
        name: PersonName::parse(given, family).unwrap(),
        birth_date: parse_date("1984-05-30").unwrap(),
        email: None,
        position: nurse_at("HOSP"),
        check: checked(),
        anyway: false,
    }
}

async fn two(world: &World) -> [Ra; 2] {
    [world.agent("Daniel", "RA1").await, world.agent("Dora", "RA2").await]
}

async fn namesakes(world: &World) -> usize {
    let (keys, born) = (PersonName::parse("Niamh", "Lee").unwrap().keys(), parse_date("1984-05-30").unwrap());
    world.read(async |repository| repository.list_namesakes(&keys, born).await.unwrap().len()).await
}

#[tokio::test]
async fn of_two_who_create_the_same_person_at_once_one_is_told() {
    on_both(async |mut world| {
        world.organisations().await;
        let desks = two(&world).await;
        for (round, (one, other)) in
            [(("Niamh", "Lee"), ("Niamh", "Lee")), (("Ann", "Lo"), ("Lo", "Ann"))].into_iter().enumerate()
        {
            let created = race(4, |number| {
                let (service, ra) = (world.service.clone(), &desks[number % 2]);
                let (desk, origin) = (ra.desk.clone(), ra.origin().clone());
                let (given, family) = if number % 2 == 0 { one } else { other };
                let new = niamh(given, family);
                async move { create::create(&service, &desk, (&origin, &why()), &new).await.unwrap().unwrap() }
            })
            .await;
            let made = created.iter().filter(|created| matches!(created, Create::Created(_))).count();
            let told = created.iter().filter(|created| matches!(created, Create::MayExist(_))).count();
            assert_eq!((made, told), (1, 3), "{round}: {created:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_who_create_somebody_with_one_address_one_is_told() {
    on_both(async |mut world| {
        world.organisations().await;
        let desks = two(&world).await;
        let created = race(2, |number| {
            let (service, ra) = (world.service.clone(), &desks[number]);
            let (desk, origin) = (ra.desk.clone(), ra.origin().clone());
            let email = EmailAddress::parse("n.lee@nhs.net").ok();
            let new = NewPerson { email, ..niamh(["Niamh", "Nia"][number], "Lee") };
            async move { create::create(&service, &desk, (&origin, &why()), &new).await.unwrap().unwrap() }
        })
        .await;
        assert_eq!(created.iter().filter(|created| matches!(created, Create::Created(_))).count(), 1, "{created:?}");
    })
    .await;
}

#[tokio::test]
async fn a_file_and_a_form_at_once_create_one() {
    on_both(async |mut world| {
        world.organisations().await;
        let desks = two(&world).await;
        let mut runs = Vec::new();
        for ra in &desks {
            let lines = [COLUMNS.join(","), ",Niamh,Lee,1984-05-30,,HOSP,R0620,2020-01-01,".into()].join("\r\n");
            let kept = bulk::keep(&world.service, &ra.desk, ra.origin(), lines.as_bytes()).await.unwrap();
            assert_eq!(kept, Ok(Keep::Kept));
            let run = bulk::dry_run(&world.service, &ra.desk).await.unwrap().unwrap();
            runs.push((run.id, run.mark));
        }
        let done = race(3, |number| {
            let (service, ra) = (world.service.clone(), &desks[number % 2]);
            let (desk, origin) = (ra.desk.clone(), ra.origin().clone());
            let (id, mark) = runs[number % 2].clone();
            async move {
                if number == 2 {
                    let created =
                        create::create(&service, &desk, (&origin, &why()), &niamh("Niamh", "Lee")).await.unwrap();
                    return matches!(created, Ok(Create::Created(_)));
                }
                let by = (&origin, &why());
                let applied = bulk::apply(&service, &desk, by, Some(&checked()), (&id, &mark)).await.unwrap();
                matches!(applied, Ok(Apply::Done { .. }))
            }
        })
        .await;
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
        assert_eq!(namesakes(&world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_verify_one_address_for_two_people_one_does() {
    on_both(async |mut world| {
        world.organisations().await;
        let desks = two(&world).await;
        let people: [PersonId; 2] = [world.nurse("Ann", "HOSP").await.id, world.nurse("Bea", "HOSP").await.id];
        let set = race(2, |number| {
            let (service, ra) = (world.service.clone(), &desks[number]);
            let (desk, origin, whom) = (ra.desk.clone(), ra.origin().clone(), people[number].clone());
            async move {
                let (address, check) = (EmailAddress::parse("shared@nhs.net").unwrap(), checked());
                let new = email::NewEmail { address: &address, replaces: None, check: &check };
                email::set(&service, &desk, (&origin, &why()), &whom, new).await.unwrap().unwrap()
            }
        })
        .await;
        assert!(set.contains(&SetEmail::Set) && set.contains(&SetEmail::Taken), "{set:?}");
    })
    .await;
}

#[tokio::test]
async fn of_two_who_give_one_position_one_does_and_a_file_too() {
    on_both(async |mut world| {
        world.organisations().await;
        let desks = two(&world).await;
        let nurse = world.nurse("Amara", "HOSP").await;
        let line = format!("{},,,,,CLINIC,R0620,2020-01-01,", nurse.identifier.as_str());
        let file = [COLUMNS.join(","), line].join("\r\n");
        let kept = bulk::keep(&world.service, &desks[0].desk, desks[0].origin(), file.as_bytes()).await.unwrap();
        assert_eq!(kept, Ok(Keep::Kept));
        let run = bulk::dry_run(&world.service, &desks[0].desk).await.unwrap().unwrap();
        let given = race(3, |number| {
            let (service, ra) = (world.service.clone(), &desks[number % 2]);
            let (desk, origin, whom) = (ra.desk.clone(), ra.origin().clone(), nurse.id.clone());
            let (id, mark) = (run.id.clone(), run.mark.clone());
            async move {
                let by = (&origin, &why());
                if number == 2 {
                    let applied = bulk::apply(&service, &desk, by, None, (&id, &mark)).await.unwrap();
                    return matches!(applied, Ok(Apply::Done { positions: 1, .. }));
                }
                let added = position::add(&service, &desk, by, &whom, &nurse_at("CLINIC")).await.unwrap();
                added == Ok(AddPosition::Added)
            }
        })
        .await;
        assert_eq!(given.iter().filter(|given| **given).count(), 1, "{given:?}");
        let held = world
            .read(async |repository| repository.list_held_positions(std::slice::from_ref(&nurse.id)).await.unwrap());
        assert_eq!(held.await.iter().filter(|held| held.position.organisation_code == "CLINIC").count(), 1);
    })
    .await;
}
