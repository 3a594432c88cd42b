//! Devices: who is faster, who comes late, and who answers in whose place.

use std::sync::Arc;

use identity::{
    assurance::{
        AssuranceLevel::{Aal2, Aal3},
        Kind,
    },
    keys::Keyring,
    registration::use_device::{self, BeginDevice, UseDevice},
    sign_in::device::finish::{self, FinishSignIn},
    webauthn::ceremony::CeremonyId,
};

use crate::support::{Device, Registering, World, on_both, race, seconds, wish};

/// Answers a challenge of a registration in several places at once.
async fn finish_at_once(world: &World, answers: Vec<(Registering, CeremonyId, String)>) -> Vec<UseDevice> {
    let (service, answers) = (world.service.clone(), Arc::new(answers));
    race(answers.len(), move |number| {
        let (service, answers) = (service.clone(), Arc::clone(&answers));
        async move {
            let (Registering { id, browser, .. }, ceremony, answer) = &answers[number];
            let place = (&browser.id, id);
            use_device::finish(&service, None, &browser.origin, place, ceremony, answer).await.unwrap()
        }
    })
    .await
}

fn done(outcomes: &[UseDevice]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, UseDevice::Done(_))).count()
}

#[tokio::test]
async fn a_challenge_is_answered_once_whatever_comes_of_it() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&registering).await;
        let wrong = world.finish(&registering, &challenge.ceremony, "{}").await;
        assert!(matches!(wrong, UseDevice::Refused(_)), "{wrong:?}");
        let answer = Device::security_key().create(&challenge.options);
        let again = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert!(matches!(again, UseDevice::Over), "{again:?}");

        let challenge = world.begin(&registering).await;
        let answer = Device::security_key().create(&challenge.options);
        let same = (registering.clone(), challenge.ceremony, answer);
        let outcomes = finish_at_once(&world, vec![same; 5]).await;
        assert_eq!(done(&outcomes), 1, "{outcomes:?}");
        assert_eq!(world.held(&visit.me.person).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn failure_10_of_devices_that_answer_at_once_one_is_added() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let mut answers = Vec::new();
        for _ in 0..5 {
            let challenge = world.begin(&registering).await;
            let answer = Device::security_key().create(&challenge.options);
            answers.push((registering.clone(), challenge.ceremony, answer));
        }
        let outcomes = finish_at_once(&world, answers).await;
        assert_eq!(done(&outcomes), 1, "{outcomes:?}");
        assert_eq!(world.held(&visit.me.person).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn failure_10_a_newer_registration_of_the_kind_ends_the_one_that_is_under_way() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let older = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&older).await;
        let newer = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let answer = Device::security_key().create(&challenge.options);
        assert!(matches!(world.finish(&older, &challenge.ceremony, &answer).await, UseDevice::Over));
        let outcome = world.try_device(&newer, &mut Device::security_key()).await;
        assert!(matches!(outcome, UseDevice::Done(_)), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_9_nobody_answers_in_anothers_registration_or_browser() {
    on_both(async |world| {
        let (ann, bob) = (world.enrolled("Ann", Aal3).await, world.enrolled("Bob", Aal3).await);
        let hers = world.opened(&ann, wish(Kind::SecurityKey)).await;
        let his = world.opened(&bob, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&hers).await;
        let answer = Device::security_key().create(&challenge.options);
        for place in [&his, &Registering { browser: bob.browser.clone(), ..hers.clone() }] {
            let outcome = world.finish(place, &challenge.ceremony, &answer).await;
            assert!(matches!(outcome, UseDevice::Over), "{outcome:?}");
        }
        let stolen = Registering { browser: bob.browser.clone(), ..hers.clone() };
        assert!(matches!(world.try_begin(&stolen).await, BeginDevice::Over));
        assert!(world.held(&ann.me.person).await.is_empty() && world.held(&bob.me.person).await.is_empty());
        let outcome = world.finish(&hers, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, UseDevice::Done(_)), "what others try does not use it up: {outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn an_answer_for_one_purpose_is_none_for_another() {
    on_both(async |world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let visit = world.signed_in_with(&mut device).await;
        let registering = world.opened(&visit, wish(Kind::Passkey)).await;
        let challenge = world.begin(&registering).await;
        let answer = device.create(&challenge.options);
        let outcome = world.answer(&visit.browser, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Over), "{outcome:?}");
        device.keys.truncate(1);
        let challenge = world.ask(&visit.browser).await;
        let answer = device.get(&challenge.options);
        let outcome = world.answer_again(&visit, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Over), "{outcome:?}");
        let outcome = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, UseDevice::Over), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_7_a_person_who_is_closed_or_a_device_that_is_reset_meanwhile_goes_no_further() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&registering).await;
        world.close(&visit.me.person).await;
        let answer = Device::security_key().create(&challenge.options);
        assert!(matches!(world.finish(&registering, &challenge.ceremony, &answer).await, UseDevice::Over));

        let mut device = Device::security_key();
        let bob = world.owner("Bob", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        let challenge = world.ask(&browser).await;
        let answer = device.get(&challenge.options);
        world.forget_devices(&bob).await;
        assert!(matches!(world.answer(&browser, &challenge.ceremony, &answer).await, FinishSignIn::Refused));
    })
    .await;
}

#[tokio::test]
async fn failure_4_an_answer_that_is_sent_many_times_at_once_signs_in_once() {
    on_both(async |world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        let challenge = world.ask(&browser).await;
        let answer = device.get(&challenge.options);
        let service = world.service.clone();
        let outcomes = race(6, move |_| {
            let (service, browser, challenge, answer) =
                (service.clone(), browser.clone(), challenge.clone(), answer.clone());
            async move {
                let (origin, ceremony) = (&browser.origin, &challenge.ceremony);
                finish::sign_in(&service, origin, &browser.id, None, ceremony, &answer).await.unwrap()
            }
        })
        .await;
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, FinishSignIn::SignedIn { .. })).count();
        assert_eq!(signed_in, 1, "{outcomes:?}");
    })
    .await;
}

#[tokio::test]
async fn a_challenge_whose_key_was_rotated_away_is_over() {
    on_both(async |mut world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        let challenge = world.ask(&browser).await;
        let answer = device.get(&challenge.options);
        world.service.keys = Arc::new(Keyring::new([2; 32], []));
        assert!(matches!(world.answer(&browser, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        world.signed_in_with(&mut device).await;
    })
    .await;
}

#[tokio::test]
async fn a_challenge_is_over_after_five_minutes_and_is_swept() {
    on_both(async |world| {
        let mut device = Device::security_key();
        let ann = world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        let challenge = world.ask(&browser).await;
        world.wait(seconds(299));
        let answer = device.get(&challenge.options);
        assert!(matches!(world.answer(&browser, &challenge.ceremony, &answer).await, FinishSignIn::SignedIn { .. }));
        let challenge = world.ask(&browser).await;
        world.wait(seconds(300));
        let answer = device.get(&challenge.options);
        assert!(matches!(world.answer(&browser, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        identity::sweep::sweep(&world.service).await.unwrap();
        let found = world.read(async |repository| repository.lookup_ceremony(&challenge.ceremony).await.unwrap()).await;
        assert!(found.is_none());
        assert_eq!(world.held(&ann).await[0].level, Aal2);
    })
    .await;
}
