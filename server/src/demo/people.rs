//! The fictional people and organisations. Codes of organisations are in the form of ODS codes, in a range that none has;
//! roles are those of the national role list.

use identity::{person::Position, time::parse_date};

/// Organisations: code and name. None exists.
pub const ORGANISATIONS: [(&str, &str); 6] = [
    ("X9A01", "Anytown General Hospital"),
    ("X9A02", "Millbrook Medical Practice"),
    ("X9A03", "Harbour Street Pharmacy"),
    ("X9A04", "Fellside Community Health Services"),
    ("X9A05", "Anytown Registration Authority"),
    ("X9A06", "Rosemount Care Home"),
];

/// Somebody who does not exist.
pub struct Fictional {
    /// The 12 digits: 999 is given to nobody.
    pub identifier: &'static str,
    /// Given name.
    pub given_name: &'static str,
    /// Family name.
    pub family_name: &'static str,
    /// Date of birth.
    pub birth_date: &'static str,
    /// Who they are, in a few words.
    pub about: &'static str,
    /// What they do where.
    pub positions: &'static [FictionalPosition],
    /// Whether the Care Identity is closed.
    pub closed: bool,
}

/// A role at one of the organisations.
pub struct FictionalPosition {
    organisation: usize,
    role_code: &'static str,
    role_name: &'static str,
    starts_on: &'static str,
    ends_on: Option<&'static str>,
}

impl FictionalPosition {
    /// For the store.
    #[must_use]
    pub fn held(&self) -> Option<Position> {
        let (code, name) = ORGANISATIONS.get(self.organisation)?;
        Some(Position {
            organisation_code: (*code).to_owned(),
            organisation_name: (*name).to_owned(),
            role_code: self.role_code.to_owned(),
            role_name: self.role_name.to_owned(),
            starts_on: parse_date(self.starts_on).ok()?,
            ends_on: match self.ends_on {
                Some(end) => Some(parse_date(end).ok()?),
                None => None,
            },
        })
    }
}

const fn position(
    organisation: usize,
    role_code: &'static str,
    role_name: &'static str,
    starts_on: &'static str,
) -> FictionalPosition {
    FictionalPosition { organisation, role_code, role_name, starts_on, ends_on: None }
}

const fn past(
    organisation: usize,
    role_code: &'static str,
    role_name: &'static str,
    starts_on: &'static str,
    ends_on: &'static str,
) -> FictionalPosition {
    FictionalPosition { organisation, role_code, role_name, starts_on, ends_on: Some(ends_on) }
}

/// The people.
pub const PEOPLE: &[Fictional] = &[
    Fictional {
        identifier: "999000000013",
        given_name: "Amara",
        family_name: "Okafor",
        birth_date: "1988-03-14",
        about: "a staff nurse at a hospital and a care home",
        positions: &[
            position(0, "R0620", "Staff Nurse", "2019-09-02"),
            position(5, "R0620", "Staff Nurse", "2023-01-09"),
        ],
        closed: false,
    },
    Fictional {
        identifier: "999000000021",
        given_name: "Tom\u{e1}s",
        family_name: "Whitlock",
        birth_date: "1996-11-02",
        about: "a receptionist at a GP practice",
        positions: &[position(1, "R1730", "Receptionist", "2022-04-04")],
        closed: false,
    },
    Fictional {
        identifier: "999000000039",
        given_name: "Priya",
        family_name: "Raman",
        birth_date: "1979-07-21",
        about: "a GP at a practice, before that a registrar elsewhere",
        positions: &[
            position(1, "R0260", "General Medical Practitioner", "2015-08-05"),
            past(3, "R6200", "GP Registrar", "2012-08-01", "2015-07-31"),
        ],
        closed: false,
    },
    Fictional {
        identifier: "999000000047",
        given_name: "Owen",
        family_name: "Carrick-Jones",
        birth_date: "1984-01-30",
        about: "a pharmacist",
        positions: &[position(2, "R1290", "Pharmacist", "2017-02-13")],
        closed: false,
    },
    Fictional {
        identifier: "999000000054",
        given_name: "Grace",
        family_name: "Adeyemi",
        birth_date: "1971-12-09",
        about: "a Registration Authority manager",
        positions: &[position(4, "R5080", "Registration Authority Manager", "2014-05-12")],
        closed: false,
    },
    Fictional {
        identifier: "999000000062",
        given_name: "Daniel",
        family_name: "Szymanski",
        birth_date: "1990-06-18",
        about: "a Registration Authority agent",
        positions: &[position(4, "R5090", "Registration Authority Agent", "2021-10-18")],
        closed: false,
    },
    Fictional {
        identifier: "999000000070",
        given_name: "Niamh",
        family_name: "Byrne",
        birth_date: "2001-02-27",
        about: "a new starter without any position yet",
        positions: &[],
        closed: false,
    },
    Fictional {
        identifier: "999000000088",
        given_name: "Harold",
        family_name: "Pemberton",
        birth_date: "1959-10-05",
        about: "a community practitioner who left",
        positions: &[past(3, "R0690", "Community Practitioner", "1998-03-02", "2024-12-31")],
        closed: true,
    },
];

#[cfg(test)]
mod tests {
    use identity::person::UserIdentifier;

    use super::*;

    #[test]
    fn everybody_is_valid() {
        for person in PEOPLE {
            assert!(UserIdentifier::parse(person.identifier).is_some(), "{}", person.identifier);
            assert!(parse_date(person.birth_date).is_ok(), "{}", person.identifier);
            assert!(person.positions.iter().all(|position| position.held().is_some()), "{}", person.identifier);
        }
    }
}
