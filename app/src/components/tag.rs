//! The state of something, in a word.

use leptos::prelude::*;

use super::size::classes;

/// A tag's colour. The word says what the colour says: no meaning hangs on the colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    /// The strongest: white on dark.
    #[default]
    Plain,
    /// White.
    White,
    /// Grey: over, not in use.
    Grey,
    /// Green: well.
    Green,
    /// Blue: for information.
    Blue,
    /// Red: stopped, refused.
    Red,
    /// Orange: about to end.
    Orange,
    /// Yellow: waiting.
    Yellow,
}

/// A word in a coloured box.
#[component]
pub fn Tag(
    /// The word.
    #[prop(into)]
    text: String,
    /// The colour.
    #[prop(optional)]
    colour: TagColour,
) -> impl IntoView {
    let colour = match colour {
        TagColour::Plain => None,
        TagColour::White => Some("nhsuk-tag--white"),
        TagColour::Grey => Some("nhsuk-tag--grey"),
        TagColour::Green => Some("nhsuk-tag--green"),
        TagColour::Blue => Some("nhsuk-tag--blue"),
        TagColour::Red => Some("nhsuk-tag--red"),
        TagColour::Orange => Some("nhsuk-tag--orange"),
        TagColour::Yellow => Some("nhsuk-tag--yellow"),
    };
    view! { <strong class=classes([Some("nhsuk-tag"), colour])>{text}</strong> }
}
