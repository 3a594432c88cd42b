//! The document around every page: head, header, the place for the page, footer.

use std::sync::Arc;

use identity::session::SignedIn;
use leptos::prelude::*;

use super::{App, CardRemoval, Request, request::Site, text};
use crate::{
    components::{Account, DemonstrationStrip, Footer, FooterLink, Header, SkipLink},
    islands::session_warning::SessionWarning,
    pages::sign_in::sign_out,
};

/// The whole document.
#[component]
pub fn Document(
    /// The installation.
    app: Arc<App>,
    /// The nonce of the answer's Content-Security-Policy.
    nonce: Arc<str>,
    /// The title; the service's name is added.
    title: String,
    /// The body.
    children: Children,
) -> impl IntoView {
    let title = format!("{title} - {}", app.service.policy.service_name);
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <Head site=app.site.clone() nonce=nonce />
                <title>{title}</title>
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// Style and script. The script is a module: it never blocks the page, and no page waits for it.
#[component]
fn Head(
    /// The paths.
    site: Site,
    /// Lets the script run.
    nonce: Arc<str>,
) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="robots" content="noindex" />
        <link rel="stylesheet" href=site.main_css />
        <link rel="stylesheet" href=site.brand_css />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <script
            type="module"
            nonce=nonce
            src=site.main_js
            data-app-js=site.app_js
            data-app-wasm=site.app_wasm
        ></script>
    }
}

/// A page's frame for whoever is signed in, or nobody.
#[component]
pub fn Frame(
    /// The request.
    request: Request,
    /// What stands across the page, above everything: a banner, or nothing.
    #[prop(optional_no_strip)]
    banner: Option<AnyView>,
    /// The way back, or nothing.
    #[prop(optional_no_strip)]
    back: Option<AnyView>,
    /// Whether the page takes the whole width.
    #[prop(optional)]
    is_wide: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let account = request.me().map(account);
    let warning = request.me().map(|me| {
        let now = request.service().now();
        let rest = me.session.seconds_left(now);
        let can_extend = me.session.ends_at() < me.session.expires_at;
        view! {
            <SessionWarning seconds=rest can_extend=can_extend />
            <noscript>
                <p class="nhsuk-width-container nhsuk-body-s">
                    {text::signed_out_at(me.session.ends_at())}
                </p>
            </noscript>
        }
        .into_any()
    });
    let column = if is_wide { "nhsuk-grid-column-full" } else { "nhsuk-grid-column-two-thirds" };
    let app = request.app.clone();
    let header = view! { <Header service_name=service_name(&app) account=account /> }.into_any();
    view! {
        <SkipLink />
        {demonstration(&app)}
        {header}
        {banner}
        <div class="nhsuk-width-container">
            {back}
            <main class="nhsuk-main-wrapper" id="maincontent">
                <div class="nhsuk-grid-row">
                    <div class=column>{children()}</div>
                </div>
            </main>
        </div>
        {warning}
        {watch(&request)}
        {footer(&app)}
    }
}

/// In a session that a card opened: what follows when it is taken out. Without script or agent nothing does.
fn watch(request: &Request) -> Option<AnyView> {
    let card = request.visitor.card.clone()?;
    let (nonce, script) = (request.visitor.nonce.clone(), request.app.site.card_js.clone());
    let end = (request.app.card_removal == CardRemoval::End).then_some("end");
    let watch = view! {
        <div data-card-watch data-card=card data-end=end>
            <dialog class="ci-dialog" aria-labelledby="card-out-heading">
                <h2 class="nhsuk-heading-m ci-dialog__heading" id="card-out-heading">
                    {text::CARD_OUT}
                </h2>
                <p>{text::CARD_OUT_IS}</p>
                <form method="post" action="/api/sign-out" class="nhsuk-button-group">
                    {end.map(|_| view! { <input type="hidden" name="why" value=sign_out::CARD_OUT /> })}
                    <button class="nhsuk-button" type="submit">{text::SIGN_OUT}</button>
                    <button class="nhsuk-button nhsuk-button--secondary" type="button" data-stay>
                        {text::STAY}
                    </button>
                </form>
            </dialog>
        </div>
        <script type="module" nonce=nonce src=script></script>
    };
    Some(watch.into_any())
}

/// Who is signed in, and the way out.
pub(super) fn account(me: &SignedIn) -> Account {
    Account {
        name: me.person.name.full(),
        href: "/profile".into(),
        sign_out_action: "/api/sign-out".into(),
        sign_out_text: text::SIGN_OUT.into(),
    }
}

/// A frame for errors outside of any page.
#[component]
pub fn Bare(
    /// The installation.
    app: Arc<App>,
    /// Who is signed in, if that is known.
    #[prop(optional_no_strip)]
    account: Option<Account>,
    /// The page.
    children: Children,
) -> impl IntoView {
    view! {
        <SkipLink />
        {demonstration(&app)}
        <Header service_name=service_name(&app) account=account />
        <div class="nhsuk-width-container">
            <main class="nhsuk-main-wrapper" id="maincontent">
                <div class="nhsuk-grid-row">
                    <div class="nhsuk-grid-column-two-thirds">{children()}</div>
                </div>
            </main>
        </div>
        {footer(&app)}
    }
}

fn service_name(app: &App) -> String {
    text::management(&app.service.policy.service_name)
}

fn demonstration(app: &App) -> AnyView {
    app.service
        .policy
        .demonstration
        .then(|| {
            view! { <DemonstrationStrip text=text::DEMONSTRATION /> }
        })
        .into_any()
}

fn footer(app: &App) -> AnyView {
    let mut links = vec![
        FooterLink { href: "/help".into(), text: text::HELP.into() },
        FooterLink { href: "/help/terms".into(), text: text::TERMS.into() },
        FooterLink { href: "/help/privacy".into(), text: text::PRIVACY.into() },
        FooterLink { href: "/help/accessibility".into(), text: text::ACCESSIBILITY.into() },
    ];
    if app.service.policy.demonstration {
        links.push(FooterLink { href: "/demonstration/mail".into(), text: text::SENT_MAIL.into() });
    }
    view! { <Footer links=links copyright=app.service.policy.service_name.clone() /> }.into_any()
}
