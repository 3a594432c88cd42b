//! The field's events, its attributes, and the question to the server.

use std::time::Duration;

use js_sys::{Array, Reflect};
use leptos::{
    ev,
    leptos_dom::helpers::{TimeoutHandle, WindowListenerHandle},
    prelude::*,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, HtmlInputElement, RequestInit, Response};

use super::{LIST, List, Suggestion, option_id};
use crate::islands::text::CLOSED;

/// Who rests so long waits for something.
const REST: Duration = Duration::from_millis(150);
/// So many fit below the field.
const MOST: usize = 8;

/// The page of an organisation.
pub(super) fn go(code: &str) {
    let _ = window().location().set_href(&format!("/organisations/{code}"));
}

fn field(list: List) -> Option<HtmlInputElement> {
    document().get_element_by_id(&list.field.get_value())?.dyn_into().ok()
}

/// Makes a combobox of the field, and asks whenever somebody who types rests.
pub(super) fn watch(list: List) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let running = StoredValue::new_local(None::<AbortController>);
    Effect::new(move |_| {
        let Some(field) = field(list) else { return };
        // A search field may be no combobox (ARIA in HTML), and Escape clears it in some browsers.
        for (name, value) in
            [("type", "text"), ("role", "combobox"), ("aria-autocomplete", "list"), ("aria-controls", LIST)]
        {
            let _ = field.set_attribute(name, value);
        }
        let target = Some(field.clone().into());
        let keys = window_event_listener(ev::keydown, {
            let target = target.clone();
            move |event| {
                if event.target() == target && !event.is_composing() && list.press(&event.key(), event.alt_key()) {
                    event.prevent_default();
                }
            }
        });
        // Nothing that was asked opens the list any more, when somebody typed on or left the field meanwhile.
        let forget = move || {
            list.close();
            timer.update_value(|timer| {
                timer.take().inspect(TimeoutHandle::clear);
            });
            running.update_value(|running| {
                running.take().inspect(AbortController::abort);
            });
        };
        let leaving = window_event_listener(ev::focusout, {
            let target = target.clone();
            move |event| {
                if event.target() == target {
                    forget();
                }
            }
        });
        let typing = window_event_listener(ev::input, move |event| {
            if event.target() != target {
                return;
            }
            forget();
            let typed = field.value();
            if typed.trim().len() > 1 {
                let rested = set_timeout_with_handle(move || ask(list, running, &typed), REST);
                timer.set_value(rested.ok());
            } else {
                list.said.set(String::new());
            }
        });
        on_cleanup(move || [keys, leaving, typing].into_iter().for_each(WindowListenerHandle::remove));
    });
    Effect::new(move |_| {
        let (is_open, active) = (list.is_open.get(), list.active.get());
        let Some(field) = field(list) else { return };
        let _ = field.set_attribute("aria-expanded", if is_open { "true" } else { "false" });
        let _ = match active {
            Some(place) => field.set_attribute("aria-activedescendant", &option_id(place)),
            None => field.remove_attribute("aria-activedescendant"),
        };
    });
}

fn ask(list: List, running: StoredValue<Option<AbortController>, LocalStorage>, typed: &str) {
    let Ok(controller) = AbortController::new() else { return };
    let options = RequestInit::new();
    options.set_signal(Some(&controller.signal()));
    running.set_value(Some(controller));
    let typed = String::from(js_sys::encode_uri_component(typed.trim()));
    let asked = window().fetch_with_str_and_init(&format!("/api/organisations?q={typed}"), &options);
    leptos::task::spawn_local(async move {
        // Aborted, refused or signed out: the form is still there.
        if let Some(found) = read(asked).await {
            list.show(found);
        }
    });
}

async fn read(asked: js_sys::Promise) -> Option<Vec<Suggestion>> {
    let response: Response = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let answer = JsFuture::from(response.json().ok()?).await.ok()?;
    let found: Array = get(&answer, "organisations").dyn_into().ok()?;
    let text = |of: &JsValue, name: &str| get(of, name).as_string().unwrap_or_default();
    let suggestion = |it: JsValue| {
        let mut place = text(&it, "postcode");
        if text(&it, "status") == "closed" {
            place.push(' ');
            place.push_str(CLOSED);
        }
        Suggestion { code: text(&it, "code"), name: text(&it, "name"), place }
    };
    Some(found.iter().take(MOST).map(suggestion).collect())
}

fn get(of: &JsValue, name: &str) -> JsValue {
    Reflect::get(of, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
