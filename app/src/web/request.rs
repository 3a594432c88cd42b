//! Who asks, and what answers: given to every page and server function as context.

use std::sync::{Arc, OnceLock};

use identity::{
    Service, Unexpected,
    actor::Origin,
    session::{BrowserId, SignedIn, browser},
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::{
    hooks::{use_params_map, use_query_map},
    params::ParamsMap,
};

use super::{Flash, cookies};

/// The running installation.
#[derive(Clone)]
pub struct App {
    /// The domain.
    pub service: Service,
    /// Where style and scripts are.
    pub site: Arc<Site>,
    /// Whom to ask for help, in the operator's words.
    pub support: Arc<str>,
    /// Whether cookies travel over https only.
    pub secure: bool,
    /// The mail that was sent, in demonstration mode only.
    pub sent_mail: Option<Arc<dyn crate::pages::help::sent_mail::SentMailbox>>,
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
}

/// Who asks: found once for each request, before anything is rendered.
#[derive(Clone)]
pub struct Visitor {
    /// Who is signed in.
    pub me: Option<SignedIn>,
    /// Whether the browser brought a session that is over.
    pub session_is_over: bool,
    /// The browser and its network.
    pub origin: Origin,
    /// The reference of this request, as error pages show it and the log has it.
    pub reference: String,
    /// The path that was asked for, with its query.
    pub path: String,
}

/// A request to a page or a server function.
#[derive(Clone)]
pub struct Request {
    /// The installation.
    pub app: App,
    /// Who asks.
    pub visitor: Visitor,
    params: ParamsMap,
    query: ParamsMap,
    response: ResponseOptions,
    /// The browser once it is known; forms make it known.
    browser: Arc<OnceLock<BrowserId>>,
}

impl Request {
    /// Of a page, from the context of its route.
    #[must_use]
    pub fn of_page() -> Self {
        Self { params: use_params_map().get_untracked(), query: use_query_map().get_untracked(), ..Self::of_form() }
    }

    /// Of a server function.
    #[must_use]
    pub fn of_form() -> Self {
        let visitor: Visitor = expect_context();
        let browser = visitor.origin.browser.clone().map(OnceLock::from).unwrap_or_default();
        Self {
            app: expect_context(),
            visitor,
            browser: Arc::new(browser),
            params: ParamsMap::new(),
            query: ParamsMap::new(),
            response: expect_context(),
        }
    }

    /// The domain.
    #[must_use]
    pub const fn service(&self) -> &Service {
        &self.app.service
    }

    /// Who is signed in.
    #[must_use]
    pub const fn me(&self) -> Option<&SignedIn> {
        self.visitor.me.as_ref()
    }

    /// Where the request comes from.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.visitor.origin
    }

    /// A part of the path.
    #[must_use]
    pub fn param(&self, name: &str) -> String {
        self.params.get(name).unwrap_or_default()
    }

    /// A part of the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        self.query.get(name)
    }

    /// The response's status and headers.
    #[must_use]
    pub const fn response(&self) -> &ResponseOptions {
        &self.response
    }

    /// What a form left for this page.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn flash(&self) -> Result<Flash, Unexpected> {
        match (self.query("flash"), &self.visitor.origin.browser) {
            (Some(id), Some(browser)) => Flash::read(self.service(), browser, &id).await,
            _ => Ok(Flash::default()),
        }
    }

    /// The browser, made known with a cookie when this is its first form.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn browser(&self) -> Result<BrowserId, Unexpected> {
        if let Some(browser) = self.browser.get() {
            return Ok(browser.clone());
        }
        let (browser, token) = browser::add(self.service()).await?;
        cookies::set_browser(self, &token);
        Ok(self.browser.get_or_init(|| browser).clone())
    }
}
