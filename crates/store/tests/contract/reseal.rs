//! Sealing anew after a rotation of keys.

use identity::{
    authenticator::AuthenticatorState,
    keys::Sealed,
    ra::bulk::{ImportId, Kept},
    registration::{Registration, RegistrationState},
    sweep::SealedColumn,
};
use store::testing::on_both;

use crate::fixtures::{
    at, authenticator, authority, card, mail, opened, person_id, prepared_card, registration, sealed, smartcard, token,
    undo, with_people, write,
};

#[tokio::test]
async fn values_of_older_keys_are_found_and_sealed_anew_once() {
    on_both(async |database| {
        with_people(&database, 3).await;
        let (old, new) = (
            |text: &str| Sealed::from_text(format!("0000000a.{text}")),
            |text: &str| Sealed::from_text(format!("55555555.{text}")),
        );
        let newer_key = Sealed::from_text("ffffffff.x");
        let ended = authenticator("ended", 1);
        write(&database, async |repository| {
            repository.add_authenticator(&ended).await.unwrap();
            repository.end_authenticator(&ended.id, AuthenticatorState::Removed, at(1)).await.unwrap();
            repository.add_authenticator(&authenticator("a", 1)).await.unwrap();
            let mut other = authenticator("b", 2);
            other.secret = Some(newer_key.clone());
            repository.add_authenticator(&other).await.unwrap();
            let mut current = authenticator("c", 3);
            current.secret = Some(new("c"));
            repository.add_authenticator(&current).await.unwrap();

            let rows =
                repository.list_sealed_by_older_keys(SealedColumn::AuthenticatorSecret, "55555555", 10).await.unwrap();
            let found: Vec<_> =
                rows.iter().map(|row| (row.id.as_str(), row.owner.as_str(), row.value.as_str())).collect();
            assert_eq!(found, [("a", "person-1/a", "0000000a.a"), ("b", "person-2/b", "ffffffff.x")]);
            let some =
                repository.list_sealed_by_older_keys(SealedColumn::AuthenticatorSecret, "55555555", 1).await.unwrap();
            assert_eq!(some.len(), 1);

            assert!(repository.reseal(SealedColumn::AuthenticatorSecret, "a", &old("a"), &new("a")).await.unwrap());
            assert!(!repository.reseal(SealedColumn::AuthenticatorSecret, "a", &old("a"), &new("a")).await.unwrap());
            assert!(repository.list_sealed_by_older_keys(SealedColumn::MailContent, "short", 1).await.is_err());
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn every_sealed_column_is_sealed_anew() {
    on_both(async |database| {
        with_people(&database, 2).await;
        let shown =
            Registration { state: RegistrationState::PasswordShown, secret: Some(sealed("r")), ..opened("r", 1) };
        write(&database, async |repository| {
            repository.add_authenticator(&authenticator("a", 1)).await.unwrap();
            repository.add_registration(&shown, &token(1)).await.unwrap();
            repository.add_registration(&registration("s", 2), &token(2)).await.unwrap();
            repository.add_mail(&mail("m", 0)).await.unwrap();
            repository.add_undo(&undo("u", 1), &token(3)).await.unwrap();
            let content = Sealed::from_text("00000000.i");
            let kept = Kept { id: ImportId::from_text("i"), content, expires_at: at(9) };
            repository.put_people_import(&person_id(1), &kept).await.unwrap();
            repository.add_authority(&authority()).await.unwrap();
            repository.add_authenticator(&smartcard("c", 1)).await.unwrap();
            repository.add_card(&card("c", 1)).await.unwrap();
            repository.set_next_unblocking_key(&card("c", 1).id, &sealed("next")).await.unwrap();
            repository.put_prepared_card(&prepared_card("p", 2)).await.unwrap();
            for column in SealedColumn::ALL {
                let rows = repository.list_sealed_by_older_keys(column, "11111111", 10).await.unwrap();
                assert_eq!(rows.len(), 1, "{column:?}");
                let new = Sealed::from_text("11111111.new");
                assert!(repository.reseal(column, &rows[0].id, &rows[0].value, &new).await.unwrap());
                assert!(repository.list_sealed_by_older_keys(column, "11111111", 10).await.unwrap().is_empty());
            }
            let mail = repository.lease_mail(at(1), at(2)).await.unwrap().unwrap();
            assert_eq!(mail.content.as_str(), "11111111.new");
        })
        .await;
    })
    .await;
}
