//! Rows to begin with, and races.

use futures_util::future::join_all;
use identity::{
    application::{Application, Draft},
    assurance::{AssuranceLevel, Kind, model::Aaguid},
    authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName},
    email::{Email, EmailId, EmailProof, EmailProofId, ProofOf, address::EmailAddress},
    keys::Sealed,
    organisation::{Organisation, OrganisationCode},
    outbox::{MailId, OutgoingMail},
    password::{
        hash::{Parameters, PasswordHash},
        memory::Memory,
    },
    person::{Person, PersonId, PersonName, PersonState, UserIdentifier},
    ra::Reason,
    random::{Random, Token, TokenHash},
    registration::{Registration, RegistrationId, RegistrationState},
    session::{BrowserId, Computer, Session, SessionId, SessionKind},
    sign_in::{SignIn, SignInId, SignInLink, SignInLinkId},
    smartcard::{
        authority::StoredAuthority,
        card::{Card, CardId, CardSerial},
        certificate::{Certificate, CertificatePurpose, CertificateSerial, CertificateState, Fingerprint, RenewalId},
        prepare::{PreparationState, PreparedCard, Wish},
        renewal::{Renewal, RenewalState},
    },
    store::{Repository, Store},
    time::{Timestamp, parse_date},
    undo::{Undo, UndoId},
    webauthn::{
        ceremony::{Ceremony, CeremonyId, CeremonyPurpose},
        credential::{Attachment, Credential, CredentialId, Transport},
        roots::RootId,
    },
};
use store::Database;

/// Seconds after an instant in 2026.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros((1_774_000_000 + seconds) * 1_000_000)
}

/// One write transaction.
pub(crate) async fn write<T>(database: &Database, work: impl AsyncFnOnce(&mut dyn Repository) -> T) -> T {
    let mut repository = database.write().await.unwrap();
    let answer = work(&mut *repository).await;
    repository.commit().await.unwrap();
    answer
}

/// One connection for reads.
pub(crate) async fn read<T>(database: &Database, work: impl AsyncFnOnce(&mut dyn Repository) -> T) -> T {
    let mut repository = database.read().await.unwrap();
    work(&mut *repository).await
}

/// The same write in many transactions at the same time.
pub(crate) async fn race<T>(
    database: &Database,
    times: usize,
    work: impl AsyncFn(usize, &mut dyn Repository) -> T,
) -> Vec<T> {
    let work = &work;
    join_all((0..times).map(|number| write(database, async move |repository| work(number, repository).await))).await
}

/// How many of the answers are yes.
pub(crate) fn yes(answers: &[bool]) -> usize {
    answers.iter().filter(|answer| **answer).count()
}

struct Filled(u64);

impl Random for Filled {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
    }
}

pub(crate) fn token(number: u64) -> TokenHash {
    Token::random(&Filled(number)).hash()
}

pub(crate) fn person_id(number: u64) -> PersonId {
    PersonId::from_text(format!("person-{number}"))
}

pub(crate) fn browser_id(number: u64) -> BrowserId {
    BrowserId::from_text(format!("browser-{number}"))
}

pub(crate) fn person(number: u64) -> Person {
    Person {
        id: person_id(number),
        identifier: UserIdentifier::parse(&format!("9990{number:08}")).unwrap(),
        name: PersonName::parse("Zoë", &format!("O'Brien <b>{number}</b>")).unwrap(),
        birth_date: parse_date("1984-05-30").unwrap(),
        state: PersonState::Open,
        frozen: None,
    }
}

/// People 1 to `people`, each with a browser of the same number.
pub(crate) async fn with_people(database: &Database, people: u64) {
    write(database, async |repository| {
        for number in 1..=people {
            assert!(repository.add_person(&person(number), at(0)).await.unwrap());
            repository.add_browser(&browser_id(number), &token(1_000_000 + number), at(0)).await.unwrap();
        }
    })
    .await;
}

pub(crate) fn organisation(code: &str, name: &str) -> Organisation {
    Organisation::named(organisation_code(code), name).unwrap()
}

pub(crate) fn organisation_code(code: &str) -> OrganisationCode {
    OrganisationCode::parse(code).unwrap()
}

pub(crate) fn application(id: &str, level: i64) -> Application {
    let draft =
        Draft { name: "Zoë's \"records\"", address: "https://records.example", level, description: "<b>Look up</b>" };
    let wanted = draft.parse_as(id).unwrap();
    Application { id: wanted.id, details: wanted.details, added_at: at(0) }
}

pub(crate) fn email(id: &str, person: u64, address: &str) -> Email {
    Email {
        id: EmailId::from_text(id),
        person_id: person_id(person),
        address: EmailAddress::parse(address).unwrap(),
        added_at: at(0),
        verified_at: None,
        replaces: None,
    }
}

pub(crate) fn email_proof(id: &str, of: ProofOf) -> EmailProof {
    EmailProof {
        id: EmailProofId::from_text(id),
        browser_id: browser_id(1),
        person_id: person_id(1),
        of,
        address: "Zoe@nhs.net".into(),
        code_mac: Some("00000000.mac".into()),
        tries: 0,
        sends: 1,
        created_at: at(0),
        expires_at: at(600),
        next_send_at: at(60),
        used_at: None,
    }
}

pub(crate) fn password(salt: u8) -> PasswordHash {
    let password = "correct horse battery staple".to_owned().into();
    let parameters = Parameters::insecurely_fast_for_tests();
    identity::password::hash::hash(&password, [salt; 16], &parameters, &mut Memory::new()).unwrap()
}

pub(crate) fn sealed(text: &str) -> Sealed {
    Sealed::from_text(format!("0000000a.{text}"))
}

pub(crate) fn authenticator(id: &str, person: u64) -> Authenticator {
    Authenticator {
        id: AuthenticatorId::from_text(id),
        person_id: person_id(person),
        kind: Kind::MicrosoftAuthenticator,
        name: AuthenticatorName::parse("My <i>phone</i>").unwrap(),
        level: AssuranceLevel::Aal2,
        granted_level: AssuranceLevel::Aal3,
        secret: Some(sealed(id)),
        last_step: 100,
        state: AuthenticatorState::Active,
        suspended_at: None,
        replaces: None,
        added_at: at(0),
        added_by: "operator".into(),
        last_used_at: None,
    }
}

/// A security key.
pub(crate) fn device(id: &str, person: u64) -> Authenticator {
    Authenticator { kind: Kind::SecurityKey, secret: None, last_step: 0, ..authenticator(id, person) }
}

pub(crate) fn credential(id: &str) -> Credential {
    Credential {
        id: CredentialId::from_text(id),
        json: r#"{"cred_id":"YzE"}"#.into(),
        aaguid: Aaguid::from_text("ee882879-721c-4913-9775-3dfcce97072a").unwrap(),
        transports: vec![Transport::Usb, Transport::Nfc],
        attachment: Some(Attachment::CrossPlatform),
        backup_eligible: false,
        backed_up: false,
        user_verified: true,
        attested_by: Some(RootId::from_text("r".repeat(43))),
        counter: 7,
    }
}

/// A sign-in, in the browser of this number.
pub(crate) fn ceremony(id: &str, browser: u64) -> Ceremony {
    Ceremony {
        id: CeremonyId::from_text(id),
        browser_id: browser_id(browser),
        purpose: CeremonyPurpose::SignIn,
        person_id: None,
        registration_id: None,
        state: sealed("challenge"),
        created_at: at(0),
        expires_at: at(300),
    }
}

pub(crate) fn registration(id: &str, person: u64) -> Registration {
    Registration {
        id: RegistrationId::from_text(id),
        person_id: person_id(person),
        kind: Kind::MicrosoftAuthenticator,
        level: AssuranceLevel::Aal2,
        issued_by: "operator".into(),
        replaces: None,
        state: RegistrationState::Issued,
        link: Some(sealed("link")),
        created_at: at(0),
        link_expires_at: at(180),
        browser_id: None,
        finish_by: None,
        email_proof: None,
        secret: None,
        authenticator: None,
    }
}

/// As [`registration`], opened in the browser of its person.
pub(crate) fn opened(id: &str, person: u64) -> Registration {
    Registration {
        state: RegistrationState::Opened,
        link: None,
        browser_id: Some(browser_id(person)),
        finish_by: Some(at(900)),
        ..registration(id, person)
    }
}

pub(crate) fn session(id: &str, person: u64) -> Session {
    Session {
        id: SessionId::from_text(id),
        person_id: person_id(person),
        browser_id: browser_id(person),
        kind: SessionKind::Full,
        level: AssuranceLevel::Aal2,
        factors: "password, code".into(),
        authenticator: None,
        authenticated_at: at(0),
        last_seen_at: at(0),
        expires_at: at(43_200),
        network: "192.0.2.1".into(),
        user_agent: "Mozilla/5.0".into(),
        computer: Computer::Own,
    }
}

pub(crate) fn sign_in_link(id: &str, person: u64) -> SignInLink {
    SignInLink {
        id: SignInLinkId::from_text(id),
        person_id: person_id(person),
        level: AssuranceLevel::Aal2,
        issued_by: "operator".into(),
        created_at: at(0),
        expires_at: at(86_400),
        used_at: None,
    }
}

pub(crate) fn sign_in(id: &str, person: u64) -> SignIn {
    SignIn {
        id: SignInId::from_text(id),
        browser_id: browser_id(person),
        person_id: person_id(person),
        return_to: "/profile".into(),
        computer: Computer::Shared,
        created_at: at(0),
        expires_at: at(600),
        completed_at: None,
    }
}

pub(crate) fn mail(id: &str, created: i64) -> OutgoingMail {
    OutgoingMail { id: MailId::from_text(id), content: sealed(id), attempts: 0, created_at: at(created) }
}

pub(crate) fn undo(id: &str, person: u64) -> Undo {
    Undo {
        id: UndoId::from_text(id),
        person_id: person_id(person),
        content: Some(sealed(id)),
        created_at: at(0),
        expires_at: at(600),
        used_at: None,
    }
}

pub(crate) fn authority() -> StoredAuthority {
    StoredAuthority { root: vec![0x30, 0xff], key: sealed("authority"), created_at: at(0), list: None }
}

/// The authenticator that [`card`] is.
pub(crate) fn smartcard(id: &str, person: u64) -> Authenticator {
    Authenticator { kind: Kind::Smartcard, level: AssuranceLevel::Aal3, ..device(id, person) }
}

pub(crate) fn card(id: &str, person: u64) -> Card {
    Card {
        id: CardId::from_text(id),
        person_id: person_id(person),
        authenticator_id: AuthenticatorId::from_text(id),
        serial: CardSerial::parse(&format!("00A1/{id}")).unwrap(),
        label: "Care Identity".into(),
        unblocking_key: Some(sealed("unblocking")),
        next_unblocking_key: None,
        issued_at: at(0),
        issued_by: "operator".into(),
        ended_at: None,
    }
}

/// One that the agent has the keys for.
pub(crate) fn prepared_card(id: &str, person: u64) -> PreparedCard {
    PreparedCard {
        id: CardId::from_text(id),
        person_id: person_id(person),
        label: "Amina Bello 27182818".into(),
        serial: None,
        keys: Some(sealed("prepared")),
        wish: Wish::default(),
        browser_id: Some(browser_id(1)),
        allowed_by: "person:1".into(),
        reason: Reason::parse("seen in person").unwrap(),
        state: PreparationState::HandedOver,
        begun_at: at(0),
        finish_by: at(900),
    }
}

/// One in use, valid for a day.
pub(crate) fn certificate(number: u8, card: &str, purpose: CertificatePurpose) -> Certificate {
    Certificate {
        serial: CertificateSerial::from_text(&format!("4{number:031}")).unwrap(),
        card_id: CardId::from_text(card),
        purpose,
        fingerprint: Fingerprint::of(&[number]),
        key: Fingerprint::of(&[number, 1]),
        der: vec![0x30, number],
        not_before: at(0),
        not_after: at(86_400),
        renewal: None,
        state: CertificateState::Active,
        revoked: None,
    }
}

pub(crate) fn renewal(id: &str, card: &str) -> Renewal {
    Renewal {
        id: RenewalId::from_text(id),
        card_id: CardId::from_text(card),
        state: RenewalState::Begun,
        begun_at: at(0),
        changed_at: at(0),
    }
}
