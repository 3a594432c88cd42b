//! Which compressed form a browser takes (RFC 9110, 12.5.3).

use http::{HeaderMap, header::ACCEPT_ENCODING};

/// How a file's bytes are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// As they are.
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Coding {
    /// As `Content-Encoding` names it.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }
}

/// The codings that a request accepts, the smallest first. Bytes as they are always stand at the end.
#[must_use]
pub fn accepted(headers: &HeaderMap) -> Vec<Coding> {
    let values: Vec<&str> = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    let entries: Vec<(&str, bool)> = values.iter().flat_map(|value| value.split(',')).map(entry).collect();
    let accepts = |name: &str| {
        let named = |wanted: &str| {
            entries.iter().find(|(entry, _)| entry.eq_ignore_ascii_case(wanted)).map(|(_, wanted)| *wanted)
        };
        named(name).or_else(|| named("*")).unwrap_or(false)
    };
    let mut codings: Vec<Coding> =
        [Coding::Brotli, Coding::Gzip].into_iter().filter(|coding| coding.name().is_some_and(accepts)).collect();
    codings.push(Coding::Identity);
    codings
}

/// A coding's name, and whether its weight is above nothing.
fn entry(text: &str) -> (&str, bool) {
    let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
    let weight =
        parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q=")?.trim().parse::<f32>().ok());
    (name.trim(), weight.is_none_or(|weight| weight > 0.0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_smallest_form_that_is_accepted_comes_first() {
        use Coding::{Brotli, Gzip, Identity};
        for (header, codings) in [
            ("gzip, deflate, br, zstd", vec![Brotli, Gzip, Identity]),
            ("gzip;q=1.0, br;q=0", vec![Gzip, Identity]),
            ("BR", vec![Brotli, Identity]),
            ("*", vec![Brotli, Gzip, Identity]),
            ("*;q=0, gzip", vec![Gzip, Identity]),
            ("identity", vec![Identity]),
            ("", vec![Identity]),
            ("brotli, xgzip", vec![Identity]),
        ] {
            let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, header.parse().unwrap())]);
            assert_eq!(accepted(&headers), codings, "{header}");
        }
        assert_eq!(accepted(&HeaderMap::new()), [Identity]);
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_bytes_as_they_are_come_last_and_nothing_that_was_refused(
            header in "[ -~\\t]*|((br|GZIP|gzip|\\*|identity|x)(;q=(0|1|0\\.0|0\\.5|NaN|-))?, ?){0,5}",
        ) {
            let headers = |header: &str| HeaderMap::from_iter([(ACCEPT_ENCODING, header.parse().unwrap())]);
            let codings = accepted(&headers(&header));
            prop_assert_eq!(codings.last(), Some(&Coding::Identity));
            let smallest_first: Vec<Coding> =
                [Coding::Brotli, Coding::Gzip, Coding::Identity].into_iter().filter(|it| codings.contains(it)).collect();
            prop_assert_eq!(codings, smallest_first);
            prop_assert_eq!(accepted(&headers(&format!("br;q=0, gzip;q=0,{header}"))), [Coding::Identity]);
        }
    }
}
