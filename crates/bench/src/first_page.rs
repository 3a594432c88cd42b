//! What a browser with an empty cache fetches for the first page: the page, then whatever it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::failure::{Context, Failure, Outcome};
use crate::http::{self, Connection};
use crate::server::Server;

/// Requests and bytes, headers and compressed bodies together.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    /// How many requests.
    pub requests: usize,
    /// How many bytes came back.
    pub bytes: usize,
    /// Each, for the notes.
    pub parts: Vec<String>,
}

/// The first page without the islands, and the islands.
pub async fn weigh(server: &Server, release: &Path) -> Outcome<(Weight, Weight)> {
    let mut connection = Connection::open(server.address).await?;
    let (mut page, mut islands) = (Weight::default(), Weight::default());
    let html = String::from_utf8_lossy(&add(&mut connection, "/sign-in", &mut page).await?).into_owned();
    for url in named(&html) {
        add(&mut connection, &url, &mut page).await?;
    }

    let manifest = fs::read_to_string(release.join("site/manifest.json"))
        .context("the release folder has no site/manifest.json. Run: cargo xtask build --release")?;
    let manifest: Value = serde_json::from_str(&manifest).context("site/manifest.json is not JSON")?;
    let mut urls = BTreeSet::new();
    for name in ["app_js", "app_wasm"] {
        urls.insert(manifest[name].as_str().context("site/manifest.json does not name the islands")?.to_owned());
    }
    // Scripts of libraries that the bundle imports.
    let snippets = release.join("site/pkg/snippets");
    if snippets.is_dir() {
        return Err(Failure::new("the bundle has snippets now; teach crates/bench/src/first_page.rs to count them"));
    }
    for url in urls {
        add(&mut connection, &url, &mut islands).await?;
    }
    Ok((page, islands))
}

async fn add(connection: &mut Connection, url: &str, weight: &mut Weight) -> Outcome<Vec<u8>> {
    let answer = connection.fetch(&http::get(url, "Accept-Encoding: gzip, deflate, br, zstd\r\n")).await?;
    if answer.status != 200 {
        return Err(Failure::new(format!("{url} is named by the first page and was answered with {}", answer.status)));
    }
    let bytes = answer.head.len() + answer.body.len();
    let coding = answer.headers("content-encoding").next().unwrap_or("as it is");
    // Without the query and the content's hash, so that two files of figures can be compared.
    let name = url.split('?').next().unwrap_or(url);
    weight.requests += 1;
    weight.bytes += bytes;
    weight.parts.push(format!("{name} {bytes} B ({coding})"));
    Ok(answer.body)
}

/// What a browser fetches because the page names it: style sheets, icon, scripts, images.
fn named(html: &str) -> BTreeSet<String> {
    let tags = html.split('<').filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag);
    tags.filter_map(|tag| match tag.split_whitespace().next()? {
        "link" => attribute(tag, "href"),
        "script" | "img" => attribute(tag, "src"),
        _ => None,
    })
    .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    value.starts_with('/').then(|| value.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_names_is_fetched_and_links_are_not() {
        let html = r#"<link rel="stylesheet" href="/a.css"><script type="module" src="/b.mjs" data-app-js="/c.js"></script><a href="/d">d</a><img src="data:x">"#;
        assert_eq!(named(html).into_iter().collect::<Vec<_>>(), ["/a.css", "/b.mjs"]);
    }
}
