//! Everything that is measured on one database.

mod sign_ins;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::failure::{Context as _, Outcome};
use crate::figures::{Latencies, kilobytes, told, whole};
use crate::load::{Load, Loaded};
use crate::machine::{self, cores};
use crate::options::Options;
use crate::people::{self, Filling};
use crate::report::{Report, of_floor};
use crate::server::{self, Place, Server};
use crate::sign_ins::{Hash, People};
use crate::{first_page, http, two};

/// Few people, to compare with many.
const FEW: u32 = 100;
/// People whose homes are asked for in turn, spread over all.
const HOMES: u32 = 50_000;
/// Starts that are timed.
const STARTS: usize = 5;
/// What a figure may rise by from few people to many and still count as flat: indexes grow a level or two.
const FLAT: f64 = 1.25;
/// Design figures.
const READY: Duration = Duration::from_millis(300);
const IDLE_MEMORY: usize = 50_000;
const HASH_MEMORY: usize = 19_923;
const PAGE_MEANWHILE: Duration = Duration::from_millis(50);

/// Which database.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Embedded.
    Sqlite,
    /// A server.
    Postgres,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// What all measurements are given.
pub struct Bench<'a> {
    /// The command line.
    pub options: &'a Options,
    /// The release folder.
    pub release: &'a Path,
    /// What a hash costs here.
    pub hash: Hash,
    /// Where figures go.
    pub report: Report,
}

/// Home and look-ups at one number of people.
struct Cost {
    home: Loaded,
    look_up: Latencies,
}

impl Bench<'_> {
    /// Fills the database and measures everything on it.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn measure(&mut self, kind: Kind, place: &Place) -> Outcome {
        let (name, people) = (kind.name(), self.options.people);
        self.report.section(&format!("{name}, {FEW} people"));
        let mut filling = Filling::begin(&place.url, &place.folder).await?;
        if self.options.sign_ins_only {
            filling.fill(people).await?;
            let server = place.start().await?;
            self.sign_ins(name, &server, &Arc::new(People::new(filling.here()))).await?;
            return self.memory(name, &server);
        }
        filling.fill(FEW).await?;
        let few = {
            let server = place.start().await?;
            self.cost(&server, &filling).await?
        };

        self.report.section(&format!("{name}, {} people", whole(f64::from(people))));
        filling.fill(people).await?;
        let server = self.start(name, place).await?;
        let floor = self.floor(name, place).await?;
        if kind == Kind::Sqlite {
            self.layers(&server, &floor).await?;
        }
        let page = self.load(&[&server], vec![http::get("/sign-in", "")]).await?;
        self.ratio(&format!("{name}: sign-in page"), &page, &floor, 6.0);
        self.report
            .note(format!("{name}, sign-in page: {} as sent, uncompressed, with headers.", kilobytes(page.bytes)));
        let many = self.cost(&server, &filling).await?;
        self.ratio(&format!("{name}: signed-in home"), &many.home, &floor, 10.0);
        self.flat(name, &few, &many);
        if kind == Kind::Sqlite {
            self.first_page(&server).await?;
        }
        let people = Arc::new(People::new(filling.here()));
        let one = self.sign_ins(name, &server, &people).await?;
        self.device_sign_ins(name, &server, &filling).await?;
        self.card_sign_ins(name, place, &server).await?;
        self.memory(name, &server)?;
        if kind == Kind::Postgres {
            two::measure(self, place, &server, &many.home, &one, &people).await?;
        }
        Ok(())
    }

    /// Runs a load of pages once the machine is at rest.
    ///
    /// # Errors
    /// When an answer is not 200.
    pub async fn load(&mut self, servers: &[&Server], requests: Vec<Vec<u8>>) -> Outcome<Loaded> {
        self.load_of(servers, requests, 200).await
    }

    async fn load_of(&mut self, servers: &[&Server], requests: Vec<Vec<u8>>, status: u16) -> Outcome<Loaded> {
        self.rest().await;
        let servers = servers.iter().map(|server| (server.address, server.process())).collect();
        let Options { connections, length, .. } = *self.options;
        Load { servers, requests, status, connections, length }.run().await
    }

    /// Waits for rest.
    pub async fn rest(&mut self) {
        let at_rest = machine::rest(self.options.patience).await;
        self.report.begins(at_rest);
    }

    async fn cost(&mut self, server: &Server, filling: &Filling) -> Outcome<Cost> {
        let home = self.load(&[server], homes(filling.here())).await?;
        let look_up = Latencies::new(filling.look_up(self.options.length / 4).await?);
        Ok(Cost { home, look_up })
    }

    /// Starts it a few times; the last one stays.
    async fn start(&mut self, name: &str, place: &Place) -> Outcome<Server> {
        let mut took = Vec::new();
        let mut last = None;
        for _ in 0..STARTS {
            drop(last.take());
            self.rest().await;
            let server = place.start().await?;
            took.push(server.ready_after);
            last = Some(server);
        }
        let took = Latencies::new(took);
        let (median, longest) = (took.at(500), took.at(1000));
        let measured = format!("{}, longest of {STARTS} {}", told(median), told(longest));
        self.report.goal(format!("{name}: from start to ready"), measured, "<= 300 ms", median <= READY);
        let server = last.context("no start was asked for")?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let idle = machine::memory(server.process())?.resident;
        self.report.goal(format!("{name}: resident, idle"), megabytes(idle), "<= 50 MB", idle <= IDLE_MEMORY);
        Ok(server)
    }

    async fn floor(&mut self, name: &str, place: &Place) -> Outcome<Loaded> {
        let server = server::floor(&place.folder).await?;
        let floor = self.load(&[&server], vec![http::get("/", "")]).await?;
        self.report.figure(format!("{name}: floor"), floor.told());
        self.report.note(format!(
            "{name}, floor: {}; {} of the server's time an answer.",
            floor.used.told(),
            told(floor.cost())
        ));
        Ok(floor)
    }

    /// What a page costs before it is a page: what every request passes through, and a document without routes or data.
    async fn layers(&mut self, server: &Server, floor: &Loaded) -> Outcome {
        for (what, path, status) in [("Layers alone", "/healthz", 200), ("Page not found", "/nowhere", 404)] {
            let load = self.load_of(&[server], vec![http::get(path, "")], status).await?;
            self.report.figure(what, format!("{}/s, {}", whole(load.rate), of_floor(load.rate, floor.rate)));
            self.report.note(format!("{what}: {} of the server's time an answer.", told(load.cost())));
        }
        Ok(())
    }

    fn ratio(&mut self, what: &str, load: &Loaded, floor: &Loaded, least: f64) {
        let measured = format!("{}/s, {}", whole(load.rate), of_floor(load.rate, floor.rate));
        self.report.goal(what, measured, &format!(">= 1/{least:.0}"), load.rate * least >= floor.rate);
        self.report.note(format!(
            "{what}: {}; {}; {} of the server's time an answer ({:.1} times the floor's).",
            load.latencies.told(),
            load.used.told(),
            told(load.cost()),
            load.cost().as_secs_f64() / floor.cost().as_secs_f64().max(1e-9),
        ));
    }

    fn flat(&mut self, name: &str, few: &Cost, many: &Cost) {
        let crowd = whole(f64::from(self.options.people));
        let goal = format!("<= {FLAT} times");
        let (before, after) = (few.home.whole_cost(), many.home.whole_cost());
        let times = after.as_secs_f64() / before.as_secs_f64().max(1e-9);
        let measured = format!("{times:.2} times ({} -> {} of the cores)", told(before), told(after));
        self.report.goal(format!("{name}: home's cost, {FEW} -> {crowd} people"), measured, &goal, times <= FLAT);
        let (before, after) = (few.look_up.at(500), many.look_up.at(500));
        let times = after.as_secs_f64() / before.as_secs_f64().max(1e-9);
        let measured = format!("{times:.2} times ({} -> {})", told(before), told(after));
        self.report.goal(format!("{name}: sign-in look-ups, {FEW} -> {crowd} people"), measured, &goal, times <= FLAT);
        self.report.note(format!(
            "{name}, the reads of a sign-in, of its password and of its code, at {crowd} people: {}.",
            many.look_up.told()
        ));
    }

    async fn first_page(&mut self, server: &Server) -> Outcome {
        let (page, islands) = first_page::weigh(server, self.release).await?;
        let measured = format!("{} in {} requests", kilobytes(page.bytes), page.requests);
        self.report.goal("First page, empty cache, without wasm", measured, "<= 40 kB", page.bytes <= 40_000);
        let measured = format!("{} in {} requests", kilobytes(islands.bytes), islands.requests);
        self.report.goal("Islands: wasm and its script", measured, "<= 110 kB", islands.bytes <= 110_000);
        self.report.note(format!("First page: {}.", page.parts.join(", ")));
        self.report.note(format!("Islands: {}.", islands.parts.join(", ")));
        Ok(())
    }

    /// After all loads: what it has now, and the most that it ever had.
    fn memory(&mut self, name: &str, server: &Server) -> Outcome {
        let memory = machine::memory(server.process())?;
        let bound = IDLE_MEMORY + cores() * HASH_MEMORY;
        let measured = format!("{} at the most, {} now", megabytes(memory.peak), megabytes(memory.resident));
        let goal = format!("<= 50 MB + {} hashes", cores());
        self.report.goal(format!("{name}: resident, under and after load"), measured, &goal, memory.peak <= bound);
        Ok(())
    }
}

/// Everybody's home in turn, or that of many who are spread over all.
pub fn homes(people: u32) -> Vec<Vec<u8>> {
    let step = people.div_ceil(HOMES).max(1);
    // A prime apart, so that neighbours in the database are not asked for one after the other.
    let count = people / step;
    (0..count)
        .map(|turn| u64::from(turn) * 7_919 % u64::from(count))
        .map(|turn| http::get("/", &people::cookies(u32::try_from(turn).unwrap_or_default() * step)))
        .collect()
}

fn megabytes(kilobytes: usize) -> String {
    format!("{}.{} MB", kilobytes / 1000, kilobytes % 1000 / 100)
}
