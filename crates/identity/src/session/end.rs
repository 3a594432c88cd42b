//! Sign out.

use crate::{
    actor::{Actor, Origin},
    audit::{self, Event},
    service::{Service, Unexpected},
    session::SignedIn,
};

/// Ends the session of whoever asks. To end one that has ended is no error.
///
/// # Errors
/// When the database refuses.
pub async fn sign_out(service: &Service, me: &SignedIn, origin: &Origin) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    if repository.end_session(&me.session.id, service.now()).await? {
        let person = &me.person.id;
        repository.clear_browser(&me.session.browser_id, None, service.now()).await?;
        audit::record(
            &mut *repository,
            service,
            origin,
            &Actor::Person(person.clone()),
            Some(person),
            Event::SignedOut,
            &[],
        )
        .await?;
    }
    repository.commit().await?;
    Ok(())
}
