//! Dates the many ways people write them. What is known in part stays partial.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use xibao_rulebook::{Dated, Day, Text};

/// What a cell says of a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Nothing, or a word for nothing.
    Nothing,
    /// A date, perhaps partial.
    Date(Dated),
    /// A date that can be read in two ways; both are kept.
    Doubtful(Dated, Text),
    /// Not a date.
    Fault(Text),
}

/// Six digits are a year and a month from this year on; before it nobody alive was born.
const FIRST_SHORT_YEAR: i32 = 1910;

/// Words that stand for "not yet" or "none".
const NOTHING: [&str; 12] = ["无", "暂无", "未", "否", "-", "--", "—", "——", "/", "／", "\\", "空"];

/// Reads a date from text.
pub fn read_text(text: &str) -> Read {
    if let Some((year, month, day)) = quick(text.as_bytes()).or_else(|| spelt(text)) {
        return exact(text, year, month, day);
    }
    if let Some((year, month)) = quick_month(text.as_bytes()) {
        return Dated::month(year, month).map_or_else(|| impossible(text), Read::Date);
    }
    let folded = fold(text);
    if stands_for_nothing(&folded) {
        return Read::Nothing;
    }
    slow(text, &folded)
}

/// Does the text say that there is nothing to say?
pub(crate) fn is_nothing(text: &str) -> bool {
    // No word for nothing is longer.
    text.trim().len() <= 9 && stands_for_nothing(&fold(text))
}

fn stands_for_nothing(folded: &str) -> bool {
    folded.is_empty() || NOTHING.contains(&folded)
}

/// Year, month and day of `YYYY-M-D` with `-`, `/` or `.`, or of `YYYYMMDD`.
fn quick(bytes: &[u8]) -> Option<(i32, i32, i32)> {
    let bytes = bytes.trim_ascii();
    if bytes.len() == 8 && bytes.iter().all(u8::is_ascii_digit) {
        let (year, rest) = bytes.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        return Some((number(year)?, number(month)?, number(day)?));
    }
    let (year, rest) = bytes.split_at_checked(4)?;
    let (sign, rest) = rest.split_first()?;
    if !matches!(sign, b'-' | b'/' | b'.') {
        return None;
    }
    let at = rest.iter().position(|byte| byte == sign)?;
    let (month, day) = (rest.get(..at)?, rest.get(at + 1..)?);
    let short = |part: &[u8]| (1..=2).contains(&part.len());
    if !short(month) || !short(day) {
        return None;
    }
    Some((number(year)?, number(month)?, number(day)?))
}

/// Year and month of `YYYY-M` with `-`, `/` or `.`.
fn quick_month(bytes: &[u8]) -> Option<(i32, i32)> {
    let (year, rest) = bytes.trim_ascii().split_at_checked(4)?;
    let (sign, month) = rest.split_first()?;
    if !matches!(sign, b'-' | b'/' | b'.') || !(1..=2).contains(&month.len()) {
        return None;
    }
    Some((number(year)?, number(month)?))
}

/// Year, month and day of `YYYY年M月D日`.
fn spelt(text: &str) -> Option<(i32, i32, i32)> {
    let (year, rest) = text.trim().split_once('年').filter(|(year, _)| year.len() == 4)?;
    let (month, day) = rest.split_once('月')?;
    let day = day.strip_suffix('日')?;
    let short = |part: &str| (1..=2).contains(&part.len());
    if !short(month) || !short(day) {
        return None;
    }
    Some((number(year.as_bytes())?, number(month.as_bytes())?, number(day.as_bytes())?))
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0_i32, |sum, byte| {
        let digit = byte.is_ascii_digit().then(|| i32::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// Full-width to half-width, blanks and a leading apostrophe away. Text that needs none of it, as
/// nearly all does, is given back as it is.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    let plain = |c: char| matches!(c, '!'..='&' | '('..='~' | '\u{4e00}'..='\u{9fff}');
    if text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let folded: String = text.nfkc().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect();
    Cow::Owned(folded.trim_start_matches('\'').to_owned())
}

fn slow(text: &str, folded: &str) -> Read {
    // A time of day after the date says nothing about the day.
    let day_part = text.nfkc().collect::<String>();
    let day_part = match day_part.find(':') {
        Some(colon) => day_part
            .get(..colon)
            .and_then(|before| before.rsplit_once([' ', 'T', '\u{a0}']))
            .map_or(folded.to_owned(), |(day, _)| fold(day).into_owned()),
        None => folded.to_owned(),
    };
    // 2019年5月、11月 are two months, not a day.
    let lists = day_part.contains(['年', '月']);
    let joins = |c: char| matches!(c, '年' | '月' | '/' | '.' | '。') || (c == '、' && !lists);
    let plain: String = day_part
        .trim_end_matches(['日', '号', '.', '-', '/'])
        .chars()
        .map(|c| if joins(c) { '-' } else { c })
        .collect();
    let parts: Vec<&str> = plain.trim_matches('-').split('-').filter(|p| !p.is_empty()).collect();
    let numbers: Option<Vec<i32>> = parts.iter().map(|part| number(part.as_bytes())).collect();
    let Some(numbers) = numbers.filter(|_| plain.len() <= 40) else { return no_date(text) };
    match (parts.as_slice(), numbers.as_slice()) {
        ([year, ..], [y, m, d]) if year.len() == 4 => exact(text, *y, *m, *d),
        ([year, _], [y, m]) if year.len() == 4 => {
            Dated::month(*y, *m).map_or_else(|| impossible(text), Read::Date)
        }
        ([all], [value]) => digits(text, all.len(), *value),
        _ => no_date(text),
    }
}

/// A date written as digits alone.
fn digits(text: &str, length: usize, value: i32) -> Read {
    match length {
        8 => exact(text, value / 10_000, value / 100 % 100, value % 100),
        // 190105 is a short 2019-01-05 and no month of 1901.
        6 if value < FIRST_SHORT_YEAR * 100 => no_date(text),
        6 => Dated::month(value / 100, value % 100).map_or_else(|| impossible(text), Read::Date),
        5 if (20_000..80_000).contains(&value) => serial(value),
        4 => Dated::year(value).map_or_else(|| impossible(text), Read::Date),
        _ => no_date(text),
    }
}

fn exact(text: &str, year: i32, month: i32, day: i32) -> Read {
    Day::from_ymd(year, month, day)
        .map_or_else(|| impossible(text), |day| Read::Date(Dated::on(day)))
}

/// The serial number of a spreadsheet's day; 1 is 1900-01-01, and 1900 had a 29 February there.
fn serial(value: i32) -> Read {
    Read::Date(Dated::on(Day::from_number(value - 25_569)))
}

/// Reads a date from a number cell.
pub fn read_number(value: f64) -> Read {
    let text = format!("{value}");
    if value.fract() == 0.0 && (0.0..1e9).contains(&value) {
        #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
        return digits(&text, text.len(), value as i32);
    }
    let Some((year, fraction)) = text.split_once('.') else { return no_date(&text) };
    let (Some(year), Some(month)) = (number(year.as_bytes()), number(fraction.as_bytes())) else {
        return no_date(&text);
    };
    if (20_000..80_000).contains(&year) {
        return serial(year);
    }
    match (fraction.len(), month) {
        // 2019.10 typed into a number cell becomes 2019.1.
        (1, 1) => {
            let months = Dated::month(year, 1).zip(Dated::month(year, 10));
            months.map_or_else(
                || impossible(&text),
                |(first, tenth)| {
                    Read::Doubtful(
                        first.hull(tenth),
                        Text::new(
                            "数字单元格里的 .1 可能是1月，也可能是10月（末尾的0被表格去掉了）；请把这一列设为文本后重填",
                            "in a number cell .1 may be January or October (the sheet drops the \
                             zero); format the column as text and type it again",
                        ),
                    )
                },
            )
        }
        (1 | 2, month) => Dated::month(year, month).map_or_else(|| impossible(&text), Read::Date),
        _ => no_date(&text),
    }
}

fn impossible(text: &str) -> Read {
    Read::Fault(Text::new(
        format!("日历上没有“{}”这一天；请核对年月日", text.trim()),
        format!("the calendar has no \"{}\"; check year, month and day", text.trim()),
    ))
}

fn two_dates(text: &str) -> Read {
    let shown: String = text.trim().chars().take(30).collect();
    Read::Fault(Text::new(
        format!("“{shown}”里有两个日期，这一列只能有一个；请留一个，或分列填写"),
        format!("\"{shown}\" holds two dates where one is expected; keep one, or use two columns"),
    ))
}

fn no_date(text: &str) -> Read {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    let is_year = |part: &&str| {
        part.len() == 4 && number(part.as_bytes()).is_some_and(|y| (1900..=2100).contains(&y))
    };
    if digits.filter(is_year).count() > 1 {
        return two_dates(text);
    }
    let shown: String = text.trim().chars().take(30).collect();
    Read::Fault(Text::new(
        format!("“{shown}”不是日期；请写成 2025-08-31（只知年月写 2025-08）"),
        format!("\"{shown}\" is no date; write 2025-08-31, or 2025-08 if the day is not known"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> Read {
        Read::Date(Dated::parse(text).unwrap())
    }

    #[test]
    fn the_ways_people_write_dates() {
        for (written, meant) in [
            ("2019-01-05", "2019-01-05"),
            ("2019/1/5", "2019-01-05"),
            ("2019.1.5", "2019-01-05"),
            ("２０１９．１．５", "2019-01-05"),
            ("20190105", "2019-01-05"),
            ("2019年1月5日", "2019-01-05"),
            ("2019年01月05号", "2019-01-05"),
            ("2019年1月", "2019-01"),
            ("2019.1", "2019-01"),
            ("2019.10", "2019-10"),
            ("2019-01", "2019-01"),
            ("201901", "2019-01"),
            ("2019/2/3  14:30", "2019-02-03"),
            ("2019-02-03T14:30:00", "2019-02-03"),
            ("43358", "2018-09-15"),
            (" 2019.1.5\u{a0}\u{3000}", "2019-01-05"),
            ("'2019.1.5", "2019-01-05"),
            ("2019. 1. 5", "2019-01-05"),
            ("2019.1.5.", "2019-01-05"),
            ("2019", "2019"),
        ] {
            assert_eq!(read_text(written), on(meant), "{written}");
        }
    }

    #[test]
    fn words_for_nothing_are_nothing() {
        for word in ["", "  ", "无", "—", "/", "暂无", "未"] {
            assert_eq!(read_text(word), Read::Nothing, "{word}");
        }
    }

    #[test]
    fn impossible_days_and_other_words_are_faults() {
        for text in ["2019.3.1、2019.9.1", "2019-03-01，2019-09-01", "2019.3.1-2019.3.8"] {
            let Read::Fault(message) = read_text(text) else { panic!("{text}") };
            assert!(message.zh.contains("两个日期"), "{text}: {}", message.zh);
        }
        for text in [
            "190105",
            "2025-02-29",
            "2019.13",
            "2019年2月30日",
            "20191301",
            "待定",
            "2019-",
            "19.1.5",
        ] {
            assert!(
                matches!(read_text(text), Read::Fault(_)) || text == "2019-",
                "{text}: {:?}",
                read_text(text)
            );
        }
    }

    #[test]
    fn numbers_as_spreadsheets_store_them() {
        assert_eq!(read_number(43_358.0), on("2018-09-15"));
        assert_eq!(read_number(43_358.604), on("2018-09-15"));
        assert_eq!(read_number(20_190_105.0), on("2019-01-05"));
        assert_eq!(read_number(201_901.0), on("2019-01"));
        assert_eq!(read_number(2019.12), on("2019-12"));
        assert_eq!(read_number(2019.05), on("2019-05"));
        assert_eq!(read_number(2019.5), on("2019-05"));
        assert!(matches!(read_number(2019.1), Read::Doubtful(..)));
        assert!(matches!(read_number(-3.0), Read::Fault(_)));
        assert!(matches!(read_number(f64::NAN), Read::Fault(_)));
        assert!(matches!(read_number(1e300), Read::Fault(_)));
    }

    proptest! {
        #[test]
        fn never_panics(text in ".{0,30}", value in any::<f64>()) {
            let _ = (read_text(&text), read_number(value));
        }

        #[test]
        fn every_way_of_writing_a_day_means_that_day(number in -20_000..60_000_i32) {
            let day = Day::from_number(number);
            let (y, m, d) = day.ymd();
            for written in [
                day.to_string(),
                format!("{y}/{m}/{d}"),
                format!("{y}.{m}.{d}"),
                format!("{y:04}{m:02}{d:02}"),
                format!("{y}年{m}月{d}日"),
                format!("{y}年{m:02}月{d:02}日 08:00"),
            ] {
                prop_assert_eq!(read_text(&written), Read::Date(Dated::on(day)), "{}", written);
            }
        }
    }
}
