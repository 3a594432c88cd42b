//! Cards that are prepared, and the certificates that wait for them.

use identity::smartcard::{
    certificate::{
        Certificate,
        CertificatePurpose::{Authentication, Signing},
        CertificateState,
    },
    prepare::{PreparationState, PreparedCard, Wish},
};
use store::testing::on_both;

use crate::{
    fixtures::{at, card, certificate, person_id, prepared_card, with_people, write},
    smartcard::revoked,
};

#[tokio::test]
async fn a_card_is_prepared_for_somebody_once_at_a_time_and_what_it_does_not_become_is_revoked() {
    on_both(async |database| {
        with_people(&database, 1).await;
        let mut prepared = prepared_card("card-1", 1);
        write(&database, async |repository| {
            assert_eq!(repository.find_prepared_card(&person_id(1)).await.unwrap(), None);
            repository.put_prepared_card(&prepared).await.unwrap();
            let serial = card("card-1", 1).serial;
            prepared = PreparedCard {
                state: PreparationState::Issued,
                serial: Some(serial),
                wish: Wish { own: true, replace: true },
                browser_id: None,
                ..prepared
            };
            repository.put_prepared_card(&prepared).await.unwrap();
            assert_eq!(repository.find_prepared_card(&person_id(1)).await.unwrap(), Some(prepared.clone()));

            let pending = |serial, purpose| Certificate {
                state: CertificateState::Pending,
                ..certificate(serial, "card-1", purpose)
            };
            let (one, two) = (pending(1, Authentication), pending(2, Signing));
            let id = &prepared.id;
            for certificate in [&one, &two] {
                assert!(repository.add_prepared_certificate(certificate, at(900)).await.unwrap());
                assert!(!repository.add_prepared_certificate(certificate, at(900)).await.unwrap());
                assert!(repository.knows_key(&certificate.key).await.unwrap());
            }
            assert_eq!(repository.list_prepared_certificates(id, at(899)).await.unwrap(), [one.clone(), two.clone()]);
            assert_eq!(repository.list_prepared_certificates(id, at(900)).await.unwrap(), []);
            assert_eq!(revoked(repository, 899, 0).await, []);
            assert_eq!(revoked(repository, 900, 0).await.len(), 2);
            repository.end_prepared_certificates(id, at(5)).await.unwrap();
            assert_eq!(repository.list_prepared_certificates(id, at(5)).await.unwrap(), []);
            assert_eq!(revoked(repository, 5, 0).await.len(), 2);
            let (three, four) = (pending(3, Authentication), pending(4, Signing));
            for certificate in [&three, &four] {
                assert!(repository.add_prepared_certificate(certificate, at(900)).await.unwrap());
            }
            assert!(repository.take_prepared_card(id, at(6)).await.unwrap());
            assert!(!repository.take_prepared_card(id, at(6)).await.unwrap());
            assert!(!repository.knows_key(&three.key).await.unwrap(), "it went over to the card");
            assert_eq!(revoked(repository, 6, 0).await.len(), 2, "the others stay");
        })
        .await;
    })
    .await;
}
