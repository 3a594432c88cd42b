//! Fields and frames that several forms of the desk share.

use identity::{
    Unexpected,
    person::Person,
    ra::{
        Desk, Rank, Refusal,
        approval::{self, Decision},
        identity_check::Document,
        role::CareRole,
        take_over::{self, Sort},
        view::Profile,
    },
    time::{Date, parse_date},
};
use leptos::prelude::*;

use super::{page_of, text};
use crate::{
    components::{
        Button, ButtonVariant, Checkboxes, Choice, DateInput, Input, InputWidth, InsetText, Radios, Select,
        SelectOption, Size,
    },
    web::{Answer, Flash, Page, Request},
};

/// A form about somebody: what it does, its own fields, the reason, and two ways on.
pub struct ActionForm {
    /// The page's heading.
    pub title: &'static str,
    /// Where it is sent.
    pub action: &'static str,
    /// What it does, and its fields.
    pub fields: AnyView,
    /// What the button says: the same as is done.
    pub button: &'static str,
    /// Whether it takes something away.
    pub is_warning: bool,
}

impl ActionForm {
    /// The page of the form.
    pub fn page(self, person: &Person, flash: Flash) -> Answer {
        self.page_with(person, flash, ().into_any())
    }

    /// The same, with something that stands before the form.
    pub fn page_with(self, person: &Person, flash: Flash, before: AnyView) -> Answer {
        let back = page_of(&person.identifier);
        let variant = if self.is_warning { ButtonVariant::Warning } else { ButtonVariant::Primary };
        let body = view! {
            {heading(self.title, person)}
            {before}
            <form method="post" action=self.action novalidate>
                <input type="hidden" name="person" value=person.identifier.as_str().to_owned() />
                {self.fields}
                {reason(&flash)}
                <Button text=self.button variant=variant />
            </form>
            <p>
                <a href=back.clone()>{text::CANCEL}</a>
            </p>
        };
        Answer::Page(Page::new(self.title, body).back(back).flash(flash))
    }
}

/// A heading, with whom the page is about above it.
pub fn heading(title: &'static str, person: &Person) -> AnyView {
    let whom = text::named(person);
    view! {
        <p class="nhsuk-caption-l nhsuk-u-text-break-word nhsuk-u-margin-bottom-2">{whom}</p>
        <h1 class="nhsuk-heading-l">{title}</h1>
    }
    .into_any()
}

/// Why it is done.
pub fn reason(flash: &Flash) -> AnyView {
    view! {
        <Input
            name="reason"
            label=text::REASON
            label_size=Some(Size::S)
            hint=text::REASON_HINT
            autocomplete="off"
            value=flash.value_of("reason")
            error=flash.error_of("reason")
        />
    }
    .into_any()
}

/// What was seen of somebody's documents.
pub fn documents(flash: &Flash) -> AnyView {
    let ticked = flash.value_of("documents").unwrap_or_default();
    let choice = |document: Document| {
        let slug = document.slug();
        Choice::new(slug, text::document(document)).checked(ticked.split(' ').any(|one| one == slug))
    };
    view! {
        <Checkboxes
            name="documents[]"
            id="documents"
            legend=text::DOCUMENTS
            legend_size=Some(Size::S)
            hint=text::DOCUMENTS_HINT
            choices=Document::ALL.into_iter().map(choice).collect()
            error=flash.error_of("documents")
        />
    }
    .into_any()
}

/// How they are there.
pub fn presence(flash: &Flash) -> AnyView {
    let ticked = flash.value_of("presence").unwrap_or_default();
    let choices = [("in-person", text::IN_PERSON), ("on-video", text::ON_VIDEO)];
    let choices = choices.map(|(slug, words)| Choice::new(slug, words).checked(ticked == slug));
    view! {
        <Radios
            name="presence"
            legend=text::PRESENT
            legend_size=Some(Size::S)
            hint=text::PRESENT_HINT
            choices=choices.to_vec()
            error=flash.error_of("presence")
        />
    }
    .into_any()
}

/// An organisation's code, with one of the desk's own for example.
pub fn organisation(flash: &Flash, desk: &Desk) -> AnyView {
    let hint = text::organisation_hint(desk.seats().first().map(|seat| seat.organisation.as_str()));
    view! {
        <Input
            name="organisation"
            label=text::ORGANISATION_CODE
            label_size=Some(Size::S)
            hint=hint
            autocomplete="off"
            spellcheck=Some(false)
            width=Some(InputWidth::Ten)
            value=flash.value_of("organisation")
            error=flash.error_of("organisation")
        />
    }
    .into_any()
}

/// A decision, and why it is taken.
pub fn decision(flash: &Flash, choices: Vec<Choice>) -> AnyView {
    view! {
        <Radios
            name="decision"
            legend=text::DECISION
            legend_size=Some(Size::S)
            choices=choices
            error=flash.error_of("decision")
        />
        {reason(flash)}
        <Button text=text::DECIDE />
    }
    .into_any()
}

/// The organisation's code and the role of a position.
pub fn position(flash: &Flash, desk: &Desk) -> AnyView {
    let roles = CareRole::all().into_iter().filter(|role| desk.rank() == Rank::Manager || !role.is_ra());
    let option = |role: CareRole| SelectOption { value: role.code.to_owned(), text: text::role(role) };
    let first = SelectOption { value: String::new(), text: text::CHOOSE_ROLE.to_owned() };
    view! {
        {organisation(flash, desk)}
        <Select
            name="role"
            label=text::ROLE
            label_size=Some(Size::S)
            options=std::iter::once(first).chain(roles.map(option)).collect()
            value=flash.value_of("role")
            error=flash.error_of("role")
        />
    }
    .into_any()
}

/// A day in three fields. What is wrong with it is kept under `NAME-day`, the id of the first.
pub fn day(
    flash: &Flash,
    name: &'static str,
    legend: &'static str,
    hint: &'static str,
    usual: Option<Date>,
) -> AnyView {
    let typed = ["day", "month", "year"].map(|part| flash.value_of(&format!("{name}_{part}")));
    let usual = usual.map(|day| [day.day().to_string(), u8::from(day.month()).to_string(), day.year().to_string()]);
    let values = match usual {
        Some(usual) if typed.iter().all(Option::is_none) => usual.map(Some),
        _ => typed,
    };
    let names = ["day", "month", "year"].map(|part| format!("{name}_{part}"));
    let error = flash.error_of(&format!("{name}-day"));
    view! {
        <DateInput
            id=name
            names=names
            legend=legend
            legend_size=Some(Size::S)
            hint=hint
            values=values
            error=error
            autocomplete="off"
        />
    }
    .into_any()
}

/// What was typed into the three fields of a day.
pub struct TypedDay(pub [String; 3]);

impl TypedDay {
    /// Keeps what was typed, right or wrong, for the form that comes back.
    pub fn keep(&self, flash: Flash, name: &str) -> Flash {
        let [day, month, year] = &self.0;
        let flash = flash.keep(&format!("{name}_day"), day).keep(&format!("{name}_month"), month);
        flash.keep(&format!("{name}_year"), year)
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|part| part.trim().is_empty())
    }

    /// The day, if it is one.
    pub fn read(&self) -> Option<Date> {
        let [day, month, year] = &self.0;
        parse_date(&format!("{:0>4}-{:0>2}-{:0>2}", year.trim(), month.trim(), day.trim())).ok()
    }
}

/// Where the approvals stand that one asked for to do this; before any was asked for, whether it takes one, and why.
///
/// # Errors
/// When the database refuses.
pub async fn standing(
    request: &Request,
    desk: &Desk,
    (profile, sort): (&Profile, Sort),
) -> Result<AnyView, Unexpected> {
    let mine = approval::mine(request.service(), desk).await?;
    let of_this = |approval: &approval::Approval| {
        approval.person == profile.person.id && approval.target.sort() == sort && approval.used_at.is_none()
    };
    let mine: Vec<_> = mine.into_iter().map(|asked| asked.approval).filter(of_this).collect();
    let mut told: Vec<String> =
        mine.iter().map(|approval| text::standing(approval, &text::target(&approval.target, profile))).collect();
    match take_over::foresee(request.service(), desk, &profile.person, sort).await? {
        Err(Refusal::TookOver) => told = vec![text::TOOK_OVER.to_owned()],
        // Each approval is for one thing: another one takes its own.
        Ok(Some(why)) if mine.iter().all(|mine| mine.decision != Some(Decision::Approved)) => {
            told.push(format!("{} {}", text::needs(why), text::NEXT_PAGE_ASKS));
        }
        Ok(_) | Err(_) => {}
    }
    let told = told.into_iter().map(|words| {
        view! {
            <InsetText>
                <p>{words}</p>
            </InsetText>
        }
    });
    Ok(told.collect_view().into_any())
}
