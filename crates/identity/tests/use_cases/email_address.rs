//! Adding, changing and removing an address.

use identity::{
    email::{
        Email, EmailId,
        add::{self, AddEmail, MOST_EMAILS},
        proof,
        remove::{self, RemoveEmail},
        verify::ProveEmail,
    },
    registration::start::Start,
};

use crate::support::{Account, MICROSECOND, MINUTE, Visit, WISH, World, on_both, race};

async fn emails(world: &World, visit: &Visit) -> Vec<Email> {
    world.read(async |repository| repository.list_emails(&visit.me.person.id).await.unwrap()).await
}

async fn id_of(world: &World, visit: &Visit, address: &str) -> EmailId {
    let emails = emails(world, visit).await;
    emails.into_iter().find(|email| email.address.as_str() == address).unwrap().id
}

async fn change(world: &World, visit: &Visit, new: &str, old: &EmailId) -> AddEmail {
    let Visit { browser, me, .. } = visit;
    add::add(&world.service, me, &browser.origin, &browser.id, new, Some(old)).await.unwrap()
}

async fn remove(world: &World, visit: &Visit, address: &str) -> RemoveEmail {
    let id = id_of(world, visit, address).await;
    remove::remove(&world.service, &visit.me, &visit.browser.origin, &id).await.unwrap()
}

async fn can_sign_in_with(world: &World, account: &Account, address: &str) -> bool {
    let found = world.read(async |repository| repository.find_person_by_verified_email(address).await.unwrap()).await;
    found.is_some_and(|found| found.id == account.person.id)
}

#[tokio::test]
async fn a_first_address_is_told_of_as_added() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let proof = world.pending(&visit, "ann@nhs.net").await;
        let code = world.code_to("ann@nhs.net").await;
        let told =
            world.mails_of(async || assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified)).await;
        assert_eq!(told, [("ann@nhs.net".to_owned(), "An email address was added to Care Identity".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn the_old_address_works_until_the_new_one_is_proved_and_both_are_told() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let old = id_of(&world, &visit, "ann@nhs.net").await;
        let AddEmail::CodeSent(proof) = change(&world, &visit, "new@nhs.net", &old).await else { panic!("no code") };
        assert!(can_sign_in_with(&world, &ann, "ann@nhs.net").await);
        assert!(!can_sign_in_with(&world, &ann, "new@nhs.net").await);

        let code = world.code_to("new@nhs.net").await;
        let told =
            world.mails_of(async || assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified)).await;
        assert!(!can_sign_in_with(&world, &ann, "ann@nhs.net").await);
        assert!(can_sign_in_with(&world, &ann, "new@nhs.net").await);
        let subject = "Your Care Identity email address was changed".to_owned();
        assert_eq!(told, [("ann@nhs.net".to_owned(), subject.clone()), ("new@nhs.net".to_owned(), subject)]);
    })
    .await;
}

#[tokio::test]
async fn each_reader_of_a_change_is_told_their_own_address_in_full_and_enough_of_the_other() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Amelia.One").await).await;
        let old = id_of(&world, &visit, "amelia.one@nhs.net").await;
        let AddEmail::CodeSent(proof) = change(&world, &visit, "amelia.two@nhs.net", &old).await else {
            panic!("no code")
        };
        let code = world.code_to("amelia.two@nhs.net").await;
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
        for (reader, told) in [
            ("amelia.one@nhs.net", "The email address amelia.one@nhs.net on your profile was changed to am…o@nhs.net,"),
            ("amelia.two@nhs.net", "The email address am…e@nhs.net on your profile was changed to amelia.two@nhs.net,"),
        ] {
            let mail = world.mails_to(reader).await.pop().unwrap();
            assert!(mail.text.contains(told), "{}", mail.text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_slip_in_the_new_address_of_a_change_leaves_no_address_behind_and_the_change_stays_one() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        let old = id_of(&world, &visit, "ann@nhs.net").await;
        world.pending(&visit, "other@nhs.net").await;
        change(&world, &visit, "nwe@nhs.net", &old).await;
        let events = world
            .events_of(async || {
                let AddEmail::CodeSent(proof) = change(&world, &visit, "new@nhs.net", &old).await else {
                    panic!("no code")
                };
                let code = world.code_to("new@nhs.net").await;
                assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::Verified);
            })
            .await;
        assert!(events.contains(&"email.removed".to_owned()), "{events:?}");
        let mut left: Vec<_> = emails(&world, &visit).await.iter().map(|email| email.address.to_string()).collect();
        left.sort();
        assert_eq!(left, ["new@nhs.net", "other@nhs.net"]);
    })
    .await;
}

#[tokio::test]
async fn the_last_address_is_said_to_stay_before_anybody_asks_to_remove_it() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        let last = async |address: &str| {
            let id = id_of(&world, &visit, address).await;
            remove::is_last_one(&world.service, &visit.me, &id).await.unwrap()
        };
        world.pending(&visit, "pending@nhs.net").await;
        assert!(last("ann@nhs.net").await && !last("pending@nhs.net").await);
        world.verified(&visit, "second@nhs.net").await;
        assert!(!last("ann@nhs.net").await && !last("second@nhs.net").await);
    })
    .await;
}

#[tokio::test]
async fn changing_and_removing_need_a_sign_in_of_the_last_five_minutes() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.wait(MINUTE * 5);
        world.verified(&visit, "second@nhs.net").await;
        world.wait(MICROSECOND);
        let old = id_of(&world, &visit, "ann@nhs.net").await;
        assert!(matches!(change(&world, &visit, "new@nhs.net", &old).await, AddEmail::SignInAgain));
        assert!(matches!(world.add_email(&visit, "new@nhs.net").await, AddEmail::SignInAgain));
        assert_eq!(remove(&world, &visit, "ann@nhs.net").await, RemoveEmail::SignInAgain);
    })
    .await;
}

#[tokio::test]
async fn the_last_address_stays_while_password_and_code_depend_on_it() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        assert_eq!(remove(&world, &visit, "ann@nhs.net").await, RemoveEmail::LastOne);
        world.pending(&visit, "pending@nhs.net").await;
        assert_eq!(remove(&world, &visit, "ann@nhs.net").await, RemoveEmail::LastOne, "a pending one is none");
        world.verified(&visit, "second@nhs.net").await;
        let told =
            world.mails_of(async || assert_eq!(remove(&world, &visit, "ann@nhs.net").await, RemoveEmail::Removed));
        let told: Vec<String> = told.await.into_iter().map(|(to, _)| to).collect();
        assert_eq!(told, ["ann@nhs.net", "second@nhs.net"]);
        assert_eq!(remove(&world, &visit, "second@nhs.net").await, RemoveEmail::LastOne);
    })
    .await;
}

#[tokio::test]
async fn two_addresses_removed_at_the_same_time_leave_one() {
    on_both(async |world| {
        let visit = world.signed_in(&world.account("Ann").await).await;
        world.verified(&visit, "second@nhs.net").await;
        let ids: Vec<EmailId> = emails(&world, &visit).await.into_iter().map(|email| email.id).collect();
        let removed = race(2, |number| {
            let (service, id) = (world.service.clone(), ids[number].clone());
            let (me, origin) = (visit.me.clone(), visit.browser.origin.clone());
            async move { remove::remove(&service, &me, &origin, &id).await.unwrap() }
        })
        .await;
        assert_eq!(removed.iter().filter(|answer| **answer == RemoveEmail::Removed).count(), 1, "{removed:?}");
        assert_eq!(emails(&world, &visit).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn nobody_removes_the_address_of_somebody_else() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (ann, bob) = (world.signed_in(&ann).await, world.signed_in(&bob).await);
        let id = id_of(&world, &ann, "ann@nhs.net").await;
        let removed = remove::remove(&world.service, &bob.me, &bob.browser.origin, &id).await.unwrap();
        assert_eq!(removed, RemoveEmail::NotThere);
        let AddEmail::CodeSent(proof) = change(&world, &bob, "new@nhs.net", &id).await else { panic!("no code") };
        assert_eq!(world.prove(&bob, &proof, &world.code_to("new@nhs.net").await).await, ProveEmail::Verified);
        assert_eq!(emails(&world, &ann).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_address_of_somebody_else_is_answered_like_any_other_and_only_the_mail_to_it_says_so() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.enrol(&world.person("Bob").await).await;
        let mut answers = Vec::new();
        for (address, subject) in [
            ("ann@nhs.net", "Somebody tried to add this email address to Care Identity"),
            ("nobody@nhs.net", "Your one-time password for Care Identity"),
        ] {
            let mut proof = None;
            let mut writes = 0;
            let adding = async || {
                let before = world.store.writes();
                proof = Some(world.pending(&visit, address).await);
                writes = world.store.writes() - before;
            };
            let mails = world.mails_of(adding).await;
            assert_eq!(mails, [(address.to_owned(), subject.to_owned())]);
            let (proof, browser) = (proof.unwrap(), &visit.browser);
            let view = proof::view(&world.service, &browser.id, &proof).await.unwrap().unwrap();
            let guess = world.prove(&visit, &proof, "00000000").await;
            let again = proof::resend(&world.service, &browser.origin, &browser.id, &proof).await.unwrap();
            answers.push((guess, writes, again, view.is_open, view.next_send_at, view.expires_at));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(world.codes_to("ann@nhs.net").await.len(), 2, "only those that she asked for");
        assert!(can_sign_in_with(&world, &ann, "ann@nhs.net").await);
    })
    .await;
}

#[tokio::test]
async fn of_two_who_have_an_address_pending_the_first_to_prove_it_has_it() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        let (ann, bob) = (world.enrol(&ann).await, world.enrol(&bob).await);
        let anns = world.pending(&ann, "shared@nhs.net").await;
        let anns_code = world.code_to("shared@nhs.net").await;
        world.wait(MINUTE);
        let bobs = world.pending(&bob, "Shared@NHS.net").await;
        let bobs_code = world.code_to("Shared@nhs.net").await;
        assert_eq!(world.prove(&bob, &bobs, &bobs_code).await, ProveEmail::Verified);
        assert_eq!(world.prove(&ann, &anns, &anns_code).await, ProveEmail::NoLongerPossible);
    })
    .await;
}

#[tokio::test]
async fn failure_20_the_allow_list_is_asked_on_add_on_change_and_at_use() {
    on_both(async |mut world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let old = id_of(&world, &visit, "ann@nhs.net").await;
        for address in
            ["ann@nhs.nett", "ann@evilnhs.net", "ann@nhs.net.evil.example", "ann@mail.nhs.net", "ann@nhѕ.net"]
        {
            assert!(matches!(world.add_email(&visit, address).await, AddEmail::DomainNotAccepted { .. }), "{address}");
            assert!(
                matches!(change(&world, &visit, address, &old).await, AddEmail::DomainNotAccepted { .. }),
                "{address}"
            );
        }
        assert!(matches!(world.add_email(&visit, "ann@nhs.net.").await, AddEmail::NotAnAddress(_)));

        let proof = world.pending(&visit, "ann@gmail.com").await;
        world.accept_domains("example.org");
        let code = world.code_to("ann@gmail.com").await;
        assert_eq!(world.prove(&visit, &proof, &code).await, ProveEmail::NoLongerPossible);
        assert_eq!(world.start(&visit, WISH).await, Start::AlreadyHeld);
        let fresh = world.enrol(&world.person("Bob").await).await;
        assert!(matches!(world.add_email(&fresh, "bob@nhs.net").await, AddEmail::DomainNotAccepted { .. }));
    })
    .await;
}

#[tokio::test]
async fn failure_20_no_registration_starts_or_goes_on_with_an_address_that_is_no_longer_accepted() {
    on_both(async |mut world| {
        let (visit, registering) = world.registering("Ann", identity::registration::RegistrationState::Opened).await;
        let codes = world.codes_to("ann@nhs.net").await.len();
        world.accept_domains("example.org");
        world.send(&registering, "ann@nhs.net").await;
        assert_eq!(world.codes_to("ann@nhs.net").await.len(), codes);
        assert_eq!(world.start(&visit, WISH).await, Start::NeedsEmail);
    })
    .await;
}

#[tokio::test]
async fn failure_20_no_code_is_sent_again_to_an_address_that_is_no_longer_accepted() {
    on_both(async |mut world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let proof = world.pending(&visit, "ann@gmail.com").await;
        world.accept_domains("nhs.net");
        world.wait(MINUTE);
        let browser = &visit.browser;
        proof::resend(&world.service, &browser.origin, &browser.id, &proof).await.unwrap();
        assert_eq!(world.codes_to("ann@gmail.com").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_profile_has_five_addresses_at_the_most() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        for number in 0..MOST_EMAILS {
            world.pending(&visit, &format!("ann{number}@nhs.net")).await;
        }
        assert!(matches!(world.add_email(&visit, "one-more@nhs.net").await, AddEmail::TooMany));
        world.pending(&visit, "ANN0@nhs.net").await;
        assert_eq!(remove(&world, &visit, "ann0@nhs.net").await, RemoveEmail::Removed);
        world.pending(&visit, "one-more@nhs.net").await;
    })
    .await;
}

#[tokio::test]
async fn a_pending_address_gets_another_code_for_its_owner_only() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.pending(&visit, "ann@nhs.net").await;
        let id = id_of(&world, &visit, "ann@nhs.net").await;
        let bob = world.enrol(&world.person("Bob").await).await;
        let asked = async |visit: &Visit| {
            let Visit { browser, me, .. } = visit;
            add::verify_pending(&world.service, me, &browser.origin, &browser.id, &id).await.unwrap()
        };
        assert!(asked(&bob).await.is_none());
        world.wait(MINUTE);
        let Some(AddEmail::CodeSent(proof)) = asked(&visit).await else { panic!("expected a code") };
        assert_eq!(world.prove(&visit, &proof, &world.code_to("ann@nhs.net").await).await, ProveEmail::Verified);
        assert!(asked(&visit).await.is_none(), "it is verified");
    })
    .await;
}

#[tokio::test]
async fn a_double_click_adds_one_address() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        let added = race(4, |_| {
            let (service, me, browser) = (world.service.clone(), visit.me.clone(), visit.browser.clone());
            async move { add::add(&service, &me, &browser.origin, &browser.id, "ann@nhs.net", None).await }
        })
        .await;
        assert!(added.iter().all(|added| matches!(added, Ok(AddEmail::CodeSent(_)))), "{added:?}");
        assert_eq!(emails(&world, &visit).await.len(), 1);
        let entries = world.audit().await.into_iter().filter(|entry| entry.event == "email.added").count();
        assert_eq!(entries, 1);
    })
    .await;
}
