//! Home: the tiles of what this person can do, and news of a planned outage.

pub mod dismiss;
pub mod text;

use identity::{
    Unexpected,
    person::readiness::{self, Advice},
    ra::{announcement::Announcement, at_home::announced},
    session::SessionKind,
    settings,
    smartcard::expiry::{self, MyCard},
};
use leptos::prelude::*;

use crate::{
    components::{Button, ButtonLink, ButtonVariant, Card, InsetText, MaintenanceBanner, Size, Tile, Tiles},
    pages::{frozen, ra, smartcard},
    web::{self, Answer, Page, Request},
};

/// Home for who is signed in; the way to sign in for everybody else.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Answer::sign_in(&request));
    };
    let banner = settings::maintenance_banner(request.service(), me).await?.map(|banner| {
        let words = text::maintenance(&banner);
        view! { <MaintenanceBanner heading=text::MAINTENANCE text=words dismiss_action="/api/home/dismiss" /> }
    });
    // No advice to make a change that would be refused.
    let mine = expiry::at_home(request.service(), me).await?;
    let advice = match me.person.frozen {
        None => readiness::next(me, mine.as_ref().map(|mine| mine.standing), request.service().now()).map(advice),
        Some(_) => None,
    };
    let sets_up = me.session.kind == SessionKind::Enrolment && me.person.frozen.is_none();
    let enrolment = sets_up.then(|| {
        view! {
            <InsetText>
                <p>{text::ENROLMENT}</p>
            </InsetText>
        }
    });
    let announced =
        announced(request.service(), &request.app.board, me).await?.into_iter().map(announcement).collect_view();
    let card = match &mine {
        Some(mine) => Some(card(&request, mine).await?),
        None => None,
    };
    let desk = me.has_desk(request.service().now().uk_date()).then(|| {
        view! { <Tile heading=ra::text::DESK href=ra::HOME description=ra::text::DESK_IS /> }
    });
    let body = view! {
        <h1 class="nhsuk-heading-xl">{web::text::management(&request.service().policy.service_name)}</h1>
        {frozen::notice(&request)}
        {enrolment}
        {announced}
        {card}
        {advice}
        <Tiles>
            {desk}
            <Tile heading=text::PROFILE href="/profile" description=text::PROFILE_IS />
            <Tile heading=text::RENEW href=smartcard::renew::PAGE description=text::RENEW_IS />
            <Tile heading=text::PASSCODE href=smartcard::passcode::PAGE description=text::PASSCODE_IS />
            <Tile heading=text::ORGANISATIONS href="/organisations" description=text::ORGANISATIONS_IS />
            <Tile heading=text::AUTHENTICATORS href="/authenticators/add" description=text::AUTHENTICATORS_IS />
            <Tile heading=text::APPLICATIONS href="/applications" description=text::APPLICATIONS_IS />
            <Tile heading=text::HELP href="/help" description=text::HELP_IS />
        </Tiles>
    };
    Ok(Answer::Page(Page::new(text::HOME, body).banner(banner).wide().flash(request.flash().await?)))
}

/// The one next thing that saves from a lock-out, and a way to put it away.
fn advice(advice: Advice) -> impl IntoView {
    let (heading, why, to) = text::advice(advice);
    let to = to.map(|(href, link)| view! { <ButtonLink text=link href=href small=true /> });
    view! {
        <Card heading=heading size=Some(Size::M)>
            <p>{why}</p>
            <form method="post" action="/api/home/dismiss-advice">
                <input type="hidden" name="advice" value=advice.slug() />
                <div class="nhsuk-button-group">
                    {to}
                    <Button text=text::NOT_NOW variant=ButtonVariant::Secondary small=true />
                </div>
            </form>
        </Card>
    }
}

/// Until when the card works, who renews it, and where a renewal that broke off goes on.
async fn card(request: &Request, mine: &MyCard) -> Result<AnyView, Unexpected> {
    let words = smartcard::sentence(mine.standing, request.service().now());
    let contact = smartcard::contact(request, mine.standing).await?;
    let goes_on = mine.renewal.filter(|_| mine.is_due()).map(|state| {
        view! {
            <p>{smartcard::text::goes_on(state)} " " <a href=smartcard::renew::PAGE>{smartcard::text::GO_ON}</a></p>
        }
    });
    Ok(view! {
        <InsetText><p>{words}</p> {goes_on}</InsetText>
        {contact}
    }
    .into_any())
}

/// What a Registration Authority tells those who work somewhere.
fn announcement(announcement: Announcement) -> impl IntoView {
    view! {
        <InsetText prefix=ra::text::FROM_YOUR_RA>
            <p class="nhsuk-u-text-break-word">{announcement.text}</p>
        </InsetText>
    }
}
