//! Eras of admission: what counts as the day of joining and how long probation lasted.

use crate::calc::Refusal;
use crate::day::{Dated, Day};
use crate::model::Rulebook;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Stands for every origin an era does not name.
const ANY: &str = "*";

/// The payload `era` of a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawEra {
    pub from: String,
    /// Last day; absent while it still runs.
    pub to: Option<String>,
    /// `branch-meeting` or `approval`.
    pub basis: String,
    pub probation: Vec<RawProbation>,
    /// Origins too wide for this era: a narrower one must be given.
    #[serde(default)]
    pub ambiguous: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawProbation {
    /// Origins, or `*` for all others.
    pub origins: Vec<String>,
    pub months: i32,
}

/// What counts as the day of joining.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinedBy {
    /// The branch meeting that adopted.
    BranchMeeting,
    /// The approval above.
    Approval,
}

/// How long probation lasted for some origins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probation {
    /// The origins; `*` stands for all that are not named.
    pub origins: Vec<String>,
    /// Calendar months.
    pub months: i32,
}

/// An era of admission with the rule that carries it.
#[derive(Debug, Clone)]
pub struct Era {
    /// The rule.
    pub rule: String,
    /// First day.
    pub from: Day,
    /// Last day; `None` while it still runs.
    pub to: Option<Day>,
    /// What counts as the day of joining.
    pub joined_by: JoinedBy,
    /// Probation by origin.
    pub probation: Vec<Probation>,
    /// Origins too wide for this era.
    pub ambiguous: Vec<String>,
}

impl Era {
    pub(crate) fn resolve(raw: RawEra, rule: &str) -> Result<Era, String> {
        let day = |text: &str| {
            Day::parse(text).map_err(|error| format!("in the era of rule \"{rule}\", {error}"))
        };
        let joined_by = match raw.basis.as_str() {
            "branch-meeting" => JoinedBy::BranchMeeting,
            "approval" => JoinedBy::Approval,
            other => {
                return Err(format!(
                    "in the era of rule \"{rule}\", \"{other}\" is not a basis; write \
                     branch-meeting or approval"
                ));
            }
        };
        if let Some(wrong) = raw.probation.iter().find(|part| !(0..=60).contains(&part.months)) {
            return Err(format!(
                "in the era of rule \"{rule}\", {} months of probation are not from 0 to 60",
                wrong.months
            ));
        }
        let probation = raw.probation.into_iter();
        Ok(Era {
            rule: rule.to_owned(),
            from: day(&raw.from)?,
            to: raw.to.as_deref().map(day).transpose()?,
            joined_by,
            probation: probation
                .map(|part| Probation { origins: part.origins, months: part.months })
                .collect(),
            ambiguous: raw.ambiguous,
        })
    }

    /// Months of probation for an origin; where all were treated alike, it need not be known.
    pub(super) fn probation_months(
        &self,
        book: &Rulebook,
        origin: Option<&str>,
    ) -> Result<i32, Refusal> {
        if let [only] = self.probation.as_slice()
            && only.origins.iter().any(|known| known == ANY)
        {
            return Ok(only.months);
        }
        let Some(origin) = origin.filter(|origin| !origin.is_empty()) else {
            return Err(self.needs_origin(book, Value::Null));
        };
        let named = |name: &str| {
            self.probation.iter().find(|part| part.origins.iter().any(|known| known == name))
        };
        if let Some(part) = named(origin).filter(|_| origin != ANY) {
            return Ok(part.months);
        }
        let ambiguous = self.ambiguous.iter().any(|wide| wide == origin);
        match named(ANY) {
            Some(part) if !ambiguous && is_origin(book, origin) => Ok(part.months),
            _ => Err(self.needs_origin(book, Value::from(origin))),
        }
    }

    fn needs_origin(&self, book: &Rulebook, value: Value) -> Refusal {
        let mut zh: Vec<String> = Vec::new();
        let mut en: Vec<String> = Vec::new();
        for part in &self.probation {
            for name in part.origins.iter().filter(|name| *name != ANY) {
                zh.push(origin_zh(book, name));
                en.push(name.clone());
            }
        }
        if self.probation.iter().any(|part| part.origins.iter().any(|name| name == ANY)) {
            zh.push(origin_zh(book, "other"));
            en.push("other".to_owned());
        }
        let until = self.to.map_or_else(String::new, |to| to.to_string());
        Refusal::new(
            "origin",
            value,
            format!(
                "{} 至 {until} 入党的，预备期因本人成份而不同；请在 origin 写明：{}",
                self.from,
                zh.join("、")
            ),
            format!(
                "probation of those who joined from {} to {until} depends on origin; give one of \
                 {}",
                self.from,
                en.join(", ")
            ),
        )
    }
}

/// Is this an origin that some era or the code table of origins names?
fn is_origin(book: &Rulebook, origin: &str) -> bool {
    let eras = book.eras.iter().flat_map(|era| &era.probation).flat_map(|part| &part.origins);
    let known = eras.into_iter().any(|known| known == origin);
    origin != ANY && (known || origin_name(book, origin).is_some())
}

fn origin_name<'a>(book: &'a Rulebook, origin: &str) -> Option<&'a str> {
    let set = book.codesets.iter().find(|set| set.id == "origin")?;
    set.codes.iter().find(|(code, _)| code == origin).map(|(_, name)| name.zh.as_str())
}

fn origin_zh(book: &Rulebook, origin: &str) -> String {
    match origin_name(book, origin) {
        Some(name) => format!("{origin}（{name}）"),
        None => origin.to_owned(),
    }
}

/// The eras a date may fall in, each with the part of the date that does.
pub(super) fn eras_of<'a>(
    book: &'a Rulebook,
    field: &str,
    date: Dated,
) -> Result<Vec<(&'a Era, Dated)>, Refusal> {
    let first = book.eras.iter().map(|era| era.from).min();
    if let Some(first) = first.filter(|first| date.hi < *first) {
        return Err(Refusal::new(
            field,
            date.to_string(),
            format!("早于 {first}，当时还没有党组织；请核对年份"),
            format!("is before {first}, when there was no Party yet; check the year"),
        ));
    }
    let mut found: Vec<(&Era, Dated)> = book
        .eras
        .iter()
        .filter(|era| era.from <= date.hi && era.to.is_none_or(|to| date.lo <= to))
        .map(|era| {
            let hi = era.to.map_or(date.hi, |to| date.hi.min(to));
            (era, Dated { lo: date.lo.max(era.from), hi })
        })
        .collect();
    found.sort_by_key(|(era, _)| era.from);
    Ok(found)
}
