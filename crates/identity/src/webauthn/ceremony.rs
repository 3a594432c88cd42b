//! Challenges that were given out: each is answered once, in time, in the browser that asked, and by whom it was asked for.
//!
//! What the answer is checked with is sealed, as whoever wrote the row could choose the challenge. A rotation of keys
//! does not seal it anew: when its key is gone, it is over, as it would be minutes later.

use std::time::Duration;

use async_trait::async_trait;
use card_protocol::LONGEST_ASK;

use crate::{
    actor::Origin,
    attempts,
    keys::{OpenError, Purpose, Sealed},
    person::PersonId,
    random::id,
    registration::RegistrationId,
    service::{Service, Unexpected},
    session::BrowserId,
    store::{Repository, StoreResult},
    time::Timestamp,
};

id!(
    /// The row of a challenge that was given out.
    CeremonyId
);

/// How long a challenge for a device can be answered (W3C WebAuthn, 15.1: 5 minutes).
pub const LIFE: Duration = Duration::from_secs(5 * 60);

/// What a challenge is for: an answer for one is none for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// Add an authenticator.
    Register,
    /// Sign in, whoever it is.
    SignIn,
    /// Sign in again, as who is signed in.
    StepUp,
    /// Sign in with a smartcard, whoever it is.
    CardSignIn,
    /// Sign in again with one's smartcard.
    CardStepUp,
    /// A step of the renewal of one's smartcard.
    CardRenewal,
    /// Change the passcode of one's smartcard.
    CardPasscode,
    /// A step of the unblocking of a smartcard.
    CardUnblocking,
    /// A step of the issuing of a smartcard at a desk.
    CardIssuing,
}

impl CeremonyPurpose {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Register,
        Self::SignIn,
        Self::StepUp,
        Self::CardSignIn,
        Self::CardStepUp,
        Self::CardRenewal,
        Self::CardPasscode,
        Self::CardUnblocking,
        Self::CardIssuing,
    ];

    /// As the store writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::SignIn => "sign-in",
            Self::StepUp => "step-up",
            Self::CardSignIn => "card-sign-in",
            Self::CardStepUp => "card-step-up",
            Self::CardRenewal => "card-renewal",
            Self::CardPasscode => "card-passcode",
            Self::CardUnblocking => "card-unblocking",
            Self::CardIssuing => "card-issuing",
        }
    }

    /// How long it can be answered. What changes a card was done when its answer comes: one that came too late would be noted nowhere.
    const fn life(self) -> Duration {
        match self {
            Self::Register | Self::SignIn | Self::StepUp | Self::CardSignIn | Self::CardStepUp => LIFE,
            Self::CardRenewal | Self::CardPasscode | Self::CardUnblocking | Self::CardIssuing => LONGEST_ASK,
        }
    }

    /// From the store.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }
}

/// A challenge that was given out.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// The row.
    pub id: CeremonyId,
    /// The browser that asked.
    pub browser_id: BrowserId,
    /// An answer for another purpose does not count.
    pub purpose: CeremonyPurpose,
    /// Who must answer; `None` for a sign-in.
    pub person_id: Option<PersonId>,
    /// The registration that it belongs to.
    pub registration_id: Option<RegistrationId>,
    /// What the answer is checked with.
    pub state: Sealed,
    /// When it was given out.
    pub created_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
}

/// What a page hands to the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Comes back with the answer.
    pub ceremony: CeremonyId,
    /// JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`.
    pub options: String,
}

/// What is to be remembered of a challenge.
pub(crate) struct Asked<'a> {
    pub browser: &'a BrowserId,
    pub purpose: CeremonyPurpose,
    pub person: Option<&'a PersonId>,
    pub registration: Option<&'a RegistrationId>,
    pub state: &'a [u8],
    pub options: String,
}

/// Remembers a challenge in the caller's transaction; `Err` says from when on this network may ask for another.
pub(crate) async fn begin(
    service: &Service,
    repository: &mut dyn Repository,
    origin: &Origin,
    asked: Asked<'_>,
) -> Result<Result<Challenge, Timestamp>, Unexpected> {
    if let Some(until) = attempts::reserve_ceremony(service, repository, origin).await? {
        return Ok(Err(until));
    }
    let now = service.now();
    let id = CeremonyId::random(&*service.random);
    let state = service.keys.seal(&*service.random, Purpose::Ceremony, id.as_str(), asked.state)?;
    let ceremony = Ceremony {
        browser_id: asked.browser.clone(),
        purpose: asked.purpose,
        person_id: asked.person.cloned(),
        registration_id: asked.registration.cloned(),
        state,
        created_at: now,
        expires_at: now.plus(asked.purpose.life()),
        id,
    };
    repository.add_ceremony(&ceremony).await?;
    Ok(Ok(Challenge { ceremony: ceremony.id, options: asked.options }))
}

/// Finds a challenge that can be answered now in this browser, and what its answer is checked with.
pub(crate) async fn find(
    service: &Service,
    repository: &mut dyn Repository,
    (browser, purpose): (&BrowserId, CeremonyPurpose),
    id: &CeremonyId,
) -> Result<Option<(Ceremony, zeroize::Zeroizing<Vec<u8>>)>, Unexpected> {
    let ceremony = repository.lookup_ceremony(id).await?.filter(|ceremony| {
        ceremony.browser_id == *browser && ceremony.purpose == purpose && service.now() < ceremony.expires_at
    });
    let Some(ceremony) = ceremony else {
        return Ok(None);
    };
    match service.keys.open(Purpose::Ceremony, ceremony.id.as_str(), &ceremony.state) {
        Ok(state) => Ok(Some((ceremony, state))),
        Err(OpenError::UnknownKey(_)) => Ok(None),
        Err(damaged) => Err(damaged.into()),
    }
}

/// The store's part.
#[async_trait]
pub trait Ceremonies: Send {
    /// Adds a challenge.
    async fn add_ceremony(&mut self, ceremony: &Ceremony) -> StoreResult<()>;
    /// Looks one up.
    async fn lookup_ceremony(&mut self, id: &CeremonyId) -> StoreResult<Option<Ceremony>>;
    /// Takes it away with its first answer; `false` when it was answered or is over (single use).
    async fn take_ceremony(&mut self, id: &CeremonyId, now: Timestamp) -> StoreResult<bool>;
}
