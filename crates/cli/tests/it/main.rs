//! The command as a person meets it: what it says, what it writes, how it ends.

#![expect(clippy::unwrap_used, reason = "a test that meets what it did not expect must stop")]

mod calculators;
mod examine;
mod input;
mod rules;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run of the command said and how it ended.
struct Said {
    out: String,
    err: String,
    status: i32,
}

fn said(output: &Output) -> Said {
    Said {
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
        status: output.status.code().unwrap(),
    }
}

/// Runs `xibao` in a folder.
fn xibao(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xibao"));
    said(&command.args(arguments).current_dir(folder).output().unwrap())
}

/// Runs `xibao` in a folder with a file of this name and content.
fn with_file(name: &str, content: &[u8], arguments: &[&str]) -> Said {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    xibao(folder.path(), arguments)
}

/// Runs `xibao` with text on standard input.
fn with_input(input: &str, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xibao"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    said(&child.wait_with_output().unwrap())
}

/// The JSON on each line of a text.
fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
