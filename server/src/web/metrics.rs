//! Figures for Prometheus. Labels are few and bounded: routes as they are declared, never paths.

use std::{sync::OnceLock, time::Duration};

use http::Method;
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const REQUESTS: &str = "care_identity_http_requests_total";
const DURATION: &str = "care_identity_http_request_duration_seconds";
const EVENTS: &str = "care_identity_events_total";
const MAIL_SENT: &str = "care_identity_mail_total";

/// Upper ends of the duration's buckets, in seconds.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts recording, for the whole process; a second call changes nothing.
///
/// # Errors
/// Never with the buckets above; the builder's interface has an error.
pub fn start() -> Result<(), BuildError> {
    if RECORDER.get().is_some() {
        return Ok(());
    }
    let recorder =
        PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), &BUCKETS)?.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_ok() {
        let _ = RECORDER.set(handle);
        metrics::describe_counter!(REQUESTS, "Requests answered, by route, method and status.");
        metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "How long requests took, by route.");
        metrics::describe_counter!(EVENTS, "Entries of the audit log, by event, on the instance that chained them.");
        metrics::describe_counter!(MAIL_SENT, "Mails handed to the mail server, by outcome.");
        metrics::describe_gauge!("care_identity_outbox_pending", "Mails that wait to be sent.");
        metrics::describe_gauge!("care_identity_outbox_dead", "Mails given up: `care-identity mail list`.");
        metrics::describe_gauge!("care_identity_outbox_oldest_pending_seconds", "Age of the oldest mail that waits.");
        metrics::describe_gauge!(
            "care_identity_hashing_waiting",
            "Passwords that wait to be checked, or are being checked."
        );
    }
    Ok(())
}

/// All figures as Prometheus reads them.
#[must_use]
pub fn render() -> String {
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Folds samples together, so that their memory stays bounded between two scrapes. To be called every few seconds.
pub fn upkeep() {
    if let Some(handle) = RECORDER.get() {
        handle.run_upkeep();
    }
}

/// Routes that are asked for all the time and say nothing of people: logged at debug only.
#[must_use]
pub fn is_quiet(route: &str) -> bool {
    matches!(route, "/healthz" | "/readyz" | "/metrics" | "/brand.css" | "/favicon.ico" | "/favicon.svg")
        || route.ends_with("/{*asset}")
}

/// Counts a request. A method of a stranger's own making is counted as `OTHER`.
pub fn request(method: &Method, route: &str, status: u16, took: Duration) {
    let method = match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    };
    metrics::counter!(REQUESTS, "route" => route.to_owned(), "method" => method, "status" => status.to_string())
        .increment(1);
    metrics::histogram!(DURATION, "route" => route.to_owned()).record(took.as_secs_f64());
}

/// Counts an entry of the audit log by its event, on the instance that chains it: sign-ins, failures, changes.
pub fn event(name: &str) {
    metrics::counter!(EVENTS, "event" => name.to_owned()).increment(1);
}

/// Counts a mail by what became of it: `sent`, `deferred`, `dead`.
pub fn mail(outcome: &'static str) {
    metrics::counter!(MAIL_SENT, "outcome" => outcome).increment(1);
}

/// Sets a gauge.
#[expect(clippy::cast_precision_loss, reason = "a count beyond 2^52 would be news of another kind")]
pub fn gauge(name: &'static str, value: i64) {
    metrics::gauge!(name).set(value as f64);
}
