//! National ID numbers: what is wrong with one, and the day of birth it holds.

use crate::date::fold;
use xibao_rulebook::{Day, Text};

/// What an ID number cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Identity {
    /// Nothing.
    Nothing,
    /// A number that can be used, normalised, with the day of birth.
    Number(String, Day),
    /// A number that cannot be used.
    Fault(Text),
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check character of GB 11643-1999 for the first 17 digits.
pub fn check_character(digits: &str) -> Option<char> {
    let sum: u32 = digits
        .chars()
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit.to_digit(10).map(|digit| digit * weight))
        .sum::<Option<u32>>()?;
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

/// The day of birth in a number of 18 characters that is right and needs no tidying.
pub(crate) fn quick_identity(text: &str) -> Option<Day> {
    let (digits, last) = text.as_bytes().split_at_checked(17)?;
    let &[last] = last else { return None };
    let mut sum = 0;
    for (digit, weight) in digits.iter().zip(WEIGHTS) {
        sum += u32::from(digit.is_ascii_digit().then(|| digit - b'0')?) * weight;
    }
    let check = CHECKS.get(usize::try_from(sum % 11).ok()?)?;
    let part = |from: usize, to: usize| -> Option<i32> {
        let part = digits.get(from..to)?.iter();
        Some(part.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0')))
    };
    let day = Day::from_ymd(part(6, 10)?, part(10, 12)?, part(12, 14)?)?;
    (char::from(last) == *check && day.ymd().0 >= 1900).then_some(day)
}

/// Reads an ID number from text.
pub fn read_identity(text: &str) -> Identity {
    let number = fold(text).to_uppercase();
    if number.is_empty() || number == "无" {
        return Identity::Nothing;
    }
    if number.contains("E+") {
        return spoilt();
    }
    match number.len() {
        18 => eighteen(number),
        15 if number.bytes().all(|byte| byte.is_ascii_digit()) => fifteen(&number),
        _ => fault(
            &number,
            "应为18位；请核对是否漏位或多位",
            "an ID number has 18 characters; check for missing or extra ones",
        ),
    }
}

/// Reads an ID number that a spreadsheet holds as a number: its last digits are lost.
pub fn read_identity_number(value: f64) -> Identity {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return read_identity(&format!("{value}"));
    }
    spoilt()
}

fn spoilt() -> Identity {
    Identity::Fault(Text::new(
        "号码被表格当作数字，末几位已丢失；请把这一列设为文本，从原件重新录入",
        "the sheet took the number as a figure and lost its last digits; format the column as text \
         and type it again from the original",
    ))
}

fn fault(number: &str, zh: &str, en: &str) -> Identity {
    let masked = mask(number);
    Identity::Fault(Text::new(format!("{masked}：{zh}"), format!("{masked}: {en}")))
}

/// The middle of a number is nobody's business in a message.
pub fn mask(number: &str) -> String {
    let characters: Vec<char> = number.chars().collect();
    if characters.len() < 12 {
        return "***".to_owned();
    }
    let head: String = characters.iter().take(6).collect();
    let tail: String = characters.iter().skip(characters.len() - 2).collect();
    format!("{head}{}{tail}", "*".repeat(characters.len() - 8))
}

fn eighteen(number: String) -> Identity {
    let (Some(digits), Some(last)) = (number.get(..17), number.chars().last()) else {
        return fault(&number, "含有数字以外的字符", "there are characters that are no digits");
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return fault(&number, "含有数字以外的字符", "there are characters that are no digits");
    }
    if number.ends_with("000") && check_character(digits) != Some(last) {
        return spoilt();
    }
    if check_character(digits) != Some(last) {
        return fault(
            &number,
            "校验位不符；请对照证件核对",
            "the check character does not fit; compare with the card",
        );
    }
    born(number)
}

/// The old form lacks the century and the check character; both forms are one number.
fn fifteen(number: &str) -> Identity {
    let (region, rest) = number.split_at_checked(6).unwrap_or_default();
    let digits = format!("{region}19{rest}");
    let check = check_character(&digits).map(String::from).unwrap_or_default();
    born(digits + &check)
}

fn born(number: String) -> Identity {
    let part = |from: usize, to: usize| -> Option<i32> { number.get(from..to)?.parse().ok() };
    let born = part(6, 10).zip(part(10, 12).zip(part(12, 14)));
    let born = born.and_then(|(year, (month, day))| Day::from_ymd(year, month, day));
    match born {
        Some(day) if day.ymd().0 >= 1900 => Identity::Number(number, day),
        Some(_) => fault(
            &number,
            "其中的出生年份早于1900年；请对照证件核对",
            "the year of birth in it is before 1900; compare with the card",
        ),
        None => fault(
            &number,
            "其中的出生日期不存在；请对照证件核对",
            "the date of birth in it does not exist; compare with the card",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A synthetic number: region 990000 was never assigned.
    fn synthetic(body: &str) -> String {
        let digits = format!("990000{body}");
        let check = check_character(&digits).unwrap();
        format!("{digits}{check}")
    }

    #[test]
    fn a_good_number_gives_its_day_of_birth() {
        let number = synthetic("20010504001");
        let day = Day::parse("2001-05-04").unwrap();
        for written in [
            number.clone(),
            number.to_lowercase(),
            format!(" {number}\u{a0}"),
            format!("'{number}"),
        ] {
            assert_eq!(read_identity(&written), Identity::Number(number.clone(), day), "{written}");
        }
    }

    #[test]
    fn faults_name_themselves_and_hide_the_middle() {
        let good = synthetic("20010504001");
        let wrong = if good.ends_with('1') { '2' } else { '1' };
        let bad_check = format!("{}{wrong}", good.get(..17).unwrap());
        let no_day = synthetic("20010230001");
        for (written, says) in [
            (bad_check.as_str(), "校验位"),
            (no_day.as_str(), "出生日期"),
            ("99000020010504", "18位"),
            ("9.90000200105E+17", "末几位已丢失"),
            ("990000200105040000", "末几位已丢失"),
            ("99000020010504A01X", "数字以外"),
        ] {
            let Identity::Fault(text) = read_identity(written) else { panic!("{written}") };
            assert!(text.zh.contains(says), "{written}: {}", text.zh);
            assert!(!text.zh.contains("20010504"), "{}", text.zh);
        }
        assert!(matches!(read_identity_number(9.9e17), Identity::Fault(_)));
    }

    #[test]
    fn an_old_number_of_fifteen_digits_is_kept() {
        let Identity::Number(_, born) = read_identity("990000810504001") else { panic!() };
        assert_eq!(born.to_string(), "1981-05-04");
    }
}
