//! "This wasn't me": what the links in notices do, and what they do not.

use identity::{
    assurance::{AssuranceLevel::Aal3, Kind},
    authenticator::{
        remove::{self as removing, Loss, RemoveAuthenticator},
        rename::{self, RenameAuthenticator},
    },
    email::{self, EmailId, add::AddEmail, remove::RemoveEmail, verify::ProveEmail},
    person::{
        PersonState,
        telephone::{self, SetMobile},
    },
    registration::{RegistrationState::PasswordShown, confirm_code::ConfirmCode, start::Start, start::Wish},
    sign_in::{code::SubmitCode, device::finish::FinishSignIn, password::SubmitPassword},
    smartcard::sign_in::FinishSignIn as FinishCard,
    sweep,
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
        look::{self, LookAtUndo},
    },
};

use crate::support::{Account, Device, MICROSECOND, MINUTE, Visit, WISH, World, on_both, race, replace, wish};

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

async fn look(world: &World, token: &str) -> LookAtUndo {
    look::look(&world.service, token).await.unwrap()
}

async fn take_back(world: &World, token: &str) -> CarryOut {
    let origin = world.browser().await.origin;
    carry_out::carry_out(&world.service, &origin, token).await.unwrap()
}

async fn set_mobile(world: &World, visit: &Visit, number: &str) -> SetMobile {
    telephone::set(&world.service, &visit.me, &visit.browser.origin, number).await.unwrap()
}

async fn mobile(world: &World, account: &Account) -> Option<String> {
    world.read(async |repository| repository.lookup_mobile(&account.person.id).await.unwrap()).await
}

async fn verified(world: &World, account: &Account) -> Vec<String> {
    let emails = world.read(async |repository| repository.list_emails(&account.person.id).await.unwrap()).await;
    let verified = emails.into_iter().filter(|email| email.verified_at.is_some());
    let mut addresses: Vec<String> = verified.map(|email| email.address.as_str().to_owned()).collect();
    addresses.sort();
    addresses
}

async fn id_of(world: &World, account: &Account, address: &str) -> EmailId {
    let emails = world.read(async |repository| repository.list_emails(&account.person.id).await.unwrap()).await;
    emails.into_iter().find(|email| email.address.as_str() == address).unwrap().id
}

async fn remove(world: &World, visit: &Visit, id: &EmailId) -> RemoveEmail {
    email::remove::remove(&world.service, &visit.me, &visit.browser.origin, id).await.unwrap()
}

/// Puts `new` in the place of the account's address.
async fn replace_address(world: &World, account: &Account, visit: &Visit, new: &str) {
    let Visit { browser, me, .. } = visit;
    let old = id_of(world, account, &account.address).await;
    let added = email::add::add(&world.service, me, &browser.origin, &browser.id, new, Some(&old)).await.unwrap();
    let AddEmail::CodeSent(proof) = added else { panic!("expected a code: {added:?}") };
    let code = world.code_to(new).await;
    assert_eq!(world.prove(visit, &proof, &code).await, ProveEmail::Verified);
}

/// Puts another app in the place of the account's.
async fn replace_app(world: &World, account: &Account, visit: &Visit) -> Account {
    let registering = world.issue(visit, &account.address, Wish { replace: true, ..WISH }).await;
    world.bring(&registering, PasswordShown).await;
    let app = world.app(&registering).await.unwrap();
    world.bring_to_end(&registering, &app).await;
    Account { app, person: account.person.clone(), address: account.address.clone() }
}

fn done(what: What, restored: Restored) -> CarryOut {
    CarryOut::Done { what, restored, later: 0 }
}

/// Every change has an instant of its own, as with a real clock.
async fn running(world: &World, given: &str) -> (Account, Visit) {
    world.clock.run();
    let account = world.account(given).await;
    let visit = world.signed_in(&account).await;
    (account, visit)
}

#[tokio::test]
async fn failure_23_to_look_at_a_link_consumes_nothing_and_it_works_once_for_7_days() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        assert_eq!(set_mobile(&world, &visit, "07700 900 982").await, SetMobile::Done);
        let (changed_at, link) = (world.now(), world.undo_link_to(&ann.address).await);
        world.wait(DAY * 7 - MICROSECOND);
        for _ in 0..3 {
            let LookAtUndo::Usable { name, what, changed_at: at, .. } = look(&world, &link).await else {
                panic!("expected a link that works")
            };
            assert_eq!((name, what, at), (ann.person.name.full(), What::MobileChanged, changed_at));
        }
        assert_eq!(take_back(&world, &link).await, done(What::MobileChanged, Restored::Yes));
        assert_eq!(mobile(&world, &ann).await, None);
        assert_eq!(look(&world, &link).await, LookAtUndo::Used);
        assert_eq!(take_back(&world, &link).await, CarryOut::Used);
        world.wait(MICROSECOND);
        assert_eq!(look(&world, &link).await, LookAtUndo::Over);
        for wrong in ["", "x", &"A".repeat(43)] {
            assert_eq!(look(&world, wrong).await, LookAtUndo::Over);
            assert_eq!(take_back(&world, wrong).await, CarryOut::Over);
        }
    })
    .await;
}

#[tokio::test]
async fn after_7_days_nothing_is_taken_back_and_what_was_kept_for_it_is_swept() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        set_mobile(&world, &world.signed_in(&ann).await, "07700 900 982").await;
        let link = world.undo_link_to(&ann.address).await;
        world.wait(DAY * 7);
        assert_eq!(take_back(&world, &link).await, CarryOut::Over);
        assert!(mobile(&world, &ann).await.is_some());
        sweep::sweep(&world.service).await.unwrap();
        assert_eq!(look(&world, &link).await, LookAtUndo::Over);
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn taking_a_change_back_ends_sessions_and_what_is_under_way_freezes_tells_everybody_and_is_audited() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "ann.two@nhs.net").await;
        world.wait(MICROSECOND);
        set_mobile(&world, &visit, "07700 900 982").await;
        let link = world.undo_link_to(&ann.address).await;
        let registering = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
        world.bring(&registering, PasswordShown).await;
        let app = world.app(&registering).await.unwrap();
        world.wait(MINUTE);
        let elsewhere = world.browser().await;
        let half = world.half_signed_in(&elsewhere, &ann).await;

        let told = world
            .mails_of(async || {
                let events = world.events_of(async || drop(take_back(&world, &link).await)).await;
                assert_eq!(events, ["change.undone", "person.frozen"]);
            })
            .await;
        let subject = "Changes to your Care Identity profile are stopped";
        assert_eq!(told, ["ann.two@nhs.net", "ann@nhs.net"].map(|to| (to.to_owned(), subject.to_owned())));
        let mail = world.mails_to(&ann.address).await.pop().unwrap();
        assert!(mail.text.contains("Call the service desk on 01632 960123."), "{}", mail.text);
        assert!(mail.text.contains("the mobile number was changed") && mail.text.contains("We took the change back."));

        assert!(world.find(&visit.token).await.is_none());
        let answer = world.confirm_code(&registering, &app.code(world.now())).await;
        assert!(matches!(answer, ConfirmCode::Over), "{answer:?}");
        let answer = world.code(&elsewhere, &half, &ann.app.code(world.now())).await;
        assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn an_address_that_was_added_goes_and_one_that_it_replaced_comes_back() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "mallory@nhs.net").await;
        let added = world.undo_link_to(&ann.address).await;
        assert!(world.undo_links_to("mallory@nhs.net").await.is_empty(), "no link for the address that is new");
        assert_eq!(take_back(&world, &added).await, done(What::EmailAdded("ma…y@nhs.net".into()), Restored::Yes));
        assert_eq!(verified(&world, &ann).await, ["ann@nhs.net"]);

        let bob = world.account("Bob").await;
        let visit = world.signed_in(&bob).await;
        replace_address(&world, &bob, &visit, "mallory@nhs.net").await;
        assert_eq!(verified(&world, &bob).await, ["mallory@nhs.net"]);
        let link = world.undo_link_to("bob@nhs.net").await;
        let told = world.mails_of(async || drop(take_back(&world, &link).await)).await;
        assert_eq!(verified(&world, &bob).await, ["bob@nhs.net"]);
        assert!(told.iter().any(|(to, _)| to == "bob@nhs.net"), "who has the address back is told");
        world.signed_in(&bob).await;
    })
    .await;
}

#[tokio::test]
async fn a_removed_address_comes_back_unless_somebody_else_has_verified_it() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        world.verified(&visit, "one@nhs.net").await;
        world.wait(DAY * 8);
        let visit = world.signed_in(&ann).await;
        let id = id_of(&world, &ann, "one@nhs.net").await;
        assert_eq!(remove(&world, &visit, &id).await, RemoveEmail::Removed);
        // It was there for long, so that its reader can say that the removal was not theirs.
        let link = world.undo_link_to("one@nhs.net").await;
        let bob = world.account("Bob").await;
        let bobs = world.signed_in(&bob).await;
        world.verified(&bobs, "one@nhs.net").await;
        assert_eq!(take_back(&world, &link).await, done(What::EmailRemoved, Restored::NoLonger));
        assert_eq!(verified(&world, &ann).await, ["ann@nhs.net"]);

        let (cat, visit) = running(&world, "Cat").await;
        world.verified(&visit, "two@nhs.net").await;
        let id = id_of(&world, &cat, "two@nhs.net").await;
        assert_eq!(remove(&world, &visit, &id).await, RemoveEmail::Removed);
        let link = world.undo_link_to(&cat.address).await;
        assert_eq!(take_back(&world, &link).await, done(What::EmailRemoved, Restored::Yes));
        assert_eq!(verified(&world, &cat).await, ["cat@nhs.net", "two@nhs.net"]);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_came_in_a_minute_ago_has_no_hold_on_its_own_removal_nor_on_anything_else() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        world.verified(&visit, "mallory@nhs.net").await;
        set_mobile(&world, &visit, "07700 900 982").await;
        let id = id_of(&world, &ann, "mallory@nhs.net").await;
        assert_eq!(remove(&world, &visit, &id).await, RemoveEmail::Removed);
        assert!(world.undo_links_to("mallory@nhs.net").await.is_empty());
        assert!(world.mails_to("mallory@nhs.net").await.len() >= 3, "it is told of each");
    })
    .await;
}

#[tokio::test]
async fn what_a_change_began_goes_back_with_it_to_how_things_were_before() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        world.verified(&visit, "mallory@nhs.net").await;
        let first = world.undo_link_to(&ann.address).await;
        let id = id_of(&world, &ann, &ann.address).await;
        assert_eq!(remove(&world, &visit, &id).await, RemoveEmail::Removed);
        let theirs = Account { app: ann.app.clone(), person: ann.person.clone(), address: "mallory@nhs.net".into() };
        replace_app(&world, &theirs, &visit).await;
        let what = What::EmailAdded("ma…y@nhs.net".into());
        assert_eq!(take_back(&world, &first).await, CarryOut::Done { what, restored: Restored::Yes, later: 2 });
        assert_eq!(verified(&world, &ann).await, ["ann@nhs.net"]);
        world.wait(MINUTE);
        world.signed_in(&ann).await;
        // Every link of what went back is used up.
        for link in world.undo_links_to(&ann.address).await.into_iter().skip(2) {
            assert_eq!(take_back(&world, &link).await, CarryOut::Used);
        }
    })
    .await;
}

#[tokio::test]
async fn a_number_goes_back_over_all_that_came_after_it() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        for number in ["07700 900 001", "07700 900 002", "07700 900 003"] {
            assert_eq!(set_mobile(&world, &visit, number).await, SetMobile::Done);
        }
        let links = world.undo_links_to(&ann.address).await;
        let [.., _, second, third] = links.as_slice() else { panic!("expected three links") };
        let back = CarryOut::Done { what: What::MobileChanged, restored: Restored::Yes, later: 1 };
        assert_eq!(take_back(&world, second).await, back);
        assert_eq!(mobile(&world, &ann).await.as_deref(), Some("+447700900001"));
        let mail = world.mails_to(&ann.address).await.pop().unwrap();
        assert!(mail.text.contains("One later change went back with it."), "{}", mail.text);
        assert_eq!(take_back(&world, third).await, CarryOut::Used);
    })
    .await;
}

#[tokio::test]
async fn a_replaced_app_signs_in_again_the_new_one_does_not_and_no_used_code_works() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let used = ann.app.code(world.now());
        let theirs = replace_app(&world, &ann, &visit).await;
        let link = world.undo_link_to(&ann.address).await;
        let what = What::AuthenticatorReplaced("Microsoft Authenticator".into());
        assert_eq!(take_back(&world, &link).await, done(what, Restored::Yes));

        let browser = world.browser().await;
        let id = world.half_signed_in(&browser, &ann).await;
        assert!(matches!(world.code(&browser, &id, &used).await, SubmitCode::Wrong), "failure 1");
        world.wait(MINUTE);
        let id = world.half_signed_in(&browser, &ann).await;
        assert!(matches!(world.code(&browser, &id, &theirs.app.code(world.now())).await, SubmitCode::Wrong));
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn an_added_app_goes_and_so_does_a_first_password_that_was_set_with_it() {
    on_both(async |world| {
        let (ann, _) = running(&world, "Ann").await;
        let links = world.undo_links_to(&ann.address).await;
        let [.., password, app] = links.as_slice() else { panic!("expected two links") };
        let what = What::AuthenticatorAdded("Microsoft Authenticator".into());
        assert_eq!(take_back(&world, app).await, done(what, Restored::Yes));
        let browser = world.browser().await;
        let answer = world.password(&browser, &ann.address, crate::support::PASSWORD).await;
        assert_eq!(answer, SubmitPassword::NoAuthenticator);
        assert_eq!(take_back(&world, password).await, done(What::PasswordSet, Restored::Yes));
        let answer = world.password(&browser, &ann.address, crate::support::PASSWORD).await;
        assert_eq!(answer, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn two_replaced_apps_come_back_one_by_one_or_both_at_once() {
    on_both(async |world| {
        for (given, at_once) in [("Ann", false), ("Bob", true)] {
            let (ann, visit) = running(&world, given).await;
            let second = replace_app(&world, &ann, &visit).await;
            let visit = world.signed_in(&second).await;
            replace_app(&world, &second, &visit).await;
            let links = world.undo_links_to(&ann.address).await;
            let [.., first, latest] = links.as_slice() else { panic!("expected two links") };
            let what = || What::AuthenticatorReplaced("Microsoft Authenticator".into());
            if at_once {
                let both = CarryOut::Done { what: what(), restored: Restored::Yes, later: 1 };
                assert_eq!(take_back(&world, first).await, both);
                assert_eq!(take_back(&world, latest).await, CarryOut::Used);
            } else {
                assert_eq!(take_back(&world, latest).await, done(what(), Restored::Yes));
                assert_eq!(take_back(&world, first).await, done(what(), Restored::Yes));
            }
            world.wait(MINUTE);
            world.signed_in(&ann).await;
        }
    })
    .await;
}

#[tokio::test]
async fn failure_30_of_many_who_take_a_change_back_at_once_one_does() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        replace_app(&world, &ann, &visit).await;
        let link = world.undo_link_to(&ann.address).await;
        let answers = race(8, |_| {
            let (service, link, origin) = (world.service.clone(), link.clone(), visit.browser.origin.clone());
            async move { carry_out::carry_out(&service, &origin, &link).await.unwrap() }
        })
        .await;
        let done = answers.iter().filter(|answer| matches!(answer, CarryOut::Done { .. })).count();
        assert_eq!((done, answers.iter().filter(|answer| **answer == CarryOut::Used).count()), (1, 7));
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn failure_26_to_close_somebody_keeps_nobody_from_saying_that_a_change_was_not_theirs() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        set_mobile(&world, &world.signed_in(&ann).await, "07700 900 982").await;
        let link = world.undo_link_to(&ann.address).await;
        world.close(&ann.person).await;
        assert!(matches!(look(&world, &link).await, LookAtUndo::Usable { .. }));
        assert_eq!(take_back(&world, &link).await, done(What::MobileChanged, Restored::Yes));
        assert_eq!(mobile(&world, &ann).await, None);
        let person =
            world.read(async |repository| repository.lookup_person(&ann.person.id).await.unwrap()).await.unwrap();
        assert_eq!((person.state, person.frozen.is_some()), (PersonState::Closed, true));
    })
    .await;
}

#[tokio::test]
async fn what_an_identity_check_took_away_does_not_come_back_by_mail() {
    on_both(async |world| {
        use identity::{actor::Actor, actor::Origin, person::rescue};
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        replace_app(&world, &ann, &visit).await;
        let link = world.undo_link_to(&ann.address).await;
        let (actor, origin) = (Actor::Operator, Origin::server());
        rescue::reset(&world.service, &actor, &origin, &ann.person, "phone stolen").await.unwrap();
        assert_eq!(take_back(&world, &link).await, CarryOut::Over);
        let held =
            world.read(async |repository| repository.list_active_authenticators(&ann.person.id).await.unwrap()).await;
        assert!(held.is_empty());
    })
    .await;
}

#[tokio::test]
async fn the_first_changes_of_all_have_no_link_as_nobody_could_read_it() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.verified(&visit, "ann@nhs.net").await;
        assert!(world.undo_links_to("ann@nhs.net").await.is_empty());
        let notice = world.mails_to("ann@nhs.net").await.pop().unwrap();
        assert!(notice.text.contains("If this was not you, contact your Registration Authority now."));
        assert!(matches!(world.start(&visit, WISH).await, Start::Issued(_)));
    })
    .await;
}

/// Removes the one authenticator of a kind.
async fn remove_kind(world: &World, visit: &Visit, kind: Kind) {
    let held = world.held(&visit.me.person).await.into_iter().find(|held| held.kind == kind).unwrap();
    let told = Some(Loss::LastWayIn);
    let removed = removing::remove(&world.service, &visit.me, &visit.browser.origin, &held.id, told).await.unwrap();
    assert!(matches!(removed, RemoveAuthenticator::Removed(_)), "{removed:?}");
}

#[tokio::test]
async fn a_removed_device_signs_in_again() {
    on_both(async |world| {
        world.clock.run();
        let mut key = Device::security_key();
        let visit = world.enrolled("Ann", Aal3).await;
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        let visit = world.signed_in_with(&mut key).await;
        remove_kind(&world, &visit, Kind::SecurityKey).await;
        let browser = world.browser().await;
        let gone = world.try_sign_in_with(&browser, &mut key).await;
        assert!(!matches!(gone, FinishSignIn::SignedIn { .. }), "{gone:?}");
        let link = world.undo_link_to("ann@nhs.net").await;
        let what = What::AuthenticatorRemoved("Security key".into());
        assert_eq!(take_back(&world, &link).await, done(what, Restored::Yes));
        world.signed_in_with(&mut key).await;
    })
    .await;
}

#[tokio::test]
async fn a_removed_app_takes_codes_again() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        remove_kind(&world, &visit, Kind::MicrosoftAuthenticator).await;
        let link = world.undo_link_to(&ann.address).await;
        let what = What::AuthenticatorRemoved("Microsoft Authenticator".into());
        assert_eq!(take_back(&world, &link).await, done(what, Restored::Yes));
        world.wait(MINUTE);
        world.signed_in(&ann).await;
    })
    .await;
}

#[tokio::test]
async fn a_replaced_device_signs_in_again_and_the_new_one_does_not() {
    on_both(async |world| {
        world.clock.run();
        for (given, by_first_mail) in [("Ann", false), ("Bob", true)] {
            let (mut key, mut theirs) = (Device::security_key(), Device::security_key());
            let visit = world.enrolled(given, Aal3).await;
            world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
            let visit = world.signed_in_with(&mut key).await;
            world.add_device(&visit, &mut theirs, replace(Kind::SecurityKey)).await;
            // Used once, the new one takes the place: a second mail tells of that.
            world.signed_in_with(&mut theirs).await;
            let links = world.undo_links_to(&format!("{}@nhs.net", given.to_lowercase())).await;
            let [.., waits, placed] = links.as_slice() else { panic!("expected two links") };
            let kind = || "Security key".into();
            if by_first_mail {
                let what = What::AuthenticatorAdded(kind());
                let both = CarryOut::Done { what, restored: Restored::Yes, later: 1 };
                assert_eq!(take_back(&world, waits).await, both);
            } else {
                let what = What::AuthenticatorReplaced(kind());
                assert_eq!(take_back(&world, placed).await, done(what, Restored::Yes));
            }
            let browser = world.browser().await;
            let new = world.try_sign_in_with(&browser, &mut theirs).await;
            assert!(!matches!(new, FinishSignIn::SignedIn { .. }), "{new:?}");
            world.signed_in_with(&mut key).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_card_that_was_issued_signs_nobody_in_any_more() {
    on_both(async |world| {
        let (ann, _) = running(&world, "Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let link = world.undo_link_to(&ann.address).await;
        world.signed_in_by(&mut card).await;
        let what = What::AuthenticatorAdded("Smartcard".into());
        assert_eq!(take_back(&world, &link).await, done(what, Restored::Yes));
        let browser = world.browser().await;
        let refused = world.try_card(&browser, &mut card).await;
        assert!(!matches!(refused, FinishCard::SignedIn { .. }), "{refused:?}");
    })
    .await;
}

#[tokio::test]
async fn a_removed_card_signs_in_again() {
    on_both(async |world| {
        let (ann, _) = running(&world, "Ann").await;
        let mut card = world.issue_card(&ann.person, "00A1").await;
        let visit = world.signed_in_by(&mut card).await;
        remove_kind(&world, &visit, Kind::Smartcard).await;
        let browser = world.browser().await;
        let gone = world.try_card(&browser, &mut card).await;
        assert!(!matches!(gone, FinishCard::SignedIn { .. }), "{gone:?}");
        let link = world.undo_link_to(&ann.address).await;
        let what = What::AuthenticatorRemoved("Smartcard".into());
        assert_eq!(take_back(&world, &link).await, done(what, Restored::Yes));
        world.signed_in_by(&mut card).await;
    })
    .await;
}

#[tokio::test]
async fn names_that_somebody_else_gave_go() {
    on_both(async |world| {
        let (ann, visit) = running(&world, "Ann").await;
        let held = async || world.held(&ann.person).await.remove(0);
        let before = held().await;
        for name in ["Theirs", "Theirs, too"] {
            let Visit { browser, me, .. } = &visit;
            let renamed = rename::rename(&world.service, me, &browser.origin, &before.id, name).await.unwrap();
            assert_eq!((renamed, held().await.name.as_str()), (RenameAuthenticator::Renamed, name));
        }
        let links = world.undo_links_to(&ann.address).await;
        let first = &links[links.len() - 2];
        let what = What::AuthenticatorRenamed(before.kind.name().into());
        assert_eq!(take_back(&world, first).await, CarryOut::Done { what, restored: Restored::Yes, later: 1 });
        assert_eq!(held().await.name, before.name);
    })
    .await;
}
