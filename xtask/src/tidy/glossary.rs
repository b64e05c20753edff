//! Every public type of the rulebook and of the domain has its word in GLOSSARY.md.

use std::collections::BTreeSet;

use super::Complaint;
use super::tree::{Tree, numbered};

const GLOSSARY: &str = "GLOSSARY.md";
const SOURCES: &[&str] = &["crates/rulebook/src/", "crates/domain/src/"];
const CODE_COLUMN: &str = "code";
/// Macros of the domain whose body begins with documentation and the name of a public type.
const MACROS: &[&str] = &["words! {", "id!("];
const NO_TERM: &str = "## Code names without a term";

/// Public types of those crates that the glossary does not name.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let Some(glossary) = tree.text(GLOSSARY) else {
        return vec![Complaint::new(GLOSSARY, 1, "is missing", "restore it")];
    };
    let known = code_names(glossary);
    tree.ending(".rs")
        .filter(|(path, _)| SOURCES.iter().any(|folder| path.starts_with(folder)))
        .flat_map(|(path, text)| public_types(text).map(move |(line, name)| (path, line, name)))
        .filter(|(_, _, name)| !known.contains(name))
        .map(|(path, line, name)| {
            Complaint::new(
                path,
                line,
                format!("public type {name} is not in {GLOSSARY}"),
                format!("put `{name}` in the {CODE_COLUMN} column, or under '{NO_TERM}'"),
            )
        })
        .collect()
}

/// Names in backticks in the code column of any table, and in the section of names without a term.
fn code_names(glossary: &str) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    let mut column = None;
    let mut without_term = false;
    for line in glossary.lines() {
        if line.starts_with("## ") {
            without_term = line.trim_end() == NO_TERM;
        }
        if !line.starts_with('|') {
            column = None;
            if without_term {
                names.extend(backticked(line));
            }
            continue;
        }
        let mut cells = line.split('|').map(str::trim);
        match column {
            None => column = cells.position(|cell| cell == CODE_COLUMN),
            Some(at) => names.extend(cells.nth(at).into_iter().flat_map(backticked)),
        }
    }
    names
}

fn backticked(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Line and name of each `pub struct`, `pub enum` and `pub trait`, written out or by a macro.
fn public_types(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_macro = false;
    numbered(text).filter_map(move |(number, line)| {
        let line = line.trim();
        if MACROS.contains(&line) {
            in_macro = true;
            return None;
        }
        if in_macro && line.starts_with("///") {
            return None;
        }
        let named = std::mem::take(&mut in_macro).then_some(line);
        let rest = named.or_else(|| {
            ["pub struct ", "pub enum ", "pub trait "]
                .iter()
                .find_map(|start| line.strip_prefix(start))
        })?;
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        // A `$name` in the macro itself is no name yet.
        (!name.is_empty()).then_some((number, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "# Words\n\n| 中文 | English | code | not |\n|---|---|---|---|\n\
        | 期限 | term | `Term`, `TermSpec` | `Trap` |\n\n\
        ## Code names without a term\n\n`Program`, `Chunk`\n\n## Else\n\n`Other`\n";

    #[test]
    fn names_come_from_the_code_column_and_the_named_section() {
        let names: Vec<&str> = code_names(TABLE).into_iter().collect();
        assert_eq!(names, ["Chunk", "Program", "Term", "TermSpec"]);
    }

    #[test]
    fn a_public_type_without_a_word_is_found() {
        let source = "pub struct Term;\npub(crate) struct Hidden;\n\npub enum Trap<T> { A(T) }\n\
            pub trait Chunk {}\nstruct Own;\n";
        let tree = Tree::of(&[
            (GLOSSARY, TABLE),
            ("crates/rulebook/src/term.rs", source),
            ("crates/table/src/lib.rs", "pub struct Sheet;"),
        ]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].line, 4);
        assert!(found[0].what.contains("Trap"));
    }

    #[test]
    fn a_type_that_a_macro_makes_is_found() {
        let source = "macro_rules! words {\n    () => {\n        pub enum $name {}\n    };\n}\n\
            words! {\n    /// A term.\n    Term {\n        Long \"long\";\n    }\n}\n\
            id!(\n    /// An id.\n    /// For life.\n    TrapId\n);\n";
        let tree = Tree::of(&[(GLOSSARY, TABLE), ("crates/domain/src/id.rs", source)]);
        let found: Vec<(usize, String)> =
            check(&tree).into_iter().map(|complaint| (complaint.line, complaint.what)).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 15);
        assert!(found[0].1.contains("TrapId"));
    }

    #[test]
    fn a_missing_glossary_is_found() {
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
