//! Organisations, by ODS code: what is known of them, how they hang together, how they come in from the national
//! directory's files, and how they are found. Positions name them.

pub mod batch;
pub mod closing;
pub mod code;
pub mod import;
pub mod index;
pub mod look_up;
pub mod merge;
pub mod ord;
pub mod query;
pub mod rank;
pub mod record;
pub mod records;
pub mod reindex;
pub mod report;
pub mod role;
pub mod row;
pub mod search;
pub mod set;
pub mod slip;
pub mod store;
pub mod words;

pub use self::{
    code::OrganisationCode,
    record::{Organisation, Relation, RelationKind, Role, Source, Status},
    store::{Held, Import, Mark, Organisations, Tally, Term},
};
