//! What a row would change of what is known. Pure: nothing is changed here.
//!
//! An empty cell never erases, a date known to the month never replaces the day that lies in it,
//! and a doubt about what is known already is none.

mod known;
mod tally;

use crate::fold;
use crate::item::{Item, OrganisationItem, RosterItem};
use crate::problem::{CellProblem, Severity};
use crate::read::{Entry, OrganisationEntry};
use std::borrow::Cow;
use xibao_domain::Field;
use xibao_rulebook::Dated;

pub(crate) use known::Values;
pub use known::{Known, KnownMobile, KnownOrganisation};
pub use tally::{ALARM_PER_CENT, ALARM_ROWS_MIN, Alarm, Counts, Tally};

/// What becomes of a row: the gravest of its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Nothing would change.
    Same,
    /// Nobody (nothing) of the kind is known; it would be entered.
    New,
    /// Values would change, or be filled in.
    Changed,
    /// A person must look at it first.
    Doubtful,
    /// It cannot be taken as it is.
    Refused,
}

/// What becomes of a cell. Values are plain: whoever shows them masks the sensitive ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellVerdict {
    /// As it is known.
    Same,
    /// Nothing is known there yet.
    New {
        /// The value, in words.
        to: String,
    },
    /// Something else is known.
    Changed {
        /// What is known, in words.
        from: String,
        /// What the row says, in words.
        to: String,
    },
    /// A person must look at it: the entry's problems say why.
    Doubtful {
        /// What is known, in words.
        from: Option<String>,
        /// What the row says, in words.
        to: Option<String>,
    },
    /// It cannot be used: the entry's problems say why.
    Refused,
}

/// What a row would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowVerdict<I = Item> {
    /// The row as the user sees it, from 1.
    pub row: u64,
    /// What becomes of it as a whole.
    pub verdict: Verdict,
    /// Was there something known to compare with?
    pub known: bool,
    /// What becomes of what the row says; cells that say nothing are not listed.
    pub cells: Vec<(I, CellVerdict)>,
}

/// What a row would change of a person, or what it would enter if nobody is known.
///
/// ```
/// use xibao_domain::{Field, Fields, Stage, Steps};
/// use xibao_roster::read::Entry;
/// use xibao_roster::verdict::{Known, Verdict, compare};
///
/// let fields = Fields::from([(Field::Name, "甲一".to_owned()), (Field::Sex, "1".to_owned())]);
/// let entry = Entry { row: 2, fields: fields.clone(), ..Entry::default() };
/// assert_eq!(compare(&entry, None).verdict, Verdict::New);
/// let known = Known::new(fields, Stage::Full, Steps::default());
/// assert_eq!(compare(&entry, Some(&known)).verdict, Verdict::Same);
/// ```
pub fn compare(entry: &Entry, known: Option<&Known>) -> RowVerdict {
    let mut verdict = compared(entry.row, entry, &entry.problems, known, Item::all());
    let nameless = !entry.fields.contains_key(&Field::Name);
    if known.is_none() && nameless {
        refuse(&mut verdict, Item::Field(Field::Name));
    }
    verdict
}

/// What a row would change of an organisation, or what it would enter if none is known.
pub fn compare_organisation(
    entry: &OrganisationEntry,
    known: Option<&KnownOrganisation>,
) -> RowVerdict<OrganisationItem> {
    let items = OrganisationItem::all();
    let mut verdict = compared(entry.row, entry, &entry.problems, known, items);
    if known.is_none() && entry.kind.is_none() {
        refuse(&mut verdict, OrganisationItem::Kind);
    }
    verdict
}

/// Nothing can be entered without this.
fn refuse<I: RosterItem>(verdict: &mut RowVerdict<I>, item: I) {
    verdict.verdict = Verdict::Refused;
    if !verdict.cells.iter().any(|(known, _)| *known == item) {
        verdict.cells.push((item, CellVerdict::Refused));
    }
}

fn compared<I: RosterItem>(
    row: u64,
    entry: &impl Values<I>,
    problems: &[CellProblem<I>],
    known: Option<&impl Values<I>>,
    items: impl Iterator<Item = I>,
) -> RowVerdict<I> {
    let mut cells = Vec::new();
    let mut verdict = if known.is_some() { Verdict::Same } else { Verdict::New };
    for item in items {
        let said = entry.value(item);
        let own = problems.iter().filter(|problem| problem.item == item);
        let worst = own.map(|problem| problem.severity).max();
        if said.is_none() && worst.is_none() {
            continue;
        }
        let before = known.and_then(|known| known.value(item));
        let cell = judged(item, before, said, worst);
        let weight = match &cell {
            CellVerdict::Same => Verdict::Same,
            CellVerdict::New { .. } if known.is_none() => Verdict::New,
            CellVerdict::New { .. } | CellVerdict::Changed { .. } => Verdict::Changed,
            CellVerdict::Doubtful { .. } => Verdict::Doubtful,
            CellVerdict::Refused => Verdict::Refused,
        };
        verdict = verdict.max(weight);
        cells.push((item, cell));
    }
    RowVerdict { row, verdict, known: known.is_some(), cells }
}

fn judged<I: RosterItem>(
    item: I,
    before: Option<Cow<'_, str>>,
    said: Option<Cow<'_, str>>,
    worst: Option<Severity>,
) -> CellVerdict {
    if worst == Some(Severity::Refused) {
        return CellVerdict::Refused;
    }
    let same = match (&before, &said) {
        (Some(before), Some(said)) => agrees(item, before, said),
        // What was never extended is extended by nothing.
        (None, Some(said)) => item.id() == "extension-months" && said == "0",
        _ => false,
    };
    let words = |value: Cow<'_, str>| match Field::of_id(item.id()) {
        Some(field) => crate::words::words(field, &value).to_owned(),
        None => value.into_owned(),
    };
    match (before, said, worst) {
        _ if same => CellVerdict::Same,
        (before, said, Some(_)) => {
            CellVerdict::Doubtful { from: before.map(words), to: said.map(words) }
        }
        (None, Some(said), None) => CellVerdict::New { to: words(said) },
        (Some(before), Some(said), None) => {
            CellVerdict::Changed { from: words(before), to: words(said) }
        }
        (_, None, None) => CellVerdict::Same,
    }
}

/// Does what is said tell nothing else than what is known?
fn agrees<I: RosterItem>(item: I, before: &str, said: &str) -> bool {
    if before == said {
        return true;
    }
    if item.is_date() {
        let days = (Dated::parse_stored(before), Dated::parse_stored(said));
        let (Ok(before), Ok(said)) = days else { return false };
        return said.lo <= before.lo && before.hi <= said.hi;
    }
    // Names of organisations are written with brackets of either width.
    matches!(item.id(), "branch" | "parent") && fold::compact(before) == fold::compact(said)
}
