//! The address under which people reach the service. Links in mail are made from it, never from a request (failure 21).

use std::fmt;

use identity::web_address::is_loopback;
use url::Url;

/// Scheme, host and port; no slash at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    host: String,
    https: bool,
    loopback: bool,
}

impl BaseUrl {
    /// Reads an origin.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("it is not an address: {error}"))?;
        let https = match url.scheme() {
            "https" => true,
            "http" => false,
            other => return Err(format!("it begins with {other}:, and must begin with https: or http:")),
        };
        let Some(host) = url.host() else {
            return Err("it names no host".into());
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it must not hold a user name or password".into());
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("it must end after the host or port: the service needs a host of its own".into());
        }
        let loopback = is_loopback(&host);
        Ok(Self { text: url.origin().ascii_serialization(), host: host.to_string(), https, loopback })
    }

    /// `http://localhost:3000`.
    #[must_use]
    pub fn local() -> Self {
        Self { text: "http://localhost:3000".into(), host: "localhost".into(), https: false, loopback: true }
    }

    /// The origin, as a browser writes it in `Origin`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without port; an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The host and port as a browser sends them in `Host`.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// The right side of a mail address or Message-ID: the host, or an address literal (RFC 5321, 4.1.3).
    #[must_use]
    pub fn mail_domain(&self) -> String {
        if let Some(address) = self.host.strip_prefix('[') {
            format!("[IPv6:{address}")
        } else if self.host.parse::<std::net::Ipv4Addr>().is_ok() {
            format!("[{}]", self.host)
        } else {
            self.host.clone()
        }
    }

    /// Whether browsers come by https.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.https
    }

    /// Whether only browsers on this machine can come.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_origin_is_kept_as_a_browser_writes_it() {
        let url = BaseUrl::parse("HTTPS://Identity.Example.org:443/").unwrap();
        assert_eq!(
            (url.as_str(), url.host(), url.is_https()),
            ("https://identity.example.org", "identity.example.org", true)
        );
        let local = BaseUrl::parse("http://[::1]:3000").unwrap();
        assert_eq!((local.authority(), local.mail_domain().as_str()), ("[::1]:3000", "[IPv6:::1]"));
        assert!(local.is_loopback());
    }

    #[test]
    fn anything_more_than_an_origin_is_refused() {
        for text in
            ["identity.example.org", "ftp://a", "https://a/b", "https://a/?b", "https://user@a", "https://a/#b", ""]
        {
            assert!(BaseUrl::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail_and_an_origin_reads_back(
            text in "(?s).*|[hH]ttps?://.{0,20}|https?://[a-z0-9.:\\[\\]é-]{0,20}/?",
        ) {
            if let Ok(url) = BaseUrl::parse(&text) {
                prop_assert!(url.as_str().is_ascii() && !url.as_str().ends_with('/') && !url.host().is_empty());
                prop_assert!(url.authority().starts_with(url.host()));
                prop_assert_eq!(BaseUrl::parse(url.as_str()), Ok(url));
            }
        }
    }
}
