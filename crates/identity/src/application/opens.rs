//! Which authenticator opens which application. The level decides, and nothing else: whatever reaches an application's
//! minimum opens it, unless it is suspended.

use crate::{
    assurance::{AssuranceLevel, Kind},
    authenticator::Authenticator,
};

/// An active authenticator of somebody, as far as this question goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its kind.
    pub kind: Kind,
    /// The level that it reaches, which may be lower than its kind's highest.
    pub level: AssuranceLevel,
    /// Whether it signs nobody in for now.
    pub suspended: bool,
}

impl From<&Authenticator> for Held {
    fn from(authenticator: &Authenticator) -> Self {
        Self { kind: authenticator.kind, level: authenticator.level, suspended: !authenticator.is_usable() }
    }
}

impl Held {
    /// Whether it opens what asks for `minimum`.
    #[must_use]
    pub fn opens(self, minimum: AssuranceLevel) -> bool {
        !self.suspended && self.level >= minimum
    }
}

/// What a person can do with the kinds that reach a level. Each kind stands in one list at the most.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// They hold one, and it opens.
    pub now: Vec<Kind>,
    /// They hold one that would open, were it not suspended.
    pub suspended: Vec<Kind>,
    /// They hold one that does not reach what its kind can.
    pub too_low: Vec<Kind>,
    /// They hold none, and can register one.
    pub to_add: Vec<Kind>,
}

/// How a person stands with a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Opens,
    Suspended,
    TooLow,
    ToAdd,
    Never,
}

/// The kinds that can open what asks for `minimum`, for anybody.
#[must_use]
pub fn kinds_that_open(minimum: AssuranceLevel) -> Vec<Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.highest_level() >= minimum).collect()
}

/// Whether what somebody adds in a session of this level can open `minimum`: nothing is added above the level of who adds it
/// (NIST SP 800-63B-4, 4.1.2.1).
#[must_use]
pub fn lets_add(session: AssuranceLevel, minimum: AssuranceLevel) -> bool {
    session >= minimum
}

/// What somebody who holds these can open `minimum` with, and what they could do when it is not enough.
#[must_use]
pub fn opening(minimum: AssuranceLevel, held: &[Held]) -> Opening {
    let mut opening = Opening::default();
    for kind in Kind::ALL {
        let mine = held.iter().copied().filter(|held| held.kind == kind);
        match standing(kind.highest_level(), minimum, mine) {
            Standing::Opens => opening.now.push(kind),
            Standing::Suspended => opening.suspended.push(kind),
            Standing::TooLow => opening.too_low.push(kind),
            Standing::ToAdd if kind.is_registered() => opening.to_add.push(kind),
            Standing::ToAdd | Standing::Never => {}
        }
    }
    opening
}

/// Of a kind that reaches `highest`, somebody may hold two for a while: one waits to take the other's place.
fn standing(highest: AssuranceLevel, minimum: AssuranceLevel, mine: impl Iterator<Item = Held>) -> Standing {
    let best = mine
        .map(|held| match held {
            held if held.opens(minimum) => Standing::Opens,
            held if held.level >= minimum => Standing::Suspended,
            _ => Standing::TooLow,
        })
        .min_by_key(|standing| *standing as u8);
    // No evidence lifts an authenticator over its kind.
    if highest < minimum { Standing::Never } else { best.unwrap_or(Standing::ToAdd) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AssuranceLevel::{Aal1, Aal2, Aal3};
    use Standing::{Never, Opens, Suspended, ToAdd, TooLow};

    const KIND: Kind = Kind::MicrosoftAuthenticator;

    const fn held(level: AssuranceLevel) -> Held {
        Held { kind: KIND, level, suspended: false }
    }

    const fn suspended(level: AssuranceLevel) -> Held {
        Held { suspended: true, ..held(level) }
    }

    #[test]
    fn the_level_decides_what_opens_and_a_suspended_one_never_does() {
        for (highest, minimum, mine, expected) in [
            (Aal2, Aal2, vec![], ToAdd),
            (Aal2, Aal2, vec![held(Aal2)], Opens),
            (Aal2, Aal2, vec![held(Aal1)], TooLow),
            (Aal2, Aal2, vec![suspended(Aal2)], Suspended),
            (Aal2, Aal3, vec![], Never),
            (Aal2, Aal3, vec![held(Aal2)], Never),
            (Aal2, Aal3, vec![held(Aal3)], Never),
            (Aal3, Aal2, vec![], ToAdd),
            (Aal3, Aal2, vec![held(Aal2)], Opens),
            (Aal3, Aal2, vec![held(Aal3)], Opens),
            (Aal3, Aal2, vec![suspended(Aal3)], Suspended),
            (Aal3, Aal3, vec![], ToAdd),
            (Aal3, Aal3, vec![held(Aal3)], Opens),
            (Aal3, Aal3, vec![held(Aal2)], TooLow),
            (Aal3, Aal3, vec![suspended(Aal3)], Suspended),
            (Aal3, Aal3, vec![suspended(Aal2)], TooLow),
            // One waits to take the other's place.
            (Aal3, Aal3, vec![held(Aal2), held(Aal3)], Opens),
            (Aal3, Aal3, vec![suspended(Aal3), held(Aal3)], Opens),
            (Aal3, Aal3, vec![held(Aal2), suspended(Aal3)], Suspended),
        ] {
            let stands = standing(highest, minimum, mine.iter().copied());
            assert_eq!(stands, expected, "{highest} kind, {minimum} asked for, {mine:?}");
        }
    }

    #[test]
    fn a_session_of_a_lower_level_adds_nothing_that_opens_a_higher_one() {
        for (session, minimum, expected) in
            [(Aal2, Aal2, true), (Aal3, Aal2, true), (Aal2, Aal3, false), (Aal3, Aal3, true)]
        {
            assert_eq!(lets_add(session, minimum), expected, "{session} {minimum}");
        }
    }

    #[test]
    fn in_general_a_kind_opens_what_its_highest_level_reaches() {
        for minimum in [Aal1, Aal2, Aal3] {
            for kind in Kind::ALL {
                assert_eq!(kinds_that_open(minimum).contains(&kind), kind.highest_level() >= minimum, "{kind:?}");
            }
        }
    }

    #[test]
    fn every_kind_that_could_open_is_in_one_list_whatever_is_held() {
        for minimum in [Aal1, Aal2, Aal3] {
            for kind in Kind::ALL {
                for level in [Aal1, Aal2, Aal3].into_iter().filter(|level| *level <= kind.highest_level()) {
                    for suspended in [false, true] {
                        let mine = Held { kind, level, suspended };
                        let Opening { now, suspended, too_low, to_add } = opening(minimum, &[mine]);
                        assert_eq!(now.contains(&kind), mine.opens(minimum), "{mine:?}");
                        let mut all = [now, suspended, too_low, to_add].concat();
                        all.sort();
                        let mut able = kinds_that_open(minimum);
                        able.retain(|able| able.is_registered() || *able == kind);
                        able.sort();
                        assert_eq!(all, able, "{minimum} {mine:?}");
                    }
                }
            }
        }
    }
}
