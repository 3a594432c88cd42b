//! Nothing that is stored or logged gives a secret away.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use identity::{
    actor::Origin,
    assurance::AssuranceLevel,
    audit::chain,
    password::{
        change::{self, ChangePassword, Entries},
        forgot::start,
    },
    registration::{
        RegistrationState::{Issued, PasswordShown},
        start::Wish,
    },
    session,
};

use crate::support::{App, PASSWORD, WISH, World, on_both, secret};

/// Everything secret of one journey, by name.
#[derive(Default)]
struct Secrets(Vec<(&'static str, Vec<u8>)>);

impl Secrets {
    fn text(&mut self, name: &'static str, secret: &str) {
        assert!(secret.len() >= 8);
        self.0.push((name, secret.as_bytes().to_vec()));
    }

    fn app(&mut self, app: &App) {
        self.text("an app's key", &app.base32);
        self.text("an app's key in groups", &format!("{} {}", &app.base32[..4], &app.base32[4..8]));
        self.text("an app's secret in base64", STANDARD.encode(app.secret).trim_end_matches('='));
        self.text("an app's secret in URL-safe base64", &URL_SAFE_NO_PAD.encode(app.secret));
        self.text("an app's secret in hex", &app.secret.map(|byte| format!("{byte:02x}")).concat());
        self.0.push(("an app's secret", app.secret.to_vec()));
    }

    fn refuse_in(&self, place: &str, bytes: &[u8]) {
        for (name, secret) in &self.0 {
            let found = bytes.windows(secret.len()).any(|window| window == secret);
            assert!(!found, "{name} stands in {place}");
        }
    }
}

/// A replaced app, whose key is kept for as long as it can be taken back, a changed password, and a forgotten one.
async fn change_what_can_be_taken_back(world: &World, secrets: &mut Secrets) {
    let dora = world.account("Dora").await;
    let visit = world.signed_in(&dora).await;
    let replacing = world.issue(&visit, &dora.address, Wish { replace: true, ..WISH }).await;
    world.bring(&replacing, PasswordShown).await;
    for app in [&dora.app, &world.app(&replacing).await.unwrap()] {
        secrets.app(app);
    }
    world.bring_to_end(&replacing, &world.app(&replacing).await.unwrap()).await;
    secrets.text("an undo link", &world.undo_link_to(&dora.address).await);

    let new = "velvet harbour climbs";
    let entries = Entries { current: secret(PASSWORD), new: secret(new), again: secret(new) };
    let changed = change::change(&world.service, &visit.me, &visit.browser.origin, entries).await.unwrap();
    let ChangePassword::Done(token) = changed else { panic!("expected a change: {changed:?}") };
    secrets.text("a session's new token", token.reveal());
    secrets.text("a changed password", new);
    start::start(&world.service, &visit.browser.origin, &visit.browser.id, &dora.address).await.unwrap();
}

/// Every journey there is, with every kind of secret in use, some of them used up and some not.
async fn live(world: &World) -> Secrets {
    let mut secrets = Secrets::default();
    secrets.text("a password", PASSWORD);
    let (_, browser) = session::browser::add(&world.service, &Origin::server()).await.unwrap();
    secrets.text("a browser's token", browser.reveal());

    let ann = world.account("Ann").await;
    secrets.app(&ann.app);
    let visit = world.signed_in(&ann).await;
    secrets.text("a session's token", visit.token.reveal());
    secrets.text("an unused sign-in link", &world.link(&ann.person, AssuranceLevel::Aal2).await);
    let replacing = world.issue(&visit, &ann.address, Wish { replace: true, ..WISH }).await;
    secrets.text("a registration link", &replacing.link);
    world.bring(&replacing, PasswordShown).await;
    secrets.app(&world.app(&replacing).await.unwrap());

    let (bobs, registering) = world.registering("Bob", Issued).await;
    secrets.text("an unopened registration link", &registering.link);
    secrets.text("an enrolment session's token", bobs.token.reveal());
    let caro = world.person("Caro").await;
    let link = world.link(&caro, AssuranceLevel::Aal2).await;
    secrets.text("a used sign-in link", &link);
    world.open_link(&visit.browser, &link).await.unwrap();

    change_what_can_be_taken_back(world, &mut secrets).await;
    for address in [&ann.address, "bob@nhs.net", "dora@nhs.net"] {
        for code in world.codes_to(address).await {
            secrets.text("an e-mailed code", &code);
        }
    }
    world.pending(&visit, "pending@nhs.net").await;
    world.password(&visit.browser, "tried-by-nobody@nhs.net", "a wrong pass phrase").await;
    secrets.text("a wrong password", "a wrong pass phrase");
    secrets.text("an address that somebody tried", "tried-by-nobody");
    secrets
}

#[tokio::test]
async fn no_row_of_any_table_holds_a_secret() {
    on_both(async |world| {
        let secrets = live(&world).await;
        chain::seal(&world.service, "one").await.unwrap();
        let stolen = world.stolen_bytes().await;
        assert!(stolen.len() > 10_000);
        secrets.refuse_in("the database", &stolen);
    })
    .await;
}

#[tokio::test]
async fn no_entry_of_the_audit_log_and_no_subject_of_a_mail_holds_a_secret() {
    on_both(async |world| {
        let secrets = live(&world).await;
        for entry in world.audit().await {
            secrets.refuse_in(&format!("{entry:?}"), format!("{entry:?}").as_bytes());
            assert!(!entry.details.contains("ann@"), "addresses are masked: {}", entry.details);
        }
        for mail in world.mails().await {
            secrets.refuse_in(&mail.subject, mail.subject.as_bytes());
        }
    })
    .await;
}

#[tokio::test]
async fn a_mail_that_waits_is_sealed_and_one_that_was_sent_is_gone() {
    on_both(async |world| {
        let visit = world.enrol(&world.person("Ann").await).await;
        world.pending(&visit, "ann@nhs.net").await;
        let words = b"Your single-use";
        let before = world.stolen_bytes().await;
        assert!(!before.windows(words.len()).any(|window| window == words));
        let mail = world.mails_to("ann@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("Your single-use"));
        let counts = world.read(async |repository| repository.count_mail().await.unwrap()).await;
        assert_eq!((counts.pending, counts.dead), (0, 0));
    })
    .await;
}

#[tokio::test]
async fn nothing_that_is_printed_for_debugging_shows_a_secret() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        let found = world.read(async |repository| repository.lookup_password(&ann.person.id).await.unwrap()).await;
        let printed = format!("{:?} {:?} {found:?}", visit.me, visit.token);
        assert!(!printed.contains(visit.token.reveal()));
        assert!(!printed.contains(found.unwrap().as_str()));
    })
    .await;
}
