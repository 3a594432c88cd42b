//! What pages and server functions share: who asks, what a page answers, and how a form comes back.

pub mod challenge;
pub mod cookies;
pub mod error_page;
pub mod flash;
pub mod form;
pub mod page;
pub mod paths;
pub mod relay;
pub mod request;
pub mod secret;
pub mod shell;
pub mod text;
pub mod upload;

pub use challenge::challenge;
pub use error_page::Fault;
pub use flash::Flash;
pub use form::{Next, act};
pub use page::{Answer, Page, TalksToAgent, page};
pub use relay::{Turn, relay};
pub use request::{App, CardRemoval, Request, Site, Visitor};
pub use secret::Secret;
pub use upload::{Upload, upload};
