//! Persons met twice, and births that cannot be.

use super::problem;
use crate::date::fold;
use crate::error::CellProblem;
use crate::mapping::{ColumnMap, Mapping};
use crate::target::Target;
use std::hash::{BuildHasher, RandomState};
use xibao_rulebook::{Column, Day, Text};
use xibao_table::{Cell, Rows};

/// A person met on a row of a batch, as a hash, so that a run over millions stays small and keeps
/// nobody's number.
#[derive(Debug, Clone, Copy)]
pub struct Met {
    pub(super) row: usize,
    pub(super) person: u64,
    pub(super) by: MetBy,
}

/// By what a person is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MetBy {
    /// The ID number.
    Number,
    /// Name and day of birth, where there is no ID number.
    NameAndBirth,
}

/// Who is in one batch of rows.
pub(super) struct Persons<'r> {
    pub(super) rows: &'r Rows,
    pub(super) kept: &'r [usize],
    pub(super) mapping: &'r Mapping,
    pub(super) born: Option<&'r Column>,
}

impl Persons<'_> {
    /// Rows without a usable ID number, by name and day of birth. With ID numbers the numbers
    /// decide, for two persons may share the rest.
    pub(super) fn by_name(&self, numbered: Option<&Column>, hasher: &RandomState) -> Vec<Met> {
        let name = self.mapping.columns.iter().find(|column| column.target == Target::Name);
        let (Some(name), Some(born)) = (name, self.born) else { return Vec::new() };
        let met = |(index, row): (usize, &usize)| {
            if numbered.is_some_and(|numbered| numbered.get(index).is_some()) {
                return None;
            }
            let (day, _) = born.get(index).filter(|(lo, hi)| lo == hi)?;
            let Cell::Text(text) = self.rows.cell(*row, name.index) else { return None };
            let text = fold(text);
            let person = hasher.hash_one((text.as_ref(), day));
            let met = Met { row: *row, person, by: MetBy::NameAndBirth };
            (!text.is_empty()).then_some(met)
        };
        self.kept.iter().enumerate().filter_map(met).collect()
    }

    /// Tells of births after the day of the examination.
    pub(super) fn unborn(&self, today: Day, problems: &mut Vec<CellProblem>) {
        let Some(born) = self.born else { return };
        if born.lo().iter().all(|day| *day <= today.number()) {
            return;
        }
        let by_number = |column: &&ColumnMap| column.target == Target::IdNumber;
        let columns = || self.mapping.columns.iter();
        let Some(column) =
            columns().find(|column| is_born(column)).or_else(|| columns().find(by_number))
        else {
            return;
        };
        for (index, row) in self.kept.iter().enumerate() {
            if let Some((day, _)) = born.get(index).filter(|(lo, _)| *lo > today.number()) {
                let value = Day::from_number(day).to_string();
                problems.push(problem(column, self.rows.number(*row), value, in_future()));
            }
        }
    }
}

fn is_born(column: &ColumnMap) -> bool {
    matches!(&column.target, Target::Field(field) if field.owner == "person")
}

fn in_future() -> Text {
    Text::new("出生日期在将来；请对照证件核对", "born in the future; compare with the card")
}
