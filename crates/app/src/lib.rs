//! Use cases: load, decide, add facts, keep the registers in step. Clock and chance enter here;
//! everything below takes them as arguments.

mod backup;
mod chain;
mod circumstance;
mod error;
mod limits;
mod merge;
mod organisation;
mod person;
mod project;
mod rebuild;
mod record;
mod register;
mod roll;
mod seal;
mod tree;
mod undo;
mod verify;
mod walk;

pub use backup::BackupSummary;
pub use circumstance::{Circumstance, Real, day_of};
pub use error::AppError;
pub use merge::Likeness;
pub use organisation::{Founding, OrganisationView};
pub use person::{Letter, NewPerson, PersonView};
pub use record::Purpose;
pub use register::Register;
pub use roll::{Found, PAGE_MAX, RosterPage};
pub use seal::masked;
pub use verify::{Fault, SealCount, Verification};
pub use xibao_store::{BatchRow, OrganisationRow, PersonRow, RosterCursor, RosterOrder};
