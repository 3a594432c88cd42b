//! `cargo xtask build`: the site and the server; with --release, a folder that runs on another machine.

use std::fs;
use std::path::Path;
use std::time::Duration;

use crate::assets::Quality;
use crate::command;
use crate::failure::{Context, Failure, Outcome};
use crate::fingerprint::files;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::{run, site};

const OPTIMISED_SERVER: Step = ("The server, optimised", Duration::from_secs(600));
const FOLDER: Step = ("The release folder", Duration::from_secs(1));

/// Files of the repository that go along, where they exist.
const PAPERS: [&str; 6] =
    ["LICENSE", "NOTICE", "README.md", "SECURITY.md", "CHANGELOG.md", "style/nhsuk-frontend/LICENSE"];

/// Builds for this machine, or for others.
pub fn build(project: &Project, arguments: &[String]) -> Outcome {
    let [bundle, styles] = site::STEPS;
    match arguments {
        [] => {
            let mut progress = Progress::new(project, &[bundle, styles, run::SERVER]);
            site::build(project, &mut progress, Quality::Quick)?;
            progress.next();
            command::run(&mut project.cargo(["build", "--package", "server"]))?;
            println!("Built in {}: {}", progress.end(), project.server("debug").display());
            Ok(())
        }
        [release] if release == "--release" => {
            let mut progress = Progress::new(project, &[bundle, styles, OPTIMISED_SERVER, FOLDER]);
            site::build(project, &mut progress, Quality::Best)?;
            progress.next();
            command::run(&mut project.cargo(["build", "--package", "server", "--package", "smartcard", "--release"]))?;
            progress.next();
            let folder = project.target.join("release-folder/care-identity");
            assemble(project, &folder)?;
            println!("Built in {}: {}", progress.end(), folder.display());
            Ok(())
        }
        _ => Err(Failure::new("`cargo xtask build` takes --release or nothing")),
    }
}

/// The program, its site, its papers and the smartcard agent, in an otherwise empty folder.
fn assemble(project: &Project, folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).context(|| format!("cannot empty {}", folder.display()))?;
    }
    copy(&project.server("release"), &folder.join("care-identity"))?;
    copy(&project.agent("release"), &folder.join("agent/care-identity-agent"))?;
    for name in ["care-identity-agent.service", "care-identity-agent.toml"] {
        copy(&project.root.join("crates/smartcard/packaging").join(name), &folder.join("agent").join(name))?;
    }
    copy(&project.root.join("docs/smartcard-agent.md"), &folder.join("agent/README.md"))?;
    let site = project.site();
    for file in files(&site)? {
        let name = file.strip_prefix(&site).context(|| format!("{} is elsewhere", file.display()))?;
        copy(&file, &folder.join("site").join(name))?;
    }
    for name in PAPERS {
        let paper = project.root.join(name);
        copy(&paper, &folder.join(name.replace("style/nhsuk-frontend/LICENSE", "LICENSE.nhsuk-frontend")))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).context(|| format!("cannot create {}", parent.display()))?;
    }
    fs::copy(from, to).context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}
