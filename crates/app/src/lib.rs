//! Use cases: load, decide, add facts, keep the registers in step. Clock and chance enter here;
//! everything below takes them as arguments.

mod away;
mod backup;
mod bulk;
mod chain;
mod circumstance;
mod error;
mod export;
mod generate;
mod import;
mod letter;
mod limits;
mod lookup;
mod merge;
mod organisation;
mod organisation_cards;
mod person;
mod place;
mod project;
mod rebuild;
mod record;
mod register;
mod reseal;
mod roll;
mod seal;
mod tree;
mod undo;
mod verify;
mod walk;

pub use away::Away;
pub use backup::BackupSummary;
pub use circumstance::{Circumstance, Real, day_of};
pub use error::AppError;
pub use generate::Generated;
pub use import::{
    CellNote, Committed, ImportRequest, LineBody, Preview, PreviewSummary, RowCounts, RowNote,
};
pub use merge::Likeness;
pub use organisation::{Founding, OrganisationView};
pub use organisation_cards::{CardsLine, CardsPreview, CardsRequest};
pub use person::{Letter, NewPerson, PersonView};
pub use record::Purpose;
pub use register::Register;
pub use roll::{Found, PAGE_MAX, RosterPage};
pub use seal::masked;
pub use verify::{Fault, SealCount, Verification};
pub use xibao_store::{
    BatchRow, OrganisationRow, PersonRow, Place, PreviewRow, RosterCursor, RosterOrder, Store,
};
pub use xibao_vault::{KeyRing, Suite, VaultError};
