//! The store's part of the desk. What takes a [`Scope`] answers nothing beyond it: that rule stands there, once for single
//! people and for lists.

use async_trait::async_trait;
use time::Date;

use crate::{
    organisation::OrganisationCode,
    person::{Person, PersonId, PersonName, Position},
    ra::{
        Rank, Seat,
        desk::Scope,
        reach::{Reach, ReachState},
    },
    random::id,
    store::StoreResult,
    time::Timestamp,
};

id!(
    /// The row of a position.
    PositionId
);

/// A position and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPosition {
    /// The row.
    pub id: PositionId,
    /// Whose it is.
    pub person: PersonId,
    /// With the present name of its organisation.
    pub position: Position,
}

/// An organisation in somebody's reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Forms and files name it by this.
    pub code: OrganisationCode,
    /// Lists are in its order.
    pub name: String,
}

/// Somebody in sight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InSight {
    /// Who.
    pub person: Person,
    /// Through which Registration Authority: one that is managed, where there is one.
    pub through: OrganisationCode,
    /// The rank there.
    pub rank: Rank,
}

/// What people in sight are looked for by. Everything that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Beginnings of words of the name, as [`PersonName::key`] writes them.
    pub words: Vec<String>,
    /// They have or had a position there.
    pub organisation: Option<OrganisationCode>,
}

/// The store's part.
#[async_trait]
pub trait Desks: Send {
    /// The open positions that open the desk to somebody whose Care Identity is open and not frozen, by organisation.
    async fn list_seats(&mut self, me: &PersonId, day: Date) -> StoreResult<Vec<Seat>>;
    /// Those of them whose own or confirmed reach holds an organisation, the highest rank first.
    async fn list_seats_over(&mut self, scope: &Scope, organisation: &OrganisationCode) -> StoreResult<Vec<Seat>>;
    /// What is in reach, by name; 1,000 at the most.
    async fn list_in_reach(&mut self, scope: &Scope) -> StoreResult<Vec<Reached>>;
    /// Somebody in sight.
    async fn find_in_sight(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<Option<InSight>>;
    /// People in sight, by name, `limit` of them after the first `skip`.
    async fn search_in_sight(
        &mut self,
        scope: &Scope,
        wanted: &Wanted,
        skip: u32,
        limit: u32,
    ) -> StoreResult<Vec<Person>>;
    /// Those at a desk whose own or confirmed reach holds an organisation that somebody has or had a position in, or was created
    /// at, by their ids: whoever sees them is among these, and so may be others.
    async fn list_ras_near(&mut self, person: &PersonId, day: Date, limit: u32) -> StoreResult<Vec<PersonId>>;
    /// How many of somebody's positions that have not ended are out of reach.
    async fn count_positions_out_of_reach(&mut self, scope: &Scope, person: &PersonId) -> StoreResult<i64>;

    /// Whether somebody has or ever had an authenticator.
    async fn had_authenticator(&mut self, person: &PersonId) -> StoreResult<bool>;

    /// People anywhere who were born that day and have one of these names, as [`PersonName::key`] writes them; 20 at the most.
    async fn list_namesakes(&mut self, names: &[String; 2], birth_date: Date) -> StoreResult<Vec<PersonId>>;
    /// People anywhere with this address on their profile, whether it is verified or pending; 20 at the most.
    async fn list_people_with_email(&mut self, comparison_key: &str) -> StoreResult<Vec<PersonId>>;
    /// Notes which Registration Authority made a Care Identity.
    async fn set_created_by(&mut self, person: &PersonId, organisation: &OrganisationCode) -> StoreResult<()>;
    /// Gives somebody another name.
    async fn set_person_name(&mut self, person: &PersonId, name: &PersonName) -> StoreResult<()>;
    /// Positions of these people, latest start first.
    async fn list_held_positions(&mut self, people: &[PersonId]) -> StoreResult<Vec<HeldPosition>>;
    /// Ends a position on a day, unless it ends before; `false` when it does, or begins after that day, or is not there.
    async fn end_position(&mut self, id: &PositionId, last_day: Date) -> StoreResult<bool>;

    /// Writes how an organisation stands to a Registration Authority, if it stands as one of `from` now, where `None` is not at
    /// all; `false` otherwise.
    async fn put_reach(&mut self, reach: &Reach, from: &[Option<ReachState>]) -> StoreResult<bool>;
    /// The organisations that stand to a Registration Authority, or to any, by the codes of both; `limit` after two codes.
    async fn list_reaches(
        &mut self,
        ra: Option<&OrganisationCode>,
        after: (&str, &str),
        limit: u32,
    ) -> StoreResult<Vec<Reach>>;
    /// How an organisation stands to a Registration Authority.
    async fn lookup_reach(
        &mut self,
        ra: &OrganisationCode,
        organisation: &OrganisationCode,
    ) -> StoreResult<Option<Reach>>;
    /// Proposes the organisations whose relations to this one have not ended, unless they stand to it already; answers how
    /// many.
    async fn propose_related(&mut self, ra: &OrganisationCode, by: &str, now: Timestamp) -> StoreResult<u64>;
}
