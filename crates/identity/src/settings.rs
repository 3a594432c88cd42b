//! Settings that operators change while the service runs, and notices that people dismissed.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    actor::{Actor, Origin},
    assurance::{AssuranceLevel, Kind},
    audit::{self, Event},
    person::PersonId,
    random,
    service::{Service, Unexpected},
    session::SignedIn,
    store::{Repository, StoreResult},
    time::Timestamp,
};

/// The setting that holds the [`MaintenanceBanner`].
const MAINTENANCE: &str = "maintenance-banner";
/// The setting that holds the kinds that are accepted without attestation, as JSON.
const ACCEPT_UNATTESTED: &str = "accept-unattested";

/// The setting that says whether the desk asks for a second pair of eyes: `on` or `off`.
const SECOND_APPROVAL: &str = "ra-second-approval";

/// How long a banner that was read stands for the one that there is: every home asks for it, and an outage is planned days ahead.
const STANDS_FOR: Duration = Duration::from_secs(1);

/// A planned outage, as home shows it until it is over or dismissed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenanceBanner {
    /// The services affected: "Care Identity Management and self-service smartcard unlock".
    pub services: String,
    /// The window: "9:00am to 7:00pm on Saturday 22 March".
    pub window: String,
    /// Why: "while we perform system upgrades".
    pub reason: String,
    /// When the banner goes by itself, microseconds UTC.
    pub until_micros: i64,
}

impl MaintenanceBanner {
    /// What a person dismisses: another window is another banner.
    #[must_use]
    pub fn notice(&self) -> String {
        let text = [self.services.as_str(), &self.window, &self.reason].join("\n");
        format!("maintenance:{}", random::encode(&Sha256::digest(text.as_bytes())[..12]))
    }
}

/// The banner as it was read last, and when.
#[derive(Default)]
pub struct LastBanner(Mutex<Option<(Timestamp, Option<MaintenanceBanner>)>>);

impl LastBanner {
    fn get(&self, now: Timestamp) -> Option<Option<MaintenanceBanner>> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(at, _)| (*at..at.plus(STANDS_FOR)).contains(&now)).map(|(_, banner)| banner.clone())
    }

    fn set(&self, last: Option<(Timestamp, Option<MaintenanceBanner>)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// The banner, at most a second old.
async fn banner(service: &Service) -> Result<Option<MaintenanceBanner>, Unexpected> {
    let now = service.now();
    if let Some(banner) = service.banner.get(now) {
        return Ok(banner);
    }
    let value = service.read().await?.lookup_setting(MAINTENANCE).await?;
    let banner: Option<MaintenanceBanner> = value
        .map(|value| serde_json::from_str(&value))
        .transpose()
        .map_err(|error| Unexpected::Other(error.to_string()))?;
    service.banner.set(Some((now, banner.clone())));
    Ok(banner)
}

/// The banner that a person is to see. Another instance's change shows a second later.
///
/// # Errors
/// When the database refuses.
pub async fn maintenance_banner(service: &Service, me: &SignedIn) -> Result<Option<MaintenanceBanner>, Unexpected> {
    let over = |banner: &MaintenanceBanner| service.now() >= Timestamp::from_micros(banner.until_micros);
    let Some(banner) = banner(service).await?.filter(|banner| !over(banner)) else {
        return Ok(None);
    };
    let dismissed = me.readiness.dismissed.contains(&banner.notice());
    Ok((!dismissed).then_some(banner))
}

/// Sets or removes the banner.
///
/// # Errors
/// When the database refuses.
pub async fn set_maintenance_banner(
    service: &Service,
    actor: &Actor,
    banner: Option<&MaintenanceBanner>,
) -> Result<(), Unexpected> {
    let value = banner.map(serde_json::to_string).transpose().map_err(|error| Unexpected::Other(error.to_string()))?;
    set(service, actor, MAINTENANCE, value.as_deref()).await?;
    service.banner.set(None);
    Ok(())
}

/// Remembers that a person dismissed the banner that is shown now.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss_maintenance_banner(service: &Service, me: &SignedIn, origin: &Origin) -> Result<(), Unexpected> {
    if let Some(banner) = maintenance_banner(service, me).await? {
        let (mut repository, person, notice) = (service.write().await?, &me.person.id, banner.notice());
        if !repository.dismiss(person, &notice, service.now()).await? {
            return Ok(());
        }
        let (actor, details) = (Actor::Person(person.clone()), [("notice", notice.as_str())]);
        let event = Event::NoticeDismissed;
        audit::record(&mut *repository, service, origin, &actor, Some(person), event, &details).await?;
        repository.commit().await?;
    }
    Ok(())
}

/// The kinds that can be accepted without attestation: those that reach AAL3.
pub fn kinds_with_attestation() -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(|kind| kind.is_webauthn() && kind.highest_level() == AssuranceLevel::Aal3)
}

/// Whether authenticators of a kind reach AAL3 though nobody vouches for them: as the operator set it, and where nothing is
/// set in a demonstration only.
pub(crate) async fn accepts_unattested(
    service: &Service,
    repository: &mut dyn Repository,
    kind: Kind,
) -> Result<bool, Unexpected> {
    if !kinds_with_attestation().any(|known| known == kind) {
        return Ok(false);
    }
    let Some(value) = repository.lookup_setting(ACCEPT_UNATTESTED).await? else {
        return Ok(service.policy.demonstration);
    };
    let slugs: Vec<String> = serde_json::from_str(&value).map_err(|error| Unexpected::Other(error.to_string()))?;
    Ok(slugs.iter().any(|slug| slug == kind.slug()))
}

/// Sets which kinds are accepted without attestation, none of them maybe, or goes back to what holds without a setting.
/// Levels change with the next use of each authenticator.
///
/// # Errors
/// When the database refuses.
pub async fn set_accept_unattested(service: &Service, actor: &Actor, kinds: Option<&[Kind]>) -> Result<(), Unexpected> {
    let slugs = kinds.map(|kinds| kinds.iter().map(|kind| kind.slug()).collect::<Vec<_>>());
    let value = slugs.map(|slugs| serde_json::to_string(&slugs)).transpose();
    let value = value.map_err(|error| Unexpected::Other(error.to_string()))?;
    set(service, actor, ACCEPT_UNATTESTED, value.as_deref()).await
}

/// Whether the desk asks for a second pair of eyes where one person would take both halves of an account over: so, unless the
/// operator said otherwise.
pub(crate) async fn second_approval(repository: &mut dyn Repository) -> Result<bool, Unexpected> {
    Ok(repository.lookup_setting(SECOND_APPROVAL).await?.as_deref() != Some("off"))
}

/// Sets whether it does.
///
/// # Errors
/// When the database refuses.
pub async fn set_second_approval(service: &Service, actor: &Actor, on: bool) -> Result<(), Unexpected> {
    set(service, actor, SECOND_APPROVAL, Some(if on { "on" } else { "off" })).await
}

async fn set(service: &Service, actor: &Actor, name: &str, value: Option<&str>) -> Result<(), Unexpected> {
    let mut repository = service.write().await?;
    repository.set_setting(name, value, service.now()).await?;
    let details = [("setting", name), ("value", value.unwrap_or(""))];
    audit::record(&mut *repository, service, &Origin::server(), actor, None, Event::SettingChanged, &details).await?;
    repository.commit().await?;
    Ok(())
}

/// The store's part.
#[async_trait]
pub trait Settings: Send {
    /// A setting's value.
    async fn lookup_setting(&mut self, key: &str) -> StoreResult<Option<String>>;
    /// Sets it, or removes it.
    async fn set_setting(&mut self, key: &str, value: Option<&str>, now: Timestamp) -> StoreResult<()>;
    /// Remembers that a person dismissed a notice; `false` when they had before.
    async fn dismiss(&mut self, person: &PersonId, notice: &str, now: Timestamp) -> StoreResult<bool>;
}
