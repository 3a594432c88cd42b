//! What an older version wrote is brought to the form that this one looks for.

use identity::{
    organisation::{
        Organisation, OrganisationCode, import, index,
        query::{Filters, Query},
        rank::Near,
        search::find,
    },
    person::PersonName,
    upkeep,
};

use crate::support::{World, on_both};

async fn keep_up(world: &World) {
    upkeep::run(&*world.service.store, world.now()).await.unwrap();
}

async fn keys(world: &World) -> Vec<(PersonName, String)> {
    let mut repository = world.service.read().await.unwrap();
    let keys = repository.list_name_keys("", 9_999).await.unwrap();
    keys.into_iter().map(|(_, name, key)| (name, key)).collect()
}

#[tokio::test]
async fn names_that_were_kept_with_their_accents_are_found_without_them() {
    on_both(async |world| {
        let ann = world.person("Zo\u{eb}").await;
        world.person("\u{141}uc\u{200c}ja").await;
        for number in 0..2 {
            world.person(&format!("Bob{number}")).await;
        }
        let as_migrated = |table: &str, row: &mut serde_json::Value| {
            if table == "people" {
                let name = |part: &str| row[part].as_str().unwrap().to_lowercase();
                row["name_key"] = format!(" {} {}", name("family_name"), name("given_name")).into();
            }
            true
        };
        world
            .on_copy(as_migrated, async |world| {
                assert!(keys(&world).await.iter().any(|(name, key)| *key != name.key()));
                for _ in 0..2 {
                    keep_up(&world).await;
                    let keys = keys(&world).await;
                    assert_eq!(keys.len(), 4);
                    assert!(keys.iter().all(|(name, key)| *key == name.key()), "{keys:?}");
                }
            })
            .await;
        assert!(ann.name.key().contains(" zoe"));
        assert!(keys(&world).await.iter().any(|(_, key)| key.ends_with(" lucja")));
    })
    .await;
}

#[tokio::test]
async fn nothing_is_written_into_an_empty_database() {
    on_both(async |world| {
        keep_up(&world).await;
        let setting = world.service.read().await.unwrap().lookup_setting("name-keys").await.unwrap();
        assert_eq!(setting, None, "a backup is restored into an empty one only");
    })
    .await;
}

#[tokio::test]
async fn organisations_that_an_older_version_took_in_get_the_terms_of_this_one() {
    on_both(async |world| {
        let code = |number: usize| OrganisationCode::parse(&format!("Z{number}")).unwrap();
        let all = ["The Mill", "Mill Surgery"].into_iter().enumerate();
        let all: Vec<_> = all.map(|(number, name)| Organisation::named(code(number), name).unwrap()).collect();
        let mut repository = world.service.write().await.unwrap();
        import::take_in(&mut *repository, world.now(), all).await.unwrap();
        repository.commit().await.unwrap();
        let old = |table: &str, row: &mut serde_json::Value| {
            let is_old = |term: &str| ["w:", "f:", "s:"].iter().any(|kind| term.starts_with(kind));
            table != "organisation_terms" || is_old(row["term"].as_str().unwrap())
        };
        world
            .on_copy(old, async |world| {
                let found = async || {
                    let mut repository = world.service.read().await.unwrap();
                    let query = Query::parse("mill s", Filters::default());
                    let results = find(&mut *repository, &Near::default(), &query).await.unwrap();
                    results.found.into_iter().map(|found| found.name).collect::<Vec<_>>()
                };
                assert!(found().await.is_empty());
                for _ in 0..2 {
                    keep_up(&world).await;
                    assert_eq!(found().await, ["Mill Surgery"]);
                }
                let terms = [index::WHOLE, index::OPEN].map(str::to_owned);
                let held = world.service.read().await.unwrap().list_organisation_terms(&terms, None).await.unwrap();
                assert_eq!(held.len(), 2);
            })
            .await;
    })
    .await;
}
