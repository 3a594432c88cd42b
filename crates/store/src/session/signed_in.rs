//! Who is signed in, read with all that a page wants to know of them.

use identity::{
    assurance::Kind,
    person::{
        Person,
        readiness::{Have, Readiness},
    },
    random::TokenHash,
    session::{Session, SignedIn},
    store::StoreResult,
    time::parse_date,
};
use time::Date;

use crate::{
    connection::Connection,
    row::{Row, Stored, invalid},
    rows::AnyOf,
};

/// Runs on every page of somebody who is signed in: one statement, each part of it by an index. Kinds and notices have no spaces.
static FIND: AnyOf = AnyOf::new(
    "SELECT token_hash, sessions.id AS session_id, person_id, browser_id, kind, level, factors, authenticated_at, \
     last_seen_at, expires_at, network, user_agent, shared, authenticator_id, people.id AS id, identifier, given_name, \
     family_name, birth_date, state, frozen_at, frozen_since, \
     (SELECT COUNT(*) FROM email_addresses WHERE email_addresses.person_id = people.id AND verified_at IS NOT NULL) \
         AS verified_emails, \
     (SELECT string_agg(authenticators.kind, ' ') FROM authenticators \
         WHERE authenticators.person_id = people.id AND authenticators.state = 'active' AND suspended_at IS NULL) AS kinds, \
     (SELECT string_agg(starts_on || '/' || COALESCE(ends_on, ''), ' ') FROM positions \
         WHERE positions.person_id = people.id AND role_code IN ('R5080', 'R5090')) AS ra_days, \
     (SELECT string_agg(notice, ' ') FROM dismissals WHERE dismissals.person_id = people.id) AS dismissed \
     FROM sessions JOIN people ON people.id = person_id WHERE token_hash IN",
    1,
    "AND ended_at IS NULL",
);

pub(super) async fn find(connection: &mut Connection, tokens: &[TokenHash]) -> StoreResult<Vec<(TokenHash, SignedIn)>> {
    let found = FIND.list::<_, Known>(connection, tokens, |query| query, |query, token| query.bind(token.as_str()));
    Ok(found.await?.into_iter().map(|Known(token, signed_in)| (token, signed_in)).collect())
}

struct Known(TokenHash, SignedIn);

impl Stored for Known {
    fn read(row: &Row) -> StoreResult<Self> {
        let ra_days = row.optional_text("ra_days")?.unwrap_or_default();
        let signed_in = SignedIn {
            session: Session::read(row)?,
            person: Person::read(row)?,
            readiness: Readiness::read(row)?,
            ra_days: ra_days.split_whitespace().map(days).collect::<StoreResult<_>>()?,
        };
        Ok(Self(TokenHash::from_text(row.text("token_hash")?), signed_in))
    }
}

/// `2026-03-22/`, and the last day after the stroke when there is one.
fn days(text: &str) -> StoreResult<(Date, Option<Date>)> {
    let day = |text: &str| parse_date(text).map_err(|_| invalid("ra_days"));
    let (first, last) = text.split_once('/').ok_or_else(|| invalid("ra_days"))?;
    Ok((day(first)?, if last.is_empty() { None } else { Some(day(last)?) }))
}

impl Stored for Readiness {
    fn read(row: &Row) -> StoreResult<Self> {
        let kinds = row.optional_text("kinds")?.unwrap_or_default();
        let kinds = kinds.split_whitespace().map(|slug| Kind::from_slug(slug).ok_or_else(|| invalid("kind")));
        let dismissed = row.optional_text("dismissed")?.unwrap_or_default();
        Ok(Self {
            have: Have {
                verified_emails: usize::try_from(row.number("verified_emails")?).unwrap_or_default(),
                authenticators: kinds.collect::<StoreResult<_>>()?,
            },
            dismissed: dismissed.split_whitespace().map(str::to_owned).collect(),
        })
    }
}
