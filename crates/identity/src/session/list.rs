//! "Your sessions": where a person is signed in at this moment.

use crate::{
    assurance::AssuranceLevel,
    service::{Service, Unexpected},
    session::{Computer, SessionId, SessionKind, SignedIn, user_agent::browser_name},
    time::Timestamp,
};

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// The row, for ending it.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub is_this: bool,
    /// What opened it.
    pub kind: SessionKind,
    /// The level that was reached.
    pub level: AssuranceLevel,
    /// The factors that were shown, as words: `password, code`.
    pub factors: String,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used, to about a minute.
    pub last_used_at: Timestamp,
    /// When it ends if nothing is done in it.
    pub ends_at: Timestamp,
    /// The browser's short name: "Chrome on Windows".
    pub browser: String,
    /// The network that it was opened in: its name, where the operator gave it one.
    pub network: String,
    /// Whether others use the computer, too.
    pub computer: Computer,
}

/// The sessions of whoever asks that still stand: this one first, then the one that was used last.
///
/// # Errors
/// When the database refuses.
pub async fn list(service: &Service, me: &SignedIn) -> Result<Vec<SessionView>, Unexpected> {
    let now = service.now();
    let sessions = service.read().await?.list_sessions_of(&me.person.id, now).await?;
    let mut views: Vec<SessionView> = sessions
        .into_iter()
        .filter(|session| now < session.ends_at())
        .map(|session| SessionView {
            is_this: session.id == me.session.id,
            ends_at: session.ends_at(),
            browser: browser_name(&session.user_agent),
            network: service.policy.network_names.for_people(&session.network),
            id: session.id,
            kind: session.kind,
            level: session.level,
            factors: session.factors,
            since: session.authenticated_at,
            last_used_at: session.last_seen_at,
            computer: session.computer,
        })
        .collect();
    views.sort_by_key(|view| (!view.is_this, std::cmp::Reverse(view.last_used_at)));
    Ok(views)
}
