//! What a person calls an authenticator: text, escaped wherever it is shown (failure 25).

use crate::{
    assurance::{Kind, model::Aaguid},
    invisible::is_invisible,
};

/// The longest name in characters.
pub const LONGEST: usize = 60;

/// A name of 1 to 60 characters without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthenticatorName(String);

impl AuthenticatorName {
    /// Reads a name; white space around it is left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = (1..=LONGEST).contains(&text.chars().count())
            && !text.chars().any(|one| one.is_control() || is_invisible(one));
        fits.then(|| Self(text.to_owned()))
    }

    /// The name that an authenticator has until its person gives it another: its model, where it says which it is.
    #[must_use]
    pub fn suggested(kind: Kind, aaguid: Option<Aaguid>) -> Self {
        let model = aaguid.and_then(Aaguid::model).map(|model| model.name);
        Self(match kind {
            Kind::WindowsHello => "Windows Hello on this computer".to_owned(),
            kind => model.unwrap_or(kind.name()).to_owned(),
        })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_25_a_name_is_short_and_plain() {
        let read = |text: &str| AuthenticatorName::parse(text).map(|name| name.as_str().to_owned());
        assert_eq!(read("  my <b>blue</b> key "), Some("my <b>blue</b> key".into()));
        assert_eq!(read(&"é".repeat(60)), Some("é".repeat(60)));
        for refused in [
            "",
            "  ",
            "a\nb",
            "a\u{0}",
            "a\u{202e}b",
            "\u{200b}",
            "\u{3164}",
            "a\u{2028}b",
            "x\u{e0041}",
            &"x".repeat(61),
        ] {
            assert_eq!(read(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn an_authenticator_has_a_name_from_the_start_that_it_may_have() {
        let yubikey = Aaguid::from_text("ee882879-721c-4913-9775-3dfcce97072a");
        assert_eq!(AuthenticatorName::suggested(Kind::SecurityKey, yubikey).as_str(), "YubiKey 5");
        assert_eq!(AuthenticatorName::suggested(Kind::Ipad, Some(Aaguid::default())).as_str(), "iPad");
        for kind in Kind::ALL {
            let name = AuthenticatorName::suggested(kind, None);
            assert_eq!(AuthenticatorName::parse(name.as_str()), Some(name));
        }
    }
}
