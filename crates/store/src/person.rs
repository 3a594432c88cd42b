//! People, their positions and telephone numbers.

use async_trait::async_trait;
use identity::{
    person::{People, Person, PersonId, PersonName, PersonState, Position, UserIdentifier, freeze::Freeze},
    store::StoreResult,
    time::{Timestamp, date_text},
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const ADD_PERSON: &str = "INSERT INTO people (id, identifier, given_name, family_name, birth_date, state, created_at, name_key) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (identifier) DO NOTHING";
/// Changes nothing: the write is what keeps others out until the transaction ends, on both databases.
const LOCK_PERSON: &str = "UPDATE people SET state = state WHERE id = $1 \
    RETURNING id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since";
const LOOKUP_PERSON: &str = "SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM people WHERE id = $1";
const FIND_BY_IDENTIFIER: &str = "SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM people WHERE identifier = $1";
const FIND_BY_VERIFIED_EMAIL: &str = "SELECT people.id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since \
    FROM email_addresses JOIN people ON people.id = person_id WHERE comparison_key = $1 AND verified_at IS NOT NULL";
const LIST_PEOPLE: &str = "SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM people \
    WHERE identifier > $1 ORDER BY identifier LIMIT $2";
const LIST_NAME_KEYS: &str =
    "SELECT id, given_name, family_name, name_key FROM people WHERE id > $1 ORDER BY id LIMIT $2";
const SET_NAME_KEY: &str = "UPDATE people SET name_key = $4 WHERE id = $1 AND given_name = $2 AND family_name = $3";
const SET_STATE: &str = "UPDATE people SET state = $2, closed_at = $3 WHERE id = $1 AND state <> $2";
const SET_FREEZE: &str = "UPDATE people SET frozen_at = $2, frozen_since = $3 WHERE id = $1";
const ADD_POSITION: &str = "INSERT INTO positions (id, person_id, organisation_code, role_code, role_name, starts_on, ends_on) \
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LIST_POSITIONS: &str = "SELECT organisation_code, name, role_code, role_name, starts_on, ends_on \
    FROM positions JOIN organisations ON code = organisation_code \
    WHERE person_id = $1 ORDER BY starts_on DESC, name, role_name";
const LOOKUP_MOBILE: &str = "SELECT number FROM telephone_numbers WHERE person_id = $1 AND kind = 'mobile'";
/// Changes nothing, and keeps others from the number until the transaction ends.
const LOCK_MOBILE: &str =
    "UPDATE telephone_numbers SET set_at = set_at WHERE person_id = $1 AND kind = 'mobile' RETURNING number";
const ADD_MOBILE: &str = "INSERT INTO telephone_numbers (person_id, kind, number, set_at) VALUES ($1, 'mobile', $2, $3) \
    ON CONFLICT (person_id, kind) DO NOTHING";
const CHANGE_MOBILE: &str =
    "UPDATE telephone_numbers SET number = $2, set_at = $3 WHERE person_id = $1 AND kind = 'mobile'";
const REMOVE_MOBILE: &str = "DELETE FROM telephone_numbers WHERE person_id = $1 AND kind = 'mobile'";

impl Stored for Person {
    fn read(row: &Row) -> StoreResult<Self> {
        let frozen = row.optional_time("frozen_at")?.zip(row.optional_time("frozen_since")?);
        Ok(Self {
            id: PersonId::from_text(row.text("id")?),
            identifier: row.parsed("identifier", UserIdentifier::parse)?,
            name: PersonName::stored(row.text("given_name")?, row.text("family_name")?),
            birth_date: row.date("birth_date")?,
            state: row.parsed("state", PersonState::from_text)?,
            frozen: frozen.map(|(at, since)| Freeze { at, since }),
        })
    }
}

impl Stored for Position {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self {
            organisation_code: row.text("organisation_code")?,
            organisation_name: row.text("name")?,
            role_code: row.text("role_code")?,
            role_name: row.text("role_name")?,
            starts_on: row.date("starts_on")?,
            ends_on: row.optional_date("ends_on")?,
        })
    }
}

/// Somebody's name and what it is looked for by.
struct NameKey(PersonId, PersonName, String);

impl Stored for NameKey {
    fn read(row: &Row) -> StoreResult<Self> {
        let name = PersonName::stored(row.text("given_name")?, row.text("family_name")?);
        Ok(Self(PersonId::from_text(row.text("id")?), name, row.text("name_key")?))
    }
}

#[async_trait]
impl People for Connection {
    async fn add_person(&mut self, person: &Person, now: Timestamp) -> StoreResult<bool> {
        let add = sql(ADD_PERSON)
            .bind(person.id.as_str())
            .bind(person.identifier.as_str())
            .bind(person.name.given())
            .bind(person.name.family())
            .bind(date_text(person.birth_date))
            .bind(person.state.as_str())
            .bind(now.micros())
            .bind(person.name.key());
        self.changes(add).await
    }

    async fn lookup_person(&mut self, id: &PersonId) -> StoreResult<Option<Person>> {
        self.find(sql(LOOKUP_PERSON).bind(id.as_str())).await
    }

    async fn lock_person(&mut self, id: &PersonId) -> StoreResult<Option<Person>> {
        self.find(sql(LOCK_PERSON).bind(id.as_str())).await
    }

    async fn find_person_by_identifier(&mut self, identifier: &UserIdentifier) -> StoreResult<Option<Person>> {
        self.find(sql(FIND_BY_IDENTIFIER).bind(identifier.as_str())).await
    }

    async fn find_person_by_verified_email(&mut self, comparison_key: &str) -> StoreResult<Option<Person>> {
        self.find(sql(FIND_BY_VERIFIED_EMAIL).bind(comparison_key)).await
    }

    async fn list_people(&mut self, after: &str, limit: u32) -> StoreResult<Vec<Person>> {
        self.list(sql(LIST_PEOPLE).bind(after).bind(i64::from(limit))).await
    }

    async fn list_name_keys(&mut self, after: &str, limit: u32) -> StoreResult<Vec<(PersonId, PersonName, String)>> {
        let keys: Vec<NameKey> = self.list(sql(LIST_NAME_KEYS).bind(after).bind(i64::from(limit))).await?;
        Ok(keys.into_iter().map(|NameKey(id, name, key)| (id, name, key)).collect())
    }

    async fn set_name_key(&mut self, id: &PersonId, name: &PersonName) -> StoreResult<()> {
        let set = sql(SET_NAME_KEY).bind(id.as_str()).bind(name.given()).bind(name.family()).bind(name.key());
        self.put(set).await
    }

    async fn set_person_state(&mut self, id: &PersonId, state: PersonState, now: Timestamp) -> StoreResult<bool> {
        let closed_at = (state == PersonState::Closed).then_some(now.micros());
        self.changes(sql(SET_STATE).bind(id.as_str()).bind(state.as_str()).bind(closed_at)).await
    }

    async fn set_freeze(&mut self, id: &PersonId, freeze: Option<Freeze>) -> StoreResult<()> {
        let set = sql(SET_FREEZE)
            .bind(id.as_str())
            .bind(freeze.map(|freeze| freeze.at.micros()))
            .bind(freeze.map(|freeze| freeze.since.micros()));
        self.run(set).await.map(drop)
    }

    async fn add_position(&mut self, person: &PersonId, position: &Position, random_id: &str) -> StoreResult<()> {
        let add = sql(ADD_POSITION)
            .bind(random_id)
            .bind(person.as_str())
            .bind(&position.organisation_code)
            .bind(&position.role_code)
            .bind(&position.role_name)
            .bind(date_text(position.starts_on))
            .bind(position.ends_on.map(date_text));
        self.put(add).await
    }

    async fn list_positions(&mut self, person: &PersonId) -> StoreResult<Vec<Position>> {
        self.list(sql(LIST_POSITIONS).bind(person.as_str())).await
    }

    async fn lookup_mobile(&mut self, person: &PersonId) -> StoreResult<Option<String>> {
        self.find(sql(LOOKUP_MOBILE).bind(person.as_str())).await
    }

    async fn set_mobile(
        &mut self,
        person: &PersonId,
        number: Option<&str>,
        now: Timestamp,
    ) -> StoreResult<Option<String>> {
        loop {
            let before: Option<String> = self.find(sql(LOCK_MOBILE).bind(person.as_str())).await?;
            match (before, number) {
                (None, None) => return Ok(None),
                (Some(before), None) => {
                    self.put(sql(REMOVE_MOBILE).bind(person.as_str())).await?;
                    return Ok(Some(before));
                }
                (Some(before), Some(number)) => {
                    self.put(sql(CHANGE_MOBILE).bind(person.as_str()).bind(number).bind(now.micros())).await?;
                    return Ok(Some(before));
                }
                (None, Some(number)) => {
                    if self.changes(sql(ADD_MOBILE).bind(person.as_str()).bind(number).bind(now.micros())).await? {
                        return Ok(None);
                    }
                    // Somebody added one meanwhile: that one is the number before.
                }
            }
        }
    }
}
