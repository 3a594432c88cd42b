//! A computer that several people share: the next person finds nothing of the one before to go on with.

use identity::{
    email::{EmailProofId, verify::ProveEmail},
    registration::{
        RegistrationState::PasswordShown,
        confirm_code::ConfirmCode,
        current::{self, Step},
        start::Wish,
    },
    session::{Computer, end},
    sign_in::{
        SignInId,
        code::{self, Due, SubmitCode},
        link,
    },
};

use crate::support::{Account, App, Browser, Registering, Visit, WISH, World, on_both};

/// All that somebody can have under way in a browser.
struct UnderWay {
    visit: Visit,
    registering: Registering,
    app: App,
    proof: EmailProofId,
    proof_code: String,
    sign_in: SignInId,
}

async fn begin(world: &World, account: &Account, browser: &Browser) -> UnderWay {
    let visit = world.sign_in(browser, account).await;
    let proof = world.pending(&visit, "another@nhs.net").await;
    let proof_code = world.code_to("another@nhs.net").await;
    let registering = world.issue(&visit, &account.address, Wish { replace: true, ..WISH }).await;
    world.bring(&registering, PasswordShown).await;
    let app = world.app(&registering).await.unwrap();
    let sign_in = world.half_signed_in(browser, account).await;
    UnderWay { visit, registering, app, proof, proof_code, sign_in }
}

async fn step(world: &World, registering: &Registering) -> Step {
    let view = current::view(&world.service, &registering.browser.id, &registering.id).await.unwrap();
    view.expect("a registration of this browser").step
}

async fn is_waiting(world: &World, browser: &Browser, id: &SignInId) -> bool {
    code::due(&world.service, None, &browser.id, id).await.unwrap() == Some(Due::Code)
}

/// Nothing of it goes on, with the right codes either.
async fn assert_over(world: &World, account: &Account, under_way: &UnderWay) {
    let UnderWay { visit, registering, app, proof, proof_code, sign_in } = under_way;
    assert_eq!(step(world, registering).await, Step::Over);
    assert!(world.app(registering).await.is_none(), "the QR code is gone");
    let done = world.confirm_code(registering, &app.code(world.now())).await;
    assert!(matches!(done, ConfirmCode::Over), "{done:?}");
    assert_eq!(world.prove(visit, proof, proof_code).await, ProveEmail::Over);
    assert!(!is_waiting(world, &visit.browser, sign_in).await);
    let answer = world.code(&visit.browser, sign_in, &account.app.code(world.now())).await;
    assert!(matches!(answer, SubmitCode::Over), "{answer:?}");
}

/// All of it comes to its end.
async fn assert_goes_on(world: &World, under_way: &UnderWay) {
    let UnderWay { visit, registering, app, proof, proof_code, sign_in } = under_way;
    assert_eq!(step(world, registering).await, Step::SetUpApp);
    assert!(is_waiting(world, &visit.browser, sign_in).await);
    assert_eq!(world.prove(visit, proof, proof_code).await, ProveEmail::Verified);
    world.bring_to_end(registering, app).await;
}

#[tokio::test]
async fn failure_09_the_sign_in_link_of_somebody_else_ends_what_was_under_way_in_the_browser() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.person("Bob").await);
        let browser = world.browser().await;
        let anns = begin(&world, &ann, &browser).await;
        let link = world.link(&bob, identity::assurance::AssuranceLevel::Aal2).await;
        let before = Some(&anns.visit.me.session.id);
        let token =
            link::open(&world.service, &browser.origin, (&browser.id, Computer::Own), before, &link).await.unwrap();
        assert!(world.find(&token.unwrap()).await.is_some());
        assert!(world.find(&anns.visit.token).await.is_none());
        assert_over(&world, &ann, &anns).await;
    })
    .await;
}

#[tokio::test]
async fn failure_09_password_and_code_of_somebody_else_end_what_was_under_way_in_the_browser() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let browser = world.browser().await;
        let anns = begin(&world, &ann, &browser).await;
        world.password(&browser, &bob.address, "not the password").await;
        world.half_signed_in(&browser, &bob).await;
        assert_eq!(step(&world, &anns.registering).await, Step::SetUpApp, "half a sign-in ends nothing");
        world.sign_in(&browser, &bob).await;
        assert_over(&world, &ann, &anns).await;
    })
    .await;
}

#[tokio::test]
async fn failure_09_who_signs_out_leaves_nothing_under_way_in_the_browser() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let anns = begin(&world, &ann, &browser).await;
        end::sign_out(&world.service, &anns.visit.me, &browser.origin).await.unwrap();
        assert_over(&world, &ann, &anns).await;
    })
    .await;
}

#[tokio::test]
async fn failure_09_who_signs_out_ends_what_somebody_else_began_there() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let browser = world.browser().await;
        let anns = world.sign_in(&browser, &ann).await;
        let bobs = world.half_signed_in(&browser, &bob).await;
        end::sign_out(&world.service, &anns.me, &browser.origin).await.unwrap();
        assert!(!is_waiting(&world, &browser, &bobs).await);

        let again = world.half_signed_in(&browser, &bob).await;
        end::sign_out(&world.service, &anns.me, &browser.origin).await.unwrap();
        assert!(is_waiting(&world, &browser, &again).await, "a session that has ended ends nothing more");
    })
    .await;
}

#[tokio::test]
async fn failure_09_who_signs_in_again_goes_on_with_their_own() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let browser = world.browser().await;
        let mut anns = begin(&world, &ann, &browser).await;
        world.wait(crate::support::STEP);
        let before = Some(&anns.visit.me.session.id);
        let id = world.half_signed_in(&browser, &ann).await;
        let (origin, typed) = (&browser.origin, ann.app.code(world.now()));
        let answer = code::submit(&world.service, origin, &browser.id, before, &id, &typed).await.unwrap();
        let SubmitCode::SignedIn { token, .. } = answer else { panic!("expected a session: {answer:?}") };
        anns.visit = world.visit(&browser, token).await;
        assert_goes_on(&world, &anns).await;
    })
    .await;
}

#[tokio::test]
async fn failure_09_what_is_under_way_in_another_browser_goes_on() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (browser, other) = (world.browser().await, world.browser().await);
        let anns = begin(&world, &ann, &browser).await;
        let bobs = world.sign_in(&other, &bob).await;
        end::sign_out(&world.service, &bobs.me, &other.origin).await.unwrap();
        assert_goes_on(&world, &anns).await;
    })
    .await;
}
