//! "Find an existing user": by user identifier, e-mail address, name or organisation, among the people in sight. Each search
//! is in the audit log, and somebody at the desk has so many an hour.

use crate::{
    actor::Origin,
    attempts,
    audit::{self, Event},
    email::address::EmailAddress,
    organisation::{OrganisationCode, words::words},
    person::{Person, PersonId, UserIdentifier},
    ra::{
        Desk,
        store::{HeldPosition, Wanted},
    },
    service::{Service, Unexpected},
    store::Repository,
    time::Timestamp,
};

/// People on a page.
pub const ON_A_PAGE: u32 = 10;
/// Pages: whoever has more to look through says more of whom they look for.
pub const MOST_PAGES: u32 = 20;
/// The longest text that is looked for, in characters.
pub const LONGEST: usize = 100;
/// Words of a name that are looked for.
const MOST_WORDS: usize = 4;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// 12 digits, an e-mail address, or beginnings of words of the name in any order; may be empty.
    pub text: String,
    /// Only who has or had a position there.
    pub organisation: Option<OrganisationCode>,
    /// The page, from 1.
    pub page: u32,
}

/// Somebody in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// In sight of whoever asked, at the time of asking.
    pub person: Person,
    /// Their positions, latest start first.
    pub positions: Vec<HeldPosition>,
}

/// How a search ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Find {
    /// These are there, by name.
    People {
        /// Of this page.
        people: Vec<Found>,
        /// Whether there are others after them. Past the last page only a narrower search finds those.
        more: bool,
    },
    /// Nothing was asked for that could be looked for.
    NothingAsked,
    /// Too many searches: not before this instant.
    Wait(Timestamp),
}

/// Looks for people in sight.
///
/// # Errors
/// When the database refuses.
pub async fn find(service: &Service, desk: &Desk, origin: &Origin, question: &Question) -> Result<Find, Unexpected> {
    let text: String = question.text.trim().chars().take(LONGEST).collect();
    let way = Way::of(&text);
    if matches!(&way, Way::Name(words) if words.is_empty()) && question.organisation.is_none() {
        return Ok(Find::NothingAsked);
    }
    let mut repository = service.write().await?;
    if let Some(until) = attempts::reserve_search(service, &mut *repository, &desk.me().person.id).await? {
        return Ok(Find::Wait(until));
    }
    let organisation = question.organisation.as_ref().map_or("", OrganisationCode::as_str);
    let details = [("by", way.slug()), ("text", text.as_str()), ("organisation", organisation)];
    audit::record(&mut *repository, service, origin, &desk.actor(), None, Event::RaSearched, &details).await?;
    repository.commit().await?;

    let mut repository = service.read().await?;
    let page = question.page.clamp(1, MOST_PAGES);
    let mut people = match way {
        Way::Identifier(identifier) => {
            let found = repository.find_person_by_identifier(&identifier).await?;
            in_sight(service, desk, &mut *repository, found.into_iter().map(|person| person.id).collect()).await?
        }
        Way::Email(address) => {
            let ids = repository.list_people_with_email(&address.comparison_key()).await?;
            in_sight(service, desk, &mut *repository, ids).await?
        }
        Way::Name(words) => {
            let wanted = Wanted { words, organisation: question.organisation.clone() };
            let (scope, skip) = (desk.scope(service), (page - 1) * ON_A_PAGE);
            repository.search_in_sight(&scope, &wanted, skip, ON_A_PAGE + 1).await?
        }
    };
    let more = people.len() > ON_A_PAGE as usize;
    people.truncate(ON_A_PAGE as usize);
    Ok(Find::People { people: with_positions(&mut *repository, people).await?, more })
}

/// How a text is looked for.
enum Way {
    Identifier(UserIdentifier),
    Email(EmailAddress),
    Name(Vec<String>),
}

impl Way {
    fn of(text: &str) -> Self {
        if let Some(identifier) = UserIdentifier::parse(text) {
            return Self::Identifier(identifier);
        }
        if let Ok(address) = EmailAddress::parse(text) {
            return Self::Email(address);
        }
        let mut words = words(text);
        words.truncate(MOST_WORDS);
        Self::Name(words)
    }

    const fn slug(&self) -> &'static str {
        match self {
            Self::Identifier(_) => "identifier",
            Self::Email(_) => "email",
            Self::Name(_) => "name",
        }
    }
}

/// Those of these people who are in sight.
pub(super) async fn in_sight(
    service: &Service,
    desk: &Desk,
    repository: &mut dyn Repository,
    ids: Vec<PersonId>,
) -> Result<Vec<Person>, Unexpected> {
    let scope = desk.scope(service);
    let mut people = Vec::new();
    for id in ids {
        people.extend(repository.find_in_sight(&scope, &id).await?.map(|found| found.person));
    }
    Ok(people)
}

pub(super) async fn with_positions(
    repository: &mut dyn Repository,
    people: Vec<Person>,
) -> Result<Vec<Found>, Unexpected> {
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let all = repository.list_held_positions(&ids).await?;
    let of = |id: &PersonId| all.iter().filter(|held| held.person == *id).cloned().collect();
    Ok(people.into_iter().map(|person| Found { positions: of(&person.id), person }).collect())
}
