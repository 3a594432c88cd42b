//! Organisations: how fast they come in, and how fast they are found among as many as there are in the national directory. They
//! are made up: names of words that repeat as those of the directory do, some common and most rare.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use identity::organisation::query::{Filters, Query};
use identity::organisation::records::{Records, Trail};
use identity::organisation::{Source, batch::ReadAhead, import, rank::Near, search};
use identity::store::Store as _;
use identity::time::parse_date;
use store::{Database, Dialect, Options};

use crate::clock;
use crate::failure::{Context as _, Outcome};
use crate::figures::Latencies;
use crate::report::Report;

/// As many as the directory holds.
const ALL: usize = 350_000;
/// Searches of each kind.
const TIMES: usize = 200;

const KINDS: [&str; 8] =
    ["SURGERY", "PHARMACY", "MEDICAL CENTRE", "HEALTH CENTRE", "MEDICAL PRACTICE", "CHEMIST", "CARE HOME", "NHS TRUST"];
const COMMON: [&str; 12] = [
    "THE",
    "HIGH STREET",
    "PARK",
    "CHURCH",
    "STATION ROAD",
    "ABBEY",
    "VICTORIA",
    "MILL",
    "GREEN",
    "MANOR",
    "BOOTLE",
    "WELLS",
];
/// Rare words are put together from these: 8,000 of them.
const PARTS: [&str; 20] = [
    "BAR", "CAL", "DEN", "FEL", "GAR", "HOL", "KIN", "LAR", "MOR", "NOR", "OAK", "PEN", "QUAR", "ROS", "STAN", "THOR",
    "UL", "WIN", "YAR", "ZEL",
];

/// Imports and searches on one database.
///
/// # Errors
/// When the database refuses.
pub async fn measure(name: &str, url: &str, report: &mut Report) -> Outcome {
    let database = Database::connect(url, Options::for_import()).await.context("the database does not open")?;
    database.migrate().await.context("the tables cannot be made")?;
    report.section(&format!("Organisations on {name}"));
    let rows: Arc<[u8]> = rows().into_bytes().into();
    let rate = import_all(&database, &rows).await?;
    let (what, measured) = (format!("{name}: {ALL} organisations imported"), format!("{rate:.0} rows/s"));
    match database.dialect() {
        Dialect::Sqlite => report.goal(what, measured, ">= 50,000 rows/s", rate >= 50_000.0),
        Dialect::Postgres => report.figure(what, measured),
    }
    let again = import_all(&database, &rows).await?;
    report.figure(format!("{name}: the same again"), format!("{again:.0} rows/s"));
    let (mut all, near) = (Vec::new(), somewhere(&database).await?);
    for (kind, queries) in queries() {
        let times = search_all(&database, &near, &queries).await?;
        report.figure(format!("{name}: search, {kind}"), Latencies::new(times.clone()).told());
        all.extend(times);
    }
    let all = Latencies::new(all);
    let reached = all.at(500) <= Duration::from_millis(2) && all.at(990) <= Duration::from_millis(10);
    report.goal(format!("{name}: search, all kinds"), all.told(), "p50 <= 2 ms, p99 <= 10 ms", reached);
    database.close().await;
    Ok(())
}

/// A report of the directory, with as many rows.
fn rows() -> String {
    let place = |list: &[&'static str], number: usize| list.get(number % list.len()).copied().unwrap_or_default();
    let rare = |number: usize| {
        let number = number.wrapping_mul(2_654_435_761) >> 7;
        format!("{}{}{}", place(&PARTS, number), place(&PARTS, number / 20), place(&PARTS, number / 400))
    };
    let row = |number: usize| {
        let first = if number.is_multiple_of(3) { place(&COMMON, number / 3).to_owned() } else { rare(number) };
        let name = format!("{first} {}", place(&KINDS, number / 5));
        let (town, region, geography) = (rare(number / 700), 56 + number % 8, number % 42);
        let (status, closed) = if number.is_multiple_of(4) { ("C", "20200331") } else { ("A", "") };
        format!(
            "\"Z{number:06}\",\"{name}\",\"Y{region}\",\"Q{geography:02}\",\"{} HIGH STREET\",\"\",\"{town}\",\"\",\"\",\"ZZ{} {}AB\",\
             \"20040401\",\"{closed}\",\"{status}\",\"B\",\"C{:03}\",\"20130401\",\"{closed}\",\"01632 960001\",\"\",\"\",\"\",\"0\",\"\",\
             \"\",\"\",\"4\",\"\"\r\n",
            number % 90,
            number % 99,
            number % 10,
            number % 300,
        )
    };
    (0..ALL).map(row).collect()
}

/// Reads twice, as the command does: once to check, once ahead of the database. Answers rows a second.
async fn import_all(database: &Database, rows: &Arc<[u8]>) -> Outcome<f64> {
    let today = parse_date("2026-03-22").context("a date")?;
    let (unread, refused) = ("the rows cannot be read", "the database refuses the organisations of the benchmark");
    let start = clock::now();
    let mut checked = Records::new(Cursor::new(Arc::clone(rows)), Source::Epraccur, today);
    let mut trail = Trail::default();
    while let Some(read) = checked.next_record().context(unread)? {
        read.outcome.context(unread)?;
        trail.follow(&checked);
    }
    trail.end(&checked);
    let records = Records::new(Cursor::new(Arc::clone(rows)), Source::Epraccur, today);
    let mut ahead = ReadAhead::begin(records, 0, trail).context(unread)?;
    while let Some(batch) = ahead.next().await.context(unread)? {
        let mut repository = database.write().await.context(refused)?;
        import::take_in(&mut *repository, clock::wall(), batch).await.context(refused)?;
        repository.commit().await.context(refused)?;
    }
    Ok(ALL as f64 / start.elapsed().as_secs_f64())
}

fn queries() -> Vec<(&'static str, Vec<String>)> {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    vec![
        ("a common word", texts(&["surgery", "pharmacy", "the", "medical", "centre", "nhs trust"])),
        (
            "common words",
            texts(&["medical centre", "the surgery", "church pharmacy", "pharmacy surgery", "high street chemist"]),
        ),
        ("a code", (0..20).map(|number| format!("Z{:06}", number * 17_389)).collect()),
        ("the beginning of a code", texts(&["Z0001", "Z1234", "Z34999"])),
        ("a rare word", texts(&["barcalden surgery", "felgarhol", "kinlarmor pharmacy", "norfelbar"])),
        ("a postcode", texts(&["ZZ98 4AB", "ZZ1 1AB pharmacy"])),
        ("an unfinished word", texts(&["surg", "pharm church", "felgarh", "barcal surgery"])),
        ("slips", texts(&["surgrey", "pharmcy", "chruch medcal", "felgahrol", "victora"])),
    ]
}

/// Whoever searches works somewhere, and what is near to that comes first.
async fn somewhere(database: &Database) -> Outcome<Near> {
    let mut repository = database.read().await.context("the database does not answer")?;
    let found = repository.find_organisations_by_number(&[12_345]).await.context("the look-up failed")?;
    Ok(Near::to(&found))
}

async fn search_all(database: &Database, near: &Near, queries: &[String]) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(TIMES);
    for text in queries.iter().cycle().take(TIMES) {
        let query = Query::parse(text, Filters::default());
        let start = clock::now();
        let mut repository = database.read().await.context("the database does not answer")?;
        search::find(&mut *repository, near, &query).await.context("the search failed")?;
        times.push(start.elapsed());
    }
    Ok(times)
}
