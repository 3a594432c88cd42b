//! `/help/choose-an-authenticator`: three questions, and the authenticators that fit the answers. The answers stand in the
//! address, so that the advice can be kept and handed on; nothing is stored.

use identity::{
    Unexpected,
    adviser::{Advice, Advised, Answers, Carry, Method, Need, Shared, advise},
    assurance::Kind,
};
use leptos::prelude::*;

use super::text::choose as text;
use crate::{
    components::{Button, Choice, InsetText, Radios, Size},
    pages::authenticators,
    web::{Answer, Flash, Page, Request},
};

const PATH: &str = "/help/choose-an-authenticator";

/// What the address says.
struct Asked {
    shared: Option<Shared>,
    carry: Option<Carry>,
    need: Option<Need>,
    /// Whether the form was sent, however much of it was answered.
    sent: bool,
}

impl Asked {
    fn read(request: &Request) -> Self {
        let answer = |name: &str| request.query(name).unwrap_or_default();
        Self {
            shared: Shared::from_slug(&answer(text::SHARED_FIELD)),
            carry: Carry::from_slug(&answer(text::CARRY_FIELD)),
            need: Need::from_slug(&answer(text::NEED_FIELD)),
            sent: [text::SENT_FIELD, text::SHARED_FIELD, text::CARRY_FIELD, text::NEED_FIELD]
                .iter()
                .any(|name| request.query(name).is_some()),
        }
    }

    fn answers(&self) -> Option<Answers> {
        Some(Answers { shared: self.shared?, carry: self.carry?, need: self.need? })
    }

    /// What is not answered, once the form was sent.
    fn faults(&self) -> Flash {
        let faults = [
            (self.shared.is_none(), text::SHARED_FIELD, text::SHARED_MISSING),
            (self.carry.is_none(), text::CARRY_FIELD, text::CARRY_MISSING),
            (self.need.is_none(), text::NEED_FIELD, text::NEED_MISSING),
        ];
        let faults = faults.into_iter().filter(|(missing, ..)| self.sent && *missing);
        faults.fold(Flash::default(), |flash, (_, field, words)| flash.and_error(field, words))
    }
}

/// The questions, and above them the advice once all are answered.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let asked = Asked::read(&request);
    let faults = asked.faults();
    let advice = match asked.answers() {
        Some(answers) => Some(advice(answers, &held(&request).await?, &request)),
        None => None,
    };
    // Whoever hears the title knows that there is an answer.
    let title = if advice.is_some() { text::TITLE_ADVICE } else { text::TITLE };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::TITLE}</h1>
        {advice.is_none().then(|| view! { <p>{text::INTRODUCTION}</p> })}
        {advice}
        {form(&asked, &faults)}
    };
    Ok(Answer::Page(Page::new(title, body).back("/help").flash(faults)))
}

/// What whoever is signed in has already.
async fn held(request: &Request) -> Result<Vec<Kind>, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Vec::new());
    };
    let held = request.service().read().await?.list_active_authenticators(&me.person.id).await?;
    Ok(held.into_iter().map(|authenticator| authenticator.kind).collect())
}

fn form(asked: &Asked, faults: &Flash) -> impl IntoView + use<> {
    let again = asked.answers().map(|_| view! { <h2 class="nhsuk-heading-m">{text::CHANGE_ANSWERS}</h2> });
    let shared_choices = Shared::ALL
        .iter()
        .map(|answer| Choice::new(answer.slug(), text::shared(*answer)).checked(asked.shared == Some(*answer)));
    let carry_choices = Carry::ALL.iter().map(|answer| {
        let choice = Choice::new(answer.slug(), text::carry(*answer)).checked(asked.carry == Some(*answer));
        text::carry_hint(*answer).into_iter().fold(choice, Choice::hint)
    });
    let need_choices = Need::ALL.iter().map(|answer| {
        let choice = Choice::new(answer.slug(), text::need(*answer)).checked(asked.need == Some(*answer));
        choice.hint(text::need_hint(*answer))
    });
    view! {
        {again}
        <form method="get" action=PATH novalidate>
            <input type="hidden" name=text::SENT_FIELD value="yes" />
            {question(text::SHARED_FIELD, text::SHARED, shared_choices.collect(), faults)}
            {question(text::CARRY_FIELD, text::CARRY, carry_choices.collect(), faults)}
            {question(text::NEED_FIELD, text::NEED, need_choices.collect(), faults)}
            <Button text=text::SEND />
        </form>
    }
}

fn question(name: &'static str, legend: &'static str, choices: Vec<Choice>, faults: &Flash) -> impl IntoView + use<> {
    view! {
        <Radios name=name legend=legend legend_size=Some(Size::S) choices=choices error=faults.error_of(name) />
    }
}

fn advice(answers: Answers, held: &[Kind], request: &Request) -> AnyView {
    let Advised { advice, if_high_is_enough } = advise(answers);
    let support = request.app.support.to_string();
    let others = (!if_high_is_enough.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">{text::IF_HIGH_IS_ENOUGH}</h2>
            <p>{text::IF_HIGH_IS_ENOUGH_IS}</p>
            {in_order(&if_high_is_enough, held, &support)}
        }
    });
    let view = view! {
        <h2 class="nhsuk-heading-m">{text::ADVICE}</h2>
        <p>{text::level(answers.need)}</p>
        {in_order(&advice, held, &support)}
        {others}
        <InsetText>
            <p>
                {text::BEFORE_YOU_DECIDE} " " <a href="/applications">{text::SEE_APPLICATIONS}</a>
            </p>
        </InsetText>
    };
    view.into_any()
}

fn in_order(advice: &[Advice], held: &[Kind], support: &str) -> impl IntoView + use<> {
    let items = advice.iter().map(|Advice { method, reasons }| {
        let reasons: Vec<&str> = reasons.iter().map(|reason| text::reason(*reason)).collect();
        view! {
            <li>
                <h3 class="nhsuk-heading-s nhsuk-u-margin-bottom-1">{method.name()}</h3>
                <p class="nhsuk-u-margin-bottom-1">{reasons.join(" ")}</p>
                <p>{how_to_get(*method, held, support)}</p>
            </li>
        }
    });
    view! { <ol class="nhsuk-list nhsuk-list--number">{items.collect_view()}</ol> }
}

fn how_to_get(method: Method, held: &[Kind], support: &str) -> AnyView {
    match method.kind() {
        Some(kind) if held.contains(&kind) => text::HELD.into_any(),
        Some(kind) => view! { <a href=authenticators::path(kind)>{text::add(kind)}</a> }.into_any(),
        None => format!("{} {support}", text::not_here(method)).into_any(),
    }
}
