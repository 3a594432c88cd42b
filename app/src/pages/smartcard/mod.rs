//! A person's own smartcard. What its pages have in common: a part that carries what is asked between server and agent, and the
//! words for what went wrong on the way.

pub mod relay;
pub mod text;

use card_protocol::{Fault, Passcode};
use leptos::prelude::*;

use super::help::smartcard::{Trouble, text as help};
use crate::{components::InsetText, web::Flash};

/// What a page shows after something went wrong.
pub fn flash(trouble: impl Into<Trouble>) -> Flash {
    let trouble = trouble.into();
    Flash::error("", trouble.words().heading).keep("code", trouble.code())
}

/// The same for what the agent says, with what the card says of its passcode after it.
pub fn flash_of(fault: Fault, passcode: Option<Passcode>) -> Flash {
    match passcode.and_then(text::tries) {
        Some(tries) => {
            let words = format!("{}. {tries}", Trouble::from(fault).words().heading);
            Flash::error("", words).keep("code", fault.code())
        }
        None => flash(fault),
    }
}

/// What to do about what [`flash`] left for the page.
pub fn advice(flash: &Flash) -> Option<AnyView> {
    let trouble = flash.value_of("code").and_then(|code| Trouble::find(&code))?;
    Some(view! { <InsetText>{next(trouble)}</InsetText> }.into_any())
}

/// What to do, the code, and where all is told.
fn next(trouble: Trouble) -> impl IntoView {
    view! {
        <p>{trouble.words().next}</p>
        <p>
            {help::CODE} " " <strong>{trouble.code()}</strong> ". " <a href=trouble.path()>{help::MORE}</a>
        </p>
    }
}
