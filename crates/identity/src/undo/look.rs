//! The page behind the link in a notice. To look consumes nothing, as mail scanners look (failure 23).

use crate::{
    random::Token,
    service::{Service, Unexpected},
    time::Timestamp,
    undo::What,
};

/// What a link looks like before it is used.
#[derive(Debug, PartialEq, Eq)]
pub enum LookAtUndo {
    /// The change can be taken back.
    Usable {
        /// Whose change.
        name: String,
        /// What was changed.
        what: What,
        /// When.
        changed_at: Timestamp,
        /// Until when it can be taken back.
        expires_at: Timestamp,
    },
    /// It was taken back.
    Used,
    /// Its 7 days are over, or it never was ours.
    Over,
}

/// Looks at a link.
///
/// # Errors
/// When the database refuses, or what is sealed does not open.
pub async fn look(service: &Service, token: &str) -> Result<LookAtUndo, Unexpected> {
    let Some(token) = Token::parse(token) else {
        return Ok(LookAtUndo::Over);
    };
    let mut repository = service.read().await?;
    let Some(undo) = repository.find_undo(&token.hash()).await? else {
        return Ok(LookAtUndo::Over);
    };
    let person = repository.lookup_person(&undo.person_id).await?.filter(|_| service.now() < undo.expires_at);
    let Some(person) = person else {
        return Ok(LookAtUndo::Over);
    };
    Ok(match undo.open(service)? {
        Some(change) => LookAtUndo::Usable {
            name: person.name.full(),
            what: change.what(),
            changed_at: undo.created_at,
            expires_at: undo.expires_at,
        },
        None => LookAtUndo::Used,
    })
}
