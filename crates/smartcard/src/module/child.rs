//! The process of one module: reads jobs, does them, writes what came of them, until the agent closes the pipe.

use std::{
    fs::File,
    io::{self, BufRead as _, Write as _},
    path::Path,
    time::Duration,
};

use card_protocol::Fault;
use zeroize::Zeroizing;

use super::job::{Done, Failed, Job};
use crate::{system, token::Module};

/// Serves until standard input ends.
///
/// # Errors
/// When a pipe breaks.
pub fn run(path: &Path, keep: Duration) -> io::Result<()> {
    system::hide_memory();
    system::end_with_parent();
    // What a module prints must not stand between our answers.
    let mut answers = File::from(rustix::io::dup(rustix::stdio::stdout())?);
    rustix::stdio::dup2_stdout(rustix::stdio::stderr())?;

    let mut module = None;
    let mut jobs = io::stdin().lock();
    loop {
        let mut line = Zeroizing::new(Vec::new());
        if jobs.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let done = match serde_json::from_slice::<Job>(&line) {
            Ok(job) => carry_out(&mut module, (path, keep), job),
            // The words of the error could repeat what is secret.
            Err(_) => Done::Failed(Failed::new(Fault::ModuleFails, "a job that this process does not know")),
        };
        let mut answer = Zeroizing::new(serde_json::to_vec(&done)?);
        answer.push(b'\n');
        answers.write_all(&answer)?;
    }
}

/// Loads the module with the first job, and again with each until that works: its service may start later than we do.
fn carry_out(loaded: &mut Option<Module>, (path, keep): (&Path, Duration), job: Job) -> Done {
    let module = match loaded {
        Some(module) => module,
        none => match Module::load(path, keep) {
            Ok(module) => none.insert(module),
            Err(failed) => return Done::Failed(failed),
        },
    };
    module.carry_out(job).unwrap_or_else(Done::Failed)
}
