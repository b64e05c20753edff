//! What a ledger implies without saying it in a cell of its own.

use super::Cells;
use super::reader::DATED;
use xibao_rulebook::{Column, Dated, NULL, Rulebook, SlotName};

/// What a ledger implies: a fact with any field happened, though its day may not be written; a
/// conversion that was approved has the outcome of its meeting.
pub(super) fn infer(cells: &mut Cells, book: &Rulebook, rows: usize) {
    count_dates(cells);
    copy_outcome(cells);
    if let Some(from) = cells.get(&("public-notice".to_owned(), "from".to_owned())).cloned() {
        cells.entry(("public-notice".to_owned(), "on".to_owned())).or_insert(from);
    }
    let owners: Vec<String> = cells.keys().map(|(owner, _)| owner.clone()).collect();
    for owner in owners {
        // A side fact without its day is of use only through the field that was written down.
        if !book.kind_of(&owner).is_some_and(|kind| kind.path) {
            continue;
        }
        let fields: Vec<&Column> = cells
            .iter()
            .filter(|((known, field), _)| *known == owner && field != "on" && field != "count")
            .map(|(_, column)| column)
            .collect();
        let on_key = (owner.clone(), "on".to_owned());
        let own_on = cells.get(&on_key);
        if fields.is_empty() && own_on.is_some() {
            continue;
        }
        let gap = |row: usize| own_on.is_none_or(|on| on.lo().get(row) == Some(&NULL));
        let told = |row: usize| fields.iter().any(|f| f.lo().get(row).is_some_and(|v| *v != NULL));
        if own_on.is_some() && !(0..rows).any(|row| gap(row) && told(row)) {
            continue;
        }
        let mut on = Column::default();
        for row in 0..rows {
            match own_on.and_then(|on| on.get(row)) {
                Some((lo, hi)) => on.push_interval(lo, hi),
                None if told(row) => {
                    on.push_dated(Dated::UNKNOWN);
                }
                None => on.push(NULL),
            }
        }
        cells.insert(on_key, on);
    }
}

/// The count of a repeated event: the dates written, or the stated number where it is larger, for
/// a ledger need not give every date.
fn count_dates(cells: &mut Cells) {
    let owners: Vec<String> =
        cells.keys().filter(|(_, field)| field == DATED).map(|(owner, _)| owner.clone()).collect();
    for owner in owners {
        let Some(dated) = cells.remove(&(owner.clone(), DATED.to_owned())) else { continue };
        let key = (owner, "count".to_owned());
        let count = match cells.remove(&key) {
            Some(stated) => {
                let pairs = stated.lo().iter().zip(dated.lo());
                // Not recorded is the smallest of numbers.
                Column::exact(pairs.map(|(stated, dated)| *stated.max(dated)).collect())
            }
            None => dated,
        };
        cells.insert(key, count);
    }
}

/// The approval of a conversion decides what its meeting resolved.
fn copy_outcome(cells: &mut Cells) {
    let outcome = cells.get(&("conversion-meeting".to_owned(), "outcome".to_owned())).cloned();
    let has_approval = cells.contains_key(&("conversion-approved".to_owned(), "on".to_owned()));
    if let (Some(outcome), true) = (outcome, has_approval) {
        // Only where there is an approval; else the outcome alone would stand for one.
        let on = cells.get(&("conversion-approved".to_owned(), "on".to_owned()));
        let mut copied = Column::default();
        for row in 0..outcome.len() {
            let approved = on.and_then(|on| on.get(row)).is_some();
            let value = outcome.get(row).filter(|_| approved);
            copied.push(value.map_or(NULL, |(value, _)| value));
        }
        cells.entry(("conversion-approved".to_owned(), "outcome".to_owned())).or_insert(copied);
    }
}

/// A column that no cell holds by itself: counts, and the facts that a selection reads.
pub(super) fn derived(
    cells: &Cells,
    book: &Rulebook,
    name: &SlotName,
    rows: usize,
) -> Option<Column> {
    let find = |owner: &str, field: &str| cells.get(&(owner.to_owned(), field.to_owned()));
    let Some(selection) = book.selection(&name.owner) else {
        if name.field != "count" {
            return None;
        }
        let on = find(&name.owner, "on")?;
        return Some(counts(on));
    };
    // A column of the selection itself says how often and when.
    let own = find(&name.owner, "on");
    if let (Some(own), "count") = (own, name.field.as_str()) {
        return Some(counts(own));
    }
    if own.is_some() {
        return None;
    }
    let source = if name.field == "count" { "on" } else { name.field.as_str() };
    let source = find(&selection.kind, source)?;
    let listed = selection.filter.as_ref().map(|(field, values, or_absent)| {
        let indices: Vec<i32> = value_indices(book, &selection.kind, field, values);
        (find(&selection.kind, field), indices, *or_absent)
    });
    if listed.is_none() {
        return Some(if name.field == "count" { counts(source) } else { source.clone() });
    }
    let mut column = Column::default();
    for row in 0..rows {
        let kept = listed.as_ref().is_none_or(|(values, indices, or_absent)| {
            match values.and_then(|values| values.get(row)) {
                Some((value, _)) => indices.contains(&value),
                None => *or_absent,
            }
        });
        let value = source.get(row).filter(|_| kept);
        if name.field == "count" {
            column.push(i32::from(value.is_some()));
        } else {
            match value {
                Some((lo, hi)) => column.push_interval(lo, hi),
                None => column.push(NULL),
            }
        }
    }
    Some(column)
}

/// Once in each row that has a value.
fn counts(column: &Column) -> Column {
    Column::exact(column.lo().iter().map(|value| i32::from(*value != NULL)).collect())
}

fn value_indices(book: &Rulebook, kind: &str, field: &str, values: &[String]) -> Vec<i32> {
    let kind = book.kind(kind);
    let field = kind.and_then(|kind| kind.fields.iter().find(|known| known.name == field));
    let Some(xibao_rulebook::FieldType::Enum(known)) = field.map(|field| &field.ty) else {
        return Vec::new();
    };
    let indices = known.iter().enumerate().filter(|(_, value)| values.contains(value));
    indices.filter_map(|(index, _)| i32::try_from(index).ok()).collect()
}
