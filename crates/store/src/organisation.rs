//! Organisations.

use async_trait::async_trait;
use identity::{
    organisation::{Organisation, Organisations},
    store::StoreResult,
};

use crate::{
    connection::{Connection, sql},
    row::{Row, Stored},
};

const PUT: &str =
    "INSERT INTO organisations (code, name) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET name = excluded.name";
const LOOKUP: &str = "SELECT code, name FROM organisations WHERE code = $1";

impl Stored for Organisation {
    fn read(row: &Row) -> StoreResult<Self> {
        Ok(Self { code: row.text("code")?, name: row.text("name")? })
    }
}

#[async_trait]
impl Organisations for Connection {
    async fn put_organisation(&mut self, organisation: &Organisation) -> StoreResult<()> {
        self.put(sql(PUT).bind(&organisation.code).bind(&organisation.name)).await
    }

    async fn lookup_organisation(&mut self, code: &str) -> StoreResult<Option<Organisation>> {
        self.find(sql(LOOKUP).bind(code)).await
    }
}
