//! The national directory's own files, whole. They are not ours to keep here: `CARE_IDENTITY_TEST_ODS` names a folder with the
//! reports, each named by what it is (`epraccur_2025-11.csv`). `cargo xtask test` runs this where it does, and says so where it
//! does not.

use std::{fs::File, io::BufReader, path::PathBuf};

use identity::{
    organisation::{
        Source, Tally,
        batch::ReadAhead,
        import,
        query::{Filters, Query},
        rank::Near,
        records::{Records, Trail},
        report::detect,
        search::find,
    },
    service::Service,
    time::{Date, parse_date},
};

use crate::support::on_both;

const FOLDER: &str = "CARE_IDENTITY_TEST_ODS";

/// 200 queries with how many fit and the codes of the first: names and codes that the directory publishes.
const GOLDEN: &str = include_str!("organisation_directory_queries.txt");

fn reports(folder: &str) -> Vec<(PathBuf, Source)> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let source = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?;
        Source::from_text(name.split(['_', '.']).next()?).filter(|source| *source != Source::Named)
    };
    let mut reports: Vec<_> = files.filter_map(|path| source(&path).map(|source| (path, source))).collect();
    reports.sort_by_key(|(_, source)| source.as_str());
    reports
}

fn records(path: &PathBuf, source: Source, today: Date) -> Records<BufReader<File>> {
    Records::new(BufReader::new(File::open(path).unwrap()), source, today)
}

async fn import_all(service: &Service, reports: &[(PathBuf, Source)], today: Date) -> Tally {
    let mut all = Tally::default();
    for (path, source) in reports {
        let (mut checked, mut trail) = (records(path, *source, today), Trail::default());
        while let Some(read) = checked.next_record().unwrap() {
            if read.outcome.is_ok() {
                trail.follow(&checked);
            }
        }
        trail.end(&checked);
        let mut ahead = ReadAhead::begin(records(path, *source, today), 0, trail).unwrap();
        while let Some(batch) = ahead.next().await.unwrap() {
            let mut repository = service.write().await.unwrap();
            all = all.and(import::take_in(&mut *repository, service.now(), batch).await.unwrap());
            repository.commit().await.unwrap();
        }
    }
    all
}

/// A line as `organisation_directory_queries.txt` has it.
async fn line(service: &Service, typed: &str) -> String {
    let mut repository = service.read().await.unwrap();
    let results = find(&mut *repository, &Near::default(), &Query::parse(typed, Filters::default())).await.unwrap();
    let first: Vec<&str> = results.found.iter().take(5).map(|found| found.code.as_str()).collect();
    format!("{typed} => {} {}", results.total, first.join(" ")).trim_end().to_owned()
}

#[tokio::test]
#[ignore = "it takes the directory's reports: set CARE_IDENTITY_TEST_ODS, and cargo xtask test runs it"]
async fn the_national_directory_comes_in_comes_in_again_unchanged_and_is_found() {
    let folder = std::env::var(FOLDER).expect("CARE_IDENTITY_TEST_ODS names no folder with the directory's reports");
    let (reports, today) = (reports(&folder), parse_date("2026-03-22").unwrap());
    assert!(!reports.is_empty(), "{folder} holds no report");
    let mut good = 0;
    for (path, source) in &reports {
        let beginning = std::fs::read(path).unwrap();
        assert_eq!(detect(&beginning, Some(*source)), Ok(*source), "{}", path.display());
        let mut records = records(path, *source, today);
        let (mut right, mut wrong) = (0_u64, 0_u64);
        while let Some(read) = records.next_record().unwrap() {
            match read.outcome {
                Ok(_) => right += 1,
                Err(_) => wrong += 1,
            }
        }
        eprintln!("{}: {right} records, {wrong} wrong ones", path.display());
        assert!(wrong * 1_000 <= right, "{}: {wrong} of {right} are wrong", path.display());
        good += right;
    }
    on_both(async |world| {
        let service = &world.service;
        let tally = import_all(service, &reports, today).await;
        assert_eq!((tally.all(), tally.unchanged), (good, 0));
        assert_eq!(import_all(service, &reports, today).await, Tally { unchanged: good, ..Tally::default() });
        let mut told = String::new();
        for query in GOLDEN.lines() {
            told += &line(service, query.split(" => ").next().unwrap_or_default()).await;
            told.push('\n');
        }
        assert!(told == GOLDEN, "the answers are these now; if they are as they should be, keep them:\n{told}");
    })
    .await;
}
