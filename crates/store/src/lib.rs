//! The register on SQLite and PostgreSQL, and the only crate that names a database.
//!
//! Facts are only ever added; the registers (`organisation`, `person`) are today's rows and can
//! be rebuilt from facts at any time. One text of SQL serves both engines; where they truly differ
//! (search, bulk copy, the lock of a writer) the difference stands in one place.

mod access;
mod batch;
mod connect;
mod error;
mod fact;
mod migrate;
mod organisation;
mod person;
mod preview;
mod search;
mod sql;
mod tx;

pub use access::{Access, Session};
pub use batch::{BatchRow, HeadRow};
pub use connect::{Engine, Place, Store};
pub use error::StoreError;
pub use fact::FactRow;
pub use organisation::OrganisationRow;
pub use person::{PersonRow, RosterCursor, RosterOrder};
pub use preview::{PreviewLine, PreviewRow};
pub use search::Word;
pub use sql::{statements, statements_of};
pub use tx::Tx;
