//! Which types these pages offer: those that they can carry out. What proves itself by WebAuthn waits for its own pages.

use identity::assurance::Kind;

/// The types on offer, in the order of the list.
pub fn offered() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| !kind.is_webauthn())
}

/// The type that an address or a form names, when it is on offer.
pub fn from_slug(slug: &str) -> Option<Kind> {
    offered().find(|kind| kind.slug() == slug)
}
