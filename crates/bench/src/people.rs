//! The people of a benchmark, put into the database through its own ports before the server opens it: each with a proved
//! address, a password, an authenticator app, a browser and a session.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use identity::assurance::{AssuranceLevel, Kind};
use identity::authenticator::{Authenticator, AuthenticatorId, AuthenticatorState, name::AuthenticatorName};
use identity::email::{Email, EmailId, address::EmailAddress};
use identity::keys::{Keyring, Purpose};
use identity::password::hash::{self, Parameters, PasswordHash};
use identity::password::memory::Memory;
use identity::person::{Person, PersonId, PersonName, PersonState, UserIdentifier};
use identity::random::{Random, Token};
use identity::session::{BrowserId, Computer, Session, SessionId, SessionKind};
use identity::store::{Repository, Store as _};
use identity::time::{Timestamp, parse_date};
use secrecy::SecretString;
use store::{Database, Options};
use totp_rs::{Builder, Secret};

use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::passkeys::{self, OWNERS, Passkey};

/// Everybody's password. One hash of it serves all, so that a million people take minutes and not a day.
pub const PASSWORD: &str = "correct horse battery staple";
/// Everybody's authenticator app.
const APP: [u8; 20] = *b"benchmark benchmark ";
/// The master key of a database that is thrown away: 32 zero bytes, and the same in base64.
const KEY: [u8; 32] = [0; 32];
const KEY_IN_BASE64: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
/// People of one transaction.
const AT_ONCE: u32 = 1_000;

/// Random enough for identifiers, and the same in each run (splitmix64).
struct Numbers(AtomicU64);

impl Random for Numbers {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(8) {
            let mut number = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            part.copy_from_slice(&(number ^ (number >> 31)).to_le_bytes()[..part.len()]);
        }
    }
}

/// Somebody's address.
pub fn address(number: u32) -> String {
    format!("person{number}@nhs.net")
}

/// The cookies of somebody's session.
pub fn cookies(number: u32) -> String {
    format!("Cookie: session={number:043}; browser=b{number:042}\r\n")
}

/// The code that everybody's app shows at an instant.
pub fn code(at: Timestamp) -> String {
    let app = Builder::new().with_secret(Secret::new_stack(APP)).build_noncompliant();
    app.generate(u64::try_from(at.seconds()).unwrap_or_default()).to_string()
}

/// A database that is being filled.
pub struct Filling {
    database: Database,
    keys: Keyring,
    random: Numbers,
    password: PasswordHash,
    passkey: Passkey,
    here: u32,
}

impl Filling {
    /// Opens an empty database, makes its tables, and puts its master key into the server's folder.
    ///
    /// # Errors
    /// When it cannot be reached, or holds people.
    pub async fn begin(url: &str, folder: &Path) -> Outcome<Self> {
        let database = Database::connect(url, Options::default()).await.context("the database does not open")?;
        database.migrate().await.context("the tables cannot be made")?;
        let mut repository = database.read().await.context("the database does not answer")?;
        if !repository.list_people("", 1).await.context("the database does not answer")?.is_empty() {
            return Err(Failure::new("the database holds people. A benchmark needs an empty one of its own"));
        }
        drop(repository);
        let mut options = fs::OpenOptions::new();
        let key = options.write(true).create_new(true).mode(0o600).open(folder.join("master.key"));
        key.and_then(|mut key| writeln!(key, "{KEY_IN_BASE64}")).context("cannot write a master key")?;
        let password = hash::hash(&SecretString::from(PASSWORD), [7; 16], &Parameters::default(), &mut Memory::new());
        Ok(Self {
            database,
            keys: Keyring::new(KEY, []),
            random: Numbers(AtomicU64::new(1)),
            password: password.context("the password cannot be hashed")?,
            passkey: Passkey::new(),
            here: 0,
        })
    }

    /// Adds people until there are so many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn fill(&mut self, people: u32) -> Outcome {
        let refused = "the database refuses the people of the benchmark";
        while self.here < people {
            let mut repository = self.database.write().await.context(refused)?;
            for number in self.here..people.min(self.here + AT_ONCE) {
                self.add(&mut *repository, number).await?;
            }
            repository.commit().await.context(refused)?;
            self.here = people.min(self.here + AT_ONCE);
        }
        Ok(())
    }

    async fn add(&self, repository: &mut dyn Repository, number: u32) -> Outcome {
        let (refused, now) = ("the database refuses a person of the benchmark", clock::wall());
        let person = Person {
            id: PersonId::random(&self.random),
            identifier: UserIdentifier::parse(&format!("5{number:011}")).context("not an identifier")?,
            name: PersonName::parse("Amara", &format!("Okafor {number}")).context("not a name")?,
            birth_date: parse_date("1988-03-14").context("not a date")?,
            state: PersonState::Open,
            frozen: None,
        };
        repository.add_person(&person, now).await.context(refused)?;
        let email = Email {
            id: EmailId::random(&self.random),
            person_id: person.id.clone(),
            address: EmailAddress::parse(&address(number)).context("not an address")?,
            added_at: now,
            verified_at: Some(now),
            replaces: None,
        };
        repository.add_email(&email).await.context(refused)?;
        repository.add_password(&person.id, &self.password, now).await.context(refused)?;
        repository.add_authenticator(&self.app(&person, now)?).await.context(refused)?;
        if number < OWNERS {
            self.add_passkey(repository, &person, number).await?;
        }
        let browser = BrowserId::random(&self.random);
        let token = Token::parse(&format!("b{number:042}")).context("not a token")?;
        repository.add_browser(&browser, &token.hash(), now).await.context(refused)?;
        let token = Token::parse(&format!("{number:043}")).context("not a token")?;
        repository.add_session(&self.session(&person, browser, now), &token.hash()).await.context(refused)
    }

    async fn add_passkey(&self, repository: &mut dyn Repository, person: &Person, number: u32) -> Outcome {
        let refused = "the database refuses a passkey of the benchmark";
        let (kind, id) = (Kind::Passkey, AuthenticatorId::random(&self.random));
        let name = AuthenticatorName::suggested(kind, None);
        let passkey = Authenticator { id: id.clone(), kind, name, secret: None, ..self.app(person, clock::wall())? };
        repository.add_authenticator(&passkey).await.context(refused)?;
        repository.user_handle(&person.id, &passkeys::handle(number)).await.context(refused)?;
        let is_new = repository.add_credential(&id, &self.passkey.credential(number)?).await.context(refused)?;
        is_new.then_some(()).context(refused)
    }

    fn app(&self, person: &Person, now: Timestamp) -> Outcome<Authenticator> {
        let id = AuthenticatorId::random(&self.random);
        let owner = Authenticator::seal_owner(&person.id, &id);
        let secret = self.keys.seal(&self.random, Purpose::AuthenticatorSecret, &owner, &APP);
        Ok(Authenticator {
            id,
            person_id: person.id.clone(),
            kind: Kind::MicrosoftAuthenticator,
            name: AuthenticatorName::suggested(Kind::MicrosoftAuthenticator, None),
            level: AssuranceLevel::Aal2,
            granted_level: AssuranceLevel::Aal2,
            secret: Some(secret.context("a secret cannot be sealed")?),
            last_step: 0,
            state: AuthenticatorState::Active,
            suspended_at: None,
            replaces: None,
            added_at: now,
            added_by: "system".into(),
            last_used_at: None,
        })
    }

    /// Last seen at its very end: the server writes the time of last use once a minute, and the first request of each of
    /// a hundred thousand sessions would be that one.
    fn session(&self, person: &Person, browser: BrowserId, now: Timestamp) -> Session {
        let end = now.plus(SessionKind::Full.longest());
        Session {
            id: SessionId::random(&self.random),
            person_id: person.id.clone(),
            browser_id: browser,
            kind: SessionKind::Full,
            level: AssuranceLevel::Aal2,
            factors: "password, code".into(),
            authenticator: None,
            authenticated_at: now,
            last_seen_at: end,
            expires_at: end,
            network: "127.0.0.1".into(),
            user_agent: "benchmark".into(),
            computer: Computer::Own,
        }
    }

    /// How long the three reads of a sign-in take, one person after the other and everybody as likely.
    ///
    /// # Errors
    /// When the database refuses, or somebody is not found.
    pub async fn look_up(&self, length: Duration) -> Outcome<Vec<Duration>> {
        let (refused, missing) = ("the database refuses a look-up", "somebody of the benchmark is not found");
        let (started, mut took) = (clock::now(), Vec::new());
        while started.elapsed() < length {
            let mut number = [0; 8];
            self.random.fill(&mut number);
            let number = u64::from_le_bytes(number) % u64::from(self.here.max(1));
            let key =
                EmailAddress::parse(&address(u32::try_from(number).unwrap_or_default())).context("not an address")?;
            let begun = clock::now();
            let mut repository = self.database.read().await.context(refused)?;
            let standing = repository.find_standing(&key.comparison_key()).await.context(refused)?.context(missing)?;
            let app = repository.find_active_authenticator(&standing.person.id, Kind::MicrosoftAuthenticator).await;
            app.context(refused)?.context(missing)?;
            drop(repository);
            took.push(begun.elapsed());
        }
        Ok(took)
    }

    /// The passkey of those who have one.
    pub const fn passkey(&self) -> &Passkey {
        &self.passkey
    }

    /// How many people there are.
    pub const fn here(&self) -> u32 {
        self.here
    }
}

#[cfg(test)]
mod tests {
    use identity::totp;

    use super::*;

    #[test]
    fn the_app_shows_what_the_server_expects() {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        let typed = totp::Code::parse(&code(at)).unwrap();
        let secret = totp::Secret::from_bytes(APP);
        assert!(totp::matching_step(&secret, &typed, at.seconds(), None).is_some());
    }

    #[test]
    fn the_tokens_are_tokens() {
        assert!(Token::parse(&format!("{:043}", u32::MAX)).is_some());
        assert!(Token::parse(&format!("b{:042}", u32::MAX)).is_some());
    }
}
