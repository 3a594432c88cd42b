//! Modules, readers, cards and what is on them.

use std::path::Path;

use card_protocol::{Card, Fault, Passcode};

use super::Finding;
use crate::{clock, config::Config, module::Modules, pinentry::text, token::CARD, token::certificate::Certificate};

const DAY: i64 = 24 * 60 * 60;
/// From when on a card may be renewed.
const RENEWABLE: i64 = 90 * DAY;

/// Everything that the modules can tell.
pub async fn examine(config: &Config, program: &Path) -> Vec<Finding> {
    if config.modules.is_empty() {
        let cure =
            "Install your card's software (often: apt-get install opensc-pkcs11), or name its module with --module.";
        return vec![Finding::wrong("module", "no PKCS#11 module was found", cure)];
    }
    let modules = Modules::new(config, program);
    let mut findings = Vec::new();
    let mut there = false;
    for (path, readers) in config.modules.iter().zip(modules.readers().await) {
        findings.push(match readers {
            Ok(readers) if readers.is_empty() => Finding::doubtful(
                "module",
                format!("{} works, and finds no reader", path.display()),
                "Plug the reader in, and see that pcscd runs.",
            ),
            Ok(readers) => {
                there |= readers.iter().any(|reader| reader.ends_with(CARD));
                Finding::good("module", format!("{}: {}", path.display(), readers.join("; ")))
            }
            Err(failed) => {
                Finding::wrong("module", format!("{}: {}", path.display(), failed.cause), broken(failed.fault))
            }
        });
    }
    match modules.cards().await {
        Ok(cards) if cards.is_empty() && there => findings.push(Finding::doubtful(
            "card",
            "the card in the reader cannot be used",
            "It is blank, upside down, or of a kind that this module does not know.",
        )),
        Ok(cards) if cards.is_empty() => {
            findings.push(Finding::doubtful("card", "no card is in a reader", "Put your card in, its chip first."));
        }
        Ok(cards) => cards.iter().for_each(|found| findings.extend(card(&found.card))),
        // Said above, of the module that does not answer.
        Err(_) if findings.iter().any(Finding::is_wrong) => {}
        Err(failed) => findings.push(Finding::wrong("card", text::fault(failed.fault), broken(failed.fault))),
    }
    findings
}

fn broken(fault: Fault) -> &'static str {
    match fault {
        Fault::ModuleHangs => {
            "Take the card out, wait, and put it in again. If that does not help, restart pcscd, then this machine."
        }
        _ => "Install the card's software again, or ask its maker for a newer one.",
    }
}

fn card(card: &Card) -> Vec<Finding> {
    let name = format!("{} ({})", card.label, card.serial);
    let passcode = match card.passcode {
        Passcode::Fine => Finding::good("card", format!("{name}: no wrong passcode")),
        Passcode::Low => {
            Finding::doubtful("card", format!("{name}: a wrong passcode was entered"), "Take care with the next.")
        }
        Passcode::Final => Finding::doubtful(
            "card",
            format!("{name}: one try for the passcode is left"),
            "If you are not sure of it, unblock the card on the website first.",
        ),
        Passcode::Locked => Finding::wrong(
            "card",
            format!("{name}: blocked"),
            "Unblock it on the website, or go to your Registration Authority.",
        ),
    };
    let mut findings = vec![passcode];
    let certificates = card.certificates.iter().filter_map(read).filter(|it| it.authenticates);
    findings.extend(expiry(&name, certificates.collect(), clock::now()));
    if findings.len() == 1 {
        let cure = "It is another card, or it was never issued to you. Go to your Registration Authority.";
        findings.push(Finding::wrong("card", format!("{name}: nothing on it to sign in with"), cure));
    }
    findings
}

fn read(certificate: &card_protocol::CardCertificate) -> Option<Certificate> {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    Certificate::read(&BASE64_STANDARD.decode(&certificate.der).ok()?)
}

/// The newest of those that are good now, or else of all, says how the card is. A renewal that broke off leaves older ones.
fn expiry(card: &str, mut certificates: Vec<Certificate>, now: i64) -> Vec<Finding> {
    certificates.sort_by_key(|it| (it.is_valid(now), it.not_after));
    let Some(newest) = certificates.pop() else { return Vec::new() };
    let mut findings = vec![certificate(card, &newest, now)];
    findings.extend(certificates.iter().rev().map(|it| {
        let words = if now < it.not_before {
            format!("{card}: another one is good from {} on", clock::utc(it.not_before))
        } else {
            format!("{card}: another one until {}: old, to be removed", clock::utc(it.not_after))
        };
        Finding::good("expiry", words)
    }));
    findings
}

fn certificate(card: &str, it: &Certificate, now: i64) -> Finding {
    let until = format!("{card}: signs in until {}", clock::utc(it.not_after));
    if now < it.not_before {
        let words = format!("{card}: good from {} on", clock::utc(it.not_before));
        return Finding::wrong("expiry", words, "This machine's clock is behind, or the card was issued for later.");
    }
    if now > it.not_after {
        return Finding::wrong("expiry", format!("{until}: over"), "Go to your Registration Authority.");
    }
    if it.not_after - now <= RENEWABLE {
        return Finding::doubtful("expiry", until, "Renew it on the website.");
    }
    Finding::good("expiry", until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{doctor::State, token::certificate::Algorithm};

    fn certificate(not_before: i64, not_after: i64) -> Certificate {
        Certificate {
            der: Vec::new(),
            fingerprint: String::new(),
            algorithm: Algorithm::P256,
            authenticates: true,
            not_before,
            not_after,
        }
    }

    #[test]
    fn a_card_is_as_good_as_the_newest_of_its_certificates_that_is_good() {
        let [over, sooner, good] = [certificate(0, 999 * DAY), certificate(0, 1100 * DAY), certificate(0, 2000 * DAY)];
        let later = certificate(1001 * DAY, 3000 * DAY);
        let of = |certificates: &[&Certificate]| {
            let all = certificates.iter().copied().cloned().collect();
            expiry("x", all, 1000 * DAY).into_iter().map(|it| it.state).collect::<Vec<_>>()
        };
        assert_eq!(of(&[&good, &over, &later, &sooner]), [State::Good; 4]);
        assert_eq!(of(&[&over, &sooner]), [State::Good; 2]);
        assert_eq!(of(&[&over]), [State::Wrong]);
        assert_eq!(of(&[&over, &later]), [State::Wrong, State::Good], "the clock may be behind");
        assert_eq!(of(&[]), []);
        let words: Vec<_> = expiry("x", vec![over, good], 1000 * DAY).into_iter().map(|it| it.words).collect();
        assert!(words[0].contains("signs in until") && words[1].contains("old, to be removed"), "{words:?}");
    }

    #[test]
    fn an_expiry_is_said_in_time() {
        let of = |not_before, not_after| super::certificate("x", &certificate(not_before, not_after), 1000 * DAY).state;
        assert_eq!(of(0, 2000 * DAY), State::Good);
        assert_eq!(of(0, 1090 * DAY), State::Doubtful);
        assert_eq!(of(0, 999 * DAY), State::Wrong);
        assert_eq!(of(1001 * DAY, 2000 * DAY), State::Wrong);
    }
}
