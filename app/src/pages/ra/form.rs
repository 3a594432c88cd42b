//! What every form of the desk has in common: who sends it, about whom, and why.

use identity::{
    Unexpected,
    person::{Person, UserIdentifier},
    ra::{self, Desk, Entrance, Reason, Refusal, target::Target, view},
};

use super::{ask_path, page_of, text};
use crate::web::{Flash, Next, Request};

/// A form about somebody.
pub struct Case {
    /// Open, and of this request: the action asks again in its transaction.
    pub desk: Box<Desk>,
    /// Whom it is about: somebody in sight. The action asks again, in its transaction.
    pub person: Person,
    /// The form's page.
    pub page: String,
    /// What was typed, and what is wrong with it.
    pub flash: Flash,
}

/// The desk of whoever sends a form, or where they go without one. `typed` comes back after the sign-in.
pub async fn enter(request: &Request, page: &str, typed: &Flash) -> Result<Result<Box<Desk>, Next>, Unexpected> {
    let Some(me) = request.me() else {
        return Ok(Err(Next::SignIn(page.to_owned(), typed.clone())));
    };
    if !me.has_desk(request.service().now().uk_date()) {
        return Ok(Err(Next::Missing));
    }
    Ok(match ra::open(request.service(), me).await? {
        Entrance::Open(desk) => Ok(desk),
        Entrance::NotAnRa => Err(Next::Missing),
        Entrance::SignInStronger => Err(Next::Stronger(page.to_owned(), typed.clone())),
        Entrance::Frozen => Err(Next::go("/changes-stopped")),
    })
}

/// A form about somebody: `rest` is its page below theirs.
pub async fn case(
    request: &Request,
    identifier: &str,
    rest: &str,
    typed: Flash,
) -> Result<Result<Case, Next>, Unexpected> {
    let Some(identifier) = UserIdentifier::parse(identifier) else {
        // Whoever is signed in learns nothing more; nobody else learns that much.
        let desk = enter(request, super::HOME, &Flash::default()).await?;
        return Ok(Err(desk.err().unwrap_or(Next::Missing)));
    };
    let page = format!("{}/{rest}", page_of(&identifier));
    let desk = match enter(request, &page, &typed).await? {
        Ok(desk) => desk,
        Err(next) => return Ok(Err(next)),
    };
    // Before anything that was typed is looked at: no answer tells somebody out of sight from nobody.
    let person = view::find(request.service(), &desk, &identifier).await?;
    Ok(match person {
        Some(person) => Ok(Case { desk, person, page, flash: typed }),
        None => Err(Next::Missing),
    })
}

impl Case {
    /// Reads the reason; what is wrong with it comes after what is wrong already, as on the page.
    pub fn reason(&mut self, typed: &str) -> Option<Reason> {
        let (reason, flash) = reason(typed, std::mem::take(&mut self.flash));
        self.flash = flash;
        reason
    }

    /// Back to the form, which shows what is wrong.
    pub fn back(self) -> Next {
        Next::back(self.page, self.flash)
    }

    /// Back to the form, which shows one thing more that is wrong.
    pub fn wrong(self, field: &str, words: impl Into<String>) -> Next {
        Next::back(self.page, self.flash.and_error(field, words))
    }

    /// On to the page of the person, which says what was done.
    pub fn done(self, words: impl Into<String>) -> Next {
        Next::done(page_of(&self.person.identifier), words)
    }

    /// Why it was not done.
    pub fn refused(self, refusal: Refusal) -> Next {
        refused(self.page, self.flash, refusal)
    }

    /// Why something was not done that takes an account over: where it takes an approval, on to where that is asked for.
    pub fn refused_for(self, target: &Target, refusal: Refusal) -> Next {
        let Refusal::NeedsApproval(why) = refusal else { return self.refused(refusal) };
        let flash = Flash::default().keep("target", &target.text()).keep("why", why.slug());
        Next::back(ask_path(&self.person, target.action()), flash.and_error("", text::needs(why)))
    }
}

/// Reads a reason.
pub fn reason(typed: &str, flash: Flash) -> (Option<Reason>, Flash) {
    let reason = Reason::parse(typed);
    let flash = flash.keep("reason", typed);
    let flash = if reason.is_none() { flash.and_error("reason", text::REASON_WRONG) } else { flash };
    (reason, flash)
}

/// Why something was not done. Out of reach is out of sight: it is as if nobody were there.
pub fn refused(page: String, flash: Flash, refusal: Refusal) -> Next {
    match refusal {
        Refusal::NotInSight | Refusal::NotAnRa => Next::Missing,
        Refusal::SignInAgain => Next::Stronger(page, flash),
        Refusal::Yourself => Next::back(page, flash.and_error("", text::YOURSELF)),
        Refusal::ManagerOnly => Next::back(page, flash.and_error("", text::MANAGER_ONLY)),
        Refusal::Closed => Next::back(page, flash.and_error("", text::CLOSED_FIRST)),
        Refusal::Frozen => Next::back(page, flash.and_error("", text::FROZEN_FIRST)),
        Refusal::NeedsApproval(why) => Next::back(page, flash.and_error("", text::needs(why))),
        Refusal::TookOver => Next::back(page, flash.and_error("", text::TOOK_OVER)),
    }
}
