//! Look after authenticators: rename, remove, report lost, reinstate.

use std::time::Duration;

use identity::{
    actor::{Actor, Origin},
    assurance::{
        AssuranceLevel::{Aal2, Aal3},
        Kind,
    },
    authenticator::{
        Authenticator, AuthenticatorId, AuthenticatorState,
        name::AuthenticatorName,
        reinstate::{self, ReinstateAuthenticator},
        remove::{self, Loss, RemoveAuthenticator},
        rename::{self, RenameAuthenticator},
        suspend::{self, SuspendAuthenticator},
    },
    person::{Person, telephone},
    registration::{start::Start, use_device::BeginDevice},
    sign_in::{
        code::SubmitCode,
        device::{BeginSignIn, finish::FinishSignIn},
        password::SubmitPassword,
    },
    undo::carry_out,
};

use crate::support::{Device, Maker, PASSWORD, Visit, World, on_both, replace, seconds, signed_in, wish};

/// Somebody with a key at AAL3 and a passkey at AAL2.
struct Owner {
    person: Person,
    key: Device,
    passkey: Device,
}

impl Owner {
    async fn new(world: &mut World) -> Self {
        let maker = Maker::new();
        world.trust(&maker);
        let visit = world.enrolled("Ann", Aal3).await;
        let (mut key, mut passkey) = (Device::security_key().attested(&maker), Device::synced());
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        Self { person: visit.me.person, key, passkey }
    }

    async fn held(&self, world: &World, kind: Kind) -> Authenticator {
        world.held(&self.person).await.into_iter().find(|held| held.kind == kind).unwrap()
    }
}

async fn rename(world: &World, visit: &Visit, id: &AuthenticatorId, name: &str) -> RenameAuthenticator {
    rename::rename(&world.service, &visit.me, &visit.browser.origin, id, name).await.unwrap()
}

async fn remove(world: &World, visit: &Visit, id: &AuthenticatorId, told: bool) -> RemoveAuthenticator {
    let told = told.then_some(Loss::LastWayIn);
    remove::remove(&world.service, &visit.me, &visit.browser.origin, id, told).await.unwrap()
}

async fn suspend(world: &World, visit: &Visit, id: &AuthenticatorId) -> SuspendAuthenticator {
    suspend::suspend(&world.service, &visit.me, &visit.browser.origin, id).await.unwrap()
}

async fn reinstate(world: &World, visit: &Visit, id: &AuthenticatorId) -> ReinstateAuthenticator {
    reinstate::reinstate(&world.service, &visit.me, &visit.browser.origin, id).await.unwrap()
}

#[tokio::test]
async fn failure_07_whoever_had_a_device_that_is_reported_lost_or_removed_registers_nothing_any_more() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        for reported in [true, false] {
            let passkey = ann.held(&world, Kind::Passkey).await.id;
            let thief = world.signed_in_with(&mut ann.passkey).await;
            let here = world.opened(&thief, wish(Kind::Ipad)).await;
            world.begin(&here).await;
            let visit = world.signed_in_with(&mut ann.key).await;
            let own = world.opened(&visit, wish(Kind::WindowsHello)).await;
            if reported {
                assert!(matches!(suspend(&world, &visit, &passkey).await, SuspendAuthenticator::Suspended { .. }));
                let found = reinstate(&world, &visit, &passkey).await;
                assert!(matches!(found, ReinstateAuthenticator::Reinstated), "{found:?}");
            } else {
                let removed = remove(&world, &visit, &passkey, true).await;
                assert!(matches!(removed, RemoveAuthenticator::Removed(_)), "{removed:?}");
            }
            let over = world.try_begin(&here).await;
            assert!(matches!(over, BeginDevice::Over), "{reported}: {over:?}");
            world.begin(&own).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_link_sets_up_another_in_the_place_of_one_that_was_reported_lost() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let maker = Maker::new();
        world.trust(&maker);
        let lost = ann.held(&world, Kind::SecurityKey).await.id;
        let visit = world.enrol_at(&ann.person, Aal3).await;
        assert_eq!(world.start(&visit, replace(Kind::SecurityKey)).await, Start::SignInAgain, "what works stays");
        let passkey = world.signed_in_with(&mut ann.passkey).await;
        assert!(matches!(suspend(&world, &passkey, &lost).await, SuspendAuthenticator::Suspended { .. }));
        let low = world.enrol_at(&ann.person, Aal2).await;
        assert_eq!(world.start(&low, replace(Kind::SecurityKey)).await, Start::LevelTooLow);
        let visit = world.enrol_at(&ann.person, Aal3).await;
        let mut key = Device::security_key().attested(&maker);
        world.add_device(&visit, &mut key, replace(Kind::SecurityKey)).await;
        world.signed_in_with(&mut key).await;
        let keys = world.held(&ann.person).await.into_iter().filter(|held| held.kind == Kind::SecurityKey);
        assert!(keys.map(|held| held.id).all(|id| id != lost));
    })
    .await;
}

#[tokio::test]
async fn failure_25_a_name_is_kept_as_text_and_refused_when_it_is_none() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let passkey = ann.held(&world, Kind::Passkey).await.id;
        let visit = world.signed_in_with(&mut ann.passkey).await;
        assert_eq!(rename(&world, &visit, &passkey, " <script>my phone ").await, RenameAuthenticator::Renamed);
        assert_eq!(ann.held(&world, Kind::Passkey).await.name.as_str(), "<script>my phone");
        assert_eq!(rename(&world, &visit, &passkey, &"x".repeat(61)).await, RenameAuthenticator::NotAName);
        let key = ann.held(&world, Kind::SecurityKey).await.id;
        assert_eq!(rename(&world, &visit, &key, "mine").await, RenameAuthenticator::LevelTooLow);
        let link = world.enrol_at(&ann.person, Aal3).await;
        assert_eq!(rename(&world, &link, &key, "mine").await, RenameAuthenticator::SignInAgain);
        let bob = world.enrolled("Bob", Aal3).await;
        assert_eq!(rename(&world, &bob, &passkey, "mine").await, RenameAuthenticator::NotThere);
    })
    .await;
}

#[tokio::test]
async fn failure_13_a_low_session_removes_and_reinstates_nothing_above_it() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let key = ann.held(&world, Kind::SecurityKey).await.id;
        let low = world.signed_in_with(&mut ann.passkey).await;
        assert!(matches!(remove(&world, &low, &key, true).await, RemoveAuthenticator::LevelTooLow));
        let link = world.enrol_at(&ann.person, Aal3).await;
        assert!(matches!(remove(&world, &link, &key, true).await, RemoveAuthenticator::SignInAgain));
        let high = world.signed_in_with(&mut ann.key).await;
        world.wait(seconds(301));
        assert!(matches!(remove(&world, &high, &key, true).await, RemoveAuthenticator::SignInAgain));
        assert_eq!(reinstate(&world, &high, &key).await, ReinstateAuthenticator::SignInAgain);
        assert!(matches!(
            suspend(&world, &low, &key).await,
            SuspendAuthenticator::Suspended { other_way_in: true, .. }
        ));
        let low = world.signed_in_with(&mut ann.passkey).await;
        assert_eq!(reinstate(&world, &low, &key).await, ReinstateAuthenticator::LevelTooLow);
    })
    .await;
}

#[tokio::test]
async fn failure_15_a_step_up_that_is_answered_lower_or_begun_anew_still_has_the_need_before_it() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let key = ann.held(&world, Kind::SecurityKey).await.id;
        let low = world.signed_in_with(&mut ann.passkey).await;
        // Asked for AAL3, the passkey signs all the same: it signs in, as high as it can.
        let BeginSignIn::Ready(challenge) = world.ask_again(&low, Aal3).await else { panic!("no challenge") };
        let mine = ann.passkey.keys[0].clone();
        let answer = ann.passkey.sign(&challenge.options, &mine);
        let token = signed_in(world.answer_again(&low, &challenge.ceremony, &answer).await);
        let answered = world.visit(&low.browser, token).await;
        assert_eq!(answered.me.session.level, Aal2);
        assert!(matches!(remove(&world, &answered, &key, true).await, RemoveAuthenticator::LevelTooLow));
        // From the beginning, without a word about a level.
        let anew = world.sign_in_with(&low.browser, &mut ann.passkey).await;
        assert!(matches!(remove(&world, &anew, &key, true).await, RemoveAuthenticator::LevelTooLow));
        assert_eq!(world.held(&ann.person).await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn what_is_lost_with_an_authenticator_is_said_before_it_is_removed() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let ids = (ann.held(&world, Kind::SecurityKey).await.id, ann.held(&world, Kind::Passkey).await.id);
        let visit = world.signed_in_with(&mut ann.key).await;
        for (kind, lost) in [(Kind::SecurityKey, Some(Loss::LastAtAal3)), (Kind::Passkey, None)] {
            let held = ann.held(&world, kind).await;
            assert_eq!(remove::would_lose(&world.service, &visit.me, &held).await.unwrap(), lost);
        }
        assert!(matches!(remove(&world, &visit, &ids.0, false).await, RemoveAuthenticator::LastAtAal3));
        assert_eq!(world.held(&ann.person).await.len(), 2);
        assert!(matches!(remove(&world, &visit, &ids.1, false).await, RemoveAuthenticator::Removed(_)));
        assert!(matches!(remove(&world, &visit, &ids.1, false).await, RemoveAuthenticator::NotThere));
        let visit = world.signed_in_with(&mut ann.key).await;
        assert!(matches!(remove(&world, &visit, &ids.0, false).await, RemoveAuthenticator::LastWayIn));
        let (me, origin, less) = (&visit.me, &visit.browser.origin, Some(Loss::LastAtAal3));
        let removed = remove::remove(&world.service, me, origin, &ids.0, less).await.unwrap();
        assert!(matches!(removed, RemoveAuthenticator::LastWayIn), "they were told of less");
        let told = world
            .mails_of(async || {
                let removed = remove(&world, &visit, &ids.0, true).await;
                assert!(matches!(removed, RemoveAuthenticator::Removed(_)), "{removed:?}");
            })
            .await;
        assert_eq!(told, [("ann@nhs.net".into(), "An authenticator of Care Identity was removed".into())]);
        assert!(world.find(&visit.token).await.is_none(), "the session has another token");
        let outcome = world.try_sign_in_with(&world.browser().await, &mut ann.key).await;
        assert!(matches!(outcome, FinishSignIn::Refused), "{outcome:?}");
    })
    .await;
}

#[tokio::test]
async fn an_app_is_a_way_in_only_with_its_password() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let visit = world.signed_in(&account).await;
        let mut passkey = Device::synced();
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        let held = world.held(&account.person).await;
        let [app, device] = [Kind::MicrosoftAuthenticator, Kind::Passkey]
            .map(|kind| held.iter().find(|held| held.kind == kind).unwrap().id.clone());
        world.write(async |repository| repository.remove_password(&account.person.id).await.unwrap()).await;
        let visit = world.signed_in_with(&mut passkey).await;
        assert!(matches!(remove(&world, &visit, &device, false).await, RemoveAuthenticator::LastWayIn));
        assert!(matches!(remove(&world, &visit, &app, false).await, RemoveAuthenticator::Removed(_)), "no way in");
    })
    .await;
}

#[tokio::test]
async fn a_card_is_a_way_in_only_until_its_certificates_expire() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let app = world.held(&account.person).await.remove(0).id;
        world.issue_card_for(&account.person, "00A1", Duration::from_secs(24 * 60 * 60)).await;
        let visit = world.signed_in(&account).await;
        assert!(matches!(
            suspend(&world, &visit, &app).await,
            SuspendAuthenticator::Suspended { other_way_in: true, .. }
        ));
        world.wait(Duration::from_secs(24 * 60 * 60 + 1));
        assert!(matches!(
            suspend(&world, &visit, &app).await,
            SuspendAuthenticator::Suspended { other_way_in: false, .. }
        ));
    })
    .await;
}

#[tokio::test]
async fn what_is_reported_lost_signs_nobody_in_at_once_and_its_sessions_are_over() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let (key, passkey) = (ann.held(&world, Kind::SecurityKey).await.id, ann.held(&world, Kind::Passkey).await.id);
        let thief = world.signed_in_with(&mut ann.key).await;
        let under_way = world.browser().await;
        let challenge = world.ask(&under_way).await;
        let answer = ann.key.get(&challenge.options);
        let blue = AuthenticatorName::parse("Blue").unwrap();
        world.write(async |repository| assert!(repository.rename_authenticator(&key, &blue).await.unwrap())).await;
        let visit = world.enrol_at(&ann.person, Aal2).await;
        let told = world
            .mails_of(async || {
                let reported = suspend(&world, &visit, &key).await;
                assert!(matches!(reported, SuspendAuthenticator::Suspended { other_way_in: true, .. }));
                assert_eq!(suspend(&world, &visit, &key).await, reported);
            })
            .await;
        assert_eq!(told, [("ann@nhs.net".into(), "An authenticator of Care Identity was suspended".into())]);
        let mail = world.mails_to("ann@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("Security key “Blue” on your Care Identity was reported lost"), "{}", mail.text);
        assert!(world.find(&thief.token).await.is_none());
        let late = world.answer(&under_way, &challenge.ceremony, &answer).await;
        assert!(matches!(late, FinishSignIn::Refused), "failure 7: {late:?}");
        assert!(matches!(
            suspend(&world, &visit, &passkey).await,
            SuspendAuthenticator::Suspended { other_way_in: false, .. }
        ));
        assert_eq!(world.held(&ann.person).await.len(), 2, "both are held still");

        let (actor, origin) = (Actor::Operator, Origin::server());
        let by_operator = reinstate::reinstate_for(&world.service, &actor, &origin, &ann.person, &key, "found").await;
        assert_eq!(by_operator.unwrap(), ReinstateAuthenticator::Reinstated);
        let visit = world.signed_in_with(&mut ann.key).await;
        assert_eq!(reinstate(&world, &visit, &passkey).await, ReinstateAuthenticator::Reinstated);
        assert_eq!(reinstate(&world, &visit, &passkey).await, ReinstateAuthenticator::NotThere);
        world.signed_in_with(&mut ann.passkey).await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_app_signs_nobody_in_not_even_where_its_code_was_awaited() {
    on_both(async |world| {
        let account = world.account("Ann").await;
        let visit = world.signed_in(&account).await;
        let thief = world.signed_in(&account).await;
        world.wait(seconds(30));
        let browser = world.browser().await;
        let half = world.half_signed_in(&browser, &account).await;
        let app = world.held(&account.person).await.remove(0).id;
        let reported = suspend(&world, &visit, &app).await;
        assert!(matches!(reported, SuspendAuthenticator::Suspended { other_way_in: false, .. }));
        let code = account.app.code(world.now());
        assert!(matches!(world.code(&browser, &half, &code).await, SubmitCode::Over));
        assert_eq!(world.password(&browser, &account.address, PASSWORD).await, SubmitPassword::NoAuthenticator);
        assert!(world.find(&thief.token).await.is_none());
        assert!(world.find(&visit.token).await.is_some(), "who reported it goes on");
    })
    .await;
}

#[tokio::test]
async fn a_lost_key_is_replaced_at_its_level_and_the_new_one_takes_its_place() {
    on_both(async |mut world| {
        let mut ann = Owner::new(&mut world).await;
        let old = ann.held(&world, Kind::SecurityKey).await.id;
        let high = world.signed_in_with(&mut ann.key).await;
        assert!(matches!(suspend(&world, &high, &old).await, SuspendAuthenticator::Suspended { .. }));
        let mut new = Device::security_key();
        assert!(world.add_device(&high, &mut new, replace(Kind::SecurityKey)).await.waits);
        world.signed_in_with(&mut new).await;
        let old = world.read(async |repository| repository.lookup_authenticator(&old).await.unwrap().unwrap()).await;
        assert_eq!(old.state, AuthenticatorState::Replaced);
        assert_eq!(ann.held(&world, Kind::SecurityKey).await.replaces, None);
    })
    .await;
}

#[tokio::test]
async fn when_the_old_one_is_removed_the_one_that_waits_has_its_place() {
    on_both(async |world| {
        let (mut old, mut new) = (Device::security_key(), Device::security_key());
        let ann = world.owner("Ann", Kind::SecurityKey, &mut old).await;
        let visit = world.signed_in_with(&mut old).await;
        world.add_device(&visit, &mut new, replace(Kind::SecurityKey)).await;
        let first = world.held(&ann).await.remove(0).id;
        let removed = remove(&world, &visit, &first, false).await;
        assert!(matches!(removed, RemoveAuthenticator::Removed(_)), "the new one is a way in: {removed:?}");
        let left = world.held(&ann).await;
        assert_eq!((left.len(), left[0].replaces.is_none()), (1, true));
    })
    .await;
}

#[tokio::test]
async fn an_operator_suspends_and_removes_with_a_reason_and_what_is_removed_so_does_not_come_back_by_mail() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let app = world.held(&ann.person).await.remove(0).id;
        let (actor, origin) = (Actor::Operator, Origin::server());
        let told = world
            .mails_of(async || {
                let suspended = suspend::suspend_for(&world.service, &actor, &origin, &ann.person, &app, "rang").await;
                assert!(matches!(suspended.unwrap(), SuspendAuthenticator::Suspended { other_way_in: false, .. }));
                assert!(world.find(&visit.token).await.is_none(), "the operator is nobody's session");
                let removed = remove::remove_for(&world.service, &actor, &origin, &ann.person, &app, "broken").await;
                assert!(removed.unwrap());
                let again = remove::remove_for(&world.service, &actor, &origin, &ann.person, &app, "broken").await;
                assert!(!again.unwrap());
            })
            .await;
        assert_eq!(told.len(), 2, "{told:?}");
        let mails = world.mails_to(&ann.address).await;
        assert!(mails[mails.len() - 2..].iter().all(|mail| !mail.text.contains("/undo/")), "no link brings it back");
        assert!(world.held(&ann.person).await.is_empty());
        let bob = world.account("Bob").await;
        let of_bob = world.held(&bob.person).await.remove(0).id;
        assert!(!remove::remove_for(&world.service, &actor, &origin, &ann.person, &of_bob, "slip").await.unwrap());
        assert_eq!(world.held(&bob.person).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn while_changes_stand_still_nothing_is_removed_reinstated_or_replaced_and_a_loss_can_be_reported() {
    on_both(async |world| {
        world.clock.run();
        let visit = world.enrolled("Ann", Aal3).await;
        let (mut key, mut passkey) = (Device::security_key(), Device::synced());
        world.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        world.add_device(&visit, &mut passkey, wish(Kind::Passkey)).await;
        let visit = world.signed_in_with(&mut passkey).await;
        let mut second = Device::synced();
        world.add_device(&visit, &mut second, replace(Kind::Passkey)).await;
        let under_way = world.opened(&visit, replace(Kind::SecurityKey)).await;
        let (service, me, origin) = (&world.service, &visit.me, &visit.browser.origin);
        telephone::set(service, me, origin, "07700 900 982").await.unwrap();
        let link = world.undo_link_to("ann@nhs.net").await;
        carry_out::carry_out(service, origin, &link).await.unwrap();

        let visit = world.signed_in_with(&mut passkey).await;
        let held = world.held(&visit.me.person).await;
        let id = |kind: Kind| held.iter().find(|held| held.kind == kind && held.replaces.is_none()).unwrap().id.clone();
        let (me, origin) = (&visit.me, &visit.browser.origin);
        let removed = remove::remove(service, me, origin, &id(Kind::Passkey), Some(Loss::LastWayIn)).await.unwrap();
        assert!(matches!(removed, RemoveAuthenticator::Frozen), "{removed:?}");
        assert_eq!(rename(&world, &visit, &id(Kind::Passkey), "mine").await, RenameAuthenticator::Frozen);
        assert!(matches!(
            suspend(&world, &visit, &id(Kind::SecurityKey)).await,
            SuspendAuthenticator::Suspended { .. }
        ));
        assert_eq!(reinstate(&world, &visit, &id(Kind::SecurityKey)).await, ReinstateAuthenticator::Frozen);
        assert!(matches!(world.try_begin(&under_way).await, BeginDevice::Over));
        // One that waits signs in, and does not take the place yet.
        world.signed_in_with(&mut second).await;
        world.signed_in_with(&mut passkey).await;
    })
    .await;
}
