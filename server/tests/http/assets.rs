//! Styles and scripts: which form of a file is served, and for how long it may be kept.

use std::{fs, path::Path};

use http::{Request, StatusCode};
use server::{
    config::{Colour, Mode},
    web::assets::Assets,
};

use crate::app::{TestApp, get, with};

fn site(folder: &Path) {
    fs::create_dir_all(folder.join("pkg")).unwrap();
    fs::create_dir_all(folder.join("js/abc")).unwrap();
    for (name, content) in [
        ("pkg/app.1.js", "script"),
        ("pkg/app.2.wasm", "\0asm"),
        ("pkg/main.3.css", "a{color:red}"),
        ("pkg/main.3.css.br", "brotli"),
        ("pkg/main.3.css.gz", "gzip"),
        ("js/abc/main.mjs", "main"),
    ] {
        fs::write(folder.join(name), content).unwrap();
    }
    let manifest = r#"{"app_js": "/pkg/app.1.js", "app_wasm": "/pkg/app.2.wasm", "card_js": "/js/abc/main.mjs", "main_css": "/pkg/main.3.css", "main_js": "/js/abc/main.mjs"}"#;
    fs::write(folder.join("manifest.json"), manifest).unwrap();
}

async fn app() -> TestApp {
    let folder = tempfile::tempdir().unwrap();
    site(folder.path());
    TestApp::with_assets(Mode::Service, &[], Assets::read(folder.path(), Colour::default()).unwrap()).await
}

#[tokio::test]
async fn the_smallest_form_that_the_browser_takes_is_served() {
    let app = app().await;
    for (accepts, coding, body) in [
        (Some("gzip, deflate, br"), "br", "brotli"),
        (Some("gzip, br;q=0"), "gzip", "gzip"),
        (Some("deflate"), "", "a{color:red}"),
        (None, "", "a{color:red}"),
    ] {
        let headers: Vec<_> = accepts.map(|value| ("accept-encoding", value)).into_iter().collect();
        let answer = app.ask(with(Request::get("/pkg/main.3.css"), &headers)).await;
        assert_eq!((answer.header("content-encoding"), answer.text().as_str()), (coding, body), "{accepts:?}");
        assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn a_file_without_compressed_forms_is_served_as_it_is() {
    let answer = app().await.ask(with(Request::get("/pkg/app.2.wasm"), &[("accept-encoding", "br, gzip")])).await;
    assert_eq!((answer.header("content-encoding"), answer.header("content-type")), ("", "application/wasm"));
}

#[tokio::test]
async fn a_copy_that_is_still_good_is_not_sent_again() {
    let app = app().await;
    let first = app.ask(get("/robots.txt")).await;
    let tag = first.header("etag");
    for (kept, status) in [(tag.to_owned(), 304), (format!("\"x\", W/{tag}"), 304), ("\"x\"".into(), 200)] {
        let answer = app.ask(with(Request::get("/robots.txt"), &[("if-none-match", kept.as_str())])).await;
        assert_eq!(answer.status, status, "{kept}");
    }
}

#[tokio::test]
async fn what_is_not_in_the_folder_is_not_found() {
    let app = app().await;
    for path in [
        "/pkg/none.css",
        "/pkg/../manifest.json",
        "/pkg/main.3.css.br",
        "/manifest.json",
        "/js/abc",
        "/pkg/%2e%2e/manifest.json",
    ] {
        let answer = app.ask(get(path)).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"), "{path}");
    }
}

#[tokio::test]
async fn the_brand_colour_has_an_address_of_its_own() {
    let app = app().await;
    let url = app.state.assets.brand_css_url().to_owned();
    assert_eq!(url, "/brand.css?0b5563");
    assert_eq!(app.ask(get(&url)).await.text(), ":root{--brand:#0b5563}\n");
}

#[test]
fn a_site_that_was_not_built_is_refused_with_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Assets::read(&folder.path().join("none"), Colour::default()).err().unwrap().to_string();
    assert!(missing.contains("Run: cargo xtask build"), "{missing}");
    site(folder.path());
    fs::remove_file(folder.path().join("js/abc/main.mjs")).unwrap();
    let incomplete = Assets::read(folder.path(), Colour::default()).err().unwrap().to_string();
    assert!(incomplete.contains("/js/abc/main.mjs is not there"), "{incomplete}");
}
