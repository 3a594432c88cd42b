//! A page: what it answers, and the frame around it.

use http::{StatusCode, header};
use identity::Unexpected;
use leptos::prelude::*;
use leptos_meta::Title;

use super::{Flash, Request, error_page, paths, shell::Frame};
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
        Self::Go(if path == "/" { "/sign-in".into() } else { paths::with("/sign-in", "to", path) })
    }
}

/// A page's title and body.
pub struct Page {
    title: String,
    back: Option<String>,
    banner: Option<AnyView>,
    is_wide: bool,
    flash: Flash,
    body: AnyView,
}

impl Page {
    /// A page. The title is its heading, too, unless the body says otherwise.
    pub fn new(title: impl Into<String>, body: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            back: None,
            banner: None,
            is_wide: false,
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

    /// With what a form left: its errors, or that it is done.
    #[must_use]
    pub fn flash(mut self, flash: Flash) -> Self {
        self.flash = flash;
        self
    }
}

/// Renders a page once its data is there.
pub fn page<F>(load: impl FnOnce(Request) -> F) -> impl IntoView
where
    F: Future<Output = Result<Answer, Unexpected>> + Send + 'static,
{
    let request = Request::of_page();
    let loading = load(request.clone());
    view! {
        <Suspense>
            {Suspend::new(async move {
                match loading.await {
                    Ok(Answer::Page(page)) => framed(&request, page).into_any(),
                    Ok(Answer::Go(path)) => go(&request, &path).into_any(),
                    Ok(Answer::Missing) => missing(&request).into_any(),
                    Err(error) => failed(&request, &error).into_any(),
                }
            })}
        </Suspense>
    }
}

fn framed(request: &Request, page: Page) -> impl IntoView {
    let errors = page.flash.summary();
    // "Error: " first, so that a screen reader says it before anything else (GOV.UK and NHS design systems).
    let title = if errors.is_empty() { page.title } else { format!("Error: {}", page.title) };
    let back = page.back.map(|href| view! { <BackLink href=href /> }.into_any());
    let done = page.flash.done.map(|text| view! { <NotificationBanner text=text success=true /> });
    view! {
        <Title text=format!("{title} - {}", request.service().policy.service_name) />
        <Frame request=request.clone() banner=page.banner back=back is_wide=page.is_wide>
            {done.into_any()}
            {view! { <ErrorSummary errors=errors /> }.into_any()}
            {page.body}
        </Frame>
    }
}

fn go(request: &Request, path: &str) -> impl IntoView + use<> {
    request.response().insert_header(header::LOCATION, paths::location(path));
    request.response().set_status(StatusCode::SEE_OTHER);
}

/// There is no such page.
pub fn missing(request: &Request) -> impl IntoView + use<> {
    request.response().set_status(StatusCode::NOT_FOUND);
    fault(request, error_page::Fault::Missing)
}

fn failed(request: &Request, error: &Unexpected) -> impl IntoView + use<> {
    tracing::error!(reference = request.visitor.reference, %error, "a page failed");
    let fault = error_page::Fault::of(error);
    request.response().set_status(fault.status());
    self::fault(request, fault)
}

fn fault(request: &Request, fault: error_page::Fault) -> impl IntoView + use<> {
    let title = format!("{} - {}", error_page::words(fault).heading, request.service().policy.service_name);
    let (reference, support) = (request.visitor.reference.clone(), request.app.support.to_string());
    view! {
        <Title text=title />
        <Frame request=request.clone()>
            <error_page::Body fault=fault reference=reference support=support />
        </Frame>
    }
}
