//! A case as a row: which of its facts each column reads.

use super::{Case, Fact, Value};
use crate::day::Dated;
use crate::engine::{Columns, Layout, NULL, SlotId};
use crate::model::{FieldType, Kind, Pick, Rulebook, Selection, SlotName};
use std::collections::BTreeSet;

/// Records of one event that disagree; the rules take both readings into account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The kind of fact.
    pub kind: String,
    /// The days on record.
    pub on: Vec<Option<Dated>>,
}

/// Adds a case to a table as its last row.
///
/// Corrected facts are left out. Where an event that happens once is recorded differently, the
/// column holds the interval of the readings, and the contradiction is returned.
pub fn push_case(
    book: &Rulebook,
    layout: &Layout,
    columns: &mut Columns,
    case: &Case,
) -> Vec<Contradiction> {
    let row = Row { book, case, facts: standing_facts(case) };
    for (slot, name) in layout.iter() {
        let value = if slot == SlotId::TODAY { case.today.map(interval) } else { row.read(name) };
        if let Some(column) = columns.column_mut(slot) {
            let (lo, hi) = value.unwrap_or((NULL, NULL));
            column.push_interval(lo, hi);
        }
    }
    columns.end_row();
    row.contradictions()
}

fn interval(dated: Dated) -> (i32, i32) {
    (dated.lo.number(), dated.hi.number())
}

/// Facts that no later fact corrects, each once.
fn standing_facts(case: &Case) -> Vec<&Fact> {
    let replaced: BTreeSet<&str> =
        case.facts.iter().filter_map(|fact| fact.replaces.as_deref()).collect();
    let mut standing: Vec<&Fact> = Vec::new();
    for fact in &case.facts {
        let corrected = fact.id.as_deref().is_some_and(|id| replaced.contains(id));
        let repeated = standing.iter().any(|known| {
            known.kind == fact.kind && known.on == fact.on && known.fields == fact.fields
        });
        if !corrected && !repeated {
            standing.push(fact);
        }
    }
    standing
}

struct Row<'a> {
    book: &'a Rulebook,
    case: &'a Case,
    facts: Vec<&'a Fact>,
}

impl Row<'_> {
    fn read(&self, name: &SlotName) -> Option<(i32, i32)> {
        if name.owner == "person" {
            return self.case.person.born.map(interval);
        }
        let selection = self.book.selection(&name.owner);
        let kind_id = selection.map_or(name.owner.as_str(), |selection| &selection.kind);
        let kind = self.book.kind(kind_id)?;
        let facts: Vec<&Fact> = self
            .facts
            .iter()
            .filter(|fact| fact.kind == kind.id && selected(kind, selection, fact))
            .copied()
            .collect();
        if name.field == "count" {
            let count = i32::try_from(facts.len()).unwrap_or(i32::MAX);
            return Some((count, count));
        }
        if selection.is_none() && !kind.repeat {
            // Every record of a single event counts as a reading of it.
            let readings = facts.iter().filter_map(|fact| self.field(fact, &name.field));
            return readings.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        }
        let pick = selection.map_or(Pick::Last, |selection| selection.pick);
        self.field(picked(&facts, pick)?, &name.field)
    }

    fn field(&self, fact: &Fact, field: &str) -> Option<(i32, i32)> {
        if field == "on" {
            // A period without a day of its own happened when it began.
            let began = match fact.fields.get("from") {
                Some(Value::Day(from)) => Some(*from),
                _ => None,
            };
            return Some(interval(fact.on.or(began).unwrap_or(Dated::UNKNOWN)));
        }
        if let Some(value) = fact.fields.get(field) {
            return Some(match value {
                Value::Int(number) => (*number, *number),
                Value::Day(dated) => interval(*dated),
                Value::Text(_) => (1, 1),
                Value::Names(names) => exact(distinct(names).len()),
            });
        }
        let (name, which) = field.rsplit_once('_')?;
        let Some(Value::Names(names)) = fact.fields.get(name) else {
            return None;
        };
        match which {
            "distinct" => Some(exact(distinct(names).len())),
            "self" => {
                let own = self.case.person.name.as_deref().map(fold_name)?;
                Some(exact(usize::from(distinct(names).contains(&own))))
            }
            _ => None,
        }
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let single = self.book.kinds.iter().filter(|kind| !kind.repeat);
        single
            .filter_map(|kind| {
                let facts = self.facts.iter().filter(|fact| fact.kind == kind.id);
                let on: Vec<Option<Dated>> = facts.map(|fact| fact.on).collect();
                (on.len() > 1).then(|| Contradiction { kind: kind.id.clone(), on })
            })
            .collect()
    }
}

fn exact(count: usize) -> (i32, i32) {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    (count, count)
}

fn distinct(names: &[String]) -> BTreeSet<String> {
    names.iter().map(|name| fold_name(name)).filter(|name| !name.is_empty()).collect()
}

/// Two-character names are often padded with spaces.
fn fold_name(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).collect()
}

fn selected(kind: &Kind, selection: Option<&Selection>, fact: &Fact) -> bool {
    let Some((field, values, or_absent)) = selection.and_then(|s| s.filter.as_ref()) else {
        return true;
    };
    let Some(Value::Int(value)) = fact.fields.get(field) else {
        return *or_absent;
    };
    let ty = kind.fields.iter().find(|known| known.name == *field).map(|known| &known.ty);
    let name = match ty {
        Some(FieldType::Enum(names)) => {
            usize::try_from(*value).ok().and_then(|index| names.get(index)).map(String::as_str)
        }
        Some(FieldType::Bool) => Some(if *value == 1 { "true" } else { "false" }),
        _ => None,
    };
    name.is_some_and(|name| values.iter().any(|value| value == name))
}

/// The first or last by day; among facts of one day, by their order in the file.
fn picked<'a>(facts: &[&'a Fact], pick: Pick) -> Option<&'a Fact> {
    let key = |fact: &&&Fact| fact.on.unwrap_or(Dated::UNKNOWN).hi;
    match pick {
        Pick::First => facts.iter().min_by_key(key).copied(),
        Pick::Last => facts.iter().max_by_key(key).copied(),
    }
}
