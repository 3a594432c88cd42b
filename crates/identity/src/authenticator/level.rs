//! The level of a device, from what it shows now and what this installation accepts now.

use crate::{
    assurance::{AssuranceLevel, Kind, evidence},
    service::{Service, Unexpected},
    settings,
    store::Repository,
    webauthn::credential::Credential,
};

/// Computes it. The setting is read only where it decides.
pub(crate) async fn of(
    service: &Service,
    repository: &mut dyn Repository,
    kind: Kind,
    credential: &Credential,
    granted: AssuranceLevel,
) -> Result<AssuranceLevel, Unexpected> {
    let mut evidence = credential.evidence(&service.policy.attestation_roots, false);
    let ceiling = kind.highest_level().min(granted);
    if evidence.level() < ceiling && evidence.lacks_attestation() {
        evidence.accepted_unattested = settings::accepts_unattested(service, repository, kind).await?;
    }
    Ok(evidence::level(kind, Some(&evidence), granted))
}
