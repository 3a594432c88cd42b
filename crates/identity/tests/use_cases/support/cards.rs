//! Journeys with smartcards.

use std::time::Duration;

use identity::{
    actor::{Actor, By, Origin},
    person::Person,
    random::Token,
    session::Computer,
    smartcard::{
        authority::{self, LIFE},
        issue::{self, IssueCard, Prepared},
        sign_in::{self, BeginSignIn, FinishSignIn, Readers},
    },
    webauthn::ceremony::{CeremonyId, Challenge},
};
use secrecy::SecretString;

use super::{Browser, SoftCard, Visit, World};

impl World {
    pub(crate) async fn try_issue(&self, person: &Person, card: &SoftCard, life: Duration) -> IssueCard {
        // As the server does at its start.
        authority::found(&self.service, &Actor::System).await.unwrap();
        let by = By { actor: &Actor::Operator, origin: &Origin::server(), why: &[("reason", "seen in person")] };
        let (key, requests) = (SecretString::from("31415926"), card.requests());
        let prepared = Prepared {
            serial: &card.serial,
            label: "Care Identity",
            unblocking_key: Some(&key),
            requests: &requests,
            life,
        };
        issue::issue(&self.service, by, person, &prepared).await.unwrap()
    }

    /// Issues a card for so long, and writes its certificates onto it.
    pub(crate) async fn issue_card_for(&self, person: &Person, serial: &str, life: Duration) -> SoftCard {
        let mut card = SoftCard::new(serial);
        let issued = self.try_issue(person, &card, life).await;
        let IssueCard::Issued(_, certificates) = issued else { panic!("expected a card: {issued:?}") };
        card.write(&certificates);
        card
    }

    pub(crate) async fn issue_card(&self, person: &Person, serial: &str) -> SoftCard {
        self.issue_card_for(person, serial, LIFE).await
    }

    /// Somebody new with a card.
    pub(crate) async fn card_holder(&self, given: &str) -> (Person, SoftCard) {
        let person = self.person(given).await;
        let card = self.issue_card(&person, &format!("00A1{given}")).await;
        (person, card)
    }

    /// Asks a card that shows no certificate before its passcode: any that answers will do.
    pub(crate) async fn ask_card(&self, browser: &Browser) -> Challenge {
        let card = r#"{"serial":"00A1","label":"","renewable":true,"passcode":"fine","certificates":[]}"#;
        let said = format!(r#"{{"answer":"cards","change":1,"cards":[{card}]}}"#);
        let (after, readers) = ((browser.computer, "/profile"), Readers { said: &said, chosen: None });
        let begun = sign_in::begin(&self.service, &browser.origin, &browser.id, after, readers).await.unwrap();
        let BeginSignIn::Ready { challenge, .. } = begun else { panic!("expected a challenge: {begun:?}") };
        challenge
    }

    pub(crate) async fn card_answers(&self, browser: &Browser, ceremony: &CeremonyId, answer: &str) -> FinishSignIn {
        sign_in::finish(&self.service, &browser.origin, &browser.id, None, ceremony, answer).await.unwrap()
    }

    pub(crate) async fn try_card(&self, browser: &Browser, card: &mut SoftCard) -> FinishSignIn {
        let challenge = self.ask_card(browser).await;
        let answer = card.answer(&challenge.options, self.now());
        self.card_answers(browser, &challenge.ceremony, &answer).await
    }

    /// Whether a card signs in, in a new browser.
    pub(crate) async fn card_signs_in(&self, card: &mut SoftCard) -> bool {
        matches!(self.try_card(&self.browser().await, card).await, FinishSignIn::SignedIn { .. })
    }

    /// Signs in with a card, in a new browser.
    pub(crate) async fn signed_in_by(&self, card: &mut SoftCard) -> Visit {
        let browser = self.browser().await;
        let token = card_signed_in(self.try_card(&browser, card).await);
        self.visit(&browser, token).await
    }

    pub(crate) async fn shared_browser(&self) -> Browser {
        Browser { computer: Computer::Shared, ..self.browser().await }
    }
}

/// The token of a sign-in that was done.
pub(crate) fn card_signed_in(outcome: FinishSignIn) -> Token {
    match outcome {
        FinishSignIn::SignedIn { token, .. } => token,
        other => panic!("expected a session: {other:?}"),
    }
}
