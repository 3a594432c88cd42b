//! Failure 30 where people look after their Care Identity: the process dies in front of each commit, behind it, and before
//! an answer left. A first walk finds every such place; each is then walked into twice, by somebody who sends the form
//! again and by somebody who goes back.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
    time::Duration,
};

use crate::{
    care::{Carer, Journey, records},
    care_journeys::{CHANGE_PASSWORD, FORGOT_PASSWORD, LOSE_AND_FIND, REGISTER, REMOVE, SIGN_IN, UNDO, UNFREEZE},
    crash::{Again, now, wait_for_death},
    http::Gone,
    person::World as _,
    process::{IDENTIFIER, Installation, Server, Wire},
};

/// A journey, and what its first walk must reach: what is written, then the forms that are answered.
macro_rules! crashes {
    ($($name:ident: $journey:ident, $written:expr, $answered:expr;)*) => {
        $(
            #[test]
            fn $name() {
                $crate::care_crash::survives_everywhere(&$journey, &$written, &$answered);
            }
        )*
    };
}

pub(crate) use crashes;

crashes! {
    failure_30_a_forgotten_password_is_recovered_whatever_breaks_off: FORGOT_PASSWORD,
        ["password.recovered", "recovery.email-proved", "recovery.proved", "recovery.started"],
        ["/api/forgot-password", "/api/forgot-password/code", "/api/forgot-password/inbox", "/api/forgot-password/password"];
    failure_30_a_password_is_changed_once_whatever_breaks_off: CHANGE_PASSWORD,
        ["password.changed"], ["/api/profile/password"];
    failure_30_an_authenticator_is_removed_once_whatever_breaks_off: REMOVE,
        ["authenticator.removed"], ["/api/authenticators/remove"];
    failure_30_an_authenticator_is_lost_and_found_once_whatever_breaks_off: LOSE_AND_FIND,
        ["authenticator.reinstated", "authenticator.suspended"],
        ["/api/authenticators/found", "/api/authenticators/lost"];
    failure_30_a_device_is_registered_once_whatever_breaks_off: REGISTER,
        ["authenticator.added", "registration.opened", "registration.started"],
        ["/api/authenticators/register", "/api/register/device", "/api/register/open"];
    failure_30_a_device_signs_in_and_replaces_another_whatever_breaks_off: SIGN_IN,
        ["authenticator.replaced", "sign-in.completed"], ["/api/sign-in/device"];
    failure_30_a_change_is_taken_back_once_whatever_breaks_off: UNDO,
        ["change.undone", "person.frozen"], ["/api/undo"];
    failure_30_changes_are_allowed_again_once_whatever_breaks_off: UNFREEZE,
        ["person.unfrozen"], ["/api/changes-stopped/allow"];
}

/// What lies on the disk before the journey begins, and who will make it.
struct Prepared {
    world: Rc<Installation>,
    carer: Carer,
}

impl Prepared {
    fn new(journey: &Journey) -> Result<Self, Gone> {
        let world = Rc::new(Installation::new(&[("LOG", "info")]));
        let server = world.start(None);
        let mut carer = Carer::new(&world, &server)?;
        (journey.prepare)(&mut carer, &world)?;
        settle(&world);
        Ok(Self { world, carer })
    }

    /// The same once more, with a server that runs into the failpoint.
    fn again(&self, failpoint: Option<&str>) -> (Rc<Installation>, Server, Rc<Wire>, Carer) {
        let world = Rc::new(self.world.copy());
        let server = world.start(failpoint);
        let wire = Wire::to(&server);
        let carer = self.carer.moved(&world, Rc::clone(&wire) as _);
        (world, server, wire, carer)
    }
}

pub fn survives_everywhere(journey: &Journey, written: &[&str], answered: &[&str]) {
    let prepared = Prepared::new(journey).unwrap();
    let before = counts(&prepared.world);
    let (world, _server, _, mut carer) = prepared.again(None);
    carer.person.browser.open(&(journey.begin)(&carer)).and_then(|()| carer.go_on(journey)).unwrap();
    // A look at somebody is in the log, and changes nothing.
    let is_new = |(event, count): &(String, usize)| before.get(event) != Some(count) && event != "ra.viewed";
    let found: Vec<String> = counts(&world).into_iter().filter(is_new).map(|(event, _)| event).collect();
    assert_eq!(found, written, "{:?}", carer.person.trail);
    let seen = carer.person.browser.seen.iter().filter(|(asked, _)| asked.path.starts_with("/api/"));
    let forms: BTreeSet<&str> = seen.map(|(asked, _)| asked.path.as_str()).collect();
    assert_eq!(forms.into_iter().collect::<Vec<_>>(), answered);
    let sides = |event: &&str| [format!("committing:{event}"), format!("committed:{event}")];
    let answers = answered.iter().map(|path| format!("answered:{path}"));
    for failpoint in written.iter().flat_map(sides).chain(answers) {
        for again in [Again::Resend, Again::Back] {
            survives(&prepared, journey, &before, (&failpoint, again));
        }
    }
}

fn survives(
    prepared: &Prepared,
    journey: &Journey,
    before: &BTreeMap<String, usize>,
    (failpoint, again): (&str, Again),
) {
    let (world, mut server, wire, mut carer) = prepared.again(Some(failpoint));
    let died = carer.person.browser.open(&(journey.begin)(&carer)).and_then(|()| carer.go_on(journey));
    assert!(died.is_err(), "{failpoint} was never reached: {:?}", carer.person.trail);
    wait_for_death(&mut server, failpoint);
    records(&world).end_leases(now(&world));

    let server = world.start(None);
    wire.0.set(server.address);
    let reached = match again {
        Again::Resend => carer.person.browser.again(),
        Again::Back => carer.person.browser.back(),
    };
    reached.and_then(|()| carer.go_on(journey)).unwrap_or_else(|gone| panic!("{again:?}: {gone}: {}", server.log()));
    settle(&world);
    let (after, mails) = (counts(&world), world.mails());
    let came = |event: &str| after.get(event).copied().unwrap_or(0) - before.get(event).copied().unwrap_or(0);
    for event in journey.once {
        assert_eq!(came(event), 1, "{event} after {failpoint}, {again:?}: {:?}", carer.person.trail);
    }
    if let Some((begun, ended)) = journey.renewed {
        assert_eq!(came(begun), came(ended) + 1, "{begun} after {failpoint}, {again:?}: {:?}", carer.person.trail);
    }
    let known = prepared.world.mails().into_iter().map(|mail| mail.id).collect::<BTreeSet<_>>();
    for subject in journey.told {
        let new = mails.iter().filter(|mail| mail.subject == *subject && !known.contains(&mail.id));
        let ids: BTreeSet<(&str, &str)> = new.map(|mail| (mail.to.as_str(), mail.id.as_str())).collect();
        let readers: BTreeSet<&str> = ids.iter().map(|(to, _)| *to).collect();
        assert!(!ids.is_empty() && ids.len() == readers.len(), "{subject} after {failpoint}, {again:?}: {ids:?}");
    }
    let verified = world.run(&["audit", "verify"]);
    assert!(verified.contains("chained entries are as they were written"), "{verified}");
}

fn counts(world: &Installation) -> BTreeMap<String, usize> {
    records(world).events().into_iter().fold(BTreeMap::new(), |mut counts, event| {
        *counts.entry(event).or_default() += 1;
        counts
    })
}

/// Waits until every mail has gone out and every audit entry is in the chain.
fn settle(world: &Installation) {
    let records = records(world);
    for _ in 0..1000 {
        let known = records.of(IDENTIFIER);
        if known.pending_mail == 0 && known.unchained == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let known = records.of(IDENTIFIER);
    panic!("{} mails wait, and {} audit entries", known.pending_mail, known.unchained);
}
