//! `/ra/people/IDENTIFIER/authenticators/ID/VERB`: lock, unlock or remove one.

use identity::{
    Unexpected,
    authenticator::{AuthenticatorId, suspend::SuspendAuthenticator},
    ra::{
        Acted, authenticator,
        take_over::{Sort, TakeOver},
        target::Target,
    },
};
use leptos::{prelude::*, server_fn::error::ServerFnError};

use super::{
    enter_to_let_in, enter_to_take, enter_with_profile, fields, fields::ActionForm, form::case, page_of, text,
};
use crate::web::{Answer, Flash, Next, Request, act};

/// What is done with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Lock,
    Unlock,
    Remove,
}

impl Verb {
    const ALL: [Self; 3] = [Self::Lock, Self::Unlock, Self::Remove];

    const fn slug(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Unlock => "unlock",
            Self::Remove => "remove",
        }
    }

    fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.slug() == slug)
    }

    /// Title and button, and what it does.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Lock => (text::LOCK_IT, text::LOCK_IS),
            Self::Unlock => (text::UNLOCK_IT, text::UNLOCK_IS),
            Self::Remove => (text::REMOVE_IT, text::REMOVE_IS),
        }
    }
}

/// The form.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let verb = Verb::from_slug(&request.param("verb"));
    let entered = match verb {
        Some(Verb::Unlock) => enter_to_let_in(&request).await?,
        Some(Verb::Lock | Verb::Remove) => enter_to_take(&request).await?,
        None => enter_with_profile(&request).await?,
    };
    let (desk, profile) = match entered {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let id = request.param("id");
    let held = profile.authenticators.iter().find(|held| held.id.as_str() == id);
    let (Some(verb), Some(held)) = (verb, held) else { return Ok(Answer::Missing) };
    let is_due = match verb {
        Verb::Lock => held.suspended_at.is_none(),
        Verb::Unlock => held.suspended_at.is_some(),
        Verb::Remove => true,
    };
    if !is_due {
        return Ok(Answer::Go(page_of(&profile.person.identifier)));
    }
    let flash = request.flash().await?;
    let before = if verb == Verb::Unlock {
        fields::standing(&request, &desk, (&profile, Sort::Of(TakeOver::ReinstateAuthenticator))).await?
    } else {
        ().into_any()
    };
    let (title, what) = verb.words();
    let fields = view! {
        <input type="hidden" name="id" value=id />
        <input type="hidden" name="verb" value=verb.slug() />
        <p class="nhsuk-u-text-break-word">
            <strong>{held.name.as_str().to_owned()}</strong>
            ": "
            {held.kind.name()}
        </p>
        <p>{what}</p>
    };
    let form = ActionForm {
        title,
        action: "/api/ra/authenticators/change",
        fields: fields.into_any(),
        button: title,
        is_warning: verb != Verb::Unlock,
    };
    Ok(form.page_with(&profile.person, flash, before))
}

/// Does it.
#[server(endpoint = "ra/authenticators/change")]
pub async fn post_ra_authenticator(
    #[server(default)] person: String,
    #[server(default)] id: String,
    #[server(default)] verb: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    act(async |request| {
        let id = AuthenticatorId::from_text(id);
        let known = Verb::from_slug(&verb);
        let rest = format!("authenticators/{id}/{}", known.map_or("", Verb::slug));
        let mut case = match case(&request, &person, &rest, Flash::default()).await? {
            Ok(case) => case,
            Err(next) => return Ok(next),
        };
        let Some(verb) = known else { return Ok(Next::Missing) };
        let Some(reason) = case.reason(&reason) else { return Ok(case.back()) };
        let (service, by, person) = (request.service(), (request.origin(), &reason), case.person.id.clone());
        let done: Acted<Option<&str>> = match verb {
            Verb::Lock => authenticator::lock(service, &case.desk, by, &person, &id).await?.map(|done| match done {
                SuspendAuthenticator::Suspended { .. } => Some(text::LOCKED),
                SuspendAuthenticator::NotThere => None,
            }),
            Verb::Unlock => {
                let done = authenticator::unlock(service, &case.desk, by, &person, &id).await?;
                done.map(|done| done.then_some(text::UNLOCKED))
            }
            Verb::Remove => {
                let done = authenticator::remove(service, &case.desk, by, &person, &id).await?;
                done.map(|done| done.then_some(text::REMOVED))
            }
        };
        Ok(match done {
            Ok(Some(words)) => case.done(words),
            Ok(None) => Next::back(page_of(&case.person.identifier), Flash::error("", text::NOT_THERE)),
            Err(refusal) => case.refused_for(&Target::Reinstate(id), refusal),
        })
    })
    .await
}
