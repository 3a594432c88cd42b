//! Only the first address is set up without a fresh sign-in.

use identity::{
    actor::{Actor, Origin},
    email::{EmailProofId, address::EmailAddress, remove, remove::RemoveEmail, verify::ProveEmail},
};

use crate::support::{MINUTE, Visit, World, on_both};

/// Somebody who signed in with password and code some minutes ago, and whose only address an operator has just removed.
async fn without_address(world: &World, minutes: u32) -> Visit {
    let ann = world.account("Ann").await;
    let visit = world.signed_in(&ann).await;
    let (actor, origin, address) = (Actor::Operator, Origin::server(), EmailAddress::parse(&ann.address).unwrap());
    let removed = remove::remove_for(&world.service, (&actor, &origin), &ann.person, (&address, true), "test").await;
    assert_eq!(removed.unwrap(), RemoveEmail::Removed);
    world.wait(MINUTE * minutes);
    visit
}

async fn prove(world: &World, visit: &Visit, proof: &EmailProofId, address: &str) -> ProveEmail {
    world.prove(visit, proof, &world.code_to(address).await).await
}

#[tokio::test]
async fn failure_13_of_two_addresses_that_a_stale_session_asked_for_it_proves_the_first() {
    on_both(async |world| {
        let visit = without_address(&world, 6).await;
        let first = world.pending(&visit, "first@nhs.net").await;
        let second = world.pending(&visit, "second@nhs.net").await;
        assert_eq!(prove(&world, &visit, &first, "first@nhs.net").await, ProveEmail::Verified);
        assert_eq!(prove(&world, &visit, &second, "second@nhs.net").await, ProveEmail::NoLongerPossible);
    })
    .await;
}

#[tokio::test]
async fn a_second_address_that_was_asked_for_while_the_sign_in_was_fresh_has_the_time_of_its_code() {
    on_both(async |world| {
        let visit = without_address(&world, 4).await;
        let first = world.pending(&visit, "first@nhs.net").await;
        let second = world.pending(&visit, "second@nhs.net").await;
        world.wait(MINUTE * 9);
        assert_eq!(prove(&world, &visit, &first, "first@nhs.net").await, ProveEmail::Verified);
        assert_eq!(prove(&world, &visit, &second, "second@nhs.net").await, ProveEmail::Verified);
    })
    .await;
}
