//! A new password without the old one: after a sign-in that stands in for it, or by a sign-in link when nothing else is left.

use identity::{
    assurance::Kind,
    authenticator::suspend,
    password::{change::ChangePassword, policy::PasswordRefusal, renew},
    registration::{
        RegistrationState::EmailProved,
        current::{self, Step},
        renew_password,
        set_password::SetPassword,
    },
    session::SignedIn,
    sign_in::password::SubmitPassword,
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use crate::support::{
    Account, Device, MICROSECOND, MINUTE, PASSWORD, Registering, Visit, WISH, World, on_both, secret, wish,
};

const NEW: &str = "velvet harbour climbs";

async fn fits(world: &World, account: &Account, password: &str) -> bool {
    !matches!(world.password(&world.browser().await, &account.address, password).await, SubmitPassword::Wrong)
}

async fn renew(world: &World, visit: &Visit, password: &str) -> ChangePassword {
    renew::renew(&world.service, &visit.me, &visit.browser.origin, secret(password), &secret(password)).await.unwrap()
}

/// Somebody with password and app, and a passkey besides.
async fn with_passkey(world: &World) -> (Account, Device) {
    let ann = world.account("Ann").await;
    let (visit, mut passkey) = (world.signed_in(&ann).await, Device::synced());
    world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
    (ann, passkey)
}

#[tokio::test]
async fn whoever_has_just_signed_in_with_a_passkey_chooses_a_new_password_without_the_old_one() {
    on_both(async |world| {
        let (ann, mut passkey) = with_passkey(&world).await;
        let other = world.signed_in(&ann).await;
        for _ in 0..5 {
            world.password(&world.browser().await, &ann.address, "forgotten").await;
        }
        let visit = world.signed_in_with(&mut passkey).await;
        assert!(renew::may(&world.service, &visit.me).await.unwrap());
        let answer = renew(&world, &visit, "password").await;
        assert!(matches!(answer, ChangePassword::Refused(PasswordRefusal::Common)), "{answer:?}");
        let mut token = None;
        let events = world
            .events_of(async || {
                let answer = renew(&world, &visit, NEW).await;
                let ChangePassword::Done(new) = answer else { panic!("expected a change: {answer:?}") };
                token = Some(new);
            })
            .await;
        assert_eq!(events, ["password.changed"]);
        assert!(world.find(&token.unwrap()).await.is_some(), "this session goes on with a new token");
        assert!(world.find(&other.token).await.is_none(), "all others end");
        assert!(fits(&world, &ann, NEW).await && !fits(&world, &ann, PASSWORD).await);

        let link = world.undo_link_to(&ann.address).await;
        let undone = carry_out::carry_out(&world.service, &visit.browser.origin, &link).await.unwrap();
        assert_eq!(undone, CarryOut::Done { what: What::PasswordChanged, restored: Restored::Yes, later: 0 });
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
}

#[tokio::test]
async fn failure_17_a_sign_in_with_password_and_app_or_one_that_is_old_does_not_stand_in_for_the_password() {
    on_both(async |world| {
        let (ann, mut passkey) = with_passkey(&world).await;
        let with_app = world.signed_in(&ann).await;
        assert!(!renew::may(&world.service, &with_app.me).await.unwrap());
        assert!(matches!(renew(&world, &with_app, NEW).await, ChangePassword::SignInAgain));
        let enrolled = world.enrol(&ann.person).await;
        assert!(matches!(renew(&world, &enrolled, NEW).await, ChangePassword::SignInAgain));
        let visit = world.signed_in_with(&mut passkey).await;
        let id = visit.me.session.authenticator.clone().unwrap();
        suspend::suspend(&world.service, &with_app.me, &with_app.browser.origin, &id).await.unwrap();
        assert!(matches!(renew(&world, &visit, NEW).await, ChangePassword::SignInAgain), "reported lost");
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
    on_both(async |world| {
        let (ann, mut passkey) = with_passkey(&world).await;
        let visit = world.signed_in_with(&mut passkey).await;
        world.wait(MINUTE * 5 + MICROSECOND);
        assert!(matches!(renew(&world, &visit, NEW).await, ChangePassword::SignInAgain));
        assert!(fits(&world, &ann, PASSWORD).await);
    })
    .await;
}

async fn may(world: &World, me: Option<&SignedIn>, registering: &Registering) -> bool {
    renew_password::may(&world.service, me, (&registering.browser.id, &registering.id)).await.unwrap()
}

async fn renew_here(world: &World, visit: &Visit, registering: &Registering, password: &str) -> SetPassword {
    let place = (&registering.browser.id, &registering.id);
    let (one, again) = (secret(password), secret(password));
    renew_password::renew(&world.service, &visit.me, &visit.browser.origin, place, one, &again).await.unwrap()
}

/// Somebody whose app is gone, with a new sign-in link and a registration of an app that asks for the forgotten password.
async fn without_app(world: &World) -> (Account, Visit, Registering) {
    let ann = world.account("Ann").await;
    world.forget_devices(&ann.person).await;
    let visit = world.enrol(&ann.person).await;
    let registering = world.issue(&visit, &ann.address, WISH).await;
    world.wait(MINUTE);
    world.bring(&registering, EmailProved).await;
    (ann, visit, registering)
}

#[tokio::test]
async fn a_sign_in_link_lets_somebody_without_any_authenticator_choose_a_new_password_and_set_up_the_app() {
    on_both(async |world| {
        let (ann, visit, registering) = without_app(&world).await;
        let view = current::view(&world.service, &registering.browser.id, &registering.id).await.unwrap().unwrap();
        assert_eq!(view.step, Step::EnterPassword);
        assert!(may(&world, Some(&visit.me), &registering).await);
        let answer = renew_here(&world, &visit, &registering, "password").await;
        assert!(matches!(answer, SetPassword::Refused(PasswordRefusal::Common)), "{answer:?}");
        let mut token = None;
        let events = world
            .events_of(async || {
                let told = world
                    .mails_of(async || {
                        let answer = renew_here(&world, &visit, &registering, NEW).await;
                        let SetPassword::Done(new) = answer else { panic!("expected a password: {answer:?}") };
                        token = new;
                    })
                    .await;
                assert_eq!(told, [(ann.address.clone(), "Your Care Identity password was changed".to_owned())]);
            })
            .await;
        assert_eq!(events, ["password.recovered"]);
        let app = world.app(&registering).await.expect("the app is next");
        world.bring_to_end(&registering, &app).await;
        assert!(fits(&world, &ann, NEW).await && !fits(&world, &ann, PASSWORD).await);
        assert!(world.find(&token.unwrap()).await.is_some());
        let link = world.undo_link_to(&ann.address).await;
        let look = identity::undo::look::look(&world.service, &link).await.unwrap();
        assert!(format!("{look:?}").contains("AuthenticatorAdded"), "{look:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_17_while_anything_signs_them_in_the_link_asks_for_the_password() {
    on_both(async |world| {
        let (ann, visit, registering) = without_app(&world).await;
        assert!(!may(&world, None, &registering).await, "nobody is signed in");
        let bob = world.account("Bob").await;
        let bobs = world.enrol(&bob.person).await;
        assert!(!may(&world, Some(&bobs.me), &registering).await, "failure 9: somebody else's link");
        let mut key = Device::security_key();
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        assert!(!may(&world, Some(&visit.me), &registering).await, "the key signs in, and stands in for the password");
        assert!(matches!(renew_here(&world, &visit, &registering, NEW).await, SetPassword::Over));
        assert!(fits(&world, &ann, PASSWORD).await);

        let with_key = world.signed_in_with(&mut key).await;
        let answer = renew(&world, &with_key, NEW).await;
        assert!(matches!(answer, ChangePassword::Done(_)), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn failure_17_somebody_who_signed_in_with_authenticators_has_no_such_way_at_a_registration() {
    on_both(async |world| {
        let (_, enrolled, registering) = without_app(&world).await;
        let mut key = Device::security_key();
        world.add_device(&enrolled, &mut key, wish(Kind::SecurityKey)).await;
        let full = world.signed_in_with(&mut key).await;
        world.forget_devices(&full.me.person).await;
        assert!(!may(&world, Some(&full.me), &registering).await);
        assert!(matches!(renew_here(&world, &full, &registering, NEW).await, SetPassword::Over));
    })
    .await;
}

#[tokio::test]
async fn failure_26_a_closed_care_identity_has_no_such_way() {
    on_both(async |world| {
        let (ann, visit, registering) = without_app(&world).await;
        world.close(&ann.person).await;
        assert!(matches!(renew_here(&world, &visit, &registering, NEW).await, SetPassword::Over));
    })
    .await;
}
