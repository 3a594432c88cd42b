//! Who is no second pair of eyes for whom: somebody whom the one who asks could have made to have their own requests approved.

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    actor::Actor,
    person::{Person, PersonId},
    ra::{
        approval::Approval,
        desk::Scope,
        take_over::{self, TakeOver},
    },
    service::{Service, Unexpected},
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// So long after it was given at a desk, a position at the desk decides about nothing.
pub const SETTLES_AFTER: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Steps that are looked at from somebody to who created them.
const MOST_MAKERS: usize = 50;

/// What ties somebody to a request, so that they do not decide about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tie {
    /// One of them created the Care Identity of the other, or of whoever did.
    SameHands,
    /// The one who asks gave the other the position at the desk, or the other way round less than [`SETTLES_AFTER`] ago.
    Seat,
    /// Their position at the desk was given less than [`SETTLES_AFTER`] ago.
    NewSeat,
    /// They took the account over that is to be set right.
    TookOver,
}

/// Who made something at a desk, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

impl Made {
    fn is_new(&self, now: Timestamp) -> bool {
        now < self.at.plus(SETTLES_AFTER)
    }
}

/// What ties whoever would decide, by their scope, to a request of somebody else about a person.
pub(super) async fn between(
    repository: &mut dyn Repository,
    scope: &Scope,
    now: Timestamp,
    (approval, whom): (&Approval, &Person),
) -> Result<Option<Tie>, Unexpected> {
    let (me, asker, person) = (&scope.person, &approval.asked_by, &approval.person);
    if makers(repository, me).await?.contains(asker) || makers(repository, asker).await?.contains(me) {
        return Ok(Some(Tie::SameHands));
    }
    let mine = repository.list_seat_makers(scope, person).await?;
    let their_scope = Scope { person: asker.clone(), day: scope.day };
    let theirs = repository.list_seat_makers(&their_scope, person).await?;
    if let Some(tie) = of_seats((&mine, &theirs), (me, asker), now) {
        return Ok(Some(tie));
    }
    if approval.target.action() == TakeOver::LiftFreeze
        && take_over::takers(repository, whom).await?.contains(&Some(me.clone()))
    {
        return Ok(Some(Tie::TookOver));
    }
    Ok(None)
}

/// Who created somebody at a desk, who created those, and so on: whom one makes may make the next.
async fn makers(repository: &mut dyn Repository, person: &PersonId) -> StoreResult<Vec<PersonId>> {
    let mut makers: Vec<PersonId> = Vec::new();
    while let Some(made) = repository.find_maker(makers.last().unwrap_or(person)).await? {
        if makers.contains(&made.by) || makers.len() == MOST_MAKERS {
            break;
        }
        makers.push(made.by);
    }
    Ok(makers)
}

/// What ties two by the positions through which they see the person: those of who decides, and those of who asks. One that
/// ties nobody is enough.
fn of_seats(
    (mine, theirs): (&[Option<Made>], &[Option<Made>]),
    (me, asker): (&PersonId, &PersonId),
    now: Timestamp,
) -> Option<Tie> {
    let is_from = |seat: &Option<Made>, whom: &PersonId| seat.as_ref().is_some_and(|made| made.by == *whom);
    let is_new = |seat: &Option<Made>| seat.as_ref().is_some_and(|made| made.is_new(now));
    let by_me = !theirs.is_empty() && theirs.iter().all(|seat| is_from(seat, me) && is_new(seat));
    if by_me || (!mine.is_empty() && mine.iter().all(|seat| is_from(seat, asker))) {
        Some(Tie::Seat)
    } else if mine.iter().all(|seat| is_from(seat, asker) || is_new(seat)) {
        Some(Tie::NewSeat)
    } else {
        None
    }
}

/// Notes that somebody at a desk made somebody, or gave a position of the desk. What the operator does ties nobody.
pub(super) async fn note(
    service: &Service,
    repository: &mut dyn Repository,
    actor: &Actor,
    id: &str,
) -> Result<(), Unexpected> {
    if let Some(made) = made(service, actor) {
        repository.note_made(id, &made).await?;
    }
    Ok(())
}

/// What is noted of them.
pub(super) fn made(service: &Service, actor: &Actor) -> Option<Made> {
    let Actor::Person(by) = actor else { return None };
    Some(Made { by: by.clone(), at: service.now() })
}

/// The store's part.
#[async_trait]
pub trait Makers: Send {
    /// Notes who created somebody, by their id, or gave a position of the desk, by the id of its row.
    async fn note_made(&mut self, id: &str, made: &Made) -> StoreResult<()>;
    /// Who created somebody at a desk.
    async fn find_maker(&mut self, person: &PersonId) -> StoreResult<Option<Made>>;
    /// Who gave each of the positions through which somebody at the desk sees a person; `None` for what was not given at a
    /// desk.
    async fn list_seat_makers(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<Vec<Option<Made>>>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_settled_position_that_the_other_did_not_give_is_enough() {
        let [me, asker, boss] = ["me", "asker", "boss"].map(PersonId::from_text);
        let now = Timestamp::from_micros(0).plus(SETTLES_AFTER);
        let old = |by: &PersonId| Some(Made { by: by.clone(), at: Timestamp::from_micros(0) });
        let new = |by: &PersonId| Some(Made { by: by.clone(), at: Timestamp::from_micros(1) });
        let tie = |mine: &[Option<Made>], theirs: &[Option<Made>]| of_seats((mine, theirs), (&me, &asker), now);
        assert_eq!(tie(&[None], &[None]), None);
        assert_eq!(tie(&[old(&boss)], &[new(&boss)]), None);
        assert_eq!(tie(&[new(&boss)], &[None]), Some(Tie::NewSeat));
        assert_eq!(tie(&[old(&asker)], &[None]), Some(Tie::Seat));
        assert_eq!(tie(&[old(&asker), new(&boss)], &[None]), Some(Tie::NewSeat));
        assert_eq!(tie(&[old(&asker), None], &[None]), None);
        assert_eq!(tie(&[None], &[new(&me)]), Some(Tie::Seat));
        assert_eq!(tie(&[None], &[old(&me)]), None);
        assert_eq!(tie(&[None], &[new(&me), None]), None);
        assert_eq!(tie(&[], &[None]), Some(Tie::NewSeat), "no position at all decides about nothing");
    }
}
