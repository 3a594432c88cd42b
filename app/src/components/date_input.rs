//! A day that people know by heart: three fields, as they would write it.

use leptos::prelude::*;

use super::{
    ErrorMessage, Fieldset, Hint, MaybeText, Size,
    size::{classes, described_by},
    text,
};

/// Day, month and year. The fields are named `NAME_day`, `NAME_month` and `NAME_year`; the first has the id `NAME`, so that an
/// error summary leads to it.
#[component]
pub fn DateInput(
    /// The beginning of the fields' names.
    #[prop(into)]
    name: String,
    /// What the day is.
    #[prop(into)]
    legend: String,
    /// What was typed into each.
    values: [Option<String>; 3],
    /// Help before typing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: MaybeText,
) -> impl IntoView {
    let describes = described_by(&name, hint.is_some(), error.is_some());
    let has_error = error.is_some();
    let parts = [("day", text::DAY, "2"), ("month", text::MONTH, "2"), ("year", text::YEAR, "4")];
    let fields = parts.into_iter().zip(values).map(|((part, label, length), value)| {
        let id = if part == "day" { name.clone() } else { format!("{name}-{part}") };
        let width = if length == "2" { "nhsuk-input--width-2" } else { "nhsuk-input--width-4" };
        let field = classes([Some("nhsuk-input"), Some(width), has_error.then_some("nhsuk-input--error")]);
        view! {
            <div>
                <label class="nhsuk-label" for=id.clone()>
                    {label}
                </label>
                <input
                    class=field
                    id=id
                    name=format!("{name}_{part}")
                    type="text"
                    inputmode="numeric"
                    maxlength=length
                    autocomplete="off"
                    value=value
                />
            </div>
        }
    });
    let fields = fields.collect_view();
    let group = classes([Some("nhsuk-form-group"), has_error.then_some("nhsuk-form-group--error")]);
    view! {
        <div class=group>
            <Fieldset legend=legend size=Some(Size::S) described_by=describes>
                {hint.get().map(|text| view! { <Hint text=text id=format!("{name}-hint") /> })}
                {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{name}-error") /> })}
                <div class="ci-date">{fields}</div>
            </Fieldset>
        </div>
    }
}
