//! Settings.

use store::testing::on_both;

use crate::fixtures::{at, write};

#[tokio::test]
async fn a_setting_is_set_changed_and_removed() {
    on_both(async |database| {
        write(&database, async |repository| {
            assert_eq!(repository.lookup_setting("banner").await.unwrap(), None);
            repository.set_setting("banner", Some("one"), at(1)).await.unwrap();
            repository.set_setting("banner", Some("two"), at(2)).await.unwrap();
            assert_eq!(repository.lookup_setting("banner").await.unwrap().as_deref(), Some("two"));
            repository.set_setting("banner", None, at(3)).await.unwrap();
            assert_eq!(repository.lookup_setting("banner").await.unwrap(), None);
        })
        .await;
    })
    .await;
}
