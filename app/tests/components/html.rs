//! Two pieces of markup, made comparable: one token a line, whatever cannot be seen left out.
//!
//! Left out are the order of attributes, white space between words and tags, comments (which the
//! renderer sets between texts) and attributes that only hydration reads.

/// The markup as lines of tags and texts.
pub fn normalised(html: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut text = String::new();
    let mut rest = html;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("<!") {
            rest = end_of_comment(after);
        } else if rest.starts_with('<') {
            flush(&mut text, &mut lines);
            let end = end_of_tag(rest);
            lines.extend(tag(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            text.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    flush(&mut text, &mut lines);
    lines.join("\n")
}

fn end_of_comment(after: &str) -> &str {
    let close = if after.starts_with("--") { "-->" } else { ">" };
    let end = after.find(close).expect("a comment ends");
    &after[end + close.len()..]
}

fn flush(text: &mut String, lines: &mut Vec<String>) {
    let words = decoded(text);
    let words: Vec<&str> = words.split_whitespace().collect();
    if !words.is_empty() {
        lines.push(words.join(" "));
    }
    text.clear();
}

/// Where the tag that starts here ends: a `>` within quotes does not count.
fn end_of_tag(html: &str) -> usize {
    let mut quoted = false;
    for (at, c) in html.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '>' if !quoted => return at,
            _ => {}
        }
    }
    panic!("a tag does not end: {html}");
}

/// A tag with its attributes in order of their names; a tag that closes itself becomes two.
fn tag(inner: &str) -> Vec<String> {
    let (inner, closes_itself) = match inner.strip_suffix('/') {
        Some(inner) => (inner, true),
        None => (inner, false),
    };
    let (name, attributes) = inner.split_once(|c: char| c.is_whitespace()).unwrap_or((inner, ""));
    let mut attributes = attributes_of(attributes);
    attributes.retain(|(name, _)| !name.starts_with("data-hk"));
    attributes.sort();
    let mut line = format!("<{name}");
    for (name, value) in attributes {
        line.push_str(&format!(" {name}=\"{value}\""));
    }
    line.push('>');
    let void = matches!(name, "input" | "br" | "hr" | "img" | "meta" | "link");
    if closes_itself && !void { vec![line, format!("</{name}>")] } else { vec![line] }
}

fn attributes_of(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let value = match rest.strip_prefix("=\"") {
            Some(quoted) => {
                let end = quoted.find('"').expect("an attribute's value ends");
                rest = &quoted[end + 1..];
                decoded(&quoted[..end])
            }
            None => String::new(),
        };
        let value: Vec<&str> = value.split_whitespace().collect();
        found.push((name, value.join(" ")));
    }
}

fn decoded(text: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&ctdot;", "⋯"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[test]
fn what_cannot_be_seen_makes_no_difference() {
    assert_eq!(
        normalised("<p id=\"x\"  class=\"a\">\n  One<!>two &amp; three\n</p><br/>"),
        normalised("<p class=\"a\" id=\"x\">Onetwo &#38;\n three</p><br>").replace("&#38;", "&"),
    );
}

#[test]
fn what_can_be_seen_makes_a_difference() {
    assert_ne!(normalised("<p class=\"a\">x</p>"), normalised("<p>x</p>"));
    assert_ne!(normalised("<p>x</p>"), normalised("<p>y</p>"));
    assert_ne!(normalised("<input disabled>"), normalised("<input>"));
}
