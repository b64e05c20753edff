//! Regulations as data: read, lint and compile a rulebook; reckon a case.
//!
//! A rulebook is a folder of TOML that people who know the regulations can review. This crate
//! reads it ([`Rulebook::read`]), tells what a reviewer would object to ([`Rulebook::lint`]),
//! compiles the rules of a procedure to operations over columns of day numbers ([`Program`]) and
//! says of a case where it stands, which rules it breaks or leaves open, which terms run and what
//! comes next ([`Reckoner`]), each with its arithmetic.
//!
//! The crate is pure: it reads no file and no clock, and knows no database and no person.

pub mod bundled;
pub mod calc;
mod calendar;
mod case;
mod day;
mod diagnostic;
mod document;
mod engine;
mod expr;
mod length;
mod lint;
mod model;
mod parse;
mod raw;
mod reckon;
mod text;

pub use calendar::{Calendar, Counted};
pub use case::{Case, Contradiction, Fact, Person, Problem, Value, push_case, read_case};
pub use day::{Dated, Day, DayError};
pub use diagnostic::{Diagnostic, RulebookError};
pub use engine::{
    Column, Columns, CompiledRule, Layout, NULL, Outcome, Outcomes, Program, Scratch, SlotId,
};
pub use expr::{Comparison, Expr};
pub use length::Length;
pub use model::{
    Cite, Codeset, Demand, Edition, Example, Field, FieldType, Force, Kind, Missing, Pick, Place,
    Procedure, RULE_KINDS, Rule, Rulebook, Selection, Setting, SlotName, Source, Stage,
};
pub use reckon::{Finding, Level, Next, Read, Reckoner, Reckoning, Term, Unjudged};
pub use text::{Language, Text};
