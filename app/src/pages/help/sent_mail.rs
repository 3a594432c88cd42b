//! `/demonstration/mail`: the mail of a demonstration. Anywhere else the page does not exist: mail holds codes.

use std::cmp::Reverse;

use identity::{Unexpected, time::Timestamp};
use leptos::prelude::*;

use super::text;
use crate::{
    components::{Button, ButtonVariant, Details, Input, SummaryList, SummaryRow, Tag, TagColour},
    web::{Answer, Page, Request, paths},
};

const PATH: &str = "/demonstration/mail";
/// How many mails one page shows.
const MOST: usize = 50;
/// No address is longer; what is longer is not looked for, nor shown again.
const MOST_CHARACTERS: usize = 254;

/// A mail that a demonstration wrote to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentMail {
    /// The file's name.
    pub file: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// When it was written.
    pub sent_at: Timestamp,
    /// The text part.
    pub text: String,
}

/// Where a demonstration's mail is read from: pages have no files of their own.
pub trait SentMailbox: Send + Sync {
    /// All mail, in any order. A file that is not a mail is passed over.
    fn list(&self) -> Vec<SentMail>;
}

/// The mail, newest first.
///
/// # Errors
/// Never; pages may.
pub async fn show(request: Request) -> Result<Answer, Unexpected> {
    let (true, Some(mailbox)) = (request.service().policy.demonstration, &request.app.sent_mail) else {
        return Ok(Answer::Missing);
    };
    let to: String = request.query("to").unwrap_or_default().trim().chars().take(MOST_CHARACTERS).collect();
    let mut mails = newest_first(mailbox.list(), &to);
    let all = mails.len();
    mails.truncate(MOST);
    let left_out = (all > MOST).then(|| view! { <p>{text::newest_of(MOST, all)}</p> });
    let none =
        mails.is_empty().then(|| view! { <p>{if to.is_empty() { text::NO_MAIL } else { text::NO_MAIL_TO }}</p> });
    let base_url = &request.service().policy.base_url;
    let mails = mails.into_iter().enumerate().map(|(place, mail)| mail_view(mail, place == 0, base_url)).collect_view();
    let reload = if to.is_empty() { PATH.to_owned() } else { paths::with(PATH, "to", &to) };
    let body = view! {
        <h1 class="nhsuk-heading-l">{text::SENT_MAIL}</h1>
        <p>
            <Tag text=text::DEMONSTRATION colour=TagColour::Orange />
        </p>
        <p>{text::SENT_MAIL_IS}</p>
        <form method="get" action=PATH novalidate>
            <Input
                name="to"
                label=text::TO_FILTER
                hint=text::TO_FILTER_HINT
                kind="search"
                autocomplete="off"
                spellcheck=Some(false)
                value=to
            />
            <Button text=text::FILTER variant=ButtonVariant::Secondary />
        </form>
        <p>
            <a href=reload>{text::RELOAD}</a>
        </p>
        {none}
        {left_out}
        {mails}
    };
    Ok(Answer::Page(Page::new(text::SENT_MAIL, body)))
}

/// The mail to recipients that have `to` in their address, newest first; of the same instant in the order of file names.
fn newest_first(mut mails: Vec<SentMail>, to: &str) -> Vec<SentMail> {
    let to = to.to_lowercase();
    mails.retain(|mail| mail.to.to_lowercase().contains(&to));
    mails.sort_by(|a, b| Reverse(a.sent_at).cmp(&Reverse(b.sent_at)).then_with(|| a.file.cmp(&b.file)));
    mails
}

fn mail_view(mail: SentMail, open: bool, base_url: &str) -> impl IntoView + use<> {
    let rows = vec![
        SummaryRow::new(text::TO, wrapped(mail.to)),
        SummaryRow::new(text::SENT, mail.sent_at.for_people()),
        SummaryRow::new(text::FILE, wrapped(mail.file)),
    ];
    let words = paragraphs(&mail.text)
        .into_iter()
        .map(|lines| {
            let lines = lines.into_iter().map(|words| line(words, base_url)).collect_view();
            view! { <p class="nhsuk-u-text-break-word">{lines}</p> }
        })
        .collect_view();
    view! {
        <h2 class="nhsuk-heading-m">{mail.subject}</h2>
        <SummaryList rows=rows />
        <Details summary=text::MAIL_TEXT open=open>
            {words}
        </Details>
    }
}

fn wrapped(text: String) -> impl IntoView {
    view! { <span class="nhsuk-u-text-break-word">{text}</span> }
}

/// A line of a mail. One that is an address of ours is a link; no other is, whatever a mail says.
fn line(words: &str, base_url: &str) -> impl IntoView + use<> {
    let words = words.to_owned();
    let path = words.strip_prefix(base_url).filter(|path| path.starts_with('/') && !path.contains(char::is_whitespace));
    match path.map(str::to_owned) {
        Some(path) => view! { <a href=path>{words}</a> <br /> }.into_any(),
        None => view! { {words} <br /> }.into_any(),
    }
}

/// The paragraphs of a text, each as its lines.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(<[&str]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(file: &str, to: &str, sent_at: i64) -> SentMail {
        SentMail {
            file: file.into(),
            to: to.into(),
            subject: "S".into(),
            sent_at: Timestamp::from_micros(sent_at),
            text: String::new(),
        }
    }

    #[test]
    fn mail_is_shown_newest_first_and_by_recipient_whatever_the_case() {
        let mails = vec![mail("b", "Ann@nhs.net", 1), mail("a", "ann@nhs.net", 1), mail("c", "bob@nhs.net", 2)];
        let files = |to| newest_first(mails.clone(), to).into_iter().map(|mail| mail.file).collect::<Vec<_>>();
        assert_eq!(files(""), ["c", "a", "b"]);
        assert_eq!(files("ANN@nhs.net"), ["a", "b"]);
        assert!(files("x").is_empty());
    }

    #[test]
    fn a_mail_is_split_where_it_has_an_empty_line() {
        assert_eq!(
            paragraphs("Dear Ann,\r\n\r\n    12345678\n\n\n--\nCare Identity\n"),
            [vec!["Dear Ann,"], vec!["12345678"], vec!["--", "Care Identity"]]
        );
    }

    #[test]
    fn only_addresses_of_ours_are_links_and_markup_stays_text() {
        let html = |words: &str| Owner::new().with(|| line(words, "http://localhost:3000").into_view().to_html());
        assert!(html("http://localhost:3000/sign-in").contains("<a href=\"/sign-in\">"));
        for words in ["http://localhost:3000.example/x", "https://other.example/", "<b>http://localhost:3000/x</b>"] {
            assert!(!html(words).contains("<a ") && !html(words).contains("<b>"), "{words}");
        }
    }
}
