//! Signatures of P-256, from the card's form into that of certificates.

use super::der::{integer, sequence};

/// `r || s` (PKCS#11, ECDSA) as `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279, 2.2.3). `None` when it is not 64 bytes.
pub fn der(raw: &[u8]) -> Option<Vec<u8>> {
    let (r, s) = (raw.len() == 64).then(|| raw.split_at(32))?;
    Some(sequence(&[integer(r), integer(s)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_both_numbers() {
        let mut raw = [0; 64];
        (raw[31], raw[32]) = (1, 0xFF);
        let der = der(&raw).unwrap();
        assert_eq!(der[..6], [0x30, 38, 2, 1, 1, 2]);
        assert_eq!((der[6], der[7], der.len()), (33, 0, 40));
    }

    #[test]
    fn what_is_no_signature_of_p_256_is_refused() {
        assert_eq!((der(&[]), der(&[1; 63]), der(&[1; 96])), (None, None, None));
    }
}
