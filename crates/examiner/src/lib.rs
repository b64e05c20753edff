//! From a file of dossiers to findings, and from findings to reports.

mod dossier;
pub mod report;

pub use dossier::{CellMark, Dossier, RuleCount, Summary};
