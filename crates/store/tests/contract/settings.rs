//! Settings and dismissals.

use store::testing::on_both;

use crate::fixtures::{at, person_id, with_people, write};

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

#[tokio::test]
async fn a_notice_is_dismissed_by_each_person_for_themselves() {
    on_both(async |database| {
        with_people(&database, 2).await;
        write(&database, async |repository| {
            repository.dismiss(&person_id(1), "renewal", at(1)).await.unwrap();
            repository.dismiss(&person_id(1), "renewal", at(2)).await.unwrap();
            assert!(repository.is_dismissed(&person_id(1), "renewal").await.unwrap());
            assert!(!repository.is_dismissed(&person_id(1), "other").await.unwrap());
            assert!(!repository.is_dismissed(&person_id(2), "renewal").await.unwrap());
        })
        .await;
    })
    .await;
}
