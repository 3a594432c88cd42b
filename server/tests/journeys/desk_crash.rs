//! Failure 30 at the desk of a Registration Authority: the process dies around each commit of what is done for somebody else,
//! and before the answer left.

use identity::{
    email::{Email, EmailId, address::EmailAddress},
    organisation::{Organisation, OrganisationCode},
    person::{PersonId, PersonName, Position, UserIdentifier},
    ra::{
        approval::{Approval, ApprovalId, Decision, LIFE},
        take_over::{TakeOver, TakenOver},
        target::Target,
    },
    store::Repository,
    time::{Timestamp, parse_date},
};

use crate::{
    care::{Carer, Journey, records},
    care_crash::crashes,
    crash::now,
    http::Gone,
    process::{IDENTIFIER, Installation},
};

const RA: &str = "X9A05";
const NIA: &str = "999000000026";

crashes! {
    failure_30_somebody_is_created_once_whatever_breaks_off: CREATE,
        ["person.added", "position.added"], ["/api/ra/people/new"];
    failure_30_an_issued_authenticator_link_gives_way_to_the_next_whatever_breaks_off: ISSUE,
        ["registration.started"], ["/api/ra/authenticators/issue"];
    failure_30_an_approved_address_is_replaced_once_whatever_breaks_off: REPLACE_EMAIL,
        ["email.verified"], ["/api/ra/email"];
    failure_30_a_care_identity_is_closed_once_whatever_breaks_off: CLOSE,
        ["person.closed"], ["/api/ra/account"];
}

/// A path about Nia.
fn page(rest: &str) -> String {
    format!("/ra/people/{NIA}{rest}")
}

const CREATE: Journey = Journey {
    prepare: sit_down,
    begin: |_| "/ra/people/new".into(),
    step: |carer, heading| match heading {
        // The answer was lost, and they are there.
        "Create a new user" if carer.text_says("This person may exist already") => carer.is_done(),
        "Create a new user" => {
            let fields = [
                ("given", "Ola"),
                ("family", "Newcomer"),
                ("birth_day", "31"),
                ("birth_month", "3"),
                ("birth_year", "1990"),
                ("organisation", RA),
                ("role", "R0620"),
                ("documents[]", "passport"),
                ("reason", "starts on Monday"),
            ];
            carer.submit("/api/ra/people/new", &fields)
        }
        "New sign-in link" => carer.is_done(),
        _ => Ok(false),
    },
    once: &["person.added", "position.added"],
    told: &[],
    renewed: None,
};

const ISSUE: Journey = Journey {
    prepare: sit_down,
    begin: |_| page("/authenticators/add"),
    step: |carer, heading| match heading {
        "Issue an authenticator" => {
            let fields = [("kind", "security-key"), ("presence", "in-person"), ("reason", "lost the old one")];
            carer.submit("/api/ra/authenticators/issue", &fields)
        }
        "Registration link" => carer.is_done(),
        _ => Ok(false),
    },
    once: &[],
    told: &[],
    renewed: Some(("registration.started", "registration.abandoned")),
};

const REPLACE_EMAIL: Journey = Journey {
    prepare: |carer, world| {
        sit_down(carer, world)?;
        let now = now(world);
        records(world).write(async |repository| approve(repository, now).await);
        Ok(())
    },
    begin: |_| page("/email"),
    step: |carer, heading| match heading {
        "Verify or replace an email address" if carer.text_says("This address is verified already") => carer.is_done(),
        "Verify or replace an email address" => {
            let fields = [
                ("email", "nia.newer@nhs.net"),
                ("replaces", "nias-email"),
                ("documents[]", "passport"),
                ("reason", "married"),
            ];
            carer.submit("/api/ra/email", &fields)
        }
        "Nia Newcomer" if carer.text_says("nia.newer@nhs.net") => carer.is_done(),
        _ => Ok(false),
    },
    once: &["email.verified"],
    told: &["Your Care Identity email address was changed"],
    renewed: None,
};

const CLOSE: Journey = Journey {
    prepare: sit_down,
    begin: |_| page("/close"),
    step: |carer, heading| match heading {
        "Close the Care Identity" => carer.submit("/api/ra/account", &[("reason", "left")]),
        "Nia Newcomer" if carer.text_says("Open the Care Identity again") => carer.is_done(),
        _ => Ok(false),
    },
    once: &["person.closed"],
    told: &[],
    renewed: None,
};

/// Amara manages a Registration Authority; Nia works there and has an address.
fn sit_down(_: &mut Carer, world: &Installation) -> Result<(), Gone> {
    let name = ["--given-name", "Nia", "--family-name", "Newcomer", "--birth-date", "1990-03-31"];
    world.run(&[&["person", "add", "--identifier", NIA], name.as_slice()].concat());
    let records = records(world);
    records.name_organisations(&[Organisation::named(OrganisationCode::parse(RA).unwrap(), "The office").unwrap()]);
    let now = now(world);
    records.write(async |repository| {
        for (identifier, role, id) in [(IDENTIFIER, "R5080", "seat"), (NIA, "R0620", "nurse")] {
            let position = Position {
                organisation_code: RA.into(),
                organisation_name: String::new(),
                role_code: role.into(),
                role_name: "A role".into(),
                starts_on: parse_date("2020-01-01").unwrap(),
                ends_on: None,
            };
            let person = id_of(repository, identifier).await;
            repository.add_position(&person, &position, id).await.unwrap();
        }
        let email = Email {
            id: EmailId::from_text("nias-email"),
            person_id: id_of(repository, NIA).await,
            address: EmailAddress::parse("nia@nhs.net").unwrap(),
            added_at: now,
            verified_at: None,
            replaces: None,
        };
        assert!(repository.add_email(&email).await.unwrap());
        repository.verify_email(&email.id, now).await.unwrap();
    });
    Ok(())
}

/// The other half was done today, so that Amara asked, and somebody else approved.
async fn approve(repository: &mut dyn Repository, now: Timestamp) {
    let (nia, amara) = (id_of(repository, NIA).await, id_of(repository, IDENTIFIER).await);
    let colleague = identity::person::Person {
        id: PersonId::from_text("colleague"),
        identifier: UserIdentifier::parse("999000000034").unwrap(),
        name: PersonName::parse("Sam", "Colleague").unwrap(),
        birth_date: parse_date("1984-05-30").unwrap(),
        state: identity::person::PersonState::Open,
        frozen: None,
    };
    assert!(repository.add_person(&colleague, now).await.unwrap());
    let done = TakenOver {
        person: nia.clone(),
        action: TakeOver::IssueAuthenticator,
        by: Some(colleague.id.clone()),
        at: now,
        set_up: false,
    };
    repository.add_take_over("other-half", &done).await.unwrap();
    let address = EmailAddress::parse("nia.newer@nhs.net").unwrap();
    let approval = Approval {
        id: ApprovalId::from_text("approval"),
        person: nia,
        target: Target::Email { address, replaces: Some(EmailId::from_text("nias-email")) },
        asked_by: amara,
        asked_at: now,
        reason: "married".into(),
        expires_at: now.plus(LIFE),
        decision: None,
        used_at: None,
    };
    repository.add_approval(&approval).await.unwrap();
    assert!(repository.decide_approval(&approval.id, &colleague.id, Decision::Approved, now).await.unwrap());
}

async fn id_of(repository: &mut dyn Repository, identifier: &str) -> PersonId {
    let identifier = UserIdentifier::parse(identifier).unwrap();
    repository.find_person_by_identifier(&identifier).await.unwrap().unwrap().id
}
