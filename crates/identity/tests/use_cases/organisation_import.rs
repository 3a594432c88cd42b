//! Organisations come in from files, again and again.

use std::io::Cursor;

use identity::{
    actor::Actor,
    organisation::{
        Organisation, OrganisationCode, Relation, RelationKind, Source, Status, Tally,
        batch::{BATCH, ReadAhead},
        import, index,
        records::{Records, Trail},
        set::Block,
    },
    service::Service,
    time::parse_date,
};

use crate::support::{on_both, race};

fn code(text: &str) -> OrganisationCode {
    OrganisationCode::parse(text).unwrap()
}

fn practice(named: &str, name: &str) -> Organisation {
    let address = vec!["1 High Street".to_owned(), "Anytown".to_owned()];
    Organisation { address, source: Source::Epraccur, ..Organisation::named(code(named), name).unwrap() }
}

async fn take_in(service: &Service, records: Vec<Organisation>) -> Tally {
    let mut repository = service.write().await.unwrap();
    let tally = import::take_in(&mut *repository, service.now(), records).await.unwrap();
    repository.commit().await.unwrap();
    tally
}

/// The names of those that are found by a term.
async fn with_term(service: &Service, term: &str) -> Vec<String> {
    let mut repository = service.read().await.unwrap();
    let terms = repository.list_organisation_terms(&[term.to_owned()], None).await.unwrap();
    let members = |members: &str| Block::from_text(members).unwrap().places().map(i64::from).collect::<Vec<_>>();
    let numbers: Vec<i64> = terms.iter().flat_map(|term| members(&term.members)).collect();
    let found = repository.find_organisations_by_number(&numbers).await.unwrap();
    let mut names: Vec<String> = found.into_iter().map(|found| found.name).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_is_new_changed_closed_and_unchanged_is_counted_and_found_by_its_present_words() {
    on_both(async |world| {
        let service = &world.service;
        let all = vec![practice("Z1", "Mill Surgery"), practice("Z2", "Abbey Surgery"), practice("Z3", "Quay Surgery")];
        assert_eq!(take_in(service, all.clone()).await, Tally { added: 3, ..Tally::default() });
        assert_eq!(take_in(service, all.clone()).await, Tally { unchanged: 3, ..Tally::default() });

        let renamed = practice("Z1", "Dale Surgery");
        let ends_on = parse_date("2026-01-31").ok();
        let closed = Organisation { status: Status::Closed, closed_on: ends_on, ..practice("Z2", "Abbey Surgery") };
        let tally = take_in(service, vec![renamed, closed, all[2].clone(), practice("Z4", "Park Surgery")]).await;
        assert_eq!(tally, Tally { added: 1, changed: 1, closed: 1, unchanged: 1 });
        assert_eq!(with_term(service, &index::word("surgery")).await.len(), 4);
        assert!(with_term(service, &index::word("mill")).await.is_empty());
        assert_eq!(with_term(service, &index::first("dale")).await, ["Dale Surgery"]);
        assert_eq!(with_term(service, index::CLOSED).await, ["Abbey Surgery"]);
        let words = service.read().await.unwrap().list_organisation_words().await.unwrap();
        assert_eq!(words[0], (4, "dale mill park quay".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn one_that_had_a_name_only_becomes_a_whole_one() {
    on_both(async |world| {
        let named = Organisation::named(code("Z1"), "Old Name").unwrap();
        world.name_organisations(&[named]).await;
        let tally = take_in(&world.service, vec![practice("Z1", "New Name")]).await;
        assert_eq!(tally, Tally { changed: 1, ..Tally::default() });
        assert_eq!(with_term(&world.service, &index::word("new")).await, ["New Name"]);
    })
    .await;
}

#[tokio::test]
async fn a_source_that_says_less_takes_no_relations_away_and_one_that_says_others_replaces_them() {
    on_both(async |world| {
        let service = &world.service;
        let relations = |to: &str| {
            let kind = RelationKind::parse(RelationKind::COMMISSIONED_BY).unwrap();
            vec![Relation { kind, to: code(to), starts_on: None, ends_on: None }]
        };
        let report = Organisation { region: Some(code("Y56")), ..practice("Z1", "Mill Surgery") };
        let record =
            |to| Organisation { source: Source::Ord, relations: relations(to), ..practice("Z1", "Mill Surgery") };
        take_in(service, vec![report]).await;
        for (to, expected) in [
            ("99Y", Tally { changed: 1, ..Tally::default() }),
            ("99Y", Tally { unchanged: 1, ..Tally::default() }),
            ("99Z", Tally { changed: 1, ..Tally::default() }),
        ] {
            assert_eq!(take_in(service, vec![record(to)]).await, expected, "{to}");
            let mut repository = service.read().await.unwrap();
            let held = repository.lookup_organisation(&code("Z1")).await.unwrap().unwrap().organisation;
            assert_eq!((held.relations, held.region), (relations(to), Some(code("Y56"))), "{to}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_import_goes_on_where_it_stopped_and_its_end_is_audited() {
    on_both(async |world| {
        let service = &world.service;
        let mut broken_off = import::begin(service, "file", "a.csv", Source::Epraccur).await.unwrap();
        import::batch(service, &mut broken_off, vec![practice("Z1", "Mill"), practice("Z2", "Dale")]).await.unwrap();

        let mut again = import::begin(service, "file", "a.csv", Source::Epraccur).await.unwrap();
        assert_eq!((again.done, again.tally.added), (2, 2));
        import::batch(service, &mut again, vec![practice("Z3", "Park")]).await.unwrap();
        let events =
            world.events_of(async || import::finish(service, &Actor::Operator, &mut again).await.unwrap()).await;
        assert_eq!(events, ["organisations.imported"]);
        assert_eq!(again.tally, Tally { added: 3, ..Tally::default() });

        let anew = import::begin(service, "file", "a.csv", Source::Epraccur).await.unwrap();
        assert_eq!((anew.done, anew.finished_at), (0, None), "the same file may be imported again");
    })
    .await;
}

#[tokio::test]
async fn imports_at_the_same_time_lose_nothing() {
    on_both(async |world| {
        let service = world.service.clone();
        race(6, move |number| {
            let service = service.clone();
            async move {
                let name = |one: usize| practice(&format!("Z{number}N{one}"), &format!("Mill {number} {one}"));
                take_in(&service, (0..20).map(name).collect()).await
            }
        })
        .await;
        assert_eq!(with_term(&world.service, &index::word("mill")).await.len(), 120);
    })
    .await;
}

/// A report with so many practices; their names end with a word.
fn report(rows: usize, word: &str) -> Vec<u8> {
    let row = |number: usize| format!("\"Z{number:06}\",\"MILL {word}\"{}\n", ",\"\"".repeat(25));
    (0..rows).map(row).collect::<String>().into_bytes()
}

fn records(file: Vec<u8>) -> Records<Cursor<Vec<u8>>> {
    Records::new(Cursor::new(file), Source::Epraccur, parse_date("2026-03-22").unwrap())
}

/// How many batches go in, and whether the file ends well, when another is there than was checked.
async fn go_in(checked: Vec<u8>, there: Vec<u8>) -> (usize, bool) {
    let (mut records_checked, mut trail) = (records(checked), Trail::default());
    while records_checked.next_record().unwrap().is_some() {
        trail.follow(&records_checked);
    }
    trail.end(&records_checked);
    let mut ahead = ReadAhead::begin(records(there), 0, trail).unwrap();
    let mut batches = 0;
    loop {
        match ahead.next().await {
            Ok(Some(_)) => batches += 1,
            Ok(None) => return (batches, true),
            Err(_) => return (batches, false),
        }
    }
}

#[tokio::test]
async fn a_file_that_is_another_than_was_checked_goes_in_as_far_as_it_is_the_same() {
    let whole = report(2 * BATCH + 9, "SURGERY");
    assert_eq!(go_in(whole.clone(), whole.clone()).await, (3, true));
    assert_eq!(go_in(whole.clone(), report(2 * BATCH + 9, "HOUSE")).await, (0, false));
    for other in [report(2 * BATCH + 8, "SURGERY"), report(2 * BATCH + 10, "SURGERY")] {
        assert_eq!(go_in(whole.clone(), other).await, (2, false));
    }
    let last = whole.len() - 9;
    let mut at_its_end = whole.clone();
    at_its_end[last] = b'x';
    assert_eq!(go_in(whole, at_its_end).await, (2, false));
    let even = report(BATCH, "SURGERY");
    assert_eq!(go_in(even.clone(), even.clone()).await, (1, true));
    assert_eq!(go_in(even, report(BATCH + 1, "SURGERY")).await, (1, false));
}
