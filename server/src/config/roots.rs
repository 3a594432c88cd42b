//! The roots that vouch for authenticators: certificates in a file, or in the files of a folder.

use std::{fs, io, path::Path};

use identity::webauthn::roots::AttestationRoots;

/// Reads a PEM file, or every `.pem` and `.crt` in a folder. The fault is a clause for after "is refused:".
///
/// # Errors
/// When there is nothing to read, or a certificate cannot be read.
pub fn read(path: &str) -> Result<AttestationRoots, String> {
    let path = Path::new(path);
    let unreadable = |error: io::Error| format!("it cannot be read ({error})");
    if !path.is_dir() {
        let text = fs::read_to_string(path).map_err(unreadable)?;
        return AttestationRoots::parse(&text).map_err(|error| error.to_string());
    }
    let mut roots = AttestationRoots::default();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        let file = entry.map_err(unreadable)?.path();
        if !file.extension().is_some_and(|extension| extension == "pem" || extension == "crt") {
            continue;
        }
        let name = file.display();
        let text = fs::read_to_string(&file).map_err(|error| format!("{name} in it cannot be read ({error})"))?;
        let more = AttestationRoots::parse(&text).map_err(|error| format!("of {name}, {error}"))?;
        roots = roots.and(&more);
    }
    if roots.count() == 0 {
        return Err("the folder holds no file whose name ends in .pem or .crt".into());
    }
    Ok(roots)
}
