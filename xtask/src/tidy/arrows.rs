//! Which crate may know which: the walls of ARCHITECTURE.md, read from `cargo metadata`.

use serde_json::Value;

use super::Complaint;
use super::tree::Tree;

/// Allowed arrows between our own crates; `None` means any.
const ARROWS: &[(&str, Option<&[&str]>)] = &[
    ("xibao-rulebook", Some(&[])),
    ("xibao-table", Some(&[])),
    ("xibao-names", Some(&[])),
    ("xibao-codes", Some(&[])),
    ("xibao-vault", Some(&[])),
    ("xibao-domain", Some(&["xibao-rulebook"])),
    ("xibao-store", Some(&["xibao-domain"])),
    (
        "xibao-roster",
        Some(&[
            "xibao-codes",
            "xibao-domain",
            "xibao-ledger",
            "xibao-names",
            "xibao-rulebook",
            "xibao-table",
        ]),
    ),
    (
        "xibao-app",
        Some(&[
            "xibao-codes",
            "xibao-domain",
            "xibao-names",
            "xibao-roster",
            "xibao-rulebook",
            "xibao-sample",
            "xibao-store",
            "xibao-table",
            "xibao-vault",
        ]),
    ),
    ("xibao-ledger", Some(&["xibao-rulebook", "xibao-table"])),
    ("xibao-sample", Some(&["xibao-codes", "xibao-domain", "xibao-rulebook"])),
    ("xibao-examiner", Some(&["xibao-ledger", "xibao-rulebook", "xibao-sample", "xibao-table"])),
    (
        "xibao",
        Some(&[
            "xibao-app",
            "xibao-domain",
            "xibao-examiner",
            "xibao-ledger",
            "xibao-roster",
            "xibao-rulebook",
            "xibao-sample",
            "xibao-table",
        ]),
    ),
    ("xibao-bench", None),
    ("xtask", Some(&[])),
];

/// Crates that stay small: all they may take from outside, tests aside.
const PURE: &[(&str, &[&str])] = &[
    ("xibao-rulebook", &["serde", "serde_json", "strsim", "thiserror", "toml"]),
    ("xibao-names", &["pinyin", "thiserror", "unicode-normalization"]),
    ("xibao-codes", &["serde", "thiserror", "unicode-normalization"]),
    ("xibao-domain", &["serde", "serde_json", "thiserror", "uuid"]),
];

/// Every dependency of every crate of ours is allowed.
pub(super) fn check(tree: &Tree) -> Vec<Complaint> {
    let packages = list(&tree.metadata, "packages");
    let ours: Vec<&str> = packages.iter().map(|one| text(one, "name")).collect();
    packages.iter().flat_map(|package| check_package(package, &ours)).collect()
}

fn check_package(package: &Value, ours: &[&str]) -> Vec<Complaint> {
    let name = text(package, "name");
    let manifest = manifest(package);
    let Some((_, allowed)) = ARROWS.iter().find(|(crate_name, _)| *crate_name == name) else {
        return vec![Complaint::new(
            manifest,
            1,
            format!("crate {name} has no row in the table of arrows"),
            "add it to ARROWS in xtask/src/tidy/arrows.rs and to ARCHITECTURE.md",
        )];
    };
    let pure = PURE.iter().find(|(crate_name, _)| *crate_name == name);
    list(package, "dependencies")
        .iter()
        .filter_map(|dependency| {
            let target = text(dependency, "name");
            let for_tests = text(dependency, "kind") == "dev";
            if ours.contains(&target) {
                let forbidden = allowed.is_some_and(|allowed| !allowed.contains(&target));
                forbidden.then(|| {
                    Complaint::new(
                        &manifest,
                        1,
                        format!("{name} may not know {target}"),
                        "move the code to a crate that may, or argue the arrow in docs/adr",
                    )
                })
            } else {
                let forbidden = pure.is_some_and(|(_, outside)| !outside.contains(&target));
                (forbidden && !for_tests).then(|| {
                    Complaint::new(
                        &manifest,
                        1,
                        format!("{name} is pure and may not depend on {target}"),
                        "do without it, or argue it in docs/adr and in xtask/src/tidy/arrows.rs",
                    )
                })
            }
        })
        .collect()
}

/// The manifest's path as far as it is the same on every machine.
fn manifest(package: &Value) -> String {
    let path = text(package, "manifest_path").replace('\\', "/");
    let root = crate::commands::root().to_string_lossy().replace('\\', "/");
    let inside = path.strip_prefix(&root).unwrap_or(&path);
    inside.trim_start_matches('/').to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn complaints(packages: &Value) -> Vec<String> {
        let mut tree = Tree::of(&[]);
        tree.metadata = json!({ "packages": packages });
        check(&tree).into_iter().map(|one| one.what).collect()
    }

    #[test]
    fn allowed_arrows_pass() {
        let packages = json!([
            {"name": "xibao-rulebook", "dependencies": [
                {"name": "serde", "kind": null}, {"name": "proptest", "kind": "dev"}]},
            {"name": "xibao-table", "dependencies": [{"name": "calamine", "kind": null}]},
            {"name": "xibao-examiner", "dependencies": [{"name": "xibao-table", "kind": null}]},
            {"name": "xibao-bench", "dependencies": [{"name": "xibao-examiner", "kind": null}]},
        ]);
        assert!(complaints(&packages).is_empty());
    }

    #[test]
    fn an_arrow_upwards_fails_even_for_tests() {
        let packages = json!([
            {"name": "xibao-rulebook", "dependencies": [
                {"name": "xibao-examiner", "kind": "dev"}]},
            {"name": "xibao-examiner", "dependencies": [{"name": "xtask", "kind": null}]},
            {"name": "xtask", "dependencies": []},
        ]);
        assert_eq!(
            complaints(&packages),
            ["xibao-rulebook may not know xibao-examiner", "xibao-examiner may not know xtask"]
        );
    }

    #[test]
    fn a_pure_crate_takes_nothing_new_from_outside() {
        let packages = json!([
            {"name": "xibao-rulebook", "dependencies": [{"name": "tokio", "kind": null}]},
        ]);
        assert_eq!(complaints(&packages), ["xibao-rulebook is pure and may not depend on tokio"]);
    }

    #[test]
    fn an_unknown_crate_fails() {
        let packages = json!([{"name": "xibao-web", "dependencies": []}]);
        assert_eq!(complaints(&packages), ["crate xibao-web has no row in the table of arrows"]);
    }
}
