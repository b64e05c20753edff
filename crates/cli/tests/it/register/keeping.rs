//! Keeping a register safe: verification, backups, keys, and what is said without them.

use super::Desk;

/// A generated county, its top organisation, and a branch of it.
fn generated() -> (Desk, String) {
    let desk = Desk::new();
    let told = desk.run("generate --members 60 --seed 5", 0);
    assert!(told.contains("都是虚构的"), "{told}");
    let tree = desk.run("org tree", 0);
    let branch = tree.lines().find(|line| line.contains("［党支部，")).unwrap();
    let branch = branch.trim().split("  ").next().unwrap().to_owned();
    (desk, branch)
}

#[test]
fn a_county_is_generated_searched_backed_up_and_restored() {
    let (desk, branch) = generated();
    desk.cannot("generate --members 60", "这个地区已有记录", "records in this region");
    desk.cannot("generate --region 100", "0 和 99 之间", "between 0 and 99");
    desk.cannot("generate --members 1 --region 98", "党员数须在", "between");
    let roster = desk.run(&format!("roster show {branch}"), 0);
    let name = roster.lines().nth(1).unwrap().split(' ').next().unwrap();
    assert!(desk.run(&format!("search {name} --within {branch}"), 0).contains(&branch));
    desk.clean();
    let done = desk.run("backup county.xibao", 0);
    assert!(done.contains("密钥文件"), "{done}");
    desk.cannot("backup county.xibao", "不会覆盖", "not overwritten");
    let restored = desk.run("restore county.xibao --database again.db --keys xibao.keys", 0);
    assert!(restored.contains("xibao verify"), "{restored}");
    let again = desk.run("verify --database again.db", 0);
    assert!(again.contains("结果：没有问题"), "{again}");
    let tree = desk.run("org tree --database again.db", 0);
    assert_eq!(tree, desk.run("org tree", 0));
    desk.cannot("restore county.xibao", "已经存在", "exists");
}

#[test]
fn the_commands_of_the_readme_run_as_they_are_written() {
    let desk = Desk { folder: tempfile::tempdir().unwrap() };
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let section = readme.split("## The register").nth(1).unwrap().split("\n## ").next().unwrap();
    let commands: Vec<&str> =
        section.lines().filter_map(|line| line.strip_prefix("xibao ")).collect();
    assert_eq!(commands.len(), 10);
    for command in commands {
        desk.run(command, 0);
    }
}

#[test]
fn a_backup_that_was_cut_restores_nothing() {
    let (desk, _) = generated();
    desk.run("backup whole.xibao", 0);
    let bytes = std::fs::read(desk.path().join("whole.xibao")).unwrap();
    std::fs::write(desk.path().join("cut.xibao"), &bytes[..bytes.len() / 2]).unwrap();
    let restore = "restore cut.xibao --database new.db --keys xibao.keys";
    desk.cannot(restore, "没有恢复任何内容", "nothing was restored");
    assert!(!desk.path().join("new.db").exists());
    desk.cannot("restore xibao.keys --database new.db", "行", "line");
    desk.cannot("restore no.xibao --database new.db", "no.xibao", "no.xibao");
}

#[test]
fn a_wrong_or_missing_key_file_stops_work_and_verify_says_what_is_left() {
    let (desk, _) = generated();
    desk.run("init --suite intl --database other.db --keys other.keys", 0);
    desk.cannot("search 王 --keys other.keys", "没有这个登记册所用的密钥", "has no key");
    desk.cannot("search 王 --keys no.keys", "没有密钥文件 no.keys", "no key file no.keys");
    let told = desk.run("search 王 --keys no.keys", 2);
    assert!(told.contains("xibao verify"), "{told}");
    let wrong = desk.run("verify --keys other.keys", 1);
    assert!(wrong.contains("不可读（密钥文件中没有这个密钥）"), "{wrong}");
    assert!(wrong.contains("数据没有丢失"), "{wrong}");
    for (language, words) in [("zh", "姓名、党籍、组织可以核对"), ("en", "Nothing is lost")]
    {
        let none = desk.run(&format!("verify --keys no.keys --lang {language}"), 1);
        assert!(none.contains(words), "{none}");
    }
    std::fs::write(desk.path().join("bad.keys"), "nothing").unwrap();
    assert!(desk.run("verify --keys bad.keys", 1).contains("bad.keys"));
}

#[test]
fn heads_kept_elsewhere_tell_of_a_chain_cut_at_its_end() {
    let desk = Desk::county();
    let copy = |from: &str, to: &str| {
        std::fs::copy(desk.path().join(from), desk.path().join(to)).unwrap();
    };
    desk.run("verify --save-heads before", 0);
    desk.cannot("verify --save-heads before", "已有同名的文件", "file of that name");
    copy("xibao.db", "earlier.db");
    desk.members("河口镇党委/东街支部", &["田富"]);
    desk.run("verify --save-heads after", 0);
    let fits = desk.run("verify --heads-file before", 0);
    assert!(fits.contains("与以前保存的链尾（第 5 批）相符"), "{fits}");
    let cut = desk.run("verify --heads-file after --database earlier.db", 1);
    assert!(cut.contains("链的末尾被截去"), "{cut}");
    let other = Desk::county();
    other.members("河口镇党委/东街支部", &["田富", "王建国"]);
    std::fs::copy(desk.path().join("after"), other.path().join("after")).unwrap();
    let replaced = other.run("verify --heads-file after", 1);
    assert!(replaced.contains("历史被替换"), "{replaced}");
    std::fs::write(desk.path().join("bad"), "99 x\n").unwrap();
    desk.cannot("verify --heads-file bad", "第 1 行", "line 1");
}

#[test]
fn keys_are_rotated_and_values_sealed_anew() {
    let (desk, branch) = generated();
    let rotated = desk.run("key rotate", 0);
    assert!(rotated.contains("xibao key reseal") && rotated.contains("gm"), "{rotated}");
    assert!(desk.run("key reseal", 0).contains("已重新密封"));
    assert!(desk.run("key reseal", 0).contains("已重新密封 0 人"));
    let verified = desk.run("verify", 0);
    assert_eq!(verified.matches("个敏感值可读").count(), 1, "one key seals all: {verified}");
    assert!(desk.run("rebuild", 0).contains("重建登记表"));
    desk.clean();
    desk.run(&format!("roster export {branch} r.csv --reveal"), 0);
}

#[test]
fn places_that_are_no_register_are_told() {
    let desk = Desk::new();
    desk.cannot("org tree --database no.db", "先用 xibao init 建立", "create it with `xibao init`");
    desk.cannot("org tree --database http://x", "看不懂数据库地址", "cannot understand");
    std::fs::write(desk.path().join("text.db"), "这不是数据库".repeat(100)).unwrap();
    desk.cannot("org tree --database text.db", "不是本程序的数据库", "not a database of ours");
    desk.cannot("org tree --on 2026-13-01", "--on 2026-13-01", "--on 2026-13-01");
}
