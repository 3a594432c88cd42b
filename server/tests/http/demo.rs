//! The demonstration's people and applications.

use identity::{assurance::AssuranceLevel, person::PersonState};
use server::{config::Mode, demo};

use crate::app::TestApp;

#[tokio::test]
async fn filling_in_twice_gives_the_same_people_once() {
    let app = TestApp::with(Mode::Demonstration, &[]).await;
    for _ in 0..2 {
        demo::prepare(&app.state).await.map_err(|failure| failure.words).unwrap();
    }
    let mut repository = app.state.service.read().await.unwrap();
    let people = repository.list_people("", 100).await.unwrap();
    assert!(people.len() >= 6);
    assert_eq!(people.iter().filter(|person| person.state == PersonState::Closed).count(), 1);
    let mut without = 0;
    for (person, fictional) in people.iter().zip(demo::people::PEOPLE) {
        let positions = repository.list_positions(&person.id).await.unwrap();
        assert_eq!(positions.len(), fictional.positions.len(), "{}", person.name.full());
        without += usize::from(positions.is_empty());
    }
    assert_eq!(without, 1);
    let applications = repository.list_applications().await.unwrap();
    for level in [AssuranceLevel::Aal2, AssuranceLevel::Aal3] {
        let of_level = applications.iter().filter(|application| application.details.minimum_level() == level);
        assert_eq!(of_level.count(), 3, "{level}");
    }
    assert!(repository.lookup_setting("maintenance-banner").await.unwrap().is_some());
}
