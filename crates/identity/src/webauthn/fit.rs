//! Which device fits which kind. Attachment and transports are the browser's word and the model the device's own, so this
//! refuses slips and picks words; the level never rests on it (NIST SP 800-63B-4, 2.3).

use crate::{
    assurance::{
        Kind,
        model::{Aaguid, Home},
    },
    webauthn::credential::{Attachment, Transport},
};

/// What a new device looks like.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// How it is attached, when the browser says so.
    pub attachment: Option<Attachment>,
    /// Over what it can be reached.
    pub transports: &'a [Transport],
    /// Whether its key can be copied.
    pub backup_eligible: bool,
    /// The model that it says it is.
    pub aaguid: Aaguid,
}

/// Why a device does not fit a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// It is built in where it must be carried, or the other way round, or the browser does not say.
    WrongAttachment,
    /// Its key is synced to other devices.
    Synced,
    /// It is a phone or a tablet that was reached by its camera.
    AnotherDevice,
}

/// Whether a device fits a kind (failure 10: asked on the server, too).
#[must_use]
pub fn misfit(kind: Kind, seen: &Seen<'_>) -> Option<Misfit> {
    let has = |transport| seen.transports.contains(&transport);
    let home = seen.aaguid.model().map(|model| model.home);
    let is_synced = seen.backup_eligible || home == Some(Home::Everywhere);
    match kind {
        Kind::WindowsHello if matches!(home, Some(Home::KeyRing | Home::Mac)) => Some(Misfit::WrongAttachment),
        Kind::SecurityKey if matches!(home, Some(Home::Windows | Home::Mac)) => Some(Misfit::WrongAttachment),
        Kind::WindowsHello if attachment(seen) != Some(Attachment::Platform) => Some(Misfit::WrongAttachment),
        Kind::SecurityKey if attachment(seen) != Some(Attachment::CrossPlatform) => Some(Misfit::WrongAttachment),
        Kind::SecurityKey if has(Transport::Hybrid) || has(Transport::Internal) => Some(Misfit::AnotherDevice),
        Kind::WindowsHello | Kind::SecurityKey if is_synced => Some(Misfit::Synced),
        Kind::WindowsHello | Kind::SecurityKey | Kind::Ipad | Kind::Passkey => None,
        Kind::MicrosoftAuthenticator | Kind::Smartcard => Some(Misfit::AnotherDevice),
    }
}

/// The kinds that a device would fit, the best first.
#[must_use]
pub fn fits(seen: &Seen<'_>) -> Vec<Kind> {
    let kinds = [Kind::WindowsHello, Kind::SecurityKey, Kind::Passkey, Kind::Ipad];
    kinds.into_iter().filter(|kind| misfit(*kind, seen).is_none()).collect()
}

/// Browsers that do not say how it is attached may say over what it is reached.
fn attachment(seen: &Seen<'_>) -> Option<Attachment> {
    let carried = |transport: &Transport| !matches!(transport, Transport::Internal | Transport::Hybrid);
    seen.attachment.or(match seen.transports {
        [] => None,
        [Transport::Internal] => Some(Attachment::Platform),
        transports if transports.iter().all(carried) => Some(Attachment::CrossPlatform),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        Attachment::{CrossPlatform, Platform},
        Misfit::{AnotherDevice, Synced, WrongAttachment},
        Transport::{Hybrid, Internal, Nfc, Usb},
        *,
    };

    /// Attachment, transports, backup eligible; as Windows Hello, as security key; the best kind.
    type Row = (Option<Attachment>, &'static [Transport], bool, Option<Misfit>, Option<Misfit>, Kind);

    const ROWS: [Row; 10] = [
        (Some(Platform), &[Internal], false, None, Some(WrongAttachment), Kind::WindowsHello),
        (Some(Platform), &[Internal], true, Some(Synced), Some(WrongAttachment), Kind::Passkey),
        (Some(Platform), &[Internal, Hybrid], true, Some(Synced), Some(WrongAttachment), Kind::Passkey),
        (Some(CrossPlatform), &[Usb, Nfc], false, Some(WrongAttachment), None, Kind::SecurityKey),
        (Some(CrossPlatform), &[Usb], true, Some(WrongAttachment), Some(Synced), Kind::Passkey),
        (Some(CrossPlatform), &[Hybrid, Internal], true, Some(WrongAttachment), Some(AnotherDevice), Kind::Passkey),
        (Some(CrossPlatform), &[Hybrid], false, Some(WrongAttachment), Some(AnotherDevice), Kind::Passkey),
        (None, &[Internal], false, None, Some(WrongAttachment), Kind::WindowsHello),
        (None, &[Usb], false, Some(WrongAttachment), None, Kind::SecurityKey),
        (None, &[], false, Some(WrongAttachment), Some(WrongAttachment), Kind::Passkey),
    ];

    #[test]
    fn failure_10_a_device_is_refused_where_it_does_not_fit_and_told_where_it_does() {
        for (attachment, transports, backup_eligible, windows_hello, security_key, best) in ROWS {
            let seen = Seen { attachment, transports, backup_eligible, aaguid: Aaguid::default() };
            assert_eq!(misfit(Kind::WindowsHello, &seen), windows_hello, "{seen:?}");
            assert_eq!(misfit(Kind::SecurityKey, &seen), security_key, "{seen:?}");
            assert_eq!((misfit(Kind::Passkey, &seen), misfit(Kind::Ipad, &seen)), (None, None));
            assert_eq!(fits(&seen).first(), Some(&best), "{seen:?}");
            assert!(!fits(&seen).contains(&Kind::MicrosoftAuthenticator));
        }
    }

    #[test]
    fn failure_10_a_model_that_is_known_fits_no_kind_that_it_is_not_whatever_the_browser_says() {
        let model = |text| Aaguid::from_text(text).unwrap();
        let hello = model("08987058-cadc-4b81-b6e1-30de50dcbe96");
        let yubikey = model("ee882879-721c-4913-9775-3dfcce97072a");
        let mac = model("adce0002-35bc-c60a-648b-0b25f1f05503");
        let manager = model("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4");
        let carried =
            |aaguid| Seen { attachment: Some(CrossPlatform), transports: &[Usb], backup_eligible: false, aaguid };
        let built_in = |aaguid| Seen { attachment: Some(Platform), transports: &[Internal], ..carried(aaguid) };
        assert_eq!(misfit(Kind::WindowsHello, &built_in(hello)), None);
        assert_eq!(misfit(Kind::SecurityKey, &carried(yubikey)), None);
        assert_eq!(misfit(Kind::SecurityKey, &carried(hello)), Some(WrongAttachment));
        assert_eq!(misfit(Kind::WindowsHello, &built_in(yubikey)), Some(WrongAttachment));
        assert_eq!(misfit(Kind::WindowsHello, &built_in(mac)), Some(WrongAttachment));
        assert_eq!(misfit(Kind::WindowsHello, &built_in(manager)), Some(Synced));
        assert_eq!(misfit(Kind::SecurityKey, &carried(manager)), Some(Synced));
        for seen in [built_in(mac), carried(hello), built_in(yubikey), built_in(manager), carried(manager)] {
            assert_eq!(fits(&seen).first(), Some(&Kind::Passkey), "{seen:?}");
        }
    }
}
