//! Rosters: files of people or organisations to proposals and back to files.
//!
//! [`read`] understands the heading of a table and streams its rows as plain, normalised values,
//! telling of every cell that cannot be used; [`verdict`] says what a row would change of what is
//! known; [`write`](mod@write) gives the same forms back out. Nothing here knows a clock, a
//! database or a key: whoever stores what was read seals it.
//!
//! ```
//! use xibao_domain::Field;
//! use xibao_table::{OpenOptions, open_bytes};
//!
//! let file = "姓名,性别,入党时间\n刘　英,女,1998.06\n";
//! let mut table = open_bytes("a.csv", file.into(), &OpenOptions::default())?;
//! let mut people = xibao_roster::read::people(table.as_mut())?;
//! let entry = people.next().unwrap()?;
//! assert_eq!(entry.fields[&Field::Name], "刘英");
//! assert_eq!(entry.joined_on.unwrap().to_string(), "1998-06");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codings;
mod error;
mod fold;
mod head;
mod item;
mod mask;
mod problem;
pub mod read;
mod rows;
mod values;
pub mod verdict;
mod vocabulary;
mod words;
pub mod write;

pub use error::RosterError;
pub use head::{HEADER_ROWS, HeadColumn, Unused, UnusedColumn};
pub use item::{Item, OrganisationItem, RosterItem};
pub use problem::{CellProblem, Severity};
pub use rows::Skipped;
