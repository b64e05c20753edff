//! Speed, measured with the baseline beside it in the same run.
//!
//! `cargo xtask bench examine [--dossiers N]`, `cargo xtask bench register [--members N]`

mod examine;
mod register;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("examine") => examine::run(arguments.get(1..).unwrap_or_default()),
        Some("register") => register::run(arguments.get(1..).unwrap_or_default()),
        _ => bail!("usage: cargo xtask bench examine [--dossiers N] | register [--members N]"),
    }
}
