//! One row of a table, read by name.

use crate::day::{Dated, Day};
use crate::engine::{Columns, Program, SlotId};
use crate::length::Length;
use crate::model::{Cite, Demand, Edition, FieldType, Kind, Rule, Rulebook, SlotName};

/// One row of a table, read by name.
pub(super) struct View<'a> {
    pub(super) book: &'a Rulebook,
    pub(super) program: &'a Program,
    pub(super) columns: &'a Columns,
    pub(super) row: usize,
}

impl View<'_> {
    /// What is recorded under a name.
    pub(super) fn interval(&self, name: &SlotName) -> Option<(i32, i32)> {
        let layout = self.program.layout();
        let distinct = || layout.find(&name.owner, &format!("{}_distinct", name.field));
        let slot = layout.find(&name.owner, &name.field).or_else(distinct)?;
        self.columns.interval(self.row, slot)
    }

    /// The date recorded under a name.
    pub(super) fn dated(&self, name: &SlotName) -> Option<Dated> {
        let (lo, hi) = self.interval(name)?;
        Some(Dated { lo: Day::from_number(lo), hi: Day::from_number(hi) })
    }

    /// The day a fact of this kind happened.
    pub(super) fn on(&self, kind: &str) -> Option<Dated> {
        let slot = self.program.layout().find(kind, "on")?;
        self.columns.dated(self.row, slot)
    }

    /// The day of the examination.
    pub(super) fn today(&self) -> Option<Dated> {
        self.columns.dated(self.row, SlotId::TODAY)
    }

    /// The first of several names that is recorded.
    pub(super) fn first_of<'n>(&self, names: &'n [SlotName]) -> Option<(&'n SlotName, Dated)> {
        names.iter().find_map(|name| Some((name, self.dated(name)?)))
    }

    /// The steps of the main path after this kind.
    pub(super) fn path_after(&self, owner: &str) -> impl Iterator<Item = &Kind> {
        let own = self.book.kind_of(owner);
        let position = own.and_then(|own| self.book.kinds.iter().position(|k| k.id == own.id));
        let procedure = self.program.procedure();
        let start = position.map_or(usize::MAX, |position| position + 1);
        let later = self.book.kinds.iter().skip(start);
        later.filter(move |kind| kind.path && kind.procedure == procedure)
    }

    /// The day that decides which edition speaks.
    pub(super) fn judged_on(&self, rule: &Rule) -> Option<Dated> {
        let (own, last): (Vec<&SlotName>, Option<&SlotName>) = match &rule.demand {
            Demand::MaxInterval { to, .. } | Demand::MinInterval { to, .. }
                if rule.judged_by_end =>
            {
                (to.iter().collect(), to.last())
            }
            Demand::MaxInterval { from, to, .. }
            | Demand::MinInterval { from, to }
            | Demand::Recurring { from, to, .. } => (from.iter().chain(to).collect(), to.last()),
            Demand::Order { before, after, .. } => {
                (after.iter().chain(before).collect(), after.last())
            }
            Demand::Expect { fact, .. } => (vec![fact], Some(fact)),
            Demand::Sequence { steps } => (steps.iter().rev().collect(), None),
            Demand::Calculated | Demand::Stated => return None,
        };
        let own = own.into_iter().find_map(|name| self.dated(name));
        if own.is_some_and(|dated| dated != Dated::UNKNOWN) {
            return own;
        }
        let next = last.and_then(|last| self.path_after(&last.owner).find_map(|k| self.on(&k.id)));
        next.or(own)
    }

    /// The article that speaks, with its edition.
    pub(super) fn cite<'r>(&self, rule: &'r Rule) -> Option<(&'r Cite, &Edition)> {
        let mut editions =
            rule.cites.iter().filter_map(|cite| Some((cite, self.book.edition(cite.edition)?)));
        let judged = self.judged_on(rule);
        let in_force = judged.and_then(|judged| {
            editions.clone().find(|(_, edition)| edition.in_force_on(judged.lo))
        });
        in_force.or_else(|| editions.next_back())
    }

    /// The day a term that began on `from` runs to, and whether a year without a calendar of
    /// working days was crossed.
    pub(super) fn due(&self, from: Dated, limit: Length) -> (Dated, bool) {
        match limit {
            Length::Months(months) => (from.add_months(months), false),
            Length::Days(days) => {
                (Dated { lo: from.lo.add_days(days), hi: from.hi.add_days(days) }, false)
            }
            Length::Workdays(days) => {
                let lo = self.book.calendar.add_workdays(from.lo, days, false);
                let hi = self.book.calendar.add_workdays(from.hi, days, false);
                (Dated { lo: lo.day, hi: hi.day }, lo.provisional || hi.provisional)
            }
        }
    }

    /// The type of what is recorded under a name.
    pub(super) fn field_type(&self, name: &SlotName) -> FieldType {
        if name.field == "on" || name.owner == "person" {
            return FieldType::Day;
        }
        let kind = self.book.kind_of(&name.owner);
        let field = kind.and_then(|kind| kind.fields.iter().find(|f| f.name == name.field));
        match field.map(|field| field.ty.clone()) {
            Some(FieldType::Names) | None if name.field.ends_with("_self") => FieldType::Bool,
            Some(FieldType::Names) | None => FieldType::Int,
            Some(ty) => ty,
        }
    }
}
