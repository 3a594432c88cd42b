//! Sign in with a device, and step up with one.

use identity::{
    actor::Actor,
    assurance::{
        AssuranceLevel::{Aal2, Aal3},
        Kind,
    },
    attempts,
    session::{Computer, SessionKind},
    settings,
    sign_in::device::{
        self, BeginSignIn,
        finish::{self, FinishSignIn},
    },
    undo,
    webauthn::roots::AttestationRoots,
};
use serde_json::{Value, json};

use crate::support::{Browser, Device, MINUTE, Maker, World, altered, flipped, on_both, signed_in, wish};

#[tokio::test]
async fn a_device_signs_in_without_an_address_and_counts_as_two_factors() {
    on_both(async |world| {
        let mut device = Device::windows_hello();
        let ann = world.owner("Ann", Kind::WindowsHello, &mut device).await;
        let browser = world.browser().await;
        let challenge = world.ask(&browser).await;
        let options: Value = serde_json::from_str(&challenge.options).unwrap();
        assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("identity.example"), &json!("required")));
        assert_eq!(options["allowCredentials"], json!([]));
        let answer = device.get(&challenge.options);
        let outcome = world.answer(&browser, &challenge.ceremony, &answer).await;
        let FinishSignIn::SignedIn { token, return_to } = outcome else { panic!("{outcome:?}") };
        assert_eq!(return_to, "/profile");
        let session = world.find(&token).await.unwrap().session;
        assert_eq!((session.person_id.clone(), session.kind, session.level), (ann.id.clone(), SessionKind::Full, Aal2));
        assert_eq!(session.factors, "windows-hello, user verification");
        assert_eq!(session.authenticated_at, world.now());
        let held = world.held(&ann).await.remove(0);
        assert_eq!((session.authenticator, held.last_used_at), (Some(held.id), Some(world.now())));
        let known = world.read(async |repository| repository.knows_browser(&browser.id, &ann.id).await.unwrap()).await;
        assert!(known);
    })
    .await;
}

#[tokio::test]
async fn failure_29_a_sign_in_ends_the_session_before_it_and_has_a_new_token() {
    on_both(async |world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let first = world.signed_in_with(&mut device).await;
        let challenge = world.ask(&first.browser).await;
        let answer = device.get(&challenge.options);
        let Browser { id, origin, .. } = &first.browser;
        let before = Some(&first.me.session.id);
        let second = finish::sign_in(&world.service, origin, id, before, &challenge.ceremony, &answer).await.unwrap();
        assert!(world.find(&first.token).await.is_none());
        assert!(world.find(&signed_in(second)).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn on_a_shared_computer_the_session_is_shorter_and_the_browser_stays_a_strangers() {
    on_both(async |world| {
        let mut device = Device::security_key();
        let ann = world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = Browser { computer: Computer::Shared, ..world.browser().await };
        let visit = world.sign_in_with(&browser, &mut device).await;
        assert_eq!(visit.me.session.computer, Computer::Shared);
        let BeginSignIn::Ready(challenge) = world.ask_again(&visit, Aal2).await else { panic!("expected a challenge") };
        let answer = device.get(&challenge.options);
        let token = signed_in(world.answer_again(&visit, &challenge.ceremony, &answer).await);
        assert_eq!(world.find(&token).await.unwrap().session.computer, Computer::Shared, "a step-up keeps it");
        let known = world.read(async |repository| repository.knows_browser(&browser.id, &ann.id).await.unwrap()).await;
        assert!(!known);
    })
    .await;
}

#[tokio::test]
async fn a_network_asks_for_so_many_challenges_and_no_more() {
    on_both(async |world| {
        let browser = world.browser().await;
        let (service, origin) = (&world.service, &browser.origin);
        let refused = world
            .write(async |repository| {
                for _ in 0..3_000 {
                    assert_eq!(attempts::reserve_ceremony(service, repository, origin).await.unwrap(), None);
                }
                attempts::reserve_ceremony(service, repository, origin).await.unwrap()
            })
            .await;
        assert_eq!(refused, Some(world.now().plus(MINUTE * 10)));
        let begun = device::begin(service, origin, &browser.id, None, (Computer::Own, "/")).await.unwrap();
        assert!(matches!(begun, BeginSignIn::Wait(_)), "{begun:?}");
        world.ask(&world.browser_in("198.51.100.7").await).await;
    })
    .await;
}

#[tokio::test]
async fn only_a_right_answer_of_a_known_device_signs_in_and_all_others_look_alike() {
    on_both(async |world| {
        let mut device = Device { counts: false, ..Device::security_key() };
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let mut stranger = device.clone();
        stranger.create(r#"{"user":{"id":"AAAA"},"rp":{"id":"identity.example"},"challenge":"AAAA"}"#);
        let mut other_user = device.clone();
        other_user.keys[0].user = "AAAA".into();
        let lies = [
            Device { origin: "https://badidentity.example".into(), ..device.clone() },
            Device { origin: "https://identity.example:444".into(), ..device.clone() },
            Device { cross_origin: true, ..device.clone() },
            Device { rp_id: Some("identity.example.attacker.example".into()), ..device.clone() },
            Device { challenge: Some("AAAA".into()), ..device.clone() },
            Device { user_present: false, ..device.clone() },
            Device { tells_user: false, ..device.clone() },
            other_user,
            stranger,
        ];
        for (number, lie) in lies.into_iter().enumerate() {
            let outcome = world.try_sign_in_with(&world.browser().await, &mut lie.clone()).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{number} {outcome:?}");
            // A right answer clears its counter.
            world.wait(crate::support::seconds(60));
            world.signed_in_with(&mut device).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_wait_after_wrong_answers_leaves_one_entry_when_it_begins() {
    on_both(async |world| {
        let mut device = Device { counts: false, ..Device::security_key() };
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        let mut lie = Device { cross_origin: true, ..device.clone() };
        let throttled = async || {
            let entries = world.audit().await.into_iter().map(|entry| entry.event);
            entries.filter(|event| event == "sign-in.throttled").count()
        };
        for number in 1..=8 {
            let outcome = world.try_sign_in_with(&browser, &mut lie).await;
            assert_eq!(matches!(outcome, FinishSignIn::Refused), number <= 5, "{number} {outcome:?}");
            assert_eq!(throttled().await, usize::from(number >= 5), "{number}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_was_touched_signs_nobody_in() {
    on_both(async |world| {
        let mut device = Device { counts: false, ..Device::security_key() };
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let browser = world.browser().await;
        world.sign_in_with(&browser, &mut device).await;
        // Signature, signed flags, counter.
        for (field, byte) in [("signature", 20), ("authenticatorData", 35), ("clientDataJSON", 3), ("userHandle", 1)] {
            let challenge = world.ask(&browser).await;
            let answer = flipped(&device.get(&challenge.options), field, byte);
            let outcome = world.answer(&browser, &challenge.ceremony, &answer).await;
            assert!(matches!(outcome, FinishSignIn::Refused), "{field} {outcome:?}");
        }
        let challenge = world.ask(&browser).await;
        let answer = altered(&device.get(&challenge.options), |answer| answer["rawId"] = "AAAA".into());
        let outcome = world.answer(&browser, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
        world.sign_in_with(&browser, &mut device).await;
    })
    .await;
}

#[tokio::test]
async fn an_answer_is_not_replayed_nor_finished_in_another_browser() {
    on_both(async |world| {
        let mut device = Device { counts: false, ..Device::security_key() };
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let (mine, other) = (world.browser().await, world.browser().await);
        let challenge = world.ask(&mine).await;
        let answer = device.get(&challenge.options);
        assert!(matches!(world.answer(&other, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        signed_in(world.answer(&mine, &challenge.ceremony, &answer).await);
        assert!(matches!(world.answer(&mine, &challenge.ceremony, &answer).await, FinishSignIn::Over));
        let next = world.ask(&mine).await;
        assert!(matches!(world.answer(&mine, &next.ceremony, &answer).await, FinishSignIn::Refused));
    })
    .await;
}

#[tokio::test]
async fn failure_11_a_device_that_does_not_check_its_user_signs_nobody_in() {
    on_both(async |world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        device.user_verified = false;
        let browser = world.browser().await;
        let outcome = world.try_sign_in_with(&browser, &mut device).await;
        assert!(matches!(outcome, FinishSignIn::NotVerified), "{outcome:?}");
        let mut stranger = device.clone();
        stranger.create(r#"{"user":{"id":"AAAA"},"rp":{"id":"identity.example"},"challenge":"AAAA"}"#);
        let outcome = world.try_sign_in_with(&browser, &mut stranger).await;
        assert!(matches!(outcome, FinishSignIn::NotVerified), "known and unknown look alike: {outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_browser_may_forget_the_key_of_an_authenticator_that_ended_for_good_and_no_other() {
    on_both(async |world| {
        let mut device = Device { counts: false, ..Device::security_key() };
        let ann = world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let key = identity::random::encode(&device.keys[0].id);
        let browser = world.browser().await;
        world.forget_devices(&ann).await;
        let outcome = world.try_sign_in_with(&browser, &mut device).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "it may be taken back: {outcome:?}");
        world.clock.forward(undo::LIFE + MINUTE);
        let mut stranger = device.clone();
        stranger.create(r#"{"user":{"id":"AAAA"},"rp":{"id":"identity.example"},"challenge":"AAAA"}"#);
        let outcome = world.try_sign_in_with(&browser, &mut stranger).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "nobody knows it: {outcome:?}");
        let challenge = world.ask(&browser).await;
        let touched = flipped(&device.get(&challenge.options), "signature", 20);
        let outcome = world.answer(&browser, &challenge.ceremony, &touched).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "it did not sign: {outcome:?}");
        let outcome = world.try_sign_in_with(&browser, &mut device).await;
        assert!(matches!(&outcome, FinishSignIn::Ended(id) if id.as_str() == key), "{outcome:?}");

        let mut suspended = Device { counts: false, ..Device::security_key() };
        let bob = world.owner("Bob", Kind::SecurityKey, &mut suspended).await;
        let held = world.held(&bob).await[0].id.clone();
        let now = world.now();
        world.write(async |repository| assert!(repository.suspend_authenticator(&held, now).await.unwrap())).await;
        world.clock.forward(undo::LIFE + MINUTE);
        let outcome = world.try_sign_in_with(&browser, &mut suspended).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "it may be found again: {outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_audited_and_told() {
    on_both(async |world| {
        let mut device = Device::security_key();
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        let mut copy = device.clone();
        world.signed_in_with(&mut device).await;
        let browser = world.browser().await;
        let told = world
            .mails_of(async || {
                let outcome = world.try_sign_in_with(&browser, &mut copy).await;
                assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
            })
            .await;
        assert_eq!(told, [("ann@nhs.net".into(), "An authenticator of Care Identity may have been copied".into())]);
        let events: Vec<String> = world.audit().await.into_iter().map(|entry| entry.event).collect();
        assert!(events.contains(&"authenticator.counter-regressed".to_owned()));
        // A wrong signature with an old counter tells nobody anything.
        let mails = world
            .mails_of(async || {
                let challenge = world.ask(&browser).await;
                copy.counter = 0;
                let answer = flipped(&copy.get(&challenge.options), "signature", 20);
                let outcome = world.answer(&browser, &challenge.ceremony, &answer).await;
                assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
            })
            .await;
        assert!(mails.is_empty(), "{mails:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_14_the_level_is_computed_at_each_use_and_a_change_is_told() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let mut device = Device::windows_hello().attested(&maker);
        let ann = world.owner("Ann", Kind::WindowsHello, &mut device).await;
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal3);

        // The key begins to be synced.
        let mut synced = Device { backup_eligible: true, backed_up: true, ..device.clone() };
        let mut level = None;
        let told =
            world.mails_of(async || level = Some(world.signed_in_with(&mut synced).await.me.session.level)).await;
        assert_eq!(level, Some(Aal2));
        assert_eq!(told, [("ann@nhs.net".into(), "An authenticator of Care Identity has another level".into())]);
        assert_eq!(world.held(&ann).await[0].level, Aal2);
        assert!(world.mails_of(async || drop(world.signed_in_with(&mut synced).await)).await.is_empty());
        // It says that it is bound to its device again: that cannot be.
        let outcome = world.try_sign_in_with(&world.browser().await, &mut device).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_14_a_root_that_is_no_longer_trusted_vouches_for_nobody() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let mut device = Device::security_key().attested(&maker);
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal3);
        world.set_roots(AttestationRoots::default());
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal2);
        world.trust(&maker);
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal3);
    })
    .await;
}

#[tokio::test]
async fn the_operator_may_accept_a_kind_without_attestation_and_take_it_back() {
    on_both(async |world| {
        let (mut hello, mut key) = (Device::windows_hello(), Device::security_key());
        world.owner("Ann", Kind::WindowsHello, &mut hello).await;
        world.owner("Bob", Kind::SecurityKey, &mut key).await;
        let mut levels = async || {
            let one = world.signed_in_with(&mut hello).await.me.session.level;
            (one, world.signed_in_with(&mut key).await.me.session.level)
        };
        let set = async |kinds: Option<&[Kind]>| {
            settings::set_accept_unattested(&world.service, &Actor::Operator, kinds).await.unwrap();
        };
        assert_eq!(levels().await, (Aal2, Aal2));
        set(Some(&[Kind::WindowsHello])).await;
        assert_eq!(levels().await, (Aal3, Aal2));
        set(Some(&[])).await;
        assert_eq!(levels().await, (Aal2, Aal2));
        set(None).await;
        assert_eq!(levels().await, (Aal2, Aal2));
    })
    .await;
}

#[tokio::test]
async fn failure_26_the_device_of_a_closed_person_signs_nobody_in() {
    on_both(async |world| {
        let mut device = Device::security_key();
        let ann = world.owner("Ann", Kind::SecurityKey, &mut device).await;
        world.close(&ann).await;
        let outcome = world.try_sign_in_with(&world.browser().await, &mut device).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_31_wrong_answers_are_counted_for_each_device_and_hold_no_known_browser_out() {
    on_both(async |world| {
        let (mut device, mut other) = (Device::security_key(), Device::synced());
        let visit = world.enrolled("Ann", Aal3).await;
        world.add_device(&visit, &mut device, wish(Kind::SecurityKey)).await;
        world.add_device(&visit, &mut other, wish(Kind::Passkey)).await;
        let known = world.signed_in_with(&mut device).await.browser;
        let stranger = world.browser_in("198.51.100.7").await;
        for number in 0..6 {
            let mut lie = Device { origin: "https://attacker.example".into(), ..device.clone() };
            let outcome = world.try_sign_in_with(&stranger, &mut lie).await;
            let waits = matches!(outcome, FinishSignIn::Wait(_));
            assert!(waits == (number == 5), "{number} {outcome:?}");
        }
        let right = world.try_sign_in_with(&stranger, &mut device.clone()).await;
        assert!(matches!(right, FinishSignIn::Wait(_)), "{right:?}");
        signed_in(world.try_sign_in_with(&known, &mut device).await);
        signed_in(world.try_sign_in_with(&stranger, &mut other).await);
    })
    .await;
}

#[tokio::test]
async fn a_step_up_asks_the_persons_own_devices_and_gives_a_new_session() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let visit = world.enrolled("Ann", Aal3).await;
        let (mut key, mut passkey) = (Device::security_key().attested(&maker), Device::synced());
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        let low = world.signed_in_with(&mut passkey).await;
        assert_eq!(low.me.session.level, Aal2);

        let BeginSignIn::Ready(challenge) = world.ask_again(&low, Aal3).await else { panic!("expected a challenge") };
        let options: Value = serde_json::from_str(&challenge.options).unwrap();
        let expected = json!([{
            "type": "public-key", "id": identity::random::encode(&key.keys[0].id), "transports": ["usb", "nfc"],
        }]);
        assert_eq!(options["allowCredentials"], expected, "only what reaches the level");
        key.tells_user = false;
        let answer = key.get(&challenge.options);
        let token = signed_in(world.answer_again(&low, &challenge.ceremony, &answer).await);
        assert!(world.find(&low.token).await.is_none(), "the session before ended");
        let high = world.visit(&low.browser, token).await;
        assert_eq!((high.me.session.level, high.me.person.id.clone()), (Aal3, visit.me.person.id.clone()));

        world.owner("Bob", Kind::Passkey, &mut Device::synced()).await;
        let bob = world.enrolled("Caro", Aal2).await;
        assert!(matches!(world.ask_again(&bob, Aal2).await, BeginSignIn::NoDevice));
    })
    .await;
}

#[tokio::test]
async fn failure_9_nobody_steps_up_with_anothers_device() {
    on_both(async |world| {
        let (mut hers, mut his) = (Device::security_key(), Device::security_key());
        world.owner("Ann", Kind::SecurityKey, &mut hers).await;
        world.owner("Bob", Kind::SecurityKey, &mut his).await;
        let (ann, bob) = (world.signed_in_with(&mut hers).await, world.signed_in_with(&mut his).await);
        let ask = async |world: &World| match world.ask_again(&ann, Aal2).await {
            BeginSignIn::Ready(challenge) => challenge,
            other => panic!("{other:?}"),
        };
        let challenge = ask(&world).await;
        let key = his.keys[0].clone();
        let answer = his.sign(&challenge.options, &key);
        let outcome = world.answer_again(&ann, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");

        let challenge = ask(&world).await;
        let answer = hers.get(&challenge.options);
        let outcome = world.answer_again(&bob, &challenge.ceremony, &answer).await;
        assert!(matches!(outcome, FinishSignIn::Over), "{outcome:?}");
        assert!(world.find(&ann.token).await.is_some() && world.find(&bob.token).await.is_some());
    })
    .await;
}
