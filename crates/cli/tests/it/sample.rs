//! Invented ledgers: the same from the same seed, and what is planted is found.

use crate::{TODAY, lines, xibao};
use std::path::Path;

fn sample(folder: &Path, name: &str, seed: &str, more: &[&str]) {
    let make = ["sample", name, "--count", "150", "--seed", seed];
    let said = xibao(folder, &[&make[..], &TODAY, more].concat());
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert!(said.out.contains("已写 150 份虚构档案"), "{}", said.out);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    for (a, b, c) in [("a.csv", "b.csv", "c.csv"), ("a.jsonl", "b.jsonl", "c.jsonl")] {
        sample(folder.path(), a, "7", &[]);
        sample(folder.path(), b, "7", &[]);
        sample(folder.path(), c, "8", &[]);
        assert_eq!(read(a), read(b));
        assert_ne!(read(a), read(c));
    }
}

#[test]
fn every_format_of_one_sample_gives_the_same_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut counts: Vec<Vec<String>> = Vec::new();
    for (name, more) in
        [("a.xlsx", &[][..]), ("b.csv", &[]), ("c.csv", &["--gb18030"]), ("d.parquet", &[])]
    {
        sample(folder.path(), name, "3", more);
        let said = xibao(folder.path(), &[&["examine", name], &TODAY[..]].concat());
        assert_eq!(said.status, 1, "{}", said.err);
        let rules = said.out.lines().filter(|line| line.ends_with(']')).map(str::to_owned);
        counts.push(rules.collect());
    }
    assert!(counts[0].len() > 5, "{counts:?}");
    for other in &counts[1..] {
        assert_eq!(&counts[0], other);
    }
}

#[test]
fn every_planted_breach_is_found_at_its_level() {
    let folder = tempfile::tempdir().unwrap();
    for (name, side) in [("a.csv", "a.planted.jsonl"), ("b.jsonl", "b.planted.jsonl")] {
        sample(folder.path(), name, "11", &["--breach-rate", "0.8"]);
        let examine = [&["examine", name, "--output", "jsonl"][..], &TODAY].concat();
        let found = lines(&xibao(folder.path(), &examine).out);
        let planted = lines(&std::fs::read_to_string(folder.path().join(side)).unwrap());
        assert!(planted.len() > 80, "{}", planted.len());
        for plant in planted {
            let dossier = found.iter().find(|dossier| dossier["id"] == plant["id"]).unwrap();
            assert_eq!(dossier["row"], plant["row"]);
            let findings = dossier["findings"].as_array().unwrap();
            let same = findings.iter().any(|finding| {
                finding["rule"] == plant["rule"] && finding["level"] == plant["level"]
            });
            assert!(same, "{plant} is not among {findings:?}");
        }
    }
}

#[test]
fn what_cannot_be_written_says_why() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, zh, en) in [
        (&["sample", "a.doc"][..], "请以 .jsonl、.csv、.xlsx 或 .parquet 结尾", "a.doc"),
        (&["sample", "none/a.csv"], "无法写入 none/a.csv", "none/a.csv"),
        (&["sample", "a.csv", "--breach-rate", "2"], "应在 0 和 1 之间", "between 0 and 1"),
        (&["sample", "a.csv", "--today", "soon"], "--today soon", "--today soon"),
    ] {
        let said = xibao(folder.path(), arguments);
        assert!(said.status == 2 && said.err.contains(zh), "{}", said.err);
        let said = xibao(folder.path(), &[arguments, &["--lang", "en"]].concat());
        assert!(said.status == 2 && said.err.contains(en), "{}", said.err);
    }
}
