//! Journeys with a device.

use std::sync::Arc;

use identity::{
    Policy,
    assurance::{AssuranceLevel, Kind},
    authenticator::{Authenticator, AuthenticatorState},
    person::Person,
    random::Token,
    registration::{
        open::OpenLink,
        start::Wish,
        use_device::{self, BeginDevice, NewDevice, UseDevice},
    },
    session::Need,
    sign_in::device::{
        self, BeginSignIn,
        finish::{self, FinishSignIn},
    },
    webauthn::{
        ceremony::{CeremonyId, Challenge},
        roots::AttestationRoots,
    },
};

use super::{Browser, Device, Maker, Registering, Visit, World};

pub(crate) const fn wish(kind: Kind) -> Wish {
    Wish { kind, confirmed: true, replace: false }
}

pub(crate) const fn replace(kind: Kind) -> Wish {
    Wish { kind, confirmed: true, replace: true }
}

impl World {
    pub(crate) fn trust(&mut self, maker: &Maker) {
        self.set_roots(maker.roots());
    }

    pub(crate) fn set_roots(&mut self, attestation_roots: AttestationRoots) {
        self.service.policy = Arc::new(Policy { attestation_roots, ..super::policy(Default::default()) });
    }

    pub(crate) fn demonstrate(&mut self) {
        self.service.policy = Arc::new(Policy { demonstration: true, ..super::policy(Default::default()) });
    }

    /// Somebody new with an enrolment session of this level, who proved an address.
    pub(crate) async fn enrolled(&self, given: &str, level: AssuranceLevel) -> Visit {
        let person = self.person(given).await;
        let visit = self.enrol_at(&person, level).await;
        self.verified(&visit, &format!("{}@nhs.net", given.to_lowercase())).await;
        visit
    }

    /// A registration whose link was opened in the same browser, signed in: the device is next.
    pub(crate) async fn opened(&self, visit: &Visit, wish: Wish) -> Registering {
        let registering = self.issue(visit, "", wish).await;
        let opened = self.open(Some(&visit.me), &visit.browser, &registering.link).await;
        assert_eq!(opened, OpenLink::Opened(registering.id.clone()));
        registering
    }

    pub(crate) async fn try_begin(&self, registering: &Registering) -> BeginDevice {
        let Registering { id, browser, .. } = registering;
        use_device::begin(&self.service, &browser.origin, &browser.id, id).await.unwrap()
    }

    pub(crate) async fn begin(&self, registering: &Registering) -> Challenge {
        match self.try_begin(registering).await {
            BeginDevice::Ready(challenge) => challenge,
            other => panic!("expected a challenge: {other:?}"),
        }
    }

    pub(crate) async fn finish(&self, registering: &Registering, ceremony: &CeremonyId, answer: &str) -> UseDevice {
        let Registering { id, browser, .. } = registering;
        let place = (&browser.id, id);
        use_device::finish(&self.service, None, &browser.origin, place, ceremony, answer).await.unwrap()
    }

    /// Lets a device answer what it is asked.
    pub(crate) async fn try_device(&self, registering: &Registering, device: &mut Device) -> UseDevice {
        let challenge = self.begin(registering).await;
        let answer = device.create(&challenge.options);
        self.finish(registering, &challenge.ceremony, &answer).await
    }

    /// Adds a device.
    pub(crate) async fn add_device(&self, visit: &Visit, device: &mut Device, wish: Wish) -> NewDevice {
        let registering = self.opened(visit, wish).await;
        match self.try_device(&registering, device).await {
            UseDevice::Done(new) => new,
            other => panic!("expected an authenticator: {other:?}"),
        }
    }

    /// Somebody new with a device of a kind, granted AAL3, and no password.
    pub(crate) async fn owner(&self, given: &str, kind: Kind, device: &mut Device) -> Person {
        let visit = self.enrolled(given, AssuranceLevel::Aal3).await;
        self.add_device(&visit, device, wish(kind)).await;
        visit.me.person
    }

    pub(crate) async fn ask(&self, browser: &Browser) -> Challenge {
        let begun = device::begin(&self.service, &browser.origin, &browser.id, None, (browser.computer, "/profile"))
            .await
            .unwrap();
        let BeginSignIn::Ready(challenge) = begun else { panic!("expected a challenge: {begun:?}") };
        challenge
    }

    pub(crate) async fn answer(&self, browser: &Browser, ceremony: &CeremonyId, answer: &str) -> FinishSignIn {
        finish::sign_in(&self.service, &browser.origin, &browser.id, None, ceremony, answer).await.unwrap()
    }

    pub(crate) async fn try_sign_in_with(&self, browser: &Browser, device: &mut Device) -> FinishSignIn {
        let challenge = self.ask(browser).await;
        let answer = device.get(&challenge.options);
        self.answer(browser, &challenge.ceremony, &answer).await
    }

    pub(crate) async fn sign_in_with(&self, browser: &Browser, device: &mut Device) -> Visit {
        let token = signed_in(self.try_sign_in_with(browser, device).await);
        self.visit(browser, token).await
    }

    /// Signs in, in a new browser.
    pub(crate) async fn signed_in_with(&self, device: &mut Device) -> Visit {
        let browser = self.browser().await;
        self.sign_in_with(&browser, device).await
    }

    pub(crate) async fn ask_again(&self, visit: &Visit, level: AssuranceLevel) -> BeginSignIn {
        let Visit { browser, me, .. } = visit;
        let need = Need { level, fresh: true };
        device::begin_step_up(&self.service, me, &browser.origin, &browser.id, need, "/profile").await.unwrap()
    }

    pub(crate) async fn answer_again(&self, visit: &Visit, ceremony: &CeremonyId, answer: &str) -> FinishSignIn {
        let Visit { browser, me, .. } = visit;
        finish::step_up(&self.service, me, &browser.origin, &browser.id, ceremony, answer).await.unwrap()
    }

    /// Takes all authenticators away.
    pub(crate) async fn forget_devices(&self, person: &Person) {
        let now = self.now();
        for held in self.held(person).await {
            let removed = AuthenticatorState::Removed;
            self.write(async |repository| repository.end_authenticator(&held.id, removed, now).await.unwrap()).await;
        }
    }

    pub(crate) async fn held(&self, person: &Person) -> Vec<Authenticator> {
        self.read(async |repository| repository.list_active_authenticators(&person.id).await.unwrap()).await
    }
}

/// The token of a sign-in that was done.
pub(crate) fn signed_in(outcome: FinishSignIn) -> Token {
    match outcome {
        FinishSignIn::SignedIn { token, .. } => token,
        other => panic!("expected a session: {other:?}"),
    }
}
