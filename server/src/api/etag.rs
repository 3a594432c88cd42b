//! Names of contents (RFC 9110, 8.8.3): the same bytes have the same name, on every instance.

use http::HeaderValue;
use sha2::{Digest as _, Sha256};

/// The strong name of a content.
pub(super) fn of(body: &str) -> String {
    let hash: String = Sha256::digest(body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hash}\"")
}

/// Whether `If-None-Match` names it. The comparison is the weak one: a name that somebody on the way made weak counts.
pub(super) fn is_among(tag: &str, value: &HeaderValue) -> bool {
    let Ok(value) = value.to_str() else { return false };
    value.split(',').map(str::trim).any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_known_by_its_name_in_a_list_and_by_a_star() {
        let tag = of("{}");
        assert_ne!(tag, of("{ }"));
        let other = of("[]");
        for (value, expected) in [
            (tag.clone(), true),
            (format!("W/{tag}"), true),
            (format!("{other}, {tag}"), true),
            ("*".to_owned(), true),
            (other, false),
            (String::new(), false),
        ] {
            assert_eq!(is_among(&tag, &value.parse().unwrap()), expected, "{value}");
        }
    }
}
