//! Addresses of websites that people are led to.

use std::fmt;

use url::{Host, Url};

/// Longer than any address that somebody should have to read.
const MOST_CHARACTERS: usize = 500;

/// The address of a website: https, or http on this machine. Nothing else becomes a link, `javascript:` least of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress(String);

/// Why a text is no [`WebAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebAddressError {
    /// It is none at all.
    #[error("it is not a whole address: write it with https:// and the host's name")]
    NotAnAddress,
    /// It is longer than 500 characters.
    #[error("it has more than {MOST_CHARACTERS} characters")]
    TooLong,
    /// What people do there could be read on the way.
    #[error("http is for this machine only (localhost): use the https address")]
    NotHttps,
    /// It begins with something else.
    #[error("it must begin with https://")]
    OtherScheme,
    /// It would hand a name or password to whoever reads the page.
    #[error("it must not hold a user name or password")]
    Credentials,
}

impl WebAddress {
    /// Reads an address and writes it as browsers do.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, WebAddressError> {
        let text = text.trim();
        if text.chars().count() > MOST_CHARACTERS {
            return Err(WebAddressError::TooLong);
        }
        // The parser would drop line ends and tabs without a word.
        if text.contains(|character: char| character.is_control() || character.is_whitespace()) {
            return Err(WebAddressError::NotAnAddress);
        }
        let url = Url::parse(text).map_err(|_| WebAddressError::NotAnAddress)?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(WebAddressError::OtherScheme),
        };
        let host = url.host().ok_or(WebAddressError::NotAnAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(WebAddressError::Credentials);
        }
        if !secure && !is_loopback(&host) {
            return Err(WebAddressError::NotHttps);
        }
        // Letters of other scripts become longer when they are written as browsers send them.
        if url.as_str().len() > MOST_CHARACTERS {
            return Err(WebAddressError::TooLong);
        }
        Ok(Self(url.into()))
    }

    /// As browsers write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a host is the machine that the browser runs on, so that nothing crosses a network.
#[must_use]
pub fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_https_address_is_kept_as_browsers_write_it() {
        let address = |text| WebAddress::parse(text).unwrap().0;
        assert_eq!(address(" HTTPS://Records.Example.org "), "https://records.example.org/");
        assert_eq!(address("https://example.org:8443/a?b=c#d"), "https://example.org:8443/a?b=c#d");
        assert_eq!(address("https://münchen.example/"), "https://xn--mnchen-3ya.example/");
        for local in ["http://localhost:8080/", "http://app.localhost/", "http://127.0.0.2/", "http://[::1]:1/"] {
            assert_eq!(address(local), local);
        }
    }

    #[test]
    fn what_a_browser_should_not_follow_is_refused_with_its_reason() {
        use WebAddressError::{Credentials, NotAnAddress, NotHttps, OtherScheme, TooLong};
        let long = format!("https://example.org/{}", "a".repeat(MOST_CHARACTERS));
        let grows = format!("https://example.org/{}", "é".repeat(200));
        for (text, fault) in [
            ("", NotAnAddress),
            ("example.org", NotAnAddress),
            ("https://", NotAnAddress),
            ("https://exa mple.org", NotAnAddress),
            ("https://exam\nple.org", NotAnAddress),
            ("http://example.org", NotHttps),
            ("http://localhost.example.org", NotHttps),
            ("http://192.0.2.1", NotHttps),
            ("javascript:alert(1)", OtherScheme),
            ("data:text/html,x", OtherScheme),
            ("ftp://example.org", OtherScheme),
            ("https://me@example.org", Credentials),
            ("https://:secret@example.org", Credentials),
            (long.as_str(), TooLong),
            (grows.as_str(), TooLong),
        ] {
            assert_eq!(WebAddress::parse(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_fail_and_an_address_reads_back(
            text in "(?s).*|[hH]ttps?://.{0,20}|https?://[a-z0-9.:@\\[\\]é-]{0,20}/?[a-z?#%]{0,9}",
        ) {
            if let Ok(address) = WebAddress::parse(&text) {
                prop_assert!(address.as_str().is_ascii());
                prop_assert!(["https://", "http://"].iter().any(|scheme| address.as_str().starts_with(scheme)));
                prop_assert_eq!(WebAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
