//! Organisations, those who look after them, and those who work there.

use std::sync::atomic::{AtomicUsize, Ordering};

use identity::{
    actor::{Actor, Origin},
    assurance::Kind,
    organisation::{Organisation, OrganisationCode},
    person::{Person, Position},
    ra::{
        self, Desk, Entrance, Reason,
        identity_check::{Document, IdentityCheck},
        position::NewPosition,
        reach::{self, ChangeReach},
        role::CareRole,
        store::PositionId,
    },
    time::parse_date,
};

use store::testing;

use super::{Device, Maker, Visit, World, wish};

pub(crate) fn code(text: &str) -> OrganisationCode {
    OrganisationCode::parse(text).unwrap()
}

pub(crate) fn why() -> Reason {
    Reason::parse("seen in person").unwrap()
}

/// The name of a form that was not sent before.
pub(crate) fn form() -> String {
    static FORMS: AtomicUsize = AtomicUsize::new(0);
    format!("{:022}", FORMS.fetch_add(1, Ordering::Relaxed))
}

pub(crate) fn checked() -> IdentityCheck {
    IdentityCheck::of([Document::Passport]).unwrap()
}

pub(crate) fn nurse_at(organisation: &str) -> NewPosition {
    position(organisation, "R0620")
}

pub(crate) fn position(organisation: &str, role: &str) -> NewPosition {
    NewPosition {
        organisation: code(organisation),
        role: CareRole::find(role).unwrap(),
        starts_on: parse_date("2020-01-01").unwrap(),
        ends_on: None,
    }
}

/// Somebody of a Registration Authority, signed in with a key.
pub(crate) struct Ra {
    pub(crate) person: Person,
    pub(crate) key: Device,
    pub(crate) visit: Visit,
    pub(crate) desk: Desk,
}

impl Ra {
    pub(crate) const fn origin(&self) -> &Origin {
        &self.visit.browser.origin
    }
}

impl World {
    /// Registration Authorities RA1 and RA2. HOSP and CLINIC are in reach of both, HOME of RA2, FAR of nobody.
    pub(crate) async fn organisations(&mut self) {
        let maker = Maker::new();
        self.trust(&maker);
        self.maker = Some(maker);
        let named = ["RA1", "RA2", "HOSP", "CLINIC", "HOME", "FAR"]
            .map(|name| Organisation::named(code(name), &format!("The {name}")).unwrap());
        self.name_organisations(&named).await;
        for (ra, of) in [("RA1", "HOSP"), ("RA1", "CLINIC"), ("RA2", "HOSP"), ("RA2", "CLINIC"), ("RA2", "HOME")] {
            let (actor, origin) = (Actor::Operator, Origin::server());
            let confirmed = reach::confirm(&self.service, &actor, &origin, (&code(ra), &code(of))).await.unwrap();
            assert_eq!(confirmed, ChangeReach::Done);
        }
    }

    /// Organisations as they stand where nothing was imported.
    pub(crate) async fn name_organisations(&self, named: &[Organisation]) {
        testing::name_organisations(&self.database, named).await;
    }

    /// An organisation is no more.
    pub(crate) async fn close_organisation(&self, name: &str) {
        self.write(async |repository| repository.close_organisation(&code(name)).await.unwrap()).await;
    }

    pub(crate) async fn hold(&self, person: &Person, new: &NewPosition) -> PositionId {
        let id = PositionId::random(&*self.service.random);
        let position = Position {
            organisation_code: new.organisation.to_string(),
            organisation_name: String::new(),
            role_code: new.role.code.into(),
            role_name: new.role.name.into(),
            starts_on: new.starts_on,
            ends_on: new.ends_on,
        };
        self.write(async |repository| repository.add_position(&person.id, &position, id.as_str()).await.unwrap()).await;
        id
    }

    /// Somebody who has a position and nothing else.
    pub(crate) async fn nurse(&self, given: &str, organisation: &str) -> Person {
        let person = self.person(given).await;
        self.hold(&person, &nurse_at(organisation)).await;
        person
    }

    /// Somebody new at the desk of a Registration Authority.
    pub(crate) async fn ra(&self, given: &str, organisation: &str, role: &str) -> Ra {
        let mut key = Device::security_key().attested(self.maker.as_ref().unwrap());
        let visit = self.enrolled(given, identity::assurance::AssuranceLevel::Aal3).await;
        self.add_device(&visit, &mut key, wish(Kind::SecurityKey)).await;
        self.hold(&visit.me.person, &position(organisation, role)).await;
        let visit = self.signed_in_with(&mut key).await;
        let desk = self.desk(&visit).await;
        Ra { person: visit.me.person.clone(), key, visit, desk }
    }

    pub(crate) async fn manager(&self, given: &str, organisation: &str) -> Ra {
        self.ra(given, organisation, CareRole::RA_MANAGER).await
    }

    pub(crate) async fn agent(&self, given: &str, organisation: &str) -> Ra {
        self.ra(given, organisation, CareRole::RA_AGENT).await
    }

    pub(crate) async fn desk(&self, visit: &Visit) -> Desk {
        match ra::open(&self.service, &visit.me).await.unwrap() {
            Entrance::Open(desk) => *desk,
            other => panic!("expected a desk: {other:?}"),
        }
    }

    /// Signs in once more, and sits down again.
    pub(crate) async fn again(&self, ra: &mut Ra) {
        ra.visit = self.signed_in_with(&mut ra.key).await;
        ra.desk = self.desk(&ra.visit).await;
    }
}
