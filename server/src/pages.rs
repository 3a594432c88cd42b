//! The pages and the forms: who asks is found once, then app answers.

use std::sync::Arc;

use app::web::{App, CardRemoval, Fault, Site, Visitor, cookies, form};
use axum::{
    Extension, Router,
    extract::{Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
    routing::post,
};
use http::{HeaderMap, header::USER_AGENT, request::Parts};
use identity::{
    Service, Unexpected,
    actor::Origin,
    assurance::Kind,
    ra::at_home::Board,
    session::{self, SignedIn},
};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::{
    api,
    demo::mailbox,
    state::AppState,
    web::{ClientNetwork, CspNonce, RequestId},
};

/// How much of a browser's description of itself is kept.
const LONGEST_USER_AGENT: usize = 200;

/// The routes of the pages and of their forms.
pub fn pages(state: &Arc<AppState>) -> Router<Arc<AppState>> {
    app::pages::routes()
        .merge(form::routes())
        .with_state(app(state))
        .route("/session/extend", post(extend))
        .route("/password/strength", post(strength))
        .merge(api::routes())
        .layer(from_fn_with_state(state.clone(), visitor))
        // Outside of what finds who asks: that uses the session.
        .route("/session/rest", post(rest))
}

pub(crate) fn app(state: &AppState) -> Arc<App> {
    let manifest = state.assets.manifest();
    Arc::new(App {
        service: state.service.clone(),
        board: Board::default(),
        site: Site {
            main_css: manifest.main_css.clone(),
            brand_css: state.assets.brand_css_url().to_owned(),
            main_js: manifest.main_js.clone(),
            app_js: manifest.app_js.clone(),
            app_wasm: manifest.app_wasm.clone(),
            card_js: manifest.card_js.clone(),
        },
        support: state.config.support_text.as_str().into(),
        secure: state.config.base_url.is_https(),
        card_removal: state.config.card_removal,
        sent_mail: mailbox::of(&state.config),
    })
}

/// Finds who asks: two look-ups at the most, one more in a session that a card opened, none without cookies.
pub async fn visitor(State(state): State<Arc<AppState>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match find(&state, &parts).await {
        Ok(visitor) => {
            let visitor = Arc::new(visitor);
            parts.extensions.insert(Arc::clone(&visitor));
            let mut response = next.run(Request::from_parts(parts, body)).await;
            // For the error page, if it becomes one.
            response.extensions_mut().insert(visitor);
            response
        }
        Err(error) => Fault::of(&error).into_response(),
    }
}

async fn find(state: &AppState, request: &Parts) -> Result<Visitor, Unexpected> {
    let service = &state.service;
    let tokens = cookies::read(&request.headers, state.config.base_url.is_https());
    let me = match &tokens.session {
        Some(token) => session::current::find(service, token).await?,
        None => None,
    };
    let browser = match (&me, &tokens.browser) {
        (Some(me), _) => Some(me.session.browser_id.clone()),
        (None, Some(token)) => session::browser::find(service, token).await?,
        (None, None) => None,
    };
    let card = match &me {
        Some(me) if state.config.card_removal != CardRemoval::Nothing => card_of(service, me).await?,
        _ => None,
    };
    let extensions = &request.extensions;
    Ok(Visitor {
        card,
        over: tokens.session.filter(|_| me.is_none()).map(|token| token.hash()),
        me,
        remembered_method: tokens.method,
        origin: Origin {
            browser,
            network: extensions.get::<ClientNetwork>().map(|network| network.0.clone()).unwrap_or_default(),
            user_agent: user_agent(&request.headers),
        },
        reference: extensions.get::<RequestId>().map(RequestId::to_string).unwrap_or_default(),
        nonce: extensions.get::<CspNonce>().map(CspNonce::shared).unwrap_or_default(),
        path: request.uri.path_and_query().map(|path| path.as_str().to_owned()).unwrap_or_default(),
    })
}

/// The card that opened a session, by its serial number.
async fn card_of(service: &Service, me: &SignedIn) -> Result<Option<String>, Unexpected> {
    match &me.session.authenticator {
        Some(authenticator) if me.session.factors.starts_with(Kind::Smartcard.slug()) => {
            let card = service.read().await?.find_card_of(authenticator).await?;
            Ok(card.map(|card| card.serial.as_str().to_owned()))
        }
        _ => Ok(None),
    }
}

fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(LONGEST_USER_AGENT).collect()
}

/// "Stay signed in": to ask is to use the session.
async fn extend(State(state): State<Arc<AppState>>, Extension(visitor): Extension<Arc<Visitor>>) -> Response {
    seconds_left(&state, visitor.me.as_ref())
}

/// What an open page asks by itself: whether the session still stands. It does not use it.
async fn rest(State(state): State<Arc<AppState>>, headers: HeaderMap) -> Response {
    let looked = match cookies::read(&headers, state.config.base_url.is_https()).session {
        Some(token) => session::current::look(&state.service, &token).await,
        None => Ok(None),
    };
    looked.map_or_else(|error| Fault::of(&error).into_response(), |me| seconds_left(&state, me.as_ref()))
}

/// The seconds that a session has now; none when it is over.
fn seconds_left(state: &AppState, me: Option<&SignedIn>) -> Response {
    me.map_or(0, |me| me.session.seconds_left(state.service.now())).to_string().into_response()
}

/// How strong a password looks, 0 to 4, for the hint beside a new one. Only browsers in the middle of a form may ask.
async fn strength(Extension(visitor): Extension<Arc<Visitor>>, password: String) -> Response {
    if visitor.origin.browser.is_none() {
        return Fault::Forbidden.into_response();
    }
    // One at a time: a hint is not worth keeping anybody else waiting.
    static JUDGING: Semaphore = Semaphore::const_new(1);
    let Ok(_place) = JUDGING.try_acquire() else {
        return Fault::TooMany.into_response();
    };
    let password = SecretString::from(password);
    // Long or odd ones take milliseconds: not on a thread that answers pages.
    let judged =
        tokio::task::spawn_blocking(move || identity::password::policy::strength(password.expose_secret()) as u8).await;
    judged.map_or_else(|_| Fault::Unexpected.into_response(), |score| score.to_string().into_response())
}
