//! Writing the files that browsers fetch: named by content, each with its compressed forms beside it.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::failure::{Context, Outcome};

/// A file of the site.
pub struct Asset {
    /// Relative to the site's folder, with forward slashes.
    pub path: String,
    /// What is served.
    pub content: Vec<u8>,
}

impl Asset {
    /// The path that a page names.
    pub fn url(&self) -> String {
        format!("/{}", self.path)
    }
}

/// How hard brotli tries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// For a build on the way: 5.
    Quick,
    /// For what is shipped and for what is measured: 11.
    Best,
}

impl Quality {
    /// Brotli's own number.
    pub fn level(self) -> i32 {
        match self {
            Self::Quick => 5,
            Self::Best => 11,
        }
    }
}

/// Writes one file, and its `.br` and `.gz` where they are smaller.
pub fn write(folder: &Path, asset: &Asset, quality: Quality) -> Outcome {
    let path = folder.join(&asset.path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).context(|| format!("cannot create {}", parent.display()))?;
    }
    put(&path, &asset.content)?;
    for (ending, compressed) in [("br", brotli(&asset.content, quality)?), ("gz", gzip(&asset.content)?)] {
        if compressed.len() < asset.content.len() {
            let name = format!("{}.{ending}", path.display());
            put(Path::new(&name), &compressed)?;
        }
    }
    Ok(())
}

/// Compresses by brotli (RFC 7932) with its largest plain window.
pub fn brotli(content: &[u8], quality: Quality) -> Outcome<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: quality.level(),
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut Cursor::new(content), &mut compressed, &params)
        .context(|| "brotli cannot compress".to_owned())?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Outcome<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).context(|| "gzip cannot compress".to_owned())
}

fn put(path: &Path, content: &[u8]) -> Outcome {
    fs::write(path, content).context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compressed_forms_stand_beside_a_file_only_when_they_are_smaller() {
        let folder = tempfile::tempdir().unwrap();
        let long = Asset { path: "pkg/long.css".to_owned(), content: "a{color:red}".repeat(50).into_bytes() };
        let short = Asset { path: "pkg/short.css".to_owned(), content: b"a".to_vec() };
        write(folder.path(), &long, Quality::Quick).unwrap();
        write(folder.path(), &short, Quality::Quick).unwrap();
        let mut names: Vec<String> = fs::read_dir(folder.path().join("pkg"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["long.css", "long.css.br", "long.css.gz", "short.css"]);
    }
}
