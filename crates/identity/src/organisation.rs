//! Organisations, by ODS code. Positions name them.

use async_trait::async_trait;

use crate::store::StoreResult;

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The ODS code.
    pub code: String,
    /// The name.
    pub name: String,
}

/// The store's part.
#[async_trait]
pub trait Organisations: Send {
    /// Adds an organisation, or renames the one with this code.
    async fn put_organisation(&mut self, organisation: &Organisation) -> StoreResult<()>;
    /// Looks one up by its code.
    async fn lookup_organisation(&mut self, code: &str) -> StoreResult<Option<Organisation>>;
}
