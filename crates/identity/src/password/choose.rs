//! A new password as it is typed twice: one rule wherever one is set.

use secrecy::{ExposeSecret as _, SecretString};

use crate::{
    email::Email,
    password::policy::{Context, NewPassword, PasswordRefusal},
    person::Person,
    service::Service,
};

/// Why two entries are no new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotChosen {
    /// The new password is not accepted.
    Refused(PasswordRefusal),
    /// The two entries differ.
    Different,
}

/// Reads the new password of a person who has these addresses.
pub(crate) fn choose(
    service: &Service,
    person: &Person,
    emails: Vec<Email>,
    password: SecretString,
    again: &SecretString,
) -> Result<NewPassword, NotChosen> {
    let addresses: Vec<_> = emails.into_iter().map(|email| email.address).collect();
    let full = person.name.full();
    let context = Context {
        names: &[person.name.given(), person.name.family(), &full],
        email_addresses: &addresses,
        service_name: &service.policy.service_name,
    };
    let same = password.expose_secret() == again.expose_secret();
    let password = NewPassword::parse(password, &context).map_err(NotChosen::Refused)?;
    if same { Ok(password) } else { Err(NotChosen::Different) }
}
