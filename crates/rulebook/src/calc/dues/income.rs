//! What of a wage counts towards the base of dues: components by employer (2008 provisions,
//! art. 1), less what the 2017 notice excludes and what is deducted.

use super::{DuesRequest, Reckoned};
use crate::calc::money::Share;
use crate::calc::{Money, Refusal, say};
use crate::model::Rulebook;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// `[[income]]`: a component of a wage.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawIncome {
    pub id: String,
    pub zh: String,
    pub en: String,
    /// `counted`, `excluded` or `deducted`.
    pub role: String,
    /// Employers whose wages have it; empty means all.
    #[serde(default)]
    pub employers: Vec<String>,
    /// The rule that says so.
    pub rule: String,
}

/// How a component enters the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It is added.
    Counted,
    /// It is part of the pay but not of the base.
    Excluded,
    /// It is subtracted.
    Deducted,
}

/// A component of a wage.
#[derive(Debug, Clone)]
pub struct Income {
    /// Stable id, such as `basic_performance`.
    pub id: String,
    /// Its name.
    pub text: Text,
    /// How it enters the base.
    pub role: Role,
    /// Employers whose wages have it; empty means all.
    pub employers: Vec<String>,
    /// The rule that says so.
    pub rule: String,
}

impl Income {
    pub(crate) fn resolve(raw: RawIncome) -> Result<Income, String> {
        let role = match raw.role.as_str() {
            "counted" => Role::Counted,
            "excluded" => Role::Excluded,
            "deducted" => Role::Deducted,
            other => {
                return Err(format!(
                    "income \"{}\" has the role \"{other}\"; write counted, excluded or deducted",
                    raw.id
                ));
            }
        };
        Ok(Income {
            id: raw.id,
            text: Text::new(raw.zh, raw.en),
            role,
            employers: raw.employers,
            rule: raw.rule,
        })
    }

    fn of(&self, employer: &str) -> bool {
        self.employers.is_empty() || self.employers.iter().any(|known| known == employer)
    }
}

/// A component with how it was counted.
#[derive(Debug, Clone, Serialize)]
pub struct IncomeLine {
    /// The component.
    pub component: String,
    /// Its amount in yuan.
    pub amount: Money,
    /// How it entered the base.
    pub role: Role,
    /// The rule that says so.
    pub rule: String,
}

/// The base from the components of a wage.
pub(super) fn base<'a>(
    book: &'a Rulebook,
    request: &DuesRequest,
    rule: Option<&'a str>,
) -> Result<Reckoned<'a>, Refusal> {
    let employer = employer(book, request.employer.as_deref())?;
    let mut lines = Vec::new();
    for (name, amount) in &request.income {
        let found = component(book, employer, "income", name)?;
        if found.role == Role::Deducted {
            return Err(misplaced("income", "deductions", found));
        }
        lines.push(line(found, *amount));
    }
    for (name, amount) in &request.deductions {
        let found = component(book, employer, "deductions", name)?;
        if found.role != Role::Deducted {
            return Err(misplaced("deductions", "income", found));
        }
        lines.push(line(found, *amount));
    }
    if let Some(line) = lines.iter().find(|line| line.amount.is_negative()) {
        return Err(Refusal::new(
            format!("income.{}", line.component),
            line.amount.to_string(),
            "金额不能为负；请核对",
            "an amount cannot be negative; check it",
        ));
    }
    let sum = |role: Role| {
        lines
            .iter()
            .filter(|line| line.role == role)
            .fold(Money::ZERO, |sum, line| sum.plus(line.amount))
    };
    let (counted, deducted) = (sum(Role::Counted), sum(Role::Deducted));
    let total = counted.minus(deducted);
    if total.is_negative() {
        return Err(Refusal::new(
            "deductions",
            deducted.to_string(),
            format!("扣除 {deducted} 超过计入部分 {counted}；请核对各项金额"),
            format!("deductions of {deducted} exceed what counts, {counted}; check the amounts"),
        ));
    }
    let why = words(counted, deducted, sum(Role::Excluded), total);
    Ok(Reckoned { share: Share::whole(total), field: "income", rule, income: lines, why })
}

fn line(found: &Income, amount: Money) -> IncomeLine {
    IncomeLine { component: found.id.clone(), amount, role: found.role, rule: found.rule.clone() }
}

fn words(counted: Money, deducted: Money, excluded: Money, total: Money) -> Text {
    let mut why = Text::new(
        format!("计入 {counted} − 扣除 {deducted} = {total} 元。"),
        format!("Counted {counted} − deducted {deducted} = {total}. "),
    );
    if excluded > Money::ZERO {
        say(
            &mut why,
            &format!("另有 {excluded} 元不计入。"),
            &format!("Another {excluded} does not count. "),
        );
    }
    why
}

fn employer<'a>(book: &Rulebook, employer: Option<&'a str>) -> Result<&'a str, Refusal> {
    let mut known: Vec<&str> = Vec::new();
    for name in book.incomes.iter().flat_map(|income| &income.employers) {
        if !known.contains(&name.as_str()) {
            known.push(name);
        }
    }
    match employer {
        Some(employer) if known.contains(&employer) => Ok(employer),
        other => Err(Refusal::new(
            "employer",
            other.map_or(Value::Null, Value::from),
            format!("按工资构成计算需要单位类型 employer；可用 {}", known.join(", ")),
            format!("reckoning from components needs the employer; there are {}", known.join(", ")),
        )),
    }
}

/// A component by its id or its Chinese name.
fn component<'a>(
    book: &'a Rulebook,
    employer: &str,
    field: &str,
    name: &str,
) -> Result<&'a Income, Refusal> {
    let wanted = |income: &&Income| income.id == name || income.text.zh == name;
    if let Some(found) = book.incomes.iter().filter(|income| income.of(employer)).find(wanted) {
        return Ok(found);
    }
    let listed = |role: Role| {
        let of = book.incomes.iter().filter(|income| income.of(employer) && income.role == role);
        of.map(|income| income.id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (counted, excluded) = (listed(Role::Counted), listed(Role::Excluded));
    let deducted = listed(Role::Deducted);
    Err(Refusal::new(
        format!("{field}.{name}"),
        name,
        format!(
            "{employer} 没有这一项；计入的有 {counted}；不计入的有 {excluded}；可扣除的有 {deducted}"
        ),
        format!(
            "{employer} has no such component; counted: {counted}; not counted: {excluded}; \
             deducted: {deducted}"
        ),
    ))
}

fn misplaced(field: &str, other: &str, found: &Income) -> Refusal {
    Refusal::new(
        format!("{field}.{}", found.id),
        found.id.clone(),
        format!("“{}”应写在 {other} 里；请移过去", found.text.zh),
        format!("\"{}\" belongs in {other}; move it there", found.text.en),
    )
}
