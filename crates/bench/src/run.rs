//! A run: what a hash costs, then each database in turn, then the file.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::database::{Bench, Kind};
use crate::failure::{Context, Failure, Outcome};
use crate::figures::told;
use crate::machine;
use crate::options::Options;
use crate::organisations;
use crate::report::Report;
use crate::server::Place;
use crate::sign_ins;

/// Does everything and says where it is written.
///
/// # Errors
/// What stands in the way.
pub async fn run(options: &Options) -> Outcome {
    if options.organisations_only {
        return organisations_alone(options).await;
    }
    let release = fs::canonicalize(&options.release)
        .context("there is no release folder. Run: cargo xtask bench (or cargo xtask build --release)")?;
    fs::create_dir_all(&options.work).context("cannot make the folder for databases")?;
    let work = fs::canonicalize(&options.work).context("cannot find the folder for databases")?;
    let work = tempfile::tempdir_in(work).context("cannot make a folder for databases")?;
    let mut report = Report::default();

    println!("{}", method(options));
    report.section("One hash");
    report.begins(machine::rest(options.patience).await);
    let hash = sign_ins::hash()?;
    report.figure("One Argon2id hash, alone", told(hash.alone));
    report.figure("One after the other in the same memory", told(hash.kept));
    report.figure(format!("One of {} at once, so", machine::cores()), told(hash.together));

    let mut bench = Bench { options, release: &release, hash, report };
    bench.measure(Kind::Sqlite, &place(&release, work.path(), "sqlite", None)?).await?;
    match &options.postgres {
        Some(url) => bench.measure(Kind::Postgres, &place(&release, work.path(), "postgres", Some(url))?).await?,
        None => bench.report.note("PostgreSQL was not measured: TEST_DATABASE_URL names none."),
    }

    let mut report = bench.report;
    if !options.sign_ins_only {
        organisations_of(options, work.path(), &mut report).await?;
    }
    let (reached, goals) = report.score();
    println!("\n{reached} of {goals} goals are reached. {}", report.disturbance());
    if let Some(folder) = &options.out {
        let file = report.write(folder, &options.date, &method(options))?;
        println!("Written to {}", file.display());
    }
    Ok(())
}

/// Needs neither the release folder nor people.
async fn organisations_alone(options: &Options) -> Outcome {
    fs::create_dir_all(&options.work).context("cannot make the folder for databases")?;
    let work = tempfile::tempdir_in(&options.work).context("cannot make a folder for databases")?;
    let mut report = Report::default();
    organisations_of(options, work.path(), &mut report).await?;
    let (reached, goals) = report.score();
    println!("\n{reached} of {goals} goals are reached.");
    Ok(())
}

async fn organisations_of(options: &Options, work: &Path, report: &mut Report) -> Outcome {
    report.begins(machine::rest(options.patience).await);
    let file = format!("sqlite:{}", work.join("organisations.db").display());
    organisations::measure("SQLite", &file, report).await?;
    match &options.postgres {
        Some(url) => organisations::measure("PostgreSQL", url, report).await,
        None => Ok(()),
    }
}

fn place(release: &Path, work: &Path, name: &str, url: Option<&str>) -> Outcome<Place> {
    let folder = work.join(name);
    fs::create_dir(&folder).context("cannot make a folder for a database")?;
    let program = release.join("care-identity");
    if !program.is_file() {
        return Err(Failure::new("the release folder holds no program. Run: cargo xtask build --release"));
    }
    let url = url.map_or_else(|| format!("sqlite:{}", folder.join("care-identity.db").display()), str::to_owned);
    Ok(Place { program, folder, url })
}

/// How it was measured, for whoever compares two files.
fn method(options: &Options) -> String {
    let version = |program: &str| {
        let output = Command::new(program).arg("--version").output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let program = version(&options.release.join("care-identity").to_string_lossy()).unwrap_or_default();
    format!(
        "{program} on {}. Server, load generator, floor and PostgreSQL share these cores. {} kept connections in a closed loop \
         for {} s a figure; {} people. The floor is an axum route that answers a constant, in a process of its own. The server \
         runs with its default settings and writes its log to a file; SQLite writes to disk before it answers, the private \
         PostgreSQL does not (fsync=off). `others` are the cores' time that none of the named used. Sessions \
         are made so that the note of their last use, once a minute, is not due while they are measured. A sign-in is its two POSTs \
         without the pages between, from a browser that is new each time, and from a network of its own. A ratio to the floor holds \
         for this load generator only: a slower one would raise it.\n",
        machine::told(),
        options.connections,
        options.length.as_secs(),
        options.people,
    )
}
