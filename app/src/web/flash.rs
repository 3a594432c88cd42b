//! What a form leaves for the page that comes after it: errors, what was typed, or that it is done. Kept in the
//! database, read by the same browser only, never in the URL but for its name, and never with a secret.

use std::{collections::BTreeMap, time::Duration};

use identity::{Service, Unexpected, person::PersonId, random, session::BrowserId};
use serde::{Deserialize, Serialize};

use crate::components::FormError;

/// How long a page can be reloaded with it.
const LIFE: Duration = Duration::from_secs(60 * 60);

/// What a form leaves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    errors: Vec<(String, String)>,
    values: BTreeMap<String, String>,
    /// What was done, for the page that follows.
    pub done: Option<String>,
    /// Whose it is, where somebody else may sign in before it is read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whose: Option<String>,
}

impl Flash {
    /// One thing is wrong, with the field of this id.
    #[must_use]
    pub fn error(field: &str, text: impl Into<String>) -> Self {
        Self::default().and_error(field, text)
    }

    /// Another thing is wrong.
    #[must_use]
    pub fn and_error(mut self, field: &str, text: impl Into<String>) -> Self {
        self.errors.push((field.to_owned(), text.into()));
        self
    }

    /// Nothing is wrong: what was typed waits for a sign-in. Never a secret.
    #[must_use]
    pub fn typed(field: &str, value: &str) -> Self {
        Self::default().keep(field, value)
    }

    /// Keeps what was typed. Never a secret.
    #[must_use]
    pub fn keep(mut self, field: &str, value: &str) -> Self {
        self.values.insert(field.to_owned(), value.chars().take(1000).collect());
        self
    }

    /// Nothing was wrong: the next page says what was done.
    #[must_use]
    pub fn done(text: impl Into<String>) -> Self {
        Self { done: Some(text.into()), ..Self::default() }
    }

    /// For this person only.
    #[must_use]
    pub(super) fn of(self, person: &PersonId) -> Self {
        Self { whose: Some(person.as_str().to_owned()), ..self }
    }

    /// Whether it is for whoever asks.
    pub(super) fn is_for(&self, me: Option<&PersonId>) -> bool {
        self.whose.as_deref().is_none_or(|whose| me.is_some_and(|me| me.as_str() == whose))
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn error_of(&self, field: &str) -> Option<String> {
        self.errors.iter().find(|(name, _)| name == field).map(|(_, text)| text.clone())
    }

    /// What was typed into a field.
    #[must_use]
    pub fn value_of(&self, field: &str) -> Option<String> {
        self.values.get(field).cloned()
    }

    /// For the error summary. An error of the field `""` links nowhere.
    #[must_use]
    pub fn summary(&self) -> Vec<FormError> {
        let errors = self.errors.iter();
        errors
            .map(|(field, text)| FormError { text: text.clone(), field: (!field.is_empty()).then(|| field.clone()) })
            .collect()
    }

    /// Keeps it for the next page; answers its name.
    pub(super) async fn write(&self, service: &Service, browser: &BrowserId) -> Result<String, Unexpected> {
        let id = random::encode(&random::bytes::<16>(&*service.random));
        let content = serde_json::to_string(self).map_err(|error| Unexpected::Other(error.to_string()))?;
        let mut repository = service.write().await?;
        repository.put_flash(&id, browser, &content, service.now().plus(LIFE)).await?;
        repository.commit().await?;
        Ok(id)
    }

    /// Reads it; one that ran out is empty.
    pub(super) async fn read(service: &Service, browser: &BrowserId, id: &str) -> Result<Self, Unexpected> {
        let content = service.read().await?.lookup_flash(id, browser, service.now()).await?;
        Ok(content.and_then(|content| serde_json::from_str(&content).ok()).unwrap_or_default())
    }
}
