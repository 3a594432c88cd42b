//! Who may sit at the desk: somebody with an open position as manager or agent of a Registration Authority, signed in at AAL3.

use time::Date;

use crate::{
    actor::Actor,
    assurance::AssuranceLevel,
    organisation::OrganisationCode,
    person::PersonId,
    ra::role::CareRole,
    service::{Service, Unexpected},
    session::{Need, SessionKind, SignedIn},
};

/// What somebody is at a Registration Authority. Ordered: a manager may do what an agent may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// R5090.
    Agent,
    /// R5080.
    Manager,
}

impl Rank {
    /// The rank that a role gives.
    #[must_use]
    pub fn of(role_code: &str) -> Option<Self> {
        match role_code {
            CareRole::RA_MANAGER => Some(Self::Manager),
            CareRole::RA_AGENT => Some(Self::Agent),
            _ => None,
        }
    }
}

/// A position that opens the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The organisation whose Registration Authority it is.
    pub organisation: OrganisationCode,
    /// The organisation's name, for the pages.
    pub name: String,
    /// What they may do there.
    pub rank: Rank,
}

/// Somebody at the desk. What is in their reach is asked of the database each time: a position or a reach that ended a moment
/// ago opens nothing.
#[derive(Clone, Debug)]
pub struct Desk {
    me: SignedIn,
    seats: Vec<Seat>,
}

/// Whether the desk opens.
#[derive(Debug)]
pub enum Entrance {
    /// It does.
    Open(Box<Desk>),
    /// They have no open position that opens it.
    NotAnRa,
    /// It takes a full sign-in at AAL3.
    SignInStronger,
    /// Changes of their own account stand still, because somebody said that one was not theirs: whoever it is that is signed
    /// in, they help nobody until that is cleared.
    Frozen,
}

/// What the desk asks of a session.
pub const NEED: Need = Need { level: AssuranceLevel::Aal3, fresh: false };
/// What an action asks that takes an account over, or makes somebody a Registration Authority.
pub const NEED_FRESH: Need = Need { level: AssuranceLevel::Aal3, fresh: true };

/// Opens the desk for whoever asks.
///
/// # Errors
/// When the database refuses.
pub async fn open(service: &Service, me: &SignedIn) -> Result<Entrance, Unexpected> {
    let now = service.now();
    if me.person.frozen.is_some() {
        return Ok(Entrance::Frozen);
    }
    let seats = service.read().await?.list_seats(&me.person.id, now.uk_date()).await?;
    if seats.is_empty() {
        return Ok(Entrance::NotAnRa);
    }
    // A sign-in link states a level, too, and proves none.
    if me.session.kind != SessionKind::Full || !NEED.is_met(&me.session, now) {
        return Ok(Entrance::SignInStronger);
    }
    Ok(Entrance::Open(Box::new(Desk { me: me.clone(), seats })))
}

impl Desk {
    /// Who sits there.
    #[must_use]
    pub const fn me(&self) -> &SignedIn {
        &self.me
    }

    /// The positions that open it, by organisation.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// The highest rank.
    #[must_use]
    pub fn rank(&self) -> Rank {
        self.seats.iter().map(|seat| seat.rank).max().unwrap_or(Rank::Agent)
    }

    /// Whether the sign-in is fresh enough for what takes an account over.
    #[must_use]
    pub fn is_fresh(&self, service: &Service) -> bool {
        NEED_FRESH.is_met(&self.me.session, service.now())
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::Person(self.me.person.id.clone())
    }

    /// Whose scope a statement asks for, and on which day.
    pub(super) fn scope(&self, service: &Service) -> Scope {
        Scope { person: self.me.person.id.clone(), day: service.now().uk_date() }
    }
}

/// Whose scope the store is asked for, and on which day: what somebody's open positions and the confirmed reach of their
/// organisations hold then.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Who asks.
    pub person: PersonId,
    /// The day in the United Kingdom on which positions are open or over.
    pub day: Date,
}
