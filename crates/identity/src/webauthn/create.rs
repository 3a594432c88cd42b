//! A new credential: what is asked, and whether the answer is sound (W3C WebAuthn, 7.1).

use webauthn_rs_core::{
    error::WebauthnError,
    proto::{
        AttestationConveyancePreference, AuthenticatorAttachment, COSEAlgorithm, CredProtect, Credential as Sound,
        CredentialProtectionPolicy, PublicKeyCredentialHints, RegistrationState, RequestRegistrationExtensions,
        UserVerificationPolicy,
    },
};

use super::{
    Question, RelyingParty,
    body::{self, Created},
    credential::{Credential, CredentialId},
    fit::{self, Misfit, Seen},
    roots::{AttestationRoots, RootId},
};
use crate::{assurance::Kind, random, service::Unexpected, time::Timestamp};

/// Why a new device is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The answer is to another challenge, or another page asked for it (failure 12).
    NotOurs,
    /// The device did not check who its user is (failure 11).
    NotVerified,
    /// The device does not fit the kind. These would, the best first.
    DoesNotFit {
        /// Why not.
        why: Misfit,
        /// Never empty.
        fits: Vec<Kind>,
    },
    /// The device's algorithm is none that was offered.
    AlgorithmNotOffered,
    /// It is registered to this person already.
    AlreadyRegistered,
    /// Anything else: it is damaged, its attestation is false, or it cannot be registered here.
    NotAccepted,
}

impl Refusal {
    /// As the audit log writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotOurs => "not ours",
            Self::NotVerified => "user not verified",
            Self::DoesNotFit { why: Misfit::WrongAttachment, .. } => "wrong attachment",
            Self::DoesNotFit { why: Misfit::Synced, .. } => "synced",
            Self::DoesNotFit { why: Misfit::AnotherDevice, .. } => "another device",
            Self::AlgorithmNotOffered => "algorithm not offered",
            Self::AlreadyRegistered => "already registered",
            Self::NotAccepted => "not accepted",
        }
    }
}

/// Whose new device it will be.
pub(crate) struct NewUser<'a> {
    /// The name under which authenticators know the person.
    pub handle: &'a str,
    /// What the browser shows: the address that the person signs in with.
    pub name: &'a str,
    pub display_name: &'a str,
    /// What they hold already.
    pub held: &'a [CredentialId],
}

impl RelyingParty {
    /// Asks for a new device of a kind. Attestation is asked for at once, not in a second try: that would leave a key
    /// behind which nobody knows.
    pub(crate) fn ask_new(&self, kind: Kind, user: &NewUser<'_>) -> Result<Question, Unexpected> {
        let other = |error: WebauthnError| Unexpected::Other(format!("a challenge could not be made: {error}"));
        let handle = random::decode(user.handle).unwrap_or_default();
        let held = user.held.iter().filter_map(|id| random::decode(id.as_str())).collect();
        let builder = self
            .core
            .new_challenge_register_builder(&handle, user.name, user.display_name)
            .map_err(other)?
            .attestation(AttestationConveyancePreference::Direct)
            .user_verification_policy(UserVerificationPolicy::Required)
            .require_resident_key(true)
            .authenticator_attachment(asked_attachment(kind))
            // What the library can check (it cannot check EdDSA), the first preferred. Old Windows Hello needs RS256.
            .credential_algorithms(vec![COSEAlgorithm::ES256, COSEAlgorithm::RS256])
            .exclude_credentials(Some(held))
            .hints(hints(kind))
            .extensions(Some(extensions()));
        let (asked, state) = self.core.generate_challenge_register(builder).map_err(other)?;
        Ok(Question { options: json(&asked.public_key)?, state: json(&state)?.into_bytes() })
    }

    /// Checks an answer. The state is the question's; a state that is not one is an error.
    ///
    /// # Errors
    /// When the state cannot be read or the result not be written.
    pub fn check_new(
        &self,
        state: &[u8],
        (kind, created): (Kind, &Created),
        (roots, now): (&AttestationRoots, Timestamp),
    ) -> Result<Result<Credential, Refusal>, Unexpected> {
        let state: RegistrationState = serde_json::from_slice(state).map_err(other)?;
        if !body::is_from(&created.answer.response.client_data_json, &self.origin) {
            return Ok(Err(Refusal::NotOurs));
        }
        let sound = match self.verify(&state, created) {
            Ok(sound) => sound,
            Err(error) => return Ok(Err(refusal(&error))),
        };
        if random::encode(&sound.cred_id) != created.id.as_str() {
            return Ok(Err(Refusal::NotAccepted));
        }
        let seen = Seen {
            attachment: created.attachment,
            transports: &created.transports,
            backup_eligible: sound.backup_eligible,
            aaguid: created.aaguid,
        };
        if let Some(why) = fit::misfit(kind, &seen) {
            return Ok(Err(Refusal::DoesNotFit { why, fits: fit::fits(&seen) }));
        }
        let attested_by = roots.vouching_for(&sound, created.aaguid, now);
        credential(created, &sound, attested_by).map(Ok)
    }

    /// A statement that the library cannot verify (a TPM that signs with SHA-1, Android's SafetyNet) counts as none. One that
    /// is false is refused.
    fn verify(&self, state: &RegistrationState, created: &Created) -> Result<Sound, WebauthnError> {
        match self.core.register_credential(&created.answer, state, None) {
            Err(WebauthnError::AttestationNotSupported | WebauthnError::CredentialInsecureCryptography) => {
                let mut answer = created.answer.clone();
                let object = body::without_statement(&answer.response.attestation_object);
                answer.response.attestation_object = object.ok_or(WebauthnError::AttestationNotSupported)?;
                self.core.register_credential(&answer, state, None)
            }
            verified => verified,
        }
    }
}

const fn asked_attachment(kind: Kind) -> Option<AuthenticatorAttachment> {
    match kind {
        Kind::WindowsHello => Some(AuthenticatorAttachment::Platform),
        Kind::SecurityKey => Some(AuthenticatorAttachment::CrossPlatform),
        Kind::Ipad | Kind::Passkey | Kind::MicrosoftAuthenticator | Kind::Smartcard => None,
    }
}

/// What the browser should offer first.
pub(super) fn hints(kind: Kind) -> Option<Vec<PublicKeyCredentialHints>> {
    use PublicKeyCredentialHints::{ClientDevice, Hybrid, SecurityKey};
    match kind {
        Kind::WindowsHello => Some(vec![ClientDevice]),
        Kind::SecurityKey => Some(vec![SecurityKey]),
        Kind::Ipad => Some(vec![ClientDevice, Hybrid]),
        Kind::Passkey | Kind::MicrosoftAuthenticator | Kind::Smartcard => None,
    }
}

/// The device keeps the credential's existence to itself until it knows its user, where it can (CTAP 2.1, 12.1).
fn extensions() -> RequestRegistrationExtensions {
    RequestRegistrationExtensions {
        cred_protect: Some(CredProtect {
            credential_protection_policy: CredentialProtectionPolicy::UserVerificationRequired,
            enforce_credential_protection_policy: Some(false),
        }),
        uvm: None,
        cred_props: Some(true),
        min_pin_length: None,
        hmac_create_secret: None,
    }
}

fn credential(created: &Created, sound: &Sound, attested_by: Option<RootId>) -> Result<Credential, Unexpected> {
    Ok(Credential {
        id: created.id.clone(),
        json: json(sound)?,
        aaguid: created.aaguid,
        transports: created.transports.clone(),
        attachment: created.attachment,
        backup_eligible: sound.backup_eligible,
        backed_up: sound.backup_state,
        user_verified: sound.user_verified,
        attested_by,
        counter: sound.counter,
    })
}

fn refusal(error: &WebauthnError) -> Refusal {
    use WebauthnError as E;
    match error {
        E::InvalidClientDataType
        | E::MismatchedChallenge
        | E::InvalidRPOrigin
        | E::InvalidRPIDHash
        | E::CredentialCrossOrigin => Refusal::NotOurs,
        E::UserNotPresent | E::UserNotVerified => Refusal::NotVerified,
        // The library's name for an algorithm that was not offered. It has the same for a credential that was to be
        // excluded; whoever calls has looked for that before.
        E::CredentialAlteredAlgFromRequest | E::COSEKeyInvalidAlgorithm | E::SshPublicKeyEDUnsupported => {
            Refusal::AlgorithmNotOffered
        }
        _ => Refusal::NotAccepted,
    }
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Unexpected> {
    serde_json::to_string(value).map_err(other)
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(super) fn other(error: serde_json::Error) -> Unexpected {
    // Without the values: they may be part of a challenge.
    Unexpected::Other(format!("WebAuthn's JSON cannot be read or written: {:?}", error.classify()))
}
