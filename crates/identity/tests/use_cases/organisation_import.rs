//! Organisations come in from files, again and again.

use std::io::Cursor;

use identity::{
    actor::{Actor, Origin},
    organisation::{
        Import, Organisation, OrganisationCode, Relation, RelationKind, Source, Status, Tally,
        batch::{BATCH, ReadAhead},
        closing::close,
        import, index,
        look_up::look_up,
        records::{Records, Trail},
        set::Block,
    },
    service::Service,
    time::parse_date,
};

use crate::support::{MINUTE, on_both, race};

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

async fn begin(service: &Service, id: &str) -> Import {
    import::begin(service, &Actor::Operator, id, ("a.csv", Source::Epraccur)).await.unwrap()
}

#[tokio::test]
async fn an_import_goes_on_where_it_stopped_and_its_beginning_and_its_end_are_audited() {
    on_both(async |world| {
        let service = &world.service;
        let mut broken_off = None;
        let events = world.events_of(async || broken_off = Some(begin(service, "file").await)).await;
        assert_eq!(events, ["organisations.import-begun"]);
        let mut broken_off = broken_off.unwrap();
        let both = || vec![practice("Z1", "Mill"), practice("Z2", "Dale")];
        let events = world.events_of(async || import::batch(service, &mut broken_off, both()).await.unwrap()).await;
        assert!(events.is_empty(), "{events:?}");

        let mut again = begin(service, "file").await;
        assert_eq!((again.done, again.tally.added), (2, 2));
        import::batch(service, &mut again, vec![practice("Z3", "Park")]).await.unwrap();
        let events =
            world.events_of(async || import::finish(service, &Actor::Operator, &mut again).await.unwrap()).await;
        assert_eq!(events, ["organisations.imported"]);
        assert_eq!(again.tally, Tally { added: 3, ..Tally::default() });

        let anew = begin(service, "file").await;
        assert_eq!((anew.done, anew.finished_at), (0, None), "the same file may be imported again");
    })
    .await;
}

#[tokio::test]
async fn an_import_begins_anew_when_something_else_changed_what_it_said() {
    on_both(async |world| {
        let service = &world.service;
        let (old, new) = (practice("Z1", "Mill"), practice("Z1", "Dale"));
        let mut broken_off = begin(service, "february").await;
        import::batch(service, &mut broken_off, vec![old.clone()]).await.unwrap();
        let mut same = begin(service, "the same in another file").await;
        import::batch(service, &mut same, vec![old.clone()]).await.unwrap();
        assert_eq!(begin(service, "february").await.done, 1, "nothing is different");
        let mut march = begin(service, "march").await;
        import::batch(service, &mut march, vec![new.clone()]).await.unwrap();
        import::finish(service, &Actor::Operator, &mut march).await.unwrap();
        // Again, and this time it changes nothing: what it did before stands.
        let mut march = begin(service, "march").await;
        import::batch(service, &mut march, vec![new.clone()]).await.unwrap();
        let mut february = begin(service, "february").await;
        assert_eq!((february.done, february.tally), (0, Tally::default()));
        import::batch(service, &mut february, vec![old]).await.unwrap();
        assert_eq!(begin(service, "february").await.done, 1);
        import::put(service, &Actor::Operator, &Origin::server(), vec![new]).await.unwrap();
        assert_eq!(begin(service, "february").await.done, 0, "no file said this");
    })
    .await;
}

#[tokio::test]
async fn an_organisation_whose_last_day_comes_is_closed_on_it_everywhere() {
    on_both(async |world| {
        let tomorrow = world.now().uk_date().next_day();
        let closing = || Organisation { closed_on: tomorrow, ..practice("Z1", "Mill Surgery") };
        let all = || vec![closing(), practice("Z2", "Dale Surgery")];
        assert!(world.events_of(async || assert_eq!(close(&world.service).await.unwrap(), 0)).await.is_empty());
        take_in(&world.service, all()).await;
        assert_eq!(close(&world.service).await.unwrap(), 0);
        assert_eq!(with_term(&world.service, index::OPEN).await.len(), 2);
        world.wait(MINUTE * 60 * 24);
        let looked = look_up(&world.service, &code("Z1")).await.unwrap().unwrap();
        assert_eq!(looked.held.organisation.status, Status::Closed, "its page does not wait for anything");
        assert_eq!(with_term(&world.service, index::CLOSED).await.len(), 0);
        let events = world.events_of(async || assert_eq!(close(&world.service).await.unwrap(), 1)).await;
        assert_eq!(events, ["organisations.changed"]);
        assert_eq!(with_term(&world.service, index::CLOSED).await, ["Mill Surgery"]);
        assert_eq!(with_term(&world.service, index::OPEN).await, ["Dale Surgery"]);
        assert_eq!(close(&world.service).await.unwrap(), 0);
        // The same file, read today.
        let mut again = all();
        again[0].status = again[0].status_on(world.now().uk_date());
        assert_eq!(take_in(&world.service, again).await, Tally { unchanged: 2, ..Tally::default() });
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
    let (batches, is_whole) = go_on(checked, there, 0).await;
    (batches.len(), is_whole)
}

/// The codes of each batch that goes in after the first `done` records, and whether the file ends well.
async fn go_on(checked: Vec<u8>, there: Vec<u8>, done: usize) -> (Vec<Vec<String>>, bool) {
    let (mut records_checked, mut trail) = (records(checked), Trail::default());
    while records_checked.next_record().unwrap().is_some() {
        trail.follow(&records_checked);
    }
    trail.end(&records_checked);
    let mut ahead = ReadAhead::begin(records(there), done as u64, trail).unwrap();
    let mut batches = Vec::new();
    loop {
        match ahead.next().await {
            Ok(Some(batch)) => batches.push(batch.codes()),
            Ok(None) => return (batches, true),
            Err(_) => return (batches, false),
        }
    }
}

#[tokio::test]
async fn an_import_goes_on_with_the_record_after_the_last_that_was_dealt_with() {
    let file = report(2 * BATCH + 9, "SURGERY");
    for (done, expected) in [(0, vec![BATCH, BATCH, 9]), (BATCH, vec![BATCH, 9]), (2 * BATCH + 2, vec![7])] {
        let (batches, is_whole) = go_on(file.clone(), file.clone(), done).await;
        assert_eq!((batches.iter().map(Vec::len).collect::<Vec<_>>(), is_whole), (expected, true));
        assert_eq!(batches[0][0], format!("Z{done:06}"));
    }
    assert_eq!(go_on(file.clone(), file, 2 * BATCH + 9).await, (Vec::new(), true));
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
