//! The developer's own commands. Each is a module with one `run`; this file only chooses.

use std::process::ExitCode;

mod bench;
mod commands;
mod postgres;
mod sample;
mod test;
mod tidy;

/// One subcommand: its name, what it does in a line, and the function that does it.
struct Subcommand {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> anyhow::Result<ExitCode>,
}

/// Every subcommand. To add one, write its module and add its row here.
const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand {
        name: "bench",
        about: "measure speed with the baseline beside it: bench examine [--dossiers N]",
        run: bench::run,
    },
    Subcommand {
        name: "postgres",
        about: "run a command beside a throw-away PostgreSQL: postgres -- <command>",
        run: postgres::run,
    },
    Subcommand {
        name: "sample",
        about: "examine the sample ledger and write the report to target/sample",
        run: sample::run,
    },
    Subcommand {
        name: "test",
        about: "every check, in order, stopping at the first that fails",
        run: test::run,
    },
    Subcommand { name: "tidy", about: "the house rules that no compiler checks", run: tidy::run },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, rest)) = arguments.split_first() else {
        eprint!("{}", usage());
        return ExitCode::from(2);
    };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        print!("{}", usage());
        return ExitCode::SUCCESS;
    }
    let Some(subcommand) = SUBCOMMANDS.iter().find(|one| one.name == name) else {
        eprint!("xtask: there is no subcommand '{name}'\n\n{}", usage());
        return ExitCode::from(2);
    };
    (subcommand.run)(rest).unwrap_or_else(|error| {
        eprintln!("xtask {name}: {error:#}");
        ExitCode::FAILURE
    })
}

fn usage() -> String {
    let rows: Vec<String> =
        SUBCOMMANDS.iter().map(|one| format!("  {:8} {}", one.name, one.about)).collect();
    format!("usage: cargo xtask <subcommand> [arguments]\n\n{}\n", rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_lists_every_subcommand() {
        let usage = usage();
        for subcommand in SUBCOMMANDS {
            assert!(usage.contains(&format!("  {:8} ", subcommand.name)));
        }
    }
}
