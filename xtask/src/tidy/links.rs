//! Every relative link of every Markdown file leads somewhere.

use super::Complaint;
use super::tree::{Tree, numbered};

/// Relative links whose target is not in the tree.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    tree.ending(".md")
        .flat_map(|(path, text)| links(text).into_iter().map(move |link| (path, link)))
        .filter_map(|(path, (line, target))| {
            let file = target.split('#').next().unwrap_or_default();
            let elsewhere = target.contains("://") || target.starts_with("mailto:");
            if elsewhere || file.is_empty() {
                return None;
            }
            let found = resolve(path, file).is_some_and(|resolved| tree.has(&resolved));
            (!found).then(|| {
                Complaint::new(
                    path,
                    line,
                    format!("the link to {target} leads nowhere"),
                    "correct the path, or remove the link",
                )
            })
        })
        .collect()
}

/// Line and target of each inline link, outside code.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in numbered(text) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
            found.extend(prose.split("](").skip(1).filter_map(|rest| {
                let (inside, _) = rest.split_once(')')?;
                let target = inside.split_whitespace().next()?;
                Some((number, target.trim_matches(['<', '>']).to_owned()))
            }));
        }
    }
    found
}

/// The path from the top folder that a link in `from` means; `None` if it leaves the tree.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_own_folder() {
        assert_eq!(resolve("docs/adr/001.md", "../../README.md").unwrap(), "README.md");
        assert_eq!(resolve("README.md", "docs/adr/").unwrap(), "docs/adr");
        assert_eq!(resolve("README.md", "../x.md"), None);
    }

    #[test]
    fn a_dead_link_is_found_and_code_is_not_read() {
        let text = "[a](b.md) [gone](gone.md#part)\n`[x](no.md)` [web](https://example.org/x)\n\
            [self](#here)\n```\n[y](no.md)\n```\n![picture](pictures/p.png \"title\")\n";
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b.md", "")]);
        let found: Vec<(usize, String)> =
            check(&tree).into_iter().map(|one| (one.line, one.what)).collect();
        assert_eq!(
            found,
            [
                (1, "the link to gone.md#part leads nowhere".to_owned()),
                (7, "the link to pictures/p.png leads nowhere".to_owned()),
            ]
        );
    }
}
