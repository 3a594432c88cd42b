//! A request found its session, and the session ends before the request changes anything: then nothing changes (failures 7 and
//! 26).

use identity::{
    authenticator::{
        reinstate::{self, ReinstateAuthenticator},
        remove::{self, RemoveAuthenticator},
        rename::{self, RenameAuthenticator},
    },
    email::{
        add::AddEmail,
        remove::{self as remove_email, RemoveEmail},
        verify::ProveEmail,
    },
    password::change::{self, ChangePassword, Entries},
    person::telephone::{self, SetMobile},
    registration::start::{Start, Wish},
    session::end::{self, EndSession},
};

use crate::support::{PASSWORD, Visit, WISH, World, on_both, secret};

const NEW: &str = "velvet harbour climbs";

async fn sign_out(world: &World, visit: &Visit) {
    end::sign_out(&world.service, &visit.me, &visit.browser.origin).await.unwrap();
}

#[tokio::test]
async fn failure_26_a_request_of_a_session_that_ended_meanwhile_changes_nothing() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let (visit, other) = (world.signed_in(&ann).await, world.signed_in(&ann).await);
        let proof = world.pending(&visit, "second@nhs.net").await;
        let code = world.code_to("second@nhs.net").await;
        let (service, me, origin) = (&world.service, &visit.me, &visit.browser.origin);
        let person = &ann.person.id;
        let held = world.read(async |repository| repository.list_active_authenticators(person).await.unwrap()).await;
        let emails = world.read(async |repository| repository.list_emails(person).await.unwrap()).await;
        let (app, email) = (&held[0].id, &emails[0].id);
        sign_out(&world, &visit).await;

        let events = world.events_of(async || {
            let removed = remove::remove(service, me, origin, app, Some(remove::Loss::LastWayIn)).await.unwrap();
            assert!(matches!(removed, RemoveAuthenticator::SignInAgain), "{removed:?}");
            let renamed = rename::rename(service, me, origin, app, "Phone").await.unwrap();
            assert_eq!(renamed, RenameAuthenticator::SignInAgain);
            let reinstated = reinstate::reinstate(service, me, origin, app).await.unwrap();
            assert_eq!(reinstated, ReinstateAuthenticator::SignInAgain);
            assert_eq!(world.start(&visit, Wish { replace: true, ..WISH }).await, Start::SignInAgain);
            assert!(matches!(world.add_email(&visit, "third@nhs.net").await, AddEmail::SignInAgain));
            let removed = remove_email::remove(service, me, origin, email).await.unwrap();
            assert_eq!(removed, RemoveEmail::SignInAgain);
            assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Over);
            assert_eq!(telephone::set(service, me, origin, "07700 900982").await.unwrap(), SetMobile::SignInAgain);
            let entries = Entries { current: secret(PASSWORD), new: secret(NEW), again: secret(NEW) };
            let changed = change::change(service, me, origin, entries).await.unwrap();
            assert!(matches!(changed, ChangePassword::SignInAgain), "{changed:?}");
            let ended = end::end_one(service, me, origin, &other.me.session.id).await.unwrap();
            assert_eq!(ended, EndSession::SignedOut);
            assert_eq!(end::end_others(service, me, origin).await.unwrap(), 0);
        });
        assert_eq!(events.await, [] as [&str; 0]);
        assert!(world.find(&other.token).await.is_some());
    })
    .await;
}
