//! "Your activity": what people read of the audit log, on pages and as a download.

use identity::{
    activity::{
        Activity, Cursor, Who,
        export::{Export, Format},
        page::{self, ON_A_PAGE},
    },
    actor::{Actor, Origin},
    audit::{self, Event},
    person::{PersonId, rescue},
    session::SignedIn,
    sign_in::password::SubmitPassword,
    sweep,
};

use crate::support::{MINUTE, World, on_both};

async fn read_all(world: &World, me: &SignedIn) -> Vec<Activity> {
    let (mut all, mut cursor) = (Vec::new(), Some(Cursor::newest()));
    while let Some(place) = cursor {
        let page = page::page(&world.service, me, &place).await.unwrap();
        assert!(page.events.len() <= ON_A_PAGE as usize);
        all.extend(page.events);
        cursor = page.next;
    }
    all
}

async fn download(world: &World, me: &SignedIn, format: Format) -> Vec<String> {
    let mut export = Export::begin(me, format);
    let mut pieces = Vec::new();
    while let Some(piece) = export.next(&world.service).await.unwrap() {
        pieces.push(piece);
    }
    pieces
}

async fn note(world: &World, subject: &PersonId, actor: &Actor, details: &[(&str, &str)]) {
    let origin = Origin { network: "198.51.100.9".into(), ..Origin::server() };
    world
        .write(async |repository| {
            let event = Event::MobileChanged;
            audit::record(repository, &world.service, &origin, actor, Some(subject), event, details).await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn a_person_reads_what_was_tried_done_and_changed_and_by_whom() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let stranger = world.browser_in("198.51.100.7").await;
        assert_eq!(world.password(&stranger, &ann.address, "a guess").await, SubmitPassword::Wrong);
        rescue::unlock(&world.service, &Actor::Operator, &Origin::server(), &ann.person, "rumours").await.unwrap();
        note(&world, &ann.person.id, &Actor::Person(bob.person.id.clone()), &[]).await;
        world.wait(MINUTE);
        let visit = world.signed_in(&ann).await;

        let events = read_all(&world, &visit.me).await;
        let of = |event: Event| events.iter().find(|activity| activity.event == event).unwrap();
        let signed_in = of(Event::SignedIn);
        assert_eq!((signed_in.who, signed_in.at, events[0].at), (Who::You, world.now(), world.now()));
        assert_eq!(signed_in.details, [("level", "AAL2".to_owned()), ("factors", "password, code".to_owned())]);
        let failed = of(Event::SignInFailed);
        assert_eq!((failed.who, failed.network.as_str()), (Who::NotKnown, "198.51.100.7"));
        assert_eq!(failed.network_name.as_deref(), Some("Anytown Hospital"));
        assert_eq!((of(Event::PersonUnlocked).who, of(Event::PersonUnlocked).details.len()), (Who::Operator, 0));
        assert_eq!(of(Event::MobileChanged).who, Who::RegistrationAuthority);
        let added = [("kind", "microsoft-authenticator".to_owned()), ("level", "AAL2".to_owned())];
        assert_eq!(of(Event::AuthenticatorAdded).details, added);
        assert_eq!(of(Event::PersonAdded).who, Who::Operator);
        assert!(events.is_sorted_by(|one, next| one.at >= next.at));
        let told = format!("{events:?}");
        assert!(!told.contains("rumours") && !told.contains(bob.person.id.as_str()) && !told.contains("ann@"));
    })
    .await;
}

#[tokio::test]
async fn nobody_reads_somebody_elses_activity() {
    on_both(async |world| {
        let (ann, bob) = (world.account("Ann").await, world.account("Bob").await);
        let (anns, bobs) = (world.signed_in(&ann).await, world.signed_in(&bob).await);
        let first = page::page(&world.service, &anns.me, &Cursor::newest()).await.unwrap();
        let place = Cursor { at: first.events[3].at, id: "zzz".into() };
        let marked = "+44 7700 900 333";
        note(&world, &ann.person.id, &Actor::System, &[("number", marked)]).await;
        let page = page::page(&world.service, &bobs.me, &place).await.unwrap();
        let all = [read_all(&world, &bobs.me).await, page.events].concat();
        assert!(!format!("{all:?}").contains(marked));
        for format in [Format::Csv, Format::Json] {
            assert!(!download(&world, &bobs.me, format).await.concat().contains("900 333"));
            assert!(download(&world, &anns.me, format).await.concat().contains("900 333"));
        }
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_where_they_ended_and_back_90_days_and_the_download_holds_everything() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        let person = &ann.person.id;
        for number in 0..1100 {
            note(&world, person, &Actor::System, &[("number", &format!("old {number}"))]).await;
        }
        world.wait(MINUTE * 60 * 24 * 91);
        sweep::sweep(&world.service).await.unwrap();
        for number in 0..60 {
            note(&world, person, &Actor::System, &[("number", &format!("new {number}"))]).await;
        }
        let visit = world.signed_in(&ann).await;

        let first = page::page(&world.service, &visit.me, &Cursor::newest()).await.unwrap();
        assert_eq!(first.events.len(), ON_A_PAGE as usize);
        world.wait(MINUTE);
        note(&world, person, &Actor::System, &[("number", "meanwhile")]).await;
        let next = Cursor::parse(&first.next.unwrap().text()).unwrap();
        let second = page::page(&world.service, &visit.me, &next).await.unwrap();
        assert!(first.events.iter().all(|event| !second.events.contains(event)));
        // The sixty, the one meanwhile, the password and the session.
        assert_eq!(read_all(&world, &visit.me).await.len(), 63);

        let pieces = download(&world, &visit.me, Format::Csv).await;
        assert_eq!(pieces.len(), 3, "in batches");
        let csv = pieces.concat();
        assert_eq!(csv.lines().next(), Some("time,event,who,network,network name,details"));
        assert_eq!(csv.matches("number: old ").count(), 1100);
        let json = download(&world, &visit.me, Format::Json).await.concat();
        let read: Vec<serde_json::Value> = serde_json::from_str(&json).unwrap();
        assert_eq!(read.len(), csv.lines().count() - 1);
        assert_eq!(read[0]["details"]["number"], "meanwhile");
        assert_eq!(read[0]["network_name"], "Anytown Hospital");
        assert!(read.iter().any(|event| event["event"] == "person.added"));
    })
    .await;
}

#[tokio::test]
async fn failure_25_what_stands_in_the_log_is_no_formula_in_a_spreadsheet() {
    on_both(async |world| {
        let ann = world.account("Ann").await;
        note(&world, &ann.person.id, &Actor::System, &[("number", "=cmd|'/c calc'!A1\r\n=1")]).await;
        world
            .write(async |repository| {
                let origin = Origin { network: "=HYPERLINK(\"http://x\")".into(), ..Origin::server() };
                let (actor, event) = (Actor::System, Event::SignInFailed);
                audit::record(repository, &world.service, &origin, &actor, Some(&ann.person.id), event, &[]).await
            })
            .await
            .unwrap();
        let visit = world.signed_in(&ann).await;
        let csv = download(&world, &visit.me, Format::Csv).await.concat();
        assert!(csv.contains(",\"'=HYPERLINK(\"\"http://x\"\")\","), "{csv}");
        assert!(csv.contains(",\"number: =cmd|'/c calc'!A1\r\n=1\"\r\n"), "{csv}");
    })
    .await;
}
