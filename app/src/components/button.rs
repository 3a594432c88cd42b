//! Buttons, and links that look like them.

use leptos::prelude::*;

use super::{MaybeText, size::classes};

/// What a button is for; it sets the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    /// The main thing to do on the page.
    #[default]
    Primary,
    /// Another thing that may be done.
    Secondary,
    /// Something that cannot be undone.
    Warning,
    /// On a dark background.
    Reverse,
    /// The way in.
    Login,
}

impl ButtonVariant {
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Primary => None,
            Self::Secondary => Some("nhsuk-button--secondary"),
            Self::Warning => Some("nhsuk-button--warning"),
            Self::Reverse => Some("nhsuk-button--reverse"),
            Self::Login => Some("nhsuk-button--login"),
        }
    }
}

/// Whether pressing the button sends the form around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Sends the form.
    #[default]
    Submit,
    /// Does what a script makes of it.
    Button,
}

fn button_classes(variant: ButtonVariant, small: bool) -> String {
    classes([Some("nhsuk-button"), variant.class(), small.then_some("nhsuk-button--small")])
}

/// A button. A second press within a second is ignored where JavaScript runs, unless that is turned
/// off; the server still has to cope with a form that arrives twice.
#[component]
pub fn Button(
    /// What it says.
    #[prop(into)]
    text: String,
    /// What it is for.
    #[prop(optional)]
    variant: ButtonVariant,
    /// Smaller, for use beside text.
    #[prop(optional)]
    small: bool,
    /// Whether it sends the form.
    #[prop(optional)]
    kind: ButtonKind,
    /// The field's name under which the value is sent.
    #[prop(optional, into)]
    name: MaybeText,
    /// The value that is sent when this button was the one pressed.
    #[prop(optional, into)]
    value: MaybeText,
    /// For scripts and labels.
    #[prop(optional, into)]
    id: MaybeText,
    /// Shown but not usable. Rarely right: say instead why something cannot be done.
    #[prop(optional)]
    disabled: bool,
    /// Whether a second press within a second is ignored.
    #[prop(default = true)]
    prevent_double_click: bool,
) -> impl IntoView {
    let kind = match kind {
        ButtonKind::Submit => "submit",
        ButtonKind::Button => "button",
    };
    view! {
        <button
            class=button_classes(variant, small)
            id=id.get()
            data-module="nhsuk-button"
            data-prevent-double-click=prevent_double_click.then_some("true")
            type=kind
            name=name.get()
            value=value.get()
            disabled=disabled
            aria-disabled=disabled.then_some("true")
        >
            {text}
        </button>
    }
}

/// A link that looks like a button, for going on without sending anything.
#[component]
pub fn ButtonLink(
    /// What it says.
    #[prop(into)]
    text: String,
    /// Where it goes.
    #[prop(into)]
    href: String,
    /// What it is for.
    #[prop(optional)]
    variant: ButtonVariant,
    /// Smaller, for use beside text.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <a
            class=button_classes(variant, small)
            data-module="nhsuk-button"
            href=href
            role="button"
            draggable="false"
        >
            {text}
        </a>
    }
}
