//! Two instances on one PostgreSQL, without sticky sessions.

use std::sync::Arc;

use crate::database::{Bench, homes};
use crate::failure::Outcome;
use crate::figures::whole;
use crate::load::Loaded;
use crate::machine::cores;
use crate::server::{Place, Server};
use crate::sign_ins::{self, People, SignedIn};

/// Cores that it takes to tell: two for each instance, and some for PostgreSQL and the load generator.
const ENOUGH_CORES: usize = 8;
const GOAL: f64 = 1.8;

/// Starts a second instance beside the first and asks both in turns.
///
/// # Errors
/// When an answer is wrong.
pub async fn measure(
    bench: &mut Bench<'_>,
    place: &Place,
    first: &Server,
    home: &Loaded,
    sign_ins: &SignedIn,
    people: &Arc<People>,
) -> Outcome {
    bench.report.section("PostgreSQL, two instances");
    let second = place.start().await?;
    let both = bench.load(&[first, &second], homes(bench.options.people)).await?;
    tell(bench, "home", &whole(both.rate), both.rate / home.rate);
    bench.report.note(format!("Two instances, home: {}; {}.", both.latencies.told(), both.used.told()));
    bench.rest().await;
    let both = sign_ins::run(&[first, &second], people, bench.options.length).await?;
    tell(bench, "sign-ins", &format!("{:.1}", both.rate), both.rate / sign_ins.rate);
    bench.report.note(format!(
        "Two instances, sign-ins: sign-in page meanwhile {}; {}.",
        both.pages.told(),
        both.used.told()
    ));
    if cores() < ENOUGH_CORES {
        bench.report.note(format!(
            "Two instances have no goal on {} cores: one can use them all, and here both share them with PostgreSQL and the load \
             generator. Each answered the other's sessions; read the factors with the shares of the cores beside them.",
            cores()
        ));
    }
    Ok(())
}

fn tell(bench: &mut Bench<'_>, what: &str, rate: &str, times: f64) {
    let (what, measured) = (format!("Two instances: {what}"), format!("{rate}/s, {times:.2} times one"));
    if cores() >= ENOUGH_CORES {
        bench.report.goal(what, measured, ">= 1.8 times", times >= GOAL);
    } else {
        bench.report.figure(what, measured);
    }
}
