//! A service over a fresh database, with time and randomness in the test's hands.

mod app;
mod card;
mod cards;
pub(crate) mod desk;
pub(crate) mod desk_cards;
mod device;
mod devices;
mod journeys;
mod mail;
mod maker;
mod ports;
pub(crate) mod recovery;
pub(crate) mod renewals;
mod rows;

use std::{future::Future, sync::Arc, sync::Mutex, time::Duration};

use identity::{
    Policy, Service,
    actor::{Actor, Origin},
    audit::Entry,
    email::allow_list::AllowList,
    keys::Keyring,
    mail::Mail,
    network::NetworkNames,
    person::{self, Person, PersonName, PersonState, add::Add},
    session::{self, BrowserId, Computer},
    store::Repository,
    time::{Timestamp, parse_date},
    webauthn::{RelyingParty, roots::AttestationRoots},
};
use store::{Database, Dialect, testing};

pub(crate) use app::App;
pub(crate) use card::{Pair, SoftCard};
pub(crate) use cards::card_signed_in;
pub(crate) use device::{Attestation, Device, altered, flipped};
pub(crate) use devices::{replace, signed_in, wish};
pub(crate) use journeys::{Account, PASSWORD, Registering, Visit, WISH, secret};
pub(crate) use mail::other;
pub(crate) use maker::Maker;

use ports::{CountingStore, InlineHashing, Seeded, StandingClock};

pub(crate) const MINUTE: Duration = Duration::from_secs(60);
pub(crate) const MICROSECOND: Duration = Duration::from_micros(1);
pub(crate) const STEP: Duration = Duration::from_secs(30);

pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// One installation.
pub(crate) struct World {
    pub(crate) service: Service,
    pub(crate) clock: Arc<StandingClock>,
    pub(crate) hashing: Arc<InlineHashing>,
    pub(crate) store: Arc<CountingStore>,
    database: Database,
    url: String,
    inbox: Mutex<Vec<Mail>>,
    pub(crate) maker: Option<Maker>,
}

/// A browser, and the network that it is in.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) id: BrowserId,
    pub(crate) origin: Origin,
    /// What its person says of the computer when they sign in.
    pub(crate) computer: Computer,
}

/// Runs one test on a fresh database of each kind.
pub(crate) async fn on_both(test: impl AsyncFn(World)) {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let fresh = testing::database(dialect).await;
        eprintln!("on {dialect:?}:");
        test(World::new(fresh.database(), fresh.url())).await;
        fresh.close().await;
    }
}

/// The same work in several tasks at the same time.
pub(crate) async fn race<T, F>(times: usize, work: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = (0..times).map(|number| tokio::spawn(work(number))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}

impl World {
    pub(crate) fn new(database: Database, url: &str) -> Self {
        let (clock, hashing) = (Arc::new(StandingClock::new()), Arc::new(InlineHashing::new()));
        let store = Arc::new(CountingStore::new(database.clone()));
        let service = Service {
            store: Arc::<CountingStore>::clone(&store),
            clock: Arc::<StandingClock>::clone(&clock),
            random: Arc::new(Seeded::default()),
            hashing: Arc::<InlineHashing>::clone(&hashing),
            authority: Arc::new(ca::Embedded),
            keys: Arc::new(Keyring::new([1; 32], [])),
            policy: Arc::new(policy(AllowList::default())),
            banner: Arc::default(),
            askers: Arc::default(),
        };
        Self { service, clock, hashing, store, database, url: url.to_owned(), inbox: Mutex::default(), maker: None }
    }

    pub(crate) fn accept_domains(&mut self, list: &str) {
        self.service.policy = Arc::new(policy(AllowList::parse(list).unwrap()));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.service.now()
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.clock.forward(time);
    }

    pub(crate) async fn read<T>(&self, work: impl AsyncFnOnce(&mut dyn Repository) -> T) -> T {
        work(&mut *self.service.read().await.unwrap()).await
    }

    pub(crate) async fn write<T>(&self, work: impl AsyncFnOnce(&mut dyn Repository) -> T) -> T {
        let mut repository = self.service.write().await.unwrap();
        let answer = work(&mut *repository).await;
        repository.commit().await.unwrap();
        answer
    }

    /// Somebody new, added by the operator.
    pub(crate) async fn person(&self, given: &str) -> Person {
        let name = PersonName::parse(given, "Okafor-Lindqvist").unwrap();
        let born = parse_date("1984-05-30").unwrap();
        let added = person::add::add(&self.service, &Actor::Operator, &Origin::server(), name, born, None).await;
        let Add::Added(person) = added.unwrap() else { panic!("{given} is not added") };
        person
    }

    pub(crate) async fn set_state(&self, person: &Person, state: PersonState) -> bool {
        let (actor, origin) = (Actor::Operator, Origin::server());
        person::add::set_state(&self.service, &actor, &origin, &person.id, state, "test").await.unwrap()
    }

    pub(crate) async fn close(&self, person: &Person) {
        assert!(self.set_state(person, PersonState::Closed).await);
    }

    pub(crate) async fn browser(&self) -> Browser {
        self.browser_in("192.0.2.1").await
    }

    pub(crate) async fn browser_in(&self, network: &str) -> Browser {
        let origin = Origin { browser: None, network: network.into(), user_agent: "Mozilla/5.0".into() };
        let (id, _) = session::browser::add(&self.service, &origin).await.unwrap();
        let origin = Origin { browser: Some(id.clone()), ..origin };
        Browser { id, origin, computer: Computer::Own }
    }

    /// Every entry that was not chained yet, oldest first.
    pub(crate) async fn audit(&self) -> Vec<Entry> {
        self.read(async |repository| repository.list_unchained_audit(10_000).await.unwrap()).await
    }

    /// The names of the events that `work` leaves in the audit log.
    pub(crate) async fn events_of(&self, work: impl AsyncFnOnce()) -> Vec<String> {
        let before: Vec<String> = self.audit().await.into_iter().map(|entry| entry.id).collect();
        work().await;
        let new = self.audit().await.into_iter().filter(|entry| !before.contains(&entry.id));
        let mut events: Vec<String> = new.map(|entry| entry.event).collect();
        events.sort();
        events
    }
}

fn policy(allow_list: AllowList) -> Policy {
    Policy {
        service_name: "Care Identity".into(),
        base_url: "https://identity.example".into(),
        allow_list,
        network_names: NetworkNames::parse("198.51.100.0/24 = Anytown Hospital").unwrap(),
        support_text: "Call the service desk on 01632 960123.".into(),
        demonstration: false,
        relying_party: RelyingParty::new("https://identity.example", "Care Identity"),
        attestation_roots: AttestationRoots::default(),
    }
}
