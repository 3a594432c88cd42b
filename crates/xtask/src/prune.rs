//! Makes the style sheet small: drops rules for classes that no page uses.

use std::collections::BTreeSet;

/// The class names of ours and of nhsuk-frontend that stand in a source file, whole and in full.
pub fn class_names(source: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for word in source.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')) {
        if is_ours(word) {
            names.insert(word.to_owned());
        }
    }
    names
}

fn is_ours(name: &str) -> bool {
    name.starts_with("nhsuk-") || name.starts_with("ci-")
}

/// A compressed style sheet without the rules that need a class which is not in `used`. Classes of
/// other prefixes, elements, and whatever stands inside `:not(..)` are left as they are. Blocks with
/// the same condition that follow one another become one.
pub fn style(css: &str, used: &BTreeSet<String>) -> String {
    let mut out = String::with_capacity(css.len());
    // The condition of the block that was written last, and where its closing brace is.
    let mut last: Option<String> = None;
    let mut rest = css;
    while let Some((prelude, body, after)) = next_rule(rest) {
        rest = after;
        let Some(body) = body else {
            out.push_str(prelude);
            out.push(';');
            last = None;
            continue;
        };
        let prelude = prelude.trim();
        if prelude.starts_with("@media") || prelude.starts_with("@supports") || prelude.starts_with("@container") {
            let Some(condition) = without_old_browsers(prelude) else { continue };
            let inner = style(body, used);
            if inner.is_empty() {
                continue;
            }
            if last.as_deref() == Some(condition.as_str()) {
                out.pop();
            } else {
                out.push_str(&condition);
                out.push('{');
            }
            out.push_str(&inner);
            out.push('}');
            last = Some(condition);
        } else if prelude.starts_with('@') {
            out.push_str(&format!("{prelude}{{{body}}}"));
            last = None;
        } else {
            let kept: Vec<&str> =
                split_top(prelude, ',').into_iter().filter(|selector| is_used(selector, used)).collect();
            if !kept.is_empty() && !body.is_empty() {
                out.push_str(&format!("{}{{{body}}}", kept.join(",")));
                last = None;
            }
        }
    }
    out
}

/// Internet Explorer cannot run this service: its conditions only cost bytes.
fn without_old_browsers(prelude: &str) -> Option<String> {
    if prelude.contains("\\0") {
        return None;
    }
    let kept: Vec<&str> =
        split_top(prelude, ',').into_iter().filter(|part| !part.contains("-ms-high-contrast")).collect();
    (!kept.is_empty() && kept[0].starts_with('@')).then(|| kept.join(","))
}

/// The text before the first top-level `{` or `;`, the block's body if there is one, and the rest.
fn next_rule(css: &str) -> Option<(&str, Option<&str>, &str)> {
    let (mut depth, mut quote, mut start, mut escaped) = (0usize, None, 0, false);
    for (at, c) in css.char_indices() {
        if escaped {
            escaped = false;
            continue;
        }
        match (quote, c) {
            (_, '\\') => escaped = true,
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '{') => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            (None, '}') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some((&css[..start], Some(&css[start + 1..at]), &css[at + 1..]));
                }
            }
            (None, ';') if depth == 0 => return Some((&css[..at], None, &css[at + 1..])),
            _ => {}
        }
    }
    None
}

/// Splits at `mark`, but not within brackets.
fn split_top(text: &str, mark: char) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0i32, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            c if c == mark && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Whether every class that a selector needs is in use.
fn is_used(selector: &str, used: &BTreeSet<String>) -> bool {
    let mut text = selector.to_owned();
    while let Some(at) = text.find(":not(") {
        let mut depth = 0;
        let end = text[at..].char_indices().find_map(|(i, c)| {
            match c {
                '(' => depth += 1,
                ')' => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + i + 1);
                    }
                }
                _ => {}
            }
            None
        });
        let Some(end) = end else { return true };
        text.replace_range(at..end, "");
    }
    text.split('.').skip(1).all(|part| {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(part.len());
        let name = &part[..end];
        !is_ours(name) || used.contains(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_rule_for_an_unused_class_goes_and_its_neighbours_stay() {
        assert_eq!(
            style(".nhsuk-a,.nhsuk-b,p{x:1}.nhsuk-b{y:2}.other{z:3}", &used(&["nhsuk-a"])),
            ".nhsuk-a,p{x:1}.other{z:3}"
        );
    }

    #[test]
    fn a_class_inside_not_is_no_reason_to_drop_a_rule() {
        assert_eq!(style("a:not(.nhsuk-b):has(.nhsuk-c){x:1}a:not(.nhsuk-b){y:2}", &used(&[])), "a:not(.nhsuk-b){y:2}");
    }

    #[test]
    fn empty_blocks_go_and_equal_neighbours_become_one() {
        assert_eq!(
            style("@media print{.nhsuk-b{x:1}}@media print{a{x:1}}@media print{b{x:1}}", &used(&[])),
            "@media print{a{x:1}b{x:1}}"
        );
    }

    #[test]
    fn braces_in_a_text_are_not_braces() {
        assert_eq!(style("a::after{content:\"}\"}.nhsuk-b{x:1}", &used(&[])), "a::after{content:\"}\"}");
    }

    #[test]
    fn a_longer_name_does_not_stand_for_a_shorter_one() {
        assert_eq!(class_names("class=\"nhsuk-a--b ci-x\""), used(&["nhsuk-a--b", "ci-x"]));
    }
}
