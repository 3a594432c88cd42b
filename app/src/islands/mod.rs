//! Islands: the parts of pages that need the browser. Everything else stays out of WebAssembly.

pub mod copy_button;
pub mod countdown;
pub mod session_warning;
