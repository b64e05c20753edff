//! Clean dossiers give no finding, planted ones the one that was planted.

use crate::common::{book, from_case, from_row, told};
use proptest::prelude::*;
use std::collections::BTreeMap;
use xibao_rulebook::{Day, Finding, Level, Reckoner};
use xibao_sample::{SampleDossier, SampleOptions, Step, bundled_options, dossiers};

fn options(seed: u64, count: u64, breach_rate: f64, today: &str) -> SampleOptions {
    SampleOptions { seed, count, breach_rate, today: Day::parse(today).unwrap() }
}

/// What is wrong with the findings of a dossier, if anything is.
fn objection(dossier: &SampleDossier, findings: &[Finding], in_table: bool) -> Option<String> {
    let told = told(findings);
    let planted = dossier.planted.first().filter(|planted| planted.in_tables || !in_table);
    let expected = planted.map(|planted| (planted.rule.to_owned(), planted.level));
    let missing = expected.as_ref().is_some_and(|expected| !told.contains(expected));
    let accompanied = planted.map_or(&[][..], |planted| planted.accompanied_by);
    let surplus = told.iter().any(|finding| {
        Some(finding) != expected.as_ref() && !accompanied.contains(&finding.0.as_str())
    });
    (missing || surplus).then(|| {
        let why: Vec<&str> = findings.iter().map(|finding| finding.why_en.as_str()).collect();
        let json = serde_json::to_string(&dossier.to_case()).unwrap();
        format!("expected {expected:?}, told {told:?} {why:?} (table: {in_table}) of {json}")
    })
}

fn check(reckoner: &Reckoner<'_>, options: &SampleOptions) -> Result<(), TestCaseError> {
    for dossier in dossiers(options) {
        let from_case = from_case(reckoner, &dossier);
        let from_row = from_row(reckoner, &dossier);
        let case = objection(&dossier, &from_case, false);
        let row = objection(&dossier, &from_row, true);
        prop_assert!(case.is_none(), "{}", case.unwrap());
        prop_assert!(row.is_none(), "{}", row.unwrap());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn clean_dossiers_give_no_finding(seed in any::<u64>(), late in 0..1_500) {
        let book = book();
        let today = Day::parse("2023-01-01").unwrap().add_days(late);
        let options = SampleOptions { breach_rate: 0.0, ..SampleOptions::new(seed, 250, today) };
        check(&Reckoner::new(&book, "admission"), &options)?;
    }

    #[test]
    fn planted_dossiers_give_what_was_planted(seed in any::<u64>(), late in 0..1_500) {
        let book = book();
        let today = Day::parse("2025-01-01").unwrap().add_days(late);
        let options = SampleOptions { breach_rate: 1.0, ..SampleOptions::new(seed, 250, today) };
        check(&Reckoner::new(&book, "admission"), &options)?;
    }
}

#[test]
fn every_kind_of_breach_is_planted_and_every_stage_reached() {
    let book = book();
    let reckoner = Reckoner::new(&book, "admission");
    let mut planted = BTreeMap::new();
    for dossier in dossiers(&options(1, 3_000, 1.0, "2026-11-24")) {
        for plant in &dossier.planted {
            *planted.entry((plant.rule, plant.level)).or_insert(0) += 1;
        }
    }
    assert!(planted.len() >= 26, "{planted:?}");
    assert!(planted.values().all(|count| *count > 20), "{planted:?}");
    let mut stages = BTreeMap::new();
    for dossier in dossiers(&options(1, 1_000, 0.0, "2026-11-24")) {
        let json = serde_json::to_value(dossier.to_case()).unwrap();
        let (case, _) = xibao_rulebook::read_case(&book, &json);
        *stages.entry(reckoner.reckon(&case).stage).or_insert(0) += 1;
    }
    for stage in ["applicant", "activist", "candidate", "probationer", "member"] {
        assert!(stages.get(&Some(stage.to_owned())) > Some(&20), "{stages:?}");
    }
}

#[test]
fn nearly_every_breach_that_is_drawn_finds_a_life() {
    let all = dossiers(&options(3, 2_000, 1.0, "2026-11-24"));
    let planted = all.filter(|dossier| !dossier.planted.is_empty()).count();
    assert!(planted > 1_900, "{planted} of 2000");
}

#[test]
fn dossiers_fall_under_both_editions_and_across() {
    let edition = Day::parse("2026-05-18").unwrap();
    let book = book();
    let dev = book.editions.iter().find(|known| known.source == "dev" && known.id == "2026");
    assert_eq!(dev.unwrap().from, Some(edition));
    let all: Vec<SampleDossier> = dossiers(&options(2, 2_000, 0.0, "2026-11-24")).collect();
    let has = |step| all.iter().filter(|dossier| dossier.facts.has(step)).count();
    assert!(has(Step::CandidateFiled) > 300);
    assert!(has(Step::PublicNotice) > 50);
    let across = all.iter().filter(|dossier| {
        let on = |step| dossier.facts.on(step).map(|dated| dated.lo);
        on(Step::CandidateDecided).is_some_and(|day| day < edition)
            && on(Step::CandidateListed).is_some_and(|day| day >= edition)
    });
    assert!(across.count() > 5);
    assert!(all.iter().any(|dossier| dossier.facts.transfer.is_some()));
    assert!(all.iter().any(|dossier| dossier.facts.rounds.len() == 2));
}

#[test]
fn a_dossier_depends_on_seed_and_number_alone() {
    let few: Vec<SampleDossier> = dossiers(&options(7, 20, 0.5, "2026-11-24")).collect();
    let many: Vec<SampleDossier> = dossiers(&options(7, 200, 0.5, "2026-11-24")).take(20).collect();
    let other: Vec<SampleDossier> = dossiers(&options(8, 20, 0.5, "2026-11-24")).collect();
    assert_eq!(few, many);
    assert_ne!(few, other);
}

#[test]
fn people_are_consistent() {
    for dossier in dossiers(&options(11, 1_000, 0.0, "2026-11-24")) {
        let number = dossier.id_number.as_str();
        assert!(valid_number(number), "{number}");
        let born = dossier.born.to_string().replace('-', "");
        assert!(number.starts_with(&format!("990000{born}")), "{number}");
        let sequence: u32 = number.get(14..17).unwrap().parse().unwrap();
        assert_eq!(if sequence % 2 == 1 { "男" } else { "女" }, dossier.sex.zh());
        let applied = dossier.facts.on(Step::ApplicationSubmitted).unwrap().lo;
        let years = dossier.born.full_months_until(applied) / 12;
        assert!((18..60).contains(&years), "{years}");
        assert!(!dossier.facts.introducers.contains(&dossier.name));
        assert!(!dossier.facts.contacts.contains(&dossier.name));
    }
}

/// By the remainder of the weighted sum with the check digit itself, as GB 11643 defines it.
fn valid_number(number: &str) -> bool {
    let digits = number.chars().map(|c| if c == 'X' { 10 } else { c.to_digit(10).unwrap() });
    let sum: u32 = digits.rev().zip(0..).map(|(digit, power)| digit * 2_u32.pow(power)).sum();
    number.len() == 18 && sum % 11 == 1
}

#[test]
fn the_bundled_sample_is_as_announced() {
    let options = bundled_options();
    assert_eq!((options.count, options.today), (100, Day::parse("2026-11-24").unwrap()));
    let all: Vec<SampleDossier> = dossiers(&options).collect();
    let planted = all.iter().flat_map(|dossier| &dossier.planted);
    let levels: Vec<Level> = planted.map(|planted| planted.level).collect();
    assert!((15..=40).contains(&levels.len()), "{}", levels.len());
    assert!(levels.contains(&Level::Unknown) && levels.contains(&Level::Warning), "{levels:?}");
}

#[test]
fn no_identity_number_comes_twice() {
    let all = dossiers(&options(5, 60_000, 0.2, "2026-11-24"));
    let mut numbers: Vec<String> =
        all.map(|dossier| dossier.id_number.as_str().to_owned()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 60_000);
}
