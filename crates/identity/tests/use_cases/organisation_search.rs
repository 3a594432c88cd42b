//! Find organisation, over the fictional organisations of the demonstration: the same answers in the same order on both databases.

use identity::{
    organisation::{
        Organisation, OrganisationCode, Relation, RelationKind, Source, Status, import,
        query::{Filters, Query},
        rank::Near,
        records::Records,
        search::{Results, find, search},
    },
    person::{PersonId, Position},
    service::Service,
    time::parse_date,
};

use crate::support::{World, on_both};

const FILES: [(Source, &[u8]); 5] = [
    (Source::Etr, include_bytes!("../../../../server/src/demo/organisations/etr.csv")),
    (Source::Eccg, include_bytes!("../../../../server/src/demo/organisations/eccg.csv")),
    (Source::Epraccur, include_bytes!("../../../../server/src/demo/organisations/epraccur.csv")),
    (Source::Edispensary, include_bytes!("../../../../server/src/demo/organisations/edispensary.csv")),
    (Source::Ord, include_bytes!("../../../../server/src/demo/organisations/ord.json")),
];

/// Queries with how many fit and the codes of the first.
const GOLDEN: &str = include_str!("organisation_queries.txt");

async fn fill(service: &Service) {
    for (source, file) in FILES {
        let mut records = Records::new(file, source, parse_date("2026-03-22").unwrap());
        let mut all = Vec::new();
        while let Some(read) = records.next_record().unwrap() {
            all.push(read.outcome.unwrap());
        }
        let mut repository = service.write().await.unwrap();
        import::take_in(&mut *repository, service.now(), all).await.unwrap();
        repository.commit().await.unwrap();
    }
}

async fn found(service: &Service, typed: &str, filters: Filters) -> Results {
    let mut repository = service.read().await.unwrap();
    find(&mut *repository, &Near::default(), &Query::parse(typed, filters)).await.unwrap()
}

fn codes(results: &Results) -> Vec<&str> {
    results.found.iter().map(|found| found.code.as_str()).collect()
}

/// A line as `organisation_queries.txt` has it.
async fn line(service: &Service, query: &str) -> String {
    let mut parts = query.split('|').map(str::trim);
    let mut part = || parts.next().unwrap_or_default();
    let (typed, role, status, region) = (part(), part(), part(), part());
    let results = found(service, typed, Filters::parse(role, status, region)).await;
    let first: Vec<&str> = codes(&results).into_iter().take(6).collect();
    format!("{query} => {} {}", results.total, first.join(" ")).trim_end().to_owned()
}

#[tokio::test]
async fn golden_queries_find_the_same_in_the_same_order_on_both_databases() {
    on_both(async |world| {
        fill(&world.service).await;
        let queries =
            GOLDEN.lines().filter(|line| !line.is_empty()).map(|line| line.split(" => ").next().unwrap().trim_end());
        let mut told = String::new();
        for query in queries {
            told += &line(&world.service, query).await;
            told.push('\n');
        }
        assert!(told == GOLDEN, "the answers are these now; if they are as they should be, keep them:\n{told}");
    })
    .await;
}

async fn working_at(world: &World, code: &str) -> PersonId {
    let person = world.person("Amara").await.id;
    let position = Position {
        organisation_code: code.into(),
        organisation_name: String::new(),
        role_code: "R8000".into(),
        role_name: "Nurse".into(),
        starts_on: parse_date("2020-01-01").unwrap(),
        ends_on: None,
    };
    let mut repository = world.service.write().await.unwrap();
    repository.add_position(&person, &position, "position").await.unwrap();
    repository.commit().await.unwrap();
    person
}

#[tokio::test]
async fn what_is_near_to_ones_own_position_comes_first() {
    on_both(async |world| {
        fill(&world.service).await;
        // A practice of Fellside: its integrated care board is X9Z2.
        let person = working_at(&world, "Z99003").await;
        let results =
            search(&world.service, &person, &Query::parse("pharmacy", Filters::parse("", "open", ""))).await.unwrap();
        let near = OrganisationCode::parse("X9Z2");
        let open = results.found.iter().filter(|found| found.status == Status::Active);
        let nearness: Vec<bool> = open.map(|found| found.geography == near).collect();
        let count = nearness.iter().filter(|near| **near).count();
        assert!(count > 0 && nearness.iter().take(count).all(|near| *near), "{nearness:?}");
    })
    .await;
}

#[tokio::test]
async fn slips_and_beginnings_are_told_and_what_is_not_there_names_what_is_near() {
    on_both(async |world| {
        fill(&world.service).await;
        let slip = found(&world.service, "harbuor pharmcy", Filters::default()).await;
        let taken: Vec<_> =
            slip.taken.iter().map(|taken| (taken.typed.as_str(), taken.words.clone(), taken.is_slip)).collect();
        assert_eq!(
            taken,
            [("harbuor", vec!["harbour".to_owned()], true), ("pharmcy", vec!["pharmacy".to_owned()], true)]
        );
        assert!(slip.total > 0);

        // A code is no slip.
        for code in ["x9a01", "Z9900"] {
            let by_code = found(&world.service, code, Filters::default()).await;
            assert!(by_code.taken.is_empty() && by_code.total > 0, "{by_code:?}");
        }

        let beginning = found(&world.service, "kingf", Filters::default()).await;
        assert!(!beginning.taken[0].is_slip && beginning.total > 0, "{beginning:?}");

        let nothing = found(&world.service, "millbrook zzzzzz medical", Filters::default()).await;
        assert_eq!((nothing.total, nothing.nearest.is_empty()), (0, false));
        let around = found(&world.service, "ZZ99 9XX", Filters::default()).await;
        assert_eq!((around.total, around.nearest.is_empty()), (0, false));
        let with_word = found(&world.service, "medical zz999xx", Filters::default()).await;
        assert!(with_word.total == 0 && !with_word.nearest.is_empty());
        for near in around.nearest.iter().chain(&with_word.nearest) {
            assert!(near.postcode.as_deref().is_some_and(|postcode| postcode.starts_with("ZZ99 ")), "{near:?}");
        }
        let filtered = found(&world.service, "millbrook medical", Filters::parse("RO182", "", "")).await;
        assert!(filtered.total == 0 && filtered.without_filters > 0, "{filtered:?}");
        assert_eq!(found(&world.service, "", Filters::default()).await, Results::default());
    })
    .await;
}

fn practice(code: &str, name: &str, geography: &str) -> Organisation {
    let code = OrganisationCode::parse(code).unwrap();
    let geography = OrganisationCode::parse(geography);
    Organisation { geography, source: Source::Epraccur, ..Organisation::named(code, name).unwrap() }
}

async fn take_in(service: &Service, all: Vec<Organisation>) {
    let mut repository = service.write().await.unwrap();
    import::take_in(&mut *repository, service.now(), all).await.unwrap();
    repository.commit().await.unwrap();
}

#[tokio::test]
async fn a_word_that_somebody_has_may_still_be_under_way_or_an_abbreviation() {
    on_both(async |world| {
        let service = &world.service;
        let all = [
            "Boots Pharmacy",
            "Pharm Stores",
            "Boot Street Practice",
            "Manchester University Hospitals",
            "Univ Clinic",
        ];
        let all = (0..).zip(all).map(|(number, name)| practice(&format!("Z{number}"), name, "QZZ")).collect();
        take_in(service, all).await;
        for (typed, expected) in [
            ("boots pharm", &["Z0"][..]),
            ("boots p", &["Z0"]),
            ("boots ph", &["Z0"]),
            ("manchester univ", &["Z3"]),
            ("manchester univ hospitals", &["Z3"]),
            ("manch univ hosp", &["Z3"]),
            ("univ", &["Z4", "Z3"]),
            ("pharm", &["Z1", "Z0"]),
            ("boot", &["Z2", "Z0"]),
            ("univ zebra", &[]),
            ("boost pharmacy", &["Z0"]),
            ("boots stret practice", &["Z2"]),
        ] {
            assert_eq!(codes(&found(service, typed, Filters::default()).await), expected, "{typed}");
        }
        let taken = found(service, "manchester univ hospitals", Filters::default()).await.taken;
        let told: Vec<_> =
            taken.iter().map(|taken| (taken.typed.as_str(), taken.words.join(" "), taken.is_slip)).collect();
        assert_eq!(told, [("univ", "univ university".to_owned(), false)]);
    })
    .await;
}

#[tokio::test]
async fn of_more_than_are_shown_the_best_are_drawn_whatever_came_in_first() {
    on_both(async |world| {
        let service = &world.service;
        let others = (0..250)
            .map(|number| practice(&format!("Z1{number:03}"), &format!("The Surgery of Place {number}"), "QZ1"));
        let far =
            (0..250).map(|number| practice(&format!("Z2{number:03}"), &format!("Old Surgery {number} the"), "QZ1"));
        let exact = (0..13).map(|number| practice(&format!("Z3{number:03}"), "THE SURGERY", "QZ1"));
        let near = (0..3).map(|number| practice(&format!("Z4{number:03}"), "The Surgery Nearby", "QZ2"));
        take_in(service, others.chain(far).chain(exact).chain(near).collect()).await;

        let results = found(service, "the surgery", Filters::default()).await;
        assert_eq!((results.total, results.found.len()), (516, 100));
        assert!(codes(&results).iter().take(13).all(|code| code.starts_with("Z3")), "{:?}", codes(&results));
        assert!(codes(&results).iter().all(|code| !code.starts_with("Z2")), "those that begin so come first");

        let person = working_at(&world, "Z4002").await;
        let results = search(service, &person, &Query::parse("surgery the", Filters::default())).await.unwrap();
        assert_eq!(codes(&results)[..3], ["Z4002", "Z4000", "Z4001"], "one's own, then its board");
    })
    .await;
}

#[tokio::test]
async fn all_whose_code_begins_so_are_counted_filtered_and_ranked() {
    on_both(async |world| {
        let service = &world.service;
        let region = OrganisationCode::parse("Y63");
        let all = (0..130).map(|number| {
            let practice = practice(&format!("Z1{number:03}"), &format!("Place {number:03}"), "QZ1");
            let status = if number < 110 { Status::Closed } else { Status::Active };
            Organisation { status, region: region.clone().filter(|_| number % 2 == 1), ..practice }
        });
        take_in(service, all.collect()).await;
        let results = found(service, "z1", Filters::default()).await;
        assert_eq!((results.total, results.found.len()), (130, 100));
        assert!(codes(&results).iter().take(20).all(|code| *code >= "Z1110"), "open before closed");
        let results = found(service, "z1", Filters::parse("", "open", "Y63")).await;
        let open: Vec<String> =
            (110..130).filter(|number| number % 2 == 1).map(|number| format!("Z1{number}")).collect();
        assert_eq!((results.total, codes(&results)), (10, open.iter().map(String::as_str).collect()));
        let results = found(service, "z1129", Filters::default()).await;
        assert_eq!(codes(&results), ["Z1129"]);
    })
    .await;
}

#[tokio::test]
async fn what_ones_own_place_belongs_to_and_has_beside_it_is_drawn_before_what_is_farther() {
    on_both(async |world| {
        let service = &world.service;
        let kind = RelationKind::parse(RelationKind::COMMISSIONED_BY).unwrap();
        let of = |to: &str, it: Organisation| {
            let to = OrganisationCode::parse(to).unwrap();
            Organisation { relations: vec![Relation { kind: kind.clone(), to, starts_on: None, ends_on: None }], ..it }
        };
        let mut all: Vec<_> = (0..150)
            .map(|number| practice(&format!("Z1{number:03}"), &format!("Mill Clinic {number}"), "QZ1"))
            .collect();
        all.push(of("Z5", practice("Z2", "Clinic Sister", "QZ9")));
        all.push(practice("Z5", "Clinic Head", "QZ9"));
        all.push(of("Z5", practice("Z3", "Clinic Own", "QZ1")));
        take_in(service, all).await;
        let person = working_at(&world, "Z3").await;
        let results = search(service, &person, &Query::parse("clinic", Filters::default())).await.unwrap();
        assert_eq!(codes(&results)[..3], ["Z3", "Z5", "Z2"]);
    })
    .await;
}
