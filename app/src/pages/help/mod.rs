//! Help, the pages that every service owes its people, and the mail of a demonstration. All but the mail's words stand
//! in [`text`]; everybody may read them, signed in or not.

pub mod accessibility;
pub mod choose;
mod domain_search;
pub mod email_domains;
pub mod index;
pub mod privacy;
pub mod prose;
pub mod sent_mail;
pub mod smartcard;
pub mod terms;
pub mod text;
