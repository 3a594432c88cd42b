//! Who asks, and with what: given to every page and every form.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::{FromRequestParts, RawPathParams};
use http::{HeaderValue, request};
use identity::{
    Service, Unexpected,
    actor::Origin,
    assurance::Kind,
    person::PersonId,
    ra::at_home::Board,
    random::TokenHash,
    session::{BrowserId, SignedIn, browser},
};
use leptos::prelude::expect_context;

use super::{Fault, Flash, cookies};

/// The running installation.
pub struct App {
    /// The domain.
    pub service: Service,
    /// Whether anything is announced.
    pub board: Board,
    /// Where style and scripts are.
    pub site: Site,
    /// Whom to ask for help, in the operator's words.
    pub support: Arc<str>,
    /// Whether cookies travel over https only.
    pub secure: bool,
    /// What follows when a card is taken out that signed somebody in.
    pub card_removal: CardRemoval,
    /// The mail that was sent, in demonstration mode only.
    pub sent_mail: Option<Arc<dyn crate::pages::help::sent_mail::SentMailbox>>,
}

/// What follows in a session that a smartcard opened, when the card is taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardRemoval {
    /// The session ends.
    End,
    /// Its person is asked whether it ends.
    #[default]
    Ask,
    /// Nothing.
    Nothing,
}

/// Paths of style and scripts, with their hashes.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// The style sheet.
    pub main_css: String,
    /// The installation's colours.
    pub brand_css: String,
    /// The script that every page runs.
    pub main_js: String,
    /// The islands' script.
    pub app_js: String,
    /// The islands' WebAssembly.
    pub app_wasm: String,
    /// The script of pages that talk to the smartcard agent.
    pub card_js: String,
}

/// Who asks: found once for each request, before anything is rendered.
pub struct Visitor {
    /// Who is signed in.
    pub me: Option<SignedIn>,
    /// The session that the browser brought, when it is over.
    pub over: Option<TokenHash>,
    /// The serial number of the smartcard that signed them in, where it is watched.
    pub card: Option<String>,
    /// How this browser signs in, if it remembers.
    pub remembered_method: Option<Kind>,
    /// The browser and its network.
    pub origin: Origin,
    /// The reference of this request, as error pages show it and the log has it.
    pub reference: String,
    /// The nonce of the answer's Content-Security-Policy: no script runs without it.
    pub nonce: Arc<str>,
    /// The path that was asked for, with its query.
    pub path: String,
}

/// A request to a page or a form: what a handler asks axum for. Cheap to clone.
#[derive(Clone)]
pub struct Request {
    /// The installation.
    pub app: Arc<App>,
    /// Who asks.
    pub visitor: Arc<Visitor>,
    shared: Arc<Shared>,
}

/// What every clone of a request has in common.
#[derive(Default)]
struct Shared {
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
    /// The browser once it is known; forms make it known.
    browser: OnceLock<BrowserId>,
    cookies: Mutex<Vec<HeaderValue>>,
    /// How a form's work ended.
    ending: OnceLock<Ending>,
}

/// How a form's work ended: where to go on, or what went wrong.
pub(super) type Ending = Result<Ended, Fault>;

/// Where a form goes on.
pub(super) enum Ended {
    /// To a path.
    To(String),
    /// Nowhere: the answer is this page.
    Page(String),
}

impl FromRequestParts<Arc<App>> for Request {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut request::Parts, app: &Arc<App>) -> Result<Self, Fault> {
        // The layer around all pages and forms puts it there.
        let visitor = parts.extensions.get::<Arc<Visitor>>().cloned().ok_or(Fault::Unexpected)?;
        let named = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        // What is not UTF-8 names nothing of ours: the page does not find it.
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map(|params| params.iter().map(named).collect()).unwrap_or_default();
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let browser = visitor.origin.browser.clone().map(OnceLock::from).unwrap_or_default();
        let shared = Shared { params, query, browser, ..Shared::default() };
        Ok(Self { app: Arc::clone(app), visitor, shared: Arc::new(shared) })
    }
}

impl Request {
    /// Of the form whose server function runs.
    pub(super) fn current() -> Self {
        expect_context()
    }

    /// The domain.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.app.service
    }

    /// Who is signed in.
    #[must_use]
    pub fn me(&self) -> Option<&SignedIn> {
        self.visitor.me.as_ref()
    }

    /// Where the request comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.visitor.origin
    }

    /// A part of the path.
    #[must_use]
    pub fn param(&self, name: &str) -> String {
        last(&self.shared.params, name).unwrap_or_default()
    }

    /// A part of the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        last(&self.shared.query, name)
    }

    /// Gives the browser a cookie with the answer.
    pub(super) fn add_cookie(&self, cookie: HeaderValue) {
        self.shared.cookies.lock().unwrap_or_else(PoisonError::into_inner).push(cookie);
    }

    /// The cookies for the answer.
    pub(super) fn take_cookies(&self) -> Vec<HeaderValue> {
        std::mem::take(&mut self.shared.cookies.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Says how a form's work ended; a server function can answer nothing of the kind by itself.
    pub(super) fn end(&self, ending: Ending) {
        let _ = self.shared.ending.set(ending);
    }

    /// How a form's work ended, or nothing when it never began.
    pub(super) fn ending(&self) -> Option<&Ending> {
        self.shared.ending.get()
    }

    /// What a form left for this page.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn flash(&self) -> Result<Flash, Unexpected> {
        match (self.query("flash"), &self.visitor.origin.browser) {
            (Some(id), Some(browser)) => {
                let flash = Flash::read(self.service(), browser, &id).await?;
                let me = self.me().map(|me| &me.person.id);
                Ok(if flash.is_for(me) { flash } else { Flash::default() })
            }
            _ => Ok(Flash::default()),
        }
    }

    /// Whose session the browser brought, when it is over.
    pub(super) async fn was(&self) -> Result<Option<PersonId>, Unexpected> {
        match &self.visitor.over {
            Some(token) => Ok(self.service().read().await?.find_session_owner(token).await?),
            None => Ok(None),
        }
    }

    /// The browser, made known with a cookie when this is its first form.
    ///
    /// # Errors
    /// When its network sends too many first forms, or the database refuses.
    pub async fn browser(&self) -> Result<BrowserId, Unexpected> {
        if let Some(browser) = self.shared.browser.get() {
            return Ok(browser.clone());
        }
        let (browser, token) = browser::add(self.service(), self.origin()).await?;
        cookies::set_browser(self, &token);
        Ok(self.shared.browser.get_or_init(|| browser).clone())
    }
}

/// The last value of a name: of several, the one that stands nearest to the end of an address counts.
fn last(parts: &[(String, String)], name: &str) -> Option<String> {
    parts.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.clone())
}
