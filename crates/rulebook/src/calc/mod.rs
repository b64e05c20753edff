//! The calculators: dues, standing, votes, elections and terms, each a pure function of a
//! rulebook and a request.
//!
//! No number of a regulation stands here: bands, eras, quorums and majorities are tables of the
//! rulebook. Every answer names the rule, its article and edition, and the arithmetic in words.
//! Amounts are exact decimals, tallies whole numbers; nothing is a float.

pub mod dues;
pub mod election;
mod fields;
mod meeting;
mod money;
pub mod request;
pub mod standing;
pub mod term;
pub mod vote;

pub use money::{Money, Rate};

use crate::day::Day;
use crate::model::Rulebook;
use crate::text::Text;
use serde::Serialize;
use serde_json::Value;

/// A request that cannot be answered: the field, its value, what is wrong and the remedy.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The field of the request, such as `eligible` or `income.post`.
    pub field: String,
    /// Its value as given; `null` if it is missing.
    pub value: Value,
    /// What is wrong and how to mend it.
    pub text: Text,
}

impl Refusal {
    pub(crate) fn new(
        field: impl Into<String>,
        value: impl Into<Value>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Refusal {
        Refusal { field: field.into(), value: value.into(), text: Text::new(zh, en) }
    }
}

impl Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Inner<'a> {
            field: &'a str,
            value: &'a Value,
            zh: &'a str,
            en: &'a str,
        }
        #[derive(Serialize)]
        struct Outer<'a> {
            error: Inner<'a>,
        }
        let Text { zh, en } = &self.text;
        Outer { error: Inner { field: &self.field, value: &self.value, zh, en } }
            .serialize(serializer)
    }
}

/// Adds to both languages of an explanation.
pub(crate) fn say(text: &mut Text, zh: &str, en: &str) {
    text.zh.push_str(zh);
    text.en.push_str(en);
}

/// The rule an answer rests on, with the article of the edition that speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// Id of the rule.
    pub rule: String,
    /// The article within the edition; `?` if the number was not seen.
    pub article: String,
    /// Id of the source, such as `dues`.
    pub source: String,
    /// The edition, such as `2008`.
    pub edition: String,
    /// Source, edition and article as a person reads them.
    pub cited: Text,
    /// How sure the rulebook is of the article.
    pub confidence: String,
    /// Was the wording of the edition seen, if only in copies?
    pub verified: bool,
}

/// The article a rule rests on: of the edition in force on the day, or without a day of the one
/// in force today. `None` if the rule is not in the rulebook or had no edition on that day.
pub(crate) fn cite(book: &Rulebook, rule: &str, on: Option<Day>) -> Option<Citation> {
    let articles = &book.rule(rule)?.cites;
    let editions =
        || articles.iter().filter_map(|article| Some((article, book.edition(article.edition)?)));
    let (found, edition) = match on {
        Some(day) => editions().rfind(|(_, edition)| edition.in_force_on(day)),
        None => editions().rfind(|(_, edition)| edition.to.is_none()).or(editions().next_back()),
    }?;
    let short = book.source(&edition.source).map(|source| source.short.clone());
    let short = short.unwrap_or_default();
    let reference = match found.article.as_str() {
        "?" => Text::new(
            format!("{}（{}），条号未见", short.zh, edition.id),
            format!("{} ({}), article number not seen", short.en, edition.id),
        ),
        article if article.bytes().all(|byte| byte.is_ascii_digit()) => Text::new(
            format!("{}（{}）第{article}条", short.zh, edition.id),
            format!("{} ({}), art. {article}", short.en, edition.id),
        ),
        // A notice has parts, not articles.
        part => Text::new(
            format!("{}（{}）{part}", short.zh, edition.id),
            format!("{} ({}), {part}", short.en, edition.id),
        ),
    };
    Some(Citation {
        rule: rule.to_owned(),
        article: found.article.clone(),
        source: edition.source.clone(),
        edition: edition.id.clone(),
        cited: reference,
        confidence: found.confidence.clone(),
        verified: edition.verified,
    })
}

/// As [`cite`], for the rule an answer cannot do without.
pub(crate) fn cite_or_refuse(
    book: &Rulebook,
    rule: &str,
    on: Option<Day>,
) -> Result<Citation, Refusal> {
    cite(book, rule, on).ok_or_else(|| match on {
        Some(day) => Refusal::new(
            "on",
            day.to_string(),
            format!("规则 {rule} 在 {day} 没有施行的版本；请核对日期，或在规则库补上当时的版本"),
            format!(
                "rule {rule} has no edition in force on {day}; check the day, or add the edition \
                 of that time to the rulebook"
            ),
        ),
        None => Refusal::new(
            "rule",
            rule,
            format!("规则库中没有规则 {rule}；请补上"),
            format!("the rulebook has no rule {rule}; add it"),
        ),
    })
}

/// Every rule of the list that is in force, once, in order.
pub(crate) fn cite_all<'a>(
    book: &Rulebook,
    rules: impl IntoIterator<Item = &'a str>,
    on: Option<Day>,
) -> Vec<Citation> {
    let mut citations: Vec<Citation> = Vec::new();
    for rule in rules {
        if citations.iter().any(|known| known.rule == rule) {
            continue;
        }
        citations.extend(cite(book, rule, on));
    }
    citations
}
