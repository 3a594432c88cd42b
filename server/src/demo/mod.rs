//! `care-identity demo`: fictional people, organisations, applications and a planned outage, so that every journey can be tried without
//! anybody's data. Filling in again changes nothing that is there.

mod applications;
pub mod banner;
mod card;
pub mod mailbox;
pub mod organisations;
pub mod people;
mod registration_authority;

use identity::{
    actor::{Actor, Origin},
    assurance::AssuranceLevel,
    person::{Person, PersonName, PersonState, UserIdentifier, add},
    service::Service,
    sign_in::link::{self, IssueLink, IssuedLink, UnderWay},
    time::parse_date,
};

use self::people::{Fictional, PEOPLE};
use crate::{cli::output, failure::Failure, mail::Transport, state::AppState};

pub use card::Inserted;

/// Fills in what is missing, prints how to sign in as whom, and puts the demonstration card into its reader, where it stays as
/// long as the answer is held.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(state: &AppState) -> Result<Inserted, Failure> {
    let service = &state.service;
    organisations::fill_in(service).await?;
    applications::fill_in(service).await?;
    banner::announce(service).await?;

    registration_authority::fill_in(service).await?;

    let (mut links, mut holder) = (Vec::new(), None);
    for fictional in PEOPLE {
        let person = present(service, fictional).await?;
        registration_authority::made(service, &person).await?;
        // Everybody gets a link at each start: that is no remedy.
        let how = (AssuranceLevel::Aal3, UnderWay::GoesOn);
        if let IssueLink::Issued(link) =
            link::issue(service, &Actor::System, &Origin::server(), &person.id, how).await?
        {
            links.push((fictional, link));
        }
        if fictional.identifier == card::HOLDER {
            holder = Some(person);
        }
    }
    let inserted = card::insert(state, holder.as_ref()).await?;
    tell(state, &links, &inserted);
    Ok(inserted)
}

/// The person, added when missing, with positions and state.
async fn present(service: &Service, fictional: &Fictional) -> Result<Person, Failure> {
    let wrong = || Failure::failed(format!("the fictional person {} is not valid", fictional.identifier));
    let identifier = UserIdentifier::parse(fictional.identifier).ok_or_else(wrong)?;
    let name = PersonName::parse(fictional.given_name, fictional.family_name).map_err(|_| wrong())?;
    let birth_date = parse_date(fictional.birth_date).map_err(|_| wrong())?;
    let (actor, origin) = (Actor::System, Origin::server());
    add::add(service, &actor, &origin, name, birth_date, Some(identifier.clone())).await?;
    let person = service.read().await?.find_person_by_identifier(&identifier).await?.ok_or_else(wrong)?;

    // One transaction, so that a stop in the middle leaves all positions or none.
    let mut repository = service.write().await?;
    if repository.list_positions(&person.id).await?.is_empty() {
        for position in fictional.positions {
            let id = identity::random::encode(&identity::random::bytes::<16>(&*service.random));
            repository.add_position(&person.id, &position.held().ok_or_else(wrong)?, &id).await?;
        }
        repository.commit().await?;
    } else {
        drop(repository);
    }
    if fictional.closed {
        add::set_state(service, &actor, &origin, &person.id, PersonState::Closed, "fictional person who left").await?;
    }
    Ok(person)
}

fn tell(state: &AppState, links: &[(&Fictional, IssuedLink)], inserted: &Inserted) {
    let rule = "-".repeat(78);
    output::line(format!("\n{rule}\n{}: a DEMONSTRATION with fictional people", state.config.service_name));
    output::line(format!("\nOpen {}\n", state.config.base_url));
    if let Some((_, first)) = links.first() {
        output::line(format!(
            "Sign-in links. Each works once, until {}; starting again gives new ones.\n",
            first.expires_at.for_people()
        ));
    }
    for (fictional, link) in links {
        output::line(format!(
            "  {} {}, {}\n    {}",
            fictional.given_name, fictional.family_name, fictional.about, link.url
        ));
    }
    for closed in PEOPLE.iter().filter(|fictional| fictional.closed) {
        output::line(format!(
            "  {} {}, {}: no link, the Care Identity is closed",
            closed.given_name, closed.family_name, closed.about
        ));
    }
    output::line(format!("\n{}", inserted.words()));
    if !state.config.listen.ip().is_loopback() {
        output::line(format!(
            "\nCAUTION: {} can be reached from other computers, and whoever reaches it can sign in as these people.",
            state.config.listen
        ));
    }
    output::line(format!("\nMail goes to {}", Transport::describe(&state.config)));
    output::line(format!("Data is kept in {}\nStop with Ctrl+C\n{rule}\n", state.config.data_dir.display()));
}
