//! The compiled program against a plain reading of the rules, case by case.
//!
//! The reference below walks one case and one rule at a time, with the calendar of another library.
//! On exact dates both must say the same of every rule; on imprecise ones the engine may say less,
//! but never the opposite of any exact reading.

use jiff::ToSpan;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use xibao_rulebook::{
    Case, Columns, Comparison, Dated, Day, Demand, Expr, Fact, FieldType, Length, Missing, Outcome,
    Person, Pick, Program, Rule, Rulebook, SlotName, Value, bundled, push_case,
};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().unwrap());
static PROGRAM: LazyLock<Program> = LazyLock::new(|| Program::compile(&BOOK, "admission"));

/// What the engine says of a case, rule by rule.
fn engine(case: &Case) -> BTreeMap<String, Outcome> {
    let mut columns = Columns::new(PROGRAM.layout());
    push_case(&BOOK, PROGRAM.layout(), &mut columns, case);
    let mut says = BTreeMap::new();
    PROGRAM.run(&columns, &mut PROGRAM.scratch(), &mut |outcomes| {
        for (index, compiled) in PROGRAM.rules().iter().enumerate() {
            says.insert(BOOK.rules[compiled.rule].id.clone(), outcomes.get(index, 0));
        }
    });
    says
}

/// A plain reading of the rules for one case with exact dates.
struct Plain<'a> {
    book: &'a Rulebook,
    case: &'a Case,
}

fn date(number: i64) -> Date {
    jiff::civil::date(1970, 1, 1) + number.days()
}

fn number(date: Date) -> i64 {
    i64::from((date - jiff::civil::date(1970, 1, 1)).get_days())
}

fn add(from: i64, limit: Length) -> i64 {
    match limit {
        Length::Months(months) => number(date(from) + i64::from(months).months()),
        Length::Days(days) => from + i64::from(days),
        Length::Workdays(_) => unreachable!("no rule of admission has such a limit"),
    }
}

impl Plain<'_> {
    fn facts(&self, owner: &str) -> Vec<&Fact> {
        let selection = self.book.selection(owner);
        let kind = selection.map_or(owner, |selection| &selection.kind);
        let mut facts: Vec<&Fact> = self
            .case
            .facts
            .iter()
            .filter(|fact| fact.kind == kind)
            .filter(|fact| {
                let Some((field, values, or_absent)) =
                    selection.and_then(|selection| selection.filter.as_ref())
                else {
                    return true;
                };
                let Some(Value::Int(index)) = fact.fields.get(field) else {
                    return *or_absent;
                };
                let kind = self.book.kind(kind).unwrap();
                let field = kind.fields.iter().find(|known| known.name == *field).unwrap();
                let FieldType::Enum(names) = &field.ty else { panic!("a filter needs a list") };
                values.contains(&names[usize::try_from(*index).unwrap()])
            })
            .collect();
        facts.sort_by_key(|fact| fact.on.unwrap().hi);
        if selection.map(|selection| selection.pick) == Some(Pick::First) {
            facts.reverse();
        }
        facts
    }

    fn read(&self, name: &SlotName) -> Option<i64> {
        let day = |dated: Dated| i64::from(dated.lo.number());
        if name.owner == "person" {
            return self.case.person.born.map(day);
        }
        if name.owner.is_empty() {
            return self.case.today.map(day);
        }
        let facts = self.facts(&name.owner);
        if name.field == "count" {
            return Some(i64::try_from(facts.len()).unwrap());
        }
        let fact = facts.last()?;
        if name.field == "on" {
            return fact.on.map(day);
        }
        match fact.fields.get(&name.field)? {
            Value::Int(number) => Some(i64::from(*number)),
            Value::Day(dated) => Some(day(*dated)),
            Value::Text(_) => Some(1),
            Value::Names(names) => Some(i64::try_from(names.len()).unwrap()),
        }
    }

    fn first(&self, names: &[SlotName]) -> Option<i64> {
        names.iter().find_map(|name| self.read(name))
    }

    /// The day of the next recorded step of the path after the last of these.
    fn next(&self, names: &[SlotName]) -> Option<i64> {
        let position = |name: &SlotName| {
            let kind = self.book.kind_of(&name.owner)?;
            self.book.kinds.iter().position(|known| known.id == kind.id)
        };
        let last = names.iter().filter_map(position).max()?;
        let procedure = &self.book.kinds[last].procedure;
        let later = self.book.kinds[last + 1..].iter();
        later
            .filter(|kind| kind.path && kind.procedure == *procedure)
            .find_map(|kind| self.read(&SlotName { owner: kind.id.clone(), field: "on".into() }))
    }

    fn number(&self, expr: &Expr) -> Option<i64> {
        Some(match expr {
            Expr::Int(number) => i64::from(*number),
            Expr::Slot(name) => self.read(name)?,
            Expr::Today => i64::from(self.case.today?.lo.number()),
            Expr::Add(a, b) | Expr::AddDays(a, b) => self.number(a)? + self.number(b)?,
            Expr::Sub(a, b) => self.number(a)? - self.number(b)?,
            Expr::Mul(a, b) => self.number(a)? * self.number(b)?,
            Expr::AddMonths(a, b) => number(date(self.number(a)?) + self.number(b)?.months()),
            Expr::Workdays(a, b) => {
                let day = |n: i64| Day::from_number(i32::try_from(n).unwrap());
                let (a, b) = (day(self.number(a)?), day(self.number(b)?));
                i64::from(self.book.calendar.workdays(a, b, false).0)
            }
            other => panic!("{other:?} is no number"),
        })
    }

    fn holds(&self, expr: &Expr) -> Option<bool> {
        match expr {
            Expr::Bool(value) => Some(*value),
            Expr::Has(name) => Some(self.read(name).is_some()),
            Expr::Flag(name) => self.read(name).map(|value| value == 1),
            Expr::Not(inner) => self.holds(inner).map(|holds| !holds),
            Expr::And(a, b) => match (self.holds(a), self.holds(b)) {
                (Some(true), Some(true)) => Some(true),
                (a, b) if a == Some(false) || b == Some(false) => Some(false),
                _ => None,
            },
            Expr::Or(a, b) => match (self.holds(a), self.holds(b)) {
                (Some(false), Some(false)) => Some(false),
                (a, b) if a == Some(true) || b == Some(true) => Some(true),
                _ => None,
            },
            Expr::Compare(comparison, a, b) => {
                let (a, b) = (self.number(a)?, self.number(b)?);
                Some(match comparison {
                    Comparison::Less => a < b,
                    Comparison::LessOrEqual => a <= b,
                    Comparison::Equal => a == b,
                    Comparison::NotEqual => a != b,
                    Comparison::GreaterOrEqual => a >= b,
                    Comparison::Greater => a > b,
                })
            }
            other => panic!("{other:?} is no condition"),
        }
    }

    fn outcome(&self, rule: &Rule) -> Outcome {
        let (own, chain): (Vec<SlotName>, Vec<SlotName>) = match &rule.demand {
            Demand::MaxInterval { to, .. } | Demand::MinInterval { to, .. }
                if rule.judged_by_end =>
            {
                (to.clone(), to.clone())
            }
            Demand::MaxInterval { from, to, .. }
            | Demand::MinInterval { from, to }
            | Demand::Recurring { from, to, .. } => {
                ([from.clone(), to.clone()].concat(), to.clone())
            }
            Demand::Order { before, after, .. } => {
                ([after.clone(), before.clone()].concat(), after.clone())
            }
            Demand::Expect { fact, .. } => (vec![fact.clone()], vec![fact.clone()]),
            Demand::Sequence { steps } => (steps.clone(), vec![]),
            Demand::Calculated | Demand::Stated => return Outcome::Silent,
        };
        let Some(judged) = self.first(&own).or_else(|| self.next(&chain)) else {
            return Outcome::Silent;
        };
        let judged = Day::from_number(i32::try_from(judged).unwrap());
        let cite = rule
            .cites
            .iter()
            .find(|cite| self.book.edition(cite.edition).unwrap().in_force_on(judged));
        let Some(cite) = cite else {
            return Outcome::Silent;
        };
        let outcome = self.demanded(rule, cite.limit);
        match rule.when.as_ref().map(|when| self.holds(when)) {
            Some(Some(false)) => Outcome::Silent,
            Some(None) if outcome == Outcome::Broken => Outcome::Unsettled,
            _ => outcome,
        }
    }

    fn demanded(&self, rule: &Rule, limit: Option<Length>) -> Outcome {
        let asks = rule.missing == Missing::Unknown;
        let unsettled = if asks { Outcome::Unsettled } else { Outcome::Silent };
        let verdict = |ok: bool| if ok { Outcome::Silent } else { Outcome::Broken };
        match &rule.demand {
            Demand::MaxInterval { from, to, overdue } => match (self.first(from), self.first(to)) {
                (Some(from), Some(to)) => verdict(from <= to && to <= add(from, limit.unwrap())),
                (None, Some(_)) => unsettled,
                (Some(_), None) if asks && self.next(to).is_some() => unsettled,
                (Some(from), None) => {
                    let today = self.case.today.map(|today| i64::from(today.lo.number()));
                    verdict(!overdue || today.is_none_or(|t| t <= add(from, limit.unwrap())))
                }
                (None, None) => Outcome::Silent,
            },
            Demand::MinInterval { from, to } => match (self.first(from), self.first(to)) {
                (Some(from), Some(to)) => verdict(to >= add(from, limit.unwrap())),
                (None, Some(_)) => unsettled,
                (Some(_), None) if asks && self.next(to).is_some() => unsettled,
                _ => Outcome::Silent,
            },
            Demand::Order { before, after, strict } => {
                match (self.first(before), self.first(after)) {
                    (Some(before), Some(after)) => {
                        verdict(before < after || (!strict && before == after))
                    }
                    (None, Some(_)) => unsettled,
                    _ => Outcome::Silent,
                }
            }
            Demand::Sequence { steps } => {
                let days: Vec<i64> = steps.iter().filter_map(|step| self.read(step)).collect();
                verdict(days.windows(2).all(|pair| pair[0] <= pair[1]))
            }
            Demand::Recurring { from, to, count } => {
                let (Some(from), Some(to)) = (self.first(from), self.first(to)) else {
                    return Outcome::Silent;
                };
                let Some(Length::Months(months)) = limit else { panic!("a recurring rule") };
                let needed = (1..400)
                    .take_while(|times| add(from, Length::Months(months * times)) <= to)
                    .count();
                let count = usize::try_from(self.read(count).unwrap_or(0)).unwrap();
                match count {
                    0 if asks && needed > 0 => Outcome::Unsettled,
                    count => verdict(count >= needed),
                }
            }
            Demand::Expect { fact, expect } => match self.read(fact) {
                Some(_) => self.holds(expect).map_or(Outcome::Unsettled, verdict),
                None if asks && self.next(std::slice::from_ref(fact)).is_some() => {
                    Outcome::Unsettled
                }
                None => Outcome::Silent,
            },
            Demand::Calculated | Demand::Stated => Outcome::Silent,
        }
    }
}

/// Cases with some of the steps, each some weeks after the one before, seldom earlier.
fn cases() -> impl Strategy<Value = Case> {
    let kinds: Vec<_> =
        BOOK.kinds.iter().filter(|kind| kind.procedure == "admission").cloned().collect();
    let steps: Vec<_> = kinds
        .into_iter()
        .map(|kind| {
            let fields: Vec<_> = kind.fields.clone();
            let values = proptest::collection::vec((any::<bool>(), -1..20_i32), fields.len());
            (0..10_u8, -20..150_i32, values).prop_map(move |(present, gap, values)| {
                (present > 2, gap, kind.id.clone(), fields.clone(), values)
            })
        })
        .collect();
    let start = Day::parse("2013-06-01").unwrap().number();
    (steps, start..start + 5_000, 6_000..9_000_i32, any::<bool>()).prop_map(
        |(steps, start, age, dated)| {
            let mut day = start;
            let mut facts = Vec::new();
            for (present, gap, kind, fields, values) in steps {
                day += gap;
                if !present {
                    continue;
                }
                let on = Some(Dated::on(Day::from_number(day)));
                let mut fact = Fact { kind, on, ..Fact::default() };
                for (field, (given, value)) in fields.iter().zip(values) {
                    let value = match &field.ty {
                        FieldType::Int => Value::Int(value),
                        FieldType::Bool => Value::Int(value.rem_euclid(2)),
                        FieldType::Day => Value::Day(Dated::on(Day::from_number(day + value))),
                        FieldType::Text => Value::Text("x".into()),
                        FieldType::Names => continue,
                        FieldType::Enum(values) => {
                            let count = i32::try_from(values.len()).unwrap();
                            Value::Int(value.rem_euclid(count))
                        }
                    };
                    if given {
                        fact.fields.insert(field.name.clone(), value);
                    }
                }
                facts.push(fact);
            }
            let born = Some(Dated::on(Day::from_number(start - age)));
            let today = dated.then(|| Dated::on(Day::from_number(day + 30)));
            let person = Person { born, name: None };
            Case { id: "x".into(), procedure: "admission".into(), today, person, facts }
        },
    )
}

/// Blurs some days to their month.
fn blurred(case: &Case, which: &[bool]) -> Case {
    let mut case = case.clone();
    for (fact, blur) in case.facts.iter_mut().zip(which) {
        if let (true, Some(on)) = (*blur, fact.on) {
            let (year, month, _) = on.lo.ymd();
            fact.on = Dated::month(year, month);
        }
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_engine_says_what_a_plain_reading_says(case in cases()) {
        let plain = Plain { book: &BOOK, case: &case };
        for (id, says) in engine(&case) {
            let expected = plain.outcome(BOOK.rule(&id).unwrap());
            prop_assert_eq!(says, expected, "{} on {:#?}", id, case);
        }
    }

    #[test]
    fn an_imprecise_case_never_says_the_opposite_of_a_reading(
        case in cases(), which in proptest::collection::vec(any::<bool>(), 40),
    ) {
        let exact = engine(&case);
        for (id, says) in engine(&blurred(&case, &which)) {
            match (says, exact[&id]) {
                (Outcome::Broken, reading) => prop_assert_eq!(reading, Outcome::Broken, "{}", id),
                (Outcome::Silent, reading) => {
                    prop_assert_ne!(reading, Outcome::Broken, "{}", id);
                }
                (Outcome::Unsettled, _) => {}
            }
        }
    }
}
