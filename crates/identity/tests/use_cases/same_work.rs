//! What is known here is not told by the work that an answer takes (failure 22): the same statements, for somebody and for
//! nobody.

use identity::{
    email::proof::{self, Resend},
    registration::{RegistrationState::Opened, prove_email::SendCode},
    sign_in::password::SubmitPassword,
};
use store::testing::statements_of;

use crate::support::{MINUTE, Registering, World, on_both};

#[tokio::test]
async fn failure_22_a_wrong_password_costs_as_much_for_nobody_and_so_does_the_wait_after_five() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let mut seen = Vec::new();
        for address in [ann.address.as_str(), "nobody@nhs.net"] {
            let browser = world.browser().await;
            let mut answers = Vec::new();
            let work = statements_of(async || {
                for _ in 0..7 {
                    answers.push(world.password(&browser, address, "wrong").await);
                }
            });
            let work = work.await;
            assert!(matches!(answers[..], [SubmitPassword::Wrong, .., SubmitPassword::Wait(_)]), "{answers:?}");
            seen.push((work, answers));
        }
        assert_eq!(seen[0], seen[1]);
    })
    .await;
}

async fn work_of_code(world: &World, registering: &Registering, typed: &str) -> [Vec<&'static str>; 2] {
    let first = statements_of(async || assert_eq!(world.send(registering, typed).await, SendCode::Sent)).await;
    let id = &registering.id;
    let found = world.read(async |repository| repository.lookup_registration(id).await.unwrap()).await;
    let proof = found.unwrap().email_proof.unwrap();
    world.wait(MINUTE);
    let (service, browser) = (&world.service, &registering.browser);
    let second = statements_of(async || {
        let sent = proof::resend(service, &browser.origin, &browser.id, &proof).await.unwrap();
        assert_eq!(sent, Resend::Sent);
    });
    [first, second.await]
}

#[tokio::test]
async fn failure_22_a_code_to_a_wrong_address_of_a_registration_costs_what_one_to_the_right_address_does() {
    on_both(async |world| {
        let (_, ann) = world.registering("Ann", Opened).await;
        let (_, bob) = world.registering("Bob", Opened).await;
        let right = work_of_code(&world, &ann, &ann.address).await;
        let wrong = work_of_code(&world, &bob, "nobody@nhs.net").await;
        for (right, wrong) in right.into_iter().zip(wrong) {
            assert_eq!(right.len(), wrong.len(), "{right:#?} {wrong:#?}");
            let other = right.iter().zip(&wrong).filter(|(right, wrong)| right != wrong);
            let other: Vec<_> = other.collect();
            assert!(
                matches!(other[..], [(mail, none)] if mail.contains("outbox") && none.contains("outbox")),
                "{other:#?}"
            );
        }
    })
    .await;
}
