//! From expressions to operations.

use super::Compiler;
use crate::engine::columns::{NULL, SlotId};
use crate::engine::kernel::month_bounds;
use crate::engine::op::{FALSE, Mask, MaskOp, Months, Src, TRUE, UNKNOWN, Verb};
use crate::expr::{Comparison, Expr};

impl Compiler<'_> {
    pub(super) fn condition(&mut self, expr: &Expr) -> Mask {
        match expr {
            Expr::Bool(value) => self.mask(MaskOp::Const(if *value { TRUE } else { FALSE })),
            Expr::Flag(slot) => {
                let source = self.src(slot);
                self.mask(MaskOp::Flag(source))
            }
            Expr::Has(slot) => {
                let source = self.src(slot);
                self.mask(MaskOp::Present(source))
            }
            Expr::Not(inner) => {
                let inner = self.condition(inner);
                self.mask(MaskOp::Not(inner))
            }
            Expr::And(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                self.mask(MaskOp::And(a, b))
            }
            Expr::Or(a, b) => {
                let (a, b) = (self.condition(a), self.condition(b));
                self.mask(MaskOp::Or(a, b))
            }
            Expr::Compare(comparison, a, b) => self.comparison(*comparison, a, b),
            // The checker lets nothing else through where a yes-or-no is asked.
            _ => self.mask(MaskOp::Const(UNKNOWN)),
        }
    }

    fn comparison(&mut self, comparison: Comparison, a: &Expr, b: &Expr) -> Mask {
        if let Expr::AddMonths(day, months) = b
            && let Expr::Int(months) = **months
        {
            let (to, from) = (self.number(a), self.number(day));
            let months: Months = month_bounds(months);
            let after = MaskOp::AfterMonths { to, from, months };
            let within = MaskOp::WithinMonths { to, from, months };
            match comparison {
                Comparison::GreaterOrEqual => return self.mask(after),
                Comparison::LessOrEqual => return self.mask(within),
                Comparison::Less => return self.negated(after),
                Comparison::Greater => return self.negated(within),
                Comparison::Equal | Comparison::NotEqual => {}
            }
        }
        let (a, b) = (self.number(a), self.number(b));
        match comparison {
            Comparison::Less => self.mask(MaskOp::Less(a, b)),
            Comparison::LessOrEqual => self.mask(MaskOp::LessOrEqual(a, b)),
            Comparison::Greater => self.mask(MaskOp::Less(b, a)),
            Comparison::GreaterOrEqual => self.mask(MaskOp::LessOrEqual(b, a)),
            Comparison::Equal => self.mask(MaskOp::Equal(a, b)),
            Comparison::NotEqual => self.negated(MaskOp::Equal(a, b)),
        }
    }

    fn negated(&mut self, op: MaskOp) -> Mask {
        let mask = self.mask(op);
        self.mask(MaskOp::Not(mask))
    }

    fn number(&mut self, expr: &Expr) -> Src {
        let (verb, a, b) = match expr {
            Expr::Int(number) => return Src::Const(*number),
            Expr::Today => return Src::Slot(SlotId::TODAY),
            Expr::Slot(slot) => return self.src(slot),
            Expr::Add(a, b) | Expr::AddDays(a, b) => (Verb::Add, a, b),
            Expr::Sub(a, b) => (Verb::Sub, a, b),
            Expr::Mul(a, b) => (Verb::Mul, a, b),
            Expr::AddMonths(a, b) => (Verb::AddMonths, a, b),
            Expr::FullMonths(a, b) => (Verb::FullMonths, a, b),
            Expr::Workdays(a, b) => {
                self.uses_workdays = true;
                (Verb::Workdays, a, b)
            }
            _ => return Src::Const(NULL),
        };
        let (a, b) = (self.number(a), self.number(b));
        self.value(verb, a, b)
    }
}
