//! The chain over the audit log: each entry's keyed hash covers the one before it.

use std::time::Duration;

use crate::{
    audit::{ChainedEntry, Entry, Link},
    keys::{Keyring, MacPurpose},
    person::PersonId,
    service::{Service, Unexpected},
};

/// How many entries are chained at once, at the most.
pub const BATCH: u32 = 500;
/// How long an instance may chain before another may.
pub const LEASE: Duration = Duration::from_secs(30);
/// What whoever chains holds. A server does within seconds of its start, so it tells, too, that one runs.
const NAME: &str = "audit-sealer";
/// What stands before the first entry.
const BEFORE_FIRST: &str = "care-identity audit log";

/// What one batch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// How many entries were chained.
    pub entries: usize,
    /// What they tell of, for the figures.
    pub events: Vec<String>,
    /// The head of the chain after them: kept elsewhere (the log), it shows a cut-off end.
    pub head: Option<(i64, String)>,
}

/// Chains what is not chained yet, one batch. `None` while another instance does.
///
/// # Errors
/// When the database refuses.
pub async fn seal(service: &Service, holder: &str) -> Result<Option<Sealed>, Unexpected> {
    let now = service.now();
    let mut repository = service.write().await?;
    if !repository.take_lease(NAME, holder, now, now.plus(LEASE)).await? {
        return Ok(None);
    }
    let entries = repository.list_unchained_audit(BATCH).await?;
    let mut head = repository.last_audit_link().await?;
    let mut links = Vec::with_capacity(entries.len());
    for entry in &entries {
        let (position, before) = head.as_ref().map_or((0, BEFORE_FIRST), |(position, mac)| (*position, mac.as_str()));
        let mac = service
            .keys
            .mac(MacPurpose::AuditChain, &parts(entry, position + 1, before).each_ref().map(String::as_str));
        links.push(Link { id: entry.id.clone(), position: position + 1, mac: mac.clone() });
        head = Some((position + 1, mac));
    }
    repository.chain_audit(&links).await?;
    repository.commit().await?;
    Ok(Some(Sealed { entries: entries.len(), events: entries.into_iter().map(|entry| entry.event).collect(), head }))
}

/// Takes the place of whoever chains, for work beside which no server may run; `false` while one does, or did until less than
/// [`LEASE`] ago without an end in order.
///
/// # Errors
/// When the database refuses.
pub async fn hold(service: &Service, holder: &str) -> Result<bool, Unexpected> {
    let (now, mut repository) = (service.now(), service.write().await?);
    let is_held = repository.take_lease(NAME, holder, now, now.plus(LEASE)).await?;
    repository.commit().await?;
    Ok(is_held)
}

/// Gives the place up, if it is this holder's.
///
/// # Errors
/// When the database refuses.
pub async fn release(service: &Service, holder: &str) -> Result<(), Unexpected> {
    let (now, mut repository) = (service.now(), service.write().await?);
    repository.take_lease(NAME, holder, now, now).await?;
    repository.commit().await?;
    Ok(())
}

/// What a check of the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// Every chained entry is as it was written, without gaps.
    Whole {
        /// How many entries are chained.
        entries: i64,
        /// The last keyed hash: compare it with the one in the log.
        head: Option<String>,
    },
    /// The first entry that is missing or not as it was written.
    Broken {
        /// Its place in the chain.
        position: i64,
    },
}

/// Checks the whole chain, in batches.
///
/// # Errors
/// When the database refuses.
pub async fn verify(service: &Service) -> Result<Verified, Unexpected> {
    let mut repository = service.read().await?;
    let (mut position, mut before) = (0, BEFORE_FIRST.to_owned());
    loop {
        let entries = repository.list_chained_audit(position, BATCH).await?;
        if entries.is_empty() {
            return Ok(Verified::Whole { entries: position, head: (position > 0).then_some(before) });
        }
        for chained in entries {
            position += 1;
            if chained.position != position || !fits(&service.keys, &chained, &before) {
                return Ok(Verified::Broken { position });
            }
            before = chained.mac;
        }
    }
}

fn fits(keys: &Keyring, chained: &ChainedEntry, before: &str) -> bool {
    let parts = parts(&chained.entry, chained.position, before);
    keys.mac_matches(MacPurpose::AuditChain, &parts.each_ref().map(String::as_str), &chained.mac)
}

fn parts(entry: &Entry, position: i64, before: &str) -> [String; 9] {
    [
        before.to_owned(),
        position.to_string(),
        entry.id.clone(),
        entry.at.micros().to_string(),
        entry.actor.clone(),
        entry.subject.as_ref().map(PersonId::to_string).unwrap_or_default(),
        entry.event.clone(),
        entry.details.clone(),
        entry.network.clone(),
    ]
}

/// One entry as a line of JSON, for `audit export`.
#[must_use]
pub fn export_line(chained: &ChainedEntry) -> String {
    let entry = &chained.entry;
    let details: serde_json::Value = serde_json::from_str(&entry.details).unwrap_or_default();
    serde_json::json!({
        "position": chained.position,
        "at": entry.at.rfc3339(),
        "at_micros": entry.at.micros(),
        "actor": entry.actor,
        "subject": entry.subject.as_ref().map(PersonId::as_str),
        "event": entry.event,
        "details": details,
        "network": entry.network,
        "id": entry.id,
        "mac": chained.mac,
    })
    .to_string()
}
