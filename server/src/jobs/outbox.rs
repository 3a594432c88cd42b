//! Sends the mail of the outbox: takes a lease on one, sends it, marks it. At least once; what the mail server confirmed is
//! never sent again by this process, however long the mark takes.

use std::{sync::Arc, time::Duration};

use identity::{
    failpoint,
    keys::OpenError,
    mail::Mail,
    outbox::{MailId, OutgoingMail},
    random,
    service::{Service, Unexpected},
};
use lettre::message::Mailbox;
use tokio::sync::Notify;

use super::{Stop, rest};
use crate::{
    config::BaseUrl,
    mail::{SendError, Transport, message},
    state::AppState,
    web::metrics,
};

/// How long a worker has a mail for itself. Longer than a sending may take (`mail::smtp::LONGEST_SENDING`).
const LEASE: Duration = Duration::from_secs(60);

/// How often the outbox is looked at when nobody wakes us: other instances write mail too.
const EVERY: Duration = Duration::from_secs(2);

/// The first pause before another try; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(10);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// After so many tries a mail is given up, about a day after the first: what it says is out of date.
const MOST_TRIES: i64 = 32;

/// A worker.
pub struct Sender {
    service: Service,
    transport: Arc<Transport>,
    from: Option<Mailbox>,
    base_url: BaseUrl,
    wake: Arc<Notify>,
}

/// What became of one look at the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There was nothing to send.
    Nothing,
    /// One was sent.
    Sent,
    /// One will be tried again.
    Deferred,
    /// One was given up.
    Dead,
}

impl Sender {
    /// For the outbox of an application.
    #[must_use]
    pub fn new(state: &AppState, transport: Arc<Transport>) -> Self {
        Self {
            service: state.service.clone(),
            transport,
            from: state.config.sender(),
            base_url: state.config.base_url.clone(),
            wake: state.database.handle().mail_waits(),
        }
    }

    /// Sends the next mail that is due.
    ///
    /// # Errors
    /// When the database refuses. The mail then stays, and is due again when its lease ends.
    pub async fn send_next(&self) -> Result<Outcome, Unexpected> {
        let now = self.service.now();
        let mut repository = self.service.write().await?;
        let leased = repository.lease_mail(now, now.plus(LEASE)).await?;
        repository.commit().await?;
        let Some(row) = leased else { return Ok(Outcome::Nothing) };
        let outcome = match self.deliver(&row).await {
            Ok(()) => {
                failpoint::reach("sent");
                self.mark_sent(&row.id).await;
                Outcome::Sent
            }
            Err(error) => self.put_back(&row, &error).await?,
        };
        match outcome {
            Outcome::Nothing => {}
            Outcome::Sent => metrics::mail("sent"),
            Outcome::Deferred => metrics::mail("deferred"),
            Outcome::Dead => metrics::mail("dead"),
        }
        Ok(outcome)
    }

    async fn deliver(&self, row: &OutgoingMail) -> Result<(), SendError> {
        let mail = Mail::open(&self.service.keys, row).map_err(|error| match error {
            // The key may be in the file again tomorrow.
            OpenError::UnknownKey(_) => SendError::Passing(error.to_string()),
            OpenError::Damaged => SendError::Permanent(error.to_string()),
        })?;
        let from = self
            .from
            .as_ref()
            .ok_or_else(|| SendError::Passing("MAIL_FROM is not set, and BASE_URL gives no sender".into()))?;
        let message = message::write(row, &mail, from, &self.base_url).map_err(SendError::Permanent)?;
        self.transport.send(&message::file_name(row), &message).await
    }

    /// The server has it: only the mark is left, and it is tried until it stands.
    async fn mark_sent(&self, id: &MailId) {
        let mut pause = Duration::from_millis(100);
        loop {
            let marked = async {
                let mut repository = self.service.write().await?;
                repository.mark_mail_sent(id, self.service.now()).await?;
                repository.commit().await?;
                Ok::<(), Unexpected>(())
            };
            match marked.await {
                Ok(()) => return tracing::info!(mail = id.as_str(), "mail sent"),
                Err(error) => {
                    tracing::warn!(mail = id.as_str(), %error, "a mail was sent, but is not marked so yet; marking is tried again");
                }
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    async fn put_back(&self, row: &OutgoingMail, error: &SendError) -> Result<Outcome, Unexpected> {
        let (id, now) = (row.id.as_str(), self.service.now());
        let words = error.to_string();
        let next = now.plus(self.pause(row.attempts));
        let over = row.attempts >= MOST_TRIES;
        let mut repository = self.service.write().await?;
        let outcome = if over || matches!(error, SendError::Permanent(_)) {
            tracing::error!(mail = id, error = words, "a mail was given up; see `care-identity mail list`");
            repository.mark_mail_dead(&row.id, &words).await?;
            Outcome::Dead
        } else {
            tracing::warn!(mail = id, error = words, next = next.rfc3339(), "a mail was not sent and is tried again");
            repository.retry_mail(&row.id, next, &words).await?;
            Outcome::Deferred
        };
        repository.commit().await?;
        Ok(outcome)
    }

    /// The store counts a try when it begins. The pause doubles with every one, and is up to a fifth shorter or longer, so that what failed together does not come back together.
    fn pause(&self, attempts: i64) -> Duration {
        let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 16)).unwrap_or(0);
        let pause = FIRST_PAUSE.saturating_mul(1 << doublings).min(LONGEST_PAUSE);
        let [random] = random::bytes::<1>(&*self.service.random);
        pause.mul_f64(0.8 + 0.4 * f64::from(random) / 255.0)
    }
}

/// Until told to stop.
pub async fn run(sender: Sender, mut stop: Stop) {
    loop {
        let pause = match sender.send_next().await {
            Ok(Outcome::Nothing) => EVERY,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read; it is tried again");
                EVERY
            }
        };
        let go_on = tokio::select! {
            go_on = rest(&mut stop, pause) => go_on,
            () = sender.wake.notified(), if !pause.is_zero() => !*stop.borrow(),
        };
        if !go_on {
            return;
        }
    }
}
