//! The one next thing that saves from a lock-out.

use identity::person::readiness::{self, Advice};

use crate::support::{Visit, World, on_both};

async fn next(world: &World, visit: &Visit) -> Option<Advice> {
    readiness::next(&world.find(&visit.token).await.unwrap())
}

async fn dismiss(world: &World, visit: &Visit, slug: &str) {
    readiness::dismiss(&world.service, &visit.me, slug).await.unwrap();
}

#[tokio::test]
async fn each_thing_that_is_done_gives_way_to_the_next() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyEmail));
        world.pending(&visit, "ann@nhs.net").await;
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyEmail), "a pending address helps nobody");
        let ann = world.account("Bob").await;
        let visit = world.signed_in(&ann).await;
        assert_eq!(next(&world, &visit).await, Some(Advice::AddAuthenticatorElsewhere));
    })
    .await;
}

#[tokio::test]
async fn what_is_dismissed_is_not_said_again_to_this_person() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (anns, bobs) = (world.signed_in(&ann).await, world.signed_in(&bob).await);
        dismiss(&world, &anns, "verify-email").await;
        dismiss(&world, &anns, "what nobody says").await;
        assert_eq!(next(&world, &anns).await, Some(Advice::AddAuthenticatorElsewhere));
        for _ in 0..2 {
            dismiss(&world, &anns, "add-authenticator-elsewhere").await;
        }
        assert_eq!(next(&world, &anns).await, Some(Advice::VerifyAnotherEmail));
        world.verified(&anns, "ann.two@nhs.net").await;
        assert_eq!(next(&world, &anns).await, None);
        assert_eq!(next(&world, &bobs).await, Some(Advice::AddAuthenticatorElsewhere));
    })
    .await;
}
