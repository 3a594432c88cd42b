//! A signature of a credential that there is: what is asked, and what the answer shows (W3C WebAuthn, 7.2).

use webauthn_rs_core::{
    error::WebauthnError,
    proto::{
        AllowCredentials, AuthenticationState, AuthenticatorTransport, Credential as Known, UserVerificationPolicy,
    },
};

use super::{
    Question, RelyingParty,
    body::{self, Asserted},
    create::{hints, json, other},
    credential::Credential,
};
use crate::{assurance::Kind, random, service::Unexpected};

/// What a right answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How often the credential signed.
    pub counter: u32,
    /// Whether its key can be copied.
    pub backup_eligible: bool,
    /// Whether it is.
    pub backed_up: bool,
}

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssertionFault {
    /// It is not the credential's answer to this challenge at this place.
    NotRight,
    /// It is right, and the device did not check who its user is (failure 11).
    NotVerified,
    /// It is right, and the credential counts less than it did: there may be a copy (W3C WebAuthn, 6.1.1).
    CounterRegressed,
}

impl RelyingParty {
    /// Asks for a signature of one of these credentials, or of any that the device has for us when there is none.
    pub(crate) fn ask_signature(&self, kind: Option<Kind>, of: &[Credential]) -> Result<Question, Unexpected> {
        let fault = |error: WebauthnError| Unexpected::Other(format!("a challenge could not be made: {error}"));
        let builder = self
            .core
            // The state needs no credentials: the one that answers is read again then.
            .new_challenge_authenticate_builder(Vec::new(), Some(UserVerificationPolicy::Required))
            .map_err(fault)?
            // A passkey may begin to be synced. It goes on signing in, at its new level.
            .allow_backup_eligible_upgrade(true)
            .hints(kind.and_then(hints));
        let (mut asked, state) = self.core.generate_challenge_authenticate(builder).map_err(fault)?;
        asked.public_key.allow_credentials = of.iter().filter_map(allowed).collect();
        Ok(Question { options: json(&asked.public_key)?, state: json(&state)?.into_bytes() })
    }

    /// Checks an answer with the credential that it names. The state is the question's; a state that is not one is an
    /// error.
    ///
    /// # Errors
    /// When the state or the credential cannot be read.
    pub fn check_signature(
        &self,
        state: &[u8],
        asserted: &Asserted,
        credential: &Credential,
    ) -> Result<Result<Shown, AssertionFault>, Unexpected> {
        let state: AuthenticationState = serde_json::from_slice(state).map_err(other)?;
        let mut known: Known = serde_json::from_str(&credential.json).map_err(other)?;
        if !body::is_from(&asserted.answer.response.client_data_json, &self.origin) {
            return Ok(Err(AssertionFault::NotRight));
        }
        known.counter = credential.counter;
        known.backup_state = credential.backed_up;
        // To begin to be synced is allowed, to end it is not. The flag is in what is signed.
        known.backup_eligible = credential.backup_eligible || asserted.data.backup_eligible;
        let result = match self.core.authenticate_single_credential(&asserted.answer, &state, &known) {
            Ok(result) => result,
            Err(error) => return Ok(Err(fault(&error))),
        };
        if !result.user_verified() {
            return Ok(Err(AssertionFault::NotVerified));
        }
        Ok(Ok(Shown {
            counter: result.counter(),
            backup_eligible: result.backup_eligible(),
            backed_up: result.backup_state(),
        }))
    }
}

fn allowed(credential: &Credential) -> Option<AllowCredentials> {
    let transports: Vec<AuthenticatorTransport> =
        credential.transports.iter().filter_map(|transport| transport.as_str().parse().ok()).collect();
    Some(AllowCredentials {
        type_: "public-key".into(),
        id: random::decode(credential.id.as_str())?,
        transports: (!transports.is_empty()).then_some(transports),
    })
}

/// The library looks at the user's verification before the signature: whoever asks for that has no more than a claim.
fn fault(error: &WebauthnError) -> AssertionFault {
    match error {
        WebauthnError::UserNotVerified | WebauthnError::UserNotPresent => AssertionFault::NotVerified,
        WebauthnError::CredentialPossibleCompromise => AssertionFault::CounterRegressed,
        _ => AssertionFault::NotRight,
    }
}
