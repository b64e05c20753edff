//! Many rows at once: what changes in each column, and when to be alarmed.

use super::{CellVerdict, RowVerdict, Verdict};
use crate::item::{Item, RosterItem};
use std::collections::BTreeMap;
use xibao_rulebook::Text;

/// A column that would change for as many of a hundred known rows is alarming: most often a file
/// has columns moved against rows.
pub const ALARM_PER_CENT: u64 = 30;

/// Fewer changed rows alarm nobody.
pub const ALARM_ROWS_MIN: u64 = 5;

/// How often each verdict was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// As known.
    pub same: u64,
    /// New.
    pub new: u64,
    /// Something else is known.
    pub changed: u64,
    /// A person must look at it.
    pub doubtful: u64,
    /// It cannot be used.
    pub refused: u64,
}

impl Counts {
    fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Same => self.same += 1,
            Verdict::New => self.new += 1,
            Verdict::Changed => self.changed += 1,
            Verdict::Doubtful => self.doubtful += 1,
            Verdict::Refused => self.refused += 1,
        }
    }
}

/// A column that would change for many rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm<I = Item> {
    /// What the column holds.
    pub item: I,
    /// Rows in which it would change.
    pub changed: u64,
    /// Rows of people (organisations) that are known.
    pub known: u64,
    /// What to tell.
    pub text: Text,
}

/// Counts over rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally<I = Item> {
    /// Of rows.
    pub rows: Counts,
    /// Rows for which something was known.
    pub known: u64,
    /// Of cells, by what they hold.
    pub cells: BTreeMap<I, Counts>,
    /// Known values that would be replaced, doubtful ones included.
    replaced: BTreeMap<I, u64>,
}

impl<I: RosterItem> Default for Tally<I> {
    fn default() -> Tally<I> {
        Tally {
            rows: Counts::default(),
            known: 0,
            cells: BTreeMap::new(),
            replaced: BTreeMap::new(),
        }
    }
}

impl<I: RosterItem> Tally<I> {
    /// Counts a row.
    pub fn add(&mut self, row: &RowVerdict<I>) {
        self.rows.add(row.verdict);
        self.known += u64::from(row.known);
        for (item, cell) in &row.cells {
            let verdict = match cell {
                CellVerdict::Same => Verdict::Same,
                CellVerdict::New { .. } => Verdict::New,
                CellVerdict::Changed { .. } => Verdict::Changed,
                CellVerdict::Doubtful { .. } => Verdict::Doubtful,
                CellVerdict::Refused => Verdict::Refused,
            };
            self.cells.entry(*item).or_default().add(verdict);
            let replaces = matches!(
                cell,
                CellVerdict::Changed { .. } | CellVerdict::Doubtful { from: Some(_), to: Some(_) }
            );
            if replaces {
                *self.replaced.entry(*item).or_default() += 1;
            }
        }
    }

    /// Columns that would change for [`ALARM_PER_CENT`] or more of the known rows, if those are
    /// at least [`ALARM_ROWS_MIN`].
    pub fn alarms(&self) -> Vec<Alarm<I>> {
        let many = |changed: u64| {
            changed >= ALARM_ROWS_MIN
                && changed.saturating_mul(100) >= self.known.saturating_mul(ALARM_PER_CENT)
        };
        let replaced = self.replaced.iter().filter(|(_, changed)| many(**changed));
        replaced.map(|(item, changed)| self.alarm(*item, *changed)).collect()
    }

    fn alarm(&self, item: I, changed: u64) -> Alarm<I> {
        let (name, known) = (item.text(), self.known);
        let text = Text::new(
            format!(
                "“{}”将在 {known} 行已有记录中改动 {changed} 行；如不是有意整列更新，请先核对是否错列、错行",
                name.zh
            ),
            format!(
                "\"{}\" would change in {changed} of {known} known rows; unless the whole column is \
                 meant to be updated, check that columns and rows have not been moved",
                name.en
            ),
        );
        Alarm { item, changed, known, text }
    }
}
