//! What the FIDO Alliance says of a model decides whether its maker vouches for a device: at registration and ever after.

use identity::{
    actor::Actor,
    assurance::{
        AssuranceLevel::{self, Aal2, Aal3},
        Kind,
        model::Aaguid,
    },
    settings,
    webauthn::{metadata::Metadata, roots::AttestationRoots},
};
use serde_json::json;

use crate::support::{Device, Maker, World, on_both};

const OTHER: [u8; 16] = [9; 16];

/// The metadata of one model, vouched for by a maker.
fn metadata(maker: &Maker, model: [u8; 16], reports: &[&str]) -> AttestationRoots {
    let reports: Vec<_> = reports.iter().map(|status| json!({ "status": status })).collect();
    let payload = json!({ "no": 1, "nextUpdate": "2026-04-01", "entries": [{
        "aaguid": Aaguid::from_bytes(model).to_string(),
        "metadataStatement": { "attestationRootCertificates": [maker.root_in_base64(), "bm90aGluZw=="] },
        "statusReports": reports,
    }] });
    AttestationRoots::of(&Metadata::parse(payload.to_string().as_bytes()).unwrap())
}

async fn level(world: &World, given: &str, device: &mut Device) -> AssuranceLevel {
    let person = world.owner(given, Kind::SecurityKey, device).await;
    world.held(&person).await[0].level
}

#[tokio::test]
async fn a_maker_vouches_for_the_models_that_the_metadata_names_and_no_other() {
    on_both(async |mut world| {
        let maker = Maker::new();
        let key = || Device::security_key().attested(&maker);
        world.set_roots(metadata(&maker, key().aaguid, &["FIDO_CERTIFIED_L2"]));
        assert_eq!(level(&world, "Ann", &mut key()).await, Aal3);
        assert_eq!(level(&world, "Bob", &mut Device { aaguid: OTHER, ..key() }).await, Aal2);
        assert_eq!(level(&world, "Cat", &mut Device::security_key().attested(&Maker::new())).await, Aal2);
        // A root that the operator trusts without metadata has no such limit.
        world.set_roots(metadata(&maker, key().aaguid, &[]).and(&maker.roots()));
        assert_eq!(level(&world, "Dan", &mut Device { aaguid: OTHER, ..key() }).await, Aal3);
        let both = metadata(&maker, key().aaguid, &[]).and(&metadata(&maker, OTHER, &[]));
        assert_eq!(both.count(), 1);
        world.set_roots(both);
        assert_eq!(level(&world, "Eve", &mut key()).await, Aal3);
        assert_eq!(level(&world, "Fay", &mut Device { aaguid: OTHER, ..key() }).await, Aal3);
    })
    .await;
}

#[tokio::test]
async fn failure_14_a_model_that_was_revoked_loses_its_level_at_the_next_use_whoever_vouches() {
    on_both(async |mut world| {
        let maker = Maker::new();
        let mut device = Device::security_key().attested(&maker);
        world.set_roots(metadata(&maker, device.aaguid, &["FIDO_CERTIFIED"]));
        world.owner("Ann", Kind::SecurityKey, &mut device).await;
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal3);

        let revoked = metadata(&maker, device.aaguid, &["FIDO_CERTIFIED", "REVOKED"]);
        world.set_roots(revoked.and(&maker.roots()));
        let mut level_now = None;
        let events =
            world.events_of(async || level_now = Some(world.signed_in_with(&mut device).await.me.session.level)).await;
        assert_eq!(
            (level_now, events),
            (Some(Aal2), vec!["authenticator.level-changed".into(), "sign-in.completed".into()])
        );
        assert_eq!(level(&world, "Bob", &mut Device::security_key().attested(&maker)).await, Aal2);
        // Nor does the operator's word for the whole kind help it.
        settings::set_accept_unattested(&world.service, &Actor::Operator, Some(&[Kind::SecurityKey])).await.unwrap();
        assert_eq!(world.signed_in_with(&mut device).await.me.session.level, Aal2);
    })
    .await;
}
