//! The small typed expressions of a rulebook, in CEL syntax.
//!
//! `2*(ayes + written_ayes) > eligible`, `!has(secret) || secret`,
//! `conversion.on >= admission_meeting.on + months(12 + extension.extend_months)`.
//!
//! Whole numbers, booleans, days and lengths; `+ - *`, comparisons, `&& || !`, and the functions
//! `has(x)`, `months(n)`, `years(n)`, `days(n)`, `full_months(a, b)`, `workdays(a, b)`. A bare
//! name is a field of the rule's fact; `owner.field` is any other. A hyphen in an id is written
//! `_`. A missing fact makes a comparison unknown, never false.

mod check;
mod parse;

use crate::model::SlotName;
use std::fmt;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `>=`
    GreaterOrEqual,
    /// `>`
    Greater,
}

/// The type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// A whole number.
    Int,
    /// Yes, no or unknown.
    Bool,
    /// A day.
    Day,
    /// A length in months.
    Months,
    /// A length in days.
    Days,
    /// One of these values, kept as its index.
    Enum(Vec<String>),
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Type::Int => "a number",
            Type::Bool => "a yes-or-no",
            Type::Day => "a day",
            Type::Months => "a length in months",
            Type::Days => "a length in days",
            Type::Enum(_) => "one of a list of values",
        })
    }
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A number.
    Int(i32),
    /// A yes-or-no.
    Bool(bool),
    /// A field that holds a number, a day or the index of a value.
    Slot(SlotName),
    /// A field that holds a yes-or-no.
    Flag(SlotName),
    /// Is the field recorded?
    Has(SlotName),
    /// The day of the examination.
    Today,
    /// Sum of numbers.
    Add(Box<Expr>, Box<Expr>),
    /// Difference of numbers.
    Sub(Box<Expr>, Box<Expr>),
    /// Product of numbers.
    Mul(Box<Expr>, Box<Expr>),
    /// A day moved by calendar months.
    AddMonths(Box<Expr>, Box<Expr>),
    /// A day moved by days.
    AddDays(Box<Expr>, Box<Expr>),
    /// Full calendar months from the first day to the second.
    FullMonths(Box<Expr>, Box<Expr>),
    /// Working days after the first day up to the second.
    Workdays(Box<Expr>, Box<Expr>),
    /// A comparison of numbers, days or values.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Both hold.
    And(Box<Expr>, Box<Expr>),
    /// At least one holds.
    Or(Box<Expr>, Box<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
}

impl Expr {
    /// Calls `visit` for every field the expression reads.
    pub fn slots<'a>(&'a self, visit: &mut dyn FnMut(&'a SlotName)) {
        match self {
            Expr::Int(_) | Expr::Bool(_) | Expr::Today => {}
            Expr::Slot(slot) | Expr::Flag(slot) | Expr::Has(slot) => visit(slot),
            Expr::Not(inner) => inner.slots(visit),
            Expr::Add(a, b)
            | Expr::Sub(a, b)
            | Expr::Mul(a, b)
            | Expr::AddMonths(a, b)
            | Expr::AddDays(a, b)
            | Expr::FullMonths(a, b)
            | Expr::Workdays(a, b)
            | Expr::Compare(_, a, b)
            | Expr::And(a, b)
            | Expr::Or(a, b) => {
                a.slots(visit);
                b.slots(visit);
            }
        }
    }
}

/// Why an expression cannot be used; `at` is the byte offset within it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub(crate) struct ExprError {
    /// Byte offset within the expression.
    pub at: usize,
    /// What is wrong, and how to mend it.
    pub message: String,
}

/// What names mean to an expression.
pub(crate) trait Scope {
    /// The slot and type of `field` of `owner`; no owner means the rule's own fact.
    ///
    /// # Errors
    /// A message that says which name is unknown and which are known.
    fn resolve(&self, owner: Option<&str>, field: &str) -> Result<(SlotName, Type), String>;
}

/// Reads and checks a yes-or-no expression.
///
/// # Errors
/// [`ExprError`] with the place, what is wrong and how to mend it.
pub(crate) fn compile_condition(text: &str, scope: &dyn Scope) -> Result<Expr, ExprError> {
    let ast = parse::parse(text)?;
    match check::check(&ast, scope)? {
        (expr, Type::Bool) => Ok(expr),
        (_, other) => Err(ExprError {
            at: 0,
            message: format!("this is {other}, but a rule asks for a yes-or-no; compare it"),
        }),
    }
}
