//! From where a request comes. `X-Forwarded-For` is believed as far as our own proxies wrote it: from the right, the
//! first address that is not one of theirs. What stands left of it a stranger may have made up (failure 6).

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::{HeaderMap, Request};

use crate::config::Networks;

/// The network of the client: IPv4 whole, IPv6 as its /64, `unknown` where there is no connection (in-process tests).
/// A request extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNetwork(pub String);

impl ClientNetwork {
    /// Of a request.
    #[must_use]
    pub fn of<B>(request: &Request<B>, proxies: &Networks) -> Self {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        Self(
            peer.map_or_else(|| "unknown".to_owned(), |peer| network(client_address(peer, request.headers(), proxies))),
        )
    }
}

/// The address of whoever asked our outermost proxy.
#[must_use]
pub fn client_address(peer: IpAddr, headers: &HeaderMap, proxies: &Networks) -> IpAddr {
    let mut client = peer.to_canonical();
    // Read leniently: a stranger's odd byte must not hide what a proxy wrote behind it.
    let values: Vec<_> =
        headers.get_all("x-forwarded-for").iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    for entry in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        if !proxies.contains(client) {
            break;
        }
        // A proxy wrote what we cannot read: the proxy is the last that we know.
        let Some(address) = parse(entry) else { break };
        client = address;
    }
    client
}

/// Some proxies add a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let address = entry.parse::<IpAddr>().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok()).map(|address| address.to_canonical())
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, forwarded: &[&str], proxies: &str) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        network(client_address(peer.parse().unwrap(), &headers, &Networks::parse(proxies).unwrap()))
    }

    #[test]
    fn a_stranger_cannot_choose_their_address() {
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], ""), "203.0.113.9");
        assert_eq!(client("203.0.113.9", &["198.51.100.1"], "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.2.3.4, 198.51.100.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", &["1.2.3.4", "198.51.100.1, 10.0.0.2"], "10.0.0.0/8"), "198.51.100.1");
    }

    #[test]
    fn what_a_proxy_wrote_unreadably_stops_at_the_proxy() {
        assert_eq!(client("10.0.0.1", &["1.2.3.4, unknown"], "10.0.0.0/8"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[], "10.0.0.0/8"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3"], "10.0.0.0/8"), "10.0.0.3");
    }

    #[test]
    fn an_ipv6_household_is_one_network() {
        assert_eq!(client("2001:db8:1:2:3:4:5:6", &[], ""), "2001:db8:1:2::/64");
        assert_eq!(client("::ffff:203.0.113.9", &[], ""), "203.0.113.9");
        assert_eq!(client("::1", &["[2001:db8::7]:443"], "::1"), "2001:db8::/64");
    }

    proptest! {
        #[test]
        fn failure_06_whatever_a_stranger_wrote_the_address_that_our_proxy_saw_counts(
            made_up in "[ -~\\t]{0,60}|[0-9a-f.:, \\[\\]]{0,60}",
            bytes in proptest::collection::vec(any::<u8>(), 0..30),
            seen: IpAddr,
        ) {
            let proxies = Networks::parse("10.0.0.0/8").unwrap();
            let (proxy, seen) = ("10.0.0.1".parse().unwrap(), seen.to_canonical());
            prop_assume!(!proxies.contains(seen));
            for last in [format!("{made_up},{seen}"), seen.to_string()] {
                let (mut headers, name) = (HeaderMap::new(), HeaderName::from_static("x-forwarded-for"));
                for value in [bytes.as_slice(), made_up.as_bytes(), last.as_bytes()] {
                    headers.extend(HeaderValue::from_bytes(value).map(|value| (name.clone(), value)));
                }
                prop_assert_eq!(client_address(proxy, &headers, &proxies), seen);
                prop_assert_eq!(client_address(seen, &headers, &proxies), seen);
            }
        }
    }
}
