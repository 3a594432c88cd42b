//! Names of organisations while one is typed: the editable combobox with a list of the ARIA Authoring Practices. The field and its
//! form stay as they are: who types on and presses Enter searches, and without script nothing of this is there.

#[cfg(feature = "hydrate")]
mod browser;

use leptos::prelude::*;

use super::text;

/// The id of the list.
const LIST: &str = "suggestions";

/// An organisation that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Suggestion {
    code: String,
    name: String,
    place: String,
}

/// What the list shows. Cheap to copy.
#[derive(Clone, Copy)]
struct List {
    /// The id of the field.
    field: StoredValue<String>,
    found: RwSignal<Vec<Suggestion>>,
    is_open: RwSignal<bool>,
    /// The option that the keys are at; none when they are in the field.
    active: RwSignal<Option<usize>>,
    said: RwSignal<String>,
}

impl List {
    fn close(self) {
        self.is_open.set(false);
        self.active.set(None);
    }

    #[cfg(any(feature = "hydrate", test))]
    fn show(self, found: Vec<Suggestion>) {
        self.said.set(text::suggestions(found.len()));
        self.active.set(None);
        self.is_open.set(!found.is_empty());
        self.found.set(found);
    }

    /// To an option: one further on, or back; the first after the last.
    #[cfg(any(feature = "hydrate", test))]
    fn step(self, by: isize) {
        let count = self.found.with_untracked(Vec::len).cast_signed();
        if count == 0 {
            return;
        }
        let next = match self.active.get_untracked() {
            Some(active) => (active.cast_signed() + by).rem_euclid(count),
            None if by > 0 => 0,
            None => count - 1,
        };
        self.is_open.set(true);
        self.active.set(Some(next.cast_unsigned()));
    }

    /// What a key does; answers whether the field has nothing more to do with it.
    #[cfg(any(feature = "hydrate", test))]
    fn press(self, key: &str, has_alt: bool) -> bool {
        match key {
            "ArrowDown" if has_alt => self.is_open.set(self.found.with_untracked(|found| !found.is_empty())),
            "ArrowUp" if has_alt => self.close(),
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "Escape" if self.is_open.get_untracked() => self.close(),
            "Enter" => match self.active.get_untracked() {
                Some(active) => self.choose(active),
                None => return false,
            },
            // These move in the text: so the keys are back in the field.
            "Home" | "End" | "ArrowLeft" | "ArrowRight" => {
                self.active.set(None);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn choose(self, place: usize) {
        if let Some(chosen) = self.found.with_untracked(|found| found.get(place).cloned()) {
            self.close();
            go(&chosen.code);
        }
    }
}

/// The field with the id `field` gets a list of organisations. Stands beside the field, in an element of the class
/// `ci-suggestions`.
#[island]
pub fn Suggestions(
    /// The id of the field.
    field: String,
) -> impl IntoView {
    let list = List {
        field: StoredValue::new(field),
        found: RwSignal::default(),
        is_open: RwSignal::new(false),
        active: RwSignal::default(),
        said: RwSignal::default(),
    };
    watch(list);
    let option = move |(place, it): (usize, Suggestion)| {
        let is_active = move || list.active.get() == Some(place);
        view! {
            <li
                class="ci-suggestions__option"
                id=option_id(place)
                role="option"
                aria-selected=move || is_active().to_string()
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| list.choose(place)
            >
                <span>{it.name}</span>
                <span class="ci-suggestions__more">{it.code} " " {it.place}</span>
            </li>
        }
    };
    view! {
        <ul class="ci-suggestions__list" id=LIST role="listbox" aria-label=text::ORGANISATIONS hidden=move || !list.is_open.get()>
            {move || list.found.get().into_iter().enumerate().map(option).collect_view()}
        </ul>
        <p class="nhsuk-u-visually-hidden" role="status">
            {move || list.said.get()}
        </p>
    }
}

fn option_id(place: usize) -> String {
    format!("suggestion-{place}")
}

#[cfg(feature = "hydrate")]
use browser::{go, watch};

#[cfg(not(feature = "hydrate"))]
fn watch(list: List) {
    let _ = list.field;
}

#[cfg(not(feature = "hydrate"))]
fn go(_: &str) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> List {
        let list = List {
            field: StoredValue::new("q".to_owned()),
            found: RwSignal::default(),
            is_open: RwSignal::new(false),
            active: RwSignal::default(),
            said: RwSignal::default(),
        };
        let named = |place: usize| Suggestion { code: format!("Z{place}"), name: "Name".into(), place: String::new() };
        list.show((0..count).map(named).collect());
        list
    }

    #[test]
    fn keys_go_round_the_options_and_back_into_the_field() {
        Owner::new().with(|| {
            let list = list(3);
            for (key, is_taken, active) in [
                ("Enter", false, None),
                ("ArrowDown", true, Some(0)),
                ("ArrowUp", true, Some(2)),
                ("ArrowDown", true, Some(0)),
                ("x", false, Some(0)),
                ("Home", false, None),
                ("ArrowUp", true, Some(2)),
                ("End", false, None),
                ("ArrowDown", true, Some(0)),
                ("Escape", true, None),
                ("Escape", false, None),
                ("ArrowDown", true, Some(0)),
                ("Tab", false, Some(0)),
            ] {
                assert_eq!((list.press(key, false), list.active.get_untracked()), (is_taken, active), "{key}");
            }
            assert!(list.press("ArrowUp", true) && !list.is_open.get_untracked());
            assert!(list.press("ArrowDown", true) && list.is_open.get_untracked());
            assert_eq!(list.active.get_untracked(), None);
        });
    }

    #[test]
    fn without_suggestions_there_is_no_list() {
        Owner::new().with(|| {
            let list = list(0);
            assert!(list.press("ArrowDown", false) && !list.is_open.get_untracked());
            assert_eq!(list.said.get_untracked(), "No suggestions.");
        });
    }
}
