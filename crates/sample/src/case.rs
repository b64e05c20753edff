//! A dossier in the interchange form.

use crate::facts::{Facts, Round, STEPS, SampleDossier, Step, Tally};
use crate::people::{IdNumber, Name, Sex};
use crate::timeline::EDITION_2026;
use serde::Serialize;
use xibao_rulebook::{Dated, Day};

/// A dossier as one JSON object of the interchange form.
#[derive(Debug, Serialize)]
pub struct CaseRecord<'a> {
    id: &'a str,
    procedure: &'static str,
    today: Day,
    person: PersonRecord<'a>,
    facts: Vec<FactRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct PersonRecord<'a> {
    name: Name,
    sex: Sex,
    born: Day,
    id_number: IdNumber,
    branch: &'a str,
}

/// A fact with whichever fields its kind has.
#[derive(Debug, Default, Serialize)]
struct FactRecord<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<Dated>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topics: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_members: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'a [Name]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_counted_from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    passed: Option<bool>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    votes: Option<Votes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    collective: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extended_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extend_months: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing_from: Option<Day>,
}

#[derive(Debug, Serialize)]
struct Votes {
    eligible: i32,
    present: i32,
    ayes: i32,
    written_ayes: i32,
    noes: i32,
    abstentions: i32,
    secret: bool,
    one_by_one: bool,
}

impl From<Tally> for Votes {
    fn from(tally: Tally) -> Votes {
        Votes {
            eligible: tally.eligible,
            present: tally.present,
            ayes: tally.ayes,
            written_ayes: tally.written_ayes,
            noes: tally.noes,
            abstentions: tally.abstentions,
            secret: tally.secret,
            one_by_one: true,
        }
    }
}

/// What a table says in the column of the reason for a longer approval.
pub(crate) const REASON: &str = "函调材料未回，经党委研究延长审批";

impl SampleDossier {
    /// The dossier in the interchange form; it serialises to one JSON object.
    ///
    /// ```
    /// let options = xibao_sample::bundled_options();
    /// for dossier in xibao_sample::dossiers(&options).take(1) {
    ///     let json = serde_json::to_value(dossier.to_case())?;
    ///     assert_eq!(json["procedure"], "admission");
    /// }
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn to_case(&self) -> CaseRecord<'_> {
        CaseRecord {
            id: &self.id,
            procedure: "admission",
            today: self.today,
            person: PersonRecord {
                name: self.name,
                sex: self.sex,
                born: self.born,
                id_number: self.id_number,
                branch: self.branch,
            },
            facts: fact_records(&self.facts),
        }
    }
}

fn fact_records(facts: &Facts) -> Vec<FactRecord<'_>> {
    let mut records = Vec::with_capacity(40);
    for (step, kind) in STEPS {
        // What has no place of its own in the chart goes before what ends it.
        match step {
            Step::OpinionsHeard => {
                records.extend(facts.inspections.iter().map(|day| on("inspection", *day)));
                records.extend(facts.transfer.map(|transfer| FactRecord {
                    time_counted_from: Some(transfer.counted_from),
                    ..on("transfer-in", transfer.on)
                }));
            }
            Step::Archived => records.extend(facts.rounds.iter().flat_map(round_records)),
            _ => {}
        }
        if let Some(dated) = facts.on(step) {
            let record = FactRecord { kind, on: Some(dated), ..FactRecord::default() };
            records.push(with_fields(record, step, facts));
        }
    }
    records
}

fn with_fields<'a>(record: FactRecord<'a>, step: Step, facts: &'a Facts) -> FactRecord<'a> {
    let passed = Some(true);
    match step {
        Step::FirstTalk => {
            // The 2026 edition names the topics of the talk.
            let named = facts.day(step).is_some_and(|day| day >= EDITION_2026);
            FactRecord { topics: named.then_some(5), ..record }
        }
        Step::ContactsAssigned => with_names(record, &facts.contacts),
        Step::IntroducersNamed => with_names(record, &facts.introducers),
        Step::PublicNotice => FactRecord { from: facts.day(step), to: facts.notice_to, ..record },
        Step::PoliticalReview | Step::CommitteeReview | Step::PreReview => {
            FactRecord { passed, ..record }
        }
        Step::Training => {
            let (days, hours) = facts.training;
            FactRecord { days: Some(days), hours: Some(hours), passed, ..record }
        }
        Step::AdmissionMeeting => {
            FactRecord { votes: facts.tally.map(Votes::from), passed, ..record }
        }
        Step::AdmissionApproved => FactRecord {
            approved: Some(true),
            collective: Some(true),
            extended_reason: facts.extended_reason.then_some(REASON),
            ..record
        },
        _ => record,
    }
}

fn with_names<'a>(record: FactRecord<'a>, names: &'a [Name]) -> FactRecord<'a> {
    FactRecord { full_members: Some(names.len()), names: Some(names), ..record }
}

fn on<'a>(kind: &'static str, day: Day) -> FactRecord<'a> {
    FactRecord { kind, on: Some(Dated::on(day)), ..FactRecord::default() }
}

fn round_records<'a>(round: &Round) -> Vec<FactRecord<'a>> {
    let mut records = Vec::with_capacity(4);
    let outcome = Some(round.resolution.id());
    records.extend(round.applied.map(|day| on("conversion-applied", day)));
    records.extend(round.opinions.map(|day| on("conversion-opinions", day)));
    records.extend(round.meeting.map(|day| FactRecord {
        votes: Some(round.tally.into()),
        outcome,
        extend_months: round.resolution.months(),
        ..on("conversion-meeting", day)
    }));
    records.extend(round.approved.map(|day| FactRecord {
        approved: Some(true),
        outcome,
        standing_from: round.resolution.months().is_none().then_some(round.standing_from),
        ..on("conversion-approved", day)
    }));
    records
}
