//! The compiled rulebook on the same columns.

use super::dossiers::Dossiers;
use anyhow::{Result, ensure};
use std::cell::RefCell;
use std::time::Instant;
use xibao_rulebook::{Column, Columns, Program, Rulebook, Scratch, bundled};

pub(crate) struct Engine {
    program: Program,
    columns: Columns,
    scratch: RefCell<Scratch>,
}

impl Engine {
    /// Compiles the fourteen rules and hands over the columns.
    pub(crate) fn new(dossiers: &Dossiers) -> Result<Engine> {
        let book = Rulebook::read(&[("rules.toml", include_str!("rules.toml"))])?;
        let program = Program::compile(&book, "dossier");
        ensure!(program.rules().len() == 15, "the benchmark rulebook lost a rule");
        let mut columns = Columns::new(program.layout());
        for (owner, field, values) in [
            ("person", "born", &dossiers.birth),
            ("application", "on", &dossiers.applied),
            ("talk", "on", &dossiers.talk),
            ("activist", "on", &dossiers.activist),
            ("activist", "contacts", &dossiers.contacts),
            ("activist", "inspections", &dossiers.inspections),
            ("candidate", "on", &dossiers.candidate),
            ("candidate", "introducers", &dossiers.introducers),
            ("review", "on", &dossiers.review),
            ("review", "days", &dossiers.training_days),
            ("review", "hours", &dossiers.training_hours),
            ("pre-review", "on", &dossiers.pre_review),
            ("meeting", "on", &dossiers.meeting),
            ("meeting", "eligible", &dossiers.eligible),
            ("meeting", "present", &dossiers.present),
            ("meeting", "ayes", &dossiers.ayes),
            ("meeting", "written", &dossiers.written),
            ("approval", "on", &dossiers.approval),
            ("conversion", "on", &dossiers.conversion),
            ("conversion", "extension", &dossiers.extension),
            ("regularised", "on", &dossiers.regularised),
        ] {
            let slot = program.layout().find(owner, field);
            let column = slot.and_then(|slot| columns.column_mut(slot));
            let column = column.ok_or_else(|| anyhow::anyhow!("no column {owner}.{field}"))?;
            *column = Column::exact(values.clone());
        }
        columns.set_rows(dossiers.len());
        let scratch = RefCell::new(program.scratch());
        Ok(Engine { program, columns, scratch })
    }

    /// A bit for each rule that is broken.
    pub(crate) fn check(&self, masks: &mut [u16]) {
        let mut scratch = self.scratch.borrow_mut();
        self.program.run(&self.columns, &mut scratch, &mut |outcomes| {
            let rows = outcomes.first_row()..outcomes.first_row() + outcomes.rows();
            let masks = masks.get_mut(rows).unwrap_or_default();
            masks.fill(0);
            for rule in 0..self.program.rules().len() {
                for (mask, code) in masks.iter_mut().zip(outcomes.codes(rule)) {
                    *mask |= u16::from(*code == 1) << rule;
                }
            }
        });
    }
}

/// The whole bundled rulebook on generated dossiers: how many rules, millions a second.
pub(crate) fn whole_rulebook(count: usize) -> Result<(usize, f64)> {
    let book = bundled::cpc()?;
    let program = Program::compile(&book, "admission");
    let dossiers = Dossiers::generate(count, 7);
    let mut columns = Columns::new(program.layout());
    for (owner, field, values) in [
        ("person", "born", &dossiers.birth),
        ("application-received", "on", &dossiers.applied),
        ("first-talk", "on", &dossiers.talk),
        ("activist-determined", "on", &dossiers.activist),
        ("candidate-decided", "on", &dossiers.candidate),
        ("political-review", "on", &dossiers.review),
        ("pre-review", "on", &dossiers.pre_review),
        ("admission-meeting", "on", &dossiers.meeting),
        ("admission-meeting", "eligible", &dossiers.eligible),
        ("admission-meeting", "present", &dossiers.present),
        ("admission-meeting", "ayes", &dossiers.ayes),
        ("admission-approved", "on", &dossiers.approval),
        ("conversion-meeting", "on", &dossiers.conversion),
    ] {
        let slot = program.layout().find(owner, field);
        if let Some(column) = slot.and_then(|slot| columns.column_mut(slot)) {
            *column = Column::exact(values.clone());
        }
    }
    columns.set_rows(count);
    let mut scratch = program.scratch();
    let mut broken = 0_usize;
    let mut times = Vec::new();
    for _ in 0..super::RUNS {
        let start = Instant::now();
        program.run(&columns, &mut scratch, &mut |outcomes| {
            for rule in 0..program.rules().len() {
                broken +=
                    outcomes.codes(rule).iter().map(|code| usize::from(*code == 1)).sum::<usize>();
            }
        });
        times.push(start.elapsed());
    }
    ensure!(broken > 0, "no rule of the whole rulebook fired");
    Ok((program.rules().len(), super::rate(count, &mut times)))
}
