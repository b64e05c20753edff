//! Terms that run or ran, and rules that have no edition in force.

use super::view::View;
use crate::day::Dated;
use crate::length::Length;
use crate::model::{Demand, Rule, SlotName};
use serde::Serialize;

/// A term: a rule that runs from a day.
#[derive(Debug, Clone, Serialize)]
pub struct Term {
    /// The rule.
    pub rule: String,
    /// The day it runs from.
    pub from: Dated,
    /// The day it runs to.
    pub due: Dated,
    /// Was it kept? For a term not yet closed: `false`.
    pub met: bool,
    /// `at-most` for a latest day, `at-least` for an earliest one.
    pub bound: &'static str,
    /// Its length, as in `P1M`.
    pub length: String,
    /// The day it was closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Dated>,
    /// True when a year without a calendar of working days was crossed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
}

/// A rule that has no edition in force on the day it would judge.
#[derive(Debug, Clone, Serialize)]
pub struct Unjudged {
    /// The rule.
    pub rule: String,
    /// The day.
    pub on: Dated,
}

pub(super) fn terms(view: &View<'_>, examined: &dyn Fn(usize) -> bool) -> Vec<Term> {
    let mut terms = Vec::new();
    for (index, compiled) in view.program.rules().iter().enumerate() {
        let Some(rule) = view.book.rules.get(compiled.rule).filter(|_| examined(index)) else {
            continue;
        };
        match &rule.demand {
            Demand::MaxInterval { from, to, .. } => {
                terms.extend(term(view, rule, from, to, "at-most"));
            }
            Demand::MinInterval { from, to } => {
                terms.extend(term(view, rule, from, to, "at-least"));
            }
            _ => {}
        }
    }
    terms
}

/// The limit of a rule for a term that began on a day, if an edition was in force then.
pub(super) fn limit_on(view: &View<'_>, rule: &Rule, from: Dated) -> Option<Length> {
    let from = if rule.judged_by_end { view.judged_on(rule).or(view.today())? } else { from };
    rule.cites.iter().find_map(|cite| {
        let edition = view.book.edition(cite.edition)?;
        let speaks = from == Dated::UNKNOWN || edition.in_force_on(from.lo);
        if speaks { cite.limit } else { None }
    })
}

fn term(
    view: &View<'_>,
    rule: &Rule,
    from: &[SlotName],
    to: &[SlotName],
    bound: &'static str,
) -> Option<Term> {
    let (_, from) = view.first_of(from)?;
    if rule.when.as_ref().is_some_and(|when| view.holds(when) == Some(false)) {
        return None;
    }
    let limit = limit_on(view, rule, from)?;
    let (due, provisional) = view.due(from, limit);
    let on = view.first_of(to).map(|(_, on)| on);
    let met = match (on, bound) {
        (Some(on), "at-most") => on.hi <= due.lo && from.hi <= on.lo,
        (Some(on), _) => due.hi <= on.lo,
        (None, "at-most") => false,
        (None, _) => view.today().is_some_and(|today| due.hi <= today.lo),
    };
    let length = limit.to_string();
    Some(Term { rule: rule.id.clone(), from, due, met, bound, length, on, provisional })
}

pub(super) fn unjudged(view: &View<'_>, examined: &dyn Fn(usize) -> bool) -> Vec<Unjudged> {
    let mut unjudged = Vec::new();
    for (index, compiled) in view.program.rules().iter().enumerate() {
        let Some(rule) = view.book.rules.get(compiled.rule).filter(|_| examined(index)) else {
            continue;
        };
        let concerned = match &rule.demand {
            Demand::MaxInterval { to, .. } | Demand::MinInterval { to, .. }
                if rule.judged_by_end =>
            {
                to.as_slice()
            }
            Demand::MaxInterval { from, .. } | Demand::MinInterval { from, .. } => from.as_slice(),
            Demand::Order { after, .. } => after.as_slice(),
            Demand::Expect { fact, .. } => std::slice::from_ref(fact),
            _ => continue,
        };
        let Some((_, on)) = view.first_of(concerned).filter(|(_, on)| *on != Dated::UNKNOWN) else {
            continue;
        };
        // A rule that the edition of that day did not have is no gap; a source without any is.
        let sources = rule.cites.iter().filter_map(|cite| view.book.edition(cite.edition));
        let sources: Vec<&str> = sources.map(|edition| edition.source.as_str()).collect();
        let mut editions = view.book.editions.iter();
        let covered = editions.any(|edition| {
            sources.contains(&edition.source.as_str()) && edition.in_force_on(on.hi)
        });
        if !covered {
            unjudged.push(Unjudged { rule: rule.id.clone(), on });
        }
    }
    unjudged
}
