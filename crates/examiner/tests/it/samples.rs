//! Generated dossiers in every format: what was planted is found, and nothing else.

use super::{Collector, File, day};
use std::collections::BTreeMap;
use xibao_examiner::{Dossier, Outcome, RuleCount, Wanted};
use xibao_rulebook::{Day, Level};
use xibao_sample::{CsvEncoding, Format, SampleDossier, SampleOptions, dossiers, write};

const FORMATS: [(&str, Format); 5] = [
    ("d.csv", Format::Csv(CsvEncoding::Utf8)),
    ("g.csv", Format::Csv(CsvEncoding::Gb18030)),
    ("d.xlsx", Format::Xlsx),
    ("d.parquet", Format::Parquet),
    ("d.jsonl", Format::Jsonl),
];

fn today() -> Day {
    day("2026-11-24")
}

fn options(seed: u64) -> SampleOptions {
    SampleOptions { seed, count: 90, breach_rate: 0.6, today: today() }
}

fn file(name: &'static str, format: Format, options: &SampleOptions) -> File {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    write(&path, format, options, &mut |_| {}).unwrap();
    File { name, bytes: std::fs::read(&path).unwrap() }
}

fn examined(file: &File, batch_rows: usize, wanted: Wanted) -> (Outcome, Collector) {
    let mut collector = Collector::new(wanted);
    let outcome = file.examine(batch_rows, Some(today()), &mut collector).unwrap();
    (outcome, collector)
}

/// Findings as rule and level, without those that a parallel rule of a higher text already says.
fn told(dossier: &Dossier) -> Vec<(&str, Level)> {
    let rules: Vec<&str> = dossier.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let own = dossier
        .findings
        .iter()
        .filter(|finding| finding.parallel.as_deref().is_none_or(|rule| !rules.contains(&rule)));
    own.map(|finding| (finding.rule.as_str(), finding.level)).collect()
}

/// What is wrong with what was said of a dossier, if anything is.
fn objection(sample: &SampleDossier, dossier: &Dossier, in_table: bool) -> Option<String> {
    let told = told(dossier);
    let planted = sample.planted.first().filter(|planted| planted.in_tables || !in_table);
    let missing = planted.is_some_and(|planted| !told.contains(&(planted.rule, planted.level)));
    let known = |(rule, level): &(&str, Level)| {
        planted.is_some_and(|planted| {
            (planted.rule, planted.level) == (*rule, *level)
                || planted.accompanied_by.contains(rule)
        })
    };
    let surplus = !told.iter().all(known);
    let wrong = missing || surplus || !dossier.problems.is_empty() || sample.id != dossier.id;
    wrong.then(|| {
        let why: Vec<&str> = dossier.findings.iter().map(|f| f.why_en.as_str()).collect();
        let cells: Vec<String> = sample.row().iter().map(ToString::to_string).collect();
        let problems = &dossier.problems;
        format!("{planted:?}, but {told:?} {why:?} {problems:?} of {}", cells.join(","))
    })
}

#[test]
fn what_was_planted_is_found_and_nothing_else() {
    for seed in [1, 7, 20_260_518] {
        let options = options(seed);
        let samples: Vec<SampleDossier> = dossiers(&options).collect();
        for (name, format) in FORMATS {
            let file = file(name, format, &options);
            let (outcome, collector) = examined(&file, 8192, Wanted::Everything);
            assert_eq!(collector.dossiers.len(), samples.len(), "{name}");
            assert_eq!(outcome.summary.dossiers, options.count, "{name}");
            assert_eq!(outcome.summary.problems, 0, "{name}");
            assert_eq!(collector.understood, usize::from(!file.is_lines()));
            let wrong: Vec<String> = samples
                .iter()
                .zip(&collector.dossiers)
                .filter_map(|(sample, dossier)| objection(sample, dossier, !file.is_lines()))
                .collect();
            assert!(wrong.is_empty(), "{name} {seed}: {}: {:#?}", wrong.len(), wrong.first());
        }
    }
}

/// Counts as the explained dossiers tell them.
fn counted(dossiers: &[Dossier]) -> Vec<RuleCount> {
    let mut counts: BTreeMap<&str, RuleCount> = BTreeMap::new();
    for finding in dossiers.iter().flat_map(|dossier| &dossier.findings) {
        let count = counts.entry(&finding.rule).or_default();
        count.rule.clone_from(&finding.rule);
        match finding.level {
            Level::Breach => count.breaches += 1,
            Level::Warning => count.warnings += 1,
            Level::Unknown => count.unknown += 1,
        }
    }
    counts.into_values().collect()
}

pub(crate) fn check_counts(outcome: &Outcome, dossiers: &[Dossier]) {
    let mut rules = outcome.summary.rules.clone();
    let keys: Vec<_> = rules.iter().map(|c| (c.breaches, c.warnings, c.unknown)).collect();
    assert!(keys.is_sorted_by(|a, b| a >= b), "worst first: {rules:?}");
    rules.sort_by(|a, b| a.rule.cmp(&b.rule));
    assert_eq!(rules, counted(dossiers));
    let with = |wanted: &dyn Fn(&Dossier) -> bool| {
        u64::try_from(dossiers.iter().filter(|dossier| wanted(dossier)).count()).unwrap()
    };
    let breaches = |d: &Dossier| d.findings.iter().any(|f| f.level == Level::Breach);
    assert_eq!(outcome.summary.with_breaches, with(&breaches));
    assert_eq!(outcome.summary.with_findings, with(&|d| !d.findings.is_empty()));
    let problems: usize = dossiers.iter().map(|dossier| dossier.problems.len()).sum();
    assert_eq!(outcome.summary.problems, u64::try_from(problems).unwrap());
}

#[test]
fn the_summary_counts_what_is_explained_whatever_is_wanted() {
    for (name, format) in FORMATS {
        let file = file(name, format, &options(3));
        let (all, everything) = examined(&file, 8192, Wanted::Everything);
        check_counts(&all, &everything.dossiers);
        let (some, findings) = examined(&file, 8192, Wanted::Findings);
        let (none, counts) = examined(&file, 8192, Wanted::Counts);
        assert!(counts.dossiers.is_empty() && counts.batches > 0);
        for outcome in [&some, &none] {
            assert_eq!(format!("{:?}", outcome.summary), format!("{:?}", all.summary), "{name}");
        }
        let with_findings: Vec<String> = everything
            .dossiers
            .iter()
            .filter(|dossier| !dossier.findings.is_empty())
            .map(xibao_examiner::dossier_line)
            .collect();
        assert_eq!(findings.lines(), with_findings, "{name}");
    }
}

#[test]
fn batches_of_any_size_say_the_same() {
    for (name, format) in FORMATS {
        let file = file(name, format, &options(5));
        let (_, whole) = examined(&file, 8192, Wanted::Everything);
        for batch_rows in [1, 7] {
            let (_, parts) = examined(&file, batch_rows, Wanted::Everything);
            assert_eq!(parts.lines(), whole.lines(), "{name} by {batch_rows}");
            assert_eq!(parts.understood, whole.understood);
            let cells = |collector: &Collector| -> Vec<_> {
                collector.dossiers.iter().map(|dossier| dossier.finding_cells.clone()).collect()
            };
            assert_eq!(cells(&parts), cells(&whole));
            let done: Vec<u64> = parts.progress.iter().map(|(done, _)| *done).collect();
            assert!(done.is_sorted() && done.last() == Some(&90), "{done:?}");
            assert!(parts.progress.iter().all(|(_, share)| (0.0..=1.0).contains(share)));
        }
    }
}

#[test]
fn encodings_and_formats_of_tables_agree() {
    let options = options(9);
    let said = |name, format| {
        let (_, collector) = examined(&file(name, format, &options), 64, Wanted::Everything);
        let dossiers = collector.dossiers.into_iter();
        // Rows differ with titles; a month has no place in a column of days.
        dossiers
            .map(|dossier| {
                let told: Vec<(String, Level)> = told(&dossier)
                    .iter()
                    .map(|(rule, level)| ((*rule).to_owned(), *level))
                    .collect();
                (dossier.id, dossier.name, dossier.branch, dossier.stage, told)
            })
            .collect::<Vec<_>>()
    };
    let (name, format) = FORMATS[0];
    let first = said(name, format);
    for (name, format) in FORMATS.into_iter().skip(1).take(3) {
        assert_eq!(said(name, format), first, "{name}");
    }
}
