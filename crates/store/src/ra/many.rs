//! What a file of people asks and writes, many rows a statement.

use async_trait::async_trait;
use identity::{
    audit::Entry,
    email::Email,
    organisation::OrganisationCode,
    outbox::OutgoingMail,
    person::{Person, PersonId, UserIdentifier},
    ra::{
        bulk::{ManyPeople, NewRow, NewRows},
        desk::Scope,
        store::HeldPosition,
        tie::Made,
    },
    store::StoreResult,
    time::{Timestamp, date_text},
};
use time::Date;

use super::scope::sight;
use crate::{
    connection::{Connection, Query},
    row::{Row, Stored},
    rows::{AnyOf, ManyRows},
};

/// Changes nothing, as the statement for one person does.
static LOCK: AnyOf = AnyOf::new("UPDATE people SET state = state WHERE identifier IN", 1, "RETURNING identifier");
static IN_SIGHT: AnyOf = AnyOf::new(
    "WITH asked (id) AS (SELECT id FROM people WHERE identifier IN",
    3,
    concat!(
        "), ",
        sight!("p.person_id IN (SELECT id FROM asked) AND ", "c.id IN (SELECT id FROM asked) AND "),
        " SELECT id, identifier, given_name, family_name, birth_date, state, frozen_at, frozen_since FROM people \
         WHERE id IN (SELECT id FROM asked) AND id IN (SELECT person_id FROM sight) ORDER BY identifier"
    ),
);
static TAKEN_IDENTIFIERS: AnyOf = AnyOf::new("SELECT identifier FROM people WHERE identifier IN", 1, "");
/// Begins with what is asked for, in both databases, and looks each up by its index.
static TAKEN_NAMES: ManyRows = ManyRows::new(
    "SELECT DISTINCT name_key, birth_date FROM (",
    2,
    ") AS asked CROSS JOIN people WHERE birth_date = asked.column2 AND name_key = asked.column1",
);
static TAKEN_ADDRESSES: AnyOf =
    AnyOf::new("SELECT DISTINCT comparison_key FROM email_addresses WHERE comparison_key IN", 1, "");
static EMAILS: AnyOf = AnyOf::new(
    "SELECT id, person_id, address, added_at, verified_at, replaces_id FROM email_addresses WHERE person_id IN",
    1,
    "ORDER BY person_id, added_at, id",
);
static ADD_PEOPLE: ManyRows = ManyRows::new(
    "INSERT INTO people (id, identifier, given_name, family_name, birth_date, state, created_at, name_key, created_by_organisation)",
    9,
    "",
);
static ADD_MADE: ManyRows = ManyRows::new("INSERT INTO made_at_desk (id, made_by, made_at)", 3, "");
static ADD_EMAILS: ManyRows =
    ManyRows::new("INSERT INTO email_addresses (id, person_id, address, comparison_key, added_at)", 5, "");
static ADD_POSITIONS: ManyRows = ManyRows::new(
    "INSERT INTO positions (id, person_id, organisation_code, role_code, role_name, starts_on, ends_on)",
    7,
    "",
);
static ADD_ENTRIES: ManyRows =
    ManyRows::new("INSERT INTO audit_log (id, at, actor, subject, event, details, network)", 7, "");
static ADD_MAILS: ManyRows =
    ManyRows::new("INSERT INTO outbox (id, content, state, attempts, created_at, due_at, last_error)", 7, "");

struct Identifier(UserIdentifier);

impl Stored for Identifier {
    fn read(row: &Row) -> StoreResult<Self> {
        row.parsed("identifier", UserIdentifier::parse).map(Self)
    }
}

struct Name(String, Date);

impl Stored for Name {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self(row.text("name_key")?, row.date("birth_date")?))
    }
}

fn identifier<'q>(query: Query<'q>, identifier: &'q UserIdentifier) -> Query<'q> {
    query.bind(identifier.as_str())
}

#[async_trait]
impl ManyPeople for Connection {
    async fn lock_people(&mut self, identifiers: &[UserIdentifier]) -> StoreResult<()> {
        let _locked: Vec<Identifier> = LOCK.list(self, identifiers, |query| query, identifier).await?;
        Ok(())
    }

    async fn list_in_sight(&mut self, scope: &Scope, identifiers: &[UserIdentifier]) -> StoreResult<Vec<Person>> {
        let (person, day) = (scope.person.as_str(), date_text(scope.day));
        IN_SIGHT.list(self, identifiers, |query| query.bind(person.to_owned()).bind(day.clone()), identifier).await
    }

    async fn list_taken_identifiers(&mut self, identifiers: &[UserIdentifier]) -> StoreResult<Vec<UserIdentifier>> {
        let taken: Vec<Identifier> = TAKEN_IDENTIFIERS.list(self, identifiers, |query| query, identifier).await?;
        Ok(taken.into_iter().map(|Identifier(identifier)| identifier).collect())
    }

    async fn list_taken_names(&mut self, names: &[(String, Date)]) -> StoreResult<Vec<(String, Date)>> {
        let taken: Vec<Name> =
            TAKEN_NAMES.list(self, names, |query, (name, born)| query.bind(name).bind(date_text(*born))).await?;
        Ok(taken.into_iter().map(|Name(name, born)| (name, born)).collect())
    }

    async fn list_taken_addresses(&mut self, comparison_keys: &[String]) -> StoreResult<Vec<String>> {
        TAKEN_ADDRESSES.list(self, comparison_keys, |query| query, |query, key| query.bind(key.as_str())).await
    }

    async fn list_emails_of(&mut self, people: &[PersonId]) -> StoreResult<Vec<Email>> {
        EMAILS.list(self, people, |query| query, |query, person| query.bind(person.as_str())).await
    }

    async fn add_rows(&mut self, rows: &NewRows, now: Timestamp) -> StoreResult<()> {
        ADD_PEOPLE.run(self, &rows.people, |query, row| new_person(query, row, now)).await?;
        let made: Vec<(&PersonId, &Made)> =
            rows.people.iter().filter_map(|row| Some((&row.person.id, row.made.as_ref()?))).collect();
        ADD_MADE
            .run(self, &made, |query, (id, made)| query.bind(id.as_str()).bind(made.by.as_str()).bind(made.at.micros()))
            .await?;
        ADD_EMAILS.run(self, &rows.emails, new_email).await?;
        ADD_POSITIONS.run(self, &rows.positions, new_position).await?;
        ADD_ENTRIES.run(self, &rows.entries, new_entry).await?;
        for entry in &rows.entries {
            self.committed.note(&entry.event);
        }
        self.wrote_mail |= !rows.mails.is_empty();
        ADD_MAILS.run(self, &rows.mails, new_mail).await
    }
}

fn new_person<'q>(query: Query<'q>, row: &'q NewRow, now: Timestamp) -> Query<'q> {
    let person = &row.person;
    query
        .bind(person.id.as_str())
        .bind(person.identifier.as_str())
        .bind(person.name.given())
        .bind(person.name.family())
        .bind(date_text(person.birth_date))
        .bind(person.state.as_str())
        .bind(now.micros())
        .bind(person.name.key())
        .bind(row.created_by.as_ref().map(OrganisationCode::as_str))
}

/// Nobody has proved it yet, and it replaces none.
fn new_email<'q>(query: Query<'q>, email: &'q Email) -> Query<'q> {
    query
        .bind(email.id.as_str())
        .bind(email.person_id.as_str())
        .bind(email.address.as_str())
        .bind(email.address.comparison_key())
        .bind(email.added_at.micros())
}

fn new_position<'q>(query: Query<'q>, held: &'q HeldPosition) -> Query<'q> {
    let position = &held.position;
    query
        .bind(held.id.as_str())
        .bind(held.person.as_str())
        .bind(&position.organisation_code)
        .bind(&position.role_code)
        .bind(&position.role_name)
        .bind(date_text(position.starts_on))
        .bind(position.ends_on.map(date_text))
}

fn new_entry<'q>(query: Query<'q>, entry: &'q Entry) -> Query<'q> {
    query
        .bind(&entry.id)
        .bind(entry.at.micros())
        .bind(&entry.actor)
        .bind(entry.subject.as_ref().map(PersonId::as_str))
        .bind(&entry.event)
        .bind(&entry.details)
        .bind(&entry.network)
}

fn new_mail<'q>(query: Query<'q>, mail: &'q OutgoingMail) -> Query<'q> {
    let due = mail.created_at.micros();
    query
        .bind(mail.id.as_str())
        .bind(mail.content.as_str())
        .bind("pending")
        .bind(mail.attempts)
        .bind(due)
        .bind(due)
        .bind("")
}
