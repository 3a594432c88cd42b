//! The four sizes that labels, legends, headings and captions share.

/// How large a label, a legend or a heading is set. `L` is the size of a page's title on a page that
/// asks one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As body text, bold.
    S,
    /// A section's heading.
    M,
    /// A page's heading on a form.
    L,
    /// A page's heading on a page to read.
    Xl,
}

impl Size {
    /// The class of a heading that stands alone or in a card.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::S => "nhsuk-heading-s",
            Self::M => "nhsuk-heading-m",
            Self::L => "nhsuk-heading-l",
            Self::Xl => "nhsuk-heading-xl",
        }
    }
}

/// Joins the class names that are there with single spaces.
pub(super) fn classes<const N: usize>(names: [Option<&str>; N]) -> String {
    let mut joined = String::new();
    for name in names.into_iter().flatten() {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(name);
    }
    joined
}

/// The ids that describe a field (hint first, then error, as upstream has it), or nothing, so that
/// an empty `aria-describedby` is never written.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-hint {id}-error")),
    }
}
