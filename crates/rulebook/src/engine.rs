//! Rules as operations over columns of day numbers.
//!
//! A rulebook is compiled once into a [`Program`]: a flat list of operations over columns, run a
//! chunk of rows at a time. One case is simply a table with one row, so a bulk verdict and the
//! explanation of a single dossier come from the same operations and cannot disagree.
//!
//! Dates are intervals (a month-only date is every day of the month) and conditions are Kleene's
//! three values: a condition is true only if every reading makes it true.

pub(crate) mod columns;
mod compile;
mod kernel;
mod op;
mod run;

pub use columns::{Column, Columns, Layout, NULL, SlotId};
pub use compile::{CompiledRule, Program};
pub use op::Outcome;
pub use run::{Outcomes, Scratch};
