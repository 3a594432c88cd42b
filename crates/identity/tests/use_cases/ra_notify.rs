//! Who is told that something waits at a desk, and how often.

use identity::{
    assurance::Kind,
    authenticator::AuthenticatorId,
    email::address::EmailAddress,
    person::{Person, freeze::Freeze, telephone},
    ra::{
        approval::{self, Ask},
        contact::{self, Contact},
        target::Target,
    },
    time::parse_date,
    undo::carry_out,
};

use crate::support::{
    Account, MINUTE, World,
    desk::{Ra, code, nurse_at, position, why},
    on_both,
};

const WAITS: &str = "An approval waits in Care Identity";
const REPORTED: &str = "A change was reported in Care Identity";

fn an_address() -> Target {
    Target::Email { address: EmailAddress::parse("another@nhs.net").unwrap(), replaces: None }
}

async fn ask(world: &World, ra: &Ra, whom: &Person, target: &Target) {
    let asked = approval::ask(&world.service, &ra.desk, (ra.origin(), &why()), &whom.id, target).await.unwrap();
    assert!(matches!(asked, Ok(Ask::Asked(_))), "{asked:?}");
}

/// Who was told, of what `work` causes.
async fn told(world: &World, subject: &str, work: impl AsyncFnOnce()) -> Vec<String> {
    let mails = world.mails_of(work).await;
    mails.into_iter().filter(|(_, of)| of == subject).map(|(to, _)| to).collect()
}

/// Somebody with a position takes back a change of theirs.
async fn report(world: &World, account: &Account) {
    let visit = world.signed_in(account).await;
    telephone::set(&world.service, &visit.me, &visit.browser.origin, "07700 900 982").await.unwrap();
    let link = world.undo_link_to(&account.address).await;
    carry_out::carry_out(&world.service, &visit.browser.origin, &link).await.unwrap();
}

async fn set_contact(world: &World, ra: &Ra, email: &str) {
    let of = ra.desk.seats()[0].organisation.clone();
    let contact = Contact::parse(of, ["RA office", email, "01632 960001", ""]).unwrap();
    let set = contact::set(&world.service, &ra.desk, (ra.origin(), &why()), &contact).await.unwrap();
    assert_eq!(set, Ok(()));
}

#[tokio::test]
async fn those_who_could_approve_are_told_and_nobody_else() {
    on_both(async |mut world| {
        world.organisations().await;
        let asker = world.manager("Grace", "RA1").await;
        let (_same, _other) = (world.agent("Daniel", "RA1").await, world.manager("Carol", "RA2").await);
        let (frozen, ended) = (world.agent("Frida", "RA1").await, world.agent("Elin", "RA1").await);
        let far = world.manager("Faro", "FAR").await;
        // She looks after herself, and decides nothing about herself.
        let bob = world.agent("Bob", "HOSP").await;
        let freeze = Freeze { at: world.now(), since: world.now() };
        world
            .write(async |repository| {
                repository.set_freeze(&frozen.person.id, Some(freeze)).await.unwrap();
                let held = repository.list_held_positions(std::slice::from_ref(&ended.person.id)).await.unwrap();
                assert!(repository.end_position(&held[0].id, parse_date("2020-01-02").unwrap()).await.unwrap());
            })
            .await;
        // Where she worked once, they may see her no more.
        let mut past = nurse_at("FAR");
        past.ends_on = Some(parse_date("2020-02-01").unwrap());
        world.hold(&bob.person, &past).await;
        assert_eq!(far.desk.seats().len(), 1);

        let first = told(&world, WAITS, async || ask(&world, &asker, &bob.person, &an_address()).await).await;
        assert_eq!(first, ["carol@nhs.net", "daniel@nhs.net"]);
        let mail = world.mails_to("carol@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("https://identity.example/ra/approvals"), "{}", mail.text);
        assert!(!mail.text.contains("Bob") && !mail.text.contains("Grace"), "it names nobody: {}", mail.text);
    })
    .await;
}

#[tokio::test]
async fn a_reader_gets_one_mail_an_hour_and_what_came_meanwhile_is_told_at_its_end() {
    on_both(async |mut world| {
        world.organisations().await;
        let mut asker = world.manager("Grace", "RA1").await;
        let _other = world.manager("Carol", "RA2").await;
        let bob = world.nurse("Bob", "HOSP").await;
        let told = async || {
            let mails = world.mails_to("carol@nhs.net").await;
            mails.iter().filter(|mail| mail.subject == WAITS).count()
        };
        ask(&world, &asker, &bob, &an_address()).await;
        assert_eq!(told().await, 1);
        world.wait(MINUTE);
        ask(&world, &asker, &bob, &Target::Authenticator { kind: Kind::Passkey, replace: false }).await;
        ask(&world, &asker, &bob, &Target::SignInLink).await;
        world.wait(MINUTE * 58);
        assert_eq!(told().await, 1, "the hour is not over");
        world.wait(MINUTE);
        assert_eq!(told().await, 2, "one mail stands for both");
        world.again(&mut asker).await;
        world.wait(MINUTE);
        ask(&world, &asker, &bob, &Target::Freeze).await;
        assert_eq!(told().await, 2, "a minute ago there was one");
        world.wait(MINUTE * 59);
        assert_eq!(told().await, 3);
        world.wait(MINUTE * 60);
        world.again(&mut asker).await;
        ask(&world, &asker, &bob, &Target::Reinstate(AuthenticatorId::from_text("one"))).await;
        assert_eq!(told().await, 4, "at once again");
    })
    .await;
}

#[tokio::test]
async fn the_offices_of_ones_organisations_are_told_that_a_change_was_not_ones_own() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        set_contact(&world, &ra, "office@nhs.net").await;
        let accounts = [world.account("Bob").await, world.account("Ann").await];
        for account in &accounts {
            world.hold(&account.person, &nurse_at("HOSP")).await;
            world.hold(&account.person, &position("CLINIC", "R1730")).await;
        }
        let [bob, ann] = &accounts;
        let first = told(&world, REPORTED, async || report(&world, bob).await).await;
        assert_eq!(first, ["office@nhs.net"], "one mail, and none to those who share the office's");
        let second = told(&world, REPORTED, async || report(&world, ann).await).await;
        assert_eq!(second, Vec::<String>::new());
        world.wait(MINUTE * 60);
        assert_eq!(world.mails_to("office@nhs.net").await.len(), 2);
        let mail = world.mails_to("office@nhs.net").await.pop().unwrap();
        assert!(mail.text.contains("https://identity.example/ra/lists/reports") && !mail.text.contains("Ann"));
    })
    .await;
}

#[tokio::test]
async fn where_no_office_has_an_address_those_at_the_desk_are_told() {
    on_both(async |mut world| {
        world.organisations().await;
        let ra = world.manager("Grace", "RA1").await;
        set_contact(&world, &ra, "").await;
        let _agent = world.agent("Daniel", "RA1").await;
        let bob = world.account("Bob").await;
        world.hold(&bob.person, &nurse_at("CLINIC")).await;
        assert_eq!(contact::of(&world.service, &code("CLINIC")).await.unwrap().unwrap().email, None);
        let told = told(&world, REPORTED, async || report(&world, &bob).await).await;
        assert_eq!(told, ["daniel@nhs.net", "grace@nhs.net"]);
    })
    .await;
}
