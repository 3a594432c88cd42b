//! `cargo xtask run`: the demonstration on this machine.

use std::os::unix::process::CommandExt;
use std::time::Duration;

use crate::assets::Quality;
use crate::command;
use crate::failure::{Failure, Outcome};
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::site;

/// The step in which the server is compiled for this machine.
pub const SERVER: Step = ("The server", Duration::from_secs(300));

/// Builds what changed and becomes the server, so that a signal to this process reaches it.
pub fn run(project: &Project, arguments: &[String]) -> Outcome {
    let [bundle, styles] = site::STEPS;
    let mut progress = Progress::new(project, &[bundle, styles, SERVER]);
    site::build(project, &mut progress, Quality::Quick)?;
    progress.next();
    command::run(&mut project.cargo(["build", "--package", "server", "--package", "smartcard"]))?;
    println!("Built in {}. Data is kept in {}.\n", progress.end(), project.root.join("data").display());

    let mut server = project.command_at_root(project.server("debug"), &["demo"]);
    server.args(arguments).env_remove("CARGO_TARGET_DIR");
    for (name, value) in
        [("CARE_IDENTITY_DATA_DIR", project.root.join("data")), ("CARE_IDENTITY_SITE_DIR", project.site())]
    {
        if std::env::var_os(name).is_none() {
            server.env(name, value);
        }
    }
    let error = server.exec();
    Err(Failure::new(format!("the server does not start: {error}")))
}
