//! Named places at which a crash test ends the process, as `kill -9` would: before a commit, after it, after a mail was
//! taken, after a form was answered. The environment variable `FAILPOINT` names the place. Release builds have none of this.

/// Ends the process when `FAILPOINT` is `name`.
#[cfg(debug_assertions)]
pub fn reach(name: &str) {
    use std::{io::Write as _, sync::OnceLock};

    static CHOSEN: OnceLock<Option<String>> = OnceLock::new();
    if CHOSEN.get_or_init(|| std::env::var("FAILPOINT").ok()).as_deref() == Some(name) {
        let _ = writeln!(std::io::stderr(), "failpoint {name}: the process ends");
        std::process::abort();
    }
}

/// Nothing: this is a release build.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub const fn reach(_: &str) {}

/// The failpoints that a transaction has on both sides of its commit: one for each thing of note that was written in it.
#[derive(Default)]
pub struct Committed {
    #[cfg(debug_assertions)]
    what: Vec<String>,
}

impl Committed {
    /// Notes what was written.
    #[cfg(debug_assertions)]
    pub fn note(&mut self, what: &str) {
        self.what.push(what.to_owned());
    }

    /// Nothing: this is a release build.
    #[cfg(not(debug_assertions))]
    #[inline(always)]
    pub const fn note(&mut self, _: &str) {}

    /// Everything is written and nothing is committed: reaches `committing:…` of all that was noted.
    pub fn approach(&self) {
        #[cfg(debug_assertions)]
        self.what.iter().for_each(|what| reach(&format!("committing:{what}")));
    }

    /// The transaction is committed: reaches `committed:…` of all that was noted.
    pub fn reach(self) {
        #[cfg(debug_assertions)]
        self.what.iter().for_each(|what| reach(&format!("committed:{what}")));
    }
}
