//! Standing (党龄): the day a member's years begin to count, by the era of admission
//! (Organisation Department, 1997), and the fifty-year medal.

use super::term::shown;
use super::{Citation, Refusal, cite_all, cite_or_refuse, say};
use crate::day::{Dated, Day};
use crate::model::Rulebook;
use crate::text::Text;
use serde::Serialize;
use serde_json::Value;

mod era;
mod medal;

pub(crate) use era::RawEra;
pub use era::{Era, JoinedBy, Probation};

/// The rule of the fifty-year medal.
const MEDAL_RULE: &str = "hon-fifty-years";
/// The rule for those who were admitted again.
const READMISSION_RULE: &str = "age-readmission";
/// The rule for an extended probation.
const EXTENSION_RULE: &str = "dev-extension-once";
/// No probation was ever extended by more.
const EXTENSION_MAX: i64 = 24;
/// Nobody's standing was interrupted for longer.
const INTERRUPTED_MAX: i64 = 1_200;

/// Whose standing, on which day.
#[derive(Debug, Clone)]
pub struct StandingRequest {
    /// The day of joining, by the basis of its era: the branch meeting or the approval.
    pub joined: Dated,
    /// Social origin, where the era's probation depends on it.
    pub origin: Option<String>,
    /// Months by which the probation was extended.
    pub extension_months: i64,
    /// Months that do not count.
    pub interrupted_months: i64,
    /// The day of the decision that admitted the member again.
    pub readmitted_on: Option<Dated>,
    /// The day of the question; without it no years are reckoned.
    pub today: Option<Dated>,
    /// Is the member alive?
    pub alive: Option<bool>,
}

impl StandingRequest {
    /// A member who joined on this day, and nothing else.
    pub const fn joined(joined: Dated) -> StandingRequest {
        StandingRequest {
            joined,
            origin: None,
            extension_months: 0,
            interrupted_months: 0,
            readmitted_on: None,
            today: None,
            alive: None,
        }
    }
}

/// A member's standing.
#[derive(Debug, Clone, Serialize)]
pub struct StandingAnswer {
    /// The day it begins, as far as it is known.
    pub standing_from: String,
    /// Full years on the day of the question; `None` if the two readings differ.
    pub years: Option<i32>,
    /// The fewest full years it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years_min: Option<i32>,
    /// The most full years it can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years_max: Option<i32>,
    /// Fifty full years by the last yearly cut-off, and alive; `None` if it cannot be told.
    pub fifty_year_medal: Option<bool>,
    /// The first cut-off by which fifty full years are reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub medal_due_on: Option<Day>,
    /// What `joined` has to be in its era: `branch-meeting` or `approval`.
    pub joined_by: JoinedBy,
    /// Months of probation.
    pub probation_months: Option<i32>,
    /// The day from which the years are counted, if months do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<String>,
    /// The rule that decides.
    #[serde(flatten)]
    pub basis: Citation,
    /// Every rule that was applied.
    pub cites: Vec<Citation>,
    /// The arithmetic in words.
    pub why: Text,
}

/// A member's standing.
///
/// # Errors
/// [`Refusal`] if a day is before the founding or after `today`, or if the era's probation
/// depends on an origin that is missing, unknown or ambiguous.
///
/// ```
/// use xibao_rulebook::{Dated, bundled, calc::standing};
/// let book = bundled::cpc()?;
/// let mut request = standing::StandingRequest::joined(Dated::parse("1964-05-04").unwrap());
/// request.today = Some(Dated::parse("2021-07-01").unwrap());
/// let answer = standing::reckon(&book, &request).unwrap();
/// assert_eq!((answer.standing_from.as_str(), answer.years), ("1965-05-04", Some(56)));
/// assert_eq!(answer.fifty_year_medal, Some(true));
/// # Ok::<(), xibao_rulebook::RulebookError>(())
/// ```
pub fn reckon(book: &Rulebook, request: &StandingRequest) -> Result<StandingAnswer, Refusal> {
    check(request)?;
    let start = match request.readmitted_on {
        Some(decision) => readmitted(book, request, decision)?,
        None => joined(book, request)?,
    };
    let interrupted = i32::try_from(request.interrupted_months).unwrap_or(0);
    let counted = start.from.add_months(interrupted);
    let (rule, from) = (start.rule, start.from);
    let mut why = start.why;
    if interrupted > 0 {
        say(
            &mut why,
            &format!("中断 {interrupted} 个月不计，从 {} 起数。", shown(counted)),
            &format!(
                " {interrupted} months do not count, so the years run from {}.",
                shown(counted)
            ),
        );
    }
    let years = request
        .today
        .map(|today| (full_years(counted.hi, today.lo), full_years(counted.lo, today.hi)));
    if let Some((least, most)) = years {
        years_words(&mut why, request, (least, most));
    }
    let medal = medal::reckon(book, request, counted, &mut why);
    let mut rules = vec![rule.as_str()];
    rules.extend((request.extension_months > 0).then_some(EXTENSION_RULE));
    rules.extend(medal.is_some().then_some(MEDAL_RULE));
    let differ = years.filter(|(least, most)| least != most);
    Ok(StandingAnswer {
        standing_from: shown(from),
        years: years.filter(|(least, most)| least == most).map(|(least, _)| least),
        years_min: differ.map(|(least, _)| least),
        years_max: differ.map(|(_, most)| most),
        fifty_year_medal: medal.and_then(|medal| medal.now),
        medal_due_on: medal.and_then(|medal| medal.due_on),
        joined_by: start.joined_by,
        probation_months: start.probation_months,
        counted_from: (interrupted > 0).then(|| shown(counted)),
        basis: cite_or_refuse(book, &rule, None)?,
        cites: cite_all(book, rules, None),
        why,
    })
}

fn full_years(from: Day, to: Day) -> i32 {
    from.full_months_until(to).max(0) / 12
}

fn check(request: &StandingRequest) -> Result<(), Refusal> {
    if !(0..=EXTENSION_MAX).contains(&request.extension_months) {
        return Err(Refusal::new(
            "extension_months",
            request.extension_months,
            format!("延长月数应在 0 至 {EXTENSION_MAX} 之间；请核对"),
            format!("the extension must be from 0 to {EXTENSION_MAX} months; check it"),
        ));
    }
    if !(0..=INTERRUPTED_MAX).contains(&request.interrupted_months) {
        return Err(Refusal::new(
            "interrupted_months",
            request.interrupted_months,
            format!("中断月数应在 0 至 {INTERRUPTED_MAX} 之间；请核对"),
            format!("interrupted months must be from 0 to {INTERRUPTED_MAX}; check them"),
        ));
    }
    for (field, day) in [("joined", Some(request.joined)), ("readmitted_on", request.readmitted_on)]
    {
        if let (Some(day), Some(today)) = (day, request.today)
            && day.lo > today.hi
        {
            return Err(Refusal::new(
                field,
                day.to_string(),
                format!("晚于计算日 {today}；请核对"),
                format!("is later than today, {today}; check it"),
            ));
        }
    }
    match request.readmitted_on {
        Some(again) if again.hi < request.joined.lo => Err(Refusal::new(
            "readmitted_on",
            again.to_string(),
            format!("早于第一次入党的 {}；请核对", request.joined),
            format!("is before joining, {}; check it", request.joined),
        )),
        _ => Ok(()),
    }
}

/// Where standing begins and why.
struct Start {
    rule: String,
    from: Dated,
    joined_by: JoinedBy,
    probation_months: Option<i32>,
    why: Text,
}

/// The old period does not count; standing begins with the decision.
fn readmitted(
    book: &Rulebook,
    request: &StandingRequest,
    decision: Dated,
) -> Result<Start, Refusal> {
    era::eras_of(book, "joined", request.joined)?;
    era::eras_of(book, "readmitted_on", decision)?;
    let months = i32::try_from(request.extension_months).unwrap_or(0);
    Ok(Start {
        rule: READMISSION_RULE.to_owned(),
        from: decision.add_months(months),
        joined_by: JoinedBy::Approval,
        probation_months: None,
        why: Text::new(
            format!("重新入党，党龄自批准决定之日 {decision} 起算，原来的时间不计。"),
            format!(
                "Admitted again: standing runs from the decision, {decision}; the earlier period \
                 does not count."
            ),
        ),
    })
}

fn joined(book: &Rulebook, request: &StandingRequest) -> Result<Start, Refusal> {
    let mut start: Option<Start> = None;
    let extension = i32::try_from(request.extension_months).unwrap_or(0);
    for (era, part) in era::eras_of(book, "joined", request.joined)? {
        let probation = era.probation_months(book, request.origin.as_deref())?;
        let from = part.add_months(probation.saturating_add(extension));
        let why = joined_words(era, part, (probation, extension), from);
        // A month that holds the end of an era keeps both readings.
        start = Some(match start {
            None => Start {
                rule: era.rule.clone(),
                from,
                joined_by: era.joined_by,
                probation_months: Some(probation),
                why,
            },
            Some(before) => Start {
                rule: era.rule.clone(),
                from: before.from.hull(from),
                joined_by: era.joined_by,
                probation_months: before.probation_months.filter(|months| *months == probation),
                why: Text::new(before.why.zh + &why.zh, before.why.en + " " + &why.en),
            },
        });
    }
    start.ok_or_else(|| {
        Refusal::new(
            "joined",
            request.joined.to_string(),
            "规则库没有这一时期；请核对日期",
            "the rulebook has no era for this day; check it",
        )
    })
}

fn joined_words(era: &Era, joined: Dated, (probation, extension): (i32, i32), from: Dated) -> Text {
    let (by_zh, by_en) = match era.joined_by {
        JoinedBy::BranchMeeting => ("支部大会通过之日", "the day of the branch meeting"),
        JoinedBy::Approval => ("上级党委批准之日", "the day of approval above"),
    };
    let (joined, from) = (shown(joined), shown(from));
    let mut text = Text::new(
        format!("{joined} 入党（这一时期以{by_zh}为准）"),
        format!("Joined {joined} (in this era {by_en})"),
    );
    if probation == 0 && extension == 0 {
        say(
            &mut text,
            &format!("，没有预备期，党龄自 {from} 起算。"),
            &format!(", no probation: standing runs from {from}."),
        );
        return text;
    }
    say(
        &mut text,
        &format!("，预备期 {probation} 个月"),
        &format!(", probation of {probation} months"),
    );
    if extension > 0 {
        say(&mut text, &format!("，延长 {extension} 个月"), &format!(", extended by {extension}"));
    }
    say(&mut text, &format!("，党龄自 {from} 起算。"), &format!(": standing runs from {from}."));
    text
}

fn years_words(why: &mut Text, request: &StandingRequest, (least, most): (i32, i32)) {
    let today = request.today.map_or_else(|| Value::Null.to_string(), |today| today.to_string());
    if least == most {
        say(
            why,
            &format!("到 {today} 满 {least} 年。"),
            &format!(" By {today}: {least} full years."),
        );
    } else {
        say(
            why,
            &format!("到 {today} 满 {least} 年或 {most} 年；补全日期后可定。"),
            &format!(" By {today}: {least} or {most} full years; complete the date."),
        );
    }
}

#[cfg(test)]
mod tests;
