//! `/ra/people/IDENTIFIER/email`: an address that was verified by an identity check, beside the others or in place of one.

use identity::{
    Unexpected,
    email::{Email, EmailId, address::EmailAddress},
    ra::{
        email::{self, NewEmail, SetEmail},
        identity_check::{Document, IdentityCheck},
        take_over::{Sort, TakeOver},
        target::Target,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{enter_to_let_in, fields, fields::ActionForm, form::case, text};
use crate::{
    components::{Choice, Input, Radios, Size},
    pages::{profile::text::not_an_address, sign_in::wait},
    web::{Answer, Flash, Request, act},
};

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_to_let_in(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let flash = request.flash().await?;
    let before = fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::SetEmail))).await?;
    let fields = view! {
        <p>{text::SET_EMAIL_IS}</p>
        <Input
            name="email"
            label=text::EMAIL
            label_size=Some(Size::S)
            kind="email"
            autocomplete="off"
            spellcheck=Some(false)
            value=flash.value_of("email")
            error=flash.error_of("email")
        />
        {replaces(&profile.emails, &flash)}
        {fields::documents(&flash)}
    };
    let form = ActionForm {
        title: text::SET_EMAIL,
        action: "/api/ra/email",
        fields: fields.into_any(),
        button: text::SET_EMAIL_BUTTON,
        is_warning: false,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

fn replaces(emails: &[Email], flash: &Flash) -> Option<AnyView> {
    if emails.is_empty() {
        return None;
    }
    let chosen = flash.value_of("replaces").unwrap_or_default();
    let replace = |email: &Email| {
        Choice::new(email.id.as_str(), text::replace(&email.address.for_people())).checked(chosen == email.id.as_str())
    };
    let beside = Choice::new("", text::BESIDE).checked(chosen.is_empty());
    let choices = std::iter::once(beside).chain(emails.iter().map(replace)).collect();
    Some(
        view! {
            <Radios
                name="replaces"
                legend=text::REPLACES
                legend_size=Some(Size::S)
                choices=choices
                error=flash.error_of("replaces")
            />
        }
        .into_any(),
    )
}

/// Reads what was ticked.
pub fn read_documents(ticked: &[String], flash: Flash) -> (Option<IdentityCheck>, Flash) {
    let check = IdentityCheck::of(ticked.iter().filter_map(|slug| Document::from_slug(slug)));
    let flash = if check.is_none() { flash.and_error("documents", text::DOCUMENTS_WRONG) } else { flash };
    (check, flash)
}

/// Writes it.
#[server(endpoint = "ra/email")]
pub async fn post_ra_email(
    #[server(default)] person: String,
    #[server(default)] email: String,
    #[server(default)] replaces: String,
    #[server(default)] documents: Vec<String>,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let typed = Flash::default().keep("email", &email).keep("replaces", &replaces);
        let typed = typed.keep("documents", &documents.join(" ")).keep("reason", &reason);
        let mut case = match case(&request, &person, "email", typed).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let address = match EmailAddress::parse(&email) {
            Ok(address) => Some(address),
            Err(error) => {
                case.flash = case.flash.and_error("email", not_an_address(error));
                None
            }
        };
        let (check, flash) = read_documents(&documents, case.flash);
        case.flash = flash;
        let reason = case.reason(&reason);
        let (Some(address), Some(check), Some(reason)) = (address, check, reason) else { return Ok(case.back()) };
        let replaces = (!replaces.is_empty()).then(|| EmailId::from_text(replaces));
        let new = NewEmail { address: &address, replaces: replaces.as_ref(), check: &check };
        let by = (request.origin(), &reason);
        Ok(match email::set(request.service(), &case.desk, by, &case.person.id, new).await? {
            Ok(SetEmail::Set) => case.done(text::EMAIL_SET),
            Ok(SetEmail::AlreadyTheirs) => case.wrong("email", text::ALREADY_THEIRS),
            Ok(SetEmail::NotAccepted) => case.wrong("email", text::NOT_ACCEPTED),
            Ok(SetEmail::Taken) => case.wrong("email", text::TAKEN),
            Ok(SetEmail::NotThere) => case.wrong("replaces", text::NOT_THERE),
            Ok(SetEmail::TooMany) => case.wrong("replaces", text::TOO_MANY_EMAILS),
            Ok(SetEmail::Wait(until)) => case.wrong("", text::search_later(&wait(request.service().now(), until))),
            Err(refusal) => {
                let replaces = replaces.clone();
                case.refused_for(&Target::Email { address: address.clone(), replaces }, refusal)
            }
        })
    })
    .await
}
