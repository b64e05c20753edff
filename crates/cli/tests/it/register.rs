//! The register as a person keeps it: every story through the binary, on a file of its own.

mod keeping;
mod organisations;
mod people;
mod rosters;

use crate::{Said, said};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A folder with a register in it.
struct Desk {
    folder: TempDir,
}

impl Desk {
    /// A new register with nothing in it.
    fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let init = desk.run("init", 0);
        assert!(init.contains("把密钥文件另存一份"), "{init}");
        desk
    }

    /// A register with a county, two towns and a branch of the same name in each.
    fn county() -> Desk {
        let desk = Desk::new();
        desk.run("org found 青禾县委 --kind 党委 --on 1950-03 --region 99", 0);
        for town in ["河口镇党委", "柳湾镇党委"] {
            desk.run(&format!("org found {town} --kind committee --under 青禾县委"), 0);
            desk.run(&format!("org found 东街支部 --kind 党支部 --under {town}"), 0);
        }
        desk
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn say(&self, line: &str) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xibao"));
        command.args(line.split(' ')).args(["--as", "测试员"]).current_dir(self.path());
        command.env_remove("XIBAO_DATABASE").env_remove("XIBAO_KEYS");
        said(&command.output().unwrap())
    }

    /// Runs a command that ends with this status, and gives what it said.
    #[track_caller]
    fn run(&self, line: &str, status: i32) -> String {
        let said = self.say(line);
        assert_eq!(said.status, status, "{line}\n{}{}", said.out, said.err);
        assert!(!said.err.contains("panicked"), "{}", said.err);
        said.out + &said.err
    }

    /// What cannot be done, in both languages.
    #[track_caller]
    fn cannot(&self, line: &str, zh: &str, en: &str) {
        let told = self.run(line, 2);
        assert!(told.contains(zh), "{told}");
        assert!(zh == en || !told.contains(en), "one language at a time: {told}");
        let told = self.run(&format!("{line} --lang en"), 2);
        assert!(told.contains(en), "{told}");
    }

    /// Enters people as full members of a branch.
    fn members(&self, branch: &str, names: &[&str]) {
        for name in names {
            self.run(
                &format!(
                    "person register {name} --branch {branch} --stage full \
                     --set 入党时间=2012-06 --set 转正时间=2013-06-20"
                ),
                0,
            );
        }
    }

    #[track_caller]
    fn clean(&self) {
        let told = self.run("verify", 0);
        assert!(told.contains("结果：没有问题"), "{told}");
    }
}

/// The words of a text that are ids.
fn ids(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .filter(|word| word.len() == 36)
        .map(str::to_owned)
        .collect()
}

/// The last id that was told: that of the batch.
#[track_caller]
fn last_id(text: &str) -> String {
    ids(text).pop().unwrap()
}

/// A text with every id as `[id]` and every moment as `[moment]`.
fn without_ids(text: &str) -> String {
    let mut text = text.to_owned();
    for id in ids(&text) {
        text = text.replace(&id, "[id]");
    }
    text
}
