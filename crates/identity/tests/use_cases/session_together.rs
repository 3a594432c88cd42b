//! Those who ask at the same time who is signed in: each hears of their own, as it is when they ask, whatever becomes of the others.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use identity::{
    Unexpected,
    random::Token,
    service::Service,
    session::{SignedIn, current, end},
    store::{Repository, Store, StoreError},
};
use tokio::{sync::Semaphore, task::JoinHandle};

use crate::support::{World, on_both};

/// A database that lets nobody read before it is told to, and fails those who read first.
struct Gate {
    inner: Arc<dyn Store>,
    open: Semaphore,
    reads: AtomicUsize,
    fails: AtomicUsize,
    error: StoreError,
}

#[async_trait]
impl Store for Gate {
    async fn read(&self) -> Result<Box<dyn Repository>, StoreError> {
        let number = self.reads.fetch_add(1, Ordering::SeqCst);
        self.open.acquire().await.unwrap().forget();
        if number < self.fails.load(Ordering::SeqCst) {
            return Err(self.error.clone());
        }
        self.inner.read().await
    }

    async fn write(&self) -> Result<Box<dyn Repository>, StoreError> {
        self.inner.write().await
    }
}

impl Gate {
    fn of(world: &World, fails: usize, error: StoreError) -> (Arc<Self>, Service) {
        let (open, reads, fails) = (Semaphore::new(0), AtomicUsize::new(0), AtomicUsize::new(fails));
        let gate = Arc::new(Self { inner: Arc::clone(&world.service.store), open, reads, fails, error });
        let service = Service { store: Arc::<Self>::clone(&gate), askers: Arc::default(), ..world.service.clone() };
        (gate, service)
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::SeqCst)
    }

    /// Two who ask one after the other: both trips are under way, and whoever asks now waits.
    async fn two_under_way(&self, service: &Service, [one, other]: [&Token; 2]) -> [Asked; 2] {
        let one = ask(service, one);
        self.until_reads(1).await;
        let other = ask(service, other);
        self.until_reads(2).await;
        [one, other]
    }

    async fn until_reads(&self, reads: usize) {
        let begun = async {
            while self.reads() < reads {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), begun).await.unwrap();
    }
}

type Asked = JoinHandle<Result<Option<SignedIn>, Unexpected>>;

fn ask(service: &Service, token: &Token) -> Asked {
    let (service, token) = (service.clone(), Token::parse(token.reveal()).unwrap());
    tokio::spawn(async move { current::find(&service, &token).await })
}

fn away() -> StoreError {
    StoreError::Away("the test says so".into())
}

#[tokio::test]
async fn many_who_ask_at_once_share_a_few_trips_and_each_hears_of_their_own() {
    on_both(async |world| {
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(world.enrol(&world.person(&format!("Person {number}")).await).await);
        }
        let (gate, service) = Gate::of(&world, 0, away());
        let mut asked = Vec::from(gate.two_under_way(&service, [&people[0].token, &people[1].token]).await);
        // Each of the others asks twice, as two pages of one browser do.
        asked.extend(people[2..].iter().chain(&people[2..]).map(|visit| ask(&service, &visit.token)));
        tokio::task::yield_now().await;
        gate.open.add_permits(100);
        for (visit, asked) in people.iter().chain(&people[2..]).zip(asked) {
            assert_eq!(asked.await.unwrap().unwrap().unwrap().session.id, visit.me.session.id);
        }
        assert!(gate.reads() <= 4, "{} trips for 22 questions", gate.reads());
    })
    .await;
}

#[tokio::test]
async fn a_session_that_has_ended_is_found_by_nobody_who_asks_then_though_trips_are_under_way() {
    on_both(async |world| {
        let (ann, bob) = (world.person("Ann").await, world.person("Bob").await);
        let (ann, bob) = (world.enrol(&ann).await, world.enrol(&bob).await);
        let (gate, service) = Gate::of(&world, 0, away());
        let before = gate.two_under_way(&service, [&bob.token, &bob.token]).await;
        end::sign_out(&world.service, &ann.me, &ann.browser.origin).await.unwrap();
        let asked = ask(&service, &ann.token);
        gate.open.add_permits(100);
        assert!(asked.await.unwrap().unwrap().is_none());
        for asked in before {
            assert!(asked.await.unwrap().unwrap().is_some());
        }
    })
    .await;
}

#[tokio::test]
async fn when_the_database_is_away_all_hear_it_and_the_next_ask_anew() {
    on_both(async |world| {
        let ann = world.enrol(&world.person("Ann").await).await;
        let (gate, service) = Gate::of(&world, 2, away());
        let asked = gate.two_under_way(&service, [&ann.token, &ann.token]).await;
        gate.open.add_permits(100);
        for asked in asked {
            assert!(asked.await.unwrap().unwrap_err().database_away());
        }
        assert!(ask(&service, &ann.token).await.unwrap().unwrap().is_some());
        assert_eq!(gate.reads(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_trip_that_fails_on_what_it_read_costs_nobody_their_answer() {
    on_both(async |world| {
        let ann = world.enrol(&world.person("Ann").await).await;
        let (gate, service) = Gate::of(&world, 1, StoreError::Invalid("a row of another".into()));
        gate.open.add_permits(100);
        assert!(ask(&service, &ann.token).await.unwrap().unwrap().is_some());
        assert_eq!(gate.reads(), 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_goes_away_keeps_nobody_from_an_answer() {
    on_both(async |world| {
        let ann = world.enrol(&world.person("Ann").await).await;
        let (gate, service) = Gate::of(&world, 0, away());
        let gone = gate.two_under_way(&service, [&ann.token, &ann.token]).await;
        let stays = ask(&service, &ann.token);
        tokio::task::yield_now().await;
        gone.iter().for_each(JoinHandle::abort);
        gate.open.add_permits(100);
        assert!(stays.await.unwrap().unwrap().is_some());
    })
    .await;
}
