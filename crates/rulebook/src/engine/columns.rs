//! What rules read of many cases, one column per field.

use crate::day::{Dated, Day};
use crate::model::SlotName;
use std::collections::BTreeMap;

/// Not recorded.
pub const NULL: i32 = i32::MIN;

/// A column of a [`Columns`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotId(pub usize);

impl SlotId {
    /// The day of the examination: the first column of every table.
    pub const TODAY: SlotId = SlotId(0);
}

/// Which column holds what.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    slots: Vec<SlotName>,
    /// By owner, then by field, so that a look-up needs no name of its own.
    index: BTreeMap<String, BTreeMap<String, SlotId>>,
}

impl Layout {
    pub(crate) fn new() -> Layout {
        let mut layout = Layout::default();
        layout.add(&SlotName { owner: String::new(), field: "today".to_owned() });
        layout
    }

    pub(crate) fn add(&mut self, name: &SlotName) -> SlotId {
        if let Some(id) = self.find(&name.owner, &name.field) {
            return id;
        }
        let id = SlotId(self.slots.len());
        self.slots.push(name.clone());
        self.index.entry(name.owner.clone()).or_default().insert(name.field.clone(), id);
        id
    }

    /// The column of a field, if any rule reads it.
    pub fn find(&self, owner: &str, field: &str) -> Option<SlotId> {
        self.index.get(owner)?.get(field).copied()
    }

    /// What a column holds.
    pub fn name(&self, id: SlotId) -> Option<&SlotName> {
        self.slots.get(id.0)
    }

    /// Every column with what it holds, the day of the examination first.
    pub fn iter(&self) -> impl Iterator<Item = (SlotId, &SlotName)> {
        self.slots.iter().enumerate().map(|(index, name)| (SlotId(index), name))
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// A layout always has the day of the examination.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

/// One column: day numbers, numbers, yes (1) and no (0), or indices of listed values.
///
/// `hi` exists only if some value is an interval, so that exact data pays nothing for it.
#[derive(Debug, Clone, Default)]
pub struct Column {
    lo: Vec<i32>,
    hi: Option<Vec<i32>>,
}

impl Column {
    /// A column of exact values; [`NULL`] where nothing is recorded.
    pub fn exact(values: Vec<i32>) -> Column {
        Column { lo: values, hi: None }
    }

    /// Adds an exact value.
    pub fn push(&mut self, value: i32) {
        self.lo.push(value);
        if let Some(hi) = &mut self.hi {
            hi.push(value);
        }
    }

    /// Adds a value known only to lie from `lo` to `hi`.
    pub fn push_interval(&mut self, lo: i32, hi: i32) {
        if lo != hi && self.hi.is_none() {
            self.hi = Some(self.lo.clone());
        }
        self.lo.push(lo);
        if let Some(column) = &mut self.hi {
            column.push(hi);
        }
    }

    /// Adds a date.
    pub fn push_dated(&mut self, dated: Dated) {
        self.push_interval(dated.lo.number(), dated.hi.number());
    }

    /// Rows in this column.
    pub fn len(&self) -> usize {
        self.lo.len()
    }

    /// Has it no row?
    pub fn is_empty(&self) -> bool {
        self.lo.is_empty()
    }

    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.lo.clear();
        self.hi = None;
    }

    /// The interval in a row, if something is recorded there.
    pub fn get(&self, row: usize) -> Option<(i32, i32)> {
        let lo = *self.lo.get(row)?;
        let hi = self.hi.as_ref().and_then(|hi| hi.get(row)).copied().unwrap_or(lo);
        (lo != NULL).then_some((lo, hi))
    }

    /// The earliest reading of every row; [`NULL`] where nothing is recorded.
    pub fn lo(&self) -> &[i32] {
        &self.lo
    }

    pub(crate) fn parts(&self) -> (&[i32], Option<&[i32]>) {
        (&self.lo, self.hi.as_deref())
    }
}

/// What rules read of many cases.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    rows: usize,
    columns: Vec<Column>,
}

impl Columns {
    /// An empty table for a layout.
    pub fn new(layout: &Layout) -> Columns {
        Columns { rows: 0, columns: vec![Column::default(); layout.len()] }
    }

    /// How many cases it holds.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a value to a column; rows are closed by [`Columns::end_row`] or [`Columns::set_rows`].
    pub fn column_mut(&mut self, slot: SlotId) -> Option<&mut Column> {
        self.columns.get_mut(slot.0)
    }

    /// A column.
    pub fn column(&self, slot: SlotId) -> Option<&Column> {
        self.columns.get(slot.0)
    }

    /// Closes a row: columns that got no value for it get [`NULL`].
    pub fn end_row(&mut self) {
        self.set_rows(self.rows + 1);
    }

    /// Declares the number of rows after whole columns were filled; shorter columns are filled
    /// up with [`NULL`].
    pub fn set_rows(&mut self, rows: usize) {
        self.rows = rows;
        for column in &mut self.columns {
            column.lo.resize(rows, NULL);
            if let Some(hi) = &mut column.hi {
                hi.resize(rows, NULL);
            }
        }
    }

    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.rows = 0;
        self.columns.iter_mut().for_each(Column::clear);
    }

    /// The interval in a cell.
    pub fn interval(&self, row: usize, slot: SlotId) -> Option<(i32, i32)> {
        self.columns.get(slot.0)?.get(row)
    }

    /// The date in a cell.
    pub fn dated(&self, row: usize, slot: SlotId) -> Option<Dated> {
        let (lo, hi) = self.interval(row, slot)?;
        Some(Dated { lo: Day::from_number(lo), hi: Day::from_number(hi) })
    }
}
