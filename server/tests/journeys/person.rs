//! A person who sets up a Care Identity and signs in with it: reads the heading of each page and does what it asks for, so
//! that whatever happens on the way, it is the pages that must lead to the end.

use std::{collections::BTreeSet, rc::Rc};

use totp_rs::{Builder, Secret, Totp};

use crate::{
    browser::Browser,
    html,
    http::{Carrier, Gone},
    mailbox::Message,
};

/// What a person has beside a browser.
pub trait World {
    /// The person's 12 digits.
    fn identifier(&self) -> &str;
    /// A fresh sign-in link from the Registration Authority, as a path.
    fn new_link(&self) -> String;
    /// All mail that was sent.
    fn mails(&self) -> Vec<Message>;
    /// The time on the person's phone, Unix seconds.
    fn seconds(&self) -> i64;
    /// Lets a moment pass.
    fn wait(&self);
}

/// The authenticator app on a phone.
#[derive(Clone)]
pub struct AuthenticatorApp {
    totp: Totp,
    /// The step of the code that was shown last.
    last: i64,
}

impl AuthenticatorApp {
    /// As if the page's code was scanned.
    pub fn scan(page: &str) -> Self {
        let url = html::links(page).into_iter().find(|link| link.starts_with("otpauth:")).expect("a link for the app");
        let url = url::Url::parse(&url).unwrap();
        let key = url.query_pairs().find(|(name, _)| name == "secret").expect("a secret").1;
        Self { totp: Builder::new().with_secret(Secret::try_from_base32(&key).unwrap()).build_noncompliant(), last: 0 }
    }

    /// The next code that was not shown yet; `None` when it is not there yet.
    pub fn code(&mut self, seconds: i64) -> Option<String> {
        let now = seconds.div_euclid(30);
        let step = (self.last + 1).max(now - 1);
        (step <= now + 1).then(|| {
            self.last = step;
            self.totp.generate(u64::try_from(step * 30).unwrap()).to_string()
        })
    }
}

/// The person.
pub struct Person {
    pub world: Rc<dyn World>,
    pub browser: Browser,
    pub email: String,
    pub password: String,
    pub app: Option<AuthenticatorApp>,
    /// Whether "Registration successful" was read.
    pub registered: bool,
    /// How many sign-in links were asked for.
    pub links: usize,
    /// The headings that were read.
    pub trail: Vec<String>,
    typed: BTreeSet<String>,
}

/// How often a person looks for mail, or does what a page says, before they give up.
const PATIENCE: usize = 4_000;

impl Person {
    pub fn new(world: Rc<dyn World>, carrier: Rc<dyn Carrier>) -> Self {
        Self {
            world,
            browser: Browser::new(carrier),
            email: "amara.okafor@nhs.net".into(),
            password: "seven lanterns over the estuary".into(),
            app: None,
            registered: false,
            links: 0,
            trail: Vec::new(),
            typed: BTreeSet::new(),
        }
    }

    /// The same person as they are now, in another world.
    pub fn moved(&self, world: Rc<dyn World>, carrier: Rc<dyn Carrier>) -> Self {
        Self {
            world,
            browser: self.browser.moved(carrier),
            email: self.email.clone(),
            password: self.password.clone(),
            app: self.app.clone(),
            trail: self.trail.clone(),
            typed: self.typed.clone(),
            ..*self
        }
    }

    /// From the first sign-in link to the home page of somebody who signed in with the authenticator app.
    pub fn whole_journey(&mut self) -> Result<(), Gone> {
        self.begin()?;
        self.go_on()
    }

    /// Opens a first sign-in link.
    pub fn begin(&mut self) -> Result<(), Gone> {
        self.links += 1;
        let link = self.world.new_link();
        self.browser.open(&link)
    }

    /// Does what the pages say until signed in with the app.
    pub fn go_on(&mut self) -> Result<(), Gone> {
        self.until(Self::is_signed_in)
    }

    /// Does what the pages say until something holds.
    pub fn until(&mut self, there: impl Fn(&Self) -> bool) -> Result<(), Gone> {
        for _ in 0..60 {
            if there(self) {
                return Ok(());
            }
            self.step()?;
        }
        panic!("no end in sight: {:?}", self.trail);
    }

    /// Goes on to the page with this heading.
    pub fn until_heading(&mut self, heading: &str) -> Result<(), Gone> {
        self.until(|person| person.browser.heading() == heading)
    }

    /// At home, with everything that a sign-in allows.
    pub fn is_signed_in(&self) -> bool {
        self.registered && self.browser.path == "/" && !self.browser.text().contains("You opened a sign-in link")
    }

    /// Does what the page asks for.
    pub fn step(&mut self) -> Result<(), Gone> {
        let (heading, text) = (self.browser.heading(), self.browser.text());
        self.trail.push(heading.clone());
        match heading.as_str() {
            "Sign in with your link" => self.submit("/api/sign-in/link", &[]),
            "This sign-in link was used" | "This sign-in link does not work" => {
                assert!(text.contains("ask your Registration Authority for a new link"), "{text}");
                self.begin()
            }
            "Sign in with your authenticator app" if self.registered => {
                let (email, password) = (self.email.clone(), self.password.clone());
                self.submit("/api/sign-in", &[("email", &email), ("password", &password)])
            }
            "Sign in with your authenticator app" => self.browser.open("/sign-in?choose=yes"),
            "Select your login method" if self.registered => {
                self.submit("/api/sign-in/method", &[("method", "microsoft-authenticator")])
            }
            "Select your login method" => {
                assert!(text.contains("Your Registration Authority gives you a sign-in link"), "{text}");
                self.begin()
            }
            "Care Identity Management" if self.is_signed_in() => self.submit("/api/sign-out", &[]),
            "Care Identity Management" => self.browser.open("/profile/email"),
            "Your email addresses" if text.contains("Not verified yet") => {
                self.submit("/api/profile/email/verify-pending", &[])
            }
            "Your email addresses" if text.contains(&self.email) => self.browser.open("/authenticators/add"),
            "Your email addresses" => self.browser.open("/profile/email/add"),
            "Add an email address" => self.submit("/api/profile/email/add", &[("email", &self.email.clone())]),
            "Check your inbox" => self.type_mailed_code(),
            "Select authenticator type" => {
                self.submit("/api/authenticators/select", &[("kind", "microsoft-authenticator")])
            }
            "Register Microsoft Authenticator with your Care Identity" => {
                self.submit("/api/authenticators/register", &[("confirm", "yes")])
            }
            "Registration link" | "Register your device" => self.submit("/api/register/open", &[]),
            "This registration link does not work"
            | "This registration is over"
            | "This registration link was opened"
            | "This registration link has expired" => {
                let link = html::links(&self.browser.shown.body)
                    .into_iter()
                    .find(|link| link.starts_with("/authenticators/add"));
                self.browser.open(&link.expect("a way on"))
            }
            "What is your Care Identity email address?" => {
                self.submit("/api/register/email", &[("email", &self.email.clone())])
            }
            "Create a password" => {
                let password = self.password.clone();
                self.submit("/api/register/password/create", &[("password", &password), ("again", &password)])
            }
            "Enter your password" => {
                self.submit("/api/register/password/enter", &[("password", &self.password.clone())])
            }
            "Scan the QR code" => {
                self.app = Some(AuthenticatorApp::scan(&self.browser.shown.body));
                self.browser.open(&self.browser.path.replace("/app", "/code"))
            }
            "Check your authenticator app" => self.type_code(),
            "Registration successful" => {
                self.registered = true;
                self.browser = Browser::new(Rc::clone(&self.browser.carrier));
                self.browser.open("/sign-in/microsoft-authenticator")
            }
            other => {
                panic!("{}: nobody knows what to do at “{other}” after {:?}: {text}", self.browser.path, self.trail)
            }
        }
    }

    /// Fills the page's form in and sends it.
    pub fn submit(&mut self, action: &str, fields: &[(&str, &str)]) -> Result<(), Gone> {
        let form = fields.iter().fold(self.browser.form(action), |form, (name, value)| form.fill(name, value));
        self.browser.submit(&form)
    }

    fn type_code(&mut self) -> Result<(), Gone> {
        let action =
            if self.browser.path.starts_with("/register/") { "/api/register/code" } else { "/api/sign-in/code" };
        let code = self.next_code();
        self.submit(action, &[("code", &code)])
    }

    /// The next code of the app, once it shows one.
    pub fn next_code(&mut self) -> String {
        for _ in 0..PATIENCE {
            if let Some(code) = self.app.as_mut().expect("an app that was set up").code(self.world.seconds()) {
                return code;
            }
            self.world.wait();
        }
        panic!("the app shows no new code");
    }

    /// Types the newest code, on whichever page asks for one.
    pub fn type_mailed_code(&mut self) -> Result<(), Gone> {
        let code = self.mailed_code();
        let action = match self.browser.path.split('/').nth(1) {
            Some("register") => "/api/register/inbox",
            Some("forgot-password") => "/api/forgot-password/inbox",
            _ => "/api/profile/email/verify",
        };
        let submitted = self.submit(action, &[("code", &code)]);
        if submitted.is_err() {
            // Nobody took it: it can be typed again.
            self.typed.clear();
        }
        submitted
    }

    /// The code of the newest mail, once one is there that was not typed yet.
    pub fn mailed_code(&mut self) -> String {
        for _ in 0..PATIENCE {
            let mails = self.world.mails();
            let newest = mails.iter().rfind(|mail| mail.to == self.email && mail.code().is_some());
            if let Some(mail) = newest.filter(|mail| !self.typed.contains(&mail.id)) {
                self.typed.insert(mail.id.clone());
                return mail.code().expect("a code");
            }
            self.world.wait();
        }
        panic!("no mail with a code came; {} shows: {}", self.browser.path, self.browser.text());
    }
}
