//! Every file of every rulebook is built into the binary.

use super::Complaint;
use super::tree::Tree;

const LIST: &str = "crates/rulebook/src/bundled.rs";

/// A rulebook file that the list of bundled files does not name would be silently left out.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let Some(list) = tree.text(LIST) else {
        return Vec::new();
    };
    tree.ending(".toml")
        .filter_map(|(path, _)| {
            // The list names the folder of a rulebook once, then the files within it.
            let inside = path.strip_prefix("rulebooks/")?.split_once('/')?.1;
            (!list.contains(inside)).then(|| {
                Complaint::new(
                    path,
                    1,
                    "is not bundled into the binary",
                    format!("name it in {LIST}"),
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_left_out_is_found() {
        let list = r#"files!["cpc": "terms.toml"]"#;
        let tree = Tree::of(&[
            (LIST, list),
            ("rulebooks/cpc/terms.toml", ""),
            ("rulebooks/cpc/votes.toml", ""),
            ("deny.toml", ""),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|one| one.path).collect();
        assert_eq!(paths, ["rulebooks/cpc/votes.toml"]);
    }

    #[test]
    fn without_a_list_there_is_nothing_to_compare() {
        assert!(check(&Tree::of(&[("rulebooks/cpc/votes.toml", "")])).is_empty());
    }
}
