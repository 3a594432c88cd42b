//! Models of authenticators by their AAGUID (W3C WebAuthn, 6.5.1.1). An authenticator says its model itself: for words
//! that is enough, for a level only once its attestation was verified.

use std::fmt;

/// The 128 bits by which an authenticator names its model. Zeros when it does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Aaguid([u8; 16]);

impl Aaguid {
    /// From an authenticator's data.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// From the store: 32 hexadecimal digits in five groups.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|character| *character != '-').collect();
        let number = (digits.len() == 32).then(|| u128::from_str_radix(&digits, 16).ok())?;
        number.map(|number| Self(number.to_be_bytes())).filter(|aaguid| aaguid.to_string() == text)
    }

    /// The model, when we know it.
    #[must_use]
    pub fn model(self) -> Option<&'static Model> {
        MODELS.iter().find(|model| model.aaguid == u128::from_be_bytes(self.0))
    }
}

impl fmt::Display for Aaguid {
    /// As the store and the FIDO Alliance write it: `ee882879-721c-4913-9775-3dfcce97072a`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// A model that we know.
#[derive(Debug, PartialEq, Eq)]
pub struct Model {
    aaguid: u128,
    /// As people call it.
    pub name: &'static str,
    /// Where it lives.
    pub home: Home,
    /// Whether it keeps its keys in software, where they can be copied: it never reaches AAL3.
    pub is_software: bool,
}

/// Where a model lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In a computer with Windows.
    Windows,
    /// In a computer of Apple, for one browser there.
    Mac,
    /// On a key ring.
    KeyRing,
    /// Wherever its owner's devices sync it to.
    Everywhere,
}

const fn windows(aaguid: u128, name: &'static str, is_software: bool) -> Model {
    Model { aaguid, name, home: Home::Windows, is_software }
}

const fn key(aaguid: u128, name: &'static str) -> Model {
    Model { aaguid, name, home: Home::KeyRing, is_software: false }
}

const fn synced(aaguid: u128, name: &'static str) -> Model {
    Model { aaguid, name, home: Home::Everywhere, is_software: true }
}

/// From the makers' own lists: Microsoft's and Yubico's documentation, and the community's list of passkey providers
/// (github.com/passkeydeveloper/passkey-authenticator-aaguids).
static MODELS: [Model; 16] = [
    Model {
        aaguid: 0xadce_0002_35bc_c60a_648b_0b25_f1f0_5503,
        name: "Chrome on Mac",
        home: Home::Mac,
        is_software: false,
    },
    windows(0x0898_7058_cadc_4b81_b6e1_30de_50dc_be96, "Windows Hello", false),
    windows(0x9ddd_1817_af5a_4672_a2b9_3e3d_d950_00a9, "Windows Hello", false),
    windows(0x6028_b017_b1d4_4c02_b4b3_afcd_afc9_6bb2, "Windows Hello (software)", true),
    synced(0xd345_2668_01fd_4c12_926c_83a4_2048_53aa, "Microsoft Password Manager"),
    synced(0xfbfc_3007_154e_4ecc_8c0b_6e02_0557_d7bd, "Apple Passwords"),
    synced(0xdd4e_c289_e01d_41c9_bb89_70fa_845d_4bf2, "iCloud Keychain"),
    synced(0xea9b_8d66_4d01_1d21_3ce4_b6b4_8cb5_75d4, "Google Password Manager"),
    key(0xee88_2879_721c_4913_9775_3dfc_ce97_072a, "YubiKey 5"),
    key(0xcb69_481e_8ff7_4039_93ec_0a27_29a1_54a8, "YubiKey 5"),
    key(0x2fc0_579f_8113_47ea_b116_bb5a_8db9_202a, "YubiKey 5 NFC"),
    key(0xfa2b_99dc_9e39_4257_8f92_4a30_d23c_4118, "YubiKey 5 NFC"),
    key(0x73bb_0cd4_e502_49b8_9c6f_b594_45bf_720b, "YubiKey 5 FIPS"),
    key(0xc1f9_a0bc_1dd2_404a_b27f_8e29_047a_43fd, "YubiKey 5 FIPS"),
    key(0xc5ef_55ff_ad9a_4b9f_b580_adeb_afe0_26d0, "YubiKey 5Ci"),
    key(0xd852_2d9f_575b_4866_88a9_ba99_fa02_f35b, "YubiKey Bio"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_model_is_found_by_the_name_that_its_maker_publishes() {
        let found = |text| Aaguid::from_text(text).and_then(Aaguid::model).map(|model| (model.name, model.is_software));
        assert_eq!(found("d8522d9f-575b-4866-88a9-ba99fa02f35b"), Some(("YubiKey Bio", false)));
        assert_eq!(found("6028b017-b1d4-4c02-b4b3-afcdafc96bb2"), Some(("Windows Hello (software)", true)));
        assert_eq!(found("00000000-0000-0000-0000-000000000000"), None);
        assert_eq!(Aaguid::default().to_string(), "00000000-0000-0000-0000-000000000000");
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_the_same(bytes: [u8; 16], text in "[-0-9a-fA-F+]{0,40}|.*") {
            let written = Aaguid::from_bytes(bytes).to_string();
            prop_assert_eq!(Aaguid::from_text(&written), Some(Aaguid::from_bytes(bytes)));
            if let Some(read) = Aaguid::from_text(&text) {
                prop_assert_eq!(read.to_string(), text);
            }
        }
    }
}
