//! Nothing private is committed: no path of somebody's machine, no person's ID number.

use super::Complaint;
use super::tree::{Tree, numbered};

/// Folders of particular machines. Written in pieces, so that this file passes its own check.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ro", "ot/")];

/// No region has this code, so a number that starts so belongs to nobody.
const NOBODY: &str = "990000";

/// Machine paths and ID numbers in any text file.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    tree.files
        .iter()
        .flat_map(|(path, text)| {
            numbered(text).flat_map(move |(number, line)| check_line(path, number, line))
        })
        .collect()
}

fn check_line(path: &str, number: usize, line: &str) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = MACHINE_PATHS
        .iter()
        .filter(|folder| names_folder(line, folder))
        .map(|folder| {
            Complaint::new(
                path,
                number,
                format!("names the machine path {folder}"),
                "write a path from the top folder",
            )
        })
        .collect();
    let somebody = words(line).any(|word| is_id_number(word) && !word.starts_with(NOBODY));
    if somebody && !holds_published_vectors(path) {
        // The number itself is not repeated: it may be somebody's.
        complaints.push(Complaint::new(
            path,
            number,
            "holds what looks like a person's ID number",
            format!("use an invented one that starts with {NOBODY}"),
        ));
    }
    complaints
}

/// Whether the folder stands at the start of a path, not inside a longer one.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|start| start.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '*'))
    })
}

/// Test vectors that standards have published may be kept as they are.
fn holds_published_vectors(path: &str) -> bool {
    path.strip_prefix("crates/")
        .and_then(|rest| rest.split_once('/'))
        .is_some_and(|(_, rest)| rest.starts_with("tests/data/"))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_ascii_alphanumeric())
}

/// Seventeen digits and a check character, with a possible day of birth inside.
fn is_id_number(word: &str) -> bool {
    let bytes = word.as_bytes();
    let Some((last, digits)) = bytes.split_last() else {
        return false;
    };
    digits.len() == 17
        && digits.iter().all(u8::is_ascii_digit)
        && (last.is_ascii_digit() || matches!(last, b'X' | b'x'))
        && (1850..2100).contains(&number_at(word, 6, 10))
        && (1..=12).contains(&number_at(word, 10, 12))
        && (1..=31).contains(&number_at(word, 12, 14))
}

fn number_at(word: &str, from: usize, to: usize) -> u32 {
    word.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(region: &str, rest: &str) -> String {
        format!("{region}{rest}")
    }

    fn count(path: &str, line: &str) -> usize {
        check(&Tree::of(&[(path, line)])).len()
    }

    #[test]
    fn an_id_number_is_found_unless_it_is_nobodys() {
        let real = id("110101", "199003070012");
        assert_eq!(count("a.md", &format!("身份证号 {real}。")), 1);
        assert_eq!(count("a.md", &id("110101", "19900307001x")), 1);
        assert_eq!(count("a.md", &id("990000", "199003070012")), 0);
        assert_eq!(count("crates/x/tests/data/vectors.json", &real), 0);
        assert_eq!(count("tests/data/vectors.json", &real), 1);
    }

    #[test]
    fn other_long_numbers_pass() {
        assert_eq!(count("a.md", &id("110101", "199013070012")), 0);
        assert_eq!(count("a.md", &id("1101010", "199003070012")), 0);
        assert_eq!(count("a.md", "0.1234567890"), 0);
    }

    #[test]
    fn the_number_is_not_repeated_in_the_complaint() {
        let real = id("110101", "199003070012");
        let found = check(&Tree::of(&[("a.md", &real)]));
        assert!(found.iter().all(|one| !one.to_string().contains(&real)));
    }

    #[test]
    fn a_machine_path_is_found_and_a_part_of_a_longer_path_is_not() {
        let folder = MACHINE_PATHS[0];
        assert_eq!(count("a.rs", &format!("open(\"{folder}main\")")), 1);
        assert_eq!(count("a.rs", &format!("open(\"docs{folder}main\")")), 0);
        assert_eq!(count("a.rs", "a framework/of sorts"), 0);
    }
}
