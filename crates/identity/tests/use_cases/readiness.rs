//! The one next thing that saves from a lock-out.

use std::time::Duration;

use identity::{
    authenticator::suspend,
    person::readiness::{self, Advice},
    smartcard::expiry,
};

use crate::support::{Visit, World, on_both};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

async fn next(world: &World, visit: &Visit) -> Option<Advice> {
    let me = world.find(&visit.token).await.unwrap();
    let card = expiry::at_home(&world.service, &me).await.unwrap().map(|mine| mine.standing);
    readiness::next(&me, card, world.service.now())
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
async fn whoever_can_add_nothing_any_more_is_told_whom_to_ask() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let visit = world.signed_in(&account).await;
        let app = world.held(&account.person).await.remove(0).id;
        suspend::suspend(&world.service, &visit.me, &visit.browser.origin, &app).await.unwrap();
        assert_eq!(next(&world, &visit).await, Some(Advice::AddAuthenticator), "the sign-in is fresh");
        world.wait(Duration::from_secs(6 * 60));
        assert_eq!(next(&world, &visit).await, Some(Advice::AskForLink));
        let me = world.find(&visit.token).await.unwrap();
        readiness::dismiss(&world.service, &me, "add-authenticator").await.unwrap();
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyAnotherEmail));
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

#[tokio::test]
async fn a_card_that_ends_within_90_days_comes_first_until_it_is_put_away_for_that_certificate() {
    on_both(async |world| {
        let ann = world.person("Ann").await;
        let mut card = world.issue_card_for(&ann, "00A1", DAY * 91).await;
        let visit = world.signed_in_by(&mut card).await;
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyEmail));
        world.wait(DAY * 2);
        let visit = world.signed_in_by(&mut card).await;
        let advice = next(&world, &visit).await;
        assert!(matches!(advice, Some(Advice::RenewCard(_))), "{advice:?}");
        dismiss(&world, &visit, "renew-card").await;
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyEmail));
        world.wait(DAY);
        let visit = world.signed_in_by(&mut card).await;
        assert_eq!(next(&world, &visit).await, Some(Advice::VerifyEmail), "the certificate is the same");
    })
    .await;
}
