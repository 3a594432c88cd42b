//! The few forms of ASN.1 that a card's numbers must be put into (X.690, DER).

/// The shortest form of a number that is never negative (8.3).
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    let number = &bytes[zeros..];
    let sign = number.first().is_none_or(|&first| first >= 0x80);
    let content = if sign { [&[0], number].concat() } else { number.to_vec() };
    value(0x02, &content)
}

/// A sequence of what is in it.
pub fn sequence(parts: &[Vec<u8>]) -> Vec<u8> {
    value(0x30, &parts.concat())
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let short: Vec<u8> = length.iter().copied().skip_while(|&byte| byte == 0).collect();
    let head = match short.as_slice() {
        [] => vec![0],
        [one @ 0..0x80] => vec![*one],
        // At most eight bytes: the number of them fits beside the mark.
        long => [&[0x80 | long.len() as u8], long].concat(),
    };
    [&[tag], head.as_slice(), content].concat()
}

/// The content of an OCTET STRING, or the bytes themselves where they are none: cards give points of a curve in both ways.
pub fn octets(bytes: &[u8]) -> &[u8] {
    match bytes {
        [0x04, length, content @ ..] if usize::from(*length) == content.len() && *length < 0x80 => content,
        bare => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_shortest_form() {
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0x7F, 0xFF]), [2, 2, 0x7F, 0xFF]);
        assert_eq!(integer(&[0, 0]), [2, 1, 0]);
    }

    #[test]
    fn long_values_say_how_long() {
        assert_eq!(integer(&[1; 127])[..3], [2, 127, 1]);
        assert_eq!(integer(&[1; 128])[..4], [2, 0x81, 128, 1]);
        assert_eq!(integer(&[1; 256])[..5], [2, 0x82, 1, 0, 1]);
        assert_eq!(sequence(&[integer(&[1]), integer(&[2])]), [0x30, 6, 2, 1, 1, 2, 1, 2]);
    }

    #[test]
    fn a_point_is_found_with_and_without_its_wrapping() {
        let point = [&[4], [7; 64].as_slice()].concat();
        assert_eq!(octets(&[&[4, 65], point.as_slice()].concat()), point);
        assert_eq!(octets(&point), point);
    }
}
