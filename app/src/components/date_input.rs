//! A day that people know by heart: three fields, as they would write it.

use leptos::prelude::*;

use super::{
    ErrorMessage, Fieldset, Hint, MaybeText, Size,
    size::{classes, described_by},
    text,
};

/// Day, month and year. The ids of the fields are `ID-day`, `ID-month` and `ID-year`: an error summary leads to the first.
#[component]
pub fn DateInput(
    /// The id of the group.
    #[prop(into)]
    id: String,
    /// The names of the fields in the form.
    names: [String; 3],
    /// What the day is.
    #[prop(into)]
    legend: String,
    /// How large the legend is set.
    #[prop(optional_no_strip, into)]
    legend_size: Option<Size>,
    /// Whether the legend is the page's heading.
    #[prop(optional)]
    page_heading: bool,
    /// What was typed into each.
    #[prop(optional)]
    values: [Option<String>; 3],
    /// Help before typing.
    #[prop(optional, into)]
    hint: MaybeText,
    /// What is wrong with what was typed.
    #[prop(optional, into)]
    error: MaybeText,
    /// What the browser may fill in, for all three.
    #[prop(optional, into)]
    autocomplete: MaybeText,
) -> impl IntoView {
    let describes = described_by(&id, hint.is_some(), error.is_some());
    let has_error = error.is_some();
    let group = || classes([Some("nhsuk-form-group"), has_error.then_some("nhsuk-form-group--error")]);
    let autocomplete = autocomplete.get();
    let parts = [
        ("day", text::DAY, "nhsuk-input--width-2"),
        ("month", text::MONTH, "nhsuk-input--width-2"),
        ("year", text::YEAR, "nhsuk-input--width-4"),
    ];
    let fields = parts.into_iter().zip(names).zip(values).map(|(((part, label, width), name), value)| {
        let id = format!("{id}-{part}");
        let field = classes([
            Some("nhsuk-input"),
            has_error.then_some("nhsuk-input--error"),
            Some(width),
            Some("nhsuk-date-input__input"),
        ]);
        view! {
            <div class="nhsuk-date-input__item">
                <div class=group()>
                    <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>
                        {label}
                    </label>
                    <input
                        class=field
                        id=id
                        name=name
                        type="text"
                        value=value
                        autocomplete=autocomplete.clone()
                        inputmode="numeric"
                    />
                </div>
            </div>
        }
    });
    let fields = fields.collect_view();
    view! {
        <div class=group()>
            <Fieldset legend=legend size=legend_size page_heading=page_heading described_by=describes group=true>
                {hint.get().map(|text| view! { <Hint text=text id=format!("{id}-hint") /> })}
                {error.get().map(|text| view! { <ErrorMessage text=text id=format!("{id}-error") /> })}
                <div class="nhsuk-date-input" id=id>
                    {fields}
                </div>
            </Fieldset>
        </div>
    }
}
