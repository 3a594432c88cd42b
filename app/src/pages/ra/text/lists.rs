//! The words of the lists and of approvals.

use identity::{
    ra::{
        approval::{Approval, Decision},
        export::List,
        take_over::{TakeOver, Why},
    },
    time::Timestamp,
};

pub const PERSON: &str = "Person";
pub const WHAT: &str = "What";
pub const ASKED_BY: &str = "Asked by";
pub const ASKED_AT: &str = "Asked on";
pub const DECISION: &str = "Decision";
pub const STOPPED_AT: &str = "Changes stopped on";
pub const UNTIL: &str = "Can be used until";
pub const HAS_NONE: &str = "None";
pub const HAS_ONE: &str = "One";
pub const WHOLE_LIST: &str = "See the whole list";
pub const CSV: &str = "Download as CSV";

pub const APPROVALS_ARE: &str = "A colleague asks you to look at a change before they make it. Speak with them, and with the \
    person if you are in doubt.";
pub const YOU_ASKED: &str = "What you asked for";
pub const ASKED_NOTHING: &str = "You asked for no approval in the last 24 hours.";
pub const DECIDE: &str = "Decide";
pub const DECIDE_ABOUT: &str = "Decide about a change";
pub const DECIDE_IS: &str =
    "If you approve, your colleague can make this change once. You answer for it as much as they do.";
pub const APPROVE: &str = "Approve";
pub const REFUSE: &str = "Refuse";
pub const DECISION_WRONG: &str = "Choose whether you approve";
pub const NOTHING_TO_DECIDE: &str =
    "There is nothing for you to decide here: it was decided already, it ran out, or others must decide it.";
pub const DECIDED_ALREADY: &str = "This was decided already, or it ran out.";
pub const ASK_FOR_APPROVAL: &str = "Ask for an approval";
pub const ASKED: &str = "You asked for an approval. It is on the approvals page of your colleagues.";
pub const ASKED_ALREADY: &str = "You asked for this already. This page says where it stands.";

pub const REACH: &str = "Organisations that you look after";
pub const REACH_IS: &str =
    "Your own organisation is always among them. What is proposed counts only when you confirm it.";
pub const REACH_IS_SET: &str = "A manager of your Registration Authority decides which they are.";
pub const NO_REACH: &str = "Only your own organisation.";
pub const CODE: &str = "Code";
pub const PROPOSED: &str = "Proposed";
pub const CONFIRMED: &str = "Confirmed";
pub const ENDED: &str = "Ended";
pub const DECIDE_REACH: &str = "Decide whether you look after an organisation";
pub const DECIDE_REACH_IS: &str = "You see and change the people who work at an organisation that you look after.";
pub const CONFIRM_REACH: &str = "We look after it";
pub const END_REACH: &str = "We do not look after it";
pub const REACH_WRONG: &str = "Choose whether you look after it";
pub const REACH_CHANGED: &str = "Your decision is saved.";
pub const OWN_CONTACT: &str = "How staff reach your Registration Authority";
pub const OWN_CONTACT_IS: &str =
    "Staff see this on the page of their organisation, and in their profile when they need help. A manager changes it.";
pub const NO_CONTACT: &str = "Staff do not see yet how to reach it.";
pub const CHANGE_CONTACT: &str = "Change how staff reach you";
pub const OFFICE: &str = "Name of the office";
pub const OFFICE_HINT: &str = "For example, Registration Authority office";
pub const OFFICE_WRONG: &str = "Enter the name of the office, up to 100 characters";
pub const OFFICE_TELEPHONE: &str = "Telephone (optional)";
pub const OFFICE_TELEPHONE_WRONG: &str = "Enter a telephone number, such as 01632 960 001";
pub const OFFICE_EMAIL: &str = "Email address (optional)";
pub const OFFICE_EMAIL_WRONG: &str = "Enter an email address in the correct format, like name@nhs.net";
pub const OFFICE_OPENING: &str = "When is it open? (optional)";
pub const OFFICE_OPENING_HINT: &str = "For example, Monday to Friday, 8am to 6pm";
pub const OFFICE_OPENING_WRONG: &str = "The opening times must not have more than 300 characters";
pub const NO_WAY: &str = "Enter a telephone number or an email address, so that staff can reach you";
pub const SAVE: &str = "Save";
pub const CONTACT_SAVED: &str = "What staff see is saved.";
pub const ANNOUNCEMENTS: &str = "Announcements";
pub const ANNOUNCEMENTS_ARE: &str =
    "Those who work at an organisation that you look after read them on their home page.";
pub const ANNOUNCE_TO_ALL: &str = "Each announcement is for one organisation. Whoever runs this service can announce something to \
    everybody.";
pub const NONE_ANNOUNCED: &str = "Nothing is announced at the organisations that you look after.";
pub const ANNOUNCE: &str = "Make an announcement";
pub const WORDS: &str = "What do you want to say?";
pub const WORDS_HINT: &str = "One paragraph, up to 500 characters";
pub const WORDS_WRONG: &str = "Enter what you want to say, up to 500 characters";
pub const HOW_LONG: &str = "For how long?";
pub const HOW_LONG_WRONG: &str = "Choose for how long it is shown";
pub const DAYS: [(u32, &str); 4] = [(1, "1 day"), (7, "1 week"), (30, "30 days"), (90, "90 days")];
pub const IS_ANNOUNCED: &str = "It is announced. Everybody who works there sees it on their home page within a minute.";
pub const REASON_TO_END: &str = "Reason to end it";
pub const END_ANNOUNCEMENT: &str = "End this announcement";
pub const ANNOUNCEMENT_ENDED: &str = "The announcement is ended.";
pub const FROM_YOUR_RA: &str = "From your Registration Authority";

/// Where and when something is announced.
pub fn announced(organisation: &str, from: Timestamp, until: Timestamp) -> String {
    format!("{organisation}: from {} to {}", from.for_people(), until.for_people())
}

/// The title of a list.
pub const fn list_title(list: List) -> &'static str {
    match list {
        List::Approvals => "Waiting for approval",
        List::Reports => "People whose changes are stopped",
        List::Ending => "Positions that end within 90 days",
        List::FewAuthenticators => "People without a second authenticator",
        List::Cards => "Smartcards that end within 90 days",
    }
}

/// The title with how many there are.
pub fn list_heading(list: List, count: usize, shown: usize) -> String {
    if count > shown {
        format!("{} (more than {shown})", list_title(list))
    } else {
        format!("{} ({count})", list_title(list))
    }
}

/// What a list shows.
pub const fn list_is(list: List) -> &'static str {
    match list {
        List::Approvals => "Changes that colleagues asked you to approve, oldest first",
        List::Reports => "People who said “This was not me” about a change",
        List::Ending => "The positions that end next come first",
        List::FewAuthenticators => "A lost phone or key locks them out",
        List::Cards => "Until the end they renew it themselves. After it you issue another one",
    }
}

/// When it is empty.
pub const fn list_empty(list: List) -> &'static str {
    match list {
        List::Approvals => "Nothing waits for your approval.",
        List::Reports => "Nobody has reported a change.",
        List::Ending => "No position ends within 90 days.",
        List::FewAuthenticators => "Everybody has a second authenticator.",
        List::Cards => "No smartcard ends within 90 days.",
    }
}

/// After the links of a list, for those who do not see what they stand under.
pub fn list_of(list: List) -> String {
    format!(": {}", list_title(list))
}

/// How soon a position ends.
pub fn days_left(days: i64) -> String {
    match days {
        0 => "Today".to_owned(),
        1 => "1 day left".to_owned(),
        days => format!("{days} days left"),
    }
}

/// What is asked to be approved.
pub const fn take_over(action: TakeOver) -> &'static str {
    match action {
        TakeOver::SetEmail => "Verify or replace an email address",
        TakeOver::IssueAuthenticator => "Issue an authenticator",
        TakeOver::IssueSignInLink => "Give a new sign-in link",
        TakeOver::ReinstateAuthenticator => "Unlock an authenticator",
        TakeOver::LiftFreeze => "Allow changes again",
        TakeOver::UnblockCard => "Unblock the smartcard",
    }
}

/// Why one alone may not.
pub const fn needs(why: Why) -> &'static str {
    match why {
        Why::NotAllInReach => {
            "Another colleague must approve this first, because the person also works where you do not look after people."
        }
        Why::BothHalves => {
            "Another colleague must approve this first, because the email address and a way to sign in would change within \
             24 hours."
        }
        Why::OfTheDesk => {
            "Another colleague must approve this first, because the person works for a Registration Authority."
        }
        Why::LinkAlone => {
            "Another colleague must approve this first, because whoever holds a sign-in link can sign in as the person."
        }
        Why::CardAlone => {
            "Another colleague must approve this first, because whoever holds the smartcard and knows its passcode can sign in \
             as the person."
        }
        Why::Reported => {
            "Another colleague must approve this first, because a Registration Authority changed how the person signs in \
             before a change was reported."
        }
    }
}

pub const NEXT_PAGE_ASKS: &str = "Fill in this page as it is to be done: the next one asks for the approval.";

/// What is asked on the page.
pub fn ask_is(what: &str) -> String {
    format!(
        "{what}. Another colleague who looks after this person must approve exactly this. The approval works once, for 24 \
         hours: when it is given, make the change again as you typed it."
    )
}

/// Who asks for what.
pub fn asks(asker: &str, what: &str) -> String {
    format!("{asker} asks for an approval: {}.", lower(what))
}

/// Where an approval stands that one asked for.
pub fn standing(approval: &Approval, what: &str) -> String {
    let until = approval.expires_at.for_people();
    match (approval.decision, approval.used_at) {
        (_, Some(at)) => format!("{what}: approved, and done {}.", at.for_people()),
        (None, None) => {
            format!("{what}: you asked for an approval {}. It waits for a colleague.", approval.asked_at.for_people())
        }
        (Some(Decision::Approved), None) => format!("{what}: approved. You can do this once, until {until}."),
        (Some(Decision::Refused), None) => {
            format!(
                "{what}: a colleague refused it, or changes of this person were stopped meanwhile. Speak with your colleagues before you ask again."
            )
        }
    }
}

/// What was decided.
pub const fn decided(decision: Decision) -> &'static str {
    match decision {
        Decision::Approved => "You approved the change. Your colleague can make it now.",
        Decision::Refused => "You refused the change.",
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
