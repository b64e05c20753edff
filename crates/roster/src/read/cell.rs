//! One cell: its text, and what is told about it.

use crate::fold;
use crate::head::HeadColumn;
use crate::item::RosterItem;
use crate::mask;
use crate::problem::{CellProblem, Severity};
use crate::values::Found;
use std::borrow::Cow;
use xibao_ledger::column_letters;
use xibao_rulebook::{Day, Text};
use xibao_table::Cell;

/// A formula error instead of a value.
pub(super) struct FormulaError<'a>(pub(super) &'a str);

/// The text of a cell without what does not belong to the value; `guarded`: a leading apostrophe
/// before a sign that begins formulas was put there on writing.
pub(super) fn text_of(
    cell: Cell<'_>,
    guarded: bool,
) -> Result<Option<Cow<'_, str>>, FormulaError<'_>> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Error(error) => return Err(FormulaError(error)),
        Cell::Text(text) => {
            let text = if guarded { crate::write::unguarded(text) } else { text };
            fold::tidy(text)
        }
        Cell::Number(number) => Cow::Owned(format!("{number}")),
        Cell::Day(day) => Cow::Owned(Day::from_number(day).to_string()),
        Cell::Bool(value) => Cow::Borrowed(if value { "是" } else { "否" }),
    };
    Ok((!text.is_empty()).then_some(text))
}

/// The cell being read, and where to tell what is wrong with it.
pub(super) struct Place<'a, I> {
    pub(super) row: u64,
    pub(super) column: &'a HeadColumn<I>,
    pub(super) problems: &'a mut Vec<CellProblem<I>>,
}

impl<I: RosterItem> Place<'_, I> {
    /// The value that was found, after telling what is wrong with it.
    pub(super) fn settle<T>(&mut self, shown: &str, found: Found<T>) -> Option<T> {
        self.settle_as(self.column.item, shown, found)
    }

    /// As [`Place::settle`], for a cell that says something else than its heading.
    pub(super) fn settle_as<T>(&mut self, item: I, shown: &str, found: Found<T>) -> Option<T> {
        match found {
            Found::Nothing => None,
            Found::Value(value) => Some(value),
            Found::Doubtful(value, text) => {
                self.tell(item, shown, Severity::Doubtful, text);
                Some(value)
            }
            Found::Refused(text) => {
                self.tell(item, shown, Severity::Refused, text);
                None
            }
        }
    }

    pub(super) fn tell(&mut self, item: I, shown: &str, severity: Severity, text: Text) {
        let sensitive = item.is_sensitive() || self.column.item.is_sensitive();
        let value = if sensitive { mask::masked(item.id(), shown) } else { fold::clip(shown) };
        self.problems.push(CellProblem {
            row: self.row,
            column: self.column.column,
            letters: column_letters(self.column.column),
            heading: self.column.heading.clone(),
            item,
            value,
            text,
            severity,
        });
    }

    pub(super) fn formula_error(&mut self, error: &str) {
        let text = Text::new(
            format!("单元格是公式错误 {error}；请修正公式或直接填值"),
            format!("the cell is the formula error {error}; mend the formula or type the value"),
        );
        let item = self.column.item;
        self.tell(item, error, Severity::Refused, text);
    }

    /// A value that was masked before it was written must not replace the real one.
    pub(super) fn is_masked(&mut self, text: &str) -> bool {
        if !self.column.item.is_sensitive() || !mask::is_masked(text) {
            return false;
        }
        let told = Text::new(
            "这是脱敏后的内容，不能导入；请用未脱敏的名册，或清空这一格",
            "this was masked when it was exported and cannot be imported; use a roster that is not \
             masked, or empty the cell",
        );
        self.tell(self.column.item, text, Severity::Refused, told);
        true
    }
}
