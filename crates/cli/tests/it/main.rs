//! The command as a person meets it: what it says, what it writes, how it ends.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect must stop"
)]

mod calculators;
mod examine;
mod files;
mod input;
mod lines;
mod map;
mod register;
mod rules;
mod sample;
mod workbook;

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

/// The day of examination that stories rely on.
const TODAY: [&str; 2] = ["--today", "2026-11-24"];

/// What cannot be examined at all ends with status 2, says why in both languages, and writes
/// nothing to standard output.
#[track_caller]
fn unusable(name: &str, content: &[u8], more: &[&str], zh: &str, en: &str) {
    let arguments = [&["examine", name], more].concat();
    let said = with_file(name, content, &arguments);
    assert_eq!((said.status, said.out.as_str()), (2, ""), "{}", said.err);
    assert!(said.err.contains(zh), "{}", said.err);
    let said = with_file(name, content, &[&arguments[..], &["--lang", "en"]].concat());
    assert!(said.status == 2 && said.err.contains(en), "{}", said.err);
}

/// The problems told of all dossiers in an answer of JSON Lines.
fn problems(out: &str) -> Vec<serde_json::Value> {
    let dossiers = lines(out);
    let problems = dossiers.iter().filter_map(|dossier| dossier["problems"].as_array());
    problems.flatten().cloned().collect()
}

/// The JSON on each line of a text.
fn lines(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
