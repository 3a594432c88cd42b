//! The browser bundle: the islands compiled to WebAssembly, and the script that loads them.

use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

use crate::assets::Asset;
use crate::command;
use crate::failure::{Context, Failure, Outcome};
use crate::fingerprint::{Fingerprint, files, name_of};
use crate::project::Project;
use crate::toolchain::{WASM, WasmToolchain};

/// The bundle's files as they are served.
pub struct Bundle {
    /// The script that loads the islands.
    pub script: Asset,
    /// The islands.
    pub wasm: Asset,
    /// Scripts that the first one imports, if a dependency brought any.
    pub snippets: Vec<Asset>,
}

/// Compiles what changed and gives the files.
pub fn build(project: &Project) -> Outcome<Bundle> {
    let toolchain = WasmToolchain::find(project)?;
    let build = ["build", "--package", "app", "--lib", "--profile", "wasm-release", "--features", "hydrate"];
    command::run(&mut toolchain.cargo(project, build))?;
    let input = project.target.join(WASM).join("wasm-release/app.wasm");
    let output = bind(project, &input)?;
    read(&output)
}

/// Writes the script and the stripped module into a folder of our own, unless they are there for this very input.
fn bind(project: &Project, input: &PathBuf) -> Outcome<PathBuf> {
    let output = project.work().join("bundle");
    let stamp = project.work().join("bundle.fingerprint");
    let mut fingerprint = Fingerprint::new(include_str!("bundle.rs"));
    fingerprint.add(&project.target, input)?;
    let fingerprint = fingerprint.finish();
    if fs::read_to_string(&stamp).is_ok_and(|before| before == fingerprint) {
        return Ok(output);
    }
    let _ = fs::remove_dir_all(&output);
    let mut bindgen = Bindgen::new();
    let bindgen = bindgen
        .input_path(input)
        .web(true)
        .context(|| "wasm-bindgen refuses the web target".to_owned())?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("app");
    bindgen.generate(&output).context(|| {
        format!("wasm-bindgen cannot read {} (is Cargo.lock's wasm-bindgen the one that xtask uses?)", input.display())
    })?;
    fs::write(&stamp, fingerprint).context(|| format!("cannot write {}", stamp.display()))?;
    Ok(output)
}

/// Names the files by their content. A snippet keeps its relative name in a folder that is named by all of them.
fn read(folder: &PathBuf) -> Outcome<Bundle> {
    let wasm = read_bytes(&folder.join("app_bg.wasm"))?;
    let script = String::from_utf8(read_bytes(&folder.join("app.js"))?)
        .context(|| "the script of the browser bundle is not UTF-8".to_owned())?;

    let mut contents = Vec::new();
    let mut named = Vec::new();
    for file in files(&folder.join("snippets"))? {
        let content = read_bytes(&file)?;
        let name = file.strip_prefix(folder).context(|| format!("{} is elsewhere", file.display()))?;
        let name = name.to_str().ok_or_else(|| Failure::new(format!("{} is not UTF-8", name.display())))?;
        contents.extend_from_slice(name.as_bytes());
        contents.extend_from_slice(&content);
        named.push((name.to_owned(), content));
    }
    let folder = format!("snippets-{}", name_of(&contents));
    let script = script.replace("./snippets/", &format!("./{folder}/")).into_bytes();
    Ok(Bundle {
        script: Asset { path: format!("pkg/app.{}.js", name_of(&script)), content: script },
        wasm: Asset { path: format!("pkg/app_bg.{}.wasm", name_of(&wasm)), content: wasm },
        snippets: named
            .into_iter()
            .map(|(name, content)| Asset { path: format!("pkg/{}", name.replacen("snippets", &folder, 1)), content })
            .collect(),
    })
}

fn read_bytes(path: &PathBuf) -> Outcome<Vec<u8>> {
    fs::read(path).context(|| format!("cannot read {}", path.display()))
}
