//! A signature of the token alone: logged in once, the authentication key, a digest of SHA-256.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::mechanism::Mechanism;
use cryptoki::object::Attribute;
use cryptoki::session::UserType;
use cryptoki::types::AuthPin;

use super::reader::PASSCODE;
use crate::clock;
use crate::failure::{Context, Failure, Outcome};
use crate::figures::Latencies;

/// Signatures that are timed.
const SIGNATURES: u32 = 500;

/// Times signatures; the median, in microseconds. For a process of its own: SoftHSM2 finds its tokens by the environment.
///
/// # Errors
/// When the token refuses.
pub fn signature(module: &str) -> Outcome<u128> {
    let refused = "the token refuses";
    let pkcs11 = Pkcs11::new(module).context("no PKCS#11 module")?;
    pkcs11.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)).context(refused)?;
    let slot = pkcs11.get_slots_with_initialized_token().context(refused)?.into_iter().next().context("no token")?;
    let session = pkcs11.open_ro_session(slot).context(refused)?;
    session.login(UserType::User, Some(&AuthPin::new(PASSCODE.into()))).context(refused)?;
    let keys = session.find_objects(&[Attribute::Sign(true), Attribute::Private(true)]).context(refused)?;
    let key = keys.into_iter().next().context("the token has no key that signs")?;
    let mut took = Vec::new();
    for _ in 0..SIGNATURES {
        let begun = clock::now();
        session.sign(&Mechanism::Ecdsa, key, &[7; 32]).context(refused)?;
        took.push(begun.elapsed());
    }
    Ok(Latencies::new(took).at(500).as_micros())
}

/// [`signature`] in a process with this environment.
pub(super) fn in_a_process(module: &Path, environment: &[(&str, String)]) -> Outcome<Duration> {
    let mut command = Command::new(std::env::current_exe().context("cannot find this program")?);
    let said = command.arg("token").arg(module).envs(environment.iter().cloned()).output().context("no token")?;
    let median = String::from_utf8_lossy(&said.stdout).trim().parse();
    median.map(Duration::from_micros).map_err(|_| Failure::new(String::from_utf8_lossy(&said.stderr).into_owned()))
}
