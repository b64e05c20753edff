//! The operations a rulebook compiles to.

use super::columns::SlotId;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Src {
    Slot(SlotId),
    Register(usize),
    Const(i32),
}

/// A column of three-valued conditions or of outcomes, one byte a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mask(pub(super) usize);

/// Kleene's three values as two bits: certainly true, certainly false, neither.
pub(super) const TRUE: u8 = 1;
pub(super) const FALSE: u8 = 2;
pub(super) const UNKNOWN: u8 = 0;

/// What a rule says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Outcome {
    /// Kept, not yet due, or not concerned.
    #[default]
    Silent = 0,
    /// Broken under every reading of the facts.
    Broken = 1,
    /// The facts cannot settle it.
    Unsettled = 2,
}

impl Outcome {
    pub(super) fn from_code(code: u8) -> Outcome {
        match code {
            1 => Outcome::Broken,
            2 => Outcome::Unsettled,
            _ => Outcome::Silent,
        }
    }
}

/// Shortest and longest length in days of a number of calendar months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Months {
    pub(super) count: i32,
    pub(super) shortest: i32,
    pub(super) longest: i32,
}

/// An operation on two columns that makes a column of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ValueOp {
    pub(super) verb: Verb,
    pub(super) a: Src,
    pub(super) b: Src,
}

/// What is made of the columns `a` and `b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// `a`, or `b` where `a` is not recorded.
    Coalesce,
    /// `a`, or `b` where `a` is not recorded or its day was not written down.
    CoalesceDated,
    /// `a` if its day was written down, else not recorded (`b` is `a` again).
    OnlyDated,
    /// The later; one alone where the other is not recorded.
    Latest,
    Add,
    Sub,
    Mul,
    AddMonths,
    FullMonths,
    Workdays,
}

/// An operation that makes a column of conditions or outcomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MaskOp {
    Const(u8),
    Present(Src),
    Flag(Src),
    /// `to <= from + months`.
    WithinMonths {
        to: Src,
        from: Src,
        months: Months,
    },
    /// `to >= from + months`.
    AfterMonths {
        to: Src,
        from: Src,
        months: Months,
    },
    LessOrEqual(Src, Src),
    Less(Src, Src),
    Equal(Src, Src),
    /// `count` facts are enough for one in every full `months` from `from` to `to`.
    Often {
        from: Src,
        to: Src,
        count: Src,
        months: i32,
        none_is_unknown: bool,
    },
    And(Mask, Mask),
    Or(Mask, Mask),
    Not(Mask),
    /// Outcome of a rule over a term: see [`super::kernel::term`].
    Term {
        ok: Mask,
        from: Mask,
        to: Mask,
        later: Mask,
        overdue: Mask,
        missing: bool,
    },
    /// Outcome of a rule over one fact.
    Judge {
        ok: Mask,
        present: Mask,
        later: Mask,
    },
    /// An outcome where a condition holds; doubtful where the condition is.
    Gate {
        outcome: Mask,
        gate: Mask,
    },
    /// The outcome of whichever edition was in force.
    Either(Mask, Mask),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Value(usize, ValueOp),
    Mask(Mask, MaskOp),
}
