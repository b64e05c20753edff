//! Cells that are not plain dates: numbers with units, tallies, periods, conclusions, names.

use crate::date::{Read, fold, is_nothing, read_text};
use std::borrow::Cow;
use xibao_rulebook::{Dated, Text};

/// No organisation has numbers beyond this in a ledger; larger ones are slips.
const NUMBER_MAX: i32 = 10_000_000;

/// A number with or without its unit: `16`, `16人`, `24学时`, `6个月，至2020.6.1`.
pub(crate) fn number(text: &str) -> Result<Option<i32>, Text> {
    let folded = fold(text);
    if folded.is_empty() || matches!(folded.as_ref(), "无" | "-" | "—" | "/") {
        return Ok(None);
    }
    let negative = folded.starts_with('-');
    let start = folded.find(|c: char| c.is_ascii_digit()).unwrap_or(folded.len());
    let rest = folded.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, unit) = rest.split_at_checked(end).unwrap_or_default();
    // 16.0 is a whole number; 16.5, 16/15 and 2019-06-01 are none.
    let decimals = unit.strip_prefix('.').map(|decimals| decimals.trim_start_matches('0'));
    let joined = decimals.unwrap_or(unit).trim_start_matches(['.', '-', '/', ':', '年']);
    let compound = joined.starts_with(|c: char| c.is_ascii_digit());
    let value = digits.parse::<i32>().ok().filter(|value| *value <= NUMBER_MAX && !compound);
    match value {
        Some(value) => Ok(Some(if negative { -value } else { value })),
        None => Err(Text::new(
            format!("“{}”不是数；请填整数", clip(text)),
            format!("\"{}\" is no number; write a whole number", clip(text)),
        )),
    }
}

/// The months of an extension: `6`, `6个月，至2020.6.1`, `半年`, `一年`.
pub(crate) fn months(text: &str) -> Result<Option<i32>, Text> {
    const DIGITS: [(&str, &str); 12] = [
        ("十一", "11"),
        ("十二", "12"),
        ("十", "10"),
        ("一", "1"),
        ("二", "2"),
        ("三", "3"),
        ("四", "4"),
        ("五", "5"),
        ("六", "6"),
        ("七", "7"),
        ("八", "8"),
        ("九", "9"),
    ];
    let folded = fold(text);
    let spelt = DIGITS
        .iter()
        .fold(folded.clone().into_owned(), |text, (word, digit)| text.replace(word, digit));
    if folded.contains("半年") && !folded.contains("年半") {
        return Ok(Some(6));
    }
    let at = spelt.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let unit = spelt.get(at..).unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit());
    let value = number(&spelt).ok().flatten();
    match value {
        Some(years @ 1..=2) if unit.starts_with('年') && !unit.starts_with("年半") => {
            Ok(Some(years * 12))
        }
        Some(months @ 0..=60) if !unit.starts_with(['年', '天', '日']) => Ok(Some(months)),
        None if is_nothing(text) => Ok(None),
        _ => Err(Text::new(
            format!("“{}”看不出延长几个月；请填月数，如 6", clip(text)),
            format!("\"{}\" does not tell how many months; write them, such as 6", clip(text)),
        )),
    }
}

/// A number cell as a whole number.
pub(crate) fn whole(value: f64) -> Result<i32, Text> {
    if value.fract() == 0.0 && value.abs() <= f64::from(NUMBER_MAX) {
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        return Ok(value as i32);
    }
    Err(Text::new(
        format!("{value} 不是整数；请核对"),
        format!("{value} is no whole number; check"),
    ))
}

/// Yes or no.
pub(crate) fn flag(text: &str) -> Result<Option<i32>, Text> {
    let folded = fold(text);
    if folded.is_empty() {
        return Ok(None);
    }
    // Said of the ballot; a bare 无 would be a no.
    if folded.starts_with("无记名") {
        return Ok(Some(1));
    }
    let no = [
        "举手",
        "记名",
        "否",
        "无",
        "不合格",
        "未通过",
        "不通过",
        "不同意",
        "未",
        "×",
        "0",
        "false",
        "no",
    ];
    let yes = ["是", "有", "合格", "基本合格", "通过", "同意", "√", "✓", "1", "true", "yes"];
    let lower = folded.to_lowercase();
    if no.iter().any(|word| lower.starts_with(word)) {
        return Ok(Some(0));
    }
    if yes.iter().any(|word| lower.starts_with(word)) {
        return Ok(Some(1));
    }
    Err(Text::new(
        format!("“{}”看不出是或否；请填“是”或“否”", clip(text)),
        format!("\"{}\" is neither yes nor no; write 是 or 否", clip(text)),
    ))
}

/// The conclusion beside a date: 合格, 不合格.
pub(crate) fn conclusion(text: &str) -> Option<i32> {
    let folded = fold(text);
    let no = [
        "不合格",
        "未通过",
        "不通过",
        "不同意",
        "不予",
        "没通过",
        "没有通过",
        "未同意",
        "未能通过",
    ];
    if no.iter().any(|word| folded.contains(word)) {
        return Some(0);
    }
    if ["合格", "通过", "同意"].iter().any(|word| folded.contains(word)) {
        return Some(1);
    }
    // A bare yes or no stands alone or after the date: 2019.5.1 是.
    let rest = folded.trim_start_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | '-' | '/' | '年' | '月' | '日' | '号' | ',' | '、')
    });
    match rest {
        "是" => Some(1),
        "否" => Some(0),
        _ => None,
    }
}

/// Names in one cell.
pub(crate) fn names(text: &str) -> Vec<Cow<'_, str>> {
    let mut names: Vec<Cow<'_, str>> = Vec::with_capacity(2);
    for part in text.split(['、', ',', '，', ';', '；', '/', '\n', '|']) {
        if !part.contains(char::is_whitespace) {
            names.push(Cow::Borrowed(part));
            continue;
        }
        // A space separates names, but also pads a name of two characters.
        let words: Vec<&str> = part.split_whitespace().collect();
        let padded = words.iter().all(|word| word.chars().count() == 1);
        if padded {
            names.push(Cow::Owned(words.concat()));
        } else {
            names.extend(words.into_iter().map(Cow::Borrowed));
        }
    }
    names.retain(|name| !is_nothing(name));
    names
}

/// The dates in a cell, in order.
pub(crate) fn dates(text: &str) -> Vec<Dated> {
    let mut found = Vec::new();
    for part in text.split(['、', ',', '，', ';', '；', '\n', ' ', '~', '～', '至', '—', '–'])
    {
        if let Read::Date(dated) = read_text(part) {
            found.push(dated);
        }
    }
    found
}

/// From and to: `2019.3.1-2019.3.8`, `2019年3月1日至8日`, `2019.3.1—3.8`.
pub(crate) fn period(text: &str) -> Option<(Dated, Dated)> {
    let plain = fold(text);
    for sign in ["至", "到", "~", "—", "–", "--"] {
        if let Some((from, to)) = plain.split_once(sign) {
            return ends(from, to);
        }
    }
    // A hyphen also joins the parts of one date: try each.
    let hyphens = plain.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at);
    let mut candidates = hyphens.filter_map(|at| {
        let (from, to) = plain.split_at_checked(at)?;
        ends(from, to.get(1..)?)
    });
    candidates.find(|(from, to)| from.lo <= to.hi && from.exact().is_some())
}

/// The period a cell begins with; words may follow, as may blanks stand within it.
pub(crate) fn leading_period(text: &str) -> Option<(Dated, Dated)> {
    let mut plain = String::new();
    let mut found = None;
    for word in text.split_whitespace() {
        plain.push_str(&fold(word));
        let other = |c: char| !c.is_ascii_digit() && !"-/.年月日号至到~—–".contains(c) && c != '～';
        let end = plain.find(other).unwrap_or(plain.len());
        if let Some((from, to)) = period(plain.get(..end).unwrap_or_default()) {
            if from.exact().is_some() && to.exact().is_some() {
                return Some((from, to));
            }
            found = Some((from, to));
        }
        if end < plain.len() {
            break;
        }
    }
    found
}

fn ends(from: &str, to: &str) -> Option<(Dated, Dated)> {
    let Read::Date(from) = read_text(from) else { return None };
    let (year, month, _) = from.lo.ymd();
    let day = to.trim_end_matches(['日', '号']);
    let mut candidates = vec![to.to_owned()];
    candidates.push(if day.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{year}-{month}-{day}")
    } else {
        format!("{year}-{}", day.replace(['月', '.', '/'], "-"))
    });
    for candidate in candidates {
        if let Read::Date(to) = read_text(&candidate)
            && to.hi >= from.lo
            && to.lo.number() - from.lo.number() < 800
        {
            return Some((from, to));
        }
    }
    None
}

/// The date a cell begins with. Words follow it with or without a blank, and blanks may stand
/// within it.
pub(crate) fn leading_date(text: &str) -> Option<Dated> {
    let mut plain = String::new();
    let mut found = None;
    for word in text.split_whitespace() {
        plain.push_str(&fold(word));
        let other = |c: char| {
            !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号')
        };
        let end = plain.find(other).unwrap_or(plain.len());
        if let Read::Date(dated) = read_text(plain.get(..end).unwrap_or_default()) {
            if dated.exact().is_some() {
                return Some(dated);
            }
            found = Some(dated);
        }
        if end < plain.len() {
            break;
        }
    }
    found
}

/// Days and hours of training beside its dates.
pub(crate) fn hours(text: &str) -> Option<i32> {
    let at = text.find("学时").or_else(|| text.find("课时"))?;
    let before = text.get(..at)?.trim_end();
    let start = before
        .char_indices()
        .rfind(|(_, c)| !c.is_ascii_digit())
        .map_or(0, |(at, c)| at + c.len_utf8());
    before.get(start..)?.parse().ok()
}

fn clip(text: &str) -> String {
    text.trim().chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dated(text: &str) -> Dated {
        Dated::parse(text).unwrap()
    }

    #[test]
    fn numbers_with_units() {
        for (text, value) in [
            ("16", 16),
            ("16人", 16),
            ("２名", 2),
            ("24学时", 24),
            ("6个月，至2020.6.1", 6),
            ("-3", -3),
        ] {
            assert_eq!(number(text), Ok(Some(value)), "{text}");
        }
        assert_eq!(number("无"), Ok(None));
        assert!(number("若干").is_err());
        assert!(number("99999999999").is_err());
    }

    #[test]
    fn periods() {
        let expected = Some((dated("2019-03-01"), dated("2019-03-08")));
        for text in [
            "2019.3.1-2019.3.8",
            "2019年3月1日至8日",
            "2019年3月1日至3月8日",
            "2019-03-01～2019-03-08",
            "2019.3.1—3.8",
            "2019-03-01-2019-03-08",
            "2019.3.1-3.8",
        ] {
            assert_eq!(period(text), expected, "{text}");
        }
        assert_eq!(period("2019.3.1"), None);
    }

    #[test]
    fn names_conclusions_and_flags() {
        assert_eq!(names("甲一、乙二"), ["甲一", "乙二"]);
        assert_eq!(names("刘　英，甲一"), ["刘英", "甲一"]);
        assert_eq!(names("甲一 乙二"), ["甲一", "乙二"]);
        assert_eq!(conclusion("2019.5.1 不合格"), Some(0));
        assert_eq!(conclusion("2019.5.1 合格"), Some(1));
        assert_eq!(conclusion("2019.5.1"), None);
        assert_eq!(flag("是"), Ok(Some(1)));
        assert_eq!(flag("否"), Ok(Some(0)));
        assert!(flag("大概").is_err());
        assert_eq!(hours("2019.3.1-3.3 24学时 90分"), Some(24));
    }

    proptest! {
        #[test]
        fn never_panics(text in "[0-9年月日.、,/至 应到实赞成人票-]{0,30}") {
            let _ = (number(&text), flag(&text), names(&text), dates(&text));
            let _ = (months(&text), leading_period(&text));
            let _ = (hours(&text), leading_date(&text));
        }
    }
}
