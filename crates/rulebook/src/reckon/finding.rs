//! A rule that the facts break or cannot settle, with its arithmetic.

use super::outlook::limit_on;
use super::view::View;
use super::words::date_words;
use crate::day::Dated;
use crate::engine::Outcome;
use crate::expr::Expr;
use crate::length::Length;
use crate::model::{Demand, Force, Kind, Rule, SlotName};
use crate::text::Text;
use serde::Serialize;
use std::fmt::Write;

mod condition;

/// How a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// A binding rule (必须, 应当, 不得) is broken.
    Breach,
    /// A rule of general practice (一般) is departed from.
    Warning,
    /// A fact is missing, imprecise or contradicted; the rule cannot be settled.
    Unknown,
}

/// A value that a finding rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Read {
    /// The kind of fact, selection, or `person`.
    pub fact: String,
    /// The field; `on` for the day.
    pub field: String,
    /// The value as recorded, or `None` if it is not.
    pub value: Option<String>,
    /// What it is called.
    #[serde(skip)]
    pub label: Text,
}

/// A rule that the facts break or cannot settle.
#[derive(Debug, Clone, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: String,
    /// How it weighs.
    pub level: Level,
    /// The edition that speaks, such as `2014`.
    pub edition: String,
    /// The article within it.
    pub article: String,
    /// The last (for an earliest-day rule, the first) lawful day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Dated>,
    /// The day it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Dated>,
    /// Days after the last lawful day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_days: Option<i32>,
    /// Days before the first lawful day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub early_days: Option<i32>,
    /// The arithmetic in words, 简体中文.
    pub why: String,
    /// The arithmetic in words, English.
    pub why_en: String,
    /// What may still be done, 简体中文.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy: String,
    /// What may still be done, English.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remedy_en: String,
    /// The regulation, such as `dev`.
    pub source: String,
    /// What the finding rests on.
    pub reads: Vec<Read>,
    /// How sure the rulebook is of the article.
    pub confidence: String,
    /// Was the wording of the edition seen, if only in copies?
    pub verified: bool,
    /// True when a year without a calendar of working days was crossed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// The rule of a higher text that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parallel: Option<String>,
}

/// The part of a finding that its demand decides.
#[derive(Default)]
struct Account {
    why: Text,
    due: Option<Dated>,
    on: Option<Dated>,
    late_days: Option<i32>,
    early_days: Option<i32>,
    provisional: bool,
}

/// Explains a rule that is not silent on a row.
pub(super) fn explain(view: &View<'_>, rule: &Rule, outcome: Outcome) -> Finding {
    let broken = outcome == Outcome::Broken;
    let account = match &rule.demand {
        Demand::MaxInterval { from, to, .. } => at_most(view, rule, (from, to), broken),
        Demand::MinInterval { from, to } => at_least(view, rule, (from, to), broken),
        Demand::Order { before, after, .. } => order(view, (before, after), broken),
        Demand::Sequence { steps } => sequence(view, steps, broken),
        Demand::Recurring { from, to, count } => recurring(view, rule, (from, to), count, broken),
        Demand::Expect { fact, expect } => condition::account(view, fact, expect, broken),
        Demand::Calculated | Demand::Stated => Account::default(),
    };
    let cite = view.cite(rule);
    let force = cite.map_or(Force::Hard, |(cite, _)| cite.force);
    let level = match (broken, force) {
        (true, Force::Hard) => Level::Breach,
        (true, Force::Soft) => Level::Warning,
        (false, _) => Level::Unknown,
    };
    let edition = cite.map(|(_, edition)| edition);
    let cite = cite.map(|(cite, _)| cite);
    let remedy = rule.remedy.clone().unwrap_or_default();
    Finding {
        rule: rule.id.clone(),
        level,
        edition: edition.map(|edition| edition.id.clone()).unwrap_or_default(),
        article: cite.map(|cite| cite.article.clone()).unwrap_or_default(),
        due: account.due,
        on: account.on,
        late_days: account.late_days,
        early_days: account.early_days,
        why: account.why.zh,
        why_en: account.why.en,
        remedy: remedy.zh,
        remedy_en: remedy.en,
        source: edition.map(|edition| edition.source.clone()).unwrap_or_default(),
        reads: reads(view, rule),
        confidence: cite.map(|cite| cite.confidence.clone()).unwrap_or_default(),
        verified: edition.is_some_and(|edition| edition.verified),
        provisional: account.provisional,
        parallel: rule.parallel.clone(),
    }
}

/// Two records of one event that disagree.
pub(super) fn contradiction(kind: &Kind, days: &[Dated]) -> Finding {
    let join = |texts: Vec<String>, and: &str| texts.join(and);
    let zh = join(days.iter().map(|day| date_words(*day).zh).collect(), "、");
    let en = join(days.iter().map(|day| date_words(*day).en).collect(), " and ");
    let read = |day: &Dated| Read {
        fact: kind.id.clone(),
        field: "on".to_owned(),
        value: Some(day.to_string()),
        label: kind.text.clone(),
    };
    Finding {
        rule: "fact-contradicted".to_owned(),
        level: Level::Unknown,
        edition: String::new(),
        article: String::new(),
        due: None,
        on: None,
        late_days: None,
        early_days: None,
        why: format!(
            "“{}”有 {} 条不同的记录（{zh}），以哪条为准无法判定。",
            kind.text.zh,
            days.len()
        ),
        why_en: format!(
            "\"{}\" has {} different records ({en}); which one holds cannot be told.",
            kind.text.en,
            days.len()
        ),
        remedy: "核对原始材料，留下正确的一条，以更正方式注明被替换的记录。".to_owned(),
        remedy_en: "Check the originals, keep the right record and mark the other as corrected."
            .to_owned(),
        source: String::new(),
        reads: days.iter().map(read).collect(),
        confidence: String::new(),
        verified: true,
        provisional: false,
        parallel: None,
    }
}

fn reads(view: &View<'_>, rule: &Rule) -> Vec<Read> {
    let mut names: Vec<&SlotName> = match &rule.demand {
        Demand::MaxInterval { from, to, .. } | Demand::MinInterval { from, to } => {
            picked(view, &[from, to])
        }
        Demand::Order { before, after, .. } => picked(view, &[before, after]),
        Demand::Recurring { from, to, count } => {
            let mut names = picked(view, &[from, to]);
            names.push(count);
            names
        }
        Demand::Sequence { steps } => {
            steps.iter().filter(|step| view.interval(step).is_some()).collect()
        }
        Demand::Expect { fact, expect } => expectation_reads(fact, expect),
        Demand::Calculated | Demand::Stated => Vec::new(),
    };
    names.dedup();
    names
        .into_iter()
        .map(|name| Read {
            fact: name.owner.clone(),
            field: name.field.clone(),
            value: view.value_words(name).map(|words| words.zh),
            label: view.label(name),
        })
        .collect()
}

/// Of each list of names the first recorded one, or the first if none is.
fn picked<'n>(view: &View<'_>, lists: &[&'n Vec<SlotName>]) -> Vec<&'n SlotName> {
    let pick = |list: &&'n Vec<SlotName>| {
        let list: &'n Vec<SlotName> = list;
        view.first_of(list).map(|(name, _)| name).or(list.first())
    };
    lists.iter().filter_map(pick).collect()
}

fn expectation_reads<'n>(fact: &'n SlotName, expect: &'n Expr) -> Vec<&'n SlotName> {
    let mut names = vec![fact];
    expect.slots(&mut |slot| {
        if !names.contains(&slot) {
            names.push(slot);
        }
    });
    names
}

/// Both ends of a term as far as they are recorded.
struct Ends {
    from: Option<Dated>,
    to: Option<Dated>,
    from_label: Text,
    to_label: Text,
}

fn ends(view: &View<'_>, (from, to): (&[SlotName], &[SlotName])) -> Ends {
    let label = |names: &[SlotName]| {
        let name = view.first_of(names).map(|(name, _)| name).or(names.first());
        name.map(|name| view.label(name)).unwrap_or_default()
    };
    Ends {
        from: view.first_of(from).map(|(_, on)| on),
        to: view.first_of(to).map(|(_, on)| on),
        from_label: label(from),
        to_label: label(to),
    }
}

impl Ends {
    /// Why a term cannot be settled: an end is missing, or one is known only in part.
    fn unsettled(&self, due: Option<Dated>) -> Text {
        match (self.from, self.to) {
            (None, _) => missing(&self.from_label),
            (_, None) => missing(&self.to_label),
            (Some(from), Some(to)) => self.imprecise(from, to, due),
        }
    }

    fn imprecise(&self, from: Dated, to: Dated, due: Option<Dated>) -> Text {
        let (from_words, to_words) = (date_words(from), date_words(to));
        let mut text = Text::new(
            format!(
                "{} {}，{} {}：日期不完整",
                self.from_label.zh, from_words.zh, self.to_label.zh, to_words.zh
            ),
            format!(
                "{}: {}; {}: {}; a date is incomplete",
                self.from_label.en, from_words.en, self.to_label.en, to_words.en
            ),
        );
        let known = from != Dated::UNKNOWN && to != Dated::UNKNOWN;
        if let Some(due) = due.filter(|_| known) {
            let _ = write!(
                text.zh,
                "。期限最早 {}、最晚 {}；实际最早 {}、最晚 {}：一种读法合规，另一种不合规",
                due.lo, due.hi, to.lo, to.hi
            );
            let _ = write!(
                text.en,
                ". The due day is between {} and {}, the actual day between {} and {}: one \
                 reading keeps the rule, the other does not",
                due.lo, due.hi, to.lo, to.hi
            );
        }
        text.zh.push_str("。请补全日期。");
        text.en.push_str(". Complete the date.");
        text
    }
}

/// A record that should be there is not.
fn missing(label: &Text) -> Text {
    Text::new(
        format!("未见“{}”的记录，无法判定。请补记或核对材料。", label.zh),
        format!("No record of \"{}\"; this cannot be settled. Record it or check.", label.en),
    )
}

fn days_between(earlier: Dated, later: Dated) -> i32 {
    later.lo.number().saturating_sub(earlier.hi.number())
}

fn plural(days: i32) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// The ends of a term, the day it falls due with its limit, and the account so far.
fn term(
    view: &View<'_>,
    rule: &Rule,
    names: (&[SlotName], &[SlotName]),
) -> (Ends, Option<(Dated, Length)>, Account) {
    let ends = ends(view, names);
    let mut account = Account { on: ends.to, ..Account::default() };
    let due = ends.from.and_then(|from| {
        let limit =
            limit_on(view, rule, from).or_else(|| rule.cites.iter().find_map(|c| c.limit))?;
        let (due, provisional) = view.due(from, limit);
        account.due = Some(due);
        account.provisional = provisional;
        Some((due, limit))
    });
    (ends, due, account)
}

fn at_most(
    view: &View<'_>,
    rule: &Rule,
    names: (&[SlotName], &[SlotName]),
    broken: bool,
) -> Account {
    let (ends, due, mut account) = term(view, rule, names);
    let (Some(from), Some((due, limit)), true) = (ends.from, due, broken) else {
        account.why = ends.unsettled(account.due);
        return account;
    };
    let (limit_zh, limit_en) = limit.words();
    let (from_zh, from_en) = (&ends.from_label.zh, &ends.from_label.en);
    let (to_zh, to_en) = (&ends.to_label.zh, &ends.to_label.en);
    account.why = match (ends.to, view.today()) {
        (Some(to), _) if to.hi < from.lo => {
            let days = days_between(to, from);
            account.early_days = Some(days);
            account.due = None;
            Text::new(
                format!("{to_zh}（{to}）早于{from_zh}（{from}）{days} 天。"),
                format!("{to_en} ({to}) is {} before {from_en} ({from}).", plural(days)),
            )
        }
        (Some(to), _) => {
            let days = days_between(due, to);
            account.late_days = Some(days);
            Text::new(
                format!(
                    "{from_zh} {from}，加{limit_zh}，期限至 {due}；{to_zh} {to}，迟 {days} 天。"
                ),
                format!(
                    "{from_en} {from}, plus {limit_en}: due {due}; {to_en} {to}, {} late.",
                    plural(days)
                ),
            )
        }
        (None, today) => {
            let days = today.map(|today| days_between(due, today));
            account.late_days = days;
            let (days, today) = (days.unwrap_or(0), today.unwrap_or(due));
            Text::new(
                format!(
                    "{from_zh} {from}，加{limit_zh}，期限至 {due}；截至 {today} 未见“{to_zh}”，\
                     已逾期 {days} 天。"
                ),
                format!(
                    "{from_en} {from}, plus {limit_en}: due {due}; by {today} there is no record \
                     of \"{to_en}\", {} overdue.",
                    plural(days)
                ),
            )
        }
    };
    account
}

fn at_least(
    view: &View<'_>,
    rule: &Rule,
    names: (&[SlotName], &[SlotName]),
    broken: bool,
) -> Account {
    let (ends, due, mut account) = term(view, rule, names);
    let (Some(from), Some(to), Some((due, limit)), true) = (ends.from, ends.to, due, broken) else {
        account.why = ends.unsettled(account.due);
        return account;
    };
    let days = days_between(to, due);
    account.early_days = Some(days);
    let (limit_zh, limit_en) = limit.words();
    account.why = Text::new(
        format!(
            "{} {from}，加{limit_zh}，最早 {due}；{} {to}，早 {days} 天。",
            ends.from_label.zh, ends.to_label.zh
        ),
        format!(
            "{} {from}, plus {limit_en}: not before {due}; {} {to}, {} too early.",
            ends.from_label.en,
            ends.to_label.en,
            plural(days)
        ),
    );
    account
}

fn order(view: &View<'_>, names: (&[SlotName], &[SlotName]), broken: bool) -> Account {
    let ends = ends(view, names);
    let mut account = Account { on: ends.to, ..Account::default() };
    let (Some(before), Some(after), true) = (ends.from, ends.to, broken) else {
        account.why = ends.unsettled(ends.from);
        return account;
    };
    let days = days_between(after, before);
    account.early_days = Some(days.max(0));
    account.why = Text::new(
        format!(
            "{}（{after}）应在{}（{before}）之后，早了 {days} 天。",
            ends.to_label.zh, ends.from_label.zh
        ),
        format!(
            "{} ({after}) must follow {} ({before}); it is {} too early.",
            ends.to_label.en,
            ends.from_label.en,
            plural(days)
        ),
    );
    account
}

/// Names the first step that comes before one that should precede it.
fn sequence(view: &View<'_>, steps: &[SlotName], broken: bool) -> Account {
    if !broken {
        let why = Text::new(
            "有的日期只记到月或年，先后顺序无法判定。请补全日期。",
            "Some dates are known to the month or year only; the order cannot be settled. Complete \
             them.",
        );
        return Account { why, ..Account::default() };
    }
    let mut latest: Option<(&SlotName, Dated)> = None;
    for step in steps {
        let Some(on) = view.dated(step).filter(|on| *on != Dated::UNKNOWN) else {
            continue;
        };
        if let Some((previous, before)) = latest.filter(|(_, before)| on.hi < before.lo) {
            let (step, previous) = (view.label(step), view.label(previous));
            return Account {
                on: Some(on),
                early_days: Some(days_between(on, before)),
                why: Text::new(
                    format!("{}（{on}）早于前面的步骤{}（{before}）。", step.zh, previous.zh),
                    format!("{} ({on}) is before {} ({before}).", step.en, previous.en),
                ),
                ..Account::default()
            };
        }
        if latest.is_none_or(|(_, before)| before.lo <= on.lo) {
            latest = Some((step, on));
        }
    }
    Account::default()
}

fn recurring(
    view: &View<'_>,
    rule: &Rule,
    names: (&[SlotName], &[SlotName]),
    count: &SlotName,
    broken: bool,
) -> Account {
    let ends = ends(view, names);
    let mut account = Account { on: ends.to, ..Account::default() };
    let limit = ends.from.and_then(|from| limit_on(view, rule, from));
    let (Some(from), Some(to), Some(Length::Months(months))) = (ends.from, ends.to, limit) else {
        account.why = ends.unsettled(None);
        return account;
    };
    let needed = from.hi.full_months_until(to.lo).div_euclid(months.max(1)).max(0);
    let counted = view.interval(count).map_or(0, |(lo, _)| lo);
    let label = view.label(&SlotName { owner: count.owner.clone(), field: "on".to_owned() });
    let (limit_zh, limit_en) = Length::Months(months).words();
    account.why = Text::new(
        format!(
            "{} {from} 至{} {to}，每满{limit_zh}一次，应有 {needed} 次；记录“{}”{counted} 次。",
            ends.from_label.zh, ends.to_label.zh, label.zh
        ),
        format!(
            "{} {from} to {} {to}, one in every full {limit_en}: {needed} needed; \"{}\" is \
             recorded {counted} times.",
            ends.from_label.en, ends.to_label.en, label.en
        ),
    );
    if !broken {
        account.why.zh.push_str("记录不全，无法判定，请补记。");
        account.why.en.push_str(" The record is incomplete; complete it.");
    }
    account
}
