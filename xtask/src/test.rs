//! `cargo xtask test`: every check, in order, stopping at the first that fails.

use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::postgres::{self, Cluster};
use crate::{commands, tidy};

/// One check: its heading and what it does.
struct Step {
    heading: &'static str,
    check: fn() -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { heading: "format", check: || cargo(&["fmt", "--all", "--check"]) },
    Step { heading: "tidy", check: tidy::check },
    Step {
        heading: "clippy",
        check: || cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Step { heading: "tests", check: tests_of_the_workspace },
    Step { heading: "doc tests", check: || cargo(&["test", "--doc", "--workspace"]) },
    Step { heading: "documentation", check: documentation },
    Step {
        heading: "rulebook",
        check: || cargo(&["run", "-q", "-p", "xibao", "--", "rules", "lint"]),
    },
];

/// Runs every step.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some(argument) = arguments.first() {
        bail!("takes no arguments, but was given '{argument}'");
    }
    commands::need_c_compiler()?;
    commands::need_toolchain_components()?;
    let started = Instant::now();
    for (number, step) in (1..).zip(STEPS) {
        println!("\n== {number}/{} {} ==", STEPS.len(), step.heading);
        (step.check)().with_context(|| format!("step {number}, {}", step.heading))?;
    }
    println!("\nall {} steps passed in {} s", STEPS.len(), started.elapsed().as_secs());
    Ok(ExitCode::SUCCESS)
}

fn cargo(arguments: &[&str]) -> Result<()> {
    echo_and_run(&mut commands::cargo(arguments))
}

/// nextest where it is installed, else Cargo's own runner; both run the same tests, beside a
/// PostgreSQL of their own unless another is named.
fn tests_of_the_workspace() -> Result<()> {
    let mut command = if commands::works(&mut commands::cargo(&["nextest", "--version"])) {
        commands::cargo(&["nextest", "run", "--workspace"])
    } else {
        commands::cargo(&["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"])
    };
    let _cluster = if let Ok(named) = std::env::var(postgres::VARIABLE) {
        println!("{} is {}", postgres::VARIABLE, without_password(&named));
        None
    } else {
        let cluster = Cluster::start()?;
        command.env(postgres::VARIABLE, cluster.address());
        Some(cluster)
    };
    echo_and_run(&mut command)
}

fn without_password(address: &str) -> &str {
    address.rsplit_once('@').map_or(address, |(_, host)| host)
}

fn documentation() -> Result<()> {
    let mut command = commands::cargo(&["doc", "--workspace", "--no-deps"]);
    command.env("RUSTDOCFLAGS", "-Dwarnings");
    echo_and_run(&mut command)
}

fn echo_and_run(command: &mut Command) -> Result<()> {
    println!("$ {}", commands::show(command));
    commands::must_succeed(command)
}
