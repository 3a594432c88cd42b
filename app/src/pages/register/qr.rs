//! QR codes as inline SVG, made here: nothing is fetched, and no picture is kept.

use identity::Unexpected;
use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

/// The quiet zone around the code, in modules (ISO/IEC 18004).
const QUIET: usize = 4;

/// The code of a text.
///
/// # Errors
/// When the text is too long for a QR code (2,331 bytes).
pub fn svg(text: &str) -> Result<AnyView, Unexpected> {
    let code =
        QrCode::with_error_correction_level(text, EcLevel::M).map_err(|error| Unexpected::Other(error.to_string()))?;
    let width = code.width();
    let size = width + 2 * QUIET;
    // One path: a square of one module for each dark one.
    let path = code.to_colors().iter().enumerate().filter(|(_, colour)| **colour == Color::Dark).fold(
        String::new(),
        |mut path, (place, _)| {
            path.push_str(&format!("M{} {}h1v1h-1z", place % width + QUIET, place / width + QUIET));
            path
        },
    );
    Ok(view! {
        <svg xmlns="http://www.w3.org/2000/svg" viewBox=format!("0 0 {size} {size}") shape-rendering="crispEdges" aria-hidden="true" focusable="false">
            <rect width=size.to_string() height=size.to_string() fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
    .into_any())
}
