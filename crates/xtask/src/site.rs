//! The folder of everything that browsers fetch, and the manifest that the server reads at start.

use std::fs;
use std::fs::File;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::assets::{self, Asset, Quality};
use crate::bundle::{self, Bundle};
use crate::failure::{Context, Outcome};
use crate::fingerprint::Fingerprint;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::{modules, style};
use std::time::Duration;

/// The two steps that [`build`] announces.
pub const STEPS: [Step; 2] =
    [("The browser bundle", Duration::from_secs(120)), ("Styles and scripts", Duration::from_secs(10))];

/// What the pages and the size budget know of the site.
pub struct Site {
    /// The islands and the scripts that load them.
    pub bundle: Bundle,
    /// The style sheet.
    pub css: Asset,
    /// The pictures that it names.
    pub pictures: Vec<Asset>,
    /// The JavaScript of every page.
    pub script: Asset,
    /// The JavaScript of pages that talk to the smartcard agent.
    pub card: Asset,
}

/// Brings `target/site` up to date and gives what is in it. Two builds at once wait for each other.
pub fn build(project: &Project, progress: &mut Progress, quality: Quality) -> Outcome<Site> {
    let work = project.work();
    fs::create_dir_all(&work).context(|| format!("cannot create {}", work.display()))?;
    let lock = File::create(work.join("lock")).context(|| format!("cannot write in {}", work.display()))?;
    lock.lock().context(|| "cannot wait for another build of the site".to_owned())?;

    progress.next();
    let bundle = bundle::build(project)?;
    progress.next();
    let (css, pictures) = style::build(project)?;
    let (script, card) = (modules::build(project, "main")?, modules::build(project, "card")?);
    let site = Site { bundle, css, pictures, script, card };
    write(project, &site, quality)?;
    Ok(site)
}

impl Site {
    fn assets(&self) -> impl Iterator<Item = &Asset> {
        [&self.bundle.script, &self.bundle.wasm, &self.css, &self.script, &self.card]
            .into_iter()
            .chain(&self.bundle.snippets)
            .chain(&self.pictures)
    }

    fn manifest(&self) -> serde_json::Value {
        json!({
            "app_js": self.bundle.script.url(),
            "app_wasm": self.bundle.wasm.url(),
            "card_js": self.card.url(),
            "main_css": self.css.url(),
            "main_js": self.script.url(),
        })
    }
}

/// Writes the folder anew beside the old one and then takes its place, unless every name in it is the same.
fn write(project: &Project, site: &Site, quality: Quality) -> Outcome {
    let folder = project.site();
    let stamp = project.work().join("site.fingerprint");
    let mut fingerprint = Fingerprint::new(include_str!("assets.rs"));
    fingerprint.add_text(&quality.level().to_string());
    site.assets().for_each(|asset| fingerprint.add_text(&asset.path));
    let fingerprint = fingerprint.finish();
    let complete = site.assets().all(|asset| folder.join(&asset.path).is_file()) && manifest_of(&folder).is_file();
    if complete && fs::read_to_string(&stamp).is_ok_and(|before| before == fingerprint) {
        return Ok(());
    }

    let (new, old) = (project.target.join("site.new"), project.target.join("site.old"));
    remove(&new)?;
    for asset in site.assets() {
        assets::write(&new, asset, quality)?;
    }
    let manifest = format!("{:#}\n", site.manifest());
    fs::write(manifest_of(&new), manifest).context(|| format!("cannot write in {}", new.display()))?;
    remove(&old)?;
    if folder.exists() {
        fs::rename(&folder, &old).context(|| format!("cannot replace {}", folder.display()))?;
    }
    fs::rename(&new, &folder).context(|| format!("cannot replace {}", folder.display()))?;
    remove(&old)?;
    fs::write(&stamp, fingerprint).context(|| format!("cannot write {}", stamp.display()))
}

fn manifest_of(folder: &Path) -> PathBuf {
    folder.join("manifest.json")
}

fn remove(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder).context(|| format!("cannot remove {}", folder.display()))?;
    }
    Ok(())
}
