//! The application in process, over SQLite or PostgreSQL, with a clock that the test moves.

use std::{
    net::SocketAddr,
    path::PathBuf,
    rc::Rc,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use http_body_util::BodyExt as _;
use identity::{
    actor::{Actor, Origin},
    application::{self, Draft},
    assurance::AssuranceLevel,
    password::hash::Parameters,
    person::{
        PersonName,
        add::{self, Add},
    },
    sign_in::link::{self, IssueLink, UnderWay},
    time::{Clock, Timestamp, parse_date},
};
use server::{
    config::{Config, Mode, Sources},
    jobs::outbox::{Outcome, Sender},
    mail::Transport,
    router::router,
    start::compose,
    state::AppState,
    web::assets::Assets,
};
use store::testing::{self, TestDatabase};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use crate::{
    http::{Answer, Asked, Carrier, Gone},
    mailbox::{self, Message},
    person::{Person, World},
    records::{Records, changes},
};

/// The application.
pub struct App {
    pub runtime: Runtime,
    pub state: AppState,
    router: Router,
    clock: Arc<TestClock>,
    folder: TempDir,
    url: String,
    database: Option<TestDatabase>,
}

impl App {
    pub fn new() -> Rc<Self> {
        Self::with(&[])
    }

    /// Over SQLite, with these settings.
    pub fn with(settings: &[(&str, &str)]) -> Rc<Self> {
        Self::over(runtime(), None, None, settings, Parameters::insecurely_fast_for_tests())
    }

    /// Over the database at this address.
    pub fn at(url: String) -> Rc<Self> {
        Self::over(runtime(), None, Some(url), &[], Parameters::insecurely_fast_for_tests())
    }

    /// With passwords hashed as they are in service.
    pub fn hashing_in_earnest() -> Rc<Self> {
        Self::over(runtime(), None, None, &[], Parameters::default())
    }

    pub fn over_postgres() -> Rc<Self> {
        let runtime = runtime();
        let database = runtime.block_on(testing::postgres());
        let url = Some(database.url().to_owned());
        Self::over(runtime, Some(database), url, &[], Parameters::insecurely_fast_for_tests())
    }

    /// One test over each database.
    pub fn on_both(test: impl Fn(&Rc<Self>)) {
        eprintln!("over SQLite:");
        test(&Self::new());
        eprintln!("over PostgreSQL:");
        test(&Self::over_postgres());
    }

    fn over(
        runtime: Runtime,
        database: Option<TestDatabase>,
        url: Option<String>,
        settings: &[(&str, &str)],
        parameters: Parameters,
    ) -> Rc<Self> {
        let folder = tempfile::tempdir().unwrap();
        let url = url.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("data/care-identity.db").display()));
        let mut flags = vec![("DATA_DIR".to_owned(), folder.path().join("data").display().to_string())];
        flags.push(("DATABASE_URL".to_owned(), url.clone()));
        flags.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let config = Config::load(&Sources { flags, ..Sources::default() }, Mode::Service).unwrap();
        let _entered = runtime.enter();
        let mut state =
            runtime.block_on(compose(config, Assets::none(), parameters)).map_err(|failure| failure.words).unwrap();
        let clock = Arc::new(TestClock(Mutex::new(state.service.now())));
        state.service.clock = Arc::clone(&clock) as _;
        let router = router(state.clone());
        drop(_entered);
        Rc::new(Self { runtime, router, state, clock, folder, url, database })
    }

    /// Somebody who has no more than a Care Identity yet.
    pub fn person(self: &Rc<Self>, given: &str, family: &str, email: &str) -> Person {
        let world = Rc::new(Somebody { identifier: self.add_person(given, family), app: Rc::clone(self) });
        let mut person = Person::new(world, Rc::clone(self) as _);
        email.clone_into(&mut person.email);
        person
    }

    /// Somebody who has been through the whole journey and is signed in.
    pub fn signed_in(self: &Rc<Self>, given: &str, family: &str, email: &str) -> Person {
        let mut person = self.person(given, family, email);
        person.whole_journey().unwrap();
        person
    }

    pub fn amara(self: &Rc<Self>) -> Person {
        self.person("Amara", "Okafor", "amara.okafor@nhs.net")
    }

    fn add_person(&self, given: &str, family: &str) -> String {
        let name = PersonName::parse(given, family).unwrap();
        let born = parse_date("1984-05-30").unwrap();
        let added =
            async { add::add(&self.state.service, &Actor::Operator, &Origin::server(), name, born, None).await };
        let Add::Added(person) = self.runtime.block_on(added).unwrap() else { panic!("{given} is not added") };
        person.identifier.as_str().to_owned()
    }

    /// Lists an application.
    pub fn add_application(&self, id: &str, draft: &Draft<'_>) {
        let wanted = draft.parse_as(id).unwrap();
        let added = application::add::add(&self.state.service, &Actor::Operator, &wanted);
        assert_eq!(self.runtime.block_on(added).unwrap(), application::add::Add::Added);
    }

    /// Sends all mail that is due; answers all that was ever sent.
    pub fn mails(&self) -> Vec<Message> {
        let sender = Sender::new(&self.state, Arc::new(Transport::new(&self.state.config).unwrap()));
        self.runtime.block_on(async { while sender.send_next().await.unwrap() != Outcome::Nothing {} });
        mailbox::read(&self.folder.path().join("data/mail"))
    }

    pub fn advance(&self, by: Duration) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.plus(by);
    }

    pub fn records(&self) -> Records {
        Records::open(&self.url)
    }

    /// What was changed so far, by the audit log and the mail. Neither a refused guess nor a look is a change.
    pub fn changes(&self) -> Vec<String> {
        changes(&self.records().events(), &self.mails())
    }

    pub fn database_file(&self) -> PathBuf {
        self.folder.path().join("data/care-identity.db")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let _entered = self.runtime.enter();
        self.runtime.block_on(self.state.database.handle().close());
        if let Some(database) = self.database.take() {
            self.runtime.block_on(database.close());
        }
    }
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

impl Carrier for App {
    fn carry(&self, asked: &Asked) -> Result<Answer, Gone> {
        // No two requests at the same instant, so that mail has an order.
        self.advance(Duration::from_millis(1));
        let builder = Request::builder().method(asked.method.as_str()).uri(&asked.path);
        let builder = asked.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value));
        let mut request = builder.body(Body::from(asked.body.clone())).map_err(|error| Gone(error.to_string()))?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
        self.runtime.block_on(async {
            let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
            let body = body.collect().await.map_err(|error| Gone(error.to_string()))?.to_bytes();
            let headers =
                parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
            Ok(Answer {
                status: parts.status.as_u16(),
                headers: headers.collect(),
                body: String::from_utf8(body.to_vec()).unwrap(),
            })
        })
    }
}

/// One person's surroundings.
pub struct Somebody {
    app: Rc<App>,
    identifier: String,
}

impl World for Somebody {
    fn identifier(&self) -> &str {
        &self.identifier
    }

    fn new_link(&self) -> String {
        let service = &self.app.state.service;
        let issued = self.app.runtime.block_on(async {
            let identifier = identity::person::UserIdentifier::parse(&self.identifier).unwrap();
            let person = service.read().await.unwrap().find_person_by_identifier(&identifier).await.unwrap().unwrap();
            link::issue(
                service,
                &Actor::Operator,
                &Origin::server(),
                &person.id,
                (AssuranceLevel::Aal3, UnderWay::Ends),
            )
            .await
            .unwrap()
        });
        let IssueLink::Issued(link) = issued else { panic!("no link: {issued:?}") };
        link.url.strip_prefix(self.app.state.config.base_url.as_str()).expect("a link of the base URL").to_owned()
    }

    fn mails(&self) -> Vec<Message> {
        self.app.mails()
    }

    fn seconds(&self) -> i64 {
        self.app.state.service.now().seconds()
    }

    fn wait(&self) {
        self.app.advance(Duration::from_secs(1));
    }
}

/// A clock that stands until it is moved.
struct TestClock(Mutex<Timestamp>);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
