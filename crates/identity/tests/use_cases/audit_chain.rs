//! The chain over the audit log.

use identity::audit::{
    ChainedEntry,
    chain::{self, Verified},
};
use serde_json::{Value, json};

use crate::support::{World, on_both, race, seconds};

async fn seal(world: &World, holder: &str) -> Option<usize> {
    chain::seal(&world.service, holder).await.unwrap().map(|sealed| sealed.entries)
}

async fn verify(world: &World) -> Verified {
    chain::verify(&world.service).await.unwrap()
}

/// A log with some entries, all chained.
async fn sealed(world: &World) -> i64 {
    world.account("Ann").await;
    let entries = i64::try_from(seal(world, "one").await.unwrap()).unwrap();
    assert!(matches!(verify(world).await, Verified::Whole { entries: found, head: Some(_) } if found == entries));
    entries
}

fn row(log: &mut [Value], position: i64) -> &mut Value {
    log.iter_mut().find(|line| line["r"]["position"] == position).unwrap()
}

#[tokio::test]
async fn an_untouched_log_verifies_also_after_a_restore_and_what_follows_is_chained_on() {
    on_both(async |world| {
        assert_eq!(verify(&world).await, Verified::Whole { entries: 0, head: None });
        let entries = sealed(&world).await;
        assert_eq!(world.verify_after(|_| {}).await, verify(&world).await);
        world.person("Bob").await;
        assert_eq!(seal(&world, "one").await, Some(1));
        assert!(matches!(verify(&world).await, Verified::Whole { entries: found, .. } if found == entries + 1));
        assert_eq!(seal(&world, "one").await, Some(0));
    })
    .await;
}

#[tokio::test]
async fn a_change_in_any_part_of_an_entry_is_found() {
    on_both(async |world| {
        sealed(&world).await;
        for (column, value) in [
            ("id", json!("another")),
            ("at", json!(1)),
            ("actor", json!("operator ")),
            ("subject", json!("somebody-else")),
            ("subject", json!(null)),
            ("event", json!("person.reset")),
            ("details", json!("{\"forged\":\"yes\"}")),
            ("network", json!("203.0.113.9")),
            ("mac", json!("00000000.AAAA")),
        ] {
            let found = world.verify_after(|log| row(log, 3)["r"][column] = value.clone()).await;
            assert_eq!(found, Verified::Broken { position: 3 }, "{column} = {value}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_removed_entry_is_found_and_a_cut_end_shows_in_the_head() {
    on_both(async |world| {
        let entries = sealed(&world).await;
        for position in [1, 2, entries - 1] {
            let found = world.verify_after(|log| log.retain(|line| line["r"]["position"] != position)).await;
            assert_eq!(found, Verified::Broken { position });
        }
        let closed_up = world
            .verify_after(|log| {
                log.retain(|line| line["r"]["position"] != 2);
                for line in log {
                    let position = line["r"]["position"].as_i64().unwrap();
                    line["r"]["position"] = json!(if position > 2 { position - 1 } else { position });
                }
            })
            .await;
        assert_eq!(closed_up, Verified::Broken { position: 2 });
        let Verified::Whole { head, .. } = verify(&world).await else { panic!("expected a whole chain") };
        let cut = world.verify_after(|log| log.retain(|line| line["r"]["position"] != entries)).await;
        let Verified::Whole { entries: left, head: cut_head } = cut else { panic!("nothing before the cut changed") };
        assert!(left == entries - 1 && cut_head != head, "the head in the server's log gives it away");
    })
    .await;
}

#[tokio::test]
async fn swapped_entries_are_found_with_and_without_their_hashes() {
    on_both(async |world| {
        sealed(&world).await;
        for columns in [&["position"][..], &["position", "mac"]] {
            let found = world
                .verify_after(|log| {
                    for column in columns {
                        let (second, third) = (row_at(log, 1), row_at(log, 2));
                        let kept = log[second]["r"][*column].clone();
                        log[second]["r"][*column] = log[third]["r"][*column].clone();
                        log[third]["r"][*column] = kept;
                    }
                })
                .await;
            assert_eq!(found, Verified::Broken { position: 2 });
        }
    })
    .await;
}

/// Lines are in the order of their places, before anything is swapped.
fn row_at(log: &[Value], index: usize) -> usize {
    assert!(log[index]["t"] == "audit_log");
    index
}

#[tokio::test]
async fn an_entry_that_somebody_puts_between_is_found() {
    on_both(async |world| {
        let entries = sealed(&world).await;
        let found = world
            .verify_after(|log| {
                let mut forged = row(log, entries).clone();
                forged["r"]["id"] = json!("forged");
                forged["r"]["position"] = json!(entries + 1);
                log.push(forged);
            })
            .await;
        assert_eq!(found, Verified::Broken { position: entries + 1 });
    })
    .await;
}

#[tokio::test]
async fn sealers_at_the_same_time_make_one_chain() {
    on_both(async |world| {
        world.account("Ann").await;
        let unchained = world.audit().await.len();
        let sealed = race(6, |number| {
            let service = world.service.clone();
            async move { chain::seal(&service, &format!("holder {}", number % 3)).await.unwrap() }
        })
        .await;
        let chained: usize = sealed.into_iter().flatten().map(|sealed| sealed.entries).sum();
        assert_eq!(chained, unchained);
        assert!(
            matches!(verify(&world).await, Verified::Whole { entries, .. } if usize::try_from(entries) == Ok(unchained))
        );
    })
    .await;
}

#[tokio::test]
async fn another_sealer_goes_on_when_the_first_ones_lease_is_over() {
    on_both(async |world| {
        sealed(&world).await;
        world.person("Bob").await;
        assert_eq!(seal(&world, "two").await, None);
        world.wait(seconds(30));
        assert_eq!(seal(&world, "two").await, Some(1));
        assert_eq!(seal(&world, "one").await, None);
        assert!(matches!(verify(&world).await, Verified::Whole { .. }));
    })
    .await;
}

#[tokio::test]
async fn an_exported_line_is_one_line_of_json() {
    on_both(async |world| {
        sealed(&world).await;
        let log: Vec<ChainedEntry> =
            world.read(async |repository| repository.list_chained_audit(0, 1000).await.unwrap()).await;
        for chained in &log {
            let line = chain::export_line(chained);
            let read: Value = serde_json::from_str(&line).unwrap();
            assert!(!line.contains('\n'));
            assert_eq!(read["event"], chained.entry.event);
            assert_eq!(read["mac"], chained.mac);
            assert!(read["details"].is_object());
        }
    })
    .await;
}
