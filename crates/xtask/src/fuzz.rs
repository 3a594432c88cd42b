//! `cargo xtask fuzz`: each target of `fuzz` for a while, two at a time. The compiler of the product is enough: what
//! libFuzzer needs of it are flags, and safe code needs no sanitizer.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::command;
use crate::failure::{Context, Failure, Outcome};
use crate::progress::{Progress, told};
use crate::project::Project;

/// For each target, unless the command line says otherwise.
const SECONDS: u64 = 60;
const AT_ONCE: usize = 2;
/// Counters of what code an input reaches, and a look at what it is compared with (Clang, SanitizerCoverage).
const FLAGS: [&str; 7] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    // One object of the linker's: else it may drop counters whose code it keeps.
    "-Ccodegen-units=1",
];
/// How much of a failed target's own words is repeated.
const LAST_LINES: usize = 30;

/// Builds the targets and runs every one of them; says at the end which failed, and on what input.
pub fn fuzz(project: &Project, arguments: &[String]) -> Outcome {
    let seconds = seconds(arguments)?;
    let folder = project.target.join("fuzz");
    let targets = targets(&project.root.join("fuzz/fuzz_targets"))?;
    let mut progress = Progress::new(project, &[("The fuzz targets, instrumented", Duration::from_secs(120))]);
    progress.next();
    let programs = build(project, &folder)?;
    progress.end();
    let all = Duration::from_secs(seconds * targets.len().div_ceil(AT_ONCE) as u64);
    println!("{} targets, each for {seconds} s, {AT_ONCE} at a time: {}", targets.len(), told(all));
    let mut failed = Vec::new();
    for names in targets.chunks(AT_ONCE) {
        let started: Vec<Run> =
            names.iter().map(|name| Run::start(project, &folder, &programs, name, seconds)).collect::<Outcome<_>>()?;
        for run in started {
            failed.extend(run.end()?);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(failed.join("\n")))
}

fn seconds(arguments: &[String]) -> Outcome<u64> {
    let wrong = || Failure::new("`cargo xtask fuzz` takes the seconds for each target, or nothing");
    match arguments {
        [] => Ok(SECONDS),
        [seconds] => seconds.parse::<u32>().ok().filter(|it| *it > 0).map(u64::from).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// The names of the files that are targets.
fn targets(folder: &Path) -> Outcome<Vec<String>> {
    let files = fs::read_dir(folder).context(|| format!("cannot read {}", folder.display()))?;
    let paths = files.filter_map(Result::ok).map(|file| file.path());
    let rust = paths.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let mut names: Vec<String> = rust.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    Ok(names)
}

/// Compiles all targets; gives the folder of their programs.
fn build(project: &Project, folder: &Path) -> Outcome<PathBuf> {
    if std::env::var_os("CXX").is_none() && command::in_path("c++").is_none() {
        return Err(Failure::new("libFuzzer needs a C++ compiler. On Debian: `apt-get install g++`."));
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let host = command::output(&mut project.command_at_root(&rustc, &["--print", "host-tuple"]))?;
    let host = host.trim();
    // With a target named, the flags are for what runs there and not for build scripts and macros.
    let arguments = ["build", "--quiet", "--release", "--manifest-path", "fuzz/Cargo.toml", "--target", host];
    let mut cargo = project.cargo(arguments);
    cargo.env("CARGO_TARGET_DIR", folder).env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\x1f"));
    command::run(&mut cargo)?;
    Ok(folder.join(host).join("release"))
}

/// A target that is running.
struct Run {
    name: String,
    child: Child,
    log: PathBuf,
    artifacts: PathBuf,
}

impl Run {
    /// The committed inputs are read; what is found beside them is kept in `folder` for the next time.
    fn start(project: &Project, folder: &Path, programs: &Path, name: &str, seconds: u64) -> Outcome<Self> {
        let made = |kind: &str| {
            let made = folder.join(kind).join(name);
            fs::create_dir_all(&made).context(|| format!("cannot create {}", made.display())).map(|()| made)
        };
        let (corpus, artifacts, log) = (made("corpus")?, made("artifacts")?, folder.join(format!("{name}.log")));
        let output = File::create(&log).context(|| format!("cannot write {}", log.display()))?;
        let errors = output.try_clone().context(|| format!("cannot write {}", log.display()))?;
        let mut program = project.command_at_root(programs.join(name), &[]);
        program.arg(format!("-max_total_time={seconds}")).args(["-timeout=10", "-max_len=2048"]);
        program.arg(format!("-artifact_prefix={}/", artifacts.display()));
        program.arg(corpus).arg(project.root.join("fuzz/seeds").join(name));
        // What an assertion says shall not be lost above the lines that are repeated.
        program.env("RUST_BACKTRACE", "0").stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = program.spawn().context(|| format!("`{}` does not start", command::told(&program)))?;
        Ok(Self { name: name.to_owned(), child, log, artifacts })
    }

    /// Waits; prints what came of it, and gives what is wrong if something is.
    fn end(mut self) -> Outcome<Option<String>> {
        let status = self.child.wait().context(|| format!("cannot wait for {}", self.name))?;
        let bytes = fs::read(&self.log).context(|| format!("cannot read {}", self.log.display()))?;
        let words = String::from_utf8_lossy(&bytes);
        if let (true, Some(runs)) = (status.success(), runs(&words)) {
            println!("  {:<16}{runs}", self.name);
            return Ok(None);
        }
        let lines: Vec<&str> = words.lines().collect();
        println!("  {:<16}{status}. The end of {}:", self.name, self.log.display());
        println!("{}", lines[lines.len().saturating_sub(LAST_LINES)..].join("\n"));
        let what = artifact(&words).map_or_else(
            || format!("ended with {status}, and no input in {}", self.artifacts.display()),
            |artifact| format!("failed on {artifact}"),
        );
        Ok(Some(format!("the fuzz target {} {what}", self.name)))
    }
}

/// "123 runs in 60 seconds" of libFuzzer's last line.
fn runs(words: &str) -> Option<String> {
    let (runs, seconds) = words.lines().rev().find_map(|line| line.strip_prefix("Done ")?.split_once(" runs in "))?;
    Some(format!("{runs:>12} runs in {} s", seconds.split(' ').next()?))
}

/// Where libFuzzer wrote the input that failed.
fn artifact(words: &str) -> Option<&str> {
    words.lines().rev().find_map(|line| line.split_once("Test unit written to ")).map(|(_, path)| path.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_number_above_nothing() {
        let words = |words: &[&str]| seconds(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()).ok();
        assert_eq!((words(&[]), words(&["5"])), (Some(SECONDS), Some(5)));
        assert_eq!((words(&["0"]), words(&["x"]), words(&["1", "2"])), (None, None, None));
    }

    #[test]
    fn the_runs_and_the_input_that_failed_are_found() {
        assert_eq!(runs("#9 DONE\nDone 9 runs in 61 second(s)\n"), Some("           9 runs in 61 s".to_owned()));
        let crash = "== ERROR\nartifact_prefix='/x/'; Test unit written to /x/crash-1\nBase64: Cg==\n";
        assert_eq!((runs(crash), artifact(crash)), (None, Some("/x/crash-1")));
    }
}
