//! A new master key: everything is sealed anew, and nothing is forgotten.

use std::sync::Arc;

use identity::{
    audit::chain::{self, Verified},
    email::verify::ProveEmail,
    keys::{Keyring, OpenError, Purpose},
    registration::{
        RegistrationState::{Issued, PasswordShown},
        open::{self, ShowLink},
    },
    sign_in::password::SubmitPassword,
    sweep,
    undo::look::{self, LookAtUndo},
};

use crate::support::{World, on_both};

const NEW: [u8; 32] = [2; 32];
const OLD: [u8; 32] = [1; 32];

/// Rotates to the new key while the old one is kept; answers how many values were sealed anew.
async fn rotate(world: &mut World) -> u64 {
    world.service.keys = Arc::new(Keyring::new(NEW, [OLD]));
    sweep::reseal_all(&world.service).await.unwrap()
}

#[tokio::test]
async fn after_a_rotation_the_new_key_alone_opens_everything() {
    on_both(async |mut world| {
        let ann = world.account("Ann").await;
        let (bob, unopened) = world.registering("Bob", Issued).await;
        let (_, under_way) = world.registering("Caro", PasswordShown).await;
        let before = world.app(&under_way).await.unwrap();
        world.mails().await;
        let visit = world.enrol(&world.person("Dan").await).await;
        world.pending(&visit, "dan@nhs.net").await;

        let sealed = rotate(&mut world).await;
        assert_eq!(sealed, 7, "an app's secret, a registration's, a link, a mail, two undos of Ann and one of Caro");
        world.service.keys = Arc::new(Keyring::new(NEW, []));
        let shown = open::show_link(&world.service, &bob.me, &unopened.id).await.unwrap();
        assert!(matches!(shown, ShowLink::Usable { token, .. } if token == unopened.link));
        assert_eq!(world.app(&under_way).await.unwrap().base32, before.base32);
        assert_eq!(world.mails_to("dan@nhs.net").await.len(), 1);
        world.signed_in(&ann).await;
        let undo = world.undo_link_to(&ann.address).await;
        let looked = look::look(&world.service, &undo).await.unwrap();
        assert!(matches!(looked, LookAtUndo::Usable { .. }), "{looked:?}");
        assert_eq!(sweep::reseal_all(&world.service).await.unwrap(), 0, "nothing is left");
    })
    .await;
}

#[tokio::test]
async fn the_old_key_opens_nothing_any_more() {
    on_both(async |mut world| {
        let ann = world.account("Ann").await;
        rotate(&mut world).await;
        let found =
            world.read(async |repository| repository.list_active_authenticators(&ann.person.id).await.unwrap()).await;
        let owner = identity::authenticator::Authenticator::seal_owner(&ann.person.id, &found[0].id);
        let old = Keyring::new(OLD, []);
        let opened = old.open(Purpose::AuthenticatorSecret, &owner, found[0].secret.as_ref().unwrap());
        assert!(matches!(opened, Err(OpenError::UnknownKey(_))), "{opened:?}");
    })
    .await;
}

#[tokio::test]
async fn many_values_are_sealed_anew_in_several_batches_while_others_write() {
    on_both(async |mut world| {
        let service = world.service.clone();
        world
            .write(async |repository| {
                for _ in 0..450 {
                    let mail = identity::mail::Mail::compose("ann@nhs.net", "Subject", "Care Identity", &[]);
                    mail.post(&service, repository).await.unwrap();
                }
            })
            .await;
        world.service.keys = Arc::new(Keyring::new(NEW, [OLD]));
        let (one, other) = (world.service.clone(), world.service.clone());
        let both = tokio::join!(sweep::reseal_all(&one), sweep::reseal_all(&other));
        assert!(both.0.unwrap() + both.1.unwrap() >= 450);
        world.service.keys = Arc::new(Keyring::new(NEW, []));
        assert_eq!(world.mails_to("ann@nhs.net").await.len(), 450);
    })
    .await;
}

#[tokio::test]
async fn a_rotation_interrupts_nobody_and_forgets_no_guess() {
    on_both(async |mut world| {
        let ann = world.account("Ann").await;
        let visit = world.enrol(&world.person("Dan").await).await;
        let proof = world.pending(&visit, "dan@nhs.net").await;
        let code = world.code_to("dan@nhs.net").await;
        let browser = world.browser().await;
        for _ in 0..5 {
            world.password(&browser, &ann.address, "wrong").await;
        }
        rotate(&mut world).await;
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
        assert!(world.find(&visit.token).await.is_some());
        assert!(matches!(world.password(&browser, &ann.address, "wrong").await, SubmitPassword::Wait(_)));
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_verifies_across_a_rotation_while_the_old_key_is_kept() {
    on_both(async |mut world| {
        world.person("Ann").await;
        chain::seal(&world.service, "one").await.unwrap();
        rotate(&mut world).await;
        chain::seal(&world.service, "one").await.unwrap();
        let verified = chain::verify(&world.service).await.unwrap();
        assert!(matches!(verified, Verified::Whole { entries: 2, .. }), "{verified:?}");
    })
    .await;
}
