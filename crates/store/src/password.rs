//! Hashes of passwords.

use async_trait::async_trait;
use identity::{
    assurance::Kind,
    password::{Passwords, Standing, hash::PasswordHash},
    person::{Person, PersonId},
    store::StoreResult,
    time::Timestamp,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

/// One query of a sign-in's busiest step.
const FIND_STANDING: &str = "SELECT people.id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since, hash, \
    (SELECT COUNT(*) FROM authenticators WHERE authenticators.person_id = people.id AND kind = $2 \
    AND authenticators.state = 'active' AND suspended_at IS NULL) AS apps FROM email_addresses JOIN people ON people.id = email_addresses.person_id \
    LEFT JOIN passwords ON passwords.person_id = people.id WHERE comparison_key = $1 AND verified_at IS NOT NULL";
const LOOKUP_STANDING: &str = "SELECT people.id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since, hash, \
    (SELECT COUNT(*) FROM authenticators WHERE authenticators.person_id = people.id AND kind = $2 \
    AND authenticators.state = 'active' AND suspended_at IS NULL) AS apps FROM people \
    LEFT JOIN passwords ON passwords.person_id = people.id WHERE people.id = $1";
const LOOKUP: &str = "SELECT hash FROM passwords WHERE person_id = $1";
const ADD: &str =
    "INSERT INTO passwords (person_id, hash, set_at) VALUES ($1, $2, $3) ON CONFLICT (person_id) DO NOTHING";
const REPLACE: &str = "UPDATE passwords SET hash = $3, set_at = $4 WHERE person_id = $1 AND set_at = $2";

const SET_AT: &str = "SELECT set_at FROM passwords WHERE person_id = $1";
const REHASH: &str = "UPDATE passwords SET hash = $3 WHERE person_id = $1 AND hash = $2";
const REMOVE: &str = "DELETE FROM passwords WHERE person_id = $1";

impl Stored for PasswordHash {
    fn read(row: &Row) -> StoreResult<Self> {
        row.parsed("hash", |text| Self::parse(text).ok())
    }
}

impl Stored for Standing {
    fn read(row: &Row) -> StoreResult<Self> {
        let hash = row.optional_text("hash")?.map(|text| PasswordHash::parse(&text).map_err(|_| invalid("hash")));
        Ok(Self { person: Person::read(row)?, password: hash.transpose()?, has_app: row.number("apps")? > 0 })
    }
}

#[async_trait]
impl Passwords for Connection {
    async fn find_standing(&mut self, comparison_key: &str) -> StoreResult<Option<Standing>> {
        self.find(sql(FIND_STANDING).bind(comparison_key).bind(Kind::MicrosoftAuthenticator.slug())).await
    }

    async fn lookup_standing(&mut self, person: &PersonId) -> StoreResult<Option<Standing>> {
        self.find(sql(LOOKUP_STANDING).bind(person.as_str()).bind(Kind::MicrosoftAuthenticator.slug())).await
    }

    async fn lookup_password(&mut self, person: &PersonId) -> StoreResult<Option<PasswordHash>> {
        self.find(sql(LOOKUP).bind(person.as_str())).await
    }

    async fn add_password(&mut self, person: &PersonId, hash: &PasswordHash, now: Timestamp) -> StoreResult<bool> {
        self.changes(sql(ADD).bind(person.as_str()).bind(hash.as_str()).bind(now.micros())).await
    }

    async fn replace_password(
        &mut self,
        person: &PersonId,
        old_at: Timestamp,
        new: &PasswordHash,
        new_at: Timestamp,
    ) -> StoreResult<bool> {
        let replace = sql(REPLACE).bind(person.as_str()).bind(old_at.micros()).bind(new.as_str()).bind(new_at.micros());
        self.changes(replace).await
    }

    async fn password_set_at(&mut self, person: &PersonId) -> StoreResult<Option<Timestamp>> {
        let micros: Option<i64> = self.find(sql(SET_AT).bind(person.as_str())).await?;
        Ok(micros.map(Timestamp::from_micros))
    }

    async fn rehash_password(
        &mut self,
        person: &PersonId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> StoreResult<bool> {
        self.changes(sql(REHASH).bind(person.as_str()).bind(old.as_str()).bind(new.as_str())).await
    }

    async fn remove_password(&mut self, person: &PersonId) -> StoreResult<bool> {
        self.changes(sql(REMOVE).bind(person.as_str())).await
    }
}
