//! What the text of a cell says, by the kind of value that is wanted.

mod phone;
mod standing;

use crate::fold;
use xibao_domain::FIELD_CHARS_MAX;
use xibao_ledger::{Read, read_number, read_text};
use xibao_rulebook::{Dated, Day, Text};
use xibao_table::Cell;

pub(crate) use phone::phones;
pub(crate) use standing::standing;

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found<T> {
    /// Nothing.
    Nothing,
    /// A value.
    Value(T),
    /// A value that a person must look at.
    Doubtful(T, Text),
    /// No value.
    Refused(Text),
}

impl<T> Found<T> {
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        match self {
            Found::Nothing => Found::Nothing,
            Found::Value(value) => Found::Value(change(value)),
            Found::Doubtful(value, text) => Found::Doubtful(change(value), text),
            Found::Refused(text) => Found::Refused(text),
        }
    }
}

/// A date, with the precision it is written in.
pub(crate) fn date(cell: Cell<'_>, text: &str) -> Found<Dated> {
    let read = match cell {
        Cell::Day(day) => return Found::Value(Dated::on(Day::from_number(day))),
        Cell::Number(number) => read_number(number),
        _ => {
            // What the register itself writes for a day that is not known.
            if let (true, Ok(dated)) = (text == "?" || text.len() == 21, Dated::parse_stored(text))
            {
                return Found::Value(dated);
            }
            read_text(text)
        }
    };
    match read {
        Read::Nothing => Found::Nothing,
        Read::Date(dated) => Found::Value(dated),
        Read::Doubtful(dated, text) => Found::Doubtful(dated, text),
        Read::Fault(_) if fold::is_none_word(&fold::compact(text_of(cell))) => Found::Nothing,
        Read::Fault(text) => Found::Refused(text),
    }
}

fn text_of(cell: Cell<'_>) -> &str {
    match cell {
        Cell::Text(text) => text,
        _ => "?",
    }
}

/// Free text on one line.
pub(crate) fn text(text: &str) -> Found<String> {
    if text.is_empty() || fold::is_dash(text) {
        return Found::Nothing;
    }
    if text.len() > FIELD_CHARS_MAX && text.chars().count() > FIELD_CHARS_MAX {
        return Found::Refused(Text::new(
            format!("超过{FIELD_CHARS_MAX}个字；请缩短"),
            format!("longer than {FIELD_CHARS_MAX} characters; shorten it"),
        ));
    }
    Found::Value(text.to_owned())
}

/// Yes or no. Digits are refused: files exist in which 0 is yes.
pub(crate) fn yes_no(text: &str) -> Found<bool> {
    let plain = fold::compact(text).to_lowercase();
    match plain.as_str() {
        "是" | "有" | "对" | "已" | "yes" | "y" | "true" | "√" | "✓" | "✔" | "☑" => {
            Found::Value(true)
        }
        "否" | "无" | "不是" | "没有" | "非" | "no" | "n" | "false" | "×" | "✗" | "✘" | "x"
        | "☒" => Found::Value(false),
        "0" | "1" => Found::Refused(Text::new(
            format!("“{plain}”在不同系统里含义相反；请写“是”或“否”"),
            format!("\"{plain}\" means yes in some systems and no in others; write 是 or 否"),
        )),
        _ if fold::is_dash(&plain) => Found::Nothing,
        _ => Found::Refused(Text::new(
            format!("“{}”不是“是”或“否”；请写“是”或“否”", fold::clip(&plain)),
            format!("\"{}\" is neither yes nor no; write 是 or 否", fold::clip(&plain)),
        )),
    }
}

/// Yes or no and what is written behind it.
pub(crate) fn yes_no_and(text: &str) -> (Found<bool>, &str) {
    for (word, value) in [("是", true), ("否", false)] {
        if let Some(rest) = text.strip_prefix(word) {
            let between = |c: char| c.is_whitespace() || ",，:：;；。(（)）、".contains(c);
            return (Found::Value(value), rest.trim_matches(between));
        }
    }
    (yes_no(text), "")
}

/// Longest extension that is read, in months; the article allows 12.
const MONTHS_MAX: i64 = 120;

/// Months by which probation was extended.
pub(crate) fn months(text: &str) -> Found<i64> {
    let plain = fold::compact(text);
    // 6个月，至2020.6.1
    let first = plain.split([',', '，', ';', '(']).next().unwrap_or_default();
    let first = first.trim_start_matches("延长").trim_start_matches("预备期");
    if first.is_empty() || fold::is_dash(first) {
        return Found::Nothing;
    }
    if matches!(first, "无" | "否" | "未延长" | "未" | "没有") {
        return Found::Value(0);
    }
    if first == "半年" {
        return Found::Value(6);
    }
    let (count, unit) = match first.strip_suffix('年') {
        Some(years) => (years.trim_end_matches('个'), 12),
        None => (first.trim_end_matches('月').trim_end_matches('个'), 1),
    };
    let months = whole(count).and_then(|count| count.checked_mul(unit));
    match months.filter(|months| (0..=MONTHS_MAX).contains(months)) {
        Some(months) => Found::Value(months),
        None => Found::Refused(Text::new(
            format!("“{}”不是月数；请写延长的月数，如 6", fold::clip(first)),
            format!("\"{}\" is no number of months; write months, such as 6", fold::clip(first)),
        )),
    }
}

fn whole(text: &str) -> Option<i64> {
    const HAN: [&str; 12] =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let spelt = HAN.iter().position(|word| *word == text || (*word == "二" && text == "两"));
    match spelt {
        Some(place) => i64::try_from(place).ok().map(|place| place + 1),
        None => text.strip_suffix(".0").unwrap_or(text).parse().ok(),
    }
}

/// A whole number, perhaps negative.
pub(crate) fn number(text: &str) -> Found<i32> {
    let plain = fold::compact(text).replace('\u{2212}', "-");
    if fold::is_none_word(&plain) {
        return Found::Nothing;
    }
    let digits = plain.trim_end_matches("个月").trim_end_matches('月').trim_start_matches('+');
    match digits.strip_suffix(".0").unwrap_or(digits).parse() {
        Ok(number) => Found::Value(number),
        Err(_) => Found::Refused(Text::new(
            format!("“{}”不是整数；请只写数字，可带负号", fold::clip(&plain)),
            format!(
                "\"{}\" is no whole number; write digits, perhaps with a minus",
                fold::clip(&plain)
            ),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_words() {
        for (written, meant) in
            [("是", true), ("√", true), ("否", false), ("无", false), ("Ｙ", true)]
        {
            assert_eq!(yes_no(written), Found::Value(meant), "{written}");
        }
        for written in ["0", "1", "１", "大概"] {
            assert!(matches!(yes_no(written), Found::Refused(_)), "{written}");
        }
        assert_eq!(yes_no("—"), Found::Nothing);
    }

    #[test]
    fn months_are_read_with_their_units() {
        for (written, meant) in [
            ("6", 6),
            ("6个月", 6),
            ("六个月", 6),
            ("半年", 6),
            ("一年", 12),
            ("1年", 12),
            ("无", 0),
            ("6个月，至2020.6.1", 6),
            ("延长预备期6个月", 6),
            ("12.0", 12),
        ] {
            assert_eq!(months(written), Found::Value(meant), "{written}");
        }
        for written in ["2020-06-01", "若干", "-6", "1000"] {
            assert!(matches!(months(written), Found::Refused(_)), "{written}");
        }
    }

    #[test]
    fn dates_keep_their_precision() {
        for (written, stored) in [
            ("1969.01", "1969-01"),
            ("2017.6", "2017-06"),
            ("2019/2/3  14:30", "2019-02-03"),
            ("20190203", "2019-02-03"),
            ("2019年2月3日", "2019-02-03"),
            ("?", "?"),
            ("2019-02-03/2019-05-01", "2019-02-03/2019-05-01"),
            ("43358", "2018-09-15"),
        ] {
            let Found::Value(dated) = date(Cell::Text(written), written) else {
                panic!("{written}")
            };
            assert_eq!(dated.to_string(), stored);
        }
        assert_eq!(date(Cell::Text("不详"), "不详"), Found::Nothing);
    }
}
