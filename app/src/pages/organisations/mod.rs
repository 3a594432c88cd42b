//! Find organisation: the search, and each organisation's page. Open to everybody who is signed in.

pub mod find;
mod relations;
pub mod show;
pub mod text;

use identity::organisation::OrganisationCode;

/// Where an organisation's page is.
pub fn path(code: &OrganisationCode) -> String {
    format!("/organisations/{code}")
}
