//! What the checks look at: the text files of the working tree and Cargo's account of the crates.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::commands;

/// The working tree, read once.
pub(crate) struct Tree {
    /// Every text file that is, or could be, committed: path from the top folder, with `/`.
    pub(crate) files: BTreeMap<String, String>,
    /// Paths of all such files, text or not.
    pub(crate) paths: Vec<String>,
    /// What `cargo metadata --no-deps` says.
    pub(crate) metadata: Value,
}

impl Tree {
    /// Reads the tree from disk.
    pub(crate) fn load() -> Result<Tree> {
        let root = commands::root();
        let mut paths = match listed_by_git(&root) {
            Some(paths) => paths,
            None => listed_by_walking(&root)?,
        };
        paths.retain(|path| root.join(path).is_file());
        let files = paths
            .iter()
            .filter_map(|path| {
                let bytes = std::fs::read(root.join(path)).ok()?;
                Some((path.clone(), String::from_utf8(bytes).ok()?))
            })
            .collect();
        let metadata = metadata()?;
        Ok(Tree { files, paths, metadata })
    }

    /// A tree made of strings, for the tests of the checks.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Tree {
        Tree {
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
            paths: files.iter().map(|(path, _)| (*path).to_owned()).collect(),
            metadata: Value::Null,
        }
    }

    /// The files whose name ends so.
    pub(crate) fn ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether a file, or a folder that holds one, is in the tree.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        path.is_empty() || self.paths.iter().any(|one| one == path || one.starts_with(&folder))
    }
}

/// Lines of a text with their numbers from 1.
pub(crate) fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines())
}

fn listed_by_git(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let list = String::from_utf8(output.stdout).ok()?;
    let mut paths: Vec<String> = list.split_terminator('\0').map(ToOwned::to_owned).collect();
    paths.sort();
    paths.dedup();
    Some(paths)
}

/// The same list for a copy that is not a git checkout, or a machine without git.
fn listed_by_walking(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if matches!(name.as_str(), ".git" | "target") {
                continue;
            }
            let path = format!("{folder}{name}");
            if entry.file_type()?.is_dir() {
                folders.push(format!("{path}/"));
            } else {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}

fn metadata() -> Result<Value> {
    let output = commands::cargo(&["metadata", "--format-version", "1", "--no-deps"])
        .output()
        .context("cannot start cargo metadata")?;
    anyhow::ensure!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).context("cargo metadata did not answer in JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_and_walking_agree_on_a_known_file() {
        let root = commands::root();
        let walked = listed_by_walking(&root).unwrap();
        assert!(walked.iter().any(|path| path == "xtask/src/tidy/tree.rs"));
        assert!(!walked.iter().any(|path| path.starts_with("target/")));
        if let Some(listed) = listed_by_git(&root) {
            assert!(listed.iter().any(|path| path == "xtask/src/tidy/tree.rs"));
        }
    }

    #[test]
    fn a_folder_is_in_the_tree_if_it_holds_a_file() {
        let tree = Tree::of(&[("docs/adr/001.md", "")]);
        assert!(tree.has("docs/adr") && tree.has("docs/adr/001.md") && tree.has(""));
        assert!(!tree.has("docs/ad"));
    }
}
