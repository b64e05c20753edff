//! A table of cases judged: counts for all of them, explanations for those that are shown.

use crate::dossier::{RuleCount, Summary};
use std::collections::BTreeMap;
use xibao_rulebook::{
    Columns, Force, Level, Outcome, Outcomes, Reckoner, Reckoning, Rule, Scratch,
};

/// The finding that records of one event disagree, counted as if it were a rule.
const CONTRADICTED: &str = "fact-contradicted";

/// Which dossiers are explained, and how far. Explanations cost more than verdicts, so they are
/// made only for what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Counts alone.
    Counts,
    /// Dossiers with a finding or a problem.
    Findings,
    /// Every dossier, with stage, terms and next steps.
    Everything,
}

/// The rules of one procedure at work on table after table.
pub(crate) struct Judge<'a> {
    reckoner: Reckoner<'a>,
    scratch: Scratch,
    /// For each rule of the program: does the table have the columns it needs?
    examined: Vec<bool>,
    counts: Vec<RuleCount>,
    contradictions: u64,
}

/// What the rows of a chunk have against them.
#[derive(Clone, Copy, Default)]
struct RowFlags {
    breach: bool,
    any: bool,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(reckoner: Reckoner<'a>) -> Judge<'a> {
        let rules = reckoner.program().rules();
        let book = reckoner.book();
        let name = |rule: usize| book.rules.get(rule).map(|rule| rule.id.clone());
        let counts = rules
            .iter()
            .map(|compiled| RuleCount {
                rule: name(compiled.rule).unwrap_or_default(),
                ..RuleCount::default()
            })
            .collect();
        let examined = vec![true; rules.len()];
        let scratch = reckoner.program().scratch();
        Judge { reckoner, scratch, examined, counts, contradictions: 0 }
    }

    pub(crate) fn reckoner(&self) -> &Reckoner<'a> {
        &self.reckoner
    }

    /// Leaves out the rules for which `has` lacks a column; returns their ids.
    pub(crate) fn restrict(&mut self, has: impl Fn(xibao_rulebook::SlotId) -> bool) -> Vec<String> {
        let mut left_out = Vec::new();
        let rules = self.reckoner.program().rules();
        for ((compiled, examined), count) in rules.iter().zip(&mut self.examined).zip(&self.counts)
        {
            *examined = compiled.needs.iter().all(|group| group.iter().any(|slot| has(*slot)));
            if !*examined {
                left_out.push(count.rule.clone());
            }
        }
        left_out
    }

    /// Judges a table; `show` gets the number of each wanted row and what is said of it.
    pub(crate) fn judge(
        &mut self,
        columns: &Columns,
        wanted: Wanted,
        summary: &mut Summary,
        show: &mut dyn FnMut(usize, Reckoning),
    ) {
        let Judge { reckoner, scratch, examined, counts, .. } = self;
        let mut flags = Vec::new();
        reckoner.program().run(columns, scratch, &mut |outcomes| {
            flags.clear();
            flags.resize(outcomes.rows(), RowFlags::default());
            for (index, count) in counts.iter_mut().enumerate() {
                if examined.get(index) == Some(&true) {
                    tally(reckoner, columns, outcomes, index, count, &mut flags);
                }
            }
            let rule_examined = |rule: usize| examined.get(rule) == Some(&true);
            for (row, flag) in flags.iter().enumerate() {
                summary.with_breaches += u64::from(flag.breach);
                summary.with_findings += u64::from(flag.any);
                let shown = match wanted {
                    Wanted::Counts => false,
                    Wanted::Findings => flag.any,
                    Wanted::Everything => true,
                };
                if shown {
                    let reckoning = reckoner.row(columns, outcomes, row, &rule_examined);
                    show(outcomes.first_row() + row, reckoning);
                }
            }
        });
        summary.dossiers += u64::try_from(columns.rows()).unwrap_or(u64::MAX);
    }

    /// Counts records of one event that disagree; no column shows them.
    pub(crate) fn contradicted(&mut self, count: usize) {
        self.contradictions += u64::try_from(count).unwrap_or(u64::MAX);
    }

    /// The counts, in the order of the rules.
    pub(crate) fn into_counts(self) -> Vec<RuleCount> {
        let mut counts = self.counts;
        counts.push(RuleCount {
            rule: CONTRADICTED.to_owned(),
            unknown: self.contradictions,
            ..RuleCount::default()
        });
        counts
    }
}

/// Counts what one rule says of a chunk.
fn tally(
    reckoner: &Reckoner<'_>,
    columns: &Columns,
    outcomes: &Outcomes<'_>,
    index: usize,
    count: &mut RuleCount,
    flags: &mut [RowFlags],
) {
    let codes = outcomes.codes(index);
    if codes.iter().all(|code| *code == 0) {
        return;
    }
    let compiled = reckoner.program().rules().get(index);
    let rule = compiled.and_then(|compiled| reckoner.book().rules.get(compiled.rule));
    let force = rule.and_then(one_force);
    for (row, flag) in flags.iter_mut().enumerate() {
        match outcomes.get(index, row) {
            Outcome::Silent => {}
            Outcome::Unsettled => {
                count.unknown += 1;
                flag.any = true;
            }
            Outcome::Broken => {
                // The force of a rule may depend on the edition, and so on the row.
                let force = force.unwrap_or_else(|| {
                    let only = |other: usize| other == index;
                    let findings = reckoner.row_findings(columns, outcomes, row, &only);
                    let level = findings.first().map(|finding| finding.level);
                    if level == Some(Level::Warning) { Force::Soft } else { Force::Hard }
                });
                flag.any = true;
                flag.breach |= force == Force::Hard;
                count.breaches += u64::from(force == Force::Hard);
                count.warnings += u64::from(force == Force::Soft);
            }
        }
    }
}

/// The force of a rule, if it is the same in every edition.
fn one_force(rule: &Rule) -> Option<Force> {
    let first = rule.cites.first()?.force;
    rule.cites.iter().all(|cite| cite.force == first).then_some(first)
}

/// Adds counts rule by rule and puts the worst first.
pub(crate) fn merge_counts(into: &mut Vec<RuleCount>, counts: Vec<RuleCount>) {
    let mut merged: BTreeMap<String, RuleCount> =
        into.drain(..).map(|count| (count.rule.clone(), count)).collect();
    for count in counts {
        let known = merged
            .entry(count.rule.clone())
            .or_insert_with(|| RuleCount { rule: count.rule.clone(), ..RuleCount::default() });
        known.breaches += count.breaches;
        known.warnings += count.warnings;
        known.unknown += count.unknown;
    }
    into.extend(
        merged.into_values().filter(|count| count.breaches + count.warnings + count.unknown > 0),
    );
    into.sort_by(|a, b| {
        (b.breaches, b.warnings, b.unknown, &a.rule)
            .cmp(&(a.breaches, a.warnings, a.unknown, &b.rule))
    });
}
