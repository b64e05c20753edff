//! Ledgers of dossiers: which column is what, and what its cells say, as columns of day numbers.
//!
//! [`Mapping::recognise`] understands the headers of a ledger; a [`Filler`] turns its rows into
//! the columns that the rules read. A value that cannot be used is told as a [`CellProblem`] and
//! taken as not recorded; nothing is guessed.

mod cells;
mod date;
mod error;
mod explain;
mod fill;
mod identity;
mod mapfile;
mod mapping;
mod target;
mod voters;
mod votes;

pub use date::{Read, read_number, read_text};
pub use error::{CellProblem, MapError};
pub use fill::{Filler, Met, RowHead};
pub use identity::{Identity, check_character, mask, read_identity, read_identity_number};
pub use mapfile::MapFile;
pub use mapping::{Beginning, ColumnMap, HEADER_ROWS, Mapping, Matched};
pub use target::{FieldTarget, How, Target};

/// The letters of a column, as spreadsheets show it: 0 is `A`.
pub fn column_letters(column: usize) -> String {
    error::letters(column)
}
