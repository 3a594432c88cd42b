//! Renewals of cards, step by step.

use std::time::Duration;

use identity::{
    person::Person,
    smartcard::{
        certificate::{Certificate, CertificateState},
        expiry::WINDOW,
        renew::{self, Next, Renew},
        renewal::RenewalState,
        sign_in::FinishSignIn,
    },
};

use super::{SoftCard, Visit, World, card_signed_in};

/// For how long cards are issued here: one can be renewed a day later.
pub(crate) const ISSUED_FOR: Duration = Duration::from_secs(91 * 24 * 60 * 60);

/// Somebody whose card can be renewed from now on.
pub(crate) async fn due(world: &World) -> (Person, SoftCard) {
    let ann = world.account("Ann").await.person;
    let card = due_card(world, &ann, "00A1").await;
    (ann, card)
}

pub(crate) async fn due_card(world: &World, person: &Person, serial: &str) -> SoftCard {
    let card = world.issue_card_for(person, serial, ISSUED_FOR).await;
    world.wait(ISSUED_FOR - WINDOW);
    card
}

pub(crate) async fn begin(world: &World, visit: &Visit) -> Renew {
    renew::begin(&world.service, &visit.me, &visit.browser.origin, &visit.browser.id).await.unwrap()
}

pub(crate) async fn asked(world: &World, visit: &Visit) -> Next {
    next(begin(world, visit).await)
}

pub(crate) fn next(renew: Renew) -> Next {
    match renew {
        Renew::Ask(next) => *next,
        other => panic!("expected an ask: {other:?}"),
    }
}

pub(crate) async fn tell(world: &World, visit: &Visit, asked: &Next, answer: &str) -> Renew {
    let Visit { browser, me, .. } = visit;
    let ceremony = &asked.challenge.ceremony;
    renew::advance(&world.service, me, &browser.origin, &browser.id, ceremony, answer).await.unwrap()
}

/// The session as its page has it now: a step gives it another token.
pub(crate) async fn go_on(world: &World, visit: &mut Visit, asked: &Next, answer: &str) -> Renew {
    let renew = tell(world, visit, asked, answer).await;
    if let Renew::Ask(next) = &renew
        && let Some(token) = &next.token
    {
        assert!(world.find(&visit.token).await.is_none(), "the old token is of no use (failure 29)");
        *visit = world.visit(&visit.browser, token.clone()).await;
    }
    renew
}

/// Goes on until a state asks, or to the end.
pub(crate) async fn run(world: &World, visit: &mut Visit, card: &mut SoftCard, until: Option<RenewalState>) -> Renew {
    let mut renew = begin(world, visit).await;
    while let Renew::Ask(next) = &renew {
        if until == Some(next.step) {
            break;
        }
        let answer = card.answer(&next.challenge.options, world.now());
        let asked = std::mem::replace(&mut renew, Renew::Over);
        let Renew::Ask(asked) = asked else { unreachable!() };
        renew = go_on(world, visit, &asked, &answer).await;
    }
    renew
}

pub(crate) async fn certificates(world: &World, person: &Person) -> Vec<Certificate> {
    world
        .read(async |repository| {
            let card = repository.list_cards(&person.id).await.unwrap().remove(0);
            repository.list_certificates(&card.id).await.unwrap()
        })
        .await
}

pub(crate) fn count(certificates: &[Certificate], state: CertificateState) -> usize {
    certificates.iter().filter(|one| one.state == state).count()
}

/// The pair in use is whole, and of one renewal.
pub(crate) async fn assert_both_or_none(world: &World, person: &Person) {
    let all = certificates(world, person).await;
    for state in [CertificateState::Active, CertificateState::Pending] {
        let of: Vec<_> = all.iter().filter(|one| one.state == state).collect();
        assert!(of.is_empty() || of.len() == 2, "{of:?}");
        assert!(of.iter().all(|one| one.renewal == of[0].renewal && one.not_after == of[0].not_after));
    }
    assert_eq!(count(&all, CertificateState::Active), 2);
}

/// Signs in with a card that may hold an old pair still.
pub(crate) async fn signed_in_however(world: &World, card: &mut SoftCard) -> Visit {
    let browser = world.browser().await;
    let outcome = match world.try_card(&browser, card).await {
        FinishSignIn::Again(challenge) => {
            let answer = card.answer(&challenge.options, world.now());
            world.card_answers(&browser, &challenge.ceremony, &answer).await
        }
        outcome => outcome,
    };
    let token = card_signed_in(outcome);
    world.visit(&browser, token).await
}
