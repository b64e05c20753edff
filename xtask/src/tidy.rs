//! `cargo xtask tidy`: the house rules that no compiler checks.
//!
//! A check reads the [`Tree`] and returns complaints; it never changes a file.

use std::fmt;
use std::process::ExitCode;

use anyhow::{Result, bail};

mod arrows;
mod bundled;
mod glossary;
mod links;
mod private;
mod readmes;
mod shape;
mod tree;

use tree::Tree;

/// Something that breaks a house rule: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Complaint {
    path: String,
    line: usize,
    what: String,
    remedy: String,
}

impl Complaint {
    fn new(
        path: impl Into<String>,
        line: usize,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Complaint {
        Complaint { path: path.into(), line, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Complaint { path, line, what, remedy } = self;
        write!(f, "{path}:{line}: {what}: {remedy}")
    }
}

/// Every check. To add one, write its module and add its function here.
const CHECKS: &[fn(&Tree) -> Vec<Complaint>] = &[
    arrows::check,
    bundled::check,
    glossary::check,
    links::check,
    private::check,
    readmes::check,
    shape::check,
];

/// Runs every check on the working tree.
pub(crate) fn run(arguments: &[String]) -> Result<ExitCode> {
    if let Some(argument) = arguments.first() {
        bail!("takes no arguments, but was given '{argument}'");
    }
    check()?;
    Ok(ExitCode::SUCCESS)
}

/// Prints every complaint; fails if there is one.
pub(crate) fn check() -> Result<()> {
    let tree = Tree::load()?;
    let complaints = complaints(&tree);
    for complaint in &complaints {
        println!("{complaint}");
    }
    match complaints.len() {
        0 => {
            println!("tidy: {} files, no complaints", tree.files.len());
            Ok(())
        }
        count => bail!("{count} complaints"),
    }
}

fn complaints(tree: &Tree) -> Vec<Complaint> {
    let mut complaints: Vec<Complaint> = CHECKS.iter().flat_map(|check| check(tree)).collect();
    complaints.sort();
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_tidy() {
        let tree = Tree::load().unwrap();
        let complaints: Vec<String> = complaints(&tree).iter().map(ToString::to_string).collect();
        assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
    }

    #[test]
    fn a_complaint_reads_as_place_matter_remedy() {
        let complaint = Complaint::new("a/b.rs", 3, "too long", "split it");
        assert_eq!(complaint.to_string(), "a/b.rs:3: too long: split it");
    }
}
