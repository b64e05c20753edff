//! An expression on one row, for its explanation.
//!
//! Verdicts come from the compiled program alone; this evaluates the same expression again only to
//! show its numbers. A test holds the two against each other.

use super::view::View;
use crate::day::{Day, add_months, full_months};
use crate::expr::{Comparison, Expr};

impl View<'_> {
    /// Does the condition hold? `None` if the facts leave it open.
    pub(super) fn holds(&self, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Bool(value) => Some(*value),
            Expr::Has(slot) => Some(self.interval(slot).is_some()),
            Expr::Flag(slot) => {
                self.interval(slot).filter(|(lo, hi)| lo == hi).map(|(lo, _)| lo == 1)
            }
            Expr::Not(inner) => self.holds(inner).map(|holds| !holds),
            Expr::And(a, b) => match (self.holds(a), self.holds(b)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            Expr::Or(a, b) => match (self.holds(a), self.holds(b)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            Expr::Compare(comparison, a, b) => {
                compare(*comparison, self.number(a)?, self.number(b)?)
            }
            _ => None,
        }
    }

    /// The interval of a number or day.
    pub(super) fn number(&self, expr: &Expr) -> Option<(i32, i32)> {
        let both = |a: &Expr, b: &Expr| Some((self.number(a)?, self.number(b)?));
        match expr {
            Expr::Int(number) => Some((*number, *number)),
            Expr::Slot(slot) => self.interval(slot),
            Expr::Today => self.today().map(|today| (today.lo.number(), today.hi.number())),
            Expr::Add(a, b) | Expr::AddDays(a, b) => {
                let (a, b) = both(a, b)?;
                Some((a.0.saturating_add(b.0), a.1.saturating_add(b.1)))
            }
            Expr::Sub(a, b) => {
                let (a, b) = both(a, b)?;
                Some((a.0.saturating_sub(b.1), a.1.saturating_sub(b.0)))
            }
            Expr::Mul(a, b) => {
                let (a, b) = both(a, b)?;
                let products = [(a.0, b.0), (a.0, b.1), (a.1, b.0), (a.1, b.1)]
                    .map(|(a, b)| a.saturating_mul(b));
                Some((products.into_iter().min()?, products.into_iter().max()?))
            }
            Expr::AddMonths(a, b) => {
                let (a, b) = both(a, b)?;
                let add = |day, months: i32| add_months(day, months.clamp(-2_400, 2_400));
                Some((add(a.0, b.0), add(a.1, b.1)))
            }
            Expr::FullMonths(a, b) => {
                let (a, b) = both(a, b)?;
                Some((full_months(a.1, b.0), full_months(a.0, b.1)))
            }
            Expr::Workdays(a, b) => {
                let (a, b) = both(a, b)?;
                let count = |from, to| {
                    let (from, to) = (Day::from_number(from), Day::from_number(to));
                    self.book.calendar.workdays(from, to, false).0
                };
                Some((count(a.1, b.0), count(a.0, b.1)))
            }
            _ => None,
        }
    }

    /// Comparisons that do not hold (or are open), for an explanation.
    pub(super) fn failing<'e>(&self, expr: &'e Expr) -> Vec<(Comparison, &'e Expr, &'e Expr)> {
        let mut failing = Vec::new();
        self.collect_failing(expr, &mut failing);
        failing
    }

    fn collect_failing<'e>(
        &self,
        expr: &'e Expr,
        failing: &mut Vec<(Comparison, &'e Expr, &'e Expr)>,
    ) {
        match expr {
            Expr::And(a, b) | Expr::Or(a, b) if self.holds(expr) == Some(false) => {
                self.collect_failing(a, failing);
                self.collect_failing(b, failing);
            }
            Expr::Compare(comparison, a, b) if self.holds(expr) == Some(false) => {
                failing.push((*comparison, a, b));
            }
            _ => {}
        }
    }
}

fn compare(comparison: Comparison, a: (i32, i32), b: (i32, i32)) -> Option<bool> {
    let less = |a: (i32, i32), b: (i32, i32)| {
        if a.1 < b.0 {
            Some(true)
        } else if a.0 >= b.1 {
            Some(false)
        } else {
            None
        }
    };
    let equal = || {
        if a.1 < b.0 || b.1 < a.0 { Some(false) } else { (a.0 == a.1 && a == b).then_some(true) }
    };
    match comparison {
        Comparison::Less => less(a, b),
        Comparison::GreaterOrEqual => less(a, b).map(|holds| !holds),
        Comparison::Greater => less(b, a),
        Comparison::LessOrEqual => less(b, a).map(|holds| !holds),
        Comparison::Equal => equal(),
        Comparison::NotEqual => equal().map(|holds| !holds),
    }
}

/// The sign of a comparison.
pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::GreaterOrEqual => "≥",
        Comparison::Greater => ">",
    }
}
