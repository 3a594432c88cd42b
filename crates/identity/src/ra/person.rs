//! What a Registration Authority does about somebody as a whole: their name, wrong guesses, a freeze, closing and reopening.

use crate::{
    actor::Origin,
    audit::Event,
    mail::text,
    person::{PersonId, PersonName, PersonState, add, rescue, unfreeze},
    ra::{
        Acted, Desk, Reason,
        act::{self, Asks, allowed},
        take_over,
        target::Target,
    },
    service::{Service, Unexpected},
};

/// Changes somebody's name; `false` when it is so already.
///
/// # Errors
/// When the database refuses.
pub async fn rename(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    name: &PersonName,
) -> Result<Acted<bool>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::Nothing).await?);
    if act.person.name == *name {
        return Ok(Ok(false));
    }
    act.repository.set_person_name(person, name).await?;
    let (before, after) = (act.person.name.full(), name.full());
    act.record(Event::PersonRenamed, &[("before", &before), ("after", &after)]).await?;
    act.tell(&text::person_renamed(&service.policy, (&before, &after), service.now())).await?;
    act.commit().await?;
    Ok(Ok(true))
}

/// Forgets every wrong guess at somebody's factors. It gives nobody a factor, so that it takes nothing over.
///
/// # Errors
/// When the database refuses.
pub async fn clear_counters(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
) -> Result<Acted<()>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::Nothing).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    rescue::write_unlock(service, &mut *act.repository, by, &act.person).await?;
    act.tell(&text::person_unlocked(&service.policy, &act.person.name.full(), service.now())).await?;
    act.commit().await?;
    Ok(Ok(()))
}

/// Lets changes be made again that stood still; `false` when none did.
///
/// # Errors
/// When the database refuses.
pub async fn lift_freeze(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
) -> Result<Acted<bool>, Unexpected> {
    let mut act = allowed!(act::begin(service, desk, by, person, Asks::FreshSignIn).await?);
    if act.person.frozen.is_none() {
        return Ok(Ok(false));
    }
    allowed!(take_over::allow(&mut act, &Target::Freeze).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    unfreeze::lift(service, &mut *act.repository, by, &act.person).await?;
    act.commit().await?;
    Ok(Ok(true))
}

/// Closes a Care Identity, and all its sessions end at once; `false` when it is closed.
///
/// # Errors
/// When the database refuses.
pub async fn close(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
) -> Result<Acted<bool>, Unexpected> {
    set_state(service, desk, by, person, PersonState::Closed).await
}

/// Opens a closed Care Identity again; `false` when it is open.
///
/// # Errors
/// When the database refuses.
pub async fn reopen(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
) -> Result<Acted<bool>, Unexpected> {
    set_state(service, desk, by, person, PersonState::Open).await
}

async fn set_state(
    service: &Service,
    desk: &Desk,
    by: (&Origin, &Reason),
    person: &PersonId,
    state: PersonState,
) -> Result<Acted<bool>, Unexpected> {
    let asks = if state == PersonState::Open { Asks::GivesBack } else { Asks::TakesAway };
    let mut act = allowed!(act::begin(service, desk, by, person, asks).await?);
    let why = act.case.why();
    let by = act.case.by(&why);
    let changed = add::write_state(service, &mut *act.repository, by, &act.person, state).await?;
    if changed {
        act.commit().await?;
    }
    Ok(Ok(changed))
}
