//! The TOML of a rulebook as it is written, before anything is checked.
//!
//! Every file may hold any of these tables; they are merged. Unknown keys are errors, so that a
//! typo in a rulebook is found and not ignored.

use crate::calc::dues::{RawAmount, RawIncome};
use crate::calc::standing::RawEra;
use crate::calc::vote::RawMeeting;
use crate::text::Text;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawFile {
    pub rulebook: Option<RawHead>,
    #[serde(default)]
    pub source: Vec<Spanned<RawSource>>,
    #[serde(default)]
    pub edition: Vec<Spanned<RawEdition>>,
    #[serde(default)]
    pub setting: Vec<Spanned<RawSetting>>,
    #[serde(default)]
    pub procedure: Vec<Spanned<RawProcedure>>,
    #[serde(default)]
    pub stage: Vec<Spanned<RawStage>>,
    #[serde(default)]
    pub kind: Vec<Spanned<RawKind>>,
    #[serde(default)]
    pub selection: Vec<Spanned<RawSelection>>,
    #[serde(default)]
    pub rule: Vec<Spanned<RawRule>>,
    #[serde(default)]
    pub meeting: Vec<Spanned<RawMeeting>>,
    #[serde(default)]
    pub income: Vec<Spanned<RawIncome>>,
    #[serde(default)]
    pub calendar: Vec<Spanned<RawCalendar>>,
    #[serde(default)]
    pub codeset: Vec<Spanned<RawCodeset>>,
}

/// `[rulebook]`: what this folder is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHead {
    pub id: String,
    pub version: String,
    #[serde(flatten)]
    pub title: Text,
}

/// `[[source]]`: a published regulation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSource {
    pub id: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub issuer: Option<Text>,
    #[serde(default)]
    pub number: Option<String>,
    /// Short name used beside an article, such as 细则.
    pub short: Text,
}

/// `[[edition]]`: one text of a source with the days it is in force.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEdition {
    pub source: String,
    pub id: String,
    pub from: Option<String>,
    /// Last day in force; absent while it still is.
    pub to: Option<String>,
    pub verified: bool,
    /// Article numbers this edition is known to have, when the list is known.
    #[serde(default)]
    pub articles: Vec<String>,
    #[serde(default)]
    pub note: Option<Text>,
}

/// `[[setting]]`: a convention the texts leave open, with its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSetting {
    pub id: String,
    pub default: toml::Value,
    /// Allowed values, when they are a list.
    #[serde(default)]
    pub options: Vec<toml::Value>,
    /// `text`, `practice` or `proposal`.
    pub basis: String,
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProcedure {
    pub id: String,
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawStage {
    pub id: String,
    pub procedure: String,
    pub zh: String,
    pub en: String,
}

/// `[[kind]]`: something that can happen in a procedure. The order of kinds in the file is the
/// order of the steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawKind {
    pub id: String,
    pub procedure: String,
    pub zh: String,
    pub en: String,
    /// Number in the published chart of steps.
    pub step: Option<String>,
    /// On the main path: a later step shows that this one should have happened.
    #[serde(default)]
    pub path: bool,
    /// May happen several times; rules read the last unless a selection says otherwise.
    #[serde(default)]
    pub repeat: bool,
    /// A decision: what comes next is shown up to here.
    #[serde(default)]
    pub decisive: bool,
    /// The stage a person is in once this has happened.
    pub stage: Option<String>,
    /// The stage by the value of a field.
    pub stage_by: Option<RawStageBy>,
    /// Editions in which this step exists, as `source:edition`; absent means all.
    #[serde(default)]
    pub only: Vec<String>,
    #[serde(default)]
    pub field: Vec<RawField>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawStageBy {
    pub field: String,
    pub values: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawField {
    pub name: String,
    #[serde(rename = "type")]
    pub ty: String,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub values: Vec<String>,
    pub zh: String,
    pub en: String,
}

/// `[[selection]]`: a name for some of the facts of a kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawSelection {
    pub id: String,
    pub kind: String,
    /// `first` or `last`.
    pub pick: String,
    /// Keep only facts whose field has one of these values.
    #[serde(rename = "where")]
    pub filter: Option<RawFilter>,
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawFilter {
    pub field: String,
    pub values: Vec<String>,
    /// Keep facts that do not state the field, too.
    #[serde(default)]
    pub or_absent: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawRule {
    pub id: String,
    pub procedure: String,
    pub kind: String,
    #[serde(default = "hard")]
    pub force: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub remedy: Option<Text>,
    pub cites: Vec<RawCite>,
    /// The rule that says the same in a higher text; shown together.
    pub parallel: Option<String>,
    /// Rules this one yields to or overrides where both speak; silences the contradiction lint.
    #[serde(default)]
    pub yields_to: Vec<String>,
    #[serde(default)]
    pub from: Vec<String>,
    #[serde(default)]
    pub to: Vec<String>,
    pub limit: Option<String>,
    #[serde(default)]
    pub before: Vec<String>,
    #[serde(default)]
    pub after: Vec<String>,
    /// Same day is not enough.
    #[serde(default)]
    pub strict: bool,
    #[serde(default)]
    pub sequence: Vec<String>,
    /// The fact a rule over fields is about.
    pub fact: Option<String>,
    pub expect: Option<Spanned<String>>,
    pub when: Option<Spanned<String>>,
    /// `unknown` (default for steps on the path) or `ignore`: what a missing fact means.
    pub missing: Option<String>,
    /// `false`: an open term that has passed is not a finding.
    #[serde(default = "yes")]
    pub overdue: bool,
    /// The rule speaks only if this yes-or-no setting is on.
    pub setting: Option<String>,
    /// Which end of a term decides the edition: `from` (the default) or `to`.
    pub judged_by: Option<String>,
    /// Count of a recurring rule, such as `inspection.count`.
    pub count: Option<String>,
    pub amount: Option<RawAmount>,
    pub era: Option<RawEra>,
    #[serde(default)]
    pub example: Vec<RawExample>,
}

fn hard() -> String {
    "hard".to_owned()
}

fn yes() -> bool {
    true
}

/// One article of one edition that a rule rests on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCite {
    pub source: String,
    pub edition: String,
    pub article: String,
    pub confidence: String,
    /// The limit in this edition, when it differs.
    pub limit: Option<String>,
    /// The force in this edition, when it differs.
    pub force: Option<String>,
}

/// A worked example: a case in the interchange form and what this rule says of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawExample {
    pub name: String,
    /// A case (without its id), or for a calculator a request.
    pub given: toml::Table,
    /// Keys the answer must have: for a case those of this rule's finding (`level`, `due`,
    /// `late_days` …), with `level = "none"` for no finding; for a calculator those of the answer.
    pub expect: toml::Table,
    pub origin: Option<String>,
}

/// `[[calendar]]`: a published year of holidays and moved workdays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCalendar {
    pub year: i32,
    pub off: Vec<String>,
    pub work: Vec<String>,
    /// Where the year was published; for the reviewer.
    #[serde(rename = "origin")]
    pub _origin: String,
}

/// `[[codeset]]`: a table of codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCodeset {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub origin: String,
    pub code: Vec<RawCode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCode {
    pub code: String,
    pub zh: String,
    pub en: String,
}
