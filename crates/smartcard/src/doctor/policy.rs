//! What the organisation told browsers about pages that ask this machine (Local Network Access), as Chromium and its relatives read
//! it. Firefox has no such list: it asks the person.

use std::{fs, path::Path};

use serde_json::Value;

use super::Finding;

const BROWSERS: [(&str, &str); 3] = [
    ("Chrome", "/etc/opt/chrome/policies/managed"),
    ("Chromium", "/etc/chromium/policies/managed"),
    ("Edge", "/etc/opt/edge/policies/managed"),
];
/// In the order in which they count.
const POLICIES: [(&str, bool); 4] = [
    ("LoopbackNetworkBlockedForUrls", false),
    ("LoopbackNetworkAllowedForUrls", true),
    ("LocalNetworkAccessBlockedForUrls", false),
    ("LocalNetworkAccessAllowedForUrls", true),
];

/// What each browser's policies say of our websites.
pub fn examine(origins: &[String]) -> Vec<Finding> {
    let here = BROWSERS.into_iter().filter(|(_, folder)| Path::new(folder).is_dir());
    here.flat_map(|(browser, folder)| {
        let files = read(Path::new(folder));
        origins.iter().map(move |origin| said(browser, origin, verdict(&files, origin))).collect::<Vec<_>>()
    })
    .collect()
}

fn read(folder: &Path) -> Vec<Value> {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    files.filter_map(|file| serde_json::from_slice(&fs::read(file.path()).ok()?).ok()).collect()
}

/// The first policy that concerns this origin, and whether it allows.
fn verdict(files: &[Value], origin: &str) -> Option<(&'static str, bool)> {
    POLICIES.into_iter().find(|(name, _)| {
        let patterns = files.iter().filter_map(|file| file.get(name)?.as_array()).flatten();
        patterns.filter_map(Value::as_str).any(|pattern| concerns(pattern, origin))
    })
}

fn said(browser: &str, origin: &str, verdict: Option<(&str, bool)>) -> Finding {
    match verdict {
        Some((name, true)) => Finding::good("browser", format!("{browser} lets {origin} ask this machine ({name})")),
        Some((name, false)) => Finding::wrong(
            "browser",
            format!("{browser} is told to keep {origin} from this machine ({name})"),
            "Ask your IT department to take the website out of that policy, or to add it to LoopbackNetworkAllowedForUrls.",
        ),
        None => Finding::good("browser", format!("{browser} asks you before {origin} asks this machine: say yes")),
    }
}

/// Whether a pattern of Chromium's (`*`, `[*.]example.org`, `https://id.example.org:8443`) concerns an origin.
fn concerns(pattern: &str, origin: &str) -> bool {
    let (scheme, place) = origin.split_once("://").unwrap_or(("", origin));
    let place = match pattern.split_once("://") {
        Some((wanted, _)) if wanted != scheme && wanted != "*" => return false,
        _ => place,
    };
    let pattern =
        pattern.split_once("://").map_or(pattern, |(_, rest)| rest).trim_end_matches("/*").trim_end_matches('/');
    let (host, port) = place.split_once(':').unwrap_or((place, ""));
    let (wanted, wanted_port) = match pattern.rsplit_once(':') {
        Some((wanted, port)) => (wanted, port),
        None => (pattern, "*"),
    };
    let host_fits = match wanted.strip_prefix("[*.]") {
        Some(domain) => host == domain || host.ends_with(&format!(".{domain}")),
        None => wanted == "*" || wanted == host,
    };
    host_fits && (wanted_port == "*" || wanted_port == port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_concerns_the_origins_that_browsers_match_with_it() {
        for (pattern, origin) in [
            ("*", "https://id.example"),
            ("[*.]example", "https://id.example"),
            ("[*.]id.example", "https://id.example"),
            ("id.example", "https://id.example:8443"),
            ("https://id.example", "https://id.example"),
            ("https://id.example:8443", "https://id.example:8443"),
            ("https://*", "https://id.example"),
        ] {
            assert!(concerns(pattern, origin), "{pattern} {origin}");
        }
        for (pattern, origin) in [
            ("[*.]xample", "https://id.example"),
            ("example", "https://id.example"),
            ("http://id.example", "https://id.example"),
            ("https://id.example:8443", "https://id.example"),
        ] {
            assert!(!concerns(pattern, origin), "{pattern} {origin}");
        }
    }

    #[test]
    fn the_policy_that_counts_first_decides() {
        let file = |text: &str| serde_json::from_str(text).unwrap();
        let blocked = file(r#"{"LocalNetworkAccessBlockedForUrls": ["*"]}"#);
        let allowed = file(r#"{"LoopbackNetworkAllowedForUrls": ["https://id.example"]}"#);
        let of = |files: &[Value]| verdict(files, "https://id.example").map(|(_, allowed)| allowed);
        assert_eq!(of(&[]), None);
        assert_eq!(of(std::slice::from_ref(&blocked)), Some(false));
        assert_eq!(of(&[blocked, allowed]), Some(true));
    }
}
