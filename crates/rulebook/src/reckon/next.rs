//! Where a person stands and what comes next.

use super::outlook::limit_on;
use super::view::View;
use crate::day::{Dated, Day};
use crate::model::{Demand, FieldType, Kind, SlotName};
use serde::Serialize;

/// A step that comes next.
#[derive(Debug, Clone, Serialize)]
pub struct Next {
    /// The kind of fact.
    pub kind: String,
    /// The earliest lawful day, if a rule sets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Dated>,
    /// The last lawful day, if a rule sets one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Dated>,
}

/// The steps of the procedure that have happened, in order.
fn happened<'v>(view: &'v View<'_>) -> impl Iterator<Item = &'v Kind> {
    let procedure = view.program.procedure();
    view.book
        .kinds
        .iter()
        .filter(move |kind| kind.procedure == procedure && view.on(&kind.id).is_some())
}

/// The stage that the furthest step leads to.
pub(super) fn stage(view: &View<'_>) -> Option<String> {
    happened(view).filter_map(|kind| stage_of(view, kind)).last()
}

fn stage_of(view: &View<'_>, kind: &Kind) -> Option<String> {
    if let Some((field, stages)) = &kind.stage_by {
        let name = SlotName { owner: kind.id.clone(), field: field.clone() };
        let value = view.interval(&name).filter(|(lo, hi)| lo == hi).map(|(lo, _)| lo);
        let value = value.and_then(|value| value_name(kind, field, value));
        if let Some(value) = value {
            return stages.get(&value).cloned();
        }
    }
    kind.stage.clone()
}

fn value_name(kind: &Kind, field: &str, value: i32) -> Option<String> {
    match &kind.fields.iter().find(|known| known.name == field)?.ty {
        FieldType::Enum(values) => values.get(usize::try_from(value).ok()?).cloned(),
        FieldType::Bool => Some(if value == 1 { "true" } else { "false" }.to_owned()),
        _ => None,
    }
}

/// The steps from the furthest one up to the next decision.
pub(super) fn next_steps(view: &View<'_>) -> Vec<Next> {
    let procedure = view.program.procedure();
    let furthest = happened(view).filter(|kind| kind.path).last();
    let Some(furthest) = furthest else {
        let first = view.book.kinds.iter().find(|kind| kind.path && kind.procedure == procedure);
        return first.map(|kind| step(view, kind)).into_iter().collect();
    };
    let day = view.today().or_else(|| view.on(&furthest.id)).map(|dated| dated.hi);
    let mut steps = Vec::new();
    for kind in view.path_after(&furthest.id).filter(|kind| exists_on(view, kind, day)) {
        steps.push(step(view, kind));
        if kind.decisive {
            break;
        }
    }
    steps
}

/// Does the step exist in the edition in force on the day?
fn exists_on(view: &View<'_>, kind: &Kind, day: Option<Day>) -> bool {
    let editions = kind.only.iter().filter_map(|(source, id)| {
        view.book.editions.iter().find(|edition| edition.source == *source && edition.id == *id)
    });
    let mut editions = editions.peekable();
    editions.peek().is_none() || editions.any(|e| day.is_none_or(|day| e.in_force_on(day)))
}

fn step(view: &View<'_>, kind: &Kind) -> Next {
    let (mut not_before, mut due): (Option<Dated>, Option<Dated>) = (None, None);
    for compiled in view.program.rules() {
        let Some(rule) = view.book.rules.get(compiled.rule) else {
            continue;
        };
        let (Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to }) =
            &rule.demand
        else {
            continue;
        };
        let leads_here = to.iter().any(|to| {
            to.field == "on" && view.book.kind_of(&to.owner).is_some_and(|k| k.id == kind.id)
        });
        let begun = view.first_of(from).filter(|(_, from)| *from != Dated::UNKNOWN);
        let Some((_, from)) = begun.filter(|_| leads_here) else {
            continue;
        };
        if rule.when.as_ref().is_some_and(|when| view.holds(when) == Some(false)) {
            continue;
        }
        let Some(limit) = limit_on(view, rule, from) else {
            continue;
        };
        let (day, _) = view.due(from, limit);
        if matches!(rule.demand, Demand::MinInterval { .. }) {
            not_before = Some(not_before.map_or(day, |known| later(known, day)));
        } else {
            due = Some(due.map_or(day, |known| earlier(known, day)));
        }
    }
    Next { kind: kind.id.clone(), not_before, due }
}

fn later(a: Dated, b: Dated) -> Dated {
    if a.hi >= b.hi { a } else { b }
}

fn earlier(a: Dated, b: Dated) -> Dated {
    if a.lo <= b.lo { a } else { b }
}
