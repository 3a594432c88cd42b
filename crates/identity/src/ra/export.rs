//! The lists of the desk as files for a spreadsheet, in pieces: no answer holds more than one batch.

use crate::{
    actor::Origin,
    audit::{self, Event},
    csv,
    person::Person,
    ra::{
        Desk,
        approval::{Asked, Waiting},
        desk::Scope,
        home::{CardEnding, Ending, Few, last_day, last_instant},
    },
    service::{Service, Unexpected},
    time::{Timestamp, date_text},
};

/// Rows in a piece.
const BATCH: u32 = 500;

/// A list of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What waits for an approval.
    Approvals,
    /// "This was not me".
    Reports,
    /// Positions that end soon.
    Ending,
    /// People with less than two authenticators.
    FewAuthenticators,
    /// Smartcards that end soon, or have ended.
    Cards,
}

impl List {
    /// Every list.
    pub const ALL: [Self; 5] = [Self::Approvals, Self::Reports, Self::Ending, Self::FewAuthenticators, Self::Cards];

    /// For addresses and names of files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Approvals => "approvals",
            Self::Reports => "reports",
            Self::Ending => "ending-positions",
            Self::FewAuthenticators => "few-authenticators",
            Self::Cards => "ending-smartcards",
        }
    }

    /// From an address.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.slug() == slug)
    }

    const fn head(self) -> &'static str {
        match self {
            Self::Approvals => "user identifier,name,action,asked by,asked at,reason\r\n",
            Self::Reports => "user identifier,name,changes stopped at\r\n",
            Self::Ending => "user identifier,name,organisation,organisation name,role,role name,last day\r\n",
            Self::FewAuthenticators => "user identifier,name,authenticators\r\n",
            Self::Cards => "user identifier,name,smartcard ends at\r\n",
        }
    }
}

/// A download under way. The scope is asked anew for each piece.
#[derive(Debug)]
pub struct Export {
    scope: Scope,
    list: List,
    /// The key of the last row; `None` when everything is there.
    after: Option<(String, String)>,
    began: bool,
}

impl Export {
    /// A download of a list of the desk. It leaves the desk with everybody on it, so that it stands in the log.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn begin(service: &Service, desk: &Desk, origin: &Origin, list: List) -> Result<Self, Unexpected> {
        let mut repository = service.write().await?;
        let (actor, details) = (desk.actor(), [("list", list.slug())]);
        audit::record(&mut *repository, service, origin, &actor, None, Event::RaDownloaded, &details).await?;
        repository.commit().await?;
        Ok(Self { scope: desk.scope(service), list, after: Some(Default::default()), began: false })
    }

    /// The next piece; `None` when everything is there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn next(&mut self, service: &Service) -> Result<Option<String>, Unexpected> {
        let Some((one, two)) = self.after.take() else { return Ok(None) };
        let mut piece = if self.began { String::new() } else { self.list.head().to_owned() };
        self.began = true;
        let (scope, mut repository) = (&self.scope, service.read().await?);
        let (rows, last) = match self.list {
            List::Approvals => {
                let after = one.parse().ok().map(|micros| (Timestamp::from_micros(micros), two.as_str()));
                let wanted = Waiting { after, ..Waiting::default() };
                let asked = repository.list_waiting_approvals(scope, service.now(), wanted, BATCH).await?;
                (asked.iter().map(asked_row).collect(), asked.last().map(Asked::key))
            }
            List::Reports => {
                let people = repository.list_frozen_in_sight(scope, &one, BATCH).await?;
                (people.iter().map(report_row).collect(), people.last().map(key_of))
            }
            List::Ending => {
                let ending = repository.list_ending_in_reach(scope, last_day(service), (&one, &two), BATCH).await?;
                (ending.iter().map(ending_row).collect(), ending.last().map(Ending::key))
            }
            List::FewAuthenticators => {
                let few = repository.list_with_few_authenticators(scope, &one, BATCH).await?;
                (few.iter().map(few_row).collect::<Vec<String>>(), few.last().map(|few| key_of(&few.person)))
            }
            List::Cards => {
                let after = (Timestamp::from_micros(one.parse().unwrap_or_default()), two.as_str());
                let cards = repository.list_cards_ending_in_sight(scope, last_instant(service), after, BATCH).await?;
                (cards.iter().map(card_row).collect(), cards.last().map(CardEnding::key))
            }
        };
        self.after = last.filter(|_| rows.len() == BATCH as usize);
        piece.extend(rows);
        Ok(Some(piece))
    }
}

impl Asked {
    /// Its place in the list.
    fn key(&self) -> (String, String) {
        (self.approval.asked_at.micros().to_string(), self.approval.id.to_string())
    }
}

impl Ending {
    /// Its place in the list.
    fn key(&self) -> (String, String) {
        (last_day_of(self), self.held.id.to_string())
    }
}

impl CardEnding {
    /// Its place in the list.
    fn key(&self) -> (String, String) {
        (self.until.micros().to_string(), self.certificate.to_string())
    }
}

fn last_day_of(ending: &Ending) -> String {
    ending.held.position.ends_on.map(date_text).unwrap_or_default()
}

fn key_of(person: &Person) -> (String, String) {
    (person.identifier.as_str().to_owned(), String::new())
}

fn asked_row(asked: &Asked) -> String {
    let (person, approval) = (&asked.person, &asked.approval);
    csv::row(&[
        person.identifier.as_str(),
        &person.name.full(),
        approval.target.action().slug(),
        &asked.asker,
        &approval.asked_at.rfc3339(),
        &approval.reason,
    ])
}

fn report_row(person: &Person) -> String {
    let since = person.frozen.map(|freeze| Timestamp::rfc3339(freeze.at)).unwrap_or_default();
    csv::row(&[person.identifier.as_str(), &person.name.full(), &since])
}

fn ending_row(ending: &Ending) -> String {
    let (person, position) = (&ending.person, &ending.held.position);
    csv::row(&[
        person.identifier.as_str(),
        &person.name.full(),
        &position.organisation_code,
        &position.organisation_name,
        &position.role_code,
        &position.role_name,
        &last_day_of(ending),
    ])
}

fn few_row(few: &Few) -> String {
    csv::row(&[few.person.identifier.as_str(), &few.person.name.full(), &few.authenticators.to_string()])
}

fn card_row(card: &CardEnding) -> String {
    csv::row(&[card.person.identifier.as_str(), &card.person.name.full(), &card.until.rfc3339()])
}
