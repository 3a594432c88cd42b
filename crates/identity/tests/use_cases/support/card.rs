//! A smartcard and the agent around it, in software. It does what it is told, so it can lie.

use std::sync::Arc;

use card_protocol::{
    Answer, Ask, Card, CardCertificate, Certificates, Fault, Passcode, Purpose, Requests, Signature, Signed, Statement,
    seal::{Opener, Task, Use},
};
use identity::{
    smartcard::{certificate::Fingerprint, decode, encode},
    time::Timestamp,
};
use rcgen::{CertificateParams, KeyPair, SigningKey as _};
use sha2::{Digest as _, Sha256};

/// Two keys, and their certificates once these are written.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) renewal: Option<String>,
    pub(crate) keys: [Arc<KeyPair>; 2],
    pub(crate) certificates: Option<[Vec<u8>; 2]>,
}

/// One card. Every field is what it does or says next.
#[derive(Clone)]
pub(crate) struct SoftCard {
    pub(crate) serial: String,
    /// The oldest first.
    pub(crate) pairs: Vec<Pair>,
    /// The page's origin, as the browser told it.
    pub(crate) origin: String,
    /// How many seconds the clock of its computer is ahead.
    pub(crate) ahead: i64,
    /// In place of what it is asked.
    pub(crate) purpose: Option<Purpose>,
    pub(crate) nonce: Option<String>,
    pub(crate) says_serial: Option<String>,
    pub(crate) content: Option<String>,
    /// In place of its certificate.
    pub(crate) certificate: Option<Vec<u8>>,
    /// Which of its keys signs: 0 to sign in, 1 for documents.
    pub(crate) key: usize,
    /// What it is called; nothing while it is blank.
    pub(crate) label: String,
    /// What unblocks it.
    pub(crate) unblocking_key: String,
    pub(crate) offer: Option<(Arc<Opener>, String)>,
}

/// As the protocol has it.
fn print(der: &[u8]) -> String {
    Fingerprint::of(der).to_string()
}

impl Pair {
    pub(crate) fn new(renewal: Option<String>) -> Self {
        let key = || Arc::new(KeyPair::generate().unwrap());
        Self { renewal, keys: [key(), key()], certificates: None }
    }

    pub(crate) fn requests(&self) -> Requests {
        let [authentication, signing] = self.keys.each_ref().map(|key| {
            let request = CertificateParams::default().serialize_request(&**key).unwrap();
            encode(request.der())
        });
        Requests { authentication, signing }
    }
}

impl SoftCard {
    pub(crate) fn new(serial: &str) -> Self {
        Self {
            serial: serial.into(),
            pairs: vec![Pair::new(None)],
            origin: "https://identity.example".into(),
            ahead: 0,
            purpose: None,
            nonce: None,
            says_serial: None,
            content: None,
            certificate: None,
            key: 0,
            label: "Care Identity".into(),
            unblocking_key: "31415926".into(),
            offer: None,
        }
    }

    pub(crate) fn requests(&self) -> Requests {
        self.pairs.last().unwrap().requests()
    }

    pub(crate) fn write(&mut self, certificates: &Certificates) {
        let der = [&certificates.authentication, &certificates.signing].map(|one| decode(one).unwrap());
        self.pairs.last_mut().unwrap().certificates = Some(der);
    }

    /// The agent's answer to what a page carries to it.
    pub(crate) fn answer(&mut self, ask: &str, now: Timestamp) -> String {
        let answer = self.does(serde_json::from_str(ask).unwrap(), now);
        serde_json::to_string(&answer).unwrap()
    }

    fn does(&mut self, ask: Ask, now: Timestamp) -> Answer {
        match ask {
            Ask::Sign { nonce, .. } => {
                let pair = self.pairs.iter().find(|pair| pair.certificates.is_some()).expect("a certificate").clone();
                Answer::Signed(self.sign(&pair, self.key, (Purpose::SignIn, &nonce, None), now))
            }
            Ask::SignWith { card, certificate, purpose, nonce } => {
                assert_eq!(card, self.serial);
                Answer::Signed(self.sign(&self.named(&certificate), self.key, (purpose, &nonce, None), now))
            }
            Ask::Generate { card, renewal, nonce, certificate, over } => {
                assert_eq!(card, self.serial);
                self.discard(&over);
                if !self.pairs.iter().any(|pair| pair.renewal.as_ref() == Some(&renewal)) {
                    self.pairs.push(Pair::new(Some(renewal.clone())));
                }
                let new = self.of(&renewal);
                let requests = new.requests();
                let both = [&requests.authentication, &requests.signing].map(|one| decode(one).unwrap()).concat();
                let digest: String = Sha256::digest(&both).iter().map(|byte| format!("{byte:02x}")).collect();
                let old = self.named(&certificate.expect("the server knows which is in use"));
                let vouched = self.sign(&old, 0, (Purpose::Renew, &nonce, Some(digest)), now);
                Answer::Requested { requests, vouched }
            }
            Ask::Install { card, renewal, nonce, certificates } => {
                assert_eq!(card, self.serial);
                let der = [&certificates.authentication, &certificates.signing].map(|one| decode(one).unwrap());
                let is = |pair: &&mut Pair| pair.renewal.as_ref() == Some(&renewal);
                self.pairs.iter_mut().find(is).expect("the keys of this renewal").certificates = Some(der);
                let new = self.of(&renewal);
                let [authentication, signing] =
                    [0, 1].map(|key| self.sign(&new, key, (Purpose::Installed, &nonce, None), now));
                Answer::Installed { authentication, signing }
            }
            Ask::Discard { card, fingerprints, .. } => {
                assert_eq!(card, self.serial);
                self.discard(&fingerprints);
                Answer::Discarded
            }
            Ask::ChangePasscode { card, nonce, certificate } => {
                assert_eq!(card, self.serial);
                let pair = certificate.map_or_else(|| self.pairs[0].clone(), |certificate| self.named(&certificate));
                Answer::Signed(self.sign(&pair, 0, (Purpose::PasscodeChanged, &nonce, None), now))
            }
            Ask::OfferUnblock { card, nonce } => {
                assert_eq!(card, self.serial);
                let (opener, key) = Opener::new().unwrap();
                self.offer = Some((Arc::new(opener), nonce));
                Answer::Offered { key }
            }
            Ask::Unblock { card, nonce, sealed, certificate } => {
                let (opener, offered) = self.offer.clone().expect("an offer");
                assert_eq!((&card, &nonce), (&self.serial, &offered));
                let of = Use { task: Task::Unblock, origin: "https://identity.example", card: &card, nonce: &nonce };
                let keys = opener.open(&sealed, of).unwrap();
                // As the agent does, and the card alone says which is right.
                if ![&*keys.now, &*keys.next].contains(&&self.unblocking_key) {
                    return Answer::Fault { fault: Fault::UnblockRefused, passcode: None };
                }
                self.unblocking_key = keys.next.to_string();
                let pair = self.named(&certificate.expect("the server knows which is in use"));
                Answer::Signed(self.sign(&pair, 0, (Purpose::Unblocked, &nonce, None), now))
            }
            Ask::OfferCard { label, own, nonce } => {
                let (opener, key) = Opener::new().unwrap();
                self.offer = Some((Arc::new(opener), nonce));
                let known = self.label == label || own.as_ref() == Some(&self.serial);
                assert!(known || self.label.is_empty(), "neither blank nor known");
                Answer::OfferedCard { card: known.then(|| self.serial.clone()), digits: 8, key }
            }
            Ask::Prepare { label, card, preparation, nonce, sealed } => {
                let (opener, offered) = self.offer.clone().expect("an offer");
                assert_eq!(nonce, offered);
                let of = Use { task: Task::Prepare, origin: "https://identity.example", card: &label, nonce: &nonce };
                let keys = opener.open(&sealed, of).unwrap();
                let right = [&*keys.now, &*keys.next].contains(&&self.unblocking_key);
                if card.is_some() && !right {
                    return Answer::Fault { fault: Fault::UnblockRefused, passcode: None };
                }
                assert!(card.is_some() || keys.now.is_empty());
                self.unblocking_key = keys.next.to_string();
                if card.is_none() {
                    self.label = label;
                }
                self.pairs = vec![Pair::new(Some(preparation))];
                let card = self.says_serial.clone().unwrap_or_else(|| self.serial.clone());
                Answer::Prepared { card, requests: self.pairs[0].requests() }
            }
            Ask::Cards => Answer::Cards { change: 1, cards: vec![self.shown()] },
        }
    }

    /// The pair of a certificate for signing in; a card that lies has another one in its place.
    fn named(&self, certificate: &str) -> Pair {
        let is = |pair: &&Pair| pair.certificates.as_ref().is_some_and(|both| print(&both[0]) == certificate);
        self.pairs.iter().find(is).unwrap_or(&self.pairs[0]).clone()
    }

    fn discard(&mut self, fingerprints: &[String]) {
        let is_over = |both: &[Vec<u8>; 2]| fingerprints.contains(&print(&both[0]));
        self.pairs.retain(|pair| !pair.certificates.as_ref().is_some_and(is_over));
    }

    /// What the agent says of it without a passcode.
    pub(crate) fn shown(&self) -> Card {
        let certificates = self.pairs.iter().filter_map(|pair| pair.certificates.as_ref()).flatten();
        let shown = |der: &Vec<u8>| CardCertificate { fingerprint: print(der), der: encode(der) };
        Card {
            serial: self.serial.clone(),
            label: format!("Label of {}", self.serial),
            renewable: true,
            passcode: Passcode::Fine,
            certificates: certificates.map(shown).collect(),
        }
    }

    fn of(&self, renewal: &str) -> Pair {
        self.pairs.iter().find(|pair| pair.renewal.as_deref() == Some(renewal)).unwrap().clone()
    }

    pub(crate) fn sign(
        &self,
        pair: &Pair,
        key: usize,
        (purpose, nonce, content): (Purpose, &str, Option<String>),
        now: Timestamp,
    ) -> Signed {
        let statement = Statement {
            purpose: self.purpose.unwrap_or(purpose),
            origin: self.origin.clone(),
            nonce: self.nonce.clone().unwrap_or_else(|| nonce.to_owned()),
            time: now.seconds() + self.ahead,
            card: self.says_serial.clone().unwrap_or_else(|| self.serial.clone()),
            content: self.content.clone().or(content),
        };
        let statement = statement.to_string();
        let signature = pair.keys[key].sign(statement.as_bytes()).unwrap();
        let certificate = self.certificate.as_ref().unwrap_or(&pair.certificates.as_ref().unwrap()[key]);
        Signed {
            signature: encode(&signature),
            algorithm: Signature::EcdsaP256,
            certificate: encode(certificate),
            statement,
        }
    }
}
