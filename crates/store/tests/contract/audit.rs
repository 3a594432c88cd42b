//! The audit log and the leases of jobs.

use identity::{
    activity::Cursor,
    audit::{ChainedEntry, Entry, Link},
};
use store::testing::on_both;

use crate::fixtures::{at, person_id, race, write, yes};

fn entry(id: &str, seconds: i64) -> Entry {
    Entry {
        id: id.into(),
        at: at(seconds),
        actor: "person:person-1".into(),
        subject: (id != "system").then(|| person_id(1)),
        event: "email.added".into(),
        details: "{\"address\":\"j…@nhs.net\"}".into(),
        network: "192.0.2.1".into(),
    }
}

fn link(id: &str, position: i64) -> Link {
    Link { id: id.into(), position, mac: format!("mac{position}") }
}

#[tokio::test]
async fn entries_are_chained_oldest_first_and_read_back_in_order() {
    on_both(async |database| {
        write(&database, async |repository| {
            for entry in [entry("later", 2), entry("system", 1), entry("same", 2)] {
                repository.append_audit(&entry).await.unwrap();
            }
            assert_eq!(repository.last_audit_link().await.unwrap(), None);
            assert_eq!(repository.list_unchained_audit(1).await.unwrap(), [entry("system", 1)]);
            let unchained = repository.list_unchained_audit(10).await.unwrap();
            assert_eq!(unchained, [entry("system", 1), entry("later", 2), entry("same", 2)]);
            let links: Vec<Link> = (1..).zip(&unchained[..2]).map(|(place, entry)| link(&entry.id, place)).collect();
            repository.chain_audit(&links).await.unwrap();
            repository.chain_audit(&[]).await.unwrap();
            assert_eq!(repository.last_audit_link().await.unwrap(), Some((2, "mac2".into())));
            assert_eq!(repository.list_unchained_audit(10).await.unwrap(), [entry("same", 2)]);
            let second = ChainedEntry { entry: entry("later", 2), position: 2, mac: "mac2".into() };
            assert_eq!(repository.list_chained_audit(1, 10).await.unwrap(), [second]);
            assert_eq!(repository.list_chained_audit(0, 1).await.unwrap()[0].entry, entry("system", 1));
            assert_eq!(repository.list_chained_audit(2, 10).await.unwrap(), []);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_chained_once_and_a_place_is_given_once() {
    on_both(async |database| {
        write(&database, async |repository| {
            repository.append_audit(&entry("a", 1)).await.unwrap();
            repository.append_audit(&entry("b", 2)).await.unwrap();
            repository.chain_audit(&[link("a", 1)]).await.unwrap();
            assert!(repository.chain_audit(&[link("a", 2)]).await.is_err());
            assert!(repository.chain_audit(&[link("missing", 2)]).await.is_err());
        })
        .await;
        let mut repository = identity::store::Store::write(&database).await.unwrap();
        assert!(repository.chain_audit(&[link("b", 1)]).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn any_number_of_entries_is_chained_at_once() {
    on_both(async |database| {
        write(&database, async |repository| {
            let mut place = 0;
            for number in [1, 9, 10, 11, 99, 111, 234] {
                let mut links = Vec::new();
                for _ in 0..number {
                    place += 1;
                    let entry = entry(&format!("e{place:04}"), place);
                    repository.append_audit(&entry).await.unwrap();
                    links.push(link(&entry.id, place));
                }
                repository.chain_audit(&links).await.unwrap();
            }
            assert_eq!(repository.list_unchained_audit(1).await.unwrap(), []);
            let chained = repository.list_chained_audit(0, 1000).await.unwrap();
            assert_eq!(chained.len(), 475);
            for (place, chained) in (1..).zip(chained) {
                let Link { id, position, mac } = link(&format!("e{place:04}"), place);
                assert_eq!((chained.entry.id, chained.position, chained.mac), (id, position, mac));
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_lease_is_one_holders_until_it_ends() {
    on_both(async |database| {
        write(&database, async |repository| {
            assert!(repository.take_lease("seal", "a", at(0), at(60)).await.unwrap());
            assert!(!repository.take_lease("seal", "b", at(59), at(119)).await.unwrap());
            assert!(repository.take_lease("sweep", "b", at(59), at(119)).await.unwrap());
            assert!(repository.take_lease("seal", "a", at(59), at(119)).await.unwrap(), "prolonged");
            assert!(!repository.take_lease("seal", "b", at(60), at(120)).await.unwrap());
            assert!(repository.take_lease("seal", "b", at(119), at(179)).await.unwrap());
            assert!(!repository.take_lease("seal", "a", at(119), at(179)).await.unwrap());
        })
        .await;
        let taken = race(&database, 6, async |number, repository| {
            repository.take_lease("seal", &format!("c{number}"), at(200), at(260)).await.unwrap()
        })
        .await;
        assert_eq!(yes(&taken), 1);
    })
    .await;
}

#[tokio::test]
async fn entries_about_a_person_are_read_newest_first_from_any_place_on() {
    on_both(async |database| {
        write(&database, async |repository| {
            for (id, seconds) in [("a", 1), ("b", 2), ("d", 2), ("c", 2), ("e", 3)] {
                repository.append_audit(&entry(id, seconds)).await.unwrap();
            }
            repository.append_audit(&entry("system", 2)).await.unwrap();
            let other = Entry { subject: Some(person_id(2)), ..entry("other", 2) };
            repository.append_audit(&other).await.unwrap();

            let mut read = Vec::new();
            let mut cursor = Cursor::newest();
            loop {
                let page = repository.list_audit_of_subject(&person_id(1), &cursor, at(0), 2).await.unwrap();
                let Some(last) = page.last() else { break };
                cursor = Cursor { at: last.at, id: last.id.clone() };
                read.extend(page.into_iter().map(|entry| entry.id));
                // What comes meanwhile moves nothing.
                repository.append_audit(&entry(&format!("new{}", read.len()), 9)).await.unwrap();
            }
            assert_eq!(read, ["e", "d", "c", "b", "a"]);
            let late = repository.list_audit_of_subject(&person_id(1), &Cursor::newest(), at(3), 9).await.unwrap();
            assert_eq!(late.len(), 4, "the three new ones and the one at that instant");
        })
        .await;
    })
    .await;
}
