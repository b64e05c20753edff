//! How reports write citations, days, levels and numbers.

use super::phrases::{self, phrases};
use crate::dossier::Summary;
use std::collections::BTreeSet;
use xibao_rulebook::{Dated, Day, Demand, Edition, Finding, Language, Level, Rulebook};

/// `▲`, `●` or `？`: the sign that stands beside the word, so that colour is never alone.
pub(crate) fn sign(level: Level) -> &'static str {
    match level {
        Level::Breach => "▲",
        Level::Warning => "●",
        Level::Unknown => "？",
    }
}

/// The word of a level.
pub(crate) fn level_word(level: Level, language: Language) -> &'static str {
    let words = phrases(language);
    match level {
        Level::Breach => words.breach_title,
        Level::Warning => words.warning_title,
        Level::Unknown => words.unknown_title,
    }
}

/// `2026年5月8日` or `8 May 2026`, for running text; tables use `2026-05-08`.
pub(crate) fn long_day(day: Day, language: Language) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, month, of_month) = day.ymd();
    match language {
        Language::Zh => format!("{year}年{month}月{of_month}日"),
        Language::En => {
            let name = usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index));
            format!("{of_month} {} {year}", name.copied().unwrap_or_default())
        }
    }
}

/// A date for a table, also when it is known only in part.
pub(crate) fn table_day(dated: Dated, language: Language) -> String {
    let text = dated.to_string();
    match (text.split_once('/'), language) {
        _ if dated == Dated::UNKNOWN => phrases(language).not_recorded.to_owned(),
        (Some((lo, hi)), Language::Zh) => format!("{lo} 至 {hi}"),
        (Some((lo, hi)), Language::En) => format!("{lo} to {hi}"),
        (None, _) => text,
    }
}

/// Days from the day of examination to a day that is known exactly.
pub(crate) fn days_until(dated: Dated, today: Day) -> Option<i32> {
    dated.exact().map(|day| day.number().saturating_sub(today.number()))
}

/// `《中国共产党发展党员工作细则》（2014年版）第七条`.
pub(crate) fn citation(book: &Rulebook, finding: &Finding, language: Language) -> Option<String> {
    let source = book.source(&finding.source)?;
    let title = source.title.get(language);
    let article = article(&finding.article, language);
    let edition = edition_name(&finding.edition, language);
    Some(match language {
        Language::Zh => format!("《{title}》{}{article}", in_brackets(&edition)),
        Language::En => {
            let edition = if edition.is_empty() { edition } else { format!(" ({edition})") };
            let article = if article.is_empty() { article } else { format!(", {article}") };
            format!("{title}{edition}{article}")
        }
    })
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("（{text}）") }
}

/// `2014年版`; nothing for an edition that is not named by its year.
pub(crate) fn edition_name(edition: &str, language: Language) -> String {
    let year = edition.len() == 4 && edition.bytes().all(|byte| byte.is_ascii_digit());
    match (year, language) {
        (false, _) => String::new(),
        (true, Language::Zh) => format!("{edition}年版"),
        (true, Language::En) => format!("{edition} edition"),
    }
}

/// `第七条`, as the regulation itself prints it; what is no number is given as it is.
pub(crate) fn article(article: &str, language: Language) -> String {
    let number: Option<u32> = article.parse().ok().filter(|number| (1..1000).contains(number));
    match (article, number, language) {
        ("" | "—" | "?", _, _) => String::new(),
        (_, Some(number), Language::Zh) => format!("第{}条", numeral(number)),
        (_, Some(number), Language::En) => format!("article {number}"),
        (other, None, _) => other.to_owned(),
    }
}

/// A number below a thousand in Chinese numerals: 十二, 一百零七.
fn numeral(number: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| {
        let index = usize::try_from(value).unwrap_or_default();
        DIGITS.get(index).copied().unwrap_or_default()
    };
    let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
    let mut text = String::new();
    if hundreds > 0 {
        text.push_str(digit(hundreds));
        text.push('百');
    }
    match (hundreds, tens) {
        (0, 0) => {}
        (_, 0) if ones == 0 => {}
        (_, 0) => text.push('零'),
        (0, 1) => text.push('十'),
        (_, tens) => {
            text.push_str(digit(tens));
            text.push('十');
        }
    }
    if ones > 0 {
        text.push_str(digit(ones));
    }
    text
}

/// A stretch of text that is a day, or is not.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) day: bool,
    pub(crate) text: &'a str,
}

/// A text with its days apart, so that a page does not break a line within `2025-08-31`.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let day_part = |character: char| character.is_ascii_digit() || character == '-';
    let mut rest = text;
    while !rest.is_empty() {
        let start = rest.find(day_part).unwrap_or(rest.len());
        let (other, from) = rest.split_at_checked(start).unwrap_or((rest, ""));
        let end = from.find(|character| !day_part(character)).unwrap_or(from.len());
        let (run, after) = from.split_at_checked(end).unwrap_or((from, ""));
        for (day, text) in [(false, other), (run.len() == 10, run)] {
            if !text.is_empty() {
                pieces.push(Piece { day, text });
            }
        }
        rest = after;
    }
    pieces
}

/// What a reader must know before he relies on the article.
pub(crate) fn caution(finding: &Finding, language: Language) -> Option<&'static str> {
    let words = phrases(language);
    match finding.confidence.as_str() {
        _ if finding.article.is_empty() => None,
        "recalled-unsure" => Some(words.recalled_unsure),
        _ if !finding.verified => Some(words.not_verified),
        "found-2" => Some(words.seen_secondary),
        "recalled-certain" => Some(words.recalled_certain),
        _ => None,
    }
}

/// What the rule of a finding asks.
pub(crate) fn rule_text<'a>(book: &'a Rulebook, rule: &'a str, language: Language) -> &'a str {
    match book.rule(rule) {
        Some(known) => known.text.get(language),
        None if rule == "fact-contradicted" => phrases(language).contradicted_rule,
        None => rule,
    }
}

/// A stage in words.
pub(crate) fn stage_text<'a>(book: &'a Rulebook, stage: &'a str, language: Language) -> &'a str {
    let known = book.stages.iter().find(|known| known.id == stage);
    known.map_or(stage, |known| known.text.get(language))
}

/// `迟 4 天` or `早 3 天`, if the finding counts days.
pub(crate) fn days_off(finding: &Finding, language: Language) -> Option<String> {
    let late = finding.late_days.filter(|days| *days > 0);
    let early = finding.early_days.filter(|days| *days > 0);
    late.map(|days| phrases::late(language, days))
        .or_else(|| early.map(|days| phrases::early(language, days)))
}

/// A value that a finding rests on. The engine says yes and no in Chinese only.
pub(crate) fn value(value: &str, language: Language) -> String {
    match (language, value) {
        (Language::Zh, value) => value.to_owned(),
        (Language::En, "是") => "yes".to_owned(),
        (Language::En, "否") => "no".to_owned(),
        (Language::En, "已记录") => "recorded".to_owned(),
        (Language::En, "日期未记") => phrases(language).not_recorded.to_owned(),
        (Language::En, value) => match value.split_once(" 至 ") {
            Some((lo, hi)) => format!("between {lo} and {}", hi.trim_end_matches(" 之间")),
            None => value.replace(" 或 ", " or "),
        },
    }
}

/// A count, in groups of three once it is long enough to be misread.
pub(crate) fn number(count: u64) -> String {
    let digits = count.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `37（12.3%，n=300）`: a share never stands without its base.
pub(crate) fn share(part: u64, whole: u64, language: Language) -> String {
    if whole == 0 {
        return number(part);
    }
    let per_mille = (u128::from(part) * 2000 + u128::from(whole)) / (u128::from(whole) * 2);
    let (percent, tenth) = (per_mille / 10, per_mille % 10);
    let (part, whole) = (number(part), number(whole));
    match language {
        Language::Zh => format!("{part}（占 {whole} 份的 {percent}.{tenth}%）"),
        Language::En => format!("{part} ({percent}.{tenth}% of {whole})"),
    }
}

/// The days an edition is in force.
fn in_force(edition: &Edition, language: Language) -> String {
    let day = |day: Option<Day>| day.map(|day| day.to_string());
    match (day(edition.from), day(edition.to), language) {
        (None, None, _) => "—".to_owned(),
        (from, to, Language::Zh) => {
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_else(|| "今".to_owned()));
            format!("{from} 至 {to}")
        }
        (from, to, Language::En) => {
            let (from, to) = (from.unwrap_or_default(), to.unwrap_or_else(|| "today".to_owned()));
            format!("{from} to {to}")
        }
    }
}

/// An edition that judged cases.
pub(crate) struct EditionLine<'a> {
    pub(crate) title: &'a str,
    pub(crate) edition: String,
    pub(crate) in_force: String,
    pub(crate) verified: bool,
    pub(crate) note: Option<&'a str>,
}

/// The editions that the rules of the examined procedures rest on.
pub(crate) fn judging_editions<'a>(
    book: &'a Rulebook,
    summary: &Summary,
    language: Language,
) -> Vec<EditionLine<'a>> {
    let named = summary.rules.iter().map(|count| &count.rule).chain(&summary.unexamined);
    let procedures: BTreeSet<&str> =
        named.filter_map(|rule| Some(book.rule(rule)?.procedure.as_str())).collect();
    let judging = book.rules.iter().filter(|rule| {
        book.speaks(rule)
            && !matches!(rule.demand, Demand::Calculated | Demand::Stated)
            && (procedures.is_empty() || procedures.contains(rule.procedure.as_str()))
    });
    let cited: BTreeSet<usize> =
        judging.flat_map(|rule| rule.cites.iter().map(|cite| cite.edition)).collect();
    let lines = cited.into_iter().filter_map(|index| {
        let edition = book.edition(index)?;
        let source = book.source(&edition.source)?;
        Some(EditionLine {
            title: source.title.get(language),
            edition: edition_name(&edition.id, language),
            in_force: in_force(edition, language),
            verified: edition.verified,
            note: edition.note.as_ref().map(|note| note.get(language)),
        })
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_read_as_the_regulation_prints_them() {
        let zh = |text| article(text, Language::Zh);
        assert_eq!(zh("7"), "第七条");
        assert_eq!(zh("10"), "第十条");
        assert_eq!(zh("12"), "第十二条");
        assert_eq!(zh("37"), "第三十七条");
        assert_eq!(zh("107"), "第一百零七条");
        assert_eq!(zh("110"), "第一百一十条");
        assert_eq!(zh("步骤1–25"), "步骤1–25");
        assert_eq!(zh("—"), "");
        assert_eq!(article("7", Language::En), "article 7");
    }

    #[test]
    fn days_numbers_and_shares() {
        let day = Day::parse("2026-05-08").unwrap();
        assert_eq!(long_day(day, Language::Zh), "2026年5月8日");
        assert_eq!(long_day(day, Language::En), "8 May 2026");
        assert_eq!(number(9_999), "9999");
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(share(1, 3, Language::Zh), "1（占 3 份的 33.3%）");
        assert_eq!(share(1, 2000, Language::En), "1 (0.1% of 2000)");
        assert_eq!(share(0, 0, Language::En), "0");
        let month = Dated::parse("2002-01").unwrap();
        assert_eq!(table_day(month, Language::Zh), "2002-01");
        assert_eq!(table_day(Dated::UNKNOWN, Language::Zh), "没有记录");
    }

    #[test]
    fn days_are_told_from_the_text_around_them() {
        let text = "收到 2025-08-31，加1个月，期限至 2025-09-30；-3";
        let pieces = pieces(text);
        let days: Vec<&str> = pieces.iter().filter(|p| p.day).map(|p| p.text).collect();
        assert_eq!(days, ["2025-08-31", "2025-09-30"]);
        assert_eq!(pieces.iter().map(|p| p.text).collect::<String>(), text);
    }

    #[test]
    fn values_said_in_chinese_by_the_engine_are_said_in_english() {
        assert_eq!(value("否", Language::En), "no");
        assert_eq!(
            value("2025-01-01 至 2025-02-03 之间", Language::En),
            "between 2025-01-01 and 2025-02-03"
        );
        assert_eq!(value("3 或 4", Language::En), "3 or 4");
        assert_eq!(value("2025-01", Language::En), "2025-01");
    }
}
