//! The browser's own cookie: made with the first form that it sends.

use crate::{
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
/// When the database refuses.
pub async fn add(service: &Service) -> Result<(BrowserId, Token), Unexpected> {
    let (id, token) = (BrowserId::random(&*service.random), Token::random(&*service.random));
    let mut repository = service.write().await?;
    repository.add_browser(&id, &token.hash(), service.now()).await?;
    repository.commit().await?;
    Ok((id, token))
}
