//! The interchange form: one JSON request, one answer, keys in a fixed order.

use super::dues::{self, DuesAnswer, DuesRequest};
use super::election::{self, ElectionAnswer, ElectionRequest};
use super::fields::{Fields, missing, whole_number};
use super::standing::{self, StandingAnswer, StandingRequest};
use super::term::{self, TermAnswer, TermRequest};
use super::vote::{self, VoteAnswer, VoteRequest};
use super::{Refusal, say};
use crate::length::Length;
use crate::model::Rulebook;
use serde::Serialize;
use serde_json::Value;

/// The calculators, by the name used in `calc`.
pub const CALCULATORS: [&str; 5] = ["dues", "vote", "election", "standing", "term"];

/// No ballot has more names.
const CANDIDATES_MAX: usize = 10_000;

/// What came of a request.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Body {
    /// Monthly dues.
    Dues(Box<DuesAnswer>),
    /// A vote.
    Vote(Box<VoteAnswer>),
    /// An election.
    Election(Box<ElectionAnswer>),
    /// Standing.
    Standing(Box<StandingAnswer>),
    /// A term.
    Term(Box<TermAnswer>),
    /// It cannot be answered: the field and the remedy, as `error`.
    Refused(Refusal),
}

/// An answer of the interchange form; serialised to text, its keys keep their order.
#[derive(Debug, Clone, Serialize)]
pub struct Answer {
    /// The id of the request, whatever it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Value>,
    /// What came of it.
    #[serde(flatten)]
    pub body: Body,
    /// Fields of the request that nothing asked for; a misspelt one is found here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
}

impl Answer {
    /// One line of JSON, without the line break.
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// The answer as a JSON value, whose keys are sorted.
    pub fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Could the request not be answered?
    pub const fn is_refused(&self) -> bool {
        matches!(self.body, Body::Refused(_))
    }
}

/// Answers a request as a JSON value, whose keys are sorted; see [`reply`].
pub fn answer(book: &Rulebook, request: &Value) -> Value {
    reply(book, request).to_value()
}

/// Answers a request. Never fails: what cannot be answered is an answer with `error`.
///
/// ```
/// use xibao_rulebook::{bundled, calc::request};
/// let book = bundled::cpc()?;
/// let json = serde_json::json!({"id": "7", "calc": "term", "from": "2023-08-31", "plus": "P6M"});
/// let line = request::reply(&book, &json).to_line();
/// assert!(line.starts_with(r#"{"id":"7","due":"2024-02-29""#));
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reply(book: &Rulebook, request: &Value) -> Answer {
    let Value::Object(map) = request else {
        let refusal = Refusal::new(
            "",
            Value::Null,
            "每行应是一个 JSON 对象，如 {\"calc\":\"term\",\"from\":\"2023-08-31\",\"plus\":\"P6M\"}",
            "each line must be one JSON object, such as \
             {\"calc\":\"term\",\"from\":\"2023-08-31\",\"plus\":\"P6M\"}",
        );
        return Answer { id: None, body: Body::Refused(refusal), ignored: Vec::new() };
    };
    let mut fields = Fields::new(map);
    let body = dispatch(book, &mut fields).unwrap_or_else(Body::Refused);
    // A request that stopped half way has not asked for all its fields.
    let ignored = if matches!(body, Body::Refused(_)) { Vec::new() } else { fields.ignored() };
    Answer { id: map.get("id").cloned(), body, ignored }
}

/// Answers one line of text.
pub fn reply_to_line(book: &Rulebook, line: &str) -> Answer {
    match serde_json::from_str::<Value>(line) {
        Ok(request) => reply(book, &request),
        Err(error) => {
            let start: String = line.chars().take(60).collect();
            let refusal = Refusal::new(
                "",
                start,
                format!(
                    "这一行不是 JSON（第 {} 个字符处）；请检查引号、逗号和括号",
                    error.column()
                ),
                format!("this line is not JSON: {error}; check quotes, commas and braces"),
            );
            Answer { id: None, body: Body::Refused(refusal), ignored: Vec::new() }
        }
    }
}

fn dispatch(book: &Rulebook, fields: &mut Fields<'_>) -> Result<Body, Refusal> {
    let calc = fields.text("calc")?.unwrap_or_default();
    Ok(match calc.as_str() {
        "dues" => Body::Dues(dues::reckon(book, &dues_request(fields)?)?.into()),
        "vote" => Body::Vote(vote::reckon(book, &vote_request(fields)?)?.into()),
        "election" => Body::Election(election::reckon(book, &election_request(fields)?)?.into()),
        "standing" => Body::Standing(standing::reckon(book, &standing_request(fields)?)?.into()),
        "term" => Body::Term(term::reckon(book, &term_request(fields)?)?.into()),
        "" => {
            let mut refusal = missing("calc");
            say(
                &mut refusal.text,
                &format!("（{}）", CALCULATORS.join(", ")),
                &format!(" ({})", CALCULATORS.join(", ")),
            );
            return Err(refusal);
        }
        other => {
            let known = CALCULATORS.join(", ");
            return Err(Refusal::new(
                "calc",
                other,
                format!("没有这种计算；可用 {known}"),
                format!("there is no such calculator; there are {known}"),
            ));
        }
    })
}

fn dues_request(fields: &mut Fields<'_>) -> Result<DuesRequest, Refusal> {
    Ok(DuesRequest {
        payer: fields.text("payer")?.unwrap_or_default(),
        base: fields.money("base")?,
        annual: fields.money("annual")?,
        quarter_income: fields.money("quarter_income")?,
        employer: fields.text("employer")?,
        income: fields.amounts("income")?,
        deductions: fields.amounts("deductions")?,
        months: fields.int("months")?,
        on: fields.day("on")?,
    })
}

fn vote_request(fields: &mut Fields<'_>) -> Result<VoteRequest, Refusal> {
    Ok(VoteRequest {
        meeting: fields.text("meeting")?.unwrap_or_default(),
        eligible: fields.needed_int("eligible")?,
        present: fields.needed_int("present")?,
        ayes: fields.needed_int("ayes")?,
        written_ayes: fields.int("written_ayes")?.unwrap_or(0),
        noes: fields.int("noes")?.unwrap_or(0),
        abstentions: fields.int("abstentions")?.unwrap_or(0),
        secret: fields.boolean("secret")?,
        ballots_issued: fields.int("ballots_issued")?,
        ballots_collected: fields.int("ballots_collected")?,
        on: fields.day("on")?,
    })
}

fn election_request(fields: &mut Fields<'_>) -> Result<ElectionRequest, Refusal> {
    Ok(ElectionRequest {
        meeting: fields.text("meeting")?.unwrap_or_else(|| "election".to_owned()),
        eligible: fields.needed_int("eligible")?,
        present: fields.needed_int("present")?,
        seats: fields.needed_int("seats")?,
        ayes: candidates(fields)?,
        ballots_issued: fields.int("ballots_issued")?,
        ballots_collected: fields.int("ballots_collected")?,
        on: fields.day("on")?,
    })
}

fn candidates(fields: &mut Fields<'_>) -> Result<Vec<i64>, Refusal> {
    let value = fields.value("candidates").ok_or_else(|| missing("candidates"))?;
    let list = value.as_array().filter(|list| list.len() <= CANDIDATES_MAX).ok_or_else(|| {
        Refusal::new(
            "candidates",
            Value::Null,
            format!("应是候选人数组，如 [{{\"ayes\":20}}]，至多 {CANDIDATES_MAX} 人"),
            format!("must be a list such as [{{\"ayes\":20}}] of at most {CANDIDATES_MAX}"),
        )
    })?;
    list.iter()
        .enumerate()
        .map(|(index, candidate)| {
            let name = format!("candidates[{index}].ayes");
            let ayes = candidate.get("ayes").filter(|ayes| !ayes.is_null());
            whole_number(&name, ayes.ok_or_else(|| missing(&name))?)
        })
        .collect()
}

fn standing_request(fields: &mut Fields<'_>) -> Result<StandingRequest, Refusal> {
    Ok(StandingRequest {
        joined: fields.dated("joined")?.ok_or_else(|| missing("joined"))?,
        origin: fields.text("origin")?,
        extension_months: fields.int("extension_months")?.unwrap_or(0),
        interrupted_months: fields.int("interrupted_months")?.unwrap_or(0),
        readmitted_on: fields.dated("readmitted_on")?,
        today: fields.dated("today")?,
        alive: fields.boolean("alive")?,
    })
}

fn term_request(fields: &mut Fields<'_>) -> Result<TermRequest, Refusal> {
    let from = fields.dated("from")?.ok_or_else(|| missing("from"))?;
    let plus = fields.text("plus")?.ok_or_else(|| missing("plus"))?;
    let length = Length::parse(&plus).ok_or_else(|| {
        Refusal::new(
            "plus",
            plus.as_str(),
            "不是期限；请写成 P6M、P1Y、P5D 或 5 workdays",
            "is not a length; write P6M, P1Y, P5D or 5 workdays",
        )
    })?;
    Ok(TermRequest { from, plus: length, first_day_counts: fields.boolean("first_day_counts")? })
}

#[cfg(test)]
mod tests;
