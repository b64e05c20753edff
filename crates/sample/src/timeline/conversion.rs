//! The end of probation: conversion, or an extension and then conversion.

use super::Timeline;
use crate::facts::{Resolution, Round, Step};
use crate::plant::Plant;
use xibao_rulebook::Day;

impl Timeline<'_> {
    /// One round of conversion, or two where probation is extended.
    pub(super) fn conversion(&mut self, admitted: Day) {
        let resolution = match self.plant {
            Some(Plant::ExtensionThree) => Resolution::Extend(3),
            Some(Plant::ExtensionTwice) => Resolution::Extend(6),
            None if self.dice.percent(6) => self.extension(),
            _ => Resolution::Convert,
        };
        let first = self.round(admitted, 12, resolution);
        self.facts.rounds.push(first);
        let last = match resolution {
            Resolution::Convert => first,
            // What follows an unlawful extension is nobody's to say.
            Resolution::Extend(3) => return,
            Resolution::Extend(months) => {
                let resolution = if self.is(Plant::ExtensionTwice) {
                    Resolution::Extend(6)
                } else {
                    Resolution::Convert
                };
                let second = self.round(admitted, 12 + months, resolution);
                self.facts.rounds.push(second);
                second
            }
        };
        let (Some(approved), Resolution::Convert) = (last.approved, last.resolution) else {
            return;
        };
        let archived = if self.is(Plant::ArchivedEarly) {
            self.earlier(approved, 1, 5)
        } else {
            self.later(approved, 5, 40)
        };
        self.facts.put(Step::Archived, archived);
    }

    fn extension(&mut self) -> Resolution {
        Resolution::Extend(self.dice.pick(&[6, 6, 6, 9, 12]).unwrap_or(6))
    }

    fn round(&mut self, admitted: Day, months: i32, resolution: Resolution) -> Round {
        let expiry = admitted.add_months(months);
        let applied = self.earlier(expiry, 8, 20);
        let meeting = if self.is(Plant::ConversionEarly) {
            expiry.add_days(-1)
        } else {
            self.later(expiry, 0, 20)
        };
        let opinions = self.earlier(meeting, 1, 5).max(applied);
        let tally =
            if self.is(Plant::ConversionHalf) { self.tally_ayes_half() } else { self.tally() };
        let due = meeting.add_months(3);
        let approved = if self.is(Plant::ConversionApprovalLate) {
            self.later(due, 1, 25)
        } else {
            self.later_within(meeting, (10, 60), due)
        };
        Round {
            applied: Some(applied),
            opinions: Some(opinions),
            meeting: Some(meeting),
            tally,
            resolution,
            approved: Some(approved),
            standing_from: expiry,
        }
    }
}
