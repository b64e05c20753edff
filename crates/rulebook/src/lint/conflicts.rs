//! Rules that cannot both be kept.

use super::Lint;
use crate::day::Day;
use crate::length::Length;
use crate::model::{Cite, Demand, Rule, SlotName};

impl Lint<'_> {
    pub(super) fn contradictions(&mut self) {
        let rules = &self.book.rules;
        for (index, rule) in rules.iter().enumerate() {
            self.own_cites(rule);
            for other in rules.iter().skip(index + 1) {
                if other.procedure == rule.procedure && !yields(rule, other) {
                    self.pair(rule, other);
                }
            }
        }
    }

    /// One rule must not set two limits for the same day.
    fn own_cites(&mut self, rule: &Rule) {
        for (index, cite) in rule.cites.iter().enumerate() {
            for other in rule.cites.iter().skip(index + 1) {
                if cite.limit != other.limit && self.overlap(cite, other) {
                    let message = format!("rule \"{}\" sets two limits for the same day", rule.id);
                    self.object(&rule.place, message);
                }
            }
        }
    }

    fn pair(&mut self, a: &Rule, b: &Rule) {
        let contradict = match (&a.demand, &b.demand) {
            (
                Demand::MinInterval { from, to },
                Demand::MaxInterval { from: other_from, to: other_to, .. },
            ) if from == other_from && to == other_to => self.no_room(a, b),
            (
                Demand::MaxInterval { from, to, .. },
                Demand::MinInterval { from: other_from, to: other_to },
            ) if from == other_from && to == other_to => self.no_room(b, a),
            _ => match (ordered(a), ordered(b)) {
                (Some((before, after)), Some((other_before, other_after))) => {
                    before == other_after && after == other_before && self.coexist(a, b)
                }
                _ => false,
            },
        };
        if contradict {
            let message = format!(
                "rules \"{}\" and \"{}\" ({}:{}) contradict each other on the same day; state \
                 which goes first with yields-to",
                a.id, b.id, b.place.file, b.place.line
            );
            self.object(&a.place, message);
        }
    }

    /// Is the shortest allowed interval longer than the longest allowed one?
    fn no_room(&self, least: &Rule, most: &Rule) -> bool {
        least.cites.iter().any(|least| {
            most.cites.iter().any(|most| {
                let longer = days(least.limit) > days(most.limit);
                longer && self.overlap(least, most)
            })
        })
    }

    fn coexist(&self, a: &Rule, b: &Rule) -> bool {
        a.cites.iter().any(|a| b.cites.iter().any(|b| self.overlap(a, b)))
    }

    fn overlap(&self, a: &Cite, b: &Cite) -> bool {
        let (Some(a), Some(b)) = (self.book.edition(a.edition), self.book.edition(b.edition))
        else {
            return false;
        };
        a.from.unwrap_or(Day::MIN) <= b.to.unwrap_or(Day::MAX)
            && b.from.unwrap_or(Day::MIN) <= a.to.unwrap_or(Day::MAX)
    }
}

fn yields(a: &Rule, b: &Rule) -> bool {
    a.yields_to.contains(&b.id) || b.yields_to.contains(&a.id)
}

/// The two ends of a rule that puts one day before another.
fn ordered(rule: &Rule) -> Option<(&[SlotName], &[SlotName])> {
    match &rule.demand {
        Demand::Order { before, after, .. } => Some((before, after)),
        Demand::MinInterval { from, to } | Demand::MaxInterval { from, to, .. } => Some((from, to)),
        _ => None,
    }
}

/// A length in comparable units; enough to tell which of two is longer.
fn days(limit: Option<Length>) -> i32 {
    match limit {
        Some(Length::Months(months)) => months.saturating_mul(30),
        Some(Length::Days(days)) => days,
        Some(Length::Workdays(days)) => days.saturating_mul(7) / 5,
        None => 0,
    }
}
