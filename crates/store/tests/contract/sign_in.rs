//! Sign-in links and sign-ins under way.

use store::testing::on_both;

use crate::fixtures::{at, race, sign_in, sign_in_link, token, with_people, write, yes};

#[tokio::test]
async fn a_sign_in_link_reads_back_and_works_once_until_it_is_over() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let link = sign_in_link("l", 1);
        write(&database, async |repository| {
            repository.add_sign_in_link(&link, &token(1)).await.unwrap();
            let found = repository.find_sign_in_link(&token(1)).await.unwrap().unwrap();
            assert_eq!(format!("{found:?}"), format!("{link:?}"));
            assert!(repository.find_sign_in_link(&token(2)).await.unwrap().is_none());
            assert!(!repository.use_sign_in_link(&link.id, link.expires_at).await.unwrap(), "over");
            assert!(repository.use_sign_in_link(&link.id, at(5)).await.unwrap());
            assert!(!repository.use_sign_in_link(&link.id, at(6)).await.unwrap());
            let used = repository.find_sign_in_link(&token(1)).await.unwrap().unwrap();
            assert_eq!(used.used_at, Some(at(5)));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_sign_in_link_that_is_used_many_times_at_once_works_once() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let link = sign_in_link("l", 1);
        write(&database, async |repository| {
            repository.add_sign_in_link(&link, &token(1)).await.unwrap();
        })
        .await;
        let used =
            race(&database, 6, async |_, repository| repository.use_sign_in_link(&link.id, at(1)).await.unwrap()).await;
        assert_eq!(yes(&used), 1);
    })
    .await;
}

#[tokio::test]
async fn failure_4_a_sign_in_is_completed_once_whatever_runs_at_the_same_time() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let (sign_in, late) = (sign_in("s", 1), sign_in("late", 1));
        write(&database, async |repository| {
            repository.add_sign_in(&sign_in).await.unwrap();
            repository.add_sign_in(&late).await.unwrap();
            let found = repository.lookup_sign_in(&sign_in.id).await.unwrap().unwrap();
            assert_eq!(format!("{found:?}"), format!("{sign_in:?}"));
            assert!(!repository.complete_sign_in(&late.id, late.expires_at).await.unwrap(), "over");
        })
        .await;
        let completed =
            race(&database, 6, async |_, repository| repository.complete_sign_in(&sign_in.id, at(1)).await.unwrap())
                .await;
        assert_eq!(yes(&completed), 1);
        write(&database, async |repository| {
            let found = repository.lookup_sign_in(&sign_in.id).await.unwrap().unwrap();
            assert_eq!(found.completed_at, Some(at(1)));
        })
        .await;
    })
    .await;
}
