//! Styles and scripts, as `cargo xtask build` made them: read whole at start, served from memory under names that hold their
//! content's hash. And the few files that are ours: brand colour, icon, robots.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use app::web::Fault;
use axum::{
    Router,
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use http::{HeaderMap, Uri};
use serde::Deserialize;

use super::files::{Naming, Served, read_folder};
use crate::{
    config::{Colour, Config},
    state::AppState,
};

/// What pages name: addresses of this server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    /// The script that loads the islands.
    pub app_js: String,
    /// The islands.
    pub app_wasm: String,
    /// The script of pages that talk to the smartcard agent.
    pub card_js: String,
    /// The style sheet.
    pub main_css: String,
    /// The script of every page.
    pub main_js: String,
}

/// Everything that browsers fetch beside pages.
pub struct Assets {
    manifest: Manifest,
    files: HashMap<String, Served>,
    brand_css: Served,
    brand_css_url: String,
    icon: Served,
    robots: Served,
}

/// Why the site cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// There is no such folder.
    #[error(
        "there is no folder of styles and scripts at {0}. Run: cargo xtask build (or set SITE_DIR to the folder that it made)"
    )]
    Missing(String),
    /// It is not what the build makes.
    #[error("the folder of styles and scripts at {folder} is not complete: {fault}. Run: cargo xtask build")]
    Incomplete {
        /// The folder.
        folder: String,
        /// What is wrong.
        fault: String,
    },
}

impl Assets {
    /// Reads the configured folder, else `site` beside the program, else `target/site` here.
    ///
    /// # Errors
    /// When there is none, or it is not what the build makes.
    pub fn load(config: &Config) -> Result<Self, AssetsError> {
        let folder = config.site_dir.clone().unwrap_or_else(|| {
            let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join("site")));
            beside.filter(|folder| folder.is_dir()).unwrap_or_else(|| PathBuf::from("target/site"))
        });
        Self::read(&folder, config.brand_colour)
    }

    /// Reads one folder.
    ///
    /// # Errors
    /// When there is none, or it is not what the build makes.
    pub fn read(folder: &Path, brand_colour: Colour) -> Result<Self, AssetsError> {
        if !folder.is_dir() {
            return Err(AssetsError::Missing(folder.display().to_string()));
        }
        let incomplete = |fault: String| AssetsError::Incomplete { folder: folder.display().to_string(), fault };
        let manifest = fs::read_to_string(folder.join("manifest.json"))
            .map_err(|error| incomplete(format!("manifest.json: {error}")))?;
        let manifest: Manifest =
            serde_json::from_str(&manifest).map_err(|error| incomplete(format!("manifest.json: {error}")))?;
        let mut files = read_folder(folder).map_err(|error| incomplete(error.to_string()))?;
        files.remove("/manifest.json");
        if let Some(missing) = manifest.all().find(|url| !files.contains_key(*url)) {
            return Err(incomplete(format!("{missing} is not there")));
        }
        Ok(Self::of(manifest, files, brand_colour))
    }

    /// Without styles and scripts, for tests of what needs none.
    #[must_use]
    pub fn none() -> Self {
        Self::of(Manifest::default(), HashMap::new(), Colour::default())
    }

    fn of(manifest: Manifest, files: HashMap<String, Served>, colour: Colour) -> Self {
        Self {
            manifest,
            files,
            brand_css: Served::new("text/css; charset=utf-8", format!(":root{{--brand:{colour}}}\n")),
            brand_css_url: format!("/brand.css?{}", colour.to_string().trim_start_matches('#')),
            icon: Served::new("image/svg+xml", icon(colour)),
            robots: Served::new("text/plain; charset=utf-8", "User-agent: *\nDisallow: /\n"),
        }
    }

    /// What pages name.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The address of the brand colour's style sheet; another colour has another address.
    #[must_use]
    pub fn brand_css_url(&self) -> &str {
        &self.brand_css_url
    }

    /// The routes: one for each folder of the site, and those of our own files.
    pub fn routes(&self) -> Router<Arc<AppState>> {
        let folders: BTreeSet<&str> = self.files.keys().filter_map(|path| Some(path[1..].split_once('/')?.0)).collect();
        let mut router = Router::new()
            .route(
                "/brand.css",
                get(async |State(state): State<Arc<AppState>>, headers: HeaderMap| {
                    state.assets.brand_css.respond(&headers, Naming::ByContent)
                }),
            )
            .route(
                "/robots.txt",
                get(async |State(state): State<Arc<AppState>>, headers: HeaderMap| {
                    state.assets.robots.respond(&headers, Naming::Fixed)
                }),
            );
        for path in ["/favicon.ico", "/favicon.svg"] {
            router = router.route(
                path,
                get(async |State(state): State<Arc<AppState>>, headers: HeaderMap| {
                    state.assets.icon.respond(&headers, Naming::Fixed)
                }),
            );
        }
        folders.into_iter().fold(router, |router, folder| router.route(&format!("/{folder}/{{*asset}}"), get(asset)))
    }
}

impl Manifest {
    fn all(&self) -> impl Iterator<Item = &str> {
        [&self.app_js, &self.app_wasm, &self.card_js, &self.main_css, &self.main_js].into_iter().map(String::as_str)
    }
}

async fn asset(State(state): State<Arc<AppState>>, uri: Uri, headers: HeaderMap) -> Response {
    match state.assets.files.get(uri.path()) {
        Some(file) => file.respond(&headers, Naming::ByContent),
        None => Fault::Missing.into_response(),
    }
}

/// A key on the brand colour: ours, of no organisation.
fn icon(colour: Colour) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"6\" fill=\"{colour}\"/>\
         <g fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"><circle cx=\"11\" cy=\"16\" r=\"5\"/>\
         <path d=\"M16 16h11v5M22 16v4\"/></g></svg>\n"
    )
}
