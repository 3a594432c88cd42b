//! What a sign-in is asked for: the page afterwards, the level that it needs, and whether others use the computer.
//! Carried along in addresses and hidden fields, and believed no further: what needs a level asks for it again itself
//! (failure 15).

use identity::{assurance::AssuranceLevel, session::Computer};
use leptos::prelude::*;

use crate::web::{Request, paths};

/// What a sign-in is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The page afterwards: a path of ours.
    pub to: String,
    /// The level that it needs.
    pub level: Option<AssuranceLevel>,
    /// Whether others use this computer.
    pub shared: bool,
}

impl Wish {
    /// From the query of a page.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        let query = |name| request.query(name);
        Self::read(query("to").as_deref(), query("level").as_deref(), query("shared").as_deref())
    }

    /// From what a form or a query brings; what is not ours is as if it was not there.
    #[must_use]
    pub fn read(to: Option<&str>, level: Option<&str>, shared: Option<&str>) -> Self {
        Self {
            to: to.and_then(paths::ours).unwrap_or("/").to_owned(),
            level: level.and_then(|level| level.parse().ok()).and_then(AssuranceLevel::from_number),
            shared: shared == Some("yes"),
        }
    }

    /// The computer, as sessions know it.
    #[must_use]
    pub const fn computer(&self) -> Computer {
        Computer::from_shared(self.shared)
    }

    /// A page of signing in that keeps all of this.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        let mut page = path.to_owned();
        if self.to != "/" {
            page = paths::with(&page, "to", &self.to);
        }
        if let Some(level) = self.level {
            page = paths::with(&page, "level", &level.number().to_string());
        }
        if self.shared {
            page = paths::with(&page, "shared", "yes");
        }
        page
    }

    /// The same as hidden fields.
    pub fn fields(&self) -> impl IntoView + use<> {
        let shared = self.shared.then(|| view! { <input type="hidden" name="shared" value="yes" /> });
        view! {
            {self.fields_but_shared()}
            {shared}
        }
    }

    /// The same for a form that asks whether the computer is shared.
    pub fn fields_but_shared(&self) -> impl IntoView + use<> {
        let level = self.level.map(|level| view! { <input type="hidden" name="level" value=level.number() /> });
        view! {
            <input type="hidden" name="to" value=self.to.clone() />
            {level}
        }
    }
}
