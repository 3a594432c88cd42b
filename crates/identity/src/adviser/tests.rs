//! Every combination of answers.

use std::collections::HashSet;

use super::*;
use Method::{
    Ipad, MicrosoftAuthenticator as App, NhsNetConnect as Connect, Passkey, SecurityKey as Key, Smartcard as Card,
    WindowsHello as Hello,
};

/// The answers, what is advised, and what would do if high confidence is enough.
type Row = (Shared, Carry, Need, &'static [Method], &'static [Method]);

fn everything() -> impl Iterator<Item = Answers> {
    Shared::ALL.iter().flat_map(|&shared| {
        Carry::ALL.iter().flat_map(move |&carry| Need::ALL.iter().map(move |&need| Answers { shared, carry, need }))
    })
}

fn methods(advice: &[Advice]) -> Vec<Method> {
    advice.iter().map(|advice| advice.method).collect()
}

#[test]
fn each_combination_of_answers_has_its_authenticators_in_order() {
    let table: [Row; 18] = [
        (Shared::Yes, Carry::Phone, Need::High, &[Passkey, App, Connect], &[]),
        (Shared::Yes, Carry::Phone, Need::VeryHigh, &[Key, Card], &[]),
        (Shared::Yes, Carry::Phone, Need::Unknown, &[Key, Card], &[Passkey, App, Connect]),
        (Shared::Yes, Carry::SecurityKey, Need::High, &[Key], &[]),
        (Shared::Yes, Carry::SecurityKey, Need::VeryHigh, &[Key, Card], &[]),
        (Shared::Yes, Carry::SecurityKey, Need::Unknown, &[Key, Card], &[]),
        (Shared::Yes, Carry::Neither, Need::High, &[Card], &[]),
        (Shared::Yes, Carry::Neither, Need::VeryHigh, &[Card], &[]),
        (Shared::Yes, Carry::Neither, Need::Unknown, &[Card], &[]),
        (Shared::No, Carry::Phone, Need::High, &[Passkey, App, Connect, Hello, Ipad], &[]),
        (Shared::No, Carry::Phone, Need::VeryHigh, &[Hello, Key, Card], &[]),
        (Shared::No, Carry::Phone, Need::Unknown, &[Hello, Key, Card], &[Passkey, App, Connect, Ipad]),
        (Shared::No, Carry::SecurityKey, Need::High, &[Key, Hello, Ipad], &[]),
        (Shared::No, Carry::SecurityKey, Need::VeryHigh, &[Key, Hello, Card], &[]),
        (Shared::No, Carry::SecurityKey, Need::Unknown, &[Key, Hello, Card], &[Ipad]),
        (Shared::No, Carry::Neither, Need::High, &[Hello, Ipad, Card], &[]),
        (Shared::No, Carry::Neither, Need::VeryHigh, &[Hello, Card], &[]),
        (Shared::No, Carry::Neither, Need::Unknown, &[Hello, Card], &[Ipad]),
    ];
    assert_eq!(everything().count(), table.len());
    for (answers, (shared, carry, need, best, if_high)) in everything().zip(table) {
        assert_eq!(answers, Answers { shared, carry, need });
        let advised = advise(answers);
        assert_eq!(methods(&advised.advice), best, "{answers:?}");
        assert_eq!(methods(&advised.if_high_is_enough), if_high, "{answers:?}");
    }
}

#[test]
fn there_is_always_an_answer_and_nothing_in_it_is_too_low_or_said_twice() {
    for answers in everything() {
        let Advised { advice, if_high_is_enough } = advise(answers);
        assert!(!advice.is_empty(), "{answers:?}");
        assert!(advice.iter().all(|advice| advice.method.level() >= answers.need.level()), "{answers:?}");
        assert!(if_high_is_enough.iter().all(|advice| advice.method.level() == AssuranceLevel::Aal2), "{answers:?}");
        let all = [advice, if_high_is_enough].concat();
        assert_eq!(all.iter().map(|advice| advice.method).collect::<HashSet<_>>().len(), all.len(), "{answers:?}");
        assert!(all.iter().all(|advice| advice.reasons.len() >= 2), "{answers:?}");
    }
}

#[test]
fn nobody_is_sent_to_a_device_that_others_use_or_to_a_thing_that_they_do_not_carry() {
    for answers in everything() {
        let Advised { advice, if_high_is_enough } = advise(answers);
        let all = methods(&[advice, if_high_is_enough].concat());
        if answers.shared == Shared::Yes {
            assert!(!all.contains(&Hello) && !all.contains(&Ipad), "{answers:?}");
        }
        if answers.carry != Carry::Phone {
            assert!(![Passkey, App, Connect].iter().any(|phone| all.contains(phone)), "{answers:?}");
        }
        if answers.carry == Carry::Neither {
            assert!(!all.contains(&Key), "{answers:?}");
        }
    }
}

#[test]
fn the_adviser_says_of_a_kind_what_the_kind_says_of_itself() {
    for kind in crate::assurance::Kind::ALL {
        let method = Method::ALL.into_iter().find(|method| method.slug() == kind.slug());
        let method = method.expect("the adviser to know every kind that can be added");
        assert_eq!((method.name(), method.level()), (kind.name(), kind.highest_level()));
    }
}

#[test]
fn an_answer_reads_back_from_the_address_and_nothing_else_is_one() {
    for answers in everything() {
        assert_eq!(Shared::from_slug(answers.shared.slug()), Some(answers.shared));
        assert_eq!(Carry::from_slug(answers.carry.slug()), Some(answers.carry));
        assert_eq!(Need::from_slug(answers.need.slug()), Some(answers.need));
    }
    assert!(Shared::from_slug("").is_none() && Carry::from_slug("Phone").is_none() && Need::from_slug("3").is_none());
}
