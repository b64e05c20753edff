//! Cells that cannot be used as they are.

use crate::item::{Item, RosterItem};
use xibao_rulebook::Text;

/// How much is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A person must look at it; the value is kept.
    Doubtful,
    /// The value is not kept.
    Refused,
}

/// A cell that cannot be used as it is; the other cells of its row still can.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem<I = Item> {
    /// The row as the user sees it, from 1.
    pub row: u64,
    /// The column, from 0.
    pub column: usize,
    /// The letters of the column, as a spreadsheet shows them.
    pub letters: String,
    /// The heading of the column as written.
    pub heading: String,
    /// What the column holds.
    pub item: I,
    /// What stands in the cell; masked where it is sensitive.
    pub value: String,
    /// What is wrong and what to do.
    pub text: Text,
    /// How much is wrong.
    pub severity: Severity,
}

impl<I: RosterItem> CellProblem<I> {
    /// The cell as the user names it, such as `F12`.
    pub fn place(&self) -> String {
        format!("{}{}", self.letters, self.row)
    }
}
