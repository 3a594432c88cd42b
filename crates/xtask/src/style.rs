//! The one style sheet: Sass in style/, compressed.

use std::{collections::BTreeSet, fs, path::Path};

use crate::assets::Asset;
use crate::failure::{Context, Failure, Outcome};
use crate::fingerprint::{Fingerprint, name_of};
use crate::project::Project;
use crate::prune;

/// Compiles style/main.scss and drops what no page uses, unless nothing below style/ or app/src changed.
/// Pictures that it names come with it, under names of their content.
pub fn build(project: &Project) -> Outcome<(Asset, Vec<Asset>)> {
    let folder = project.root.join("style");
    let input = folder.join("main.scss");
    if !input.is_file() {
        return Err(Failure::new(format!("{} is missing: it is where the style sheet begins", input.display())));
    }
    let mut fingerprint = Fingerprint::new(include_str!("style.rs"));
    let pages = project.root.join("app/src");
    fingerprint.add(&project.root, &folder)?;
    fingerprint.add(&project.root, &pages)?;
    let fingerprint = fingerprint.finish();
    let output = project.work().join("main.css");
    let stamp = project.work().join("main.css.fingerprint");
    if !fs::read_to_string(&stamp).is_ok_and(|before| before == fingerprint) {
        let options = grass::Options::default().load_path(&folder).style(grass::OutputStyle::Compressed);
        let css = grass::from_path(&input, &options).context(|| "the style sheet does not compile".to_owned())?;
        let mut used = BTreeSet::new();
        collect_classes(&pages, "rs", &mut used)?;
        collect_classes(&folder, "mjs", &mut used)?;
        let css = prune::style(&css, &used);
        fs::write(&output, css).context(|| format!("cannot write {}", output.display()))?;
        fs::write(&stamp, fingerprint).context(|| format!("cannot write {}", stamp.display()))?;
    }
    let mut css = fs::read_to_string(&output).context(|| format!("cannot read {}", output.display()))?;
    let pictures = pictures(&folder, &mut css)?;
    let content = css.into_bytes();
    let sheet = Asset { path: format!("pkg/main.{}.css", name_of(&content)), content };
    Ok((sheet, pictures))
}

/// The pictures that the sheet names by their place below style/; there they get the names under which they are served.
fn pictures(folder: &Path, css: &mut String) -> Outcome<Vec<Asset>> {
    let named: BTreeSet<String> = css
        .split("url(")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0.trim_matches(['"', '\'']).to_owned()))
        .collect();
    let mut pictures = Vec::new();
    for name in named {
        let file = folder.join(&name);
        let content =
            fs::read(&file).context(|| format!("the style sheet names {}, which is not there", file.display()))?;
        let (stem, ending) = name.rsplit('/').next().and_then(|file| file.split_once('.')).unwrap_or((&name, "svg"));
        let served = format!("{stem}.{}.{ending}", name_of(&content));
        *css = css.replace(&name, &served);
        pictures.push(Asset { path: format!("pkg/{served}"), content });
    }
    Ok(pictures)
}

/// The class names in every source file with this ending. Names must stand there in full, never put together.
fn collect_classes(folder: &Path, ending: &str, used: &mut BTreeSet<String>) -> Outcome<()> {
    let unreadable = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).context(unreadable)? {
        let path = entry.context(unreadable)?.path();
        if path.is_dir() {
            collect_classes(&path, ending, used)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            let source = fs::read_to_string(&path).context(|| format!("cannot read {}", path.display()))?;
            used.extend(prune::class_names(&source));
        }
    }
    Ok(())
}
