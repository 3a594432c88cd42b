//! The browser's side: `navigator.credentials` and the JSON forms of WebAuthn level 3.

use js_sys::{JSON, Object, Promise, Reflect};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast as _, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, HtmlFormElement, HtmlInputElement};

use super::{Task, text::Refusal};
use crate::islands::{now_seconds, post_text};

/// A browser may count its time from before ours.
const SECOND: f64 = 1.0;
/// After this a challenge that waits beside a field is replaced: the server keeps it for 5 minutes.
const RENEW_MILLISECONDS: u32 = 4 * 60 * 1000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseCreationOptionsFromJSON)]
    fn parse_creation(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = parseRequestOptionsFromJSON)]
    fn parse_request(options: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = isUserVerifyingPlatformAuthenticatorAvailable)]
    fn is_platform_available() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = isConditionalMediationAvailable)]
    fn is_field_available() -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = PublicKeyCredential, js_name = signalUnknownCredential)]
    fn signal_unknown(key: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = create)]
    fn create(options: &JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "credentials"], js_name = get)]
    fn get(options: &JsValue) -> Result<Promise, JsValue>;

    type Answer;
    #[wasm_bindgen(catch, method, js_name = toJSON)]
    fn to_json(this: &Answer) -> Result<JsValue, JsValue>;
}

/// Asks the device once, and sends its answer.
pub async fn ask(task: Task, begin: &str, form: &str) -> Result<(), Refusal> {
    can_ask(task).await?;
    let challenge = challenge(begin).await?;
    let started = now_seconds();
    let answer = match task {
        Task::Register | Task::RegisterHere => create(&options(parse_creation(&challenge.public_key))?),
        Task::Sign => get(&options(parse_request(&challenge.public_key))?),
    };
    let is_late = || now_seconds() - started >= challenge.seconds - SECOND;
    let answer = settle(answer).await.map_err(|error| refusal(task, &error, is_late()))?;
    send(form, &challenge.ceremony, &answer)
}

/// Lets the browser offer keys beside a field, until one is chosen or the page is left. Says nothing when it cannot.
pub async fn offer(begin: &str, form: &str) {
    if can_ask(Task::Sign).await.is_err() || !is_true(is_field_available()).await {
        return;
    }
    while let Ok(challenge) = challenge(begin).await {
        let Ok(options) = options(parse_request(&challenge.public_key)) else { return };
        let until = AbortSignal::timeout_with_u32(RENEW_MILLISECONDS);
        let _ = Reflect::set(&options, &"mediation".into(), &"conditional".into());
        let _ = Reflect::set(&options, &"signal".into(), &until);
        match settle(get(&options)).await {
            Ok(answer) => {
                let _ = send(form, &challenge.ceremony, &answer);
                return;
            }
            Err(_) if until.aborted() => {}
            Err(_) => return,
        }
    }
}

/// Says that a key opens nothing here. A browser that does not listen throws, and that is all.
pub async fn forget(place: &str, key: &str) {
    let unknown = Object::new();
    for (name, value) in [("rpId", place), ("credentialId", key)] {
        let _ = Reflect::set(&unknown, &name.into(), &value.into());
    }
    if let Ok(told) = signal_unknown(&unknown) {
        let _ = JsFuture::from(told).await;
    }
}

/// What stands in the way before anybody is asked.
async fn can_ask(task: Task) -> Result<(), Refusal> {
    if !window().is_secure_context() {
        return Err(Refusal::InsecureContext);
    }
    let api = Reflect::get(&window(), &"PublicKeyCredential".into()).unwrap_or(JsValue::UNDEFINED);
    let has = |name: &str| Reflect::get(&api, &name.into()).is_ok_and(|value| value.is_function());
    if !api.is_function() || !has("parseCreationOptionsFromJSON") || !has("parseRequestOptionsFromJSON") {
        return Err(Refusal::NotSupported);
    }
    if task == Task::RegisterHere && !is_true(is_platform_available()).await {
        return Err(Refusal::NoneHere);
    }
    Ok(())
}

struct Challenge {
    ceremony: String,
    public_key: JsValue,
    /// How long the browser waits for an answer.
    seconds: f64,
}

fn options(public_key: Result<JsValue, JsValue>) -> Result<JsValue, Refusal> {
    let options = Object::new();
    let public_key = public_key.map_err(|_| Refusal::NotSupported)?;
    Reflect::set(&options, &"publicKey".into(), &public_key).map_err(|_| Refusal::NotSupported)?;
    Ok(options.into())
}

async fn challenge(begin: &str) -> Result<Challenge, Refusal> {
    let text = post_text(begin, None).await.map_err(|status| match status {
        0 => Refusal::Offline,
        403 => Refusal::InsecureContext,
        429 => Refusal::TooMany,
        _ => Refusal::Stale,
    })?;
    let json = JSON::parse(&text).map_err(|_| Refusal::Stale)?;
    let field = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).map_err(|_| Refusal::Stale);
    let ceremony = field(&json, "ceremony")?.as_string().ok_or(Refusal::Stale)?;
    let public_key = field(&json, "options")?;
    let seconds = field(&public_key, "timeout")?.as_f64().unwrap_or(f64::INFINITY) / 1000.0;
    Ok(Challenge { ceremony, public_key, seconds })
}

async fn settle(promise: Result<Promise, JsValue>) -> Result<String, JsValue> {
    let answer: Answer = JsFuture::from(promise?).await?.unchecked_into();
    let json = JSON::stringify(&answer.to_json()?)?;
    Ok(json.into())
}

async fn is_true(promise: Result<Promise, JsValue>) -> bool {
    match promise {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
        Err(_) => false,
    }
}

fn name(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}

/// The names of WebAuthn level 3, 5.1.3 and 5.1.4.1. `NotAllowedError` is all that browsers say of a person who
/// cancelled, of time that ran out, and of a policy: time and words tell them apart.
fn refusal(task: Task, error: &JsValue, is_late: bool) -> Refusal {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|text| text.as_string()).unwrap_or_default();
    match name(error).as_str() {
        "NotAllowedError" if message.contains("Permissions Policy") || message.contains("policy") => {
            Refusal::BlockedByPolicy
        }
        "NotAllowedError" if is_late => Refusal::TimedOut,
        "NotAllowedError" | "AbortError" => Refusal::Cancelled,
        // Of a sign-in it says nothing of a key that is registered.
        "InvalidStateError" if task != Task::Sign => Refusal::AlreadyRegistered,
        "NotSupportedError" | "TypeError" => Refusal::NotSupported,
        "SecurityError" => Refusal::InsecureContext,
        "ConstraintError" => Refusal::CannotVerify,
        _ => Refusal::Failed,
    }
}

/// Fills the page's form and sends it.
fn send(form: &str, ceremony: &str, answer: &str) -> Result<(), Refusal> {
    let form = document().get_element_by_id(form).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let form = form.ok_or(Refusal::Stale)?;
    for (name, value) in [("ceremony", ceremony), ("credential", answer)] {
        let field = form.elements().named_item(name).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        field.ok_or(Refusal::Stale)?.set_value(value);
    }
    form.submit().map_err(|_| Refusal::Stale)
}
