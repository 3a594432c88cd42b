//! A text that may be absent, in whichever shape a page has it.

/// Takes `"text"`, a `String`, `None` or an `Option` of either, so that a page hands over an error
/// message from a form's state and a fixed hint in the same way. An empty text counts as absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaybeText(Option<String>);

impl MaybeText {
    /// Whether there is a text.
    pub(super) fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The text, if there is one.
    pub(super) fn get(self) -> Option<String> {
        self.0
    }
}

impl From<Option<String>> for MaybeText {
    fn from(text: Option<String>) -> Self {
        Self(text.filter(|text| !text.is_empty()))
    }
}

impl From<String> for MaybeText {
    fn from(text: String) -> Self {
        Some(text).into()
    }
}

impl From<&str> for MaybeText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Option<&str>> for MaybeText {
    fn from(text: Option<&str>) -> Self {
        text.map(str::to_owned).into()
    }
}
