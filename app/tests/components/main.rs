//! Our components against the markup that nhsuk-frontend promises.
//!
//! Each upstream component ships examples: options, and the markup that comes of them. For every
//! example whose options our component has, both are compared. An example is left out when it uses
//! an option that our API does not have on purpose: free class names, ids and attributes, icons,
//! prefixes and suffixes, captions, heading levels, borders, dark backgrounds, and markup passed as a
//! string where we take text only. When a count is wrong the failure lists which examples are left
//! out, each with the option that it wants; the counts make sure that none drops out unnoticed.
//!
//! Not vendored at all, and so not compared: the header's examples (they hold a logo that is a trade
//! mark), conditional reveals of radios and checkboxes, and tables that sort, scroll, stripe or
//! stand on a dark background.

#![cfg(feature = "ssr")]
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops where something is not as it should be")]

mod choices;
mod fields;
mod html;
mod lists;
mod options;
mod ours;
mod texts;

use app::components as c;
use leptos::{prelude::*, serde_json::Value};

/// What a component makes of an example's options, or which option it does not have.
pub type Rendered = Result<String, String>;

/// The markup of a view.
pub fn rendered<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html())
}

/// Compares every example that can be rendered, and counts both kinds.
#[track_caller]
pub fn check(component: &str, compared: usize, left_out: usize, render: impl Fn(&Value) -> Rendered) {
    let path = format!("{}/../style/nhsuk-frontend/components/{component}/fixtures.json", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(path).expect("the fixtures are there");
    let file: Value = serde_json::from_str(&file).expect("the fixtures are JSON");
    let fixtures = file["fixtures"].as_array().expect("a list of fixtures");
    let (mut same, mut skipped) = (0, Vec::new());
    for fixture in fixtures {
        let name = fixture["name"].as_str().expect("a fixture has a name");
        let mut options = fixture["context"].clone();
        if let Some(body) = fixture["callBlock"].as_array().and_then(|blocks| blocks.first()) {
            options["callBlock"] = body.clone();
        } else if fixture["callBlock"].is_string() {
            options["callBlock"] = fixture["callBlock"].clone();
        }
        match render(&options) {
            Ok(ours) => {
                let theirs = fixture["html"].as_str().expect("a fixture has markup");
                assert_eq!(html::normalised(&ours), html::normalised(theirs), "{component}: {name}");
                same += 1;
            }
            Err(why) => skipped.push(format!("{name}: {why}")),
        }
    }
    assert_eq!((same, skipped.len()), (compared, left_out), "{component}: left out are {skipped:#?}");
}

/// A heading's size by upstream's name for it.
pub fn size(name: &str) -> Result<c::Size, String> {
    match name {
        "s" => Ok(c::Size::S),
        "m" => Ok(c::Size::M),
        "l" => Ok(c::Size::L),
        "xl" => Ok(c::Size::Xl),
        other => Err(format!("size {other}")),
    }
}
