//! From tables to entries.

mod cell;
mod organisation;
mod people;
mod person;

pub use organisation::{OrganisationEntry, Organisations, organisations};
pub use people::{People, people};
pub use person::Entry;
