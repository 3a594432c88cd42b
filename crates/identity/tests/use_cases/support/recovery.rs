//! "Forgot password", step by step.

use identity::{
    email::proof::Resend,
    password::forgot::{
        RecoveryId,
        current::{self, Step},
        prove::{self, ProveAnother, ProveEmail},
        set::{self, SetPassword},
        start::{self, Start},
    },
    sign_in::password::SubmitPassword,
};

use super::{Account, Browser, STEP, World, secret};

pub(crate) const NEW: &str = "velvet harbour climbs";

/// A recovery in its browser.
pub(crate) struct Recovering {
    pub(crate) browser: Browser,
    pub(crate) id: RecoveryId,
}

pub(crate) async fn start(world: &World, browser: &Browser, address: &str) -> Start {
    start::start(&world.service, &browser.origin, &browser.id, address).await.unwrap()
}

pub(crate) async fn begun(world: &World, address: &str) -> Recovering {
    let browser = world.browser().await;
    match start(world, &browser, address).await {
        Start::Begun(id) => Recovering { browser, id },
        other => panic!("expected a recovery: {other:?}"),
    }
}

pub(crate) async fn step(world: &World, recovering: &Recovering) -> Step {
    let Recovering { browser, id } = recovering;
    current::view(&world.service, &browser.id, id).await.unwrap().unwrap().step
}

pub(crate) async fn prove_email(world: &World, recovering: &Recovering, code: &str) -> ProveEmail {
    let Recovering { browser, id } = recovering;
    prove::prove_email(&world.service, &browser.origin, (&browser.id, id), code).await.unwrap()
}

pub(crate) async fn prove_code(world: &World, recovering: &Recovering, code: &str) -> ProveAnother {
    let Recovering { browser, id } = recovering;
    prove::prove_code(&world.service, &browser.origin, (&browser.id, id), code).await.unwrap()
}

pub(crate) async fn set(world: &World, recovering: &Recovering, password: &str) -> SetPassword {
    let Recovering { browser, id } = recovering;
    let (one, again) = (secret(password), secret(password));
    set::set(&world.service, &browser.origin, (&browser.id, id), one, &again).await.unwrap()
}

pub(crate) async fn resend(world: &World, recovering: &Recovering) -> Resend {
    let Recovering { browser, id } = recovering;
    start::resend(&world.service, &browser.origin, &browser.id, id).await.unwrap()
}

/// Begun, with the e-mailed code entered.
pub(crate) async fn email_proved(world: &World, account: &Account) -> Recovering {
    let recovering = begun(world, &account.address).await;
    let code = world.code_to(&account.address).await;
    assert_eq!(prove_email(world, &recovering, &code).await, ProveEmail::Right);
    recovering
}

/// Both proofs were right.
pub(crate) async fn proved(world: &World, account: &Account) -> Recovering {
    let recovering = email_proved(world, account).await;
    world.wait(STEP);
    assert_eq!(prove_code(world, &recovering, &account.app.code(world.now())).await, ProveAnother::Right);
    recovering
}

pub(crate) async fn fits(world: &World, account: &Account, password: &str) -> bool {
    let answer = world.password(&world.browser().await, &account.address, password).await;
    matches!(answer, SubmitPassword::EnterCode(_))
}
