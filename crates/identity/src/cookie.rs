//! Cookies as a browser sends them back: the text that brings a [`crate::random::Token`].

/// The pairs of a Cookie header (RFC 6265, 5.4).
pub fn pairs(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.split(';').filter_map(|pair| pair.trim().split_once('=')).map(|(key, value)| (key.trim(), value.trim()))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn no_header_makes_the_reader_fail_and_no_pair_holds_another(header in "(?s).*|[a-c=; \\t\"]{0,40}") {
            for (key, value) in pairs(&header) {
                prop_assert!(!key.contains(['=', ';']) && !value.contains(';'));
                prop_assert!(header.contains(key) && header.contains(value));
            }
        }

        #[test]
        fn what_was_written_is_found(
            written in vec(("[!#-+.-:<>-~--]{1,9}", "[!#-+.-:<-~--]{0,9}"), 0..6),
            joint in "[ \\t]{0,2};[ \\t]{0,2}(;|x;)?",
        ) {
            let header = written.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(&joint);
            let found: Vec<_> = pairs(&header).map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            prop_assert_eq!(found, written);
        }
    }
}
