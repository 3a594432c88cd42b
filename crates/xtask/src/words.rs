//! Whether what people read stands in a `text.rs` (CONTRIBUTING.md, rule 12), and not in the views.
//!
//! In a `view!` no literal may be words: three or more, or fewer of which the first begins with a capital letter. Elsewhere
//! none may be a sentence: three words or more, and the first begins with a capital letter. What a log or an error says
//! begins with a small one.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::failure::{Context, Failure, Outcome};

/// Looks through every source file of a folder below `root`.
pub fn check(root: &Path, folder: &str) -> Outcome {
    let mut files = Vec::new();
    list(&root.join(folder), &mut files)?;
    let mut found = Vec::new();
    for file in &files {
        let source = fs::read_to_string(file).context(|| format!("cannot read {}", file.display()))?;
        let tokens: TokenStream = source.parse().context(|| format!("cannot parse {}", file.display()))?;
        let mut words = Vec::new();
        find(tokens, false, &mut words);
        let name = file.strip_prefix(root).unwrap_or(file).display();
        found.extend(words.into_iter().map(|words| format!("{name}: {words}")));
    }
    if found.is_empty() {
        println!("{folder}: no words in {} files that are not there for them", files.len());
        return Ok(());
    }
    let found = found.join("\n  ");
    Err(Failure::new(format!(
        "words for people belong in the text.rs beside the view (CONTRIBUTING.md, 12):\n  {found}"
    )))
}

/// The source files that are not there for words, and no tests.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let unread = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(folder).context(unread)? {
        let path = entry.context(unread)?.path();
        match (path.file_stem().and_then(|stem| stem.to_str()), path.extension()) {
            (Some("text" | "tests"), _) => {}
            (_, None) if path.is_dir() => list(&path, files)?,
            (_, Some(extension)) if extension == "rs" => files.push(path),
            _ => {}
        }
    }
    files.sort();
    Ok(())
}

/// The literals that are words, in or out of a `view!`.
fn find(tokens: TokenStream, in_view: bool, found: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                // An attribute, or the same for what is around it.
                tokens.next_if(|next| is_sign(next, '!'));
                if let Some(TokenTree::Group(attribute)) = tokens.next_if(is_bracket) {
                    let attribute = attribute.stream();
                    if attribute.to_string() == "cfg (test)" {
                        tokens.by_ref().find(|token| is_brace(token) || is_sign(token, ';'));
                    } else if begins_with(&attribute, "prop") {
                        find(attribute, in_view, found);
                    }
                }
            }
            TokenTree::Ident(name) if name == "view" && tokens.next_if(|next| is_sign(next, '!')).is_some() => {
                if let Some(TokenTree::Group(view)) = tokens.next() {
                    find(view.stream(), true, found);
                }
            }
            TokenTree::Group(group) => find(group.stream(), in_view, found),
            TokenTree::Literal(literal) => {
                let literal = literal.to_string();
                if literal.contains('"') && is_for_people(&literal, in_view) {
                    found.push(literal);
                }
            }
            _ => {}
        }
    }
}

fn is_for_people(literal: &str, in_view: bool) -> bool {
    let words = literal.split_whitespace().filter(|word| !word.contains('{'));
    let words = words.map(|word| word.trim_matches(|sign: char| !sign.is_alphanumeric()));
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(|sign| sign.is_alphabetic() || sign == '’');
    let words: Vec<&str> = words.filter(is_word).collect();
    let begins = words.first().and_then(|word| word.chars().next()).is_some_and(char::is_uppercase);
    if in_view { begins || words.len() > 2 } else { begins && words.len() > 2 }
}

fn begins_with(tokens: &TokenStream, name: &str) -> bool {
    matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(first)) if first == name)
}

fn is_sign(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_bracket(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

fn is_brace(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        let mut found = Vec::new();
        find(source.parse().unwrap(), false, &mut found);
        found
    }

    #[test]
    fn words_in_a_view_are_found_in_text_in_attributes_and_in_what_is_computed() {
        assert_eq!(words(r#"fn a() { view! { <p>"Save"</p> } }"#), [r#""Save""#]);
        assert_eq!(words(r#"view! { <Button text="send it now" /> }"#), [r#""send it now""#]);
        assert_eq!(words(r#"view! { <p>{format!("Finish by {}.", at)}</p> }"#), [r#""Finish by {}.""#]);
    }

    #[test]
    fn a_sentence_is_found_outside_of_views_and_as_a_default_of_a_component() {
        assert_eq!(words(r#"Flash::error("code", "Enter the code")"#), [r#""Enter the code""#]);
        assert_eq!(words(r#"fn a(#[prop(default = "There is a problem")] b: String) {}"#).len(), 1);
    }

    #[test]
    fn what_programs_read_is_no_words() {
        let view = r#"view! { <p class="nhsuk-body-s ci-key" id="x">{text::SAVE} " " {format!("{name} ({code})")} <path d="M12 1a11 11 0Z" /></p> }"#;
        assert!(words(view).is_empty());
        assert!(words(r#"tracing::error!("a request failed for good")"#).is_empty());
        assert!(words(r#"#[expect(dead_code, reason = "Made in the browser only")] fn a() {}"#).is_empty());
        assert!(words("/// Says what it does.\nfn a() {}").is_empty());
        assert!(words(r#"#[cfg(test)] mod tests { const A: &str = "Call us on Monday"; }"#).is_empty());
    }
}
