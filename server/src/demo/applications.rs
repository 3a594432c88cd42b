//! The fictional applications: three that high confidence opens, three that need very high confidence.

use identity::{
    actor::Actor,
    application::{Draft, add},
    service::Service,
};

use crate::failure::Failure;

/// Id and what people read. None exists: addresses under `.example` lead nowhere (RFC 2606).
const APPLICATIONS: [(&str, Draft<'static>); 6] = [
    (
        "appointments",
        Draft {
            name: "Anytown appointments",
            address: "https://appointments.anytown.example",
            level: 2,
            description: "See, book and move a patient's appointments.",
        },
    ),
    (
        "care-summary",
        Draft {
            name: "Care summary",
            address: "https://care-summary.anytown.example",
            level: 2,
            description: "Look up a patient's medicines, allergies and recent care.",
        },
    ),
    (
        "referral-letters",
        Draft {
            name: "Referral letters",
            address: "https://referrals.anytown.example",
            level: 2,
            description: "Send a patient to a specialist and follow the answer.",
        },
    ),
    (
        "identity-desk",
        Draft {
            name: "Identity desk",
            address: "https://identity-desk.anytown.example",
            level: 3,
            description: "Check who somebody is and help them with their Care Identity, as Registration Authority staff.",
        },
    ),
    (
        "prescribing",
        Draft {
            name: "Millbrook prescribing",
            address: "https://prescribing.millbrook.example",
            level: 3,
            description: "Write and sign prescriptions.",
        },
    ),
    (
        "dispensing",
        Draft {
            name: "Pharmacy dispensing",
            address: "https://dispensing.harbour-street.example",
            level: 3,
            description: "Receive prescriptions and record what was handed out.",
        },
    ),
];

/// Adds those that are missing; one that an operator changed stays as it is.
pub(super) async fn fill_in(service: &Service) -> Result<(), Failure> {
    for (id, draft) in APPLICATIONS {
        let wanted = draft
            .parse_as(id)
            .map_err(|error| Failure::failed(format!("the fictional application {id} is not valid: {error}")))?;
        add::add(service, &Actor::System, &wanted).await?;
    }
    Ok(())
}
