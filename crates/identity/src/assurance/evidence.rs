//! What an authenticator has shown of itself, and the level that follows: computed, never declared (NIST SP 800-63B-4,
//! 2.2 and 2.3). Attachment and transports are not signed; they prove nothing and have no place here.

use super::{AssuranceLevel, Kind, model::Aaguid};

/// What a WebAuthn authenticator showed when it was registered and when it last signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// It checked who its user is: PIN, face or fingerprint.
    pub user_verified: bool,
    /// Its key can be copied to other devices or a backup.
    pub backup_eligible: bool,
    /// Its attestation was verified up to a root that is configured now.
    pub attested: bool,
    /// Its model is known to be broken: its certification was taken away, or keys of it were taken out.
    pub broken: bool,
    /// The model that it says it is; with a verified attestation its maker says so.
    pub aaguid: Aaguid,
    /// The operator accepts its kind without attestation.
    pub accepted_unattested: bool,
}

impl Evidence {
    /// Whether the attestation decides its level: only then must anybody ask for the setting that does without.
    #[must_use]
    pub fn lacks_attestation(&self) -> bool {
        !self.attested && self.level() != Self { accepted_unattested: true, ..*self }.level()
    }

    /// The level that the evidence shows, whatever the kind.
    #[must_use]
    pub fn level(&self) -> AssuranceLevel {
        if !self.user_verified {
            return AssuranceLevel::Aal1;
        }
        let is_software = self.aaguid.model().is_some_and(|model| model.is_software);
        let is_bound_to_device = !self.backup_eligible && !is_software && !self.broken;
        if is_bound_to_device && (self.attested || self.accepted_unattested) {
            AssuranceLevel::Aal3
        } else {
            AssuranceLevel::Aal2
        }
    }
}

/// The level of an authenticator: not above what its kind can reach, what its evidence shows, and the level of who
/// issued its registration (failure 13). An authenticator app has no evidence beyond its code.
#[must_use]
pub fn level(kind: Kind, evidence: Option<&Evidence>, granted: AssuranceLevel) -> AssuranceLevel {
    let shown = evidence.map_or(AssuranceLevel::Aal2, Evidence::level);
    kind.highest_level().min(shown).min(granted)
}

#[cfg(test)]
mod tests {
    use super::{
        super::AssuranceLevel::{Aal1, Aal2, Aal3},
        *,
    };

    const YUBIKEY: &str = "ee882879-721c-4913-9775-3dfcce97072a";
    const SOFTWARE: &str = "6028b017-b1d4-4c02-b4b3-afcdafc96bb2";
    const UNKNOWN: &str = "01020304-0506-0708-0102-030405060708";

    /// User verified, backup eligible, attested, model, accepted without attestation; what follows.
    type Row = (bool, bool, bool, &'static str, bool, AssuranceLevel);

    const ROWS: [Row; 14] = [
        // A key that stays in its device, whose maker vouches for it.
        (true, false, true, YUBIKEY, false, Aal3),
        (true, false, true, UNKNOWN, false, Aal3),
        // Nobody vouches for it, whatever it says of itself.
        (true, false, false, YUBIKEY, false, Aal2),
        (true, false, false, UNKNOWN, false, Aal2),
        // The operator does without.
        (true, false, false, UNKNOWN, true, Aal3),
        (true, false, true, UNKNOWN, true, Aal3),
        // A key that can be copied.
        (true, true, false, UNKNOWN, false, Aal2),
        (true, true, true, YUBIKEY, false, Aal2),
        (true, true, false, UNKNOWN, true, Aal2),
        // A model that is software.
        (true, false, true, SOFTWARE, false, Aal2),
        (true, false, false, SOFTWARE, true, Aal2),
        // Nobody showed who they are.
        (false, false, true, YUBIKEY, false, Aal1),
        (false, false, false, UNKNOWN, true, Aal1),
        (false, true, false, UNKNOWN, false, Aal1),
    ];

    fn evidence((user_verified, backup_eligible, attested, aaguid, accepted_unattested, _): Row) -> Evidence {
        let aaguid = Aaguid::from_text(aaguid).unwrap();
        Evidence { user_verified, backup_eligible, attested, broken: false, aaguid, accepted_unattested }
    }

    #[test]
    fn the_level_is_what_the_evidence_shows() {
        for row in ROWS {
            assert_eq!(evidence(row).level(), row.5, "{row:?}");
        }
    }

    #[test]
    fn no_kind_reaches_more_than_it_can() {
        for row in ROWS {
            for kind in Kind::ALL {
                let level = level(kind, Some(&evidence(row)), Aal3);
                assert_eq!(level, row.5.min(kind.highest_level()), "{kind:?} {row:?}");
            }
        }
        assert_eq!(level(Kind::MicrosoftAuthenticator, None, Aal3), Aal2);
    }

    #[test]
    fn failure_13_nobody_adds_an_authenticator_above_the_level_that_they_were_granted() {
        for granted in [Aal1, Aal2, Aal3] {
            assert_eq!(level(Kind::SecurityKey, Some(&evidence(ROWS[0])), granted), granted);
            assert_eq!(level(Kind::MicrosoftAuthenticator, None, granted), granted.min(Aal2));
        }
    }

    #[test]
    fn failure_14_less_evidence_never_gives_a_higher_level() {
        for row in ROWS {
            let full = evidence(row);
            for less in [
                Evidence { user_verified: false, ..full },
                Evidence { backup_eligible: true, ..full },
                Evidence { attested: false, ..full },
                Evidence { broken: true, ..full },
                Evidence { accepted_unattested: false, ..full },
            ] {
                assert!(less.level() <= full.level(), "{less:?} {full:?}");
            }
        }
    }

    #[test]
    fn a_model_that_is_broken_never_reaches_the_highest_level() {
        for row in ROWS {
            assert!(Evidence { broken: true, ..evidence(row) }.level() < Aal3, "{row:?}");
        }
    }

    #[test]
    fn the_setting_is_asked_for_only_where_it_decides() {
        let lacking: Vec<_> = ROWS.iter().filter(|row| !row.4 && evidence(**row).lacks_attestation()).collect();
        assert_eq!(lacking, [&ROWS[2], &ROWS[3]]);
    }
}
