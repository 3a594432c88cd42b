//! The journeys up to the step that a test is about.

use identity::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    email::{self, EmailProofId, add::AddEmail, verify::ProveEmail},
    person::Person,
    random::Token,
    registration::{
        RegistrationId, RegistrationState,
        confirm_code::{self, ConfirmCode},
        open::{self, OpenLink, ShowLink},
        prove_email::{self, SendCode},
        set_password::{self, SetPassword},
        start::{self, Start, Wish},
    },
    session::{self, Computer, SignedIn},
    sign_in::{
        SignInId,
        code::{self, SubmitCode},
        link::{self, IssueLink, UnderWay},
        password::{self, SubmitPassword},
    },
};
use secrecy::SecretString;

use super::{App, Browser, STEP, World};

pub(crate) const PASSWORD: &str = "copper lantern drifts";

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

/// A session in a browser.
pub(crate) struct Visit {
    pub(crate) browser: Browser,
    pub(crate) token: Token,
    pub(crate) me: SignedIn,
}

/// Somebody who can sign in.
pub(crate) struct Account {
    pub(crate) person: Person,
    pub(crate) address: String,
    pub(crate) app: App,
}

/// A registration under way.
#[derive(Clone)]
pub(crate) struct Registering {
    pub(crate) id: RegistrationId,
    pub(crate) link: String,
    pub(crate) browser: Browser,
    pub(crate) address: String,
}

pub(crate) const WISH: Wish = Wish { kind: Kind::MicrosoftAuthenticator, confirmed: true, replace: false };

impl World {
    /// The end of a new sign-in link.
    pub(crate) async fn link(&self, person: &Person, level: AssuranceLevel) -> String {
        let issued =
            link::issue(&self.service, &Actor::Operator, &Origin::server(), &person.id, (level, UnderWay::Ends))
                .await
                .unwrap();
        let IssueLink::Issued(issued) = issued else { panic!("expected a link: {issued:?}") };
        issued.url.strip_prefix("https://identity.example/sign-in/link/").unwrap().to_owned()
    }

    pub(crate) async fn open_link(&self, browser: &Browser, link: &str) -> Option<Token> {
        link::open(&self.service, &browser.origin, (&browser.id, Computer::Own), None, link).await.unwrap()
    }

    pub(crate) async fn find(&self, token: &Token) -> Option<SignedIn> {
        session::current::find(&self.service, token).await.unwrap()
    }

    /// Ends a session and nothing else, as a change of the password in another browser does.
    pub(crate) async fn end_session(&self, visit: &Visit) {
        let (id, now) = (&visit.me.session.id, self.now());
        assert!(self.write(async |repository| repository.end_session(id, now).await.unwrap()).await);
    }

    pub(crate) async fn visit(&self, browser: &Browser, token: Token) -> Visit {
        let me = self.find(&token).await.expect("a session");
        Visit { browser: browser.clone(), token, me }
    }

    /// An enrolment session of a link of this level.
    pub(crate) async fn enrol_at(&self, person: &Person, level: AssuranceLevel) -> Visit {
        let browser = self.browser().await;
        let link = self.link(person, level).await;
        let token = self.open_link(&browser, &link).await.expect("a link that works");
        self.visit(&browser, token).await
    }

    pub(crate) async fn enrol(&self, person: &Person) -> Visit {
        self.enrol_at(person, AssuranceLevel::Aal2).await
    }

    pub(crate) async fn add_email(&self, visit: &Visit, address: &str) -> AddEmail {
        let Visit { browser, me, .. } = visit;
        email::add::add(&self.service, me, &browser.origin, &browser.id, address, None).await.unwrap()
    }

    /// Adds an address; its code is on its way.
    pub(crate) async fn pending(&self, visit: &Visit, address: &str) -> EmailProofId {
        match self.add_email(visit, address).await {
            AddEmail::CodeSent(proof) => proof,
            other => panic!("expected a code: {other:?}"),
        }
    }

    pub(crate) async fn prove(&self, visit: &Visit, proof: &EmailProofId, code: &str) -> ProveEmail {
        let Visit { browser, me, .. } = visit;
        email::verify::prove(&self.service, me, &browser.origin, &browser.id, proof, code).await.unwrap()
    }

    /// Adds an address and proves it.
    pub(crate) async fn verified(&self, visit: &Visit, address: &str) {
        let proof = self.pending(visit, address).await;
        let code = self.code_to(address).await;
        assert_eq!(self.prove(visit, &proof, &code).await, ProveEmail::Verified);
    }

    pub(crate) async fn start(&self, visit: &Visit, wish: Wish) -> Start {
        start::start(&self.service, &visit.me, &visit.browser.origin, wish).await.unwrap()
    }

    /// A registration link, to be opened in the same browser.
    pub(crate) async fn issue(&self, visit: &Visit, address: &str, wish: Wish) -> Registering {
        let started = self.start(visit, wish).await;
        let Start::Issued(id) = started else { panic!("expected a link: {started:?}") };
        let shown = open::show_link(&self.service, &visit.me, &id).await.unwrap();
        let ShowLink::Usable { token, .. } = shown else { panic!("expected a link: {shown:?}") };
        Registering { id, link: token, browser: visit.browser.clone(), address: address.into() }
    }

    pub(crate) async fn open(&self, me: Option<&SignedIn>, browser: &Browser, link: &str) -> OpenLink {
        open::open(&self.service, me, &browser.origin, &browser.id, link).await.unwrap()
    }

    pub(crate) async fn send(&self, registering: &Registering, address: &str) -> SendCode {
        let Registering { id, browser, .. } = registering;
        prove_email::send(&self.service, &browser.origin, &browser.id, id, address).await.unwrap()
    }

    pub(crate) async fn prove_registration(&self, registering: &Registering, code: &str) -> ProveEmail {
        let Registering { id, browser, .. } = registering;
        prove_email::prove(&self.service, &browser.origin, &browser.id, id, code).await.unwrap()
    }

    pub(crate) async fn create_password(&self, registering: &Registering, one: &str, again: &str) -> SetPassword {
        let Registering { id, browser, .. } = registering;
        let place = (&browser.id, id);
        set_password::create(&self.service, None, &browser.origin, place, secret(one), secret(again)).await.unwrap()
    }

    pub(crate) async fn confirm_password(&self, registering: &Registering, password: &str) -> SetPassword {
        let Registering { id, browser, .. } = registering;
        set_password::confirm(&self.service, &browser.origin, (&browser.id, id), secret(password)).await.unwrap()
    }

    /// The app reads the QR code, when it is shown.
    pub(crate) async fn app(&self, registering: &Registering) -> Option<App> {
        let Registering { id, browser, .. } = registering;
        let shown = confirm_code::set_up(&self.service, &browser.id, id).await.unwrap();
        shown.as_ref().map(App::read)
    }

    pub(crate) async fn confirm_code(&self, registering: &Registering, code: &str) -> ConfirmCode {
        let Registering { id, browser, .. } = registering;
        confirm_code::submit(&self.service, None, &browser.origin, (&browser.id, id), code).await.unwrap()
    }

    /// Brings a registration, whose link was just issued, to `state`.
    pub(crate) async fn bring(&self, registering: &Registering, state: RegistrationState) {
        let Registering { id, link, browser, .. } = registering;
        if state >= RegistrationState::Opened {
            assert_eq!(self.open(None, browser, link).await, OpenLink::Opened(id.clone()));
        }
        if state >= RegistrationState::EmailProved {
            self.bring_on(registering).await;
        }
        if state >= RegistrationState::PasswordShown {
            let done = match self.create_password(registering, PASSWORD, PASSWORD).await {
                SetPassword::Over => self.confirm_password(registering, PASSWORD).await,
                done => done,
            };
            assert!(matches!(done, SetPassword::Done(_)), "{done:?}");
        }
        if state >= RegistrationState::Completed {
            let code = self.app(registering).await.unwrap().code(self.now());
            let done = self.confirm_code(registering, &code).await;
            assert!(matches!(done, ConfirmCode::Done(_)), "{done:?}");
        }
    }

    /// Proves the e-mail of a registration that was opened.
    pub(crate) async fn bring_on(&self, registering: &Registering) {
        assert_eq!(self.send(registering, &registering.address).await, SendCode::Sent);
        let code = self.code_to(&registering.address).await;
        assert_eq!(self.prove_registration(registering, &code).await, ProveEmail::Verified);
    }

    /// A registration of somebody new who proved an address, at `state`.
    pub(crate) async fn registering(&self, given: &str, state: RegistrationState) -> (Visit, Registering) {
        let person = self.person(given).await;
        let visit = self.enrol(&person).await;
        let address = format!("{}@nhs.net", given.to_lowercase());
        self.verified(&visit, &address).await;
        let registering = self.issue(&visit, &address, WISH).await;
        self.bring(&registering, state).await;
        (visit, registering)
    }

    /// Somebody who proved an address, has a password and an app, and never signed in with them.
    pub(crate) async fn account(&self, given: &str) -> Account {
        let (visit, registering) = self.registering(given, RegistrationState::PasswordShown).await;
        let app = self.app(&registering).await.unwrap();
        self.bring_to_end(&registering, &app).await;
        // The codes around the one that was used are over.
        self.wait(STEP * 3);
        Account { person: visit.me.person, address: registering.address, app }
    }

    pub(crate) async fn bring_to_end(&self, registering: &Registering, app: &App) {
        let done = self.confirm_code(registering, &app.code(self.now())).await;
        assert!(matches!(done, ConfirmCode::Done(_)), "{done:?}");
    }

    pub(crate) async fn password(&self, browser: &Browser, address: &str, password: &str) -> SubmitPassword {
        let (password, place) = (secret(password), (browser.computer, "/profile"));
        password::submit(&self.service, None, &browser.origin, &browser.id, address, password, place).await.unwrap()
    }

    /// A sign-in that waits for its code.
    pub(crate) async fn half_signed_in(&self, browser: &Browser, account: &Account) -> SignInId {
        match self.password(browser, &account.address, PASSWORD).await {
            SubmitPassword::EnterCode(id) => id,
            other => panic!("expected a sign-in: {other:?}"),
        }
    }

    pub(crate) async fn code(&self, browser: &Browser, id: &SignInId, code: &str) -> SubmitCode {
        code::submit(&self.service, &browser.origin, &browser.id, None, id, code).await.unwrap()
    }

    /// Signs in with the next step's code.
    pub(crate) async fn sign_in(&self, browser: &Browser, account: &Account) -> Visit {
        self.wait(STEP);
        let id = self.half_signed_in(browser, account).await;
        match self.code(browser, &id, &account.app.code(self.now())).await {
            SubmitCode::SignedIn { token, .. } => self.visit(browser, token).await,
            other => panic!("expected a session: {other:?}"),
        }
    }

    /// Signs in once more in a browser, with another password.
    pub(crate) async fn visit_again(&self, visit: &Visit, account: &Account, password: &str) -> Visit {
        self.wait(STEP);
        let SubmitPassword::EnterCode(id) = self.password(&visit.browser, &account.address, password).await else {
            panic!("expected a sign-in")
        };
        match self.code(&visit.browser, &id, &account.app.code(self.now())).await {
            SubmitCode::SignedIn { token, .. } => self.visit(&visit.browser, token).await,
            other => panic!("expected a session: {other:?}"),
        }
    }

    /// Signs in, in a new browser.
    pub(crate) async fn signed_in(&self, account: &Account) -> Visit {
        let browser = self.browser().await;
        self.sign_in(&browser, account).await
    }
}
