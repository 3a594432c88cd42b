//! "This wasn't me" about what a Registration Authority did: links end, what was let in again is out again, and changes stand
//! still.

use identity::{
    assurance::Kind,
    ra::{
        approval::{self, Ask, Decide, Decision},
        authenticator,
        identity_check::Presence,
        link,
        target::Target,
    },
    registration::open::{self, LookAtRegistrationLink, ShowLink},
    sign_in::link::{LookAtLink, look},
    undo::{
        What,
        carry_out::{self, CarryOut, Restored},
    },
};

use crate::support::{
    Account, MINUTE, World,
    desk::{Ra, form, nurse_at, why},
    on_both,
};

async fn bob_of_hosp(world: &World) -> Account {
    let account = world.account("Bob").await;
    world.hold(&account.person, &nurse_at("HOSP")).await;
    world.clock.run();
    account
}

/// Takes the last thing back that mail tells of.
async fn was_not_me(world: &World, ra: &Ra, bob: &Account) -> CarryOut {
    let token = world.undo_link_to(&bob.address).await;
    world.wait(MINUTE);
    let undone = carry_out::carry_out(&world.service, ra.origin(), &token).await.unwrap();
    let person = world.read(async |repository| repository.lookup_person(&bob.person.id).await.unwrap().unwrap()).await;
    assert!(person.frozen.is_some());
    undone
}

#[tokio::test]
async fn a_sign_in_link_that_was_not_asked_for_ends() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = bob_of_hosp(&world).await;
        let off = identity::settings::set_second_approval(&world.service, &identity::actor::Actor::Operator, false);
        off.await.unwrap();
        let by = (ra.origin(), &why());
        let issued =
            link::issue(&world.service, &ra.desk, by, &bob.person.id, (Presence::InPerson, &form())).await.unwrap();
        let link::IssueLink::Issued(issued) = issued.unwrap() else { panic!("expected a link") };
        let url = issued.url;
        let token = url.rsplit('/').next().unwrap();
        assert!(matches!(look(&world.service, token).await.unwrap(), LookAtLink::Usable { .. }));
        let done = CarryOut::Done { what: What::SignInLinkIssued, restored: Restored::Yes, later: 0 };
        assert_eq!(was_not_me(&world, &ra, &bob).await, done);
        assert!(matches!(look(&world.service, token).await.unwrap(), LookAtLink::Used));
    })
    .await;
}

#[tokio::test]
async fn a_report_ends_what_was_approved_before() {
    on_both(async |mut world| {
        world.organisations().await;
        let (ra, other) = (world.agent("Daniel", "RA1").await, world.manager("Grace", "RA1").await);
        let bob = bob_of_hosp(&world).await;
        let whom = &bob.person.id;
        let target = Target::SignInLink;
        let asked = approval::ask(&world.service, &ra.desk, (ra.origin(), &why()), whom, &target).await.unwrap();
        let Ok(Ask::Asked(id)) = asked else { panic!("{asked:?}") };
        let by = (other.origin(), &why());
        let decided = approval::decide(&world.service, &other.desk, by, &id, Decision::Approved).await.unwrap();
        assert_eq!(decided, Ok(Decide::Done));
        let (by, wish) = ((ra.origin(), &why()), (Kind::SecurityKey, Presence::InPerson, false));
        authenticator::issue(&world.service, &ra.desk, by, whom, wish).await.unwrap().unwrap();
        was_not_me(&world, &ra, &bob).await;
        let live = async |world: &World| {
            world
                .read(async |repository| {
                    let me = &ra.desk.me().person.id;
                    repository.find_live_approval(whom, &target, me, world.now()).await.unwrap()
                })
                .await
        };
        assert_eq!(live(&world).await, None);
        let mine = approval::mine(&world.service, &ra.desk).await.unwrap();
        assert!(mine.iter().all(|asked| asked.approval.decision == Some(Decision::Refused)), "{mine:?}");
    })
    .await;
}

#[tokio::test]
async fn a_registration_link_that_was_not_asked_for_ends() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = bob_of_hosp(&world).await;
        let (by, whom) = ((ra.origin(), &why()), &bob.person.id);
        let wish = (Kind::SecurityKey, Presence::InPerson, false);
        let issued = authenticator::issue(&world.service, &ra.desk, by, whom, wish).await.unwrap().unwrap();
        let authenticator::IssueAuthenticator::Issued(id) = issued else { panic!("{issued:?}") };
        let shown = authenticator::show_link(&world.service, &ra.desk, whom, &id).await.unwrap();
        let ShowLink::Usable { token, .. } = shown else { panic!("{shown:?}") };
        let done = CarryOut::Done {
            what: What::RegistrationIssued(Kind::SecurityKey.name().into()),
            restored: Restored::Yes,
            later: 0,
        };
        assert_eq!(was_not_me(&world, &ra, &bob).await, done);
        assert_eq!(open::look(&world.service, None, &token).await.unwrap(), LookAtRegistrationLink::Over);
    })
    .await;
}

#[tokio::test]
async fn what_was_let_in_again_is_out_again() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.agent("Daniel", "RA1").await;
        let bob = bob_of_hosp(&world).await;
        let (by, whom) = ((ra.origin(), &why()), &bob.person.id);
        let held = world.held(&bob.person).await.remove(0).id;
        authenticator::lock(&world.service, &ra.desk, by, whom, &held).await.unwrap().unwrap();
        assert_eq!(authenticator::unlock(&world.service, &ra.desk, by, whom, &held).await.unwrap(), Ok(true));
        assert!(world.held(&bob.person).await[0].is_usable());
        let name = Kind::MicrosoftAuthenticator.name().to_owned();
        let done = CarryOut::Done { what: What::AuthenticatorReinstated(name), restored: Restored::Yes, later: 0 };
        assert_eq!(was_not_me(&world, &ra, &bob).await, done);
        assert!(!world.held(&bob.person).await[0].is_usable());
    })
    .await;
}
