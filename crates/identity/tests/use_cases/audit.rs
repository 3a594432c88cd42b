//! The audit log: one entry for each thing that happened, with actor and subject.

use identity::{
    actor::{Actor, Origin},
    audit::Entry,
    email::{self, proof, remove},
    organisation::{Organisation, OrganisationCode, import},
    person::{PersonState, rescue, telephone},
    registration::RegistrationState::{EmailProved, Issued, Opened, PasswordShown},
    session::end,
    settings::{self, MaintenanceBanner},
    sweep,
};

use crate::support::{MICROSECOND, MINUTE, PASSWORD, STEP, WISH, World, on_both, other};

fn ignore<T>(_: T) {}

/// Does something and checks which entries it leaves: one for each event.
macro_rules! leaves {
    ($world:expr, $events:expr, $work:expr) => {{
        let left = $world.events_of(async || ignore($work.await)).await;
        assert_eq!(left, $events.map(str::to_owned), "{}", stringify!($work));
    }};
}

#[tokio::test]
async fn organisations_and_a_banner_that_is_put_away_leave_one_entry_each() {
    on_both(async |world| {
        let (service, operator, origin) = (&world.service, Actor::Operator, Origin::server());
        let named = |code: &str, name: &str| Organisation::named(OrganisationCode::parse(code).unwrap(), name).unwrap();
        let both = |name: &str| ["RX1", "RX2"].map(|code| named(code, name)).to_vec();
        let (first, newer) = (both("Hospital"), both("New Hospital"));
        leaves!(world, ["organisations.changed"], import::put(service, &operator, &origin, first.clone()));
        leaves!(world, [], import::put(service, &operator, &origin, first));
        leaves!(world, ["organisations.changed"], import::put(service, &operator, &origin, newer));
        let ann = world.enrol(&world.person("Ann").await).await;
        let dismiss = async || settings::dismiss_maintenance_banner(service, &ann.me, &ann.browser.origin).await;
        leaves!(world, [], dismiss());
        let banner = MaintenanceBanner {
            services: "All".into(),
            window: "9am to 10am".into(),
            reason: "upgrades".into(),
            until_micros: world.now().plus(STEP).micros(),
        };
        leaves!(world, ["setting.changed"], settings::set_maintenance_banner(service, &operator, Some(&banner)));
        leaves!(world, ["notice.dismissed"], dismiss());
        leaves!(world, [], dismiss());
    })
    .await;
}

#[tokio::test]
async fn people_and_links_leave_one_entry_each() {
    on_both(async |world| {
        leaves!(world, ["person.added"], world.person("Ann"));
        let ann = world.person("Bea").await;
        leaves!(world, ["sign-in-link.issued"], world.link(&ann, identity::assurance::AssuranceLevel::Aal2));
        let link = world.link(&ann, identity::assurance::AssuranceLevel::Aal2).await;
        let browser = world.browser().await;
        leaves!(world, ["sign-in-link.used"], world.open_link(&browser, &link));
        leaves!(world, ["sign-in.failed"], world.open_link(&browser, &link));
        leaves!(world, ["person.closed"], world.close(&ann));
        leaves!(world, [], world.set_state(&ann, PersonState::Closed));
        leaves!(world, ["person.reopened"], world.set_state(&ann, PersonState::Open));
        let (actor, origin) = (Actor::Operator, Origin::server());
        leaves!(world, ["person.unlocked"], rescue::unlock(&world.service, &actor, &origin, &ann, "checked"));
        leaves!(world, ["person.reset"], rescue::reset(&world.service, &actor, &origin, &ann, "checked"));
    })
    .await;
}

#[tokio::test]
async fn contact_details_leave_one_entry_each() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let (origin, browser) = (&visit.browser.origin, &visit.browser.id);
        leaves!(world, ["email.added", "email.code-sent"], world.pending(&visit, "new@nhs.net"));
        leaves!(world, [], world.add_email(&visit, "new@not-accepted.example"));
        let proof = world.pending(&visit, "other@nhs.net").await;
        world.wait(MINUTE);
        leaves!(world, ["email.code-sent"], proof::resend(&world.service, origin, browser, &proof));
        let code = world.code_to("other@nhs.net").await;
        leaves!(world, ["email.code-wrong"], world.prove(&visit, &proof, &other(&code)));
        leaves!(world, ["email.verified"], world.prove(&visit, &proof, &code));
        let emails = world.read(async |repository| repository.list_emails(&ann.person.id).await.unwrap()).await;
        let other: &email::EmailId = &emails.iter().find(|email| email.address.as_str() == "other@nhs.net").unwrap().id;
        leaves!(world, ["email.removed"], remove::remove(&world.service, &visit.me, origin, other));
        leaves!(world, [], remove::remove(&world.service, &visit.me, origin, other));
        leaves!(world, ["mobile.changed"], telephone::set(&world.service, &visit.me, origin, "07700 900123"));
        leaves!(world, [], telephone::set(&world.service, &visit.me, origin, "07700 900123"));
    })
    .await;
}

#[tokio::test]
async fn a_wait_after_guesses_at_an_emailed_code_leaves_one_entry_when_it_begins() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let proof = world.pending(&visit, "ann@nhs.net").await;
        let wrong = other(&world.code_to("ann@nhs.net").await);
        for _ in 0..4 {
            leaves!(world, ["email.code-wrong"], world.prove(&visit, &proof, &wrong));
        }
        leaves!(world, ["email.code-wrong", "sign-in.throttled"], world.prove(&visit, &proof, &wrong));
        let again = world.pending(&visit, "ann@nhs.net").await;
        leaves!(world, [], world.prove(&visit, &again, &wrong));
    })
    .await;
}

#[tokio::test]
async fn the_steps_of_a_registration_leave_one_entry_each() {
    on_both(async |world| {
        let (visit, first) = world.registering("Ann", EmailProved).await;
        leaves!(world, ["password.set"], world.create_password(&first, PASSWORD, PASSWORD));
        leaves!(world, ["registration.abandoned", "registration.started"], world.start(&visit, WISH));
        let registering = world.issue(&visit, &first.address, WISH).await;
        leaves!(world, ["registration.opened"], world.open(None, &registering.browser, &registering.link));
        leaves!(world, [], world.open(None, &registering.browser, &registering.link));
        leaves!(world, ["email.code-sent"], world.send(&registering, "nobody@nhs.net"));
        world.wait(MINUTE);
        leaves!(world, ["email.code-sent"], world.send(&registering, &registering.address));
        leaves!(world, ["email.code-wrong"], world.prove_registration(&registering, "00000000"));
        let code = world.code_to(&registering.address).await;
        world.prove_registration(&registering, &code).await;
        leaves!(world, ["sign-in.failed"], world.confirm_password(&registering, "wrong"));
        leaves!(world, ["sign-in.password-accepted"], world.confirm_password(&registering, PASSWORD));
        let app = world.app(&registering).await.unwrap();
        for _ in 0..4 {
            leaves!(world, ["sign-in.failed"], world.confirm_code(&registering, &app.wrong_code(world.now())));
        }
        let begins = ["sign-in.failed", "sign-in.throttled"];
        leaves!(world, begins, world.confirm_code(&registering, &app.wrong_code(world.now())));
        leaves!(world, [], world.confirm_code(&registering, &app.code(world.now())));
        world.wait(STEP);
        leaves!(world, ["authenticator.added"], world.confirm_code(&registering, &app.code(world.now())));
    })
    .await;
}

#[tokio::test]
async fn signing_in_and_out_leaves_one_entry_for_each_factor_and_outcome() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        leaves!(world, ["sign-in.password-accepted"], world.half_signed_in(&browser, &ann));
        let id = world.half_signed_in(&browser, &ann).await;
        let now = world.now();
        leaves!(world, ["sign-in.failed"], world.code(&browser, &id, &ann.app.wrong_code(now)));
        leaves!(world, ["sign-in.completed"], world.code(&browser, &id, &ann.app.code(now)));
        leaves!(world, [], world.code(&browser, &id, &ann.app.code(now)));
        let visit = world.signed_in(&ann).await;
        leaves!(world, ["signed-out"], end::sign_out(&world.service, &visit.me, &visit.browser.origin));
        let stranger = world.browser().await;
        for _ in 0..4 {
            leaves!(world, ["sign-in.failed"], world.password(&stranger, &ann.address, "wrong"));
        }
        for _ in 0..2 {
            leaves!(world, ["sign-in.failed", "sign-in.throttled"], world.password(&stranger, &ann.address, "wrong"));
            for _ in 0..3 {
                leaves!(world, [], world.password(&stranger, &ann.address, PASSWORD));
            }
            world.wait(STEP);
        }
        let throttled = world.audit().await.into_iter().filter(|entry| entry.event == "sign-in.throttled");
        let details = throttled.map(|entry| entry.details).collect::<Vec<_>>();
        assert!(details.iter().all(|details| details.contains(r#""factor":"password","until":"2026-"#)), "{details:?}");
        let replacing = identity::registration::start::Wish { replace: true, ..WISH };
        let visit = world.sign_in(&browser, &ann).await;
        let registering = world.issue(&visit, &ann.address, replacing).await;
        world.bring(&registering, PasswordShown).await;
        let new = world.app(&registering).await.unwrap();
        leaves!(world, ["authenticator.replaced"], world.bring_to_end(&registering, &new));
    })
    .await;
}

#[tokio::test]
async fn what_the_server_and_its_operator_do_leaves_one_entry_each() {
    on_both(async |world| {
        let banner = MaintenanceBanner {
            services: "Care Identity".into(),
            window: "9:00am to 7:00pm".into(),
            reason: "while we upgrade".into(),
            until_micros: i64::MAX,
        };
        let set =
            async |banner| settings::set_maintenance_banner(&world.service, &Actor::Operator, banner).await.unwrap();
        leaves!(world, ["setting.changed"], set(Some(&banner)));
        leaves!(world, ["setting.changed"], set(None));
        leaves!(world, ["keys.rotated"], sweep::reseal_all(&world.service));
        world.registering("Ann", Issued).await;
        world.registering("Bob", Opened).await;
        world.wait(MINUTE * 15);
        leaves!(world, ["registration.abandoned"], sweep::sweep(&world.service));
        leaves!(world, [], sweep::sweep(&world.service));
    })
    .await;
}

async fn last(world: &World, event: &str) -> Entry {
    world.audit().await.into_iter().rfind(|entry| entry.event == event).unwrap()
}

#[tokio::test]
async fn an_entry_names_who_did_what_to_whom_and_from_where() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        world.signed_in(&ann).await;
        let me = format!("person:{}", ann.person.id);
        for (event, actor, network) in [
            ("person.added", "operator", "server"),
            ("sign-in-link.issued", "operator", "server"),
            ("sign-in-link.used", &me, "192.0.2.1"),
            ("email.added", &me, "192.0.2.1"),
            ("email.verified", &me, "192.0.2.1"),
            ("password.set", &me, "192.0.2.1"),
            ("authenticator.added", &me, "192.0.2.1"),
            ("sign-in.completed", &me, "192.0.2.1"),
        ] {
            let entry = last(&world, event).await;
            assert_eq!((entry.actor.as_str(), entry.network.as_str()), (actor, network), "{event}");
            assert_eq!(entry.subject.as_ref(), Some(&ann.person.id), "{event}");
        }
        world.password(&world.browser().await, &ann.address, "wrong").await;
        let failed = last(&world, "sign-in.failed").await;
        assert_eq!((failed.actor.as_str(), failed.subject), ("system", Some(ann.person.id.clone())));
        world.wait(MICROSECOND);
        world.password(&world.browser().await, "nobody@nhs.net", "wrong").await;
        assert_eq!(last(&world, "sign-in.failed").await.subject, None);
    })
    .await;
}

#[tokio::test]
async fn what_people_type_stays_text_in_an_entry() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let reason = "\"}\n{\"event\":\"person.reopened\"} \u{1b}[2J";
        let (actor, origin) = (Actor::Operator, Origin::server());
        rescue::unlock(&world.service, &actor, &origin, &ann, reason).await.unwrap();
        let entry = last(&world, "person.unlocked").await;
        assert!(!entry.details.contains(['\n', '\u{1b}']), "{}", entry.details);
        let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap();
        assert_eq!(details["reason"], reason);
    })
    .await;
}
