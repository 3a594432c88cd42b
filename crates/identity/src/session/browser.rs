//! The browser's own cookie: made with the first form that it sends.

use crate::{
    actor::Origin,
    attempts,
    random::Token,
    service::{Service, Unexpected},
    session::BrowserId,
};

/// Finds the browser that a request's cookie names.
///
/// # Errors
/// When the database refuses.
pub async fn find(service: &Service, token: &Token) -> Result<Option<BrowserId>, Unexpected> {
    Ok(service.read().await?.find_browser(&token.hash()).await?)
}

/// Makes a browser known under a new token.
///
/// # Errors
/// When its network has made too many known in the last minutes, or the database refuses.
pub async fn add(service: &Service, origin: &Origin) -> Result<(BrowserId, Token), Unexpected> {
    let (id, token) = (BrowserId::random(&*service.random), Token::random(&*service.random));
    let mut repository = service.write().await?;
    if attempts::reserve_browser(service, &mut *repository, origin).await?.is_some() {
        return Err(Unexpected::Busy("a network makes too many browsers known"));
    }
    repository.add_browser(&id, &token.hash(), service.now()).await?;
    repository.commit().await?;
    Ok((id, token))
}
