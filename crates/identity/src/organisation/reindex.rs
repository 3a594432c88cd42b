//! Writes the terms of organisations anew that an older version took in. A block of numbers whose terms are all there says so itself.

use std::collections::BTreeSet;

use super::{
    index::{self, Changes},
    set::BLOCK,
};
use crate::store::{Store, StoreResult};

/// Does so for each block that needs it, in a transaction each.
///
/// # Errors
/// When the database refuses.
pub async fn reindex(store: &dyn Store) -> StoreResult<()> {
    let names = [index::OPEN, index::CLOSED, index::WHOLE].map(str::to_owned);
    let held = store.read().await?.list_organisation_terms(&names, None).await?;
    let (whole, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|term| term.term == index::WHOLE);
    let whole: BTreeSet<i64> = whole.into_iter().map(|term| term.block).collect();
    let blocks: BTreeSet<i64> = others.into_iter().map(|term| term.block).collect();
    for block in blocks.difference(&whole) {
        let mut repository = store.write().await?;
        repository.lock_organisations().await?;
        let mut changes = Changes::default();
        for (number, organisation) in
            repository.list_organisations_by_number(block * BLOCK, (block + 1) * BLOCK).await?
        {
            changes.note(number, None, &organisation);
        }
        repository.clear_organisation_terms(*block).await?;
        let held = changes.look_up(&mut *repository, block * BLOCK).await?;
        changes.apply_to(held)?.write(&mut *repository).await?;
        repository.commit().await?;
    }
    Ok(())
}
