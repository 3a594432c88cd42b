//! Applications that people sign in to.

use async_trait::async_trait;
use identity::{
    application::{Application, ApplicationId, Applications, Details, Draft},
    store::StoreResult,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored, invalid},
};

const ADD: &str = "INSERT INTO applications (id, name, address, minimum_level, description, added_at) \
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
const LOOKUP: &str = "SELECT id, name, address, minimum_level, description, added_at FROM applications WHERE id = $1";
const CHANGE: &str =
    "UPDATE applications SET name = $2, address = $3, minimum_level = $4, description = $5 WHERE id = $1";
const REMOVE: &str = "DELETE FROM applications WHERE id = $1";
const LIST: &str = "SELECT id, name, address, minimum_level, description, added_at FROM applications";

impl Stored for Application {
    fn read(row: &Row) -> StoreResult<Self> {
        let (name, address, description) = (row.text("name")?, row.text("address")?, row.text("description")?);
        let level = row.number("minimum_level")?;
        let draft = Draft { name: &name, address: &address, level, description: &description };
        Ok(Self {
            id: row.parsed("id", ApplicationId::parse)?,
            details: draft.parse().map_err(|error| invalid(&format!("of an application; {error}")))?,
            added_at: row.time("added_at")?,
        })
    }
}

#[async_trait]
impl Applications for Connection {
    async fn add_application(&mut self, application: &Application) -> StoreResult<bool> {
        let details = &application.details;
        let add = sql(ADD)
            .bind(application.id.as_str())
            .bind(details.name())
            .bind(details.address().as_str())
            .bind(details.minimum_level().number())
            .bind(details.description())
            .bind(application.added_at.micros());
        self.changes(add).await
    }

    async fn lookup_application(&mut self, id: &ApplicationId) -> StoreResult<Option<Application>> {
        self.find(sql(LOOKUP).bind(id.as_str())).await
    }

    async fn change_application(&mut self, id: &ApplicationId, details: &Details) -> StoreResult<bool> {
        let change = sql(CHANGE)
            .bind(id.as_str())
            .bind(details.name())
            .bind(details.address().as_str())
            .bind(details.minimum_level().number())
            .bind(details.description());
        self.changes(change).await
    }

    async fn remove_application(&mut self, id: &ApplicationId) -> StoreResult<bool> {
        self.changes(sql(REMOVE).bind(id.as_str())).await
    }

    async fn list_applications(&mut self) -> StoreResult<Vec<Application>> {
        self.list(sql(LIST)).await
    }
}
