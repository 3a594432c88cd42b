//! `/sign-in`: "Select your login method", or straight on to the one that this browser remembers.

use identity::{
    Unexpected,
    application::opens,
    assurance::{AssuranceLevel, Kind},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{Wish, over, shared_computer, text};
use crate::{
    components::{Button, Checkboxes, Choice, Radios, Size},
    web::{Answer, Flash, Next, Page, Request, act, cookies},
};

/// The methods that satisfy what was asked for.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let wish = Wish::of(&request);
    if request.me().is_some() {
        return Ok(Answer::Go(wish.to));
    }
    let flash = request.flash().await?;
    let methods = methods(&request, wish.level);
    let remembered = request.visitor.remembered_method.filter(|kind| methods.contains(kind));
    if let (Some(kind), None) = (remembered, request.query("choose")) {
        return Ok(Answer::Go(wish.page(&super::path(kind))));
    }
    let chosen = flash.value_of("method");
    let choices = methods.iter().map(|kind| {
        let is_chosen = chosen.as_deref() == Some(kind.slug());
        Choice::new(kind.slug(), text::method(*kind)).hint(text::method_is(*kind)).checked(is_chosen)
    });
    let choices: Vec<Choice> = choices.collect();
    let is_left_out = |level| opens::kinds_that_open(level).len() < Kind::ALL.len();
    let some_are_left_out = wish.level.is_some_and(is_left_out).then(|| view! { <p>{text::LEFT_OUT}</p> });
    let body = view! {
        {over(&request)}
        <form method="post" action="/api/sign-in/method" novalidate>
            {wish.fields_but_shared()}
            <Radios
                name="method"
                legend=text::SELECT
                legend_size=Some(Size::L)
                page_heading=true
                choices=choices
                error=flash.error_of("method")
            />
            {some_are_left_out}
            <h2 class="nhsuk-heading-s">{text::AGREE}</h2>
            <p>{text::BY_CONTINUING} " " <a href="/help/terms">{text::TERMS}</a> "."</p>
            <Checkboxes
                name="remember"
                choices=vec![Choice::new("yes", text::REMEMBER).hint(text::REMEMBER_NOT)]
                small=true
            />
            {shared_computer(wish.shared)}
            <Button text=text::CONTINUE />
        </form>
        <h2 class="nhsuk-heading-m">{text::FIRST_TIME}</h2>
        <p>{text::FIRST_TIME_IS} " " <a href="/help#sign-in">{text::HELP}</a></p>
        <h2 class="nhsuk-heading-m">{text::CANNOT}</h2>
        <p>{text::CANNOT_IS} " " <a href="/help#reset">{text::CANNOT_HELP}</a> "."</p>
    };
    Ok(Answer::Page(Page::new(text::SELECT, body).flash(flash)))
}

/// The methods with which this level can be reached.
fn methods(request: &Request, level: Option<AssuranceLevel>) -> Vec<Kind> {
    let mut methods = level.map_or_else(|| Kind::ALL.to_vec(), opens::kinds_that_open);
    methods.retain(|kind| request.service().policy.offers(*kind));
    // As staff know the list.
    methods.sort_by_key(|kind| *kind != Kind::Smartcard);
    methods
}

/// On to the page of the chosen method, which this browser remembers when it was asked to.
#[server(endpoint = "sign-in/method")]
pub async fn post_choose_method(
    #[server(default)] method: String,
    #[server(default)] remember: String,
    #[server(default)] shared: String,
    #[server(default)] to: String,
    #[server(default)] level: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let wish = Wish::read(Some(&to), Some(&level), Some(&shared));
        let Some(kind) = Kind::from_slug(&method).filter(|kind| methods(&request, wish.level).contains(kind)) else {
            let page = wish.page("/sign-in?choose=yes");
            return Ok(Next::back(page, Flash::error("method", text::CHOOSE)));
        };
        if remember == "yes" && !wish.shared {
            cookies::set_method(&request, kind);
        } else {
            cookies::clear_method(&request);
        }
        Ok(Next::go(wish.page(&super::path(kind))))
    })
    .await
}
