//! A page: its route, what it answers, and the frame around it.
//!
//! leptos makes the HTML and nothing else: no router of its own, no streaming. A page is whole before its first byte leaves
//! (docs/decisions/0013).

use std::sync::Arc;

use axum::{
    response::{Html, IntoResponse as _, Response},
    routing::{MethodRouter, get},
};
use http::{StatusCode, header};
use identity::Unexpected;
use leptos::{prelude::*, reactive::computed::ScopedFuture};

use super::{
    App, Fault, Flash, Request, cookies, error_page, paths,
    shell::{Document, Frame},
    text,
};
use crate::components::{BackLink, ErrorSummary, NotificationBanner};

/// What a request to a page is answered with.
#[expect(clippy::large_enum_variant, reason = "one for each request, moved once")]
pub enum Answer {
    /// A page.
    Page(Page),
    /// Another page is due.
    Go(String),
    /// There is no such page, for this person at least.
    Missing,
}

impl Answer {
    /// Sign in first, and come back to the page that was asked for.
    #[must_use]
    pub fn sign_in(request: &Request) -> Self {
        let path = &request.visitor.path;
        Self::Go(paths::sign_in(path))
    }

    /// Sign in again, and come back to `path`.
    #[must_use]
    pub fn sign_in_again(path: &str) -> Self {
        Self::Go(paths::sign_in_again(path))
    }

    /// A sign-in that gives very high confidence, and back to `path`.
    #[must_use]
    pub fn sign_in_stronger(path: &str) -> Self {
        Self::Go(paths::sign_in_stronger(path))
    }
}

/// A page's title and body.
pub struct Page {
    title: String,
    back: Option<String>,
    banner: Option<AnyView>,
    is_wide: bool,
    talks_to_agent: bool,
    flash: Flash,
    body: AnyView,
}

/// In the extensions of an answer: its page may reach the smartcard agent on 127.0.0.1.
#[derive(Clone, Copy, Debug)]
pub struct TalksToAgent;

impl Page {
    /// A page. The title is its heading, too, unless the body says otherwise.
    pub fn new(title: impl Into<String>, body: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            back: None,
            banner: None,
            is_wide: false,
            talks_to_agent: false,
            flash: Flash::default(),
            body: body.into_any(),
        }
    }

    /// With a way back.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>) -> Self {
        self.back = Some(href.into());
        self
    }

    /// With a banner across the page, above everything else.
    #[must_use]
    pub fn banner(mut self, banner: Option<impl IntoAny>) -> Self {
        self.banner = banner.map(IntoAny::into_any);
        self
    }

    /// Across the whole width, for what is not read line by line.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// With leave to reach the smartcard agent.
    #[must_use]
    pub const fn talks_to_agent(mut self) -> Self {
        self.talks_to_agent = true;
        self
    }

    /// With what a form left: its errors, or that it is done.
    #[must_use]
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash = flash;
        self
    }
}

/// The route of a page: `show` reads what it needs, then its answer is rendered.
pub fn page<F>(show: impl Fn(Request) -> F + Clone + Send + Sync + 'static) -> MethodRouter<Arc<App>>
where
    F: Future<Output = Result<Answer, Unexpected>> + Send + 'static,
{
    get(async move |request: Request| {
        // Views own what islands keep until they are written out.
        let owner = Owner::new();
        let answer = owner.with(|| ScopedFuture::new(show(request.clone()))).await;
        cookies::with(&request, owner.with(|| respond(&request, answer)))
    })
}

fn respond(request: &Request, answer: Result<Answer, Unexpected>) -> Response {
    match answer {
        Ok(Answer::Page(page)) => framed(request, page),
        Ok(Answer::Go(path)) => go(&path),
        Ok(Answer::Missing) => fault(request, Fault::Missing),
        Err(error) => fault(request, Fault::of(&error)),
    }
}

/// To another path.
pub(super) fn go(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, paths::location(path))]).into_response()
}

fn framed(request: &Request, page: Page) -> Response {
    let talks_to_agent = page.talks_to_agent || request.visitor.card.is_some();
    let mut response = Html(html(request, page)).into_response();
    if talks_to_agent {
        response.extensions_mut().insert(TalksToAgent);
    }
    response
}

/// The whole document of a page.
pub(super) fn html(request: &Request, page: Page) -> String {
    let errors = page.flash.summary();
    // "Error: " first, so that a screen reader says it before anything else (GOV.UK and NHS design systems).
    let title = if errors.is_empty() { page.title } else { text::error(&page.title) };
    let back = page.back.map(|href| view! { <BackLink href=href /> }.into_any());
    let done = page.flash.done.map(|text| view! { <NotificationBanner text=text success=true /> });
    let frame = view! {
        <Frame request=request.clone() banner=page.banner back=back is_wide=page.is_wide>
            {done.into_any()}
            {view! { <ErrorSummary errors=errors /> }.into_any()}
            {page.body}
        </Frame>
    };
    document(request, title, frame.into_any())
}

/// The page of a fault, for whoever is signed in.
fn fault(request: &Request, fault: Fault) -> Response {
    let (reference, support) = (request.visitor.reference.clone(), request.app.support.to_string());
    let frame = view! {
        <Frame request=request.clone()>
            <error_page::Body fault=fault reference=reference support=support />
        </Frame>
    };
    let document = document(request, text::fault(fault).heading.to_owned(), frame.into_any());
    (fault.status(), Html(document)).into_response()
}

fn document(request: &Request, title: String, frame: AnyView) -> String {
    let (app, nonce) = (request.app.clone(), request.visitor.nonce.clone());
    let document = view! {
        <Document app=app nonce=nonce title=title>
            {frame}
        </Document>
    };
    document.to_html()
}
