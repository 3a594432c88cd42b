//! What somebody has that lets them in, and what they dismissed, in one reading.

use async_trait::async_trait;
use identity::{
    person::{
        PersonId,
        readiness::{Readiness, Readinesses},
    },
    store::StoreResult,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const LOOKUP: &str = "SELECT 'email' AS what, id AS kind FROM email_addresses WHERE person_id = $1 AND verified_at IS NOT NULL \
    UNION ALL SELECT 'authenticator', kind FROM authenticators \
        WHERE person_id = $1 AND state = 'active' AND suspended_at IS NULL \
    UNION ALL SELECT 'dismissed', notice FROM dismissals WHERE person_id = $1";

/// A row is one of three things.
enum Found {
    Email,
    Authenticator(identity::assurance::Kind),
    Dismissed(String),
}

impl Stored for Found {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(match row.text("what")?.as_str() {
            "email" => Self::Email,
            "authenticator" => Self::Authenticator(row.kind("kind")?),
            "dismissed" => Self::Dismissed(row.text("kind")?),
            _ => return Err(invalid("what")),
        })
    }
}

#[async_trait]
impl Readinesses for Connection {
    async fn lookup_readiness(&mut self, person: &PersonId) -> StoreResult<Readiness> {
        let found: Vec<Found> = self.list(sql(LOOKUP).bind(person.as_str())).await?;
        Ok(found.into_iter().fold(Readiness::default(), |mut readiness, found| {
            match found {
                Found::Email => readiness.have.verified_emails += 1,
                Found::Authenticator(kind) => readiness.have.authenticators.push(kind),
                Found::Dismissed(notice) => readiness.dismissed.push(notice),
            }
            readiness
        }))
    }
}
