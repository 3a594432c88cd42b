//! `/ra/people/IDENTIFIER`: what somebody at the desk may see of a person, and what they can do for them.

use identity::{
    Unexpected,
    authenticator::Authenticator,
    email::Email,
    person::PersonState,
    ra::{
        Desk, approval,
        store::HeldPosition,
        view::{Profile, SeenCard},
    },
    telephone::MobileNumber,
    time::{Date, Timestamp, day_for_people},
};
use leptos::prelude::*;

use super::{HOME, enter_with_profile, page_of, text};
use crate::{
    components::{
        ButtonLink, ButtonVariant, Details, HeadingLevel, InsetText, SummaryList, SummaryRow, Tag, TagColour,
        WarningCallout,
    },
    pages::{authenticators, level_in_words, profile::text::held as days_held},
    web::{Answer, Page, Request},
};

/// The page.
///
/// # Errors
/// When the database refuses.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (desk, profile) = match enter_with_profile(&request).await? {
        Ok(both) => both,
        Err(answer) => return Ok(answer),
    };
    let page = page_of(&profile.person.identifier);
    if request.param("identifier") != profile.person.identifier.as_str() {
        return Ok(Answer::Go(page));
    }
    let today = request.service().now().uk_date();
    let waits = waits(&request, &desk, &profile).await?;
    let name = profile.person.name.full();
    let acts = Acts {
        page,
        allowed: !profile.is_yourself,
        is_open: profile.person.state == PersonState::Open,
        needs_manager: profile.needs_manager,
        lets_in: profile.may_be_let_in(),
        takes_manager: profile.takes_manager,
    };
    let body = view! {
        <h1 class="nhsuk-heading-l nhsuk-u-text-break-word">{name.clone()}</h1>
        {notices(&profile, &acts)}
        {waits}
        <h2 class="nhsuk-heading-m" id="personal">{text::PERSONAL}</h2>
        <SummaryList rows=personal(&profile, &desk, &acts) />
        <h2 class="nhsuk-heading-m" id="positions">{text::POSITIONS}</h2>
        {positions(&profile.positions, today, &acts)}
        <h2 class="nhsuk-heading-m" id="contact">{text::CONTACT}</h2>
        {contact(&profile, &acts)}
        <h2 class="nhsuk-heading-m" id="authenticators">{text::AUTHENTICATORS}</h2>
        {ways_in(&profile, &acts, request.service().now())}
        <h2 class="nhsuk-heading-m" id="account">{text::ACCOUNT}</h2>
        {account(&profile, &acts)}
    };
    Ok(Answer::Page(Page::new(name, body).back(HOME).flash(request.flash().await?)))
}

/// What can be done: nothing about oneself, and little about a Care Identity that is closed.
struct Acts {
    page: String,
    allowed: bool,
    is_open: bool,
    /// Only a manager takes over the account of somebody who sits at a desk.
    needs_manager: bool,
    /// What gives a way in is done, with an approval where it takes one.
    lets_in: bool,
    /// Only a manager takes something from a manager.
    takes_manager: bool,
}

impl Acts {
    fn row(&self, row: SummaryRow, path: &str, word: &str, hidden: &str) -> SummaryRow {
        if self.allowed { row.action(format!("{}/{path}", self.page), word, hidden) } else { row }
    }

    /// A row with an action that takes something away.
    fn taking(&self, row: SummaryRow, path: &str, word: &str, hidden: &str) -> SummaryRow {
        if self.takes_manager { row } else { self.row(row, path, word, hidden) }
    }

    fn button(&self, path: &str, words: &str) -> Option<AnyView> {
        let href = format!("{}/{path}", self.page);
        (self.allowed && self.is_open).then(|| {
            view! { <ButtonLink text=words href=href variant=ButtonVariant::Secondary small=true /> " " }.into_any()
        })
    }

    /// A button of what gives a way in.
    fn way_in(&self, path: &str, words: &str) -> Option<AnyView> {
        if self.lets_in { self.button(path, words) } else { None }
    }

    fn link(&self, path: &str, words: &str, what: &str) -> Option<AnyView> {
        let href = format!("{}/{path}", self.page);
        let (words, what) = (words.to_owned(), what.to_owned());
        self.allowed.then(|| view! { <li><a href=href>{words}</a> ": " {what}</li> }.into_any())
    }
}

fn notices(profile: &Profile, acts: &Acts) -> AnyView {
    let inset = |words: &'static str| {
        view! {
            <InsetText>
                <p>{words}</p>
            </InsetText>
        }
    };
    let yourself = profile.is_yourself.then(|| inset(text::YOURSELF));
    let must = if acts.takes_manager { text::MANAGERS_MUST } else { text::MANAGER_MUST };
    let manager = (acts.needs_manager && acts.allowed).then(|| inset(must));
    let closed = (!acts.is_open).then(|| {
        view! {
            <p>
                <Tag text=text::CLOSED_TAG colour=TagColour::Grey />
            </p>
        }
    });
    let frozen = profile.person.frozen.map(|freeze| {
        let href = format!("{}/lift-freeze", acts.page);
        let lift = (acts.allowed && !acts.needs_manager).then(|| view! { <p><a href=href>{text::LIFT_FREEZE}</a></p> });
        view! {
            <WarningCallout heading=text::STOPPED level=HeadingLevel::Two>
                <p>{text::stopped_since(freeze.at)}</p>
                {lift}
            </WarningCallout>
        }
    });
    view! { {yourself} {manager} {closed} {frozen} }.into_any()
}

/// What of this person waits for an approval, or was approved and can be done.
async fn waits(request: &Request, desk: &Desk, profile: &Profile) -> Result<Option<AnyView>, Unexpected> {
    let is_theirs = |approval: &approval::Approval| approval.person == profile.person.id && approval.used_at.is_none();
    let others = approval::waiting_for(request.service(), desk, &profile.person.id).await?;
    let others = others.into_iter().filter(|asked| is_theirs(&asked.approval)).map(|asked| {
        let href = format!("{HOME}/approvals/{}", asked.approval.id);
        view! { <li>{text::asks(&asked.asker, &text::target(&asked.approval.target, profile))} " " <a href=href>{text::DECIDE}</a></li> }
            .into_any()
    });
    let mine = approval::mine(request.service(), desk).await?;
    let mine = mine.into_iter().filter(|asked| is_theirs(&asked.approval));
    let mine = mine.map(|asked| {
        view! { <li>{text::standing(&asked.approval, &text::target(&asked.approval.target, profile))}</li> }.into_any()
    });
    let items: Vec<AnyView> = others.chain(mine).collect();
    Ok((!items.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">{text::APPROVALS}</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{items}</ul>
        }
        .into_any()
    }))
}

fn personal(profile: &Profile, desk: &Desk, acts: &Acts) -> Vec<SummaryRow> {
    let person = &profile.person;
    let seat = desk.seats().iter().find(|seat| seat.organisation == profile.through);
    let through = seat.map_or_else(|| profile.through.as_str().to_owned(), text::seat);
    vec![
        SummaryRow::new(text::IDENTIFIER, person.identifier.for_people()),
        acts.row(SummaryRow::new(text::NAME, person.name.full()), "name", text::CHANGE, text::NAME_HIDDEN),
        SummaryRow::new(text::BIRTH_DATE, day_for_people(person.birth_date)),
        SummaryRow::new(text::SEEN_THROUGH, through),
    ]
}

fn positions(held: &[HeldPosition], today: Date, acts: &Acts) -> AnyView {
    let is_over = |held: &&HeldPosition| held.position.ends_on.is_some_and(|end| end < today);
    let (over, open): (Vec<&HeldPosition>, Vec<&HeldPosition>) = held.iter().partition(is_over);
    let row = |held: &HeldPosition| {
        let position = &held.position;
        let value = view! { {text::at(position)} <br /> {days_held(position)} };
        SummaryRow::new(position.role_name.clone(), value)
    };
    let rows = open.iter().map(|held| {
        let hidden = text::position_hidden(&held.position);
        acts.taking(row(held), &format!("positions/{}/end", held.id), text::END, &hidden)
    });
    let rows: Vec<SummaryRow> = rows.collect();
    let open = if rows.is_empty() {
        view! { <p>{text::NO_POSITION}</p> }.into_any()
    } else {
        view! { <SummaryList rows=rows /> }.into_any()
    };
    let over = (!over.is_empty()).then(|| {
        let rows = over.iter().map(|held| row(held)).collect();
        view! {
            <Details summary=text::ENDED_POSITIONS>
                <SummaryList rows=rows />
            </Details>
        }
    });
    view! { {open} {over} {acts.button("positions/add", text::ADD_POSITION)} }.into_any()
}

fn contact(profile: &Profile, acts: &Acts) -> AnyView {
    let mut rows: Vec<SummaryRow> = profile.emails.iter().map(email).collect();
    if rows.is_empty() {
        rows.push(SummaryRow::new(text::EMAIL, text::NONE));
    }
    let mobile = profile.mobile.as_deref();
    let mobile =
        mobile.map(|mobile| MobileNumber::parse(mobile).map_or_else(|_| mobile.to_owned(), |it| it.for_people()));
    rows.push(SummaryRow::new(text::MOBILE, mobile.unwrap_or_else(|| text::NONE.to_owned())));
    view! {
        <SummaryList rows=rows />
        {acts.way_in("email", text::SET_EMAIL)}
    }
    .into_any()
}

fn email(email: &Email) -> SummaryRow {
    let tag = match email.verified_at {
        Some(_) => view! { <Tag text=text::VERIFIED_TAG colour=TagColour::Green /> },
        None => view! { <Tag text=text::PENDING_TAG colour=TagColour::Yellow /> },
    };
    let address = email.address.for_people();
    SummaryRow::new(text::EMAIL, view! { <span class="nhsuk-u-text-break-word">{address}</span> " " {tag} })
}

fn ways_in(profile: &Profile, acts: &Acts, now: Timestamp) -> AnyView {
    let card = |held: &Authenticator| profile.card.as_ref().filter(|card| card.authenticator == held.id);
    let row = |held: &Authenticator| authenticator(held, (card(held), now), acts);
    let mut rows: Vec<SummaryRow> = profile.authenticators.iter().map(row).collect();
    if rows.is_empty() {
        rows.push(SummaryRow::new(text::AUTHENTICATORS, text::NONE));
    }
    let password = profile.password_set_at.map_or_else(|| text::NONE.to_owned(), Timestamp::for_people);
    rows.push(SummaryRow::new(text::PASSWORD, password));
    rows.extend(profile.stopped.iter().map(|stopped| {
        let (title, words) = (text::stopped_title(stopped), text::stopped_until(stopped.stop));
        acts.row(SummaryRow::new(title, words), "clear-counters", text::CLEAR, text::STOPPED_HIDDEN)
    }));
    view! {
        <SummaryList rows=rows />
        {acts.way_in("authenticators/add", text::ISSUE)}
        {acts.way_in("smartcard/issue", text::ISSUE_CARD)}
        {profile.card.as_ref().and_then(|_| acts.way_in("smartcard/unblock", text::UNBLOCK_CARD))}
        {acts.way_in("sign-in-link", text::NEW_SIGN_IN_LINK)}
    }
    .into_any()
}

fn authenticator(held: &Authenticator, (card, now): (Option<&SeenCard>, Timestamp), acts: &Acts) -> SummaryRow {
    let used = held.last_used_at.map_or_else(|| text::NOT_USED.to_owned(), text::used);
    let value = view! {
        <span class="nhsuk-u-text-break-word">{held.name.as_str().to_owned()}</span>
        " "
        {authenticators::list::tag(held)}
        <br />
        {text::gives(level_in_words(held.level))}
        <br />
        {text::added(held.added_at)}
        <br />
        {used}
        {card.map(|card| view! { <br /> {text::card_number(card.serial.as_str())} <br /> {text::card_works(card.standing, now)} })}
    };
    let (verb, word) = match held.suspended_at {
        Some(_) => ("unlock", text::UNLOCK),
        None => ("lock", text::LOCK),
    };
    let hidden = held.name.as_str();
    let row = SummaryRow::new(held.kind.name(), value);
    let act = format!("authenticators/{}/{verb}", held.id);
    let row = match held.suspended_at {
        Some(_) if acts.lets_in => acts.row(row, &act, word, hidden),
        Some(_) => row,
        None => acts.taking(row, &act, word, hidden),
    };
    acts.taking(row, &format!("authenticators/{}/remove", held.id), text::REMOVE, hidden)
}

fn account(profile: &Profile, acts: &Acts) -> AnyView {
    let state = match (acts.takes_manager, acts.is_open) {
        (true, _) => None,
        (false, true) => acts.link("close", text::CLOSE, text::CLOSE_SHORT),
        (false, false) => acts.link("reopen", text::REOPEN, text::REOPEN_SHORT),
    };
    let lift = profile
        .person
        .frozen
        .filter(|_| !acts.needs_manager)
        .and_then(|_| acts.link("lift-freeze", text::LIFT_FREEZE, text::LIFT_FREEZE_SHORT));
    if !acts.allowed {
        return view! { <p>{text::YOURSELF}</p> }.into_any();
    }
    view! {
        <ul class="nhsuk-list nhsuk-list--bullet">
            {acts.link("clear-counters", text::CLEAR_COUNTERS, text::CLEAR_COUNTERS_SHORT)}
            {lift}
            {state}
        </ul>
    }
    .into_any()
}
