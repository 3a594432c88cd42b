//! Organisations, their relations, the terms that they are found by, and imports.

use identity::{
    organisation::{Import, Organisation, Relation, RelationKind, Role, Source, Status, Tally, Term, batch::Prepared},
    person::Position,
    store::Repository,
    time::parse_date,
};
use store::testing::{name_organisations, on_both};

use crate::fixtures::{at, organisation, organisation_code as code, person_id, race, read, with_people, write};

fn relation(kind: &str, to: &str) -> Relation {
    let kind = RelationKind::parse(kind).unwrap();
    Relation { kind, to: code(to), starts_on: parse_date("2013-04-01").ok(), ends_on: None }
}

/// One with something in every column.
pub(crate) fn practice(named: &str, name: &str) -> Organisation {
    let role = |id: &str| Role { id: id.into(), starts_on: parse_date("2004-02-29").ok(), ends_on: None };
    Organisation {
        status: Status::Closed,
        roles: vec![role("RO177"), role("RO76")],
        opened_on: parse_date("2004-02-29").ok(),
        closed_on: parse_date("2024-03-31").ok(),
        address: vec!["1 \"High\" Street".into(), "Anytown".into()],
        postcode: Some("ZZ99 1AA".into()),
        telephone: Some("01632 960001".into()),
        region: Some(code("Y63")),
        geography: Some(code("QZZ")),
        relations: vec![relation("RE4", "99Z"), relation("successor", "Z99002")],
        source: Source::Epraccur,
        ..organisation(named, name)
    }
}

pub(crate) fn import(id: &str) -> Import {
    Import {
        id: id.into(),
        file: "a.csv".into(),
        source: Source::Epraccur,
        started_at: at(1),
        done: 0,
        tally: Tally::default(),
        finished_at: None,
    }
}

async fn put(repository: &mut dyn Repository, organisations: &[Organisation]) {
    let first = repository.lock_organisations().await.unwrap();
    let numbered: Vec<_> = (first..).zip(organisations.iter().cloned().map(Prepared::from)).collect();
    repository.set_next_organisation_number(first + i64::try_from(organisations.len()).unwrap()).await.unwrap();
    repository.put_organisations(&numbered, &[], at(1)).await.unwrap();
}

#[tokio::test]
async fn an_organisation_reads_back_as_written_and_is_written_over() {
    on_both(async |database| {
        let (old, plain) = (practice("Z99001", "Millbrook"), organisation("99Z", "Anytown \u{e9}"));
        name_organisations(&database, std::slice::from_ref(&old)).await;
        write(&database, async |repository| {
            put(repository, &[old.clone(), plain.clone()]).await;
        })
        .await;
        read(&database, async |repository| {
            let held = repository.lookup_organisation(&old.code).await.unwrap().unwrap();
            assert_eq!((held.organisation, held.imported_at), (old.clone(), Some(at(1))));
            assert_eq!(repository.lookup_organisation(&code("Z99009")).await.unwrap(), None);
            let both = [old.code.clone(), code("Z99009"), plain.code.clone()];
            assert_eq!(repository.list_organisations(&both).await.unwrap(), [plain.clone(), old.clone()]);
            let marks = repository.list_organisation_marks(&both).await.unwrap();
            let mark = marks.iter().find(|mark| mark.code == old.code).unwrap();
            assert_eq!((marks.len(), mark.number, mark.digest.clone()), (2, Some(0), Some(old.digest())));
            let (from, to) = repository.list_organisation_links(&plain.code).await.unwrap();
            assert_eq!((from.len(), to.len()), (0, 1));
            assert_eq!((to[0].from.clone(), to[0].name.as_deref()), (old.code.clone(), Some("Millbrook")));
            let (from, _) = repository.list_organisation_links(&old.code).await.unwrap();
            let names: Vec<_> = from.iter().map(|link| (link.relation.to.as_str(), link.name.as_deref())).collect();
            assert_eq!(names, [("Z99002", None), ("99Z", Some("Anytown \u{e9}"))], "what came after it is first");
        })
        .await;
        let new = Organisation { name: "New".into(), relations: vec![relation("RE4", "99Y")], ..old };
        write(&database, async |repository| {
            repository
                .put_organisations(&[(0, new.clone().into())], std::slice::from_ref(&new.code), at(2))
                .await
                .unwrap();
            let held = repository.lookup_organisation(&new.code).await.unwrap().unwrap();
            assert_eq!((held.organisation, held.imported_at), (new.clone(), Some(at(2))));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn many_are_written_and_found_by_number_code_and_postcode() {
    on_both(async |database| {
        let many: Vec<_> =
            (0..700).map(|number| practice(&format!("Z{number:05}"), &format!("Practice {number}"))).collect();
        write(&database, async |repository| put(repository, &many).await).await;
        read(&database, async |repository| {
            let codes: Vec<_> = many.iter().map(|it| it.code.clone()).collect();
            assert_eq!(repository.list_organisations(&codes).await.unwrap(), many);
            let numbers: Vec<i64> = (0..800).collect();
            assert_eq!(repository.find_organisations_by_number(&numbers).await.unwrap().len(), 700);
            let mut found = repository.find_organisations_by_number(&[699, 3, 9_999]).await.unwrap();
            found.sort_by_key(|found| found.number);
            let names: Vec<_> = found.iter().map(|found| found.name.as_str()).collect();
            assert_eq!(names, ["Practice 3", "Practice 699"]);
            assert_eq!((found[0].roles.join(" "), found[0].parent.clone()), ("RO177 RO76".into(), Some(code("99Z"))));
            let by_code = async |repository: &mut dyn Repository, beginning| {
                repository.list_organisation_numbers_by_code(&code(beginning)).await.unwrap()
            };
            assert_eq!(by_code(repository, "Z0012").await, (120..130).collect::<Vec<i64>>());
            assert_eq!(by_code(repository, "Z0").await.len(), 700);
            let at = repository.list_organisation_numbers_at("ZZ99 1AA").await.unwrap();
            assert_eq!(at, (0..500).collect::<Vec<i64>>());
            assert!(repository.find_organisations_by_number(&[]).await.unwrap().is_empty());
            let numbered = repository.list_organisations_by_number(3, 5).await.unwrap();
            assert_eq!(numbered, [(3, many[3].clone()), (4, many[4].clone())]);
            let unknown: Vec<_> = (0..700).map(|number| code(&format!("Y{number:05}"))).collect();
            assert_eq!(repository.list_organisation_marks(&unknown).await.unwrap(), []);
            let some = [unknown, vec![code("Z00699")]].concat();
            assert_eq!(repository.list_organisation_marks(&some).await.unwrap().len(), 1);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_organisations_of_a_person_are_those_of_positions_held_on_the_day() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let position = |at: &str, ends_on: &str| Position {
            organisation_code: at.into(),
            organisation_name: String::new(),
            role_code: "R8000".into(),
            role_name: "Nurse".into(),
            starts_on: parse_date("2020-01-01").unwrap(),
            ends_on: parse_date(ends_on).ok(),
        };
        name_organisations(&database, &[organisation("Z9", "Not imported")]).await;
        write(&database, async |repository| {
            put(repository, &[practice("Z1", "Now"), practice("Z2", "Then")]).await;
            for (id, position) in
                [("1", position("Z1", "-")), ("2", position("Z2", "2025-12-31")), ("3", position("Z9", "-"))]
            {
                repository.add_position(&person_id(1), &position, id).await.unwrap();
            }
            for (day, codes) in [("2026-01-01", &["Z1"][..]), ("2025-12-31", &["Z1", "Z2"]), ("2019-12-31", &[])] {
                let found = repository.list_organisations_of(&person_id(1), parse_date(day).unwrap()).await.unwrap();
                assert_eq!(found.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), codes, "{day}");
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn terms_and_words_read_back_and_are_written_over() {
    on_both(async |database| {
        let term =
            |number: usize, block, members: &str| Term { term: format!("w:{number}"), block, members: members.into() };
        let many: Vec<_> = (0..600).map(|number| term(number, 0, "s")).collect();
        write(&database, async |repository| {
            repository.put_organisation_terms(&many).await.unwrap();
            repository.put_organisation_terms(&[term(5, 1, "sAA"), term(5, 0, "sAQ")]).await.unwrap();
            repository.put_organisation_words(4, "bank dale").await.unwrap();
            repository.put_organisation_words(4, "bank dale town").await.unwrap();
            repository.put_organisation_words(3, "mill").await.unwrap();
        })
        .await;
        read(&database, async |repository| {
            let names: Vec<_> = many.iter().map(|term| term.term.clone()).collect();
            assert_eq!(repository.list_organisation_terms(&names, Some(0)).await.unwrap().len(), 600);
            let mut both = repository.list_organisation_terms(&["w:5".into(), "w:none".into()], None).await.unwrap();
            both.sort_by_key(|term| term.block);
            assert_eq!(both, [term(5, 0, "sAQ"), term(5, 1, "sAA")]);
            let words = [(3, "mill".to_owned()), (4, "bank dale town".to_owned())];
            assert_eq!(repository.list_organisation_words().await.unwrap(), words);
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_term_is_in_use_as_long_as_it_has_a_member() {
    on_both(async |database| {
        let term = |name: &str, block, members: &str| Term { term: name.into(), block, members: members.into() };
        let all = [term("k:1", 0, "s"), term("k:1", 1, "sAA"), term("k:2", 0, "s"), term("k:3", 0, "sAQ")];
        write(&database, async |repository| repository.put_organisation_terms(&all).await.unwrap()).await;
        read(&database, async |repository| {
            let names = ["k:3", "k:2", "k:1", "k:none"].map(str::to_owned);
            assert_eq!(repository.list_organisation_terms_in_use(&names).await.unwrap(), ["k:1", "k:3"]);
            assert!(repository.list_organisation_terms_in_use(&[]).await.unwrap().is_empty());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn those_whose_last_day_has_come_are_listed_until_they_are_closed() {
    on_both(async |database| {
        let with = |named: &str, status, closed_on: Option<&str>| Organisation {
            status,
            closed_on: closed_on.map(|day| parse_date(day).unwrap()),
            ..organisation(named, named)
        };
        let (open, dormant) = (Status::Active, Status::Dormant);
        let all = [
            with("Z1", open, Some("2026-03-22")),
            with("Z2", dormant, Some("2020-01-01")),
            with("Z3", open, Some("2026-03-23")),
            with("Z4", open, None),
            with("Z5", Status::Closed, Some("2020-01-01")),
        ];
        write(&database, async |repository| {
            put(repository, &all).await;
            let day = parse_date("2026-03-22").unwrap();
            assert_eq!(repository.list_organisations_to_close(day).await.unwrap(), [code("Z1"), code("Z2")]);
            repository.close_organisation(&code("Z1")).await.unwrap();
            assert_eq!(repository.list_organisations_to_close(day).await.unwrap(), [code("Z2")]);
            let held = repository.lookup_organisation(&code("Z1")).await.unwrap().unwrap();
            assert_eq!((held.organisation.status, held.imported_at), (Status::Closed, Some(at(1))));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_a_list_shows_has_the_roles_that_are_held() {
    on_both(async |database| {
        let role = |id: &str, until: Option<&str>| Role {
            id: id.into(),
            starts_on: None,
            ends_on: until.map(|day| parse_date(day).unwrap()),
        };
        let roles = vec![role("RO1", None), role("RO2", Some("2020-03-31")), role("RO3", Some("2030-03-31"))];
        let open = Organisation { roles, closed_on: parse_date("2030-03-31").ok(), ..organisation("Z1", "Mill") };
        let closed = Organisation { status: Status::Closed, ..Organisation { code: code("Z2"), ..open.clone() } };
        write(&database, async |repository| {
            put(repository, &[open.clone(), closed.clone()]).await;
            let found = repository.find_organisations_by_number(&[0, 1]).await.unwrap();
            for one in [open, closed] {
                let shown = found.iter().find(|found| found.code == one.code).unwrap();
                assert_eq!(shown.roles, one.held_roles().collect::<Vec<_>>());
            }
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn terms_are_found_by_their_beginnings_and_forgotten_by_their_block() {
    on_both(async |database| {
        let term = |term: &str, block| Term { term: term.into(), block, members: "s".into() };
        let names = ["w:pharm", "w:pharmacy", "w:pharm1", "w:pharma\u{f8}", "w:phar", "w:pharn", "f:pharmacy", "b:ph"];
        let all: Vec<_> = names.iter().flat_map(|name| [term(name, 0), term(name, 1)]).collect();
        write(&database, async |repository| repository.put_organisation_terms(&all).await.unwrap()).await;
        read(&database, async |repository| {
            let found = repository.list_organisation_terms_from("w:pharm", 9).await.unwrap();
            let expected = ["w:pharm", "w:pharm1", "w:pharmacy"].map(|name| [term(name, 0), term(name, 1)]).concat();
            assert_eq!(found, expected);
            assert_eq!(repository.list_organisation_terms_from("w:pharm", 3).await.unwrap(), expected[..3]);
            assert_eq!(repository.list_organisation_terms_from("w:x", 9).await.unwrap(), []);
        })
        .await;
        write(&database, async |repository| {
            repository.clear_organisation_terms(0).await.unwrap();
            let names = names.map(str::to_owned);
            let left = repository.list_organisation_terms(&names, None).await.unwrap();
            assert!(left.len() == names.len() && left.iter().all(|term| term.block == 1));
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn an_import_is_found_again_as_far_as_it_came() {
    on_both(async |database| {
        let tally = Tally { added: 5, changed: 4, closed: 3, unchanged: 2 };
        let later = Import { done: 14, tally, finished_at: Some(at(9)), ..import("file") };
        write(&database, async |repository| {
            assert_eq!(repository.begin_organisation_import(&import("file")).await.unwrap(), import("file"));
            repository.put_organisation_import(&later).await.unwrap();
        })
        .await;
        let renamed = Import { file: "b.csv".into(), started_at: at(50), ..import("file") };
        let again =
            write(&database, async |repository| repository.begin_organisation_import(&renamed).await.unwrap()).await;
        assert_eq!(again, Import { file: "b.csv".into(), ..later });
    })
    .await;
}

#[tokio::test]
async fn two_who_write_at_once_give_no_number_twice() {
    on_both(async |database| {
        let firsts = race(&database, 6, async |_, repository| {
            let first = repository.lock_organisations().await.unwrap();
            repository.set_next_organisation_number(first + 10).await.unwrap();
            first
        })
        .await;
        let mut firsts = firsts;
        firsts.sort_unstable();
        assert_eq!(firsts, [0, 10, 20, 30, 40, 50]);
    })
    .await;
}
