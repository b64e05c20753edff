//! The shape of Rust files: short files, short lines, nothing left for later.

use super::Complaint;
use super::tree::{Tree, numbered};

const LINES_MAX: usize = 600;
const COLUMNS_MAX: usize = 100;

/// Marks of unfinished work. Written in pieces, so that this file passes its own check.
const UNFINISHED: &[(&str, &str)] = &[
    (concat!("to", "do!("), "write the code"),
    (concat!("unimple", "mented!("), "write the code"),
    (concat!("FIX", "ME"), "mend it, or open an issue"),
    (concat!("#[ig", "nore"), "mend the test, or remove it"),
];

/// Rust files that are too long, too wide or unfinished.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    tree.ending(".rs").flat_map(|(path, text)| check_file(path, text)).collect()
}

fn check_file(path: &str, text: &str) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let count = text.lines().count();
    if count > LINES_MAX {
        complaints.push(Complaint::new(
            path,
            LINES_MAX + 1,
            format!("the file has {count} lines, more than {LINES_MAX}"),
            "split it by noun",
        ));
    }
    let mut state = State::Code;
    for (number, line) in numbered(text) {
        let columns = columns_outside_strings(line, &mut state);
        if columns > COLUMNS_MAX && !line.contains("://") {
            complaints.push(Complaint::new(
                path,
                number,
                format!("the line has {columns} columns, more than {COLUMNS_MAX}"),
                "break it",
            ));
        }
        for (mark, remedy) in UNFINISHED.iter().filter(|(mark, _)| line.contains(mark)) {
            complaints.push(Complaint::new(path, number, format!("'{mark}' is left in"), *remedy));
        }
    }
    complaints
}

/// Where the scanner stands at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Code,
    /// In a string; with the number of `#` if it is a raw one.
    Text(Option<usize>),
}

/// Counts the characters of a line that are not inside a string literal: strings may be as long as
/// what they say. Good enough for formatted code; comments count in full.
fn columns_outside_strings(line: &str, state: &mut State) -> usize {
    let mut columns = 0;
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (step, counts) = match *state {
            State::Code if rest.starts_with("//") => {
                return columns + rest.chars().count();
            }
            State::Code => step_in_code(rest, state),
            State::Text(raw) => step_in_text(rest, raw, state),
        };
        let step = step.max(first.len_utf8());
        let (done, ahead) = rest.split_at_checked(step).unwrap_or((rest, ""));
        if counts {
            columns += done.chars().count();
        }
        rest = ahead;
    }
    columns
}

/// Bytes to step over, and whether they count.
fn step_in_code(rest: &str, state: &mut State) -> (usize, bool) {
    if let Some(quote) = ["'\"'", "'\\\"'"].iter().find(|one| rest.starts_with(**one)) {
        return (quote.len(), true);
    }
    if let Some(after) = rest.strip_prefix('r') {
        let hashes = after.chars().take_while(|c| *c == '#').count();
        if after.get(hashes..).is_some_and(|text| text.starts_with('"')) {
            *state = State::Text(Some(hashes));
            return (hashes + 2, true);
        }
    }
    if rest.starts_with('"') {
        *state = State::Text(None);
    }
    (1, true)
}

fn step_in_text(rest: &str, raw: Option<usize>, state: &mut State) -> (usize, bool) {
    let end = format!("\"{}", "#".repeat(raw.unwrap_or_default()));
    if raw.is_none() && rest.starts_with('\\') {
        let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
        return (1 + escaped, false);
    }
    if rest.starts_with(&end) {
        *state = State::Code;
        return (end.len(), true);
    }
    (1, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> Vec<(usize, String)> {
        check(&Tree::of(&[("a.rs", text)])).into_iter().map(|one| (one.line, one.what)).collect()
    }

    #[test]
    fn a_long_file_is_found() {
        assert!(complaints(&"\n".repeat(600)).is_empty());
        let found = complaints(&"\n".repeat(601));
        assert_eq!(found[0].0, 601);
    }

    #[test]
    fn a_wide_line_is_found_by_characters() {
        assert!(complaints(&format!("// {}", "党".repeat(97))).is_empty());
        let found = complaints(&format!("// {}", "党".repeat(98)));
        assert_eq!(found, [(1, "the line has 101 columns, more than 100".to_owned())]);
    }

    #[test]
    fn strings_and_addresses_may_be_long() {
        let long = "x".repeat(120);
        assert!(complaints(&format!("let a = \"\\\"{long}\";")).is_empty());
        assert!(complaints(&format!("let a = r#\"\n{long}\"\n{long}\n\"#;")).is_empty());
        assert!(complaints(&format!("//! https://example.org/{long}")).is_empty());
        assert_eq!(complaints(&format!("let a = '\"'; // {long}")).len(), 1);
        assert_eq!(complaints(&format!("let {long} = \"short\";")).len(), 1);
    }

    #[test]
    fn unfinished_work_is_found() {
        for (mark, _) in UNFINISHED {
            assert_eq!(complaints(&format!("    {mark}")).len(), 1, "{mark}");
        }
    }
}
