//! The national directory's own files, whole. They are not ours to keep here: `CARE_IDENTITY_TEST_ODS` names a folder with the
//! reports, each named by what it is (`epraccur_2025-11.csv`). Without it this is skipped.

use std::{fs::File, io::BufReader, path::PathBuf};

use identity::{
    organisation::{
        Source, Tally,
        batch::ReadAhead,
        import,
        query::{Filters, Query},
        rank::Near,
        records::Records,
        report::detect,
        search::find,
    },
    service::Service,
    time::{Date, parse_date},
};

use crate::support::on_both;

const FOLDER: &str = "CARE_IDENTITY_TEST_ODS";

/// What people type, and what must come first; organisations that have kept their codes and names for years.
const GOLDEN: [(&str, &[&str]); 24] = [
    ("RR8", &["RR8"]),
    ("rr8", &["RR8"]),
    ("a81001", &["A81001"]),
    ("leeds teaching hospitals", &["RR8"]),
    ("hospitals teaching leeds nhs trust", &["RR8"]),
    ("leeds teeching hospitals", &["RR8"]),
    ("nottingham university hospitals", &["RX1"]),
    ("notingham university hospitals", &["RX1"]),
    ("great ormond street", &["RP4"]),
    ("great ormand street", &["RP4"]),
    ("guys and st thomas", &["RJ1"]),
    ("guy's and st thomas'", &["RJ1"]),
    ("guy's & st thomas' nhs foundation trust", &["RJ1"]),
    ("mersey care foundation", &["RW4"]),
    ("barts health nhs trust", &["R1H"]),
    ("barts nhs trust", &["R1H"]),
    ("barts and the london", &["RNJ"]),
    ("moorfields", &["RP6"]),
    ("morfields eye", &["RP6"]),
    ("royal free", &["RAL"]),
    ("densham surgery", &["A81001"]),
    ("densham stockton", &["A81001"]),
    ("cockermouth cottage hospital", &["Y02299"]),
    ("castletown medical isle of man", &["Y00001"]),
];

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
        let mut ahead = ReadAhead::begin(records(path, *source, today), 0).unwrap();
        while let Some(batch) = ahead.next().await.unwrap() {
            let mut repository = service.write().await.unwrap();
            all = all.and(import::take_in(&mut *repository, service.now(), batch).await.unwrap());
            repository.commit().await.unwrap();
        }
    }
    all
}

async fn first(service: &Service, typed: &str, count: usize) -> Vec<String> {
    let mut repository = service.read().await.unwrap();
    let results = find(&mut *repository, &Near::default(), &Query::parse(typed, Filters::default())).await.unwrap();
    results.found.iter().take(count).map(|found| found.code.to_string()).collect()
}

#[tokio::test]
async fn the_whole_directory_comes_in_comes_in_again_unchanged_and_is_found() {
    let Ok(folder) = std::env::var(FOLDER) else {
        eprintln!("SKIPPED: {FOLDER} names no folder with the directory's reports; nothing of this was tested");
        return;
    };
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
        let mut wrong = Vec::new();
        for (typed, expected) in GOLDEN {
            let found = first(service, typed, expected.len()).await;
            if found != expected {
                wrong.push(format!("{typed}: {found:?}, not {expected:?}"));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    })
    .await;
}
