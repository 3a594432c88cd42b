//! Reading upstream's options.

use app::components::Size;
use leptos::{prelude::*, serde_json::Value, tachys::html::InertElement};

use crate::size;

/// Fails when the object has an option that is not among the `known`.
pub fn only(options: &Value, known: &[&str]) -> Result<(), String> {
    for (key, value) in options.as_object().into_iter().flatten() {
        if !value.is_null() && !known.contains(&key.as_str()) {
            return Err(format!("option `{key}`"));
        }
    }
    Ok(())
}

/// A plain text: `"text"` or `{"text": "text"}`.
pub fn text(value: &Value) -> Result<String, String> {
    if let Some(text) = value.as_str() {
        return Ok(text.to_owned());
    }
    only(value, &["text"])?;
    value["text"].as_str().map(str::to_owned).ok_or_else(|| "no text".to_owned())
}

/// The same, where nothing is fine too.
pub fn maybe_text(value: &Value) -> Result<Option<String>, String> {
    if value.is_null() { Ok(None) } else { text(value).map(Some) }
}

/// A text as it stands, if it is one.
pub fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// What stands inside a component: a text, or upstream's markup as it is. Our pages write a view
/// there; only this test has it as a string.
pub fn body(value: &Value) -> Result<AnyView, String> {
    if let Some(markup) = value["html"].as_str().or(value["callBlock"].as_str()) {
        return Ok(InertElement::new(markup.to_owned()).into_any());
    }
    match value.as_str().or(value["text"].as_str()) {
        Some(text) => Ok(text.to_owned().into_any()),
        None => Err("no text".to_owned()),
    }
}

/// Something that is either there or not.
pub fn flag(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

/// A label or a legend.
pub struct Title {
    /// Its text.
    pub text: String,
    /// How large it is set.
    pub size: Option<Size>,
    /// Whether it is the page's heading.
    pub page_heading: bool,
}

/// A label or a legend: a text, or a heading with a size.
pub fn title(value: &Value) -> Result<Title, String> {
    if let Some(text) = value.as_str() {
        return Ok(Title { text: text.to_owned(), size: None, page_heading: false });
    }
    only(value, &["text", "heading", "size"])?;
    let size = value["size"].as_str().map(size).transpose()?;
    let heading = maybe_text(&value["heading"])?;
    let page_heading = heading.is_some();
    match heading.or(value["text"].as_str().map(str::to_owned)) {
        Some(text) => Ok(Title { text, size, page_heading }),
        None => Err("no text".to_owned()),
    }
}
