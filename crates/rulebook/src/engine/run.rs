//! Running a program over a table, a chunk at a time.

use super::columns::{Columns, NULL};
use super::compile::Program;
use super::kernel;
use super::op::{Mask, MaskOp, Op, Outcome, Src, ValueOp, Verb};
use crate::day::Day;

/// Rows per pass: small enough that the registers in use stay in the first-level cache.
const CHUNK: usize = 1024;

/// A column of values while a chunk is being judged.
#[derive(Debug, Clone)]
struct Register {
    lo: Vec<i32>,
    hi: Vec<i32>,
    exact: bool,
}

/// Memory that a program reuses from chunk to chunk.
#[derive(Debug)]
pub struct Scratch {
    registers: Vec<Register>,
    masks: Vec<Vec<u8>>,
    spare: [Vec<u8>; 2],
    constants: Vec<(i32, Vec<i32>)>,
}

/// What the rules of a program say of a chunk of rows.
pub struct Outcomes<'a> {
    program: &'a Program,
    masks: &'a [Vec<u8>],
    rows: usize,
    first_row: usize,
}

impl Outcomes<'_> {
    /// Number of the first row of the chunk within the table.
    pub fn first_row(&self) -> usize {
        self.first_row
    }

    /// Rows in the chunk.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// What the rule (by its index in the program) says, one code a row: 0 silent, 1 broken,
    /// 2 unsettled.
    pub fn codes(&self, rule: usize) -> &[u8] {
        let mask = self.program.rules().get(rule).map(|rule| rule.outcome);
        let codes = mask.and_then(|mask| self.masks.get(mask.0));
        codes.and_then(|codes| codes.get(..self.rows)).unwrap_or_default()
    }

    /// What the rule says of a row of the chunk.
    pub fn get(&self, rule: usize, row: usize) -> Outcome {
        self.codes(rule).get(row).map_or(Outcome::Silent, |code| Outcome::from_code(*code))
    }
}

impl Program {
    /// Memory for running this program; one per thread.
    pub fn scratch(&self) -> Scratch {
        let register = Register { lo: vec![0; CHUNK], hi: vec![0; CHUNK], exact: true };
        let mut constants: Vec<(i32, Vec<i32>)> = Vec::new();
        for op in &self.ops {
            for_each_constant(op, &mut |value| {
                if !constants.iter().any(|(known, _)| *known == value) {
                    constants.push((value, vec![value; CHUNK]));
                }
            });
        }
        Scratch {
            registers: vec![register; self.registers],
            masks: vec![vec![0; CHUNK]; self.masks],
            spare: [vec![0; CHUNK], vec![0; CHUNK]],
            constants,
        }
    }

    /// Judges every row of a table and hands each chunk's outcomes to `sink`.
    pub fn run(
        &self,
        columns: &Columns,
        scratch: &mut Scratch,
        sink: &mut dyn FnMut(&Outcomes<'_>),
    ) {
        let mut first_row = 0;
        while first_row < columns.rows() {
            let rows = CHUNK.min(columns.rows() - first_row);
            let chunk = Chunk { program: self, columns, first_row, rows };
            for op in &self.ops {
                chunk.step(op, scratch);
            }
            sink(&Outcomes { program: self, masks: &scratch.masks, rows, first_row });
            first_row += rows;
        }
    }
}

fn for_each_constant(op: &Op, visit: &mut dyn FnMut(i32)) {
    let mut source = |source: &Src| {
        if let Src::Const(value) = source {
            visit(*value);
        }
    };
    match op {
        Op::Value(_, op) => [&op.a, &op.b].into_iter().for_each(&mut source),
        Op::Mask(_, op) => match op {
            MaskOp::Present(a) | MaskOp::Flag(a) => source(a),
            MaskOp::WithinMonths { to, from, .. } | MaskOp::AfterMonths { to, from, .. } => {
                [to, from].into_iter().for_each(&mut source);
            }
            MaskOp::LessOrEqual(a, b) | MaskOp::Less(a, b) | MaskOp::Equal(a, b) => {
                [a, b].into_iter().for_each(&mut source);
            }
            MaskOp::Often { from, to, count, .. } => {
                [from, to, count].into_iter().for_each(&mut source);
            }
            _ => {}
        },
    }
}

/// Writes what a comparison of two columns says.
type Test<'a> = &'a dyn Fn(&mut [u8], &[i32], &[i32]);

/// One chunk of rows being judged.
struct Chunk<'a> {
    program: &'a Program,
    columns: &'a Columns,
    first_row: usize,
    rows: usize,
}

/// A column of values as the kernels read it.
#[derive(Clone, Copy)]
struct Values<'a> {
    lo: &'a [i32],
    hi: &'a [i32],
    exact: bool,
}

impl<'a> Chunk<'a> {
    fn values(&self, source: Src, scratch: &'a Scratch) -> Values<'a> {
        let window = self.first_row..self.first_row + self.rows;
        match source {
            Src::Slot(slot) => {
                let (lo, hi) =
                    self.columns.column(slot).map(|column| column.parts()).unwrap_or_default();
                let lo = lo.get(window.clone()).unwrap_or_default();
                let hi = hi.and_then(|hi| hi.get(window));
                Values { lo, hi: hi.unwrap_or(lo), exact: hi.is_none() }
            }
            Src::Register(register) => match scratch.registers.get(register) {
                Some(register) => {
                    let lo = register.lo.get(..self.rows).unwrap_or_default();
                    let hi = register.hi.get(..self.rows).unwrap_or_default();
                    Values { lo, hi: if register.exact { lo } else { hi }, exact: register.exact }
                }
                None => Values { lo: &[], hi: &[], exact: true },
            },
            Src::Const(value) => {
                let constant = scratch.constants.iter().find(|(known, _)| *known == value);
                let lo = constant.and_then(|(_, values)| values.get(..self.rows));
                let lo = lo.unwrap_or_default();
                Values { lo, hi: lo, exact: true }
            }
        }
    }

    fn step(&self, op: &Op, scratch: &mut Scratch) {
        match op {
            Op::Value(register, op) => {
                let Some(slot) = scratch.registers.get_mut(*register) else {
                    return;
                };
                let empty = Register { lo: Vec::new(), hi: Vec::new(), exact: true };
                let mut out = std::mem::replace(slot, empty);
                self.value(op, &mut out, scratch);
                if let Some(slot) = scratch.registers.get_mut(*register) {
                    *slot = out;
                }
            }
            Op::Mask(mask, op) => {
                let Some(slot) = scratch.masks.get_mut(mask.0) else {
                    return;
                };
                let mut out = std::mem::take(slot);
                let mut spare = std::mem::take(&mut scratch.spare);
                self.mask(op, out.get_mut(..self.rows).unwrap_or_default(), &mut spare, scratch);
                scratch.spare = spare;
                if let Some(slot) = scratch.masks.get_mut(mask.0) {
                    *slot = out;
                }
            }
        }
    }

    fn value(&self, op: &ValueOp, out: &mut Register, scratch: &Scratch) {
        let (a, b) = (self.values(op.a, scratch), self.values(op.b, scratch));
        out.exact = a.exact && b.exact;
        let lo = out.lo.get_mut(..self.rows).unwrap_or_default();
        let hi = out.hi.get_mut(..self.rows).unwrap_or_default();
        let both = !out.exact;
        // The lower end of each result comes from these ends of `a` and `b`.
        match op.verb {
            Verb::Coalesce => {
                kernel::coalesce(lo, a.lo, b.lo);
                if both {
                    kernel::coalesce_hi(hi, a.lo, a.hi, b.hi);
                }
            }
            Verb::CoalesceDated => {
                kernel::coalesce_dated(lo, a.lo, a.lo, b.lo, b.lo);
                if both {
                    kernel::coalesce_dated(hi, a.lo, a.hi, b.lo, b.hi);
                }
            }
            Verb::OnlyDated => {
                kernel::only_dated(lo, a.lo, a.lo);
                if both {
                    kernel::only_dated(hi, a.lo, a.hi);
                }
            }
            Verb::Latest => {
                kernel::latest(lo, a.lo, b.lo);
                if both {
                    kernel::latest(hi, a.hi, b.hi);
                }
            }
            Verb::Add => each(lo, hi, both, (a, b), false, i32::saturating_add),
            Verb::Sub => each(lo, hi, both, (a, b), true, i32::saturating_sub),
            Verb::Mul => multiply(lo, hi, both, a, b),
            Verb::AddMonths => {
                kernel::add_months_each(lo, a.lo, b.lo);
                if both {
                    kernel::add_months_each(hi, a.hi, b.hi);
                }
            }
            Verb::FullMonths => {
                kernel::full_months_each(lo, a.hi, b.lo);
                if both {
                    kernel::full_months_each(hi, a.lo, b.hi);
                }
            }
            Verb::Workdays => {
                let count = |from, to| self.workdays(from, to);
                kernel::zip_with(lo, a.hi, b.lo, count);
                if both {
                    kernel::zip_with(hi, a.lo, b.hi, count);
                }
            }
        }
    }

    fn workdays(&self, from: i32, to: i32) -> i32 {
        let up_to = |number: i32| {
            let offset = Day::from_number(number).number() - Day::MIN.number();
            let index = usize::try_from(offset).unwrap_or(0);
            self.program.workday_index.get(index).copied().unwrap_or(0)
        };
        (up_to(to) - up_to(from)).max(0)
    }

    fn mask(&self, op: &MaskOp, out: &mut [u8], spare: &mut [Vec<u8>; 2], scratch: &Scratch) {
        let mask = |mask: Mask| {
            let values = scratch.masks.get(mask.0).and_then(|values| values.get(..self.rows));
            values.unwrap_or_default()
        };
        let source = |source: Src| self.values(source, scratch);
        match *op {
            MaskOp::Const(value) => out.fill(value),
            MaskOp::Present(a) => kernel::present(out, source(a).lo),
            MaskOp::Flag(a) => kernel::flag(out, source(a).lo, source(a).hi),
            MaskOp::WithinMonths { to, from, months } => {
                self.readings(out, spare, source(to), source(from), &|out, to, from| {
                    kernel::within_months(out, to, from, months);
                });
            }
            MaskOp::AfterMonths { to, from, months } => {
                self.readings(out, spare, source(from), source(to), &|out, from, to| {
                    kernel::after_months(out, to, from, months);
                });
            }
            MaskOp::LessOrEqual(a, b) => {
                self.readings(out, spare, source(a), source(b), &kernel::less_or_equal);
            }
            MaskOp::Less(a, b) => self.readings(out, spare, source(a), source(b), &kernel::less),
            MaskOp::Equal(a, b) => {
                let (a, b) = (source(a), source(b));
                if a.exact && b.exact {
                    kernel::equal(out, a.lo, b.lo);
                } else {
                    kernel::equal_intervals(out, (a.lo, a.hi), (b.lo, b.hi));
                }
            }
            MaskOp::Often { from, to, count, months, none_is_unknown } => {
                let often = self
                    .program
                    .often
                    .iter()
                    .find(|(m, n, _)| (*m, *n) == (months, none_is_unknown));
                if let Some((_, _, often)) = often {
                    let count = source(count);
                    self.readings(out, spare, source(to), source(from), &|out, to, from| {
                        often.run(out, from, to, count.lo);
                    });
                }
            }
            MaskOp::And(a, b) => kernel::and(out, mask(a), mask(b)),
            MaskOp::Or(a, b) => kernel::or(out, mask(a), mask(b)),
            MaskOp::Not(a) => kernel::not(out, mask(a)),
            MaskOp::Term { ok, from, to, later, overdue, missing } => {
                let masks = kernel::TermMasks {
                    ok: mask(ok),
                    from: mask(from),
                    to: mask(to),
                    later: mask(later),
                    overdue: mask(overdue),
                };
                kernel::term(out, &masks, missing);
            }
            MaskOp::Judge { ok, present, later } => {
                kernel::judge(out, mask(ok), mask(present), mask(later));
            }
            MaskOp::Gate { outcome, gate } => kernel::gate(out, mask(outcome), mask(gate)),
            MaskOp::Either(a, b) => kernel::either(out, mask(a), mask(b)),
        }
    }

    /// A test that holds the more easily the smaller `a` and the larger `b` are: certain if it
    /// holds for the largest `a` and the smallest `b`, impossible if not even for the opposite.
    fn readings(
        &self,
        out: &mut [u8],
        spare: &mut [Vec<u8>; 2],
        a: Values<'_>,
        b: Values<'_>,
        test: Test<'_>,
    ) {
        if a.exact && b.exact {
            test(out, a.lo, b.lo);
            return;
        }
        let [certain, possible] = spare;
        let certain = certain.get_mut(..self.rows).unwrap_or_default();
        let possible = possible.get_mut(..self.rows).unwrap_or_default();
        test(certain, a.hi, b.lo);
        test(possible, a.lo, b.hi);
        kernel::join_readings(out, certain, possible);
    }
}

/// A function that grows with `a` and grows (or, `reversed`, shrinks) with `b`.
fn each(
    lo: &mut [i32],
    hi: &mut [i32],
    both: bool,
    (a, b): (Values<'_>, Values<'_>),
    reversed: bool,
    f: fn(i32, i32) -> i32,
) {
    kernel::zip_with(lo, a.lo, if reversed { b.hi } else { b.lo }, f);
    if both {
        kernel::zip_with(hi, a.hi, if reversed { b.lo } else { b.hi }, f);
    }
}

fn multiply(lo: &mut [i32], hi: &mut [i32], both: bool, a: Values<'_>, b: Values<'_>) {
    if !both {
        kernel::zip_with(lo, a.lo, b.lo, i32::saturating_mul);
        return;
    }
    let rows = lo.iter_mut().zip(hi).zip(a.lo).zip(a.hi).zip(b.lo).zip(b.hi);
    for (((((lo, hi), &a_lo), &a_hi), &b_lo), &b_hi) in rows {
        if a_lo == NULL || b_lo == NULL {
            (*lo, *hi) = (NULL, NULL);
            continue;
        }
        let products = [(a_lo, b_lo), (a_lo, b_hi), (a_hi, b_lo), (a_hi, b_hi)]
            .map(|(a, b)| a.saturating_mul(b));
        *lo = products.into_iter().min().unwrap_or(NULL);
        *hi = products.into_iter().max().unwrap_or(NULL);
    }
}
