//! A changed or added migration recompiles the crate that carries it.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
