//! Sign-ins with password and code, and with passkeys, against what the machine could do at best.

use std::sync::Arc;
use std::time::Duration;

use super::{Bench, PAGE_MEANWHILE};
use crate::cards::{self, Cards};
use crate::device_sign_ins;
use crate::failure::Outcome;
use crate::figures::{told, whole};
use crate::machine::cores;
use crate::passkeys::OWNERS;
use crate::people::Filling;
use crate::report::of_floor;
use crate::server::{Place, Server};
use crate::sign_ins::{self, People, SignedIn};

impl Bench<'_> {
    pub(super) async fn sign_ins(&mut self, name: &str, server: &Server, people: &Arc<People>) -> Outcome<SignedIn> {
        self.rest().await;
        let signed_in = sign_ins::run(&[server], people, self.options.length).await?;
        let cores = f64::from(u32::try_from(cores()).unwrap_or(1));
        let most = cores / self.hash.alone.as_secs_f64();
        let share = signed_in.rate / most;
        let measured = format!("{:.1}/s, {:.0} % of {most:.1}", signed_in.rate, share * 100.0);
        self.report.goal(
            format!("{name}: password and code sign-ins"),
            measured,
            ">= 95 % of cores/hash",
            share >= 0.95,
        );
        let p99 = signed_in.pages.at(990);
        self.report.goal(
            format!("{name}: sign-in page meanwhile"),
            signed_in.pages.told(),
            "p99 < 50 ms",
            p99 < PAGE_MEANWHILE,
        );
        let used = &signed_in.used;
        let left = (cores - used.generator - used.database - used.others) / self.hash.together.as_secs_f64();
        self.report.note(format!(
            "{name}, sign-ins: {}, of which hashing {:.2}; {} of the server's other time a sign-in. With hashes side by side, and \
             on the cores that the others leave, {left:.1}/s would be all: {:.0} % of that. A sign-in: {}.",
            used.told(),
            used.hashing,
            told(Duration::from_secs_f64((used.server - used.hashing).max(0.0) / signed_in.rate.max(1e-9))),
            signed_in.rate / left * 100.0,
            signed_in.journeys.told(),
        ));
        Ok(signed_in)
    }

    pub(super) async fn device_sign_ins(&mut self, name: &str, server: &Server, filling: &Filling) -> Outcome {
        self.rest().await;
        let (passkey, owners) = (filling.passkey(), filling.here().min(OWNERS));
        let check = passkey.check()?;
        let signed_in = device_sign_ins::run(server, (passkey, owners), self.options.length).await?;
        let most = f64::from(u32::try_from(cores()).unwrap_or(1)) / check.as_secs_f64();
        self.report.figure(
            format!("{name}: passkey sign-ins"),
            format!("{}/s, {}; {}", whole(signed_in.rate), of_floor(signed_in.rate, most), signed_in.journeys.told()),
        );
        self.report.note(format!(
            "{name}, passkey sign-ins: {}. The floor is the check of a signature alone, {} of one core, so {}/s on all.",
            signed_in.used.told(),
            told(check),
            whole(most),
        ));
        Ok(())
    }

    pub(super) async fn card_sign_ins(&mut self, name: &str, place: &Place, server: &Server) -> Outcome {
        self.rest().await;
        let Some(cards) = cards::run(place, server, self.release).await? else {
            self.report.note("Sign-ins with a smartcard were not measured: that takes SoftHSM2.");
            return Ok(());
        };
        let Cards { journeys, server, agent, signature } = cards;
        self.report.figure(format!("{name}: smartcard sign-in, whole"), journeys.told());
        self.report.figure(format!("{name}: of it in the server"), server.told());
        self.report.figure("The token's signature alone", told(signature));
        self.report.note(format!(
            "{name}, smartcard sign-ins: one after the other, with the agent, SoftHSM2 (P-256) and a program that gives the passcode \
             at once. In the agent: {}. The signature is {:.1} % of a sign-in.",
            agent.told(),
            signature.as_secs_f64() / journeys.at(500).as_secs_f64().max(1e-9) * 100.0,
        ));
        Ok(())
    }
}
