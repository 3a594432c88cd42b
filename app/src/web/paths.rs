//! Paths of ours, and how to leave them in a URL.

use http::HeaderValue;
use identity::assurance::AssuranceLevel;

/// A path on this site, or nothing: `//other.example`, `/\other.example` and whole URLs lead away and are refused
/// (open redirect, failure 27).
#[must_use]
pub fn ours(path: &str) -> Option<&str> {
    let bytes = path.as_bytes();
    let stays = bytes.first() == Some(&b'/') && !matches!(bytes.get(1), Some(b'/' | b'\\'));
    let plain = path.len() <= 500 && bytes.iter().all(|byte| (0x21..0x7f).contains(byte) && *byte != b'\\');
    (stays && plain && !path.starts_with("/api/") && !path.starts_with("/sign-")).then_some(path)
}

/// Escapes a text for a query.
#[must_use]
pub fn escape(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    })
}

/// Adds a query to a path that may have one.
#[must_use]
pub fn with(path: &str, name: &str, value: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}{name}={}", escape(value))
}

/// The sign-in, for somebody who goes on to `path`.
#[must_use]
pub fn sign_in(path: &str) -> String {
    if path == "/" { "/sign-in".into() } else { with("/sign-in", "to", path) }
}

/// A fresh sign-in, and back to `path` afterwards.
#[must_use]
pub fn sign_in_again(path: &str) -> String {
    with("/sign-in/again", "to", path)
}

/// A fresh sign-in that gives very high confidence, and back to `path` afterwards.
#[must_use]
pub fn sign_in_stronger(path: &str) -> String {
    with(&sign_in_again(path), "level", "3")
}

/// A fresh sign-in that gives as much confidence as what is to be changed, and back to `path` afterwards.
#[must_use]
pub fn sign_in_at(path: &str, level: AssuranceLevel) -> String {
    if level == AssuranceLevel::Aal3 { sign_in_stronger(path) } else { sign_in_again(path) }
}

/// A path for the header `Location`. An id that a form brought may hold anything: what cannot stand there is escaped.
#[must_use]
pub fn location(path: &str) -> HeaderValue {
    let escaped = path.bytes().fold(String::with_capacity(path.len()), |mut escaped, byte| {
        if byte.is_ascii_graphic() {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
        escaped
    });
    HeaderValue::try_from(escaped).unwrap_or(HeaderValue::from_static("/"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn failure_27_only_paths_of_ours_are_returned_to() {
        assert_eq!(ours("/profile?x=1"), Some("/profile?x=1"));
        for away in [
            "https://x.example",
            "//x.example",
            "/\\x.example",
            "",
            "profile",
            "/a b",
            "/a\r\nb",
            "/sign-in",
            "/api/x",
            "/é",
        ] {
            assert_eq!(ours(away), None, "{away}");
        }
    }

    #[test]
    fn a_location_is_a_header_whatever_an_id_holds() {
        assert_eq!(location("/register/\r\né/email?a=b%20c"), "/register/%0D%0A%C3%A9/email?a=b%20c");
    }

    #[test]
    fn what_is_escaped_stays_one_value() {
        assert_eq!(with("/sign-in", "to", "/profile?a=b&c"), "/sign-in?to=/profile%3Fa%3Db%26c");
        assert_eq!(with("/x?y=1", "flash", "z"), "/x?y=1&flash=z");
    }

    proptest! {
        #[test]
        fn failure_27_what_is_returned_to_is_the_text_itself_and_a_path_of_this_site(
            text in "(?s).*|[/\\\\a-z:.@? \\t-]{0,20}|/[!-~]{0,510}",
        ) {
            if let Some(path) = ours(&text) {
                prop_assert!(path == text && path.len() <= 500 && path.starts_with('/'));
                prop_assert!(!path[1..].starts_with(['/', '\\']) && path.bytes().all(|byte| byte.is_ascii_graphic()));
                prop_assert_eq!(location(path), path);
                prop_assert_eq!(with("/x", "to", path).matches(['?', '&', '=']).count(), 2);
            }
        }
    }
}
