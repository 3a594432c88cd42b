//! Every page, a folder a journey, and the routes that lead to them.

pub mod activity;
pub mod applications;
pub mod authenticators;
pub mod forgot;
pub mod frozen;
pub mod help;
pub mod home;
pub mod organisations;
pub mod profile;
pub mod ra;
pub mod register;
pub mod sessions;
pub mod sign_in;
pub mod smartcard;
pub mod text;
pub mod undo;

use std::sync::Arc;

use axum::{Router, routing::get};
use identity::time::Timestamp;
use leptos::prelude::*;

use self::frozen::changing;
pub use self::text::level_in_words;
use crate::web::{App, challenge, page, relay, upload};

/// The routes. A part in braces is asked for by its name: `request.param("id")`.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", page(home::show))
        .route("/sign-in", page(sign_in::choose::show))
        .route("/sign-in/microsoft-authenticator", page(sign_in::password::show))
        .route("/sign-in/smartcard", page(sign_in::smartcard::show))
        .route("/sign-in/smartcard/relay", relay(sign_in::smartcard::turn))
        .route("/sign-in/{method}", page(sign_in::device::show))
        .route("/sign-in/{method}/challenge", challenge(sign_in::device::challenge))
        .route("/sign-in/again", page(sign_in::again::show))
        .route("/sign-in/code/{id}", page(sign_in::code::show))
        .route("/sign-in/link/{token}", page(sign_in::link::show))
        .route("/signed-out", page(sign_in::sign_out::show))
        .route("/forgot-password", page(forgot::start::show))
        .route("/forgot-password/{id}/inbox", page(forgot::inbox::show))
        .route("/forgot-password/{id}/code", page(forgot::code::show))
        .route("/forgot-password/{id}/password", page(forgot::password::show))
        .route("/forgot-password/{id}/end", page(forgot::end::show))
        .route("/undo/{token}", page(undo::show))
        .route("/changes-stopped", page(frozen::show))
        .route("/profile", page(profile::view::show))
        .route("/profile/email", page(profile::email::list::show))
        .route("/profile/email/add", changing(profile::email::add::show))
        .route("/profile/email/change/{id}", changing(profile::email::add::change))
        .route("/profile/email/remove/{id}", changing(profile::email::remove::show))
        .route("/profile/email/code/{id}", changing(profile::email::verify::show))
        .route("/profile/password", changing(profile::password::show))
        .route("/profile/mobile", changing(profile::mobile::show))
        .route("/authenticators", page(authenticators::list::show))
        .route("/authenticators/add", changing(authenticators::select::show))
        .route("/authenticators/add/{kind}", changing(authenticators::set_up::show))
        .route("/authenticators/{id}/rename", changing(authenticators::rename::show))
        .route("/authenticators/{id}/remove", changing(authenticators::remove::show))
        .route("/authenticators/{id}/found", changing(authenticators::found::show))
        .route("/authenticators/{id}/lost", page(authenticators::lost::show))
        .route("/authenticators/link/{id}", page(authenticators::link::show))
        .route("/applications", page(applications::list::show))
        .route("/organisations", page(organisations::find::show))
        .route("/organisations/{code}", page(organisations::show::show))
        .route("/register/{token}", page(register::open::show))
        .route("/register/{id}/email", page(register::email::show))
        .route("/register/{id}/inbox", page(register::inbox::show))
        .route("/register/{id}/password", page(register::password::show))
        .route("/register/{id}/app", page(register::app::show))
        .route("/register/{id}/code", page(register::code::show))
        .route("/register/{id}/device", page(register::device::show))
        .route("/register/{id}/challenge", challenge(register::device::challenge))
        .route("/register/{id}/done", page(register::done::show))
        .route("/smartcard", page(smartcard::view::show))
        .route("/smartcard/renew", changing(smartcard::renew::show))
        .route("/smartcard/renew/relay", relay(smartcard::renew::turn))
        .route("/smartcard/passcode", page(smartcard::passcode::show))
        .route("/smartcard/passcode/relay", relay(smartcard::passcode::turn))
        .route("/smartcard/unblock", changing(smartcard::unblock::show))
        .route("/smartcard/unblock/relay", relay(smartcard::unblock::turn))
        .route("/sessions", page(sessions::list::show))
        .route("/activity", page(activity::list::show))
        .route("/activity/activity.csv", get(activity::download::csv))
        .route("/activity/activity.json", get(activity::download::json))
        .route("/ra", page(ra::home::show))
        .route("/ra/lists/{list}", page(ra::lists::show))
        .route("/ra/download/{list}", get(ra::download::csv))
        .route("/ra/announcements", page(ra::announcements::show))
        .route("/ra/approvals", page(ra::approvals::show))
        .route("/ra/approvals/{id}", page(ra::decide::show))
        .route("/ra/reach", page(ra::reach::show))
        .route("/ra/reach/{ra}/{organisation}", page(ra::reach::show_one))
        .route("/ra/contact", page(ra::own_contact::show))
        .route("/ra/contact/{organisation}", page(ra::own_contact::show_one))
        .route("/ra/import", page(ra::import::upload::show))
        .route("/ra/import/check", page(ra::import::check::show))
        .route("/ra/import/example.csv", get(ra::import::upload::example))
        .route(ra::import::UPLOAD, upload(ra::import::UPLOAD, ra::import::upload::check))
        .route("/ra/people", page(ra::people::show))
        .route("/ra/people/new", page(ra::create::show))
        .route("/ra/people/{identifier}", page(ra::person::show))
        .route("/ra/people/{identifier}/name", page(ra::name::show))
        .route("/ra/people/{identifier}/email", page(ra::email::show))
        .route("/ra/people/{identifier}/positions/add", page(ra::position::show_add))
        .route("/ra/people/{identifier}/positions/{id}/end", page(ra::position::show_end))
        .route("/ra/people/{identifier}/authenticators/add", page(ra::issue::show))
        .route("/ra/people/{identifier}/authenticators/{id}/{verb}", page(ra::authenticator::show))
        .route("/ra/people/{identifier}/smartcard/issue", page(ra::card::issue::show))
        .route("/ra/people/{identifier}/smartcard/issue/card", page(ra::card::issue::show_card))
        .route("/ra/people/{identifier}/smartcard/issue/relay", relay(ra::card::issue::turn))
        .route("/ra/people/{identifier}/smartcard/unblock", page(ra::card::unblock::show))
        .route("/ra/people/{identifier}/smartcard/unblock/card", page(ra::card::unblock::show_card))
        .route("/ra/people/{identifier}/smartcard/unblock/relay", relay(ra::card::unblock::turn))
        .route("/ra/people/{identifier}/links/{id}", page(ra::link::show))
        .route("/ra/people/{identifier}/sign-in-link", page(ra::sign_in_link::show))
        .route("/ra/people/{identifier}/approval/{action}", page(ra::ask::show))
        .route("/ra/people/{identifier}/{action}", page(ra::account::show))
        .route("/help", page(help::index::show))
        .route("/help/email-domains", page(help::email_domains::show))
        .route("/help/smartcard", page(help::smartcard::show))
        .route("/help/smartcard/{code}", page(help::smartcard::show_one))
        .route("/help/choose-an-authenticator", page(help::choose::show))
        .route("/help/terms", page(help::terms::show))
        .route("/help/privacy", page(help::privacy::show))
        .route("/help/accessibility", page(help::accessibility::show))
        .route("/demonstration/mail", page(help::sent_mail::show))
}

/// Until when a journey in steps must be done, for the foot of each step.
fn finish_by(at: Timestamp) -> AnyView {
    view! { <p class="nhsuk-body-s">{text::finish_by(at)}</p> }.into_any()
}
