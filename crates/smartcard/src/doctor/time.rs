//! The clock: signatures name the time, and a server refuses those of another.

use std::{path::Path, process::Stdio, time::Duration};

use tokio::process::Command;

use super::Finding;
use crate::clock;

/// How long systemd may take to say how the clock is.
const PATIENCE: Duration = Duration::from_secs(3);

/// Where services that set clocks leave a sign of themselves.
const SERVICES: [&str; 5] =
    ["/run/systemd/timesync/synchronized", "/run/chrony", "/run/chronyd.pid", "/run/ntpd.pid", "/run/openntpd.sock"];

/// What the system says of its clock; where it says nothing, whether a service is there that sets it.
pub async fn examine() -> Finding {
    let is_set = asked().await.as_deref().and_then(is_set);
    let service = || SERVICES.iter().any(|path| Path::new(path).exists());
    said(is_set, service, clock::now())
}

/// The answer of systemd, which knows of every service that sets the clock.
async fn asked() -> Option<String> {
    let mut command = Command::new("timedatectl");
    command.args(["show", "--property=NTPSynchronized", "--value"]);
    let answer = command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(PATIENCE, answer).await.ok()?.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the clock was set by a time server, as far as this text says.
fn is_set(answer: &str) -> Option<bool> {
    match answer.trim() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn said(is_set: Option<bool>, service: impl Fn() -> bool, now: i64) -> Finding {
    let cure = format!(
        "Compare it: it is {} now (UTC). More than 10 minutes off, it signs nobody in (CARD-010). Set it: timedatectl set-ntp true",
        clock::utc(now)
    );
    match is_set {
        Some(true) => Finding::good("clock", "a time server sets this machine's clock"),
        Some(false) => Finding::doubtful("clock", "no time server has set this machine's clock", cure),
        None if service() => Finding::good(
            "clock",
            format!(
                "a service that sets this machine's clock is there. Whether it is right was not seen: it is {} now (UTC)",
                clock::utc(now)
            ),
        ),
        None => Finding::doubtful("clock", "nobody seems to set this machine's clock", cure),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::State, *};

    #[test]
    fn what_systemd_says_is_read_and_nothing_else() {
        for (answer, meant) in [("yes\n", Some(true)), ("no\n", Some(false)), ("yes", Some(true))] {
            assert_eq!(is_set(answer), meant, "{answer:?}");
        }
        for strange in ["", "\n", "NTPSynchronized=yes", "yes\nno", "Yes", "unknown"] {
            assert_eq!(is_set(strange), None, "{strange:?}");
        }
    }

    #[test]
    fn the_clock_itself_counts_more_than_a_service_that_could_set_it() {
        let of = |is_set, service: bool| said(is_set, || service, 0);
        assert_eq!([true, false].map(|service| of(Some(true), service).state), [State::Good; 2]);
        assert_eq!([true, false].map(|service| of(Some(false), service).state), [State::Doubtful; 2]);
        assert_eq!((of(None, true).state, of(None, false).state), (State::Good, State::Doubtful));
        assert!(of(None, true).words.contains("was not seen"));
        let cure = of(Some(false), true).cure.unwrap();
        assert!(cure.contains("1970-01-01 00:00") && cure.contains("CARD-010") && cure.contains("set-ntp"), "{cure}");
    }
}
