//! `/profile/mobile`: the mobile number.

use identity::{
    Unexpected,
    person::telephone::{self, SetMobile},
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::text;
use crate::{
    components::{Button, Input, InputWidth, Size},
    pages::frozen,
    web::{Answer, Flash, Next, Page, Request, act},
};

const PAGE: &str = "/profile/mobile";

/// The form: for a sign-in that is fresh where the answer needs one, so that nobody types for nothing.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let kept = request.service().read().await?.lookup_mobile(&me.person.id).await?;
    if telephone::needs_sign_in(me, kept.as_deref(), request.service().now()) {
        return Ok(Answer::sign_in_again(PAGE));
    }
    let flash = request.flash().await?;
    let body = view! {
        <form method="post" action="/api/profile/mobile" novalidate>
            <Input
                name="mobile"
                label=text::MOBILE
                label_size=Some(Size::L)
                page_heading=true
                hint=text::MOBILE_HINT
                kind="tel"
                autocomplete="tel"
                width=Some(InputWidth::Twenty)
                value=flash.value_of("mobile").or(kept)
                error=flash.error_of("mobile")
            />
            <Button text=text::SAVE />
        </form>
    };
    Ok(Answer::Page(Page::new(text::MOBILE, body).back("/profile").flash(flash)))
}

/// Sets or removes the number.
#[server(endpoint = "profile/mobile")]
pub async fn post_set_mobile(#[server(default)] mobile: String) -> Result<(), ServerFnError> {
    act(async |request| {
        let Some(me) = request.me() else {
            return Ok(Next::SignIn(PAGE.into(), Flash::typed("mobile", &mobile)));
        };
        Ok(match telephone::set(request.service(), me, request.origin(), &mobile).await? {
            SetMobile::Done => Next::done("/profile", text::MOBILE_SAVED),
            SetMobile::Frozen => frozen::refused(),
            SetMobile::SignInAgain => Next::Again(PAGE.into(), Flash::typed("mobile", &mobile)),
            SetMobile::NotAMobileNumber(error) => {
                Next::back(PAGE, Flash::error("mobile", text::not_a_mobile_number(error)).keep("mobile", &mobile))
            }
        })
    })
    .await
}
