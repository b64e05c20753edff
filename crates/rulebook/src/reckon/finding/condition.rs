//! The explanation of a rule over the fields of a fact.

use super::{Account, days_between, missing};
use crate::day::{Dated, Day};
use crate::expr::{Comparison, Expr};
use crate::model::{FieldType, SlotName};
use crate::reckon::expression::sign;
use crate::reckon::view::View;
use crate::reckon::words::date_words;
use crate::text::Text;
use std::fmt::Write;

pub(super) fn account(view: &View<'_>, fact: &SlotName, expect: &Expr, broken: bool) -> Account {
    let mut account = Account { on: view.dated(fact), ..Account::default() };
    if account.on.is_none() {
        account.why = missing(&view.label(fact));
        return account;
    }
    if !broken {
        account.why = unsettled(view, expect);
        return account;
    }
    let failing = view.failing(expect);
    for (comparison, a, b) in &failing {
        earliest_day(view, *comparison, (a, b), &mut account);
    }
    let mut sums: Vec<Text> = Vec::new();
    for (comparison, a, b) in &failing {
        sums.extend(sum(view, *comparison, (a, b)));
    }
    account.why = facts(view, fact, expect);
    if !sums.is_empty() {
        let join = |texts: Vec<&str>, and: &str| texts.join(and);
        let _ = write!(
            account.why.zh,
            "算式：{} 不成立。",
            join(sums.iter().map(|sum| sum.zh.as_str()).collect(), "；")
        );
        let _ = write!(
            account.why.en,
            " It does not hold that {}.",
            join(sums.iter().map(|sum| sum.en.as_str()).collect(), "; ")
        );
    }
    account
}

/// A day that had to be reached has a first lawful day.
fn earliest_day(
    view: &View<'_>,
    comparison: Comparison,
    (a, b): (&Expr, &Expr),
    account: &mut Account,
) {
    if !matches!(comparison, Comparison::GreaterOrEqual | Comparison::Greater)
        || !matches!(b, Expr::AddMonths(..) | Expr::AddDays(..))
    {
        return;
    }
    let day = |(lo, hi)| Dated { lo: Day::from_number(lo), hi: Day::from_number(hi) };
    let (Some(on), Some(due)) = (view.number(a).map(day), view.number(b).map(day)) else {
        return;
    };
    account.on = Some(on);
    account.due = Some(due);
    account.early_days = Some(days_between(on, due));
}

/// The recorded values that the rule reads.
fn facts(view: &View<'_>, fact: &SlotName, expect: &Expr) -> Text {
    let mut names: Vec<&SlotName> = Vec::new();
    expect.slots(&mut |slot| {
        if !names.contains(&slot) {
            names.push(slot);
        }
    });
    let label = view.label(fact);
    let on = view.dated(fact).map(date_words).unwrap_or_default();
    let mut zh = vec![format!("{} {}", label.zh, on.zh)];
    let mut en = vec![format!("{} {}", label.en, on.en)];
    for name in names.into_iter().filter(|name| *name != fact) {
        if let Some(value) = view.value_words(name) {
            let label = short_label(view, fact, name);
            zh.push(format!("{} {}", label.zh, value.zh));
            en.push(format!("{} {}", label.en, value.en));
        }
    }
    Text::new(format!("{}。", zh.join("，")), format!("{}.", en.join(", ")))
}

/// Fields of the fact itself need no mention of the fact.
fn short_label(view: &View<'_>, fact: &SlotName, name: &SlotName) -> Text {
    let label = view.label(name);
    if name.owner != fact.owner || name.field == "on" {
        return label;
    }
    let after = |text: &str, sign: &str| {
        text.split_once(sign).map_or_else(|| text.to_owned(), |(_, field)| field.to_owned())
    };
    Text::new(after(&label.zh, "·"), after(&label.en, ", "))
}

/// `2 × 8 > 16` with the numbers of the row; nothing for a comparison without arithmetic value.
fn sum(view: &View<'_>, comparison: Comparison, (a, b): (&Expr, &Expr)) -> Option<Text> {
    if is_listed(view, a) {
        return None;
    }
    let (left, right) = (shown(view, a)?, shown(view, b)?);
    let sign = sign(comparison);
    Some(Text::new(
        format!("{} {sign} {}", left.zh, right.zh),
        format!("{} {sign} {}", left.en, right.en),
    ))
}

fn is_listed(view: &View<'_>, expr: &Expr) -> bool {
    matches!(expr, Expr::Slot(slot) if matches!(view.field_type(slot), FieldType::Enum(_)))
}

fn shown(view: &View<'_>, expr: &Expr) -> Option<Text> {
    let both = |a: &Expr, b: &Expr, sign: &str| {
        let (a, b) = (shown(view, a)?, shown(view, b)?);
        Some(Text::new(format!("{} {sign} {}", a.zh, b.zh), format!("{} {sign} {}", a.en, b.en)))
    };
    let plain = |text: String| Some(Text::new(text.clone(), text));
    match expr {
        Expr::Int(number) => plain(number.to_string()),
        Expr::Slot(slot) => view.value_words(slot),
        Expr::Today => view.today().map(date_words),
        Expr::Add(a, b) => both(a, b, "+"),
        Expr::Sub(a, b) => both(a, b, "−"),
        Expr::Mul(a, b) => {
            // A sum inside a product needs its brackets.
            let wrap = |inner: &Expr| {
                let text = shown(view, inner)?;
                let sum = matches!(inner, Expr::Add(..) | Expr::Sub(..));
                Some(if sum {
                    Text::new(format!("({})", text.zh), format!("({})", text.en))
                } else {
                    text
                })
            };
            let (a, b) = (wrap(a)?, wrap(b)?);
            Some(Text::new(format!("{} × {}", a.zh, b.zh), format!("{} × {}", a.en, b.en)))
        }
        Expr::AddMonths(..) | Expr::AddDays(..) => {
            let (lo, hi) = view.number(expr)?;
            Some(date_words(Dated { lo: Day::from_number(lo), hi: Day::from_number(hi) }))
        }
        Expr::FullMonths(..) | Expr::Workdays(..) => {
            let (lo, hi) = view.number(expr)?;
            plain(if lo == hi { lo.to_string() } else { format!("{lo}–{hi}") })
        }
        _ => None,
    }
}

/// Which of the values that the rule reads are missing or known only in part.
fn unsettled(view: &View<'_>, expect: &Expr) -> Text {
    let (mut absent, mut partial): (Vec<Text>, Vec<Text>) = (Vec::new(), Vec::new());
    expect.slots(&mut |slot| match view.interval(slot) {
        None => absent.push(view.label(slot)),
        Some((lo, hi)) if lo != hi => partial.push(view.label(slot)),
        Some(_) => {}
    });
    let join = |texts: &[Text]| {
        let mut zh: Vec<&str> = texts.iter().map(|text| text.zh.as_str()).collect();
        let mut en: Vec<&str> = texts.iter().map(|text| text.en.as_str()).collect();
        zh.dedup();
        en.dedup();
        (zh.join("、"), en.join("; "))
    };
    if !absent.is_empty() {
        let (zh, en) = join(&absent);
        return Text::new(
            format!("未见记录：{zh}，无法判定。请补记或核对材料。"),
            format!("Not recorded: {en}; this cannot be settled. Record it or check."),
        );
    }
    if !partial.is_empty() {
        let (zh, en) = join(&partial);
        return Text::new(
            format!("记录不完整或有出入：{zh}，不同读法结论不同。请补全。"),
            format!("Incomplete or contradicted: {en}; the readings differ. Complete it."),
        );
    }
    Text::new(
        "事实的日期不完整，无法确定适用哪一版规定。请补全日期。",
        "The day of the fact is incomplete, so it is open which edition applies. Complete it.",
    )
}
