//! How passwords are kept: Argon2id in PHC strings (OWASP Password Storage; RFC 9106).
//!
//! Everything here blocks its thread for tens of milliseconds: callers run it away from those that answer requests.

use std::fmt;

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{memory::Memory, policy::normalise};

/// The most memory that configuration or a stored hash may ask for: 1 GiB.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 64;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// Why parameters are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParametersError {
    /// Less than the defaults in any of the three.
    #[error("password hashing needs at least 19456 KiB of memory, 2 passes and 1 lane")]
    TooWeak,
    /// More than a sign-in may cost.
    #[error(
        "password hashing may take at most {MOST_MEMORY_KIB} KiB of memory, {MOST_PASSES} passes and {MOST_LANES} lanes"
    )]
    TooCostly,
}

impl Default for Parameters {
    /// 19 MiB, two passes, one lane: OWASP's floor.
    fn default() -> Self {
        Self { memory_kib: Params::DEFAULT_M_COST, passes: Params::DEFAULT_T_COST, lanes: Params::DEFAULT_P_COST }
    }
}

impl Parameters {
    /// Parameters of the operator's choice: memory in KiB, passes over it, lanes.
    ///
    /// # Errors
    /// Below the defaults, or beyond 1 GiB, 64 passes or 64 lanes.
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, ParametersError> {
        let floor = Self::default();
        if memory_kib < floor.memory_kib || passes < floor.passes || lanes < floor.lanes {
            return Err(ParametersError::TooWeak);
        }
        if memory_kib > MOST_MEMORY_KIB || passes > MOST_PASSES || lanes > MOST_LANES {
            return Err(ParametersError::TooCostly);
        }
        Ok(Self { memory_kib, passes, lanes })
    }

    /// The cheapest that Argon2 allows, so that tests that do not measure hashing need not wait for it. Never for real passwords.
    #[must_use]
    pub fn insecurely_fast_for_tests() -> Self {
        Self { memory_kib: Params::MIN_M_COST, passes: Params::MIN_T_COST, lanes: Params::MIN_P_COST }
    }

    /// Memory that one hash takes while it runs, in KiB: what a bound on parallel hashes multiplies.
    #[must_use]
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }
}

/// A stored password: a PHC string that we can verify (`$argon2id$v=19$m=..,t=..,p=..$salt$hash`).
#[derive(Clone)]
pub struct PasswordHash {
    text: SecretString,
    parameters: Parameters,
}

/// Why a text from the store is not a hash that we can verify. It says nothing of the text, which must not reach a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a password hash that this version can verify")]
pub struct PasswordHashError;

impl PasswordHash {
    /// Reads what the store kept. Costs beyond [`Parameters::new`]'s upper bounds are refused here, not met at sign-in.
    ///
    /// # Errors
    /// Not a PHC string, not Argon2id version 1.3, without salt or a 32-byte hash, or with parameters out of bounds.
    pub fn parse(text: &str) -> Result<Self, PasswordHashError> {
        let hash = phc::PasswordHash::new(text).map_err(|_| PasswordHashError)?;
        let params = Params::try_from(&hash).map_err(|_| PasswordHashError)?;
        let known = hash.algorithm == Algorithm::Argon2id.ident() && hash.version == Some(Version::V0x13.into());
        let whole = hash.salt.is_some() && hash.hash.is_some_and(|output| output.len() == Params::DEFAULT_OUTPUT_LEN);
        let bounded =
            params.m_cost() <= MOST_MEMORY_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES;
        if !(known && whole && bounded) {
            return Err(PasswordHashError);
        }
        let parameters = Parameters { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
        Ok(Self { text: SecretString::from(text), parameters })
    }

    /// For the store, and for nothing else.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.text.expose_secret()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// A hash could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The memory for it could not be had.
    #[error("no memory for a password hash")]
    OutOfMemory,
    /// What parameters and stored hashes are checked for beforehand.
    #[error("the password could not be hashed: {0}")]
    Refused(&'static str),
}

type Output = Zeroizing<[u8; Params::DEFAULT_OUTPUT_LEN]>;

/// NFC is applied here, so that no caller can forget it.
fn compute(password: &SecretString, salt: &[u8], params: Params, memory: &mut Memory) -> Result<Output, HashError> {
    let password = normalise(password.clone());
    let blocks = memory.blocks(params.block_count()).ok_or(HashError::OutOfMemory)?;
    let mut output = Output::default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.expose_secret().as_bytes(), salt, &mut *output, blocks)
        .map_err(|_| HashError::Refused("argon2"))?;
    Ok(output)
}

/// Hashes a password under a fresh random salt.
///
/// # Errors
/// Only when memory runs out.
pub fn hash(
    password: &SecretString,
    salt: [u8; 16],
    parameters: &Parameters,
    memory: &mut Memory,
) -> Result<PasswordHash, HashError> {
    let params = Params::new(parameters.memory_kib, parameters.passes, parameters.lanes, None)
        .map_err(|_| HashError::Refused("parameters"))?;
    let written = phc::ParamsString::try_from(&params).map_err(|_| HashError::Refused("parameters"))?;
    let output = compute(password, &salt, params, memory)?;
    let text = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: written,
        salt: Some(phc::Salt::new(&salt).map_err(|_| HashError::Refused("salt"))?),
        hash: Some(phc::Output::new(&*output).map_err(|_| HashError::Refused("output"))?),
    };
    Ok(PasswordHash { text: SecretString::from(text.to_string()), parameters: *parameters })
}

/// Whether the password is the one that was hashed. Takes the hash's own parameters and compares in constant time.
///
/// # Errors
/// Only when memory runs out: that is no wrong password.
pub fn verify(password: &SecretString, hash: &PasswordHash, memory: &mut Memory) -> Result<bool, HashError> {
    let unreadable = HashError::Refused("the stored hash");
    let parsed = phc::PasswordHash::new(hash.as_str()).map_err(|_| unreadable)?;
    let params = Params::try_from(&parsed).map_err(|_| unreadable)?;
    let (Some(salt), Some(expected)) = (parsed.salt, parsed.hash) else {
        return Err(unreadable);
    };
    let output = compute(password, &salt, params, memory)?;
    Ok(output.as_slice().ct_eq(expected.as_bytes()).into())
}

/// Whether the hash is weaker in anything than the parameters of today, so that the next sign-in should hash anew.
#[must_use]
pub fn needs_rehash(hash: &PasswordHash, parameters: &Parameters) -> bool {
    let old = hash.parameters;
    old.memory_kib < parameters.memory_kib || old.passes < parameters.passes || old.lanes < parameters.lanes
}

/// A hash that no password fits, to verify against when there is nobody: unknown people take as long as known ones (failure 22).
///
/// It costs nothing to make. Its output is all zeros, which no one can find a password for.
#[must_use]
pub fn dummy(parameters: &Parameters) -> PasswordHash {
    let Parameters { memory_kib, passes, lanes } = *parameters;
    let (salt, output) = ("A".repeat(22), "A".repeat(43));
    let text = format!("$argon2id$v=19$m={memory_kib},t={passes},p={lanes}${salt}${output}");
    PasswordHash { text: SecretString::from(text), parameters: *parameters }
}

#[cfg(test)]
mod tests;
