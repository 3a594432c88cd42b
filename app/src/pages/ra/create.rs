//! `/ra/people/new`: "Create a new user", whose identity was checked, with a first position.

#![expect(clippy::too_many_arguments, reason = "one for each field of a form")]

use identity::{
    Unexpected,
    email::address::EmailAddress,
    ra::{
        Desk,
        create::{self, Create, Lookalikes, NewPerson, WrongPerson},
        position::NewPosition,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{
    HOME, email, enter, fields,
    fields::TypedDay,
    form::{self, reason},
    name, page_of, position, text,
};
use crate::{
    components::{Button, Checkboxes, Choice, HeadingLevel, Input, Size, WarningCallout},
    pages::{profile::text::not_an_address, sign_in::wait},
    web::{Answer, Flash, Next, Page, Request, act},
};

const PAGE: &str = "/ra/people/new";

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let desk = match enter(&request).await? {
        Ok(desk) => desk,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let today = request.service().now().uk_date();
    let typed = |field: &str| flash.value_of(field).unwrap_or_default();
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::CREATE}</h1>
        <p>{text::CREATE_IS}</p>
        <form method="post" action="/api/ra/people/new" novalidate>
            {may_exist(&flash)}
            {name::name_fields(&flash, typed("given"), typed("family"))}
            {fields::day(&flash, "birth", text::BIRTH_DATE, text::BIRTH_DATE_HINT, None)}
            {email_field(&flash)}
            {first_position(&flash, &desk)}
            {fields::day(&flash, "from", text::FIRST_DAY, text::DAY_HINT, Some(today))}
            {fields::documents(&flash)}
            {fields::reason(&flash)}
            <Button text=text::CREATE />
        </form>
        <p>
            <a href=HOME>{text::CANCEL}</a>
        </p>
    };
    Ok(Answer::Page(Page::new(text::CREATE, body).back(HOME).flash(flash)))
}

fn email_field(flash: &Flash) -> AnyView {
    view! {
        <Input
            name="email"
            label=text::EMAIL_OPTIONAL
            label_size=Some(Size::S)
            hint=text::EMAIL_HINT
            kind="email"
            autocomplete="off"
            spellcheck=Some(false)
            value=flash.value_of("email")
            error=flash.error_of("email")
        />
    }
    .into_any()
}

fn first_position(flash: &Flash, desk: &Desk) -> AnyView {
    view! {
        <h2 class="nhsuk-heading-m">{text::FIRST_POSITION}</h2>
        {fields::position(flash, desk)}
    }
    .into_any()
}

/// Who may be the same person, and a tick to go on.
fn may_exist(flash: &Flash) -> Option<AnyView> {
    let known = flash.value_of("lookalikes")?;
    let known: Vec<_> = known
        .split(' ')
        .filter_map(identity::person::UserIdentifier::parse)
        .map(|identifier| view! { <li><a href=page_of(&identifier)>{identifier.for_people()}</a></li> })
        .collect();
    let elsewhere = flash.value_of("elsewhere").map(|_| view! { <p>{text::ELSEWHERE}</p> });
    Some(
        view! {
            <WarningCallout heading=text::MAY_EXIST level=HeadingLevel::Two>
                <p>{text::MAY_EXIST_IS}</p>
                {(!known.is_empty()).then(|| view! { <ul class="nhsuk-list nhsuk-list--bullet">{known}</ul> })}
                {elsewhere}
            </WarningCallout>
            <Checkboxes
                name="anyway"
                choices=vec![Choice::new("yes", text::ANYWAY)]
                error=flash.error_of("anyway")
            />
        }
        .into_any(),
    )
}

fn remember(flash: Flash, known: &Lookalikes) -> Flash {
    let listed = known.in_sight.iter().take(10).map(|found| found.person.identifier.as_str());
    let flash = flash.keep("lookalikes", &listed.collect::<Vec<_>>().join(" "));
    if known.elsewhere { flash.keep("elsewhere", "yes") } else { flash }
}

/// Creates them.
#[server(endpoint = "ra/people/new")]
pub async fn post_ra_create(
    #[server(default)] given: String,
    #[server(default)] family: String,
    #[server(default)] birth_day: String,
    #[server(default)] birth_month: String,
    #[server(default)] birth_year: String,
    #[server(default)] email: String,
    #[server(default)] organisation: String,
    #[server(default)] role: String,
    #[server(default)] from_day: String,
    #[server(default)] from_month: String,
    #[server(default)] from_year: String,
    #[server(default)] documents: Vec<String>,
    #[server(default)] anyway: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Typed {
            texts: [given, family, email, organisation, role, reason],
            birth: TypedDay([birth_day, birth_month, birth_year]),
            from: TypedDay([from_day, from_month, from_year]),
            documents,
        };
        let flash = typed.keep();
        let desk = match form::enter(&request, PAGE, &flash).await? {
            Ok(desk) => desk,
            Err(next) => return Ok(next),
        };
        let (new, flash) = typed.read(flash, anyway == "yes");
        let Some((new, reason)) = new else { return Ok(Next::back(PAGE, flash)) };
        let created = create::create(request.service(), &desk, (request.origin(), &reason), &new).await?;
        Ok(match created {
            Ok(Create::Created(person)) => {
                let page = format!("{}/sign-in-link", page_of(&person.identifier));
                Next::done(page, text::created(&person))
            }
            Ok(Create::MayExist(known)) => {
                Next::back(PAGE, remember(flash, &known).and_error("anyway", text::MAY_EXIST_ERROR))
            }
            Ok(Create::Wrong(all)) => {
                let all = all.into_iter().map(|wrong| match wrong {
                    WrongPerson::BirthDate => ("birth-day", text::BIRTH_DATE_WRONG),
                    WrongPerson::EmailNotAccepted => ("email", text::NOT_ACCEPTED),
                    WrongPerson::Position(what) => position::wrong(what),
                });
                Next::back(PAGE, all.fold(flash, |flash, (field, words)| flash.and_error(field, words)))
            }
            Ok(Create::Wait(until)) => {
                let words = text::search_later(&wait(request.service().now(), until));
                Next::back(PAGE, flash.and_error("", words))
            }
            Err(refusal) => form::refused(PAGE.to_owned(), flash, refusal),
        })
    })
    .await
}

/// The form as it was typed: given and family name, address, organisation, role, reason.
struct Typed {
    texts: [String; 6],
    birth: TypedDay,
    from: TypedDay,
    documents: Vec<String>,
}

impl Typed {
    fn keep(&self) -> Flash {
        let fields = ["given", "family", "email", "organisation", "role", "reason"];
        let texts = fields.into_iter().zip(&self.texts);
        let flash = texts.fold(Flash::default(), |flash, (field, value)| flash.keep(field, value));
        let flash = flash.keep("documents", &self.documents.join(" "));
        self.from.keep(self.birth.keep(flash, "birth"), "from")
    }

    /// Each thing that is wrong, in the order of the page.
    fn read(&self, flash: Flash, anyway: bool) -> (Option<(NewPerson, identity::ra::Reason)>, Flash) {
        let [given, family, address, organisation, role, why] = &self.texts;
        let (name, mut flash) = name::read_name(given, family, flash);
        let (birth_date, starts_on) = (self.birth.read(), self.from.read());
        if birth_date.is_none() {
            flash = flash.and_error("birth-day", text::BIRTH_DATE_WRONG);
        }
        let parsed = (!address.trim().is_empty()).then(|| EmailAddress::parse(address)).transpose();
        let (email, is_wrong) = match parsed {
            Ok(email) => (email, false),
            Err(error) => {
                flash = flash.and_error("email", not_an_address(error));
                (None, true)
            }
        };
        let (place, mut flash) = position::read_place(organisation, role, flash);
        if starts_on.is_none() {
            flash = flash.and_error("from-day", text::DAY_WRONG);
        }
        let (check, flash) = email::read_documents(&self.documents, flash);
        let (reason, flash) = reason(why, flash);
        let all = (name, birth_date, place, starts_on, check, reason, is_wrong);
        let (
            Some(name),
            Some(birth_date),
            Some((organisation, role)),
            Some(starts_on),
            Some(check),
            Some(reason),
            false,
        ) = all
        else {
            return (None, flash);
        };
        let position = NewPosition { organisation, role, starts_on, ends_on: None };
        (Some((NewPerson { name, birth_date, email, position, check, anyway }, reason)), flash)
    }
}
