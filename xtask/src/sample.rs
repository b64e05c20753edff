//! `cargo xtask sample`: the examiner at work on the sample ledger.

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::commands;

const EXAMINE: &[&str] = &[
    "run",
    "--quiet",
    "-p",
    "xibao",
    "--",
    "examine",
    "samples/dossiers.xlsx",
    "--today",
    "2026-11-24",
    "--output",
    "html",
    "--output",
    "xlsx",
    "--out",
    "target/sample",
];

/// What the examiner's exit status means for the demonstration.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Clean,
    Findings,
    Failed(i32),
}

impl Outcome {
    fn of(status: i32) -> Outcome {
        match status {
            0 => Outcome::Clean,
            1 => Outcome::Findings,
            other => Outcome::Failed(other),
        }
    }
}

/// Builds `xibao`, then examines the sample ledger.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some(argument) = arguments.first() {
        bail!("takes no arguments, but was given '{argument}'");
    }
    commands::need_c_compiler()?;
    // A build of its own, so that the first, long one shows its progress.
    commands::must_succeed(&mut commands::cargo(&["build", "-p", "xibao"]))?;
    match Outcome::of(commands::status_of(&mut commands::cargo(EXAMINE))?) {
        Outcome::Clean => println!("exit status 0: nothing was found"),
        Outcome::Findings => println!("exit status 1: findings were found, as the sample means"),
        Outcome::Failed(status) => {
            bail!("the examiner could not do its work: exit status {status}")
        }
    }
    println!("the reports are in target/sample");
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_a_success_and_trouble_is_not() {
        assert_eq!(Outcome::of(0), Outcome::Clean);
        assert_eq!(Outcome::of(1), Outcome::Findings);
        assert_eq!(Outcome::of(2), Outcome::Failed(2));
        assert_eq!(Outcome::of(101), Outcome::Failed(101));
    }
}
