//! Which statements are run, for tests that two things cost the same (failure 22).

use std::cell::RefCell;

thread_local! {
    static NOTED: RefCell<Option<Vec<&'static str>>> = const { RefCell::new(None) };
}

/// The statements of some work, in their order. A test's runtime has one thread, which is the test's own.
pub async fn statements_of(work: impl AsyncFnOnce()) -> Vec<&'static str> {
    NOTED.with_borrow_mut(|noted| *noted = Some(Vec::new()));
    work().await;
    NOTED.take().unwrap_or_default()
}

pub(crate) fn note(text: &'static str) {
    NOTED.with_borrow_mut(|noted| noted.iter_mut().for_each(|noted| noted.push(text)));
}
