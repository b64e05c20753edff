//! From a row and what is known to what would be recorded. What only a recorded human decision
//! may change (the stage, a suspension, the branch) is never changed by a file: it is a doubt.

use std::collections::BTreeMap;

use xibao_domain::person::PersonEvent;
use xibao_domain::{
    Field, LostContact, Membership, MembershipStep, Mobile, OrganisationId, Person, PersonId, Stage,
};
use xibao_roster::read::Entry;
use xibao_roster::verdict::{CellVerdict, Known, KnownMobile, RowVerdict, Verdict};
use xibao_roster::{Item, RosterItem as _, Severity};
use xibao_rulebook::{Dated, Text};

use super::{CellNote, LineBody, RowNote, cell_notes};
use crate::seal::masked;
use crate::{AppError, NewPerson, Register};

/// Why days were corrected by an import.
const REASON: &str = "名册导入";

impl Register {
    /// A person as the roster compares.
    pub(crate) fn known(&self, person: &Person, branch: &str) -> Result<Known, AppError> {
        Ok(Known {
            fields: self.plain(person)?,
            stage: person.membership.stage(),
            steps: person.membership.steps().clone(),
            branch: Some(branch.to_owned()),
            lost_since: person.lost.as_ref().map(|lost| lost.since),
            mobile: person
                .mobile
                .as_ref()
                .map(|mobile| KnownMobile { since: mobile.since, to: mobile.to.clone() }),
        })
    }

    /// What a row would enter.
    pub(crate) fn entered(
        &self,
        entry: Entry,
        id: PersonId,
        branch: OrganisationId,
        today: Dated,
    ) -> Result<LineBody, AppError> {
        let mut notes = notes(&entry);
        let person = NewPerson {
            membership: membership(&entry, &mut notes),
            held: branch,
            mobile: mobile(&entry),
            lost: entry.lost_since.map(|since| LostContact { since, searched_on: Vec::new() }),
            fields: entry.fields,
        };
        let events = match entry.suspended {
            Some(true) if person.membership.stage() == Stage::Full => vec![(today, suspended())],
            _ => Vec::new(),
        };
        let register = Some(Box::new(self.registration(id, person)?));
        Ok(LineBody { register, events, cells: Vec::new(), notes })
    }

    /// What a row would change.
    pub(crate) fn changed(
        &self,
        entry: &Entry,
        person: &Person,
        verdict: &mut RowVerdict,
        today: Dated,
    ) -> Result<LineBody, AppError> {
        let mut notes = notes(entry);
        let mut changes: BTreeMap<Field, Option<String>> = BTreeMap::new();
        let mut days = false;
        let mut events = Vec::new();
        for (item, cell) in &mut verdict.cells {
            if !matches!(cell, CellVerdict::New { .. } | CellVerdict::Changed { .. }) {
                continue;
            }
            match item {
                Item::Field(field) => {
                    let value = entry.fields.get(field).cloned();
                    changes.insert(*field, value);
                }
                Item::Lost | Item::LostSince if person.lost.is_none() => {
                    if let Some(since) = entry.lost_since {
                        events.push((since, PersonEvent::ContactLost));
                    }
                }
                Item::Mobile | Item::MobileTo | Item::MobileSince if person.mobile.is_none() => {
                    if let Some(mobile) = mobile(entry) {
                        let event =
                            PersonEvent::WentMobile { to: mobile.to, receiving: mobile.receiving };
                        events.push((mobile.since, event));
                    }
                }
                Item::Stage
                | Item::Suspended
                | Item::Branch
                | Item::Lost
                | Item::LostSince
                | Item::Mobile
                | Item::MobileTo
                | Item::MobileSince => {
                    decision(*item, cell, &mut notes);
                    verdict.verdict = verdict.verdict.max(Verdict::Doubtful);
                }
                Item::AppliedOn
                | Item::ActivistOn
                | Item::CandidateOn
                | Item::JoinedOn
                | Item::RegularisedOn
                | Item::ExtensionMonths => days = true,
            }
        }
        events.dedup();
        if !changes.is_empty() {
            events.insert(0, (today, self.edit(person.id, &changes)?));
        }
        if days {
            let steps = corrected(entry, person);
            let event = PersonEvent::MembershipDaysCorrected { steps, reason: REASON.to_owned() };
            events.push((today, event));
        }
        Ok(LineBody { register: None, events, cells: cells(verdict), notes })
    }
}

fn suspended() -> PersonEvent {
    let reason = "名册载明停止党籍".to_owned();
    PersonEvent::MembershipStepped { step: MembershipStep::Suspended { reason } }
}

/// The membership a row tells of. Without 人员类别 the days tell: who was regularised is a full
/// member, who was admitted is on probation.
fn membership(entry: &Entry, notes: &mut Vec<RowNote>) -> Membership {
    let steps = entry.steps();
    let told = if steps.regularised_on.is_some() {
        Stage::Full
    } else if steps.admitted_on.is_some() {
        Stage::Probationary
    } else {
        Stage::Applicant
    };
    let stage = entry.stage.unwrap_or_else(|| {
        let stage = told.text();
        notes.push(RowNote {
            place: String::new(),
            text: Text::new(
                format!("没有写人员类别，按日期登记为{}", stage.zh),
                format!("no stage is given; entered as {} by the days", stage.en),
            ),
        });
        told
    });
    let fallback = Membership::Applicant { steps: steps.clone() };
    Membership::at(stage, steps).unwrap_or(fallback)
}

fn mobile(entry: &Entry) -> Option<Mobile> {
    let away = entry.mobile == Some(true) || entry.mobile_to.is_some();
    away.then(|| Mobile {
        since: entry.mobile_since.unwrap_or(Dated::UNKNOWN),
        to: entry.mobile_to.clone().unwrap_or_else(|| "去向未填".to_owned()),
        receiving: None,
        contacted_on: None,
    })
}

/// The days as they are known with what the row says put in.
fn corrected(entry: &Entry, person: &Person) -> xibao_domain::Steps {
    let mut steps = person.membership.steps().clone();
    let said = entry.steps();
    let put = |to: &mut Option<Dated>, from: Option<Dated>| {
        if from.is_some() {
            *to = from;
        }
    };
    put(&mut steps.applied_on, said.applied_on);
    put(&mut steps.activist_on, said.activist_on);
    put(&mut steps.candidate_on, said.candidate_on);
    put(&mut steps.admitted_on, said.admitted_on);
    put(&mut steps.regularised_on, said.regularised_on);
    if let Some(months) = entry.extension_months {
        steps.extension_months = months;
    }
    steps
}

/// A cell that only a recorded decision may change.
fn decision(item: Item, cell: &mut CellVerdict, notes: &mut Vec<RowNote>) {
    let (from, to) = match cell {
        CellVerdict::Changed { from, to } => (Some(from.clone()), Some(to.clone())),
        CellVerdict::New { to } => (None, Some(to.clone())),
        _ => return,
    };
    let name = item.text();
    notes.push(RowNote {
        place: String::new(),
        text: Text::new(
            format!("{}与登记不同，导入不改变它；如属实，请办理相应手续并记录", name.zh),
            format!(
                "{} is not as registered; an import does not change it: record the decision",
                name.en
            ),
        ),
    });
    *cell = CellVerdict::Doubtful { from, to };
}

/// What is wrong with the row's cells.
pub(crate) fn notes(entry: &Entry) -> Vec<RowNote> {
    entry
        .problems
        .iter()
        .map(|problem| RowNote {
            place: problem.place(),
            text: Text::new(
                format!("{}“{}”：{}", problem.heading, problem.value, problem.text.zh),
                format!("{} '{}': {}", problem.heading, problem.value, problem.text.en),
            ),
        })
        .collect()
}

/// Is there a cell a person must look at?
pub(crate) fn is_doubtful(entry: &Entry) -> bool {
    let suspended = entry.suspended == Some(true) && entry.stage != Some(Stage::Full);
    suspended || entry.problems.iter().any(|problem| problem.severity == Severity::Doubtful)
}

fn cells(verdict: &RowVerdict) -> Vec<CellNote> {
    cell_notes(verdict, |item, value| match item {
        Item::Field(field) => masked(field, value),
        _ => value.to_owned(),
    })
}
