//! What whoever trusts smartcards of this installation fetches.

use http::StatusCode;
use identity::smartcard::authority::revocation;

use crate::app::{TestApp, get};

#[tokio::test]
async fn the_root_and_the_list_of_revoked_certificates_are_there_for_everybody() {
    let app = TestApp::new().await;
    let root = app.ask(get("/ca/root.der")).await;
    assert_eq!(
        (root.status, &root.headers["content-type"]),
        (StatusCode::OK, &"application/pkix-cert".parse().unwrap())
    );
    let kept = app.state.service.read().await.unwrap().lookup_authority().await.unwrap().unwrap();
    assert_eq!(root.body, kept.root);
    // Nobody has a list signed by asking for it.
    assert_eq!(app.ask(get("/ca/crl.der")).await.status, StatusCode::NOT_FOUND);
    let list = revocation::publish(&app.state.service).await.unwrap().unwrap();
    let published = app.ask(get("/ca/crl.der")).await;
    assert_eq!((published.status, published.body.to_vec()), (StatusCode::OK, list.der));
}
