//! Brings what an older version wrote to the form that this one looks for, where a migration in SQL cannot: after the migrations,
//! before anything else. In batches of a transaction each; it may be broken off, run again, and run in several instances at once.

use crate::{
    organisation::reindex::reindex,
    store::{Store, StoreResult},
    time::Timestamp,
};

/// The setting that notes which form of [`crate::person::PersonName::key`] everybody's name is kept in.
const NAME_KEYS: &str = "name-keys";
/// The form that this version writes. Migration 10 wrote one in SQL, which left accents in.
const NAME_KEY_FORM: &str = "2";
/// People of a transaction.
const BATCH: u32 = 1_000;

/// Does what there is to do, mostly nothing.
///
/// # Errors
/// When the database refuses.
pub async fn run(store: &dyn Store, now: Timestamp) -> StoreResult<()> {
    write_name_keys(store, now).await?;
    reindex(store).await
}

/// Names are looked for by their keys. An empty database stays empty: a backup is restored into it.
async fn write_name_keys(store: &dyn Store, now: Timestamp) -> StoreResult<()> {
    if store.read().await?.lookup_setting(NAME_KEYS).await?.as_deref() == Some(NAME_KEY_FORM) {
        return Ok(());
    }
    let mut after = String::new();
    loop {
        let mut repository = store.write().await?;
        let people = repository.list_name_keys(&after, BATCH).await?;
        for (id, name, key) in &people {
            if *key != name.key() {
                repository.set_name_key(id, name).await?;
            }
        }
        let is_empty = people.is_empty() && after.is_empty();
        let is_last = people.len() < BATCH as usize;
        after = people.into_iter().last().map(|(id, _, _)| id.as_str().to_owned()).unwrap_or(after);
        if is_last && !is_empty {
            repository.set_setting(NAME_KEYS, Some(NAME_KEY_FORM), now).await?;
        }
        repository.commit().await?;
        if is_last {
            return Ok(());
        }
    }
}
