//! The `xibao` command: what a person types, and nothing that decides.

mod arguments;
mod calculators;
mod examine;
mod register;
mod rulebooks;
mod rules;
mod sample;

use arguments::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

/// Exit status of input that cannot be used.
const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let language = arguments.language();
    let result = match &arguments.command {
        Command::Examine(command) => examine::run(&arguments, command),
        Command::Calc(command) => calculators::run_file(&arguments, command),
        Command::Dues(_)
        | Command::Standing(_)
        | Command::Vote(_)
        | Command::Election(_)
        | Command::Term(_) => calculators::run_one(&arguments),
        Command::Rules(command) => rules::run(&arguments, command),
        Command::Sample(command) => sample::run(&arguments, command),
        Command::Register(command) => register::run(&arguments, command),
    };
    result.unwrap_or_else(|error| {
        if rulebooks::is_closed_pipe(&error) {
            return ExitCode::SUCCESS;
        }
        eprintln!("xibao: {}", rulebooks::explain(&error, language));
        ExitCode::from(UNUSABLE)
    })
}
