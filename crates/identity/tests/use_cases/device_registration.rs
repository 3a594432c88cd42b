//! Add Windows Hello, a security key, an iPad or a passkey.

use identity::{
    assurance::{
        AssuranceLevel::{Aal1, Aal2, Aal3},
        Kind,
    },
    registration::{
        RegistrationState,
        current::{self, Step},
        open::OpenLink,
        start::Start,
        use_device::{BeginDevice, UseDevice},
    },
    webauthn::{Refusal, body::LONGEST, fit::Misfit},
};
use serde_json::{Value, json};

use crate::support::{Attestation, Device, Maker, Visit, WISH, World, altered, on_both, replace, seconds, wish};

async fn step(world: &World, registering: &crate::support::Registering) -> Step {
    let view = current::view(&world.service, &registering.browser.id, &registering.id).await.unwrap();
    view.unwrap().step
}

fn refusal(outcome: UseDevice) -> Refusal {
    match outcome {
        UseDevice::Refused(refusal) => refusal,
        other => panic!("expected a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_device_is_added_where_its_person_is_signed_in_without_another_proof() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        assert_eq!(step(&world, &registering).await, Step::UseDevice);
        let challenge = world.begin(&registering).await;
        let options: Value = serde_json::from_str(&challenge.options).unwrap();
        assert_eq!(options["rp"], json!({ "id": "identity.example", "name": "Care Identity" }));
        assert_eq!(options["user"]["name"], "ann@nhs.net");
        assert_eq!(options["user"]["displayName"], "Ann Okafor-Lindqvist");
        assert_eq!(options["attestation"], "direct");
        assert_eq!(options["hints"], json!(["security-key"]));
        assert_eq!(options["excludeCredentials"], json!([]));
        let selection = json!({
            "authenticatorAttachment": "cross-platform", "residentKey": "required",
            "requireResidentKey": true, "userVerification": "required",
        });
        assert_eq!(options["authenticatorSelection"], selection);
        let algorithms: Vec<_> =
            options["pubKeyCredParams"].as_array().unwrap().iter().map(|one| &one["alg"]).collect();
        assert_eq!(algorithms, [-7, -257]);

        let answer = Device::security_key().create(&challenge.options);
        let before = world.mails().await.len();
        let done = world.finish(&registering, &challenge.ceremony, &answer).await;
        let UseDevice::Done(new) = done else { panic!("{done:?}") };
        assert_eq!((new.level, new.waits, new.name.as_str()), (Aal2, false, "Security key"));
        assert_eq!(step(&world, &registering).await, Step::Done);
        let held = world.held(&visit.me.person).await;
        assert_eq!(
            (held[0].id.clone(), held[0].kind, held[0].granted_level),
            (new.authenticator, Kind::SecurityKey, Aal3)
        );
        let mails = world.mails().await;
        assert_eq!(mails.len(), before + 1);
        assert!(mails[before].text.contains("Security key was added to your Care Identity"));
    })
    .await;
}

#[tokio::test]
async fn each_kind_is_asked_for_as_it_is() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        for (kind, attachment, hints) in [
            (Kind::WindowsHello, json!("platform"), json!(["client-device"])),
            (Kind::SecurityKey, json!("cross-platform"), json!(["security-key"])),
            (Kind::Ipad, Value::Null, json!(["client-device", "hybrid"])),
            (Kind::Passkey, Value::Null, Value::Null),
        ] {
            let registering = world.opened(&visit, wish(kind)).await;
            let options: Value = serde_json::from_str(&world.begin(&registering).await.options).unwrap();
            assert_eq!(options["authenticatorSelection"]["authenticatorAttachment"], attachment, "{kind:?}");
            assert_eq!(options["hints"], hints, "{kind:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn on_another_device_the_mail_is_proved_first_and_no_password_is_asked_for() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal2).await;
        let mut registering = world.issue(&visit, "ann@nhs.net", wish(Kind::Ipad)).await;
        registering.browser = world.browser_in("198.51.100.9").await;
        world.bring(&registering, RegistrationState::Opened).await;
        assert_eq!(step(&world, &registering).await, Step::EnterEmail);
        assert!(matches!(world.try_begin(&registering).await, BeginDevice::Over));
        world.bring_on(&registering).await;
        assert_eq!(step(&world, &registering).await, Step::UseDevice);
        let made = world.create_password(&registering, "copper lantern drifts", "copper lantern drifts").await;
        assert!(matches!(made, identity::registration::set_password::SetPassword::Over), "{made:?}");
        assert!(world.app(&registering).await.is_none());
        let done = world.try_device(&registering, &mut Device::synced()).await;
        assert!(matches!(&done, UseDevice::Done(new) if new.level == Aal2 && new.token.is_none()), "{done:?}");
    })
    .await;
}

#[tokio::test]
async fn the_level_is_what_the_device_shows_and_never_above_what_was_granted() {
    on_both(async |mut world| {
        let (maker, stranger) = (Maker::new(), Maker::new());
        world.trust(&maker);
        let software = 0x6028_b017_b1d4_4c02_b4b3_afcd_afc9_6bb2_u128.to_be_bytes();
        let hello = Device::windows_hello;
        for (number, (granted, device, level)) in [
            (Aal3, hello().attested(&maker), Aal3),
            (Aal2, hello().attested(&maker), Aal2),
            (Aal1, hello().attested(&maker), Aal1),
            (Aal3, hello(), Aal2),
            (Aal3, hello().attested(&stranger), Aal2),
            (Aal3, Device { attestation: Attestation::Itself, ..hello() }, Aal2),
            (Aal3, Device { attestation: Attestation::Unverifiable, ..hello() }, Aal2),
            (Aal3, Device { aaguid: software, ..hello() }.attested(&maker), Aal2),
        ]
        .into_iter()
        .enumerate()
        {
            let visit = world.enrolled(&format!("Ann{number}"), granted).await;
            let mut device = device;
            let new = world.add_device(&visit, &mut device, wish(Kind::WindowsHello)).await;
            assert_eq!(new.level, level, "{number}");
        }
        let visit = world.enrolled("Bob", Aal3).await;
        let passkey = world.add_device(&visit, &mut hello().attested(&maker), wish(Kind::Passkey)).await;
        assert_eq!(passkey.level, Aal2, "the highest that a passkey has");
    })
    .await;
}

#[tokio::test]
async fn a_demonstration_accepts_what_nobody_vouches_for_and_no_copies() {
    on_both(async |mut world| {
        world.demonstrate();
        let visit = world.enrolled("Ann", Aal3).await;
        let hello = world.add_device(&visit, &mut Device::windows_hello(), wish(Kind::WindowsHello)).await;
        let passkey = world.add_device(&visit, &mut Device::synced(), wish(Kind::Passkey)).await;
        assert_eq!((hello.level, passkey.level), (Aal3, Aal2));
    })
    .await;
}

#[tokio::test]
async fn failure_10_what_does_not_fit_the_kind_is_refused_with_the_kind_that_would() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        for (kind, device, why, fits) in [
            (Kind::WindowsHello, Device::security_key(), Misfit::WrongAttachment, Kind::SecurityKey),
            (Kind::WindowsHello, Device::synced(), Misfit::Synced, Kind::Passkey),
            (Kind::SecurityKey, Device::windows_hello(), Misfit::WrongAttachment, Kind::WindowsHello),
            (
                Kind::SecurityKey,
                Device { backup_eligible: true, ..Device::security_key() },
                Misfit::Synced,
                Kind::Passkey,
            ),
            (
                Kind::SecurityKey,
                Device { transports: vec!["hybrid"], ..Device::security_key() },
                Misfit::AnotherDevice,
                Kind::Passkey,
            ),
        ] {
            let registering = world.opened(&visit, wish(kind)).await;
            let mut device = device;
            let refused = refusal(world.try_device(&registering, &mut device).await);
            let Refusal::DoesNotFit { why: said, fits: could } = refused else { panic!("{refused:?}") };
            assert_eq!((said, could.first()), (why, Some(&fits)));
            let fitting = world.opened(&visit, wish(fits)).await;
            let done = world.try_device(&fitting, &mut device).await;
            assert!(matches!(done, UseDevice::Done(_)), "{done:?}");
            world.forget_devices(&visit.me.person).await;
        }
    })
    .await;
}

#[tokio::test]
async fn failure_10_an_algorithm_that_was_not_offered_is_refused() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        // ES384 and ES512; then two that do not even fit the key.
        for (algorithm, expected) in [
            (-35, Refusal::AlgorithmNotOffered),
            (-36, Refusal::AlgorithmNotOffered),
            (-8, Refusal::NotAccepted),
            (-257, Refusal::NotAccepted),
        ] {
            let outcome = world.try_device(&registering, &mut Device { algorithm, ..Device::security_key() }).await;
            assert_eq!(refusal(outcome), expected, "{algorithm}");
        }
        assert!(world.held(&visit.me.person).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn failure_11_a_device_that_does_not_check_its_user_is_refused() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let unverified = Device { user_verified: false, ..Device::security_key() };
        for mut device in [unverified.clone(), Device { user_present: false, ..unverified }] {
            assert_eq!(refusal(world.try_device(&registering, &mut device).await), Refusal::NotVerified);
        }
    })
    .await;
}

#[tokio::test]
async fn failure_12_an_answer_that_another_page_asked_for_is_refused() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let from = |origin: &str| Device { origin: origin.into(), ..Device::security_key() };
        for mut device in [
            from("https://badidentity.example"),
            from("https://sub.identity.example"),
            from("https://identity.example:8443"),
            from("http://identity.example"),
            Device { cross_origin: true, ..Device::security_key() },
            Device { rp_id: Some("example".into()), ..Device::security_key() },
            Device { challenge: Some("AAAA".into()), ..Device::security_key() },
        ] {
            assert_eq!(refusal(world.try_device(&registering, &mut device).await), Refusal::NotOurs);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_damaged_too_long_or_falsely_attested_is_refused_and_audited() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let events = world
            .events_of(async || {
                for damage in 0..5 {
                    let challenge = world.begin(&registering).await;
                    let attestation = match damage {
                        0 => Attestation::False(maker.clone()),
                        _ => Attestation::By(maker.clone()),
                    };
                    let answer = Device { attestation, ..Device::security_key() }.create(&challenge.options);
                    let answer = match damage {
                        0 => answer,
                        1 => "{}".into(),
                        2 => " ".repeat(LONGEST + 1),
                        3 => altered(&answer, |answer| answer["response"]["attestationObject"] = "oA".into()),
                        _ => altered(&answer, |answer| answer["response"]["clientDataJSON"] = "e30".into()),
                    };
                    let refused = refusal(world.finish(&registering, &challenge.ceremony, &answer).await);
                    let expected = if damage == 4 { Refusal::NotOurs } else { Refusal::NotAccepted };
                    assert_eq!(refused, expected, "{damage}");
                }
            })
            .await;
        assert_eq!(events, ["registration.device-refused"; 5]);
    })
    .await;
}

#[tokio::test]
async fn failure_30_the_answer_that_registered_a_device_says_so_once_more_in_its_browser_only() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let mut device = Device::security_key();
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&registering).await;
        let answer = device.create(&challenge.options);
        let first = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert!(matches!(first, UseDevice::Done(_)), "{first:?}");
        let again = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert!(matches!(again, UseDevice::DoneBefore), "{again:?}");
        assert_eq!(world.held(&visit.me.person).await.len(), 1);

        let another = device.create(&challenge.options);
        let another = world.finish(&registering, &challenge.ceremony, &another).await;
        assert!(matches!(another, UseDevice::Over), "{another:?}");
        let elsewhere = crate::support::Registering { browser: world.browser().await, ..registering };
        let elsewhere = world.finish(&elsewhere, &challenge.ceremony, &answer).await;
        assert!(matches!(elsewhere, UseDevice::Over), "{elsewhere:?}");
    })
    .await;
}

#[tokio::test]
async fn a_device_that_is_registered_is_not_registered_again() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let mut device = Device::security_key();
        world.add_device(&visit, &mut device, wish(Kind::SecurityKey)).await;
        let registering = world.opened(&visit, wish(Kind::Passkey)).await;
        let challenge = world.begin(&registering).await;
        let options: Value = serde_json::from_str(&challenge.options).unwrap();
        let key = device.keys[0].clone();
        assert_eq!(options["excludeCredentials"][0]["id"], identity::random::encode(&key.id));
        let answer = device.create_again(&challenge.options, &key);
        let mine = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert_eq!(refusal(mine), Refusal::AlreadyRegistered);

        let bob = world.enrolled("Bob", Aal3).await;
        let his = world.opened(&bob, wish(Kind::Passkey)).await;
        let challenge = world.begin(&his).await;
        let answer = device.create_again(&challenge.options, &key);
        let told = refusal(world.finish(&his, &challenge.ceremony, &answer).await);
        assert_eq!(told, Refusal::NotAccepted, "nobody learns whose it is");
        world.forget_devices(&visit.me.person).await;
        let challenge = world.begin(&registering).await;
        let answer = device.create_again(&challenge.options, &key);
        let after = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert_eq!(refusal(after), Refusal::NotAccepted, "an id is never used again");
    })
    .await;
}

#[tokio::test]
async fn failure_13_a_session_replaces_nothing_above_its_level() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let visit = world.enrolled("Ann", Aal3).await;
        let mut key = Device::security_key().attested(&maker);
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        world.add_device(&visit, &mut Device::synced(), wish(Kind::Passkey)).await;

        let low = world.enrol_at(&visit.me.person, Aal2).await;
        assert_eq!(world.start(&low, replace(Kind::SecurityKey)).await, Start::LevelTooLow);
        assert_eq!(world.start(&low, replace(Kind::Passkey)).await, Start::SignInAgain, "a link replaces nothing");
        assert!(matches!(world.start(&low, wish(Kind::WindowsHello)).await, Start::Issued(_)));

        let high = world.signed_in_with(&mut key).await;
        assert_eq!(high.me.session.level, Aal3);
        assert!(matches!(world.start(&high, replace(Kind::SecurityKey)).await, Start::Issued(_)));
    })
    .await;
}

async fn replaced(world: &World, visit: &Visit, device: &mut Device) -> bool {
    world.add_device(visit, device, replace(Kind::SecurityKey)).await.waits
}

#[tokio::test]
async fn a_replacement_waits_until_it_is_used_and_then_the_old_one_signs_nobody_in() {
    on_both(async |world| {
        let (mut old, mut new) = (Device::security_key(), Device::security_key());
        let ann = world.owner("Ann", Kind::SecurityKey, &mut old).await;
        let visit = world.signed_in_with(&mut old).await;
        assert!(replaced(&world, &visit, &mut new).await);
        assert_eq!(world.held(&ann).await.len(), 2);
        let elsewhere = world.signed_in_with(&mut old).await;
        let mails = world.mails_of(async || drop(world.signed_in_with(&mut new).await)).await;
        assert_eq!(mails, [("ann@nhs.net".into(), "An authenticator of Care Identity was replaced".into())]);
        let held = world.held(&ann).await;
        assert_eq!((held.len(), held[0].replaces.is_none()), (1, true));
        for visit in [&visit, &elsewhere] {
            assert!(world.find(&visit.token).await.is_none(), "whoever has the old one is out with it");
        }
        let browser = world.browser().await;
        let outcome = world.try_sign_in_with(&browser, &mut old).await;
        assert!(matches!(outcome, identity::sign_in::device::finish::FinishSignIn::Refused), "{outcome:?}");
        world.signed_in_with(&mut new).await;
    })
    .await;
}

#[tokio::test]
async fn failure_13_a_replacement_that_shows_less_ends_nothing_that_gives_more() {
    on_both(async |mut world| {
        let maker = Maker::new();
        world.trust(&maker);
        let (mut old, mut new) = (Device::security_key().attested(&maker), Device::security_key());
        let visit = world.enrolled("Ann", Aal3).await;
        world.add_device(&visit, &mut old, wish(Kind::SecurityKey)).await;
        let visit = world.signed_in_with(&mut old).await;
        assert!(replaced(&world, &visit, &mut new).await);
        assert_eq!(world.signed_in_with(&mut new).await.me.session.level, Aal2);
        assert_eq!(world.held(&visit.me.person).await.len(), 2);
        let weaker = world.signed_in_with(&mut new).await;
        let visit = world.signed_in_with(&mut old).await;
        assert_eq!(visit.me.session.level, Aal3, "its person removes it, or nobody");
        assert!(replaced(&world, &visit, &mut Device::security_key()).await);
        assert!(world.find(&weaker.token).await.is_none(), "the newer one takes its place, and its sessions end");
        assert!(world.find(&visit.token).await.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_replacement_that_never_was_used_gives_way_to_a_newer_one() {
    on_both(async |world| {
        let mut devices = [Device::security_key(), Device::security_key(), Device::security_key()];
        let ann = world.owner("Ann", Kind::SecurityKey, &mut devices[0]).await;
        let visit = world.signed_in_with(&mut devices[0]).await;
        assert!(replaced(&world, &visit, &mut devices[1]).await);
        assert!(replaced(&world, &visit, &mut devices[2]).await);
        assert_eq!(world.held(&ann).await.len(), 2);
        world.signed_in_with(&mut devices[2]).await;
        assert_eq!(world.held(&ann).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn failure_28_a_registration_that_ran_out_adds_nothing_and_locks_nobody_out() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal3).await;
        let registering = world.opened(&visit, wish(Kind::SecurityKey)).await;
        let challenge = world.begin(&registering).await;
        let answer = Device::security_key().create(&challenge.options);
        world.wait(seconds(300));
        let late = world.finish(&registering, &challenge.ceremony, &answer).await;
        assert!(matches!(late, UseDevice::Over), "the challenge is over: {late:?}");
        world.wait(seconds(600));
        assert!(matches!(world.try_begin(&registering).await, BeginDevice::Over), "the registration is over");
        assert!(world.held(&visit.me.person).await.is_empty());
        world.add_device(&visit, &mut Device::security_key(), wish(Kind::SecurityKey)).await;
    })
    .await;
}

#[tokio::test]
async fn an_app_cannot_be_registered_as_a_device_nor_a_device_as_an_app() {
    on_both(async |world| {
        let visit = world.enrolled("Ann", Aal2).await;
        let app = world.issue(&visit, "ann@nhs.net", WISH).await;
        let opened = world.open(Some(&visit.me), &visit.browser, &app.link).await;
        assert_eq!(opened, OpenLink::Opened(app.id.clone()));
        assert_eq!(step(&world, &app).await, Step::EnterEmail, "an app goes its whole way");
        world.bring_on(&app).await;
        assert!(matches!(world.try_begin(&app).await, BeginDevice::Over));
    })
    .await;
}
