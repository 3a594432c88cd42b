//! Islands: the parts of pages that need the browser. Everything else stays out of WebAssembly.

pub mod copy_button;
pub mod countdown;
pub mod device;
pub mod password_strength;
pub mod session_warning;
pub mod suggestions;
pub mod text;

/// The browser's clock, in seconds.
#[cfg(feature = "hydrate")]
fn now_seconds() -> f64 {
    js_sys::Date::now() / 1000.0
}

#[cfg(not(feature = "hydrate"))]
fn now_seconds() -> f64 {
    0.0
}

/// Posts a text to an address of this site; answers the text that comes back, when that went well.
#[cfg(feature = "hydrate")]
async fn post(path: &str, body: Option<&str>) -> Option<String> {
    post_text(path, body).await.ok()
}

/// The same; what went wrong is the status, or 0 when nothing came back.
#[cfg(feature = "hydrate")]
async fn post_text(path: &str, body: Option<&str>) -> Result<String, u16> {
    use wasm_bindgen::JsCast as _;
    use wasm_bindgen_futures::JsFuture;
    let options = web_sys::RequestInit::new();
    options.set_method("POST");
    if let Some(body) = body {
        options.set_body(&wasm_bindgen::JsValue::from_str(body));
    }
    let window = leptos::prelude::window();
    let response = JsFuture::from(window.fetch_with_str_and_init(path, &options)).await.map_err(|_| 0_u16)?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| 0_u16)?;
    if !response.ok() {
        return Err(response.status());
    }
    let text = JsFuture::from(response.text().map_err(|_| 0_u16)?).await.map_err(|_| 0_u16)?;
    text.as_string().map(|text| text.trim().to_owned()).ok_or(0)
}
