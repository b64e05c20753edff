//! Rosters in two acts: a stored preview with a verdict for every row, then its commit as one
//! batch, which can be undone as one.

mod commit;
mod matching;
mod preview;
pub(crate) mod problems;
mod proposal;

use serde::{Deserialize, Serialize};
use xibao_domain::person::{PersonEvent, Registration};
use xibao_domain::{OrganisationId, PreviewId};
use xibao_roster::RosterItem;
use xibao_roster::verdict::{CellVerdict, RowVerdict};
use xibao_rulebook::{Dated, Text};

pub use commit::Committed;

/// What a preview is to be made of.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// The file.
    pub path: std::path::PathBuf,
    /// The sheet; `None`: the first with anything in it.
    pub sheet: Option<String>,
    /// The part of the tree whose people the file is about.
    pub within: OrganisationId,
    /// Who records.
    pub actor: String,
}

/// Counts of rows by verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RowCounts {
    /// Nothing would change.
    pub same: u64,
    /// Would be entered.
    pub new: u64,
    /// Would change.
    pub changed: u64,
    /// To be looked at first.
    pub doubtful: u64,
    /// Cannot be taken.
    pub refused: u64,
}

/// What a preview says as a whole; stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PreviewSummary {
    /// Rows by verdict.
    pub rows: RowCounts,
    /// Columns that would change for many rows.
    pub alarms: Vec<Text>,
    /// Columns that are not read, rows that were skipped, and other remarks.
    pub remarks: Vec<Text>,
    /// Batches of the register when it was made: if there are no more, nothing can be stale.
    pub batches: i64,
    /// The part of the tree it is about.
    pub within: Option<OrganisationId>,
}

/// A preview that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Its identity.
    pub id: PreviewId,
    /// What it says.
    pub summary: PreviewSummary,
}

/// A cell that would change or is in doubt; sensitive values masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellNote {
    /// The column's item.
    pub item: String,
    /// `new`, `changed`, `doubtful` or `refused`.
    pub verdict: String,
    /// What is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What the row says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The cells of a row that are not the same; `shown` masks what is sensitive.
pub(crate) fn cell_notes<I: RosterItem>(
    verdict: &RowVerdict<I>,
    shown: impl Fn(I, &str) -> String,
) -> Vec<CellNote> {
    let notes = verdict.cells.iter().filter_map(|(item, cell)| {
        let (word, from, to) = match cell {
            CellVerdict::Same => return None,
            CellVerdict::New { to } => ("new", None, Some(to)),
            CellVerdict::Changed { from, to } => ("changed", Some(from), Some(to)),
            CellVerdict::Doubtful { from, to } => ("doubtful", from.as_ref(), to.as_ref()),
            CellVerdict::Refused => ("refused", None, None),
        };
        Some(CellNote {
            item: item.id().to_owned(),
            verdict: word.to_owned(),
            from: from.map(|value| shown(*item, value)),
            to: to.map(|value| shown(*item, value)),
        })
    });
    notes.collect()
}

/// What stands in the way of a row, or is to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowNote {
    /// The cell, such as `F12`; empty where it is the row.
    pub place: String,
    /// What.
    pub text: Text,
}

/// A line of a preview as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineBody {
    /// A new person to be entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) register: Option<Box<Registration>>,
    /// What would be recorded of a known person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) events: Vec<(Dated, PersonEvent)>,
    /// Cells that would change or are in doubt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<CellNote>,
    /// What stands in the way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<RowNote>,
}
