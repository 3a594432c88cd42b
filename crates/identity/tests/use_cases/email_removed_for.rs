//! An operator removes the address of somebody whose identity they checked: `person remove-email`.

use identity::{
    actor::{Actor, Origin},
    email::{
        address::EmailAddress,
        remove::{self, RemoveEmail},
    },
    password::forgot::{
        current::{self, Step},
        start::{self, Start},
    },
    sign_in::password::SubmitPassword,
    undo::look::{self, LookAtUndo},
};

use crate::support::{Account, PASSWORD, World, on_both};

async fn remove(world: &World, account: &Account, address: &str, even_the_last: bool) -> RemoveEmail {
    let (actor, origin) = (Actor::Operator, Origin::server());
    let address = EmailAddress::parse(address).unwrap();
    let which = (&address, even_the_last);
    remove::remove_for(&world.service, (&actor, &origin), &account.person, which, "mailbox closed").await.unwrap()
}

#[tokio::test]
async fn an_operator_removes_an_address_and_the_last_one_only_when_they_say_so() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let visit = world.signed_in(&ann).await;
        world.verified(&visit, "second@nhs.net").await;
        assert_eq!(remove(&world, &ann, "nobody@nhs.net", true).await, RemoveEmail::NotThere);

        let told =
            world.mails_of(async || assert_eq!(remove(&world, &ann, "ANN@nhs.net", false).await, RemoveEmail::Removed));
        let mut readers: Vec<String> = told.await.into_iter().map(|(to, _)| to).collect();
        readers.sort();
        assert_eq!(readers, ["ann@nhs.net", "second@nhs.net"]);
        let entry = world.audit().await.into_iter().find(|entry| entry.event == "email.removed").unwrap();
        assert_eq!(entry.actor, Actor::Operator.audit_text());
        let details = entry.details;
        assert!(details.contains("mailbox closed") && !details.contains("ann@nhs.net"), "{details}");

        assert_eq!(remove(&world, &ann, "second@nhs.net", false).await, RemoveEmail::LastOne);
        assert_eq!(remove(&world, &ann, "second@nhs.net", true).await, RemoveEmail::Removed);
        assert_eq!(remove(&world, &ann, "second@nhs.net", true).await, RemoveEmail::NotThere);
        assert_eq!(world.password(&visit.browser, "second@nhs.net", PASSWORD).await, SubmitPassword::Wrong);
    })
    .await;
}

#[tokio::test]
async fn what_a_reader_of_a_removed_address_began_goes_no_further() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let link = world.undo_link_to("ann@nhs.net").await;
        let looked = look::look(&world.service, &link).await.unwrap();
        assert!(matches!(looked, LookAtUndo::Usable { .. }), "{looked:?}");
        let browser = world.browser().await;
        let begun = start::start(&world.service, &browser.origin, &browser.id, "ann@nhs.net").await.unwrap();
        let Start::Begun(id) = begun else { panic!("{begun:?}") };
        let step = async || current::view(&world.service, &browser.id, &id).await.unwrap().map(|view| view.step);
        assert!(matches!(step().await, Some(Step::EnterCode { .. })));

        assert_eq!(remove(&world, &ann, "ann@nhs.net", true).await, RemoveEmail::Removed);
        assert_eq!(step().await, None);
        let looked = look::look(&world.service, &link).await.unwrap();
        assert!(matches!(looked, LookAtUndo::Over), "{looked:?}");
    })
    .await;
}
