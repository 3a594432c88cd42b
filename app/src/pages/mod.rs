//! Every page, a folder a journey, and the routes that lead to them.

pub mod authenticators;
pub mod help;
pub mod home;
pub mod profile;
pub mod register;
pub mod sign_in;

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes as RouterRoutes},
    path,
};

use crate::web::{
    Request,
    page::{missing, page},
};

/// The routes. Each renders on the server once its data is there, so that every page works without script.
#[component]
pub fn Routes() -> impl IntoView {
    const MODE: SsrMode = SsrMode::Async;
    view! {
        <Router>
            // No route, so no parts of a path either: what a form's request is made of is enough.
            <RouterRoutes fallback=|| missing(&Request::of_form())>
                <Route path=path!("/") view=|| page(home::show) ssr=MODE />

                <Route path=path!("/sign-in") view=|| page(sign_in::password::show) ssr=MODE />
                <Route path=path!("/sign-in/again") view=|| page(sign_in::password::again) ssr=MODE />
                <Route path=path!("/sign-in/code/:id") view=|| page(sign_in::code::show) ssr=MODE />
                <Route path=path!("/sign-in/link/:token") view=|| page(sign_in::link::show) ssr=MODE />
                <Route path=path!("/signed-out") view=|| page(sign_in::sign_out::show) ssr=MODE />

                <Route path=path!("/profile") view=|| page(profile::view::show) ssr=MODE />
                <Route path=path!("/profile/email") view=|| page(profile::email::list::show) ssr=MODE />
                <Route path=path!("/profile/email/add") view=|| page(profile::email::add::show) ssr=MODE />
                <Route path=path!("/profile/email/change/:id") view=|| page(profile::email::add::change) ssr=MODE />
                <Route path=path!("/profile/email/remove/:id") view=|| page(profile::email::remove::show) ssr=MODE />
                <Route path=path!("/profile/email/code/:id") view=|| page(profile::email::verify::show) ssr=MODE />
                <Route path=path!("/profile/mobile") view=|| page(profile::mobile::show) ssr=MODE />

                <Route path=path!("/authenticators") view=|| page(authenticators::list::show) ssr=MODE />
                <Route path=path!("/authenticators/add") view=|| page(authenticators::select::show) ssr=MODE />
                <Route path=path!("/authenticators/add/:kind") view=|| page(authenticators::set_up::show) ssr=MODE />
                <Route path=path!("/authenticators/link/:id") view=|| page(authenticators::link::show) ssr=MODE />

                <Route path=path!("/register/:token") view=|| page(register::open::show) ssr=MODE />
                <Route path=path!("/register/:id/email") view=|| page(register::email::show) ssr=MODE />
                <Route path=path!("/register/:id/inbox") view=|| page(register::inbox::show) ssr=MODE />
                <Route path=path!("/register/:id/password") view=|| page(register::password::show) ssr=MODE />
                <Route path=path!("/register/:id/app") view=|| page(register::app::show) ssr=MODE />
                <Route path=path!("/register/:id/code") view=|| page(register::code::show) ssr=MODE />
                <Route path=path!("/register/:id/done") view=|| page(register::done::show) ssr=MODE />

                <Route path=path!("/help") view=|| page(help::index::show) ssr=MODE />
                <Route path=path!("/help/email-domains") view=|| page(help::email_domains::show) ssr=MODE />
                <Route path=path!("/help/terms") view=|| page(help::terms::show) ssr=MODE />
                <Route path=path!("/help/privacy") view=|| page(help::privacy::show) ssr=MODE />
                <Route path=path!("/help/accessibility") view=|| page(help::accessibility::show) ssr=MODE />
                <Route path=path!("/demonstration/mail") view=|| page(help::sent_mail::show) ssr=MODE />
            </RouterRoutes>
        </Router>
    }
}
