//! The rulebook for those who review it.

use crate::xibao;

#[test]
fn the_bundled_rulebook_is_clean_and_can_be_read() {
    let here = std::env::temp_dir();
    let lint = xibao(&here, &["rules", "lint"]);
    assert_eq!(lint.status, 0, "{}", lint.out);
    let listed = xibao(&here, &["rules", "list"]);
    let ids: Vec<&str> =
        listed.out.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(ids.len() > 100);
    for language in ["zh", "en"] {
        let page = xibao(&here, &["rules", "print", "--lang", language]).out;
        for id in &ids {
            assert!(page.contains(&format!("`{id}`")), "{id} is missing in {language}");
        }
    }
}

#[test]
fn one_rule_with_its_articles_or_near_ones() {
    let here = std::env::temp_dir();
    let show = xibao(&here, &["rules", "show", "dev-talk-within-one-month"]);
    assert!(show.out.contains("《细则》（2014年版）第7条"), "{}", show.out);
    let none = xibao(&here, &["rules", "show", "dev-talk-in-one-month"]);
    assert_eq!(none.status, 2);
    assert!(none.err.contains("相近的有 dev-talk-within-one-month"), "{}", none.err);
    let none = xibao(&here, &["rules", "show", "dev-tlk-in-one-month", "--lang", "en"]);
    assert!(none.err.contains("near it: dev-talk-within-one-month"), "{}", none.err);
}

#[test]
fn a_rulebook_with_a_typo_names_the_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), "[[rule]]\nidd = \"x\"\n").unwrap();
    let lint = xibao(folder.path(), &["rules", "lint", "--rulebook", "."]);
    assert_eq!(lint.status, 1);
    assert!(lint.out.contains("a.toml:2:"), "{}", lint.out);
    assert!(lint.out.contains("处问题"), "{}", lint.out);
    std::fs::write(folder.path().join("a.csv"), "姓名,收到入党申请书\n甲一,2025-01-01\n").unwrap();
    let examined = xibao(folder.path(), &["examine", "a.csv", "--rulebook", "."]);
    assert_eq!((examined.status, examined.out.as_str()), (2, ""));
    assert!(examined.err.contains("规则库 . 不能使用，请修正"), "{}", examined.err);
    assert!(examined.err.contains("a.toml:2:"), "{}", examined.err);
    let english = ["examine", "a.csv", "--rulebook", ".", "--lang", "en"];
    let examined = xibao(folder.path(), &english);
    assert!(examined.err.contains("cannot be used; mend"), "{}", examined.err);
    let listed = xibao(folder.path(), &["rules", "list", "--rulebook", "."]);
    assert!(listed.status == 2 && listed.err.contains("a.toml:2:"), "{}", listed.err);
}

#[test]
fn a_folder_that_is_no_rulebook() {
    let folder = tempfile::tempdir().unwrap();
    for (name, zh, en) in [
        (".", "里没有 .toml 文件", "there is no .toml file"),
        ("none", "打不开 none：没有这个文件或文件夹", "cannot open none"),
    ] {
        let said = xibao(folder.path(), &["rules", "lint", "--rulebook", name]);
        assert!(said.status == 2 && said.err.contains(zh), "{}", said.err);
        let said = xibao(folder.path(), &["rules", "list", "--rulebook", name, "--lang", "en"]);
        assert!(said.status == 2 && said.err.contains(en), "{}", said.err);
    }
}
