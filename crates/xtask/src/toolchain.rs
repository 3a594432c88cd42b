//! How to compile to WebAssembly here: with rustup's target or, where rustup can fetch none, with Debian's own
//! toolchain and a standard library that is built once.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command;
use crate::failure::{Context, Failure, Outcome};
use crate::project::Project;

/// The target of the browser bundle.
pub const WASM: &str = "wasm32-unknown-unknown";

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";

/// What to start for the target, and the variables it needs.
pub struct WasmToolchain {
    cargo: Option<PathBuf>,
    variables: Vec<(&'static str, String)>,
}

impl WasmToolchain {
    /// Takes the installed target, else builds a standard library with Debian's sources.
    pub fn find(project: &Project) -> Outcome<Self> {
        let rustc = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
        if has_target(project, &rustc)? {
            return Ok(Self { cargo: None, variables: Vec::new() });
        }
        let (Some(sources), Some(linker)) = (debian_sources(project), newest_wasm_linker()) else {
            return Err(Failure::new(
                "this Rust toolchain has no WebAssembly target. With rustup: `rustup target add \
                 wasm32-unknown-unknown`. On Debian without rustup: `apt-get install rustc-web cargo-web \
                 rust-web-src` and the newest lld-NN.",
            ));
        };
        let sysroot = project.target.join("wasm-sysroot");
        build_sysroot(project, &sysroot, &sources)?;
        Ok(Self {
            cargo: Some(PathBuf::from(DEBIAN_CARGO)),
            variables: vec![
                ("RUSTC", DEBIAN_RUSTC.to_owned()),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker.display().to_string()),
                ("CARGO_ENCODED_RUSTFLAGS", format!("--sysroot={}", sysroot.display())),
            ],
        })
    }

    /// Cargo with `arguments` for the target.
    pub fn cargo<const N: usize>(&self, project: &Project, arguments: [&str; N]) -> std::process::Command {
        let mut command = match &self.cargo {
            Some(cargo) => project.command_at_root(cargo, &arguments),
            None => project.cargo(arguments),
        };
        command.args(["--target", WASM]).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

fn has_target(project: &Project, rustc: &Path) -> Outcome<bool> {
    let mut ask = project.command_at_root(rustc, &["--print", "target-libdir", "--target", WASM]);
    let folder = command::output(&mut ask)?;
    Ok(Path::new(folder.trim()).is_dir())
}

/// The sources of the standard library that belong to Debian's compiler.
fn debian_sources(project: &Project) -> Option<PathBuf> {
    if !Path::new(DEBIAN_CARGO).is_file() || !Path::new(DEBIAN_RUSTC).is_file() {
        return None;
    }
    let mut ask = project.command_at_root(DEBIAN_RUSTC, &["--print", "sysroot"]);
    let sysroot = command::output(&mut ask).ok()?;
    let sources = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    sources.is_dir().then_some(sources)
}

/// `wasm-ld-NN` of the highest NN in the folders of `PATH`.
fn newest_wasm_linker() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter_map(|file| Some((file.file_name()?.to_str()?.strip_prefix("wasm-ld-")?.parse::<u32>().ok()?, file)))
        .max()
        .map(|(_, file)| file)
}

/// Builds core, alloc and std for the target into `sysroot`, unless this compiler did so before.
fn build_sysroot(project: &Project, sysroot: &Path, sources: &Path) -> Outcome {
    let version = command::output(&mut project.command_at_root(DEBIAN_RUSTC, &["-vV"]))?;
    let stamp = sysroot.join("built-by");
    if fs::read_to_string(&stamp).is_ok_and(|built_by| built_by == version) {
        return Ok(());
    }
    println!("Building the standard library for WebAssembly from {} (once, about a minute)", sources.display());
    let empty = project.work().join("empty");
    let write = |path: &str, text: &str| {
        let path = empty.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .context(|| format!("cannot write {}", path.display()))
    };
    write("Cargo.toml", "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n")?;
    write("src/lib.rs", "#![no_std]\n")?;
    let build = ["build", "--release", "--target", WASM, "-Zbuild-std=std,panic_abort"];
    let mut cargo = project.command_at_root(DEBIAN_CARGO, &build);
    cargo.current_dir(&empty).env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1");
    command::run(cargo.env("CARGO_TARGET_DIR", empty.join("target")))?;

    let libraries = sysroot.join("lib/rustlib").join(WASM).join("lib");
    let _ = fs::remove_dir_all(sysroot);
    fs::create_dir_all(&libraries).context(|| format!("cannot create {}", libraries.display()))?;
    let built = empty.join("target").join(WASM).join("release/deps");
    for entry in fs::read_dir(&built).context(|| format!("cannot list {}", built.display()))? {
        let file = entry.context(|| format!("cannot list {}", built.display()))?.path();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            fs::copy(&file, libraries.join(&name)).context(|| format!("cannot copy {}", file.display()))?;
        }
    }
    fs::write(&stamp, version).context(|| format!("cannot write {}", stamp.display()))
}
