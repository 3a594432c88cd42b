//! The part of a page that talks to the smartcard agent: a button, what it says while it works, and what it says when it cannot.
//! `style/card/relay.mjs` makes it go; until then it is hidden, and the page says what else there is.

use card_protocol::Ask;
use leptos::prelude::*;

use super::{super::help::smartcard::Trouble, Reader, explained, text};
use crate::web::Request;

/// What a step of the work is called between server and page, and what the page says meanwhile.
pub type Step = (&'static str, &'static str);

/// What the person and the agent are asked before the server is.
#[derive(Default)]
pub struct Before {
    /// The agent: the server gets its answer to begin with.
    pub ask: Option<Ask>,
    /// The person: the server gets what is chosen.
    pub choice: Option<AnyView>,
    /// Who reads what went wrong.
    pub reader: Reader,
}

/// The part. `address` answers POSTs as [`crate::web::relay()`] does. Its page must be one that [`crate::web::Page::talks_to_agent`].
pub fn relay(request: &Request, address: String, button: String, steps: &[Step]) -> impl IntoView + use<> {
    relay_after(request, Before::default(), address, button, steps)
}

/// The same, where something is asked before.
pub fn relay_after(
    request: &Request,
    before: Before,
    address: String,
    button: String,
    steps: &[Step],
) -> impl IntoView + use<> {
    let (nonce, script) = (request.visitor.nonce.clone(), request.app.site.card_js.clone());
    let steps =
        text::STEPS.iter().chain(steps).map(|(name, words)| view! { <template data-step=*name>{*words}</template> });
    let troubles = Trouble::of_the_page().map(|(name, trouble)| {
        let (heading, next) = before.reader.words(trouble);
        view! {
            <template data-trouble=name>
                <div class="nhsuk-inset-text" role="alert">
                    <p>
                        <strong>{heading}</strong>
                    </p>
                    {explained(trouble, next)}
                </div>
            </template>
        }
    });
    let first = before.ask.and_then(|ask| serde_json::to_string(&ask).ok());
    view! {
        <div data-card-relay=address data-first=first data-again=text::AGAIN hidden>
            <p data-before hidden>{text::BROWSER_ASKS}</p>
            <div data-said></div>
            {before.choice}
            <button class="nhsuk-button" type="button">{button}</button>
            <p role="status"></p>
            {steps.collect_view()}
            {troubles.collect_view()}
        </div>
        <script type="module" nonce=nonce src=script></script>
    }
}
