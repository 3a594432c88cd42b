//! Set or remove the mobile number. It is a contact detail, never a factor of sign-in.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    mail::text as words,
    notice,
    person::freeze,
    service::{Service, Unexpected},
    session::SignedIn,
    telephone::{MobileNumber, MobileNumberError},
    time::Timestamp,
    undo::Change,
};

/// How setting the number ended.
#[derive(Debug, PartialEq, Eq)]
pub enum SetMobile {
    /// It is set, or removed, or was so already.
    Done,
    /// It is not a mobile number.
    NotAMobileNumber(MobileNumberError),
    /// There is one to protect: a sign-in not older than 5 minutes is needed.
    SignInAgain,
    /// Changes stand still.
    Frozen,
}

freeze::kept!(SetMobile, SignInAgain);

/// Whether a fresh sign-in comes first: there is a number to protect.
#[must_use]
pub fn needs_sign_in(me: &SignedIn, before: Option<&str>, now: Timestamp) -> bool {
    before.is_some() && !me.session.is_fresh(now)
}

/// Sets the number of whoever asks; an empty text removes it.
///
/// # Errors
/// When the database refuses.
pub async fn set(service: &Service, me: &SignedIn, origin: &Origin, text: &str) -> Result<SetMobile, Unexpected> {
    let number = match text.trim() {
        "" => None,
        text => match MobileNumber::parse(text) {
            Ok(number) => Some(number),
            Err(error) => return Ok(SetMobile::NotAMobileNumber(error)),
        },
    };
    let now = service.now();
    let person = &me.person.id;
    let mut repository = service.write().await?;
    if let Some(kept) = freeze::may_change(&mut *repository, me).await? {
        return Ok(kept.into());
    }
    let before = repository.lookup_mobile(person).await?;
    if before.as_deref() == number.as_ref().map(MobileNumber::as_str) {
        return Ok(SetMobile::Done);
    }
    if needs_sign_in(me, before.as_deref(), now) {
        return Ok(SetMobile::SignInAgain);
    }
    let after = number.as_ref().map(|number| number.as_str().to_owned());
    repository.set_mobile(person, after.as_deref(), now).await?;
    let masked = number.as_ref().map(MobileNumber::masked).unwrap_or_default();
    let actor = Actor::Person(person.clone());
    audit::record(
        &mut *repository,
        service,
        origin,
        &actor,
        Some(person),
        Event::MobileChanged,
        &[("number", &masked)],
    )
    .await?;
    let words = words::mobile_changed(&service.policy, &me.person.name.full(), now);
    let change = Change::MobileChanged { before, after };
    notice::tell_of_change(service, &mut *repository, person, (&change, now), &words).await?;
    repository.commit().await?;
    Ok(SetMobile::Done)
}
