//! E-mail addresses of a person, and the proofs that they read them.
//!
//! A new address is pending until its 8-digit code proves it; the old one works until then. A code proves an
//! address, it is never a factor of sign-in (NIST SP 800-63B-4, 3.1.3.1).

pub mod add;
pub mod address;
pub mod allow_list;
pub mod proof;
pub mod remove;
pub mod verify;

use async_trait::async_trait;

use crate::{
    email::address::EmailAddress,
    person::PersonId,
    random::id,
    registration::RegistrationId,
    service::Service,
    session::BrowserId,
    store::{Repository, StoreResult},
    time::Timestamp,
};

id!(
    /// The row of an e-mail address.
    EmailId
);
id!(
    /// The row of an e-mail proof.
    EmailProofId
);

/// An e-mail address of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    /// The row.
    pub id: EmailId,
    /// Whose it is.
    pub person_id: PersonId,
    /// As it was typed: compared by its key.
    pub address: EmailAddress,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it was proved; `None` while it is pending.
    pub verified_at: Option<Timestamp>,
    /// The address that this one takes the place of once it is proved.
    pub replaces: Option<EmailId>,
}

/// What an [`EmailProof`] is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProofOf {
    /// A pending address of the person.
    Address(EmailId),
    /// That whoever carries out a registration reads the person's mail.
    Registration(RegistrationId),
}

/// An 8-digit code for one address: one use, 10 minutes, 5 tries, bound to the browser that asked for it.
#[derive(Clone, Debug)]
pub struct EmailProof {
    /// The row.
    pub id: EmailProofId,
    /// The browser that asked.
    pub browser_id: BrowserId,
    /// Whose address it is, or whose registration asks for it.
    pub person_id: PersonId,
    /// What is proved.
    pub of: ProofOf,
    /// The address that the page shows, as it was typed.
    pub address: String,
    /// The keyed hash of the code; `None` when no code was sent, so that no code fits.
    pub code_mac: Option<String>,
    /// Wrong codes so far, over all codes of this proof.
    pub tries: i64,
    /// Codes sent so far.
    pub sends: i64,
    /// When this proof was asked for.
    pub created_at: Timestamp,
    /// When the newest code ends.
    pub expires_at: Timestamp,
    /// From when another code may be asked for.
    pub next_send_at: Timestamp,
    /// When the code was used.
    pub used_at: Option<Timestamp>,
}

/// How the proof of an address ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerifyEmail {
    /// It is verified now.
    Verified,
    /// Somebody else has verified it meanwhile.
    Taken,
    /// It is no longer pending.
    Gone,
}

/// Lets nobody else change a person's addresses until the transaction ends: what is decided by which there are (the
/// last one stays, five at the most) still holds when it is written.
pub(crate) async fn lock(service: &Service, repository: &mut dyn Repository, person: &PersonId) -> StoreResult<()> {
    let name = service.keys.counter_name(&["emails-of", person.as_str()]);
    repository.lock_counter(&name, service.now()).await.map(drop)
}

/// The store's part.
#[async_trait]
pub trait Emails: Send {
    /// Adds a pending address; `false` when the person has it already.
    async fn add_email(&mut self, email: &Email) -> StoreResult<bool>;
    /// A person's addresses, oldest first.
    async fn list_emails(&mut self, person: &PersonId) -> StoreResult<Vec<Email>>;
    /// Looks an address up.
    async fn lookup_email(&mut self, id: &EmailId) -> StoreResult<Option<Email>>;
    /// Makes a pending address verified, unless somebody else verified it first.
    async fn verify_email(&mut self, id: &EmailId, now: Timestamp) -> StoreResult<VerifyEmail>;
    /// Says which address a pending one takes the place of.
    async fn set_email_replaces(&mut self, id: &EmailId, replaces: Option<&EmailId>) -> StoreResult<()>;
    /// Removes an address; `false` when it was gone.
    async fn remove_email(&mut self, id: &EmailId) -> StoreResult<bool>;
    /// Adds a code that waits to be typed.
    async fn add_email_proof(&mut self, proof: &EmailProof) -> StoreResult<()>;
    /// Looks a proof up.
    async fn lookup_email_proof(&mut self, id: &EmailProofId) -> StoreResult<Option<EmailProof>>;
    /// The newest proof of a pending address that was asked for by a person in a browser, unused and not over at `now`.
    async fn find_live_email_proof(
        &mut self,
        of: (&EmailId, &PersonId, &BrowserId),
        now: Timestamp,
    ) -> StoreResult<Option<EmailProof>>;
    /// Takes one of the five tries, before the code is looked at; `false` when none is left, or it is used or over.
    async fn take_email_proof_try(&mut self, id: &EmailProofId, limit: i64, now: Timestamp) -> StoreResult<bool>;
    /// Uses the proof up; `false` when it was used before, or is over (single use).
    async fn use_email_proof(&mut self, id: &EmailProofId, now: Timestamp) -> StoreResult<bool>;
    /// Puts a new code in place of the old one, if `proof.sends - 1` codes were sent so far; `false` otherwise.
    async fn renew_email_proof(&mut self, proof: &EmailProof) -> StoreResult<bool>;
}
