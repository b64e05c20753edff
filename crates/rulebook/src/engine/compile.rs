//! From rules to operations.

mod expression;
mod window;

use super::columns::{Layout, SlotId};
use super::kernel::{Often, month_bounds};
use super::op::{FALSE, Mask, MaskOp, Op, Src, TRUE, ValueOp, Verb};
use crate::day::Day;
use crate::expr::Expr;
use crate::length::Length;
use crate::model::{Demand, FieldType, Kind, Missing, Rule, Rulebook, SlotName};

/// A rule in a [`Program`].
#[derive(Debug, Clone)]
pub struct CompiledRule {
    /// Index into [`Rulebook::rules`].
    pub rule: usize,
    /// Columns without which the rule says nothing: each inner list needs one of its columns.
    pub needs: Vec<Vec<SlotId>>,
    pub(super) outcome: Mask,
}

/// The rules of one procedure, compiled to operations over columns.
///
/// ```
/// use xibao_rulebook::{Program, bundled};
/// let book = bundled::cpc()?;
/// let program = Program::compile(&book, "admission");
/// assert!(program.rules().len() > 40);
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub struct Program {
    pub(super) ops: Vec<Op>,
    pub(super) registers: usize,
    pub(super) masks: usize,
    pub(super) often: Vec<(i32, bool, Often)>,
    pub(super) workday_index: Vec<i32>,
    layout: Layout,
    rules: Vec<CompiledRule>,
    procedure: String,
}

impl Program {
    /// Compiles every rule of a procedure.
    pub fn compile(book: &Rulebook, procedure: &str) -> Program {
        Self::compile_selected(book, procedure, &|_| true)
    }

    /// Compiles the rules of a procedure that `select` accepts.
    pub fn compile_selected(
        book: &Rulebook,
        procedure: &str,
        select: &dyn Fn(&Rule) -> bool,
    ) -> Program {
        let mut compiler = Compiler {
            book,
            ops: Vec::new(),
            registers: 0,
            masks: 0,
            layout: Layout::new(),
            often: Vec::new(),
            uses_workdays: false,
        };
        compiler.lay_out_kinds(procedure);
        let mut rules = Vec::new();
        for (index, rule) in book.rules.iter().enumerate() {
            if rule.procedure == procedure && book.speaks(rule) && select(rule) {
                rules.extend(compiler.rule(index, rule));
            }
        }
        let workday_index = if compiler.uses_workdays { workday_index(book) } else { Vec::new() };
        Program {
            ops: compiler.ops,
            registers: compiler.registers,
            masks: compiler.masks,
            often: compiler.often,
            workday_index,
            layout: compiler.layout,
            rules,
            procedure: procedure.to_owned(),
        }
    }

    /// Which columns the rules read.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The compiled rules, in the order of the rulebook.
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// The procedure whose rules these are.
    pub fn procedure(&self) -> &str {
        &self.procedure
    }
}

/// For every day, how many working days there were up to and including it.
fn workday_index(book: &Rulebook) -> Vec<i32> {
    let mut count = 0;
    let days = book.calendar.workdays_between(Day::MIN, Day::MAX);
    let index = days.into_iter().map(|works| {
        count += i32::from(works);
        count
    });
    index.collect()
}

struct Compiler<'a> {
    book: &'a Rulebook,
    ops: Vec<Op>,
    registers: usize,
    masks: usize,
    layout: Layout,
    often: Vec<(i32, bool, Often)>,
    uses_workdays: bool,
}

impl Compiler<'_> {
    /// Every kind's day has a column, read or not: stages and next steps need them.
    fn lay_out_kinds(&mut self, procedure: &str) {
        for kind in self.book.kinds.iter().filter(|kind| kind.procedure == procedure) {
            self.slot(&kind.id, "on");
            for field in &kind.fields {
                self.lay_out_field(&kind.id, &field.name, &field.ty);
            }
        }
    }

    fn lay_out_field(&mut self, owner: &str, name: &str, ty: &FieldType) {
        if *ty == FieldType::Names {
            self.slot(owner, &format!("{name}_distinct"));
            self.slot(owner, &format!("{name}_self"));
        } else {
            self.slot(owner, name);
        }
    }

    fn slot(&mut self, owner: &str, field: &str) -> SlotId {
        self.layout.add(&SlotName { owner: owner.to_owned(), field: field.to_owned() })
    }

    fn src(&mut self, name: &SlotName) -> Src {
        // A list of names is read through the number of distinct ones.
        let is_names = self.book.kind_of(&name.owner).is_some_and(|kind| {
            kind.fields.iter().any(|field| field.name == name.field && field.ty == FieldType::Names)
        });
        let field = if is_names { format!("{}_distinct", name.field) } else { name.field.clone() };
        Src::Slot(self.slot(&name.owner, &field))
    }

    fn value(&mut self, verb: Verb, a: Src, b: Src) -> Src {
        let op = ValueOp { verb, a, b };
        for known in &self.ops {
            if let Op::Value(register, known) = known
                && *known == op
            {
                return Src::Register(*register);
            }
        }
        let register = self.registers;
        self.registers += 1;
        self.ops.push(Op::Value(register, op));
        Src::Register(register)
    }

    fn mask(&mut self, op: MaskOp) -> Mask {
        for known in &self.ops {
            if let Op::Mask(mask, known) = known
                && *known == op
            {
                return *mask;
            }
        }
        let mask = Mask(self.masks);
        self.masks += 1;
        self.ops.push(Op::Mask(mask, op));
        mask
    }

    fn never(&mut self) -> Mask {
        self.mask(MaskOp::Const(FALSE))
    }

    /// The first of several fields that is recorded.
    fn first_of(&mut self, names: &[SlotName]) -> Src {
        let mut sources: Vec<Src> = names.iter().map(|name| self.src(name)).collect();
        let mut result = sources.pop().unwrap_or(Src::Const(super::columns::NULL));
        while let Some(source) = sources.pop() {
            result = self.value(Verb::Coalesce, source, result);
        }
        result
    }

    /// The day of the first recorded step after these on the main path, if there is one.
    fn next_on(&mut self, names: &[SlotName]) -> Option<Src> {
        let book = self.book;
        let last = names.iter().filter_map(|name| {
            let kind = book.kind_of(&name.owner)?;
            book.kinds.iter().position(|known| known.id == kind.id)
        });
        let last = last.max()?;
        let procedure = &book.kinds.get(last)?.procedure;
        let later: Vec<&Kind> = book
            .kinds
            .iter()
            .skip(last + 1)
            .filter(|kind| kind.path && kind.procedure == *procedure)
            .collect();
        let mut result = None;
        for kind in later.into_iter().rev() {
            let source = Src::Slot(self.slot(&kind.id, "on"));
            result = Some(match result {
                None => source,
                Some(rest) => self.value(Verb::Coalesce, source, rest),
            });
        }
        result
    }

    fn later(&mut self, names: &[SlotName], missing: Missing) -> Mask {
        if missing == Missing::Ignore {
            return self.never();
        }
        match self.next_on(names) {
            Some(next) => self.mask(MaskOp::Present(next)),
            None => self.never(),
        }
    }

    fn rule(&mut self, index: usize, rule: &Rule) -> Option<CompiledRule> {
        let windows = window::windows(self.book, &rule.cites);
        let judged = self.judged_on(rule);
        let mut outcome: Option<Mask> = None;
        for window in &windows {
            let mask = self.outcome(rule, window.limit)?;
            let mask = self.in_window(mask, judged, window);
            outcome = Some(match outcome {
                None => mask,
                Some(other) => self.mask(MaskOp::Either(other, mask)),
            });
        }
        let mut outcome = outcome?;
        if let Some(when) = &rule.when {
            let gate = self.condition(when);
            outcome = self.mask(MaskOp::Gate { outcome, gate });
        }
        let needs = self.needs(rule);
        Some(CompiledRule { rule: index, needs, outcome })
    }

    /// The day that decides which edition speaks: a term's first day, else the fact's own.
    fn judged_on(&mut self, rule: &Rule) -> Option<Src> {
        let (own, chain): (Vec<SlotName>, Vec<SlotName>) = match &rule.demand {
            Demand::MaxInterval { to, .. } | Demand::MinInterval { to, .. }
                if rule.judged_by_end =>
            {
                (to.clone(), to.clone())
            }
            Demand::MaxInterval { from, to, .. }
            | Demand::MinInterval { from, to }
            | Demand::Recurring { from, to, .. } => ([&from[..], &to[..]].concat(), to.clone()),
            Demand::Order { before, after, .. } => {
                ([&after[..], &before[..]].concat(), after.clone())
            }
            Demand::Expect { fact, .. } => (vec![fact.clone()], vec![fact.clone()]),
            Demand::Sequence { steps } => (steps.clone(), Vec::new()),
            Demand::Calculated | Demand::Stated => return None,
        };
        let mut judged = self.first_of(&own);
        if let Some(next) = self.next_on(&chain) {
            judged = self.value(Verb::CoalesceDated, judged, next);
        }
        Some(judged)
    }

    fn in_window(&mut self, outcome: Mask, judged: Option<Src>, window: &window::Window) -> Mask {
        let Some(judged) = judged else { return outcome };
        let mut gate = None;
        if window.from > Day::MIN.number() {
            gate = Some(self.mask(MaskOp::LessOrEqual(Src::Const(window.from), judged)));
        }
        if window.to < Day::MAX.number() {
            let before_end = self.mask(MaskOp::LessOrEqual(judged, Src::Const(window.to)));
            gate = Some(match gate {
                None => before_end,
                Some(after_start) => self.mask(MaskOp::And(after_start, before_end)),
            });
        }
        match gate {
            None => outcome,
            Some(gate) => self.mask(MaskOp::Gate { outcome, gate }),
        }
    }

    fn outcome(&mut self, rule: &Rule, limit: Option<Length>) -> Option<Mask> {
        let missing = rule.missing;
        Some(match &rule.demand {
            Demand::MaxInterval { from, to, overdue } => {
                let (start, end) = (self.first_of(from), self.first_of(to));
                let within = self.reaches(end, start, limit?, true);
                let not_before = self.mask(MaskOp::LessOrEqual(start, end));
                let ok = self.mask(MaskOp::And(within, not_before));
                let late = if *overdue {
                    let today = Src::Slot(SlotId::TODAY);
                    let in_time = self.reaches(today, start, limit?, true);
                    let passed = self.mask(MaskOp::Not(in_time));
                    let known = self.mask(MaskOp::Present(today));
                    self.mask(MaskOp::And(passed, known))
                } else {
                    self.never()
                };
                let later = self.later(to, missing);
                self.term(ok, (start, end), later, late, missing)
            }
            Demand::MinInterval { from, to } => {
                let (start, end) = (self.first_of(from), self.first_of(to));
                let ok = self.reaches(end, start, limit?, false);
                let later = self.later(to, missing);
                let never = self.never();
                self.term(ok, (start, end), later, never, missing)
            }
            Demand::Order { before, after, strict } => {
                let (start, end) = (self.first_of(before), self.first_of(after));
                let ok = self.mask(if *strict {
                    MaskOp::Less(start, end)
                } else {
                    MaskOp::LessOrEqual(start, end)
                });
                let never = self.never();
                self.term(ok, (start, end), never, never, missing)
            }
            Demand::Sequence { steps } => self.sequence(steps),
            Demand::Recurring { from, to, count } => {
                let Length::Months(months) = limit? else {
                    return None;
                };
                self.recurring(from, to, count, months, missing)
            }
            Demand::Expect { fact, expect } => {
                let ok = self.condition(expect);
                let source = self.src(fact);
                let present = self.mask(MaskOp::Present(source));
                let later = self.later(std::slice::from_ref(fact), missing);
                self.mask(MaskOp::Judge { ok, present, later })
            }
            Demand::Calculated | Demand::Stated => return None,
        })
    }

    fn term(
        &mut self,
        ok: Mask,
        (start, end): (Src, Src),
        later: Mask,
        overdue: Mask,
        missing: Missing,
    ) -> Mask {
        let from = self.mask(MaskOp::Present(start));
        let to = self.mask(MaskOp::Present(end));
        let missing = missing == Missing::Unknown;
        self.mask(MaskOp::Term { ok, from, to, later, overdue, missing })
    }

    /// `end` no later than (`within`) or no earlier than `limit` after `start`.
    fn reaches(&mut self, end: Src, start: Src, limit: Length, within: bool) -> Mask {
        let limit_day = match limit {
            Length::Months(months) => {
                let months = month_bounds(months);
                let (to, from) = (end, start);
                return self.mask(if within {
                    MaskOp::WithinMonths { to, from, months }
                } else {
                    MaskOp::AfterMonths { to, from, months }
                });
            }
            Length::Days(days) => self.value(Verb::Add, start, Src::Const(days)),
            Length::Workdays(days) => {
                self.uses_workdays = true;
                let counted = self.value(Verb::Workdays, start, end);
                let days = Src::Const(days);
                return self.mask(if within {
                    MaskOp::LessOrEqual(counted, days)
                } else {
                    MaskOp::LessOrEqual(days, counted)
                });
            }
        };
        self.mask(if within {
            MaskOp::LessOrEqual(end, limit_day)
        } else {
            MaskOp::LessOrEqual(limit_day, end)
        })
    }

    /// Every step no earlier than the latest before it; steps without a day do not count.
    fn sequence(&mut self, steps: &[SlotName]) -> Mask {
        let mut broken = self.never();
        let mut latest = None;
        for step in steps {
            let source = self.src(step);
            let source = self.value(Verb::OnlyDated, source, source);
            latest = Some(match latest {
                None => source,
                Some(latest) => {
                    let earlier = self.mask(MaskOp::Less(source, latest));
                    let (a, b) =
                        (self.mask(MaskOp::Present(source)), self.mask(MaskOp::Present(latest)));
                    let both = self.mask(MaskOp::And(a, b));
                    let earlier = self.mask(MaskOp::And(earlier, both));
                    broken = self.mask(MaskOp::Or(broken, earlier));
                    self.value(Verb::Latest, latest, source)
                }
            });
        }
        let ok = self.mask(MaskOp::Not(broken));
        let always = self.mask(MaskOp::Const(TRUE));
        let never = self.never();
        self.mask(MaskOp::Judge { ok, present: always, later: never })
    }

    fn recurring(
        &mut self,
        from: &[SlotName],
        to: &[SlotName],
        count: &SlotName,
        months: i32,
        missing: Missing,
    ) -> Mask {
        let start = self.first_of(from);
        let end = self.first_of(to);
        let count = self.src(count);
        let none_is_unknown = missing == Missing::Unknown;
        if !self.often.iter().any(|(m, n, _)| (*m, *n) == (months, none_is_unknown)) {
            self.often.push((months, none_is_unknown, Often::new(months, none_is_unknown)));
        }
        let ok = self.mask(MaskOp::Often { from: start, to: end, count, months, none_is_unknown });
        let begun = self.mask(MaskOp::Present(start));
        let ended = self.mask(MaskOp::Present(end));
        let present = self.mask(MaskOp::And(begun, ended));
        let later = self.never();
        self.mask(MaskOp::Judge { ok, present, later })
    }

    fn needs(&mut self, rule: &Rule) -> Vec<Vec<SlotId>> {
        let groups: Vec<Vec<SlotName>> = match &rule.demand {
            Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to } => {
                vec![from.clone(), to.clone()]
            }
            Demand::Order { before, after, .. } => vec![before.clone(), after.clone()],
            Demand::Recurring { from, to, count } => {
                vec![from.clone(), to.clone(), vec![count.clone()]]
            }
            Demand::Sequence { .. } | Demand::Calculated | Demand::Stated => Vec::new(),
            Demand::Expect { fact, expect } => needs_of_expression(fact, expect),
        };
        let id = |name: &SlotName, compiler: &mut Self| match compiler.src(name) {
            Src::Slot(id) => id,
            Src::Register(_) | Src::Const(_) => SlotId::TODAY,
        };
        groups.iter().map(|group| group.iter().map(|name| id(name, self)).collect()).collect()
    }
}

/// A field asked for with `has()` may be absent; but where a rule asks for nothing else beside the
/// fact itself, one of those must be there.
fn needs_of_expression(fact: &SlotName, expect: &Expr) -> Vec<Vec<SlotName>> {
    let (mut guarded, mut read) = (Vec::new(), Vec::new());
    collect_guarded(expect, &mut guarded);
    expect.slots(&mut |slot| read.push(slot.clone()));
    let plain = read.iter().filter(|slot| !guarded.contains(slot) && *slot != fact);
    let mut needs: Vec<Vec<SlotName>> = plain.map(|slot| vec![slot.clone()]).collect();
    if needs.is_empty() && !guarded.is_empty() {
        needs.push(guarded);
    }
    needs.push(vec![fact.clone()]);
    needs
}

fn collect_guarded(expr: &Expr, guarded: &mut Vec<SlotName>) {
    match expr {
        Expr::Has(slot) => guarded.push(slot.clone()),
        Expr::Not(inner) => collect_guarded(inner, guarded),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Compare(_, a, b) => {
            collect_guarded(a, guarded);
            collect_guarded(b, guarded);
        }
        _ => {}
    }
}
