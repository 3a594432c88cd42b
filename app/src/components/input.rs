//! A field for one line of text.

use leptos::prelude::*;

use super::{
    ErrorMessage, Hint, Label, MaybeText, Size,
    size::{classes, described_by},
};

/// How wide a field is: it tells people how much to type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputWidth {
    /// Two characters.
    Two,
    /// Three characters.
    Three,
    /// Four characters.
    Four,
    /// Five characters.
    Five,
    /// Ten characters.
    Ten,
    /// Twenty characters.
    Twenty,
    /// Thirty characters.
    Thirty,
}

impl InputWidth {
    fn class(self) -> &'static str {
        match self {
            Self::Two => "nhsuk-input--width-2",
            Self::Three => "nhsuk-input--width-3",
            Self::Four => "nhsuk-input--width-4",
            Self::Five => "nhsuk-input--width-5",
            Self::Ten => "nhsuk-input--width-10",
            Self::Twenty => "nhsuk-input--width-20",
            Self::Thirty => "nhsuk-input--width-30",
        }
    }
}

/// Label, hint, error and field in one. `value` brings back what was typed when the form is shown
/// again; never use it for a secret: that is what `PasswordInput` is for.
///
/// There is no `pattern` and no `required`: the server says what is wrong, in plain words and in one
/// place (WCAG 3.3.1).
#[component]
pub fn Input(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// The field's id; the name when absent.
    #[prop(optional, into)]
    id: MaybeText,
    /// How large the label is set.
    #[prop(optional_no_strip, into)]
    label_size: Option<Size>,
    /// Whether the label is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// Help before typing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: MaybeText,
    /// What was typed, to be kept.
    #[prop(optional, into)]
    value: MaybeText,
    /// The field's type: `text`, `email`, `tel` or `search`.
    #[prop(into, default = "text".to_owned())]
    kind: String,
    /// What the browser may fill in, by the names of WCAG 1.3.5; `one-time-code` for a code.
    #[prop(optional, into)]
    autocomplete: MaybeText,
    /// Which keyboard a phone shows, such as `numeric`.
    #[prop(optional, into)]
    inputmode: MaybeText,
    /// Whether the browser may check the spelling; nothing leaves that to the browser.
    #[prop(optional_no_strip, into)]
    spellcheck: Option<bool>,
    /// Whether the text is a code: even, spaced letters.
    #[prop(optional)]
    code: bool,
    /// How wide it is; as wide as the page when absent.
    #[prop(optional_no_strip, into)]
    width: Option<InputWidth>,
    /// Shown but not usable.
    #[prop(optional)]
    disabled: bool,
) -> impl IntoView {
    let id = id.get().unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let group = classes([Some("nhsuk-form-group"), error.is_some().then_some("nhsuk-form-group--error")]);
    let field = classes([
        Some("nhsuk-input"),
        code.then_some("nhsuk-input--code"),
        error.is_some().then_some("nhsuk-input--error"),
        width.map(InputWidth::class),
    ]);
    let spellcheck = spellcheck.map(|on| if on { "true" } else { "false" });
    view! {
        <div class=group>
            <Label text=label for_id=id.clone() size=label_size page_heading=page_heading />
            {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
            {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
            <input
                class=field
                id=id.clone()
                name=name
                type=kind
                spellcheck=spellcheck
                value=value.get()
                aria-describedby=describes
                autocomplete=autocomplete.get()
                inputmode=inputmode.get()
                disabled=disabled
            />
        </div>
    }
}
