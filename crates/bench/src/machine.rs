//! What Linux says of this machine and of processes: time on the cores and memory (proc(5)).

use std::fs;
use std::time::Duration;

use crate::clock;
use crate::failure::{Context, Outcome};

/// A tick of the figures in /proc: USER_HZ is 100 on every Linux.
const TICKS_A_SECOND: f64 = 100.0;

/// How many cores there are to use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// `2 cores of Such-and-such`.
pub fn told() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    format!("{} cores ({})", cores(), model.map_or("of an unnamed kind", |(_, model)| model.trim()))
}

/// Seconds of core time that a process (`self` or a number) has used until now.
///
/// # Errors
/// When it is gone.
pub fn used_by(process: &str) -> Outcome<f64> {
    stat(&format!("/proc/{process}/stat")).context("a process of the benchmark is gone; its log says why")
}

/// As [`used_by`], of those of its threads whose names begin so.
pub fn used_by_threads(process: u32, prefix: &str) -> f64 {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let named = threads
        .map(|thread| thread.path())
        .filter(|thread| fs::read_to_string(thread.join("comm")).is_ok_and(|name| name.starts_with(prefix)));
    named.filter_map(|thread| stat(thread.join("stat").to_str()?)).sum()
}

/// As [`used_by`], of every process of this name: PostgreSQL has one for each connection.
pub fn used_by_all(name: &str) -> f64 {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().map(|process| process.path());
    let named =
        processes.filter(|process| fs::read_to_string(process.join("comm")).is_ok_and(|found| found.trim() == name));
    named.filter_map(|process| stat(process.join("stat").to_str()?)).sum()
}

/// User and system time stand behind the name, which may hold anything but ends at the last bracket.
fn stat(path: &str) -> Option<f64> {
    let text = fs::read_to_string(path).ok()?;
    let mut fields = text.rsplit_once(") ")?.1.split(' ').skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_A_SECOND)
}

/// Seconds of core time that the whole machine has used until now.
fn used_by_machine() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields = text.lines().next().unwrap_or_default().split_whitespace().skip(1);
    let fields: Vec<f64> = fields.filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, (idle, iowait,) irq, softirq, steal
    let busy: f64 = [0, 1, 2, 5, 6, 7].iter().filter_map(|at| fields.get(*at)).sum();
    busy / TICKS_A_SECOND
}

/// Waits until the cores have been at least 90 % idle for a second, at most for so long; answers whether they are.
pub async fn rest(patience: Duration) -> bool {
    let started = clock::now();
    loop {
        let (from, used) = (clock::now(), used_by_machine());
        tokio::time::sleep(Duration::from_secs(1)).await;
        let busy = (used_by_machine() - used) / from.elapsed().as_secs_f64();
        if busy < 0.1 * f64::from(u32::try_from(cores()).unwrap_or(1)) {
            return true;
        }
        if started.elapsed() >= patience {
            return false;
        }
    }
}

/// Memory of a process.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Resident now, in kilobytes (of 1000 bytes).
    pub resident: usize,
    /// The most that was.
    pub peak: usize,
}

/// How much memory a process has.
///
/// # Errors
/// When it is gone.
pub fn memory(process: u32) -> Outcome<Memory> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).context("the server under test is gone")?;
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let kibibytes = line.and_then(|rest| rest.split_whitespace().nth(1)?.parse::<usize>().ok());
        kibibytes.map(|kibibytes| kibibytes * 1024 / 1000)
    };
    let told = "this system does not say how much memory a process has";
    Ok(Memory { resident: field("VmRSS").context(told)?, peak: field("VmHWM").context(told)? })
}

/// Core time of everybody who takes part in a measurement, to tell shares.
pub struct Shares {
    from: std::time::Instant,
    servers: Vec<u32>,
    generator: f64,
    server: f64,
    hashing: f64,
    database: f64,
    machine: f64,
}

/// Cores' worth of time that each used on average.
#[derive(Clone, Copy, Debug)]
pub struct Used {
    /// This program.
    pub generator: f64,
    /// The servers under test.
    pub server: f64,
    /// Of that, the threads that hash.
    pub hashing: f64,
    /// PostgreSQL.
    pub database: f64,
    /// What has nothing to do with it, with the kernel's own work.
    pub others: f64,
}

impl Shares {
    /// From now on.
    ///
    /// # Errors
    /// When a process is gone.
    pub fn begin(servers: &[u32]) -> Outcome<Self> {
        let mut shares = Self {
            from: clock::now(),
            servers: servers.to_vec(),
            generator: used_by("self")?,
            server: 0.0,
            hashing: 0.0,
            database: used_by_all("postgres"),
            machine: used_by_machine(),
        };
        (shares.server, shares.hashing) = shares.of_servers()?;
        Ok(shares)
    }

    fn of_servers(&self) -> Outcome<(f64, f64)> {
        let mut sum = (0.0, 0.0);
        for server in &self.servers {
            sum.0 += used_by(&server.to_string())?;
            sum.1 += used_by_threads(*server, "hashing-");
        }
        Ok(sum)
    }

    /// Until now.
    ///
    /// # Errors
    /// When a process is gone.
    pub fn end(&self) -> Outcome<Used> {
        let length = self.from.elapsed().as_secs_f64();
        let (server, hashing) = self.of_servers()?;
        let share = |now: f64, before: f64| (now - before) / length;
        let mut used = Used {
            generator: share(used_by("self")?, self.generator),
            server: share(server, self.server),
            hashing: share(hashing, self.hashing),
            database: share(used_by_all("postgres"), self.database),
            others: share(used_by_machine(), self.machine),
        };
        used.others = (used.others - used.generator - used.server - used.database).max(0.0);
        Ok(used)
    }
}

impl Used {
    /// `server 1.20, generator 0.70, PostgreSQL 0.05, others 0.02 cores`.
    pub fn told(&self) -> String {
        let database = if self.database < 0.005 { String::new() } else { format!("PostgreSQL {:.2}, ", self.database) };
        let Self { generator, server, others, .. } = self;
        format!("server {server:.2}, generator {generator:.2}, {database}others {others:.2} cores")
    }
}
