//! Monthly dues: the whole base at the rate of the band it falls in (2008 provisions, arts. 1–6),
//! generally at most 1,000 yuan (2017 notice, part 1).

use super::money::Share;
use super::{Citation, Money, Rate, Refusal, cite, cite_all, cite_or_refuse, fields, say};
use crate::day::Day;
use crate::model::Rulebook;
use crate::text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

mod income;

pub(crate) use income::RawIncome;
pub use income::{Income, IncomeLine, Role};

/// The longest time that dues are reckoned for at once, in months.
const MONTHS_MAX: i64 = 1_200;

/// The payload `amount` of a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawAmount {
    /// Whom it is for.
    pub payers: Vec<String>,
    /// A band: the base is above this …
    pub above: Option<String>,
    /// … and not above this.
    pub up_to: Option<String>,
    /// … and pays this fraction of the whole base.
    pub rate: Option<String>,
    /// A fixed amount a month.
    pub monthly: Option<String>,
    /// A freely chosen amount a month, from …
    pub monthly_min: Option<String>,
    /// … to.
    pub monthly_max: Option<String>,
    /// What dues generally do not exceed.
    pub generally_at_most: Option<String>,
    /// What the base is: `components`, `drawn`, `quarter-mean` or `pension`.
    pub base: Option<String>,
}

/// What a payer's base is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Regular components of a monthly wage, less deductions (art. 1).
    Components,
    /// What was drawn that month; a year's pay counts by twelfths (art. 3).
    Drawn,
    /// The monthly mean of the previous quarter's net income (art. 4).
    QuarterMean,
    /// The whole pension (art. 5).
    Pension,
}

/// How an amount is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tariff {
    /// A base above one bound and up to another pays a rate on the whole of it.
    Band {
        /// Exclusive lower bound in yuan.
        above: Money,
        /// Inclusive upper bound in yuan; `None` for the highest band.
        up_to: Option<Money>,
        /// The rate.
        rate: Rate,
    },
    /// So much a month, in yuan.
    Flat(Money),
    /// From so much to so much a month, in yuan.
    Range(Money, Money),
    /// Generally no more than this a month, in yuan.
    Ceiling(Money),
    /// What the base is.
    Base(Base),
}

/// An `amount` with the rule that carries it.
#[derive(Debug, Clone)]
pub struct Amount {
    /// The rule.
    pub rule: String,
    /// The payers it is for.
    pub payers: Vec<String>,
    /// The amount.
    pub tariff: Tariff,
}

impl Amount {
    pub(crate) fn resolve(raw: RawAmount, rule: &str) -> Result<Amount, String> {
        let yuan = |text: &str| {
            Money::parse(text).filter(|amount| !amount.is_negative()).ok_or_else(|| {
                format!(
                    "in rule \"{rule}\", \"{text}\" is not an amount; write \"5000\" or \"0.20\""
                )
            })
        };
        let tariff = match &raw {
            RawAmount { rate: Some(rate), above: Some(above), up_to, .. } => Tariff::Band {
                above: yuan(above)?,
                up_to: up_to.as_deref().map(yuan).transpose()?,
                rate: Rate::parse(rate).ok_or_else(|| {
                    format!("in rule \"{rule}\", \"{rate}\" is not a rate; write \"0.015\"")
                })?,
            },
            RawAmount { monthly: Some(monthly), .. } => Tariff::Flat(yuan(monthly)?),
            RawAmount { monthly_min: Some(min), monthly_max: Some(max), .. } => {
                Tariff::Range(yuan(min)?, yuan(max)?)
            }
            RawAmount { generally_at_most: Some(most), .. } => Tariff::Ceiling(yuan(most)?),
            RawAmount { base: Some(base), .. } => Tariff::Base(match base.as_str() {
                "components" => Base::Components,
                "drawn" => Base::Drawn,
                "quarter-mean" => Base::QuarterMean,
                "pension" => Base::Pension,
                other => {
                    return Err(format!(
                        "in rule \"{rule}\", \"{other}\" is not a base; there are components, \
                         drawn, quarter-mean, pension"
                    ));
                }
            }),
            _ => {
                return Err(format!(
                    "rule \"{rule}\" has an amount that says nothing; give above and rate, or \
                     monthly, or monthly_min and monthly_max, or generally_at_most, or base"
                ));
            }
        };
        if raw.payers.is_empty() {
            return Err(format!("rule \"{rule}\" has an amount for nobody; name its payers"));
        }
        Ok(Amount { rule: rule.to_owned(), payers: raw.payers, tariff })
    }

    fn is_for(&self, payer: &str) -> bool {
        self.payers.iter().any(|known| known == payer)
    }
}

/// Whose dues, from what.
#[derive(Debug, Clone, Default)]
pub struct DuesRequest {
    /// The kind of payer, such as `salaried`.
    pub payer: String,
    /// The base in yuan, where it is known already.
    pub base: Option<Money>,
    /// A year's pay in yuan, for an annual salary.
    pub annual: Option<Money>,
    /// The previous quarter's net income in yuan, for irregular income.
    pub quarter_income: Option<Money>,
    /// The kind of employer, where the base is reckoned from components.
    pub employer: Option<String>,
    /// Components of the wage in yuan.
    pub income: Vec<(String, Money)>,
    /// What is deducted from them, in yuan.
    pub deductions: Vec<(String, Money)>,
    /// For how many months a total is asked.
    pub months: Option<i64>,
    /// A day of the month the dues are for; picks the edition.
    pub on: Option<Day>,
}

/// Monthly dues with their arithmetic. Amounts are in yuan.
#[derive(Debug, Clone, Serialize)]
pub struct DuesAnswer {
    /// A month's dues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly: Option<Money>,
    /// The least, where the payer chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_min: Option<Money>,
    /// The most, where the payer chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monthly_max: Option<Money>,
    /// The rate, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Rate>,
    /// The rule that decides.
    #[serde(flatten)]
    pub basis: Citation,
    /// The base, to the fen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<Money>,
    /// What dues generally do not exceed, if these do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generally_at_most: Option<Money>,
    /// For so many months …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<i64>,
    /// … so much in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<Money>,
    /// … at least so much in all, where the payer chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_min: Option<Money>,
    /// … at most so much in all, where the payer chooses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_max: Option<Money>,
    /// Each component with how it was counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub income: Vec<IncomeLine>,
    /// Every rule that was applied.
    pub cites: Vec<Citation>,
    /// The arithmetic in words.
    pub why: Text,
}

/// A month's dues.
///
/// # Errors
/// [`Refusal`] if the payer, a component or the base is missing, unknown or not covered by a
/// band. A base of zero has no band (art. 2 begins above it): whoever has no pay belongs to
/// another kind of payer, and only a person can say which.
///
/// ```
/// use xibao_rulebook::{bundled, calc::{Money, dues}};
/// let book = bundled::cpc()?;
/// let base = Money::parse("6200");
/// let request = dues::DuesRequest { payer: "salaried".into(), base, ..Default::default() };
/// let answer = dues::reckon(&book, &request).unwrap();
/// assert_eq!(answer.monthly, Money::parse("93.00"));
/// assert_eq!(answer.basis.rule, "due-rate-band3");
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reckon(book: &Rulebook, request: &DuesRequest) -> Result<DuesAnswer, Refusal> {
    let months = checked_months(request.months)?;
    let known = || book.amounts.iter().filter(|amount| amount.is_for(&request.payer));
    if known().next().is_none() {
        return Err(unknown_payer(book, &request.payer));
    }
    let mut answer = match known().find_map(fixed) {
        Some((amount, least, most)) => flat(book, request, amount, (least, most))?,
        None => by_band(book, request)?,
    };
    if let Some(months) = months {
        let total = |monthly: Option<Money>| monthly.map(|monthly| monthly.times(months.into()));
        answer.months = Some(months);
        answer.total = total(answer.monthly);
        answer.total_min = total(answer.monthly_min);
        answer.total_max = total(answer.monthly_max);
        if let (Some(monthly), Some(total)) = (answer.monthly, answer.total) {
            say(
                &mut answer.why,
                &format!("{months} 个月：{monthly} × {months} = {total} 元。"),
                &format!(" {months} months: {monthly} × {months} = {total}."),
            );
        }
    }
    Ok(answer)
}

fn checked_months(months: Option<i64>) -> Result<Option<i64>, Refusal> {
    match months {
        Some(months) if !(1..=MONTHS_MAX).contains(&months) => Err(Refusal::new(
            "months",
            months,
            format!("月数应在 1 至 {MONTHS_MAX} 之间"),
            format!("months must be from 1 to {MONTHS_MAX}"),
        )),
        other => Ok(other),
    }
}

fn unknown_payer(book: &Rulebook, payer: &str) -> Refusal {
    let mut known: Vec<&str> = Vec::new();
    for name in book.amounts.iter().flat_map(|amount| &amount.payers) {
        if !known.contains(&name.as_str()) {
            known.push(name);
        }
    }
    let known = known.join(", ");
    if payer.is_empty() {
        return Refusal::new(
            "payer",
            Value::Null,
            format!("缺少 payer；可用 {known}"),
            format!("payer is missing; there are {known}"),
        );
    }
    Refusal::new(
        "payer",
        payer,
        format!("没有这类交费人；可用 {known}"),
        format!("there is no such payer; there are {known}"),
    )
}

fn fixed(amount: &Amount) -> Option<(&Amount, Money, Money)> {
    match amount.tariff {
        Tariff::Flat(monthly) => Some((amount, monthly, monthly)),
        Tariff::Range(least, most) => Some((amount, least, most)),
        Tariff::Band { .. } | Tariff::Ceiling(_) | Tariff::Base(_) => None,
    }
}

fn flat(
    book: &Rulebook,
    request: &DuesRequest,
    amount: &Amount,
    (least, most): (Money, Money),
) -> Result<DuesAnswer, Refusal> {
    let basis = cite_or_refuse(book, &amount.rule, request.on)?;
    let (zh, en) = (&basis.cited.zh, &basis.cited.en);
    let mut answer = empty(basis.clone());
    if least == most {
        answer.monthly = Some(least);
        answer.why = Text::new(
            format!("{zh}：每月 {least} 元，不按收入计算。"),
            format!("{en}: {least} a month, whatever the income."),
        );
    } else {
        answer.monthly_min = Some(least);
        answer.monthly_max = Some(most);
        answer.why = Text::new(
            format!("{zh}：每月 {least} 元至 {most} 元，由本人在此范围内确定。"),
            format!("{en}: {least} to {most} a month, chosen within this range."),
        );
    }
    answer.cites = vec![basis];
    Ok(answer)
}

fn empty(basis: Citation) -> DuesAnswer {
    DuesAnswer {
        monthly: None,
        monthly_min: None,
        monthly_max: None,
        rate: None,
        basis,
        base: None,
        generally_at_most: None,
        months: None,
        total: None,
        total_min: None,
        total_max: None,
        income: Vec::new(),
        cites: Vec::new(),
        why: Text::default(),
    }
}

/// The base with the rule that says what it is.
struct Reckoned<'a> {
    share: Share,
    /// The field the base came from.
    field: &'static str,
    rule: Option<&'a str>,
    income: Vec<IncomeLine>,
    why: Text,
}

fn by_band(book: &Rulebook, request: &DuesRequest) -> Result<DuesAnswer, Refusal> {
    let base = base(book, request)?;
    let Band { rule, bounds, rate } = band(book, request, &base)?;
    let basis = cite_or_refuse(book, rule, request.on)?;
    let step = step(book);
    let monthly = base.share.at(rate, step);
    let mut answer = empty(basis);
    answer.monthly = Some(monthly);
    answer.rate = Some(rate);
    answer.base = Some(base.share.rounded(Money::from_fen(1)));
    answer.why = band_words(&base, bounds, rate, step, monthly);
    let ceiling = ceiling(book, request, monthly);
    if let Some((rule, most)) = ceiling {
        answer.generally_at_most = Some(most);
        say(
            &mut answer.why,
            &format!("月交纳额一般不超过 {most} 元（{rule}），多交自愿。"),
            &format!(
                " Dues are generally at most {most} a month ({rule}); anything more is voluntary."
            ),
        );
    }
    let mut rules = vec![rule];
    rules.extend(base.rule);
    rules.extend(base.income.iter().map(|line| line.rule.as_str()));
    rules.extend(ceiling.map(|(rule, _)| rule));
    answer.cites = cite_all(book, rules, request.on);
    answer.income = base.income;
    Ok(answer)
}

/// The setting for rounding; to the fen unless the rulebook says otherwise.
fn step(book: &Rulebook) -> Money {
    book.setting_str("dues-rounding")
        .and_then(Money::parse)
        .filter(|step| *step >= Money::from_fen(1))
        .unwrap_or(Money::from_fen(1))
}

struct Band<'a> {
    rule: &'a str,
    bounds: (Money, Option<Money>),
    rate: Rate,
}

fn band<'a>(
    book: &'a Rulebook,
    request: &DuesRequest,
    base: &Reckoned<'_>,
) -> Result<Band<'a>, Refusal> {
    let amounts = book.amounts.iter().filter(|amount| amount.is_for(&request.payer));
    for amount in amounts {
        if let Tariff::Band { above, up_to, rate } = amount.tariff
            && base.share.above(above)
            && up_to.is_none_or(|up_to| !base.share.above(up_to))
        {
            return Ok(Band { rule: &amount.rule, bounds: (above, up_to), rate });
        }
    }
    Err(Refusal::new(
        base.field,
        base.share.words(),
        "基数应大于零；当月没有收入的，请核对基数，或改用相应的交费人类别（如 unemployed、\
         relief、student）",
        "the base must be above zero; if there was no pay that month, check it or choose the \
         payer that fits (such as unemployed, relief, student)",
    ))
}

fn band_words(
    base: &Reckoned<'_>,
    (above, up_to): (Money, Option<Money>),
    rate: Rate,
    step: Money,
    monthly: Money,
) -> Text {
    let (zh, en) = match up_to {
        Some(up_to) if above == Money::ZERO => {
            (format!("不超过 {up_to} 元"), format!("up to {up_to}"))
        }
        Some(up_to) => {
            (format!("超过 {above} 元、不超过 {up_to} 元"), format!("above {above}, up to {up_to}"))
        }
        None => (format!("超过 {above} 元"), format!("above {above}")),
    };
    let (words, percent) = (base.share.words(), rate.percent());
    let product = match base.share.words() {
        words if words.contains('÷') => format!("({words}) × {percent}"),
        words => format!("{words} × {percent}"),
    };
    let (round_zh, round_en) = if base.share.exact_at(rate, step) {
        (format!(" = {monthly}"), format!(" = {monthly}"))
    } else {
        (
            format!("，四舍五入到 {step} 元 = {monthly}"),
            format!(", rounded half up to {step} = {monthly}"),
        )
    };
    Text::new(
        format!("{}基数 {words} 元，{zh}，全额按 {percent}：{product}{round_zh} 元。", base.why.zh),
        format!("{}Base {words}, {en}: {percent} of the whole; {product}{round_en}.", base.why.en),
    )
}

fn ceiling<'a>(
    book: &'a Rulebook,
    request: &DuesRequest,
    monthly: Money,
) -> Option<(&'a str, Money)> {
    book.amounts.iter().filter(|amount| amount.is_for(&request.payer)).find_map(|amount| {
        match amount.tariff {
            // A cap of a later notice does not reach back.
            Tariff::Ceiling(most) if monthly > most => {
                cite(book, &amount.rule, request.on).map(|_| (amount.rule.as_str(), most))
            }
            _ => None,
        }
    })
}

fn base<'a>(book: &'a Rulebook, request: &DuesRequest) -> Result<Reckoned<'a>, Refusal> {
    let kind = book.amounts.iter().find_map(|amount| match amount.tariff {
        Tariff::Base(base) if amount.is_for(&request.payer) => Some((base, amount.rule.as_str())),
        _ => None,
    });
    let rule = kind.map(|(_, rule)| rule);
    let kind = kind.map(|(base, _)| base);
    let other = match kind {
        Some(Base::Drawn) => request.annual.map(|annual| ("annual", Share::of(annual, 12))),
        Some(Base::QuarterMean) => {
            request.quarter_income.map(|income| ("quarter_income", Share::of(income, 3)))
        }
        _ => None,
    };
    let from_parts = kind == Some(Base::Components) && !request.income.is_empty();
    let given = request.base.map(|base| ("base", Share::whole(base)));
    let (field, share) = match (given, other, from_parts) {
        (Some(_), Some((field, _)), _) => return Err(twice(field)),
        (Some(_), None, true) => return Err(twice("income")),
        (Some(given), None, false) => given,
        (None, Some(other), _) => other,
        (None, None, true) => return income::base(book, request, rule),
        (None, None, false) => return Err(no_base(kind)),
    };
    if share.is_negative() {
        return Err(Refusal::new(
            field,
            share.words(),
            "金额不能为负；请核对",
            "an amount cannot be negative; check it",
        ));
    }
    let why = match field {
        "annual" => Text::new("全年薪酬按十二个月平均。", "A year's pay counts by twelfths. "),
        "quarter_income" => {
            Text::new("取上季度月平均收入。", "The monthly mean of the previous quarter counts. ")
        }
        _ => Text::default(),
    };
    Ok(Reckoned { share, field, rule, income: Vec::new(), why })
}

fn twice(field: &str) -> Refusal {
    Refusal::new(
        field,
        Value::Null,
        format!("base 与 {field} 只能给一个；请去掉其中一个"),
        format!("give base or {field}, not both; remove one"),
    )
}

fn no_base(kind: Option<Base>) -> Refusal {
    let (zh, en) = match kind {
        Some(Base::Components) => {
            ("；请给出 base，或给出 employer 和 income", "; give base, or employer and income")
        }
        Some(Base::Drawn) => (
            "；请给出当月实领薪酬 base，或全年薪酬 annual",
            "; give the pay drawn that month as base, or a year's pay as annual",
        ),
        Some(Base::QuarterMean) => (
            "；请给出上季度月平均收入 base，或上季度收入 quarter_income",
            "; give the previous quarter's monthly mean as base, or its sum as quarter_income",
        ),
        Some(Base::Pension) | None => ("；请给出每月养老金总额", "; give the monthly pension"),
    };
    let mut refusal = fields::missing("base");
    refusal.text = Text::new(format!("缺少 base{zh}"), format!("base is missing{en}"));
    refusal
}

#[cfg(test)]
mod tests;
