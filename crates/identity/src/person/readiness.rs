//! Readiness: the one next thing that saves somebody from being locked out one day. It can be dismissed.

use crate::{
    assurance::Kind,
    service::{Service, Unexpected},
    session::SignedIn,
    smartcard::expiry::{self, Standing},
    time::Timestamp,
};

/// What somebody has that lets them in, or lets them come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Have {
    /// How many addresses are verified.
    pub verified_emails: usize,
    /// The kinds of the authenticators that sign in.
    pub authenticators: Vec<Kind>,
}

/// A thing to do, by its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Renew the smartcard, which ends at this instant: afterwards its holder cannot do it alone.
    RenewCard(Timestamp),
    /// Verify an e-mail address: without one there is no sign-in, no code and no notice.
    VerifyEmail,
    /// Add an authenticator: a sign-in link works once.
    AddAuthenticator,
    /// Ask for a sign-in link: nothing signs them in any more, and this session is too old to add anything.
    AskForLink,
    /// Add one elsewhere: all that there are go together when a phone or a key is lost, broken or left at home.
    AddAuthenticatorElsewhere,
    /// Verify another address: whoever loses the only one neither hears of changes nor gets a code.
    VerifyAnotherEmail,
}

impl Advice {
    /// For a form, and for the notice that is dismissed.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::RenewCard(_) => "renew-card",
            Self::VerifyEmail => "verify-email",
            // The same thing to do, by another way.
            Self::AddAuthenticator | Self::AskForLink => "add-authenticator",
            Self::AddAuthenticatorElsewhere => "add-authenticator-elsewhere",
            Self::VerifyAnotherEmail => "verify-another-email",
        }
    }

    /// What is dismissed: with other authenticators, or another certificate, it is another advice, which may be shown once more.
    fn notice(self, have: &Have) -> String {
        let mut kinds: Vec<&str> = have.authenticators.iter().map(|kind| kind.slug()).collect();
        kinds.sort_unstable();
        match self {
            Self::RenewCard(until) => format!("readiness:{}:{}", self.slug(), until.micros()),
            Self::AddAuthenticatorElsewhere => format!("readiness:{}:{}", self.slug(), kinds.join("+")),
            _ => format!("readiness:{}", self.slug()),
        }
    }
}

/// Whether an authenticator is gone with the phone. A passkey may be on other devices, too; nobody can tell from here.
const fn is_on_the_phone(kind: Kind) -> bool {
    match kind {
        Kind::MicrosoftAuthenticator | Kind::Passkey => true,
        Kind::WindowsHello | Kind::SecurityKey | Kind::Ipad | Kind::Smartcard => false,
    }
}

/// Everything that would help, what helps most first. A card comes first: it alone has a last day.
#[must_use]
pub fn advise(have: &Have, card: Option<Standing>) -> Vec<Advice> {
    let mut advice = Vec::new();
    if let Some(Standing::Due { until }) = card {
        advice.push(Advice::RenewCard(until));
    }
    if have.verified_emails == 0 {
        advice.push(Advice::VerifyEmail);
    }
    // A card that ended signs nobody in.
    let card_works = card.is_some_and(Standing::works);
    let kinds = || have.authenticators.iter().filter(|kind| **kind != Kind::Smartcard || card_works);
    if kinds().next().is_none() {
        advice.push(Advice::AddAuthenticator);
    } else if kinds().nth(1).is_none() || kinds().all(|kind| is_on_the_phone(*kind)) {
        advice.push(Advice::AddAuthenticatorElsewhere);
    }
    if have.verified_emails == 1 {
        advice.push(Advice::VerifyAnotherEmail);
    }
    advice
}

/// The one next thing for whoever asks, whose card stands so ([`expiry::at_home`]), unless they dismissed it.
#[must_use]
pub fn next(me: &SignedIn, card: Option<Standing>, now: Timestamp) -> Option<Advice> {
    let Readiness { have, dismissed } = &me.readiness;
    let next = advise(have, card).into_iter().find(|advice| !dismissed.contains(&advice.notice(have)))?;
    Some(if next == Advice::AddAuthenticator && !me.session.can_add(now) { Advice::AskForLink } else { next })
}

/// Remembers that a person dismissed the advice of this slug, if it is one that they are given.
///
/// # Errors
/// When the database refuses.
pub async fn dismiss(service: &Service, me: &SignedIn, slug: &str) -> Result<(), Unexpected> {
    let have = &me.readiness.have;
    let card = expiry::at_home(service, me).await?.map(|mine| mine.standing);
    if let Some(advice) = advise(have, card).into_iter().find(|advice| advice.slug() == slug) {
        let mut repository = service.write().await?;
        repository.dismiss(&me.person.id, &advice.notice(have), service.now()).await?;
        repository.commit().await?;
    }
    Ok(())
}

/// What the advice is drawn from. It comes with the session: every home asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// What they have.
    pub have: Have,
    /// The notices that they dismissed.
    pub dismissed: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have(verified_emails: usize, authenticators: &[Kind]) -> Have {
        Have { verified_emails, authenticators: authenticators.to_vec() }
    }

    #[test]
    fn what_helps_most_comes_first() {
        let app = [Kind::MicrosoftAuthenticator];
        for (have, advice) in [
            (have(0, &[]), vec![Advice::VerifyEmail, Advice::AddAuthenticator]),
            (have(0, &app), vec![Advice::VerifyEmail, Advice::AddAuthenticatorElsewhere]),
            (have(1, &[]), vec![Advice::AddAuthenticator, Advice::VerifyAnotherEmail]),
            (have(1, &app), vec![Advice::AddAuthenticatorElsewhere, Advice::VerifyAnotherEmail]),
            (have(2, &app), vec![Advice::AddAuthenticatorElsewhere]),
            (have(2, &[]), vec![Advice::AddAuthenticator]),
            (have(2, &[Kind::SecurityKey]), vec![Advice::AddAuthenticatorElsewhere]),
            (have(2, &[Kind::MicrosoftAuthenticator, Kind::Passkey]), vec![Advice::AddAuthenticatorElsewhere]),
            (have(2, &[Kind::MicrosoftAuthenticator, Kind::SecurityKey]), vec![]),
        ] {
            assert_eq!(advise(&have, None), advice, "{have:?}");
        }
    }

    #[test]
    fn a_card_that_can_be_renewed_comes_before_all_else_and_its_dismissal_is_for_its_certificate() {
        let (until, next) = (Timestamp::from_micros(1), Timestamp::from_micros(2));
        let have = have(0, &[Kind::Smartcard]);
        assert_eq!(advise(&have, Some(Standing::Due { until }))[..2], [Advice::RenewCard(until), Advice::VerifyEmail]);
        for other in [Standing::Good { from: until, until }, Standing::Expired { since: until }, Standing::Revoked] {
            assert_eq!(advise(&have, Some(other))[0], Advice::VerifyEmail);
        }
        let ended = Some(Standing::Expired { since: until });
        let alone = Have { verified_emails: 2, ..have.clone() };
        assert_eq!(advise(&alone, ended), [Advice::AddAuthenticator], "it signs nobody in");
        let beside = Have { authenticators: vec![Kind::Smartcard, Kind::SecurityKey], ..alone };
        assert_eq!(advise(&beside, ended), [Advice::AddAuthenticatorElsewhere]);
        assert_eq!(advise(&beside, Some(Standing::Good { from: until, until })), []);
        assert_ne!(Advice::RenewCard(until).notice(&have), Advice::RenewCard(next).notice(&have));
    }

    #[test]
    fn a_notice_fits_its_column_whatever_somebody_has() {
        for chosen in 0..1_u32 << Kind::ALL.len() {
            let held = Kind::ALL.into_iter().enumerate().filter(|(i, _)| chosen >> i & 1 == 1);
            let held: Vec<Kind> = held.map(|(_, kind)| kind).collect();
            for emails in 0..3 {
                let have = have(emails, &held);
                let card = Standing::Due { until: Timestamp::from_micros(i64::MAX) };
                for advice in advise(&have, Some(card)) {
                    assert!(advice.notice(&have).len() <= 100, "{advice:?} {have:?}");
                }
            }
        }
    }
}
