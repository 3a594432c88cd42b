//! People as operators see them, and what people are shown of themselves.

use identity::{
    actor::{Actor, Origin},
    person::{
        PersonId, PersonName, PersonState, UserIdentifier,
        add::{self, Add},
        profile, rescue,
    },
    registration::{RegistrationState::PasswordShown, confirm_code::ConfirmCode},
    sign_in::password::SubmitPassword,
    time::parse_date,
};

use crate::support::{PASSWORD, World, on_both};

async fn add_with(world: &World, identifier: &str) -> bool {
    let (name, born) = (PersonName::parse("Zoe", "Quirke").unwrap(), parse_date("1990-01-01").unwrap());
    let identifier = UserIdentifier::parse(identifier);
    let (actor, origin) = (Actor::Operator, Origin::server());
    let added = add::add(&world.service, &actor, &origin, name, born, identifier).await.unwrap();
    matches!(added, Add::Added(_))
}

#[tokio::test]
async fn an_identifier_is_one_persons() {
    on_both(async |world| {
        assert!(add_with(&world, "9990 0000 0013").await);
        let entries = world.audit().await.len();
        assert!(!add_with(&world, "999000000013").await);
        assert_eq!(world.audit().await.len(), entries);
        let made_up = world.person("Ann").await.identifier;
        assert!(made_up.as_str().starts_with('5') && made_up.as_str().len() == 12);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_added_who_is_not_born_or_was_born_before_anybody_who_lives() {
    on_both(async |world| {
        let today = world.now().uk_date();
        let (actor, origin) = (Actor::Operator, Origin::server());
        let oldest = parse_date(&format!("{}-01-01", today.year() - 120)).unwrap();
        let days = [
            (today, true),
            (oldest, true),
            (today.next_day().unwrap(), false),
            (oldest.previous_day().unwrap(), false),
        ];
        for (day, is_one) in days {
            let name = PersonName::parse("Zoe", "Quirke").unwrap();
            let added = add::add(&world.service, &actor, &origin, name, day, None).await.unwrap();
            assert_eq!(added != Add::BirthDate, is_one, "{day}");
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_closed_stays_out_until_reopened() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.signed_in(&ann).await.browser;
        world.close(&ann.person).await;
        assert!(!world.set_state(&ann.person, PersonState::Closed).await, "it was so");
        assert_eq!(world.password(&browser, &ann.address, PASSWORD).await, SubmitPassword::Wrong);
        assert!(world.set_state(&ann.person, PersonState::Open).await);
        world.sign_in(&browser, &ann).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        let nobody = PersonId::from_text("nobody");
        assert!(!add::set_state(&world.service, &actor, &origin, &nobody, PersonState::Closed, "").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn who_is_closed_or_reopened_is_told_at_their_proved_addresses_and_nobody_is_twice() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.pending(&visit, "pending@nhs.net").await;
        for (state, subject) in [
            (PersonState::Closed, "Your Care Identity was closed"),
            (PersonState::Open, "Your Care Identity was opened again"),
        ] {
            let told = world.mails_of(async || assert!(world.set_state(&ann.person, state).await)).await;
            assert_eq!(told, [(ann.address.clone(), subject.to_owned())]);
            let told = world.mails_of(async || assert!(!world.set_state(&ann.person, state).await)).await;
            assert_eq!(told, []);
        }
    })
    .await;
}

#[tokio::test]
async fn failure_26_reopening_revives_nothing_that_was_under_way() {
    on_both(async |world| {
        let (visit, registering) = world.registering("Ann", PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.close(&visit.me.person).await;
        assert!(world.set_state(&visit.me.person, PersonState::Open).await);
        assert!(world.find(&visit.token).await.is_none());
        let answer = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Over), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_reset_takes_password_apps_and_sessions_and_tells_the_address() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        let reset = async || rescue::reset(&world.service, &actor, &origin, &ann.person, "lost").await.unwrap();
        let told = world.mails_of(reset).await;
        assert_eq!(told, [(ann.address.clone(), "Your sign-in to Care Identity was reset".to_owned())]);
        assert!(world.find(&visit.token).await.is_none());
        assert_eq!(world.password(&visit.browser, &ann.address, PASSWORD).await, SubmitPassword::Wrong);
        let profile = profile::view(&world.service, &visit.me).await.unwrap();
        assert!(profile.authenticators.is_empty() && profile.emails.len() == 1);
    })
    .await;
}

#[tokio::test]
async fn the_profile_shows_ones_own() {
    on_both(async |world| {
        world.account("Bob").await;
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let shown = profile::view(&world.service, &visit.me).await.unwrap();
        assert_eq!(shown.emails.iter().map(|email| email.address.as_str()).collect::<Vec<_>>(), [ann.address]);
        assert_eq!(shown.authenticators.len(), 1);
        assert_eq!(shown.authenticators[0].person_id, ann.person.id);
        assert!(shown.authenticators[0].last_used_at.is_some());
    })
    .await;
}
