//! `cargo xtask bench …`: an optimised build of the benchmarks, run.

use crate::commands;
use anyhow::Result;
use std::process::ExitCode;

pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    let mut cargo = commands::cargo(&["run", "--release", "-p", "xibao-bench", "--"]);
    cargo.args(arguments);
    let status = cargo.status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
