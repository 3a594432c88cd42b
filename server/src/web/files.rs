//! A folder of files in memory, each with its compressed forms. A site is small; from memory it is served without waiting for
//! a disk, and a build that replaces the folder meanwhile takes nothing away.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    body::{Body, Bytes},
    response::{IntoResponse as _, Response},
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
};
use sha2::{Digest as _, Sha256};

use super::content_coding::{Coding, accepted};

/// A file that browsers fetch.
pub struct Served {
    content_type: &'static str,
    /// The entity tag of the bytes as they are, without quotes.
    tag: String,
    identity: Bytes,
    gzip: Option<Bytes>,
    brotli: Option<Bytes>,
}

/// Whether a name changes with the content, so that what is kept never needs asking for again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// The name holds the content's hash.
    ByContent,
    /// The name stays.
    Fixed,
}

impl Served {
    /// A file without compressed forms.
    #[must_use]
    pub fn new(content_type: &'static str, content: impl Into<Bytes>) -> Self {
        let identity = content.into();
        let tag = Sha256::digest(&identity).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { content_type, tag, identity, gzip: None, brotli: None }
    }

    /// The file in the smallest form that the request accepts, or word that the browser's copy is still good.
    #[must_use]
    pub fn respond(&self, request: &HeaderMap, naming: Naming) -> Response {
        let (coding, bytes) = self.choose(request);
        let tag = format!("\"{}{}\"", self.tag, coding.name().map(|name| format!("-{name}")).unwrap_or_default());
        let kept = request.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let fresh = kept.flat_map(|value| value.split(',')).any(|kept| kept.trim().trim_start_matches("W/") == tag);
        let mut response =
            if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(bytes).into_response() };
        let headers = response.headers_mut();
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(match naming {
                Naming::ByContent => "public, max-age=31536000, immutable",
                Naming::Fixed => "public, max-age=3600",
            }),
        );
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            headers.insert(ETAG, tag);
        }
        if !fresh {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
            if let Some(name) = coding.name() {
                headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
            }
        }
        response
    }

    fn choose(&self, request: &HeaderMap) -> (Coding, Bytes) {
        let form = |coding| match coding {
            Coding::Brotli => self.brotli.as_ref(),
            Coding::Gzip => self.gzip.as_ref(),
            Coding::Identity => Some(&self.identity),
        };
        let found = accepted(request).into_iter().find_map(|coding| form(coding).map(|bytes| (coding, bytes.clone())));
        found.unwrap_or_else(|| (Coding::Identity, self.identity.clone()))
    }
}

/// Reads every file below `folder`, by its path with a slash before it. `x.br` and `x.gz` become forms of `x`.
///
/// # Errors
/// When a file cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<HashMap<String, Served>> {
    let mut contents = HashMap::new();
    read_into(folder, "", &mut contents)?;
    let names: Vec<String> = contents.keys().filter(|name| !is_form(name)).cloned().collect();
    let mut files = HashMap::with_capacity(names.len());
    for name in names {
        if let Some(content) = contents.remove(&name) {
            let mut served = Served::new(content_type(&name), content);
            served.brotli = contents.remove(&format!("{name}.br")).map(Bytes::from);
            served.gzip = contents.remove(&format!("{name}.gz")).map(Bytes::from);
            files.insert(name, served);
        }
    }
    Ok(files)
}

fn is_form(name: &str) -> bool {
    [".br", ".gz"].iter().any(|ending| name.ends_with(ending))
}

fn read_into(folder: &Path, prefix: &str, contents: &mut HashMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path: PathBuf = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let name = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            read_into(&path, &name, contents)?;
        } else {
            contents.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" => "application/json",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
