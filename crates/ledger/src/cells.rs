//! Cells that are not plain dates: numbers with units, tallies, periods, conclusions, names.

use crate::date::{Read, fold, read_text};
use xibao_rulebook::{Dated, Text};

/// No organisation has numbers beyond this in a ledger; larger ones are slips.
const NUMBER_MAX: i32 = 10_000_000;

/// A number with or without its unit: `16`, `16人`, `24学时`, `6个月，至2020.6.1`.
pub(crate) fn number(text: &str) -> Result<Option<i32>, Text> {
    let folded = fold(text);
    if folded.is_empty() || matches!(folded.as_str(), "无" | "-" | "—" | "/") {
        return Ok(None);
    }
    let negative = folded.starts_with('-');
    let digits: String = folded
        .trim_start_matches('-')
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let value = digits.parse::<i32>().ok().filter(|value| *value <= NUMBER_MAX);
    match value {
        Some(value) => Ok(Some(if negative { -value } else { value })),
        None => Err(Text::new(
            format!("“{}”不是数；请填整数", clip(text)),
            format!("\"{}\" is no number; write a whole number", clip(text)),
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
    let no = ["否", "无", "不合格", "未通过", "不通过", "不同意", "未", "×", "0", "false", "no"];
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
    if ["不合格", "未通过", "不通过", "不同意"].iter().any(|word| folded.contains(word))
    {
        return Some(0);
    }
    ["合格", "通过", "同意"].iter().any(|word| folded.contains(word)).then_some(1)
}

/// Names in one cell.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in text.split(['、', ',', '，', ';', '；', '/', '\n', '|']) {
        // A space separates names, but also pads a name of two characters.
        let words: Vec<&str> = part.split_whitespace().collect();
        let padded = words.iter().all(|word| word.chars().count() == 1);
        if padded {
            names.push(words.concat());
        } else {
            names.extend(words.iter().map(|word| (*word).to_owned()));
        }
    }
    names.retain(|name| !name.is_empty());
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
    let plain: String = fold(text);
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

/// What a cell with a date and votes holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Votes {
    pub(crate) on: Option<Dated>,
    pub(crate) eligible: Option<i32>,
    pub(crate) present: Option<i32>,
    pub(crate) ayes: Option<i32>,
    pub(crate) noes: Option<i32>,
    pub(crate) abstentions: Option<i32>,
}

/// `2019.6.1（应到16人，实到15人，赞成14票，反对1票，弃权0票）`, `2019.6.1 16/15/14/1/0`.
pub(crate) fn votes(text: &str) -> Votes {
    let folded = fold(text);
    let mut votes = Votes { on: leading_date(text), ..Votes::default() };
    let after = |words: &[&str]| {
        words.iter().find_map(|word| {
            let at = folded.find(word)? + word.len();
            let rest: String = folded.get(at..)?.chars().take(12).collect();
            let digits: String = rest
                .chars()
                .skip_while(|c| !c.is_ascii_digit())
                .take_while(char::is_ascii_digit)
                .collect();
            digits.parse().ok()
        })
    };
    votes.eligible = after(&["应到会有表决权", "有表决权", "应到"]);
    votes.present = after(&["实到会有表决权", "实到", "到会有表决权"]);
    votes.noes = after(&["不赞成", "不同意", "反对"]);
    votes.abstentions = after(&["弃权"]);
    let ayes_only = folded.replace("不赞成", "＃").replace("不同意", "＃");
    votes.ayes = ["赞成", "同意"].iter().find_map(|word| {
        let at = ayes_only.find(word)? + word.len();
        let digits: String = ayes_only
            .get(at..)?
            .chars()
            .skip_while(|c| !c.is_ascii_digit())
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().ok()
    });
    if votes.eligible.is_none() {
        slashed(text, &mut votes);
    }
    votes
}

/// Five numbers between slashes: eligible, present, ayes, noes, abstentions.
fn slashed(text: &str, votes: &mut Votes) {
    let last = text.split_whitespace().last().unwrap_or_default();
    let numbers: Option<Vec<i32>> = last.split('/').map(|part| part.parse().ok()).collect();
    if let Some([eligible, present, ayes, rest @ ..]) = numbers.as_deref() {
        votes.eligible = Some(*eligible);
        votes.present = Some(*present);
        votes.ayes = Some(*ayes);
        votes.noes = rest.first().copied();
        votes.abstentions = rest.get(1).copied();
    }
}

/// The date a cell begins with.
pub(crate) fn leading_date(text: &str) -> Option<Dated> {
    let plain = fold(text);
    let end = plain
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.' | '年' | '月' | '日'));
    let candidate = plain.get(..end.unwrap_or(plain.len())).unwrap_or_default();
    let spaced = text.split_whitespace().next().unwrap_or_default();
    [candidate, spaced].iter().find_map(|candidate| match read_text(candidate) {
        Read::Date(dated) => Some(dated),
        _ => None,
    })
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
    fn votes_in_words_and_between_slashes() {
        let words = votes("2019.6.1（应到16人，实到15人，赞成14票，不赞成1票，弃权0票）");
        let slashes = votes("2019-06-01 16/15/14/1/0");
        let expected = Votes {
            on: Some(dated("2019-06-01")),
            eligible: Some(16),
            present: Some(15),
            ayes: Some(14),
            noes: Some(1),
            abstentions: Some(0),
        };
        assert_eq!(words, expected);
        assert_eq!(slashes, expected);
        assert_eq!(votes("2019年6月1日").on, Some(dated("2019-06-01")));
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
            let _ = (period(&text), votes(&text), hours(&text), leading_date(&text));
        }
    }
}
