//! Applications.

use identity::application::Application;
use store::testing::on_both;

use crate::fixtures::{application, race, read, write, yes};

#[tokio::test]
async fn an_application_reads_back_as_written() {
    on_both(async |database| {
        let (records, letters) = (application("records", 2), application("a-letters", 3));
        write(&database, async |repository| {
            assert!(repository.add_application(&records).await.unwrap());
            assert!(repository.add_application(&letters).await.unwrap());
        })
        .await;
        read(&database, async |repository| {
            assert_eq!(repository.lookup_application(&records.id).await.unwrap(), Some(records.clone()));
            assert_eq!(repository.lookup_application(&application("none", 2).id).await.unwrap(), None);
            let mut all = repository.list_applications().await.unwrap();
            all.sort_by(|one, other| one.id.cmp(&other.id));
            assert_eq!(all, [letters, records]);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn of_many_who_add_one_id_at_once_one_does_and_the_others_change_nothing() {
    on_both(async |database| {
        let added = race(&database, 6, async |number, repository| {
            let level = if number == 0 { 2 } else { 3 };
            repository.add_application(&application("records", level)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&added), 1);
        let all = read(&database, async |repository| repository.list_applications().await.unwrap()).await;
        assert_eq!(all.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_change_keeps_the_id_and_the_day_and_what_is_not_there_is_neither_changed_nor_removed() {
    on_both(async |database| {
        let (before, after) = (application("records", 2), application("records", 3));
        write(&database, async |repository| {
            assert!(!repository.change_application(&before.id, &after.details).await.unwrap());
            assert!(!repository.remove_application(&before.id).await.unwrap());
            assert!(repository.add_application(&before).await.unwrap());
            assert!(repository.change_application(&before.id, &after.details).await.unwrap());
            let changed = repository.lookup_application(&before.id).await.unwrap();
            assert_eq!(changed, Some(Application { details: after.details, ..before.clone() }));
            assert!(repository.remove_application(&before.id).await.unwrap());
            assert_eq!(repository.list_applications().await.unwrap(), []);
        })
        .await;
    })
    .await;
}
