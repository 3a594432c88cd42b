//! `/ra/people/IDENTIFIER/smartcard/…`: somebody's smartcard, who is there with it. What is done is asked for in a form first; the
//! page that follows talks to the agent of the Registration Authority's own computer, whose reader has the card.

pub mod issue;
pub mod unblock;

use card_protocol::{Fault, Passcode};
use identity::{Unexpected, person::Person, ra::Refusal};
use leptos::prelude::*;

use super::{
    fields::heading,
    form::{self, Case},
    page_of, text,
};
use crate::{
    components::{Checkboxes, Choice},
    pages::smartcard::{
        self, Reader,
        relay::{Before, Step, relay_after},
    },
    web::{Answer, Flash, Next, Page, Request, Turn},
};

/// That the person is there: nobody sees a card on video.
fn presence(flash: &Flash) -> AnyView {
    let ticked = flash.value_of("presence").is_some_and(|value| value == HERE);
    view! {
        <Checkboxes
            name="presence"
            choices=vec![Choice::new(HERE, text::WITH_CARD).checked(ticked)]
            error=flash.error_of("presence")
        />
    }
    .into_any()
}

const HERE: &str = "in-person";

/// Reads it.
fn is_here(ticked: &str, case: &mut Case) -> bool {
    let is_here = ticked == HERE;
    if !is_here {
        case.flash = std::mem::take(&mut case.flash).and_error("presence", text::WITH_CARD_WRONG);
    }
    is_here
}

/// A page that talks to the agent: what to do with the card and the button.
struct AtTheReader {
    title: &'static str,
    /// Below the page of the person: the form before it. Its relay and its own page are below that.
    rest: &'static str,
    what: &'static [&'static str],
    steps: &'static [Step],
}

impl AtTheReader {
    /// Where the form is.
    fn form_of(&self, person: &Person) -> String {
        format!("{}/{}", page_of(&person.identifier), self.rest)
    }

    /// Where answers of the agent go.
    fn relay_of(&self, person: &Person) -> String {
        format!("{}/relay", self.form_of(person))
    }

    async fn page(&self, request: &Request, person: &Person) -> Result<Answer, Unexpected> {
        let flash = request.flash().await?;
        let what = self.what.iter().map(|words| view! { <li>{*words}</li> }).collect_view();
        let before = Before { reader: Reader::Desk, ..Before::default() };
        let relay = relay_after(request, before, self.relay_of(person), self.title.to_owned(), self.steps);
        let body = view! {
            {heading(self.title, person)}
            <ol class="nhsuk-list nhsuk-list--number">{what}</ol>
            {Reader::Desk.advice(&flash)}
            {smartcard::no_script()}
            {relay}
            <p>
                <a href=page_of(&person.identifier)>{text::CANCEL}</a>
            </p>
        };
        Ok(Answer::Page(Page::new(self.title, body).back(self.form_of(person)).flash(flash).talks_to_agent()))
    }

    /// Who carries an answer of the agent, about whom; or where they go.
    async fn case(&self, request: &Request) -> Result<Result<Case, Turn>, Unexpected> {
        let rest = format!("{}/card", self.rest);
        let case = form::case(request, &request.param("identifier"), &rest, Flash::default()).await?;
        Ok(case.map_err(Turn::Go))
    }

    /// Why it does not go on: the form says so, and is where to begin again.
    fn refused(&self, case: &Case, refusal: Refusal) -> Turn {
        Turn::Go(form::refused(self.form_of(&case.person), Flash::default(), refusal))
    }

    /// Why the card did not do it. Where another try may use the card up, that is not one press away.
    fn failed(&self, case: &Case, fault: Fault, passcode: Option<Passcode>) -> Turn {
        let is_final = matches!(fault, Fault::UnblockRefused | Fault::UnblockLocked);
        let page = if is_final { self.form_of(&case.person) } else { case.page.clone() };
        Turn::Go(Next::back(page, Reader::Desk.flash_of(fault, passcode)))
    }

    /// Back to the form, which says why.
    fn begin_again(&self, case: &Case, words: &'static str) -> Turn {
        Turn::Go(Next::back(self.form_of(&case.person), Flash::error("", words)))
    }
}
