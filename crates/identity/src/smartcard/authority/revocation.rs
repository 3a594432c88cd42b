//! The list of revoked certificates, for whoever else trusts cards of this authority. Sign-ins here do not wait for it: they
//! ask for the row.
//!
//! What it names follows from the rows: what was revoked, and the certificates of cards whose authenticator is reported lost or
//! was removed. Those of the last days are only held, because their owner may find them, or say that the removal was not theirs;
//! those of a closed Care Identity are held for as long as it is closed.

use std::time::Duration;

use super::{PublishedList, RevocationList, open};
use crate::{
    service::{Service, Unexpected},
    smartcard::certificate::{Fingerprint, Revoked},
    undo,
};

/// For how long a list says that it is good.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
/// A list that names the same is made anew when it is so old.
const REMADE_AFTER: Duration = Duration::from_secs(12 * 60 * 60);

/// Publishes a list if the one that is there names something else or grows old; answers the one that is published then, `None`
/// without an authority. Any number of instances may do it at once.
///
/// # Errors
/// When the authority or the database refuses.
pub async fn publish(service: &Service) -> Result<Option<PublishedList>, Unexpected> {
    let now = service.now();
    let mut repository = service.read().await?;
    let Some(stored) = repository.lookup_authority().await? else {
        return Ok(None);
    };
    let revoked = repository.list_revoked(now, now.minus(undo::LIFE)).await?;
    let names = fingerprint(&revoked);
    let published = stored.list;
    if let Some(list) = published.as_ref().filter(|list| list.names == names && now < list.made_at.plus(REMADE_AFTER)) {
        return Ok(Some(list.clone()));
    }
    let authority = open(service, &mut *repository).await?;
    drop(repository);
    let number = published.map_or(1, |list| list.number + 1);
    let list = RevocationList { number, at: now, next: now.plus(LIFE), revoked: &revoked };
    let der = service.authority.sign_list(&authority, &list).await?;
    let list = PublishedList { number, der, names, made_at: now };
    let mut repository = service.write().await?;
    if repository.publish_list(&list).await? {
        repository.commit().await?;
        return Ok(Some(list));
    }
    // Another instance published meanwhile.
    Ok(repository.lookup_authority().await?.and_then(|stored| stored.list))
}

fn fingerprint(revoked: &[Revoked]) -> Fingerprint {
    let line = |one: &Revoked| format!("{} {} {}\n", one.serial, one.at.micros(), one.reason.as_str());
    Fingerprint::of(revoked.iter().map(line).collect::<String>().as_bytes())
}
