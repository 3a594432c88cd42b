//! As much of HTML as it takes to read our pages: headings, forms, links and text.

/// A form and what it would send as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// Fills a field in.
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// The forms of a page. What is not ticked is not sent.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    for tag in tags(html) {
        match name_of(tag) {
            "form" => forms.push(Form { action: attribute(tag, "action").unwrap_or_default(), fields: Vec::new() }),
            "input" => {
                let kind = attribute(tag, "type").unwrap_or_default();
                let is_sent = !matches!(kind.as_str(), "checkbox" | "radio") || attribute(tag, "checked").is_some();
                if let (Some(form), Some(name), true) = (forms.last_mut(), attribute(tag, "name"), is_sent) {
                    form.fields.push((name, attribute(tag, "value").unwrap_or_default()));
                }
            }
            _ => {}
        }
    }
    forms
}

/// Where the links of a page lead.
pub fn links(html: &str) -> Vec<String> {
    tags(html).filter(|tag| name_of(tag) == "a").filter_map(|tag| attribute(tag, "href")).collect()
}

/// The page's heading.
pub fn heading(html: &str) -> String {
    let inner = html.split_once("<h1").and_then(|(_, rest)| rest.split_once("</h1>")).map_or("", |(inner, _)| inner);
    text(&format!("<h1{inner}"))
}

/// The words of the error summary, when there is one.
pub fn errors(html: &str) -> String {
    let summary = html.split_once("nhsuk-error-summary__body").and_then(|(_, rest)| rest.split_once("</ul>"));
    summary.map_or_else(String::new, |(inner, _)| text(&format!("<p {inner}")))
}

/// The words of a piece of HTML, with one space between them.
pub fn text(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        let end = if after.starts_with("!--") { "-->" } else { ">" };
        let hidden = ["script", "style"].into_iter().find(|name| after.starts_with(name));
        let after = hidden.map_or(after, |name| after.split_once(&format!("</{name}")).map_or("", |(_, rest)| rest));
        rest = after.split_once(end).map_or("", |(_, rest)| rest);
        // leptos writes comments between pieces of one text.
        if end == ">" && !after.starts_with('!') {
            words.push(' ');
        }
    }
    words.push_str(rest);
    unescape(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).filter_map(|tag| tag.split_once('>')).map(|(tag, _)| tag)
}

fn name_of(tag: &str) -> &str {
    tag.split([' ', '\n', '/']).next().unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let tag = tag.trim_end_matches('/');
    let quoted = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    if let Some((value, _)) = quoted {
        return Some(unescape(value));
    }
    // Outside of any quotes.
    let bare = tag.split('"').step_by(2).any(|piece| piece.split_whitespace().any(|word| word == name));
    bare.then(String::new)
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let (entity, after) = after.split_once(';').expect("an ampersand is escaped");
        plain.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            "nbsp" => ' ',
            number => character(number).unwrap_or_else(|| panic!("the entity &{number};")),
        });
        rest = after;
    }
    plain + rest
}

fn character(entity: &str) -> Option<char> {
    let number = entity.strip_prefix('#')?;
    let code = match number.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code)
}

#[test]
fn what_a_form_would_send_is_read() {
    let html = r#"<h1 class="a">One<!> &amp; <b>two</b></h1><form method="post" action="/api/x?a=1&amp;b=2"><input type="hidden" name="id" value="a&#x27;b"/>
        <input type="checkbox" name="no" value="1"/><input type="radio" name="yes" value="2" checked/><input name="email"/></form>"#;
    let fields = [("id", "a'b"), ("yes", "2"), ("email", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(forms(html), [Form { action: "/api/x?a=1&b=2".into(), fields: fields.to_vec() }]);
    assert_eq!(heading(html), "One & two");
}
