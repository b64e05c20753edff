//! A roster of people, row by row.

use super::person::{Entry, RowReader};
use crate::error::RosterError;
use crate::head::{HeadColumn, UnusedColumn};
use crate::item::{Item, RosterItem};
use crate::rows::{Merged, RowStream, Skipped};
use crate::vocabulary::PEOPLE;
use xibao_domain::Field;
use xibao_rulebook::Text;
use xibao_table::{Cell, Table};

/// The rows of a roster of people as entries, in their order.
pub struct People<'t> {
    stream: RowStream<'t, Item>,
    /// The branch beside all of its members.
    merged: Vec<Merged>,
}

/// Understands the heading of a roster of people and begins to read it.
///
/// # Errors
/// [`RosterError::NoHeading`] if no heading is known, [`RosterError::NoKeyColumn`] if there is
/// neither a name nor an identity number, [`RosterError::Table`] if the table cannot be read.
pub fn people(table: &mut dyn Table) -> Result<People<'_>, RosterError> {
    let stream = RowStream::begin(table, &PEOPLE, may_repeat)?;
    let has = |field| stream.head.columns.iter().any(|column| column.item == Item::Field(field));
    if !has(Field::Name) && !has(Field::IdNumber) {
        let missing = Item::Field(Field::Name).text();
        return Err(RosterError::NoKeyColumn { missing, seen: stream.head.seen() });
    }
    let merged = stream.merged(|item| item == Item::Branch);
    Ok(People { stream, merged })
}

/// Columns of which a roster may have several: 联系电话 beside 手机.
fn may_repeat(item: Item) -> bool {
    item == Item::Field(Field::Phone)
}

impl People<'_> {
    /// The columns that are read, from left to right.
    pub fn columns(&self) -> &[HeadColumn<Item>] {
        &self.stream.head.columns
    }

    /// The columns that are not read, with the number of rows so far that have a value there.
    pub fn unused(&self) -> &[UnusedColumn] {
        &self.stream.head.unused
    }

    /// Rows so far that were taken for notes, sums, examples or headings: the first of them.
    pub fn skipped(&self) -> &[Skipped] {
        &self.stream.skipped
    }

    /// How many rows so far were skipped.
    pub fn skipped_count(&self) -> u64 {
        self.stream.skipped_count
    }

    /// Remarks on the table as a whole.
    pub fn notes(&self) -> &[Text] {
        &self.stream.notes
    }

    /// How much of the table has been read, from 0 to 1.
    pub fn progress(&self) -> f32 {
        self.stream.progress()
    }

    /// The last row of the heading, as the user numbers them; 0 if it is no row of the table.
    pub fn heading_row(&self) -> u64 {
        self.stream.head.first_row.saturating_sub(1)
    }
}

impl Iterator for People<'_> {
    type Item = Result<Entry, RosterError>;

    fn next(&mut self) -> Option<Result<Entry, RosterError>> {
        match self.stream.advance() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        let (rows, at) = self.stream.row()?;
        let guarded = self.stream.guarded;
        let mut reader = RowReader::new(rows.number(at));
        for column in &self.stream.head.columns {
            let cell = rows.cell(at, column.column);
            let merged = self.merged.iter_mut().find(|merged| merged.is_of(column.column));
            let above = merged.and_then(|merged| merged.text(rows, at)).map(Cell::Text);
            reader.cell(column, above.unwrap_or(cell), guarded);
        }
        Some(Ok(reader.finish(&self.stream.head.columns)))
    }
}
