//! The two READMEs show the same commands in the same order.

use super::Complaint;
use super::tree::{Tree, numbered};

const ENGLISH: &str = "README.md";
const CHINESE: &str = "README.zh.md";

/// The first place where the commands part ways.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let (Some(english), Some(chinese)) = (tree.text(ENGLISH), tree.text(CHINESE)) else {
        return vec![Complaint::new(
            ENGLISH,
            1,
            format!("{ENGLISH} or {CHINESE} is missing"),
            "restore it",
        )];
    };
    let (english, chinese) = (commands(english), commands(chinese));
    let same =
        english.iter().zip(&chinese).take_while(|((_, one), (_, other))| one == other).count();
    if same == english.len() && same == chinese.len() {
        return Vec::new();
    }
    let shown = |side: &[(usize, &str)]| {
        side.get(same)
            .map_or((1, "nothing".to_owned()), |(line, command)| (*line, format!("'{command}'")))
    };
    let ((_, english), (line, chinese)) = (shown(&english), shown(&chinese));
    vec![Complaint::new(
        CHINESE,
        line,
        format!("shows {chinese} where {ENGLISH} shows {english}"),
        "show the same commands in the same order",
    )]
}

/// Line and text of each command in the shell blocks, without comments.
fn commands(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fence: Option<bool> = None;
    for (number, line) in numbered(text) {
        let line = line.trim();
        if let Some(language) = line.strip_prefix("```") {
            fence = match fence {
                Some(_) => None,
                None => Some(matches!(language, "sh" | "bash" | "console")),
            };
        } else if fence == Some(true) {
            let command = line.strip_prefix("$ ").unwrap_or(line);
            let command = command.split(" # ").next().unwrap_or_default().trim_end();
            if !command.is_empty() && !command.starts_with('#') {
                found.push((number, command));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "Text\n```sh\n# first\ncargo xtask sample   # look\ncargo xtask test\n```\n\
        ```json\n{\"id\":1}\n```\n";

    fn tree(chinese: &str) -> Tree {
        Tree::of(&[(ENGLISH, ONE), (CHINESE, chinese)])
    }

    #[test]
    fn comments_and_other_blocks_do_not_count() {
        assert_eq!(commands(ONE), [(4, "cargo xtask sample"), (5, "cargo xtask test")]);
        let other = "文字\n```sh\n$ cargo xtask sample # 看\n$ cargo xtask test\n```\n";
        assert!(check(&tree(other)).is_empty());
    }

    #[test]
    fn another_order_and_a_missing_command_are_found() {
        let swapped = "```sh\ncargo xtask test\ncargo xtask sample\n```\n";
        let found = check(&tree(swapped));
        assert_eq!(found[0].line, 2);
        assert!(found[0].what.contains("'cargo xtask test'"));
        let short = "```sh\ncargo xtask sample\n```\n";
        assert!(check(&tree(short))[0].what.starts_with("shows nothing"));
    }

    #[test]
    fn a_missing_readme_is_found() {
        assert_eq!(check(&Tree::of(&[(ENGLISH, ONE)])).len(), 1);
    }
}
