//! Networks in CIDR notation (RFC 4632; RFC 4291, 2.3): the proxies that are believed, and those that have a name.

use std::net::IpAddr;

/// Some networks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<Network>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    bits: u8,
}

impl Networks {
    /// Reads addresses and networks, separated by commas or spaces. Nothing is no network.
    ///
    /// # Errors
    /// The first part that is neither.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts =
            text.split(|character: char| character == ',' || character.is_whitespace()).filter(|part| !part.is_empty());
        parts.map(Network::parse).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an address is in one of them. An IPv4 address written as IPv6 counts as IPv4.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address.to_canonical()))
    }
}

/// Names that people know networks by: "Anytown Hospital" says more than an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkNames(Vec<(Network, String)>);

/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

impl NetworkNames {
    /// Reads `10.20.0.0/16 = Anytown Hospital`, several separated by commas.
    ///
    /// # Errors
    /// The first part that is not a network and its name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(Self::parse_one).collect::<Result<_, _>>().map(Self)
    }

    fn parse_one(part: &str) -> Result<(Network, String), String> {
        let (network, name) =
            part.split_once('=').ok_or_else(|| format!("\"{part}\" is not a network, = and its name"))?;
        let (network, name) = (Network::parse(network.trim())?, name.trim());
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(format!("the name of {} must be one line of 1 to {LONGEST_NAME} characters", network.address));
        }
        Ok((network, name.to_owned()))
    }

    /// The name of a network as [`Origin::network`] writes it: an IPv4 address, or an IPv6 /64. Of several that hold it
    /// the smallest names it.
    ///
    /// [`Origin::network`]: crate::actor::Origin::network
    #[must_use]
    pub fn name_of(&self, network: &str) -> Option<&str> {
        let address: IpAddr = network.split('/').next()?.parse().ok()?;
        let holding = self.0.iter().filter(|(network, _)| network.contains(address));
        holding.max_by_key(|(network, _)| network.bits).map(|(_, name)| name.as_str())
    }

    /// The name, or the network itself where it has none.
    #[must_use]
    pub fn for_people(&self, network: &str) -> String {
        self.name_of(network).unwrap_or(network).to_owned()
    }
}

impl Network {
    fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is not an address or a network such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        // An IPv4 address written as IPv6 counts as IPv4: no address would be in such a network.
        if let IpAddr::V6(address) = address
            && let Some(address) = address.to_ipv4_mapped()
        {
            return Err(format!("\"{text}\" is of IPv4 written as IPv6: write it as IPv4, such as {address}"));
        }
        let bits = match bits {
            None => most,
            Some(bits) => digits(bits).filter(|bits| *bits <= most).ok_or_else(wrong)?,
        };
        let network = Self { address, bits };
        if masked(address, bits) != number(address) {
            return Err(format!("\"{text}\" has bits of an address after its first {bits} bits"));
        }
        Ok(network)
    }

    fn contains(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4() && masked(address, self.bits) == number(self.address)
    }
}

/// Digits alone: Rust reads a sign, too.
fn digits(text: &str) -> Option<u8> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// The address at the upper end of 128 bits, so that both kinds are masked alike.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()) << 96,
        IpAddr::V6(address) => address.to_bits(),
    }
}

fn masked(address: IpAddr, bits: u8) -> u128 {
    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    number(address) & mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_is_in_a_network_by_its_first_bits() {
        let networks = Networks::parse("10.0.0.0/8, 192.0.2.7 2001:db8::/32,::1").unwrap();
        for (address, inside) in [
            ("10.255.0.1", true),
            ("11.0.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8:ffff::1", true),
            ("2001:db9::1", false),
            ("::1", true),
            ("::ffff:10.1.2.3", true),
        ] {
            assert_eq!(networks.contains(address.parse().unwrap()), inside, "{address}");
        }
        assert!(Networks::parse("0.0.0.0/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        assert!(!Networks::parse("").unwrap().contains("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_not_a_network_is_refused() {
        for text in ["10.0.0.0/33", "10.0.0.1/8", "example.org", "10.0.0.0/", "::/129", "10.0.0/8", "10.0.0.0/+8"] {
            assert!(Networks::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ipv4_written_as_ipv6_is_refused_with_how_to_write_it() {
        for text in ["::ffff:10.0.0.0/104", "::ffff:10.0.0.0", "::ffff:a00:0/128", "::ffff:0:0/96"] {
            let refused = Networks::parse(text).unwrap_err();
            assert!(refused.contains("write it as IPv4"), "{text}: {refused}");
        }
        assert!(Networks::parse("::/0, ::ffff:0:0:0/96").is_ok());
    }

    #[test]
    fn the_smallest_network_names_an_address() {
        let names = "10.0.0.0/8 = Trust, 10.20.0.0/16=Anytown Hospital,10.20.3.4 = Ward = 3, 2001:db8::/32 = Clinic";
        let names = NetworkNames::parse(names).unwrap();
        for (network, name) in [
            ("10.1.1.1", Some("Trust")),
            ("10.20.1.1", Some("Anytown Hospital")),
            ("10.20.3.4", Some("Ward = 3")),
            ("2001:db8:7::/64", Some("Clinic")),
            ("192.0.2.1", None),
            ("unknown", None),
            ("server", None),
            ("", None),
        ] {
            assert_eq!(names.name_of(network), name, "{network}");
        }
        assert_eq!(names.for_people("192.0.2.1"), "192.0.2.1");
        assert_eq!(NetworkNames::parse(" ").unwrap(), NetworkNames::default());
    }

    #[test]
    fn what_is_not_a_network_with_a_name_is_refused() {
        for text in ["10.0.0.0/8", "10.0.0.0/8 =", "Trust = 10.0.0.0/8", "10.0.0.1/8 = Trust", "::1 = \u{7}"] {
            assert!(NetworkNames::parse(text).is_err(), "{text}");
        }
        assert!(NetworkNames::parse(&format!("::1 = {}", "n".repeat(61))).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_fail(text in "(?s).*|[0-9a-f.:/, ]{0,40}", address: IpAddr) {
            let _ = Networks::parse(&text).map(|networks| networks.contains(address));
        }

        #[test]
        fn no_text_makes_the_reader_of_names_fail(text in "(?s).*|[0-9a-f.:/,= ]{0,40}", network in "(?s).*|[0-9a-f.:/]{0,40}") {
            if let Ok(names) = NetworkNames::parse(&text) {
                let _ = names.name_of(&network);
            }
        }

        #[test]
        fn a_network_holds_the_addresses_with_its_first_bits_only(address: IpAddr, length: u8, other: u8) {
            let address = address.to_canonical();
            let most: u8 = if address.is_ipv4() { 32 } else { 128 };
            let (bits, other) = (length % (most + 1), other % most);
            let made = |number: u128| match address {
                IpAddr::V4(_) => IpAddr::V4(u32::try_from(number >> 96).unwrap().into()),
                IpAddr::V6(_) => IpAddr::V6(number.into()),
            };
            let networks = Networks::parse(&format!("{}/{bits}", made(masked(address, bits)))).unwrap();
            prop_assert!(networks.contains(address));
            let changed = made(number(address) ^ (1 << (127 - other)));
            prop_assume!(changed.to_canonical() == changed);
            prop_assert_eq!(networks.contains(changed), other >= bits);
        }
    }
}
