//! Telephone numbers: a mobile number of 11 digits, a landline as area code, hyphen, number.

use super::Found;
use crate::fold;
use xibao_rulebook::Text;

/// The numbers of a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phones {
    pub(crate) mobile: Option<String>,
    pub(crate) landline: Option<String>,
}

enum Number {
    Mobile(String),
    Landline(String),
    NoAreaCode(String),
}

/// Reads the numbers of a cell: one, or a mobile number and a landline.
pub(crate) fn phones(text: &str) -> Found<Phones> {
    let plain = fold::compact(text);
    if fold::is_none_word(&plain) {
        return Found::Nothing;
    }
    let mut phones = Phones::default();
    let mut doubt = None;
    for part in plain.split([';', ',', '、', '/', '|', '。']).filter(|part| !part.is_empty()) {
        let (slot, number) = match number(part) {
            Some(Number::Mobile(number)) => (&mut phones.mobile, number),
            Some(Number::Landline(number)) => (&mut phones.landline, number),
            Some(Number::NoAreaCode(number)) => {
                doubt = Some(no_area_code());
                (&mut phones.landline, number)
            }
            None => return Found::Refused(no_number()),
        };
        match slot {
            Some(first) if *first != number => doubt = Some(several()),
            _ => *slot = Some(number),
        }
    }
    match doubt {
        _ if phones == Phones::default() => Found::Nothing,
        Some(text) => Found::Doubtful(phones, text),
        None => Found::Value(phones),
    }
}

fn number(part: &str) -> Option<Number> {
    let (main, extension) = match part.split_once('转') {
        Some((main, extension)) => (main, Some(extension)),
        None => (part, None),
    };
    if !main.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | '.')) {
        return None;
    }
    let digits: String = main.chars().filter(char::is_ascii_digit).collect();
    let national = ["0086", "86"].iter().find_map(|code| {
        digits.strip_prefix(code).filter(|rest| rest.len() == 11 && rest.starts_with('1'))
    });
    let digits = national.unwrap_or(&digits);
    if digits.len() == 11 && digits.starts_with('1') {
        // 100 is the beginning of nobody's number: synthetic people have theirs there.
        let assigned = *digits.as_bytes().get(1)? >= b'3' || digits.starts_with("100");
        return (assigned && extension.is_none()).then(|| Number::Mobile(digits.into()));
    }
    if main.starts_with('+') {
        return ((7..=15).contains(&digits.len()) && extension.is_none())
            .then(|| Number::Mobile(format!("+{digits}")));
    }
    landline(main, digits, extension)
}

fn landline(main: &str, digits: &str, extension: Option<&str>) -> Option<Number> {
    let mut extension = extension.map(str::to_owned);
    let mut own = digits.to_owned();
    let groups: Vec<&str> = main.split(['-', '(', ')']).filter(|group| !group.is_empty()).collect();
    if let (None, [area, number, last]) = (&extension, groups.as_slice())
        && area.starts_with('0')
        && number.len() >= 7
    {
        extension = Some((*last).to_owned());
        own = format!("{area}{number}");
    }
    let area = match own.as_bytes() {
        [b'0', b'1' | b'2', ..] => 3,
        [b'0', ..] => 4,
        _ => 0,
    };
    let service = own.len() == 10 && (own.starts_with("400") || own.starts_with("800"));
    let (area, number) = own.split_at_checked(area)?;
    let (fits, known) = match area {
        "" => (service || (7..=8).contains(&number.len()), service),
        _ => ((7..=8).contains(&number.len()), true),
    };
    let tail = match extension {
        Some(extension)
            if extension.bytes().all(|b| b.is_ascii_digit()) && extension.len() <= 6 =>
        {
            format!("-{extension}")
        }
        Some(_) => return None,
        None => String::new(),
    };
    let joint = if area.is_empty() { "" } else { "-" };
    let written = format!("{area}{joint}{number}{tail}");
    fits.then_some(if known { Number::Landline(written) } else { Number::NoAreaCode(written) })
}

fn no_number() -> Text {
    Text::new(
        "不是电话号码；手机为11位数字，固定电话写“区号-号码”，两个号码用分号隔开，不要写其他文字",
        "no telephone number; a mobile number has 11 digits, a landline is area code, hyphen and \
         number, two are parted by a semicolon; write nothing else",
    )
}

fn no_area_code() -> Text {
    Text::new("固定电话缺区号；请补上区号", "the landline has no area code; add it")
}

fn several() -> Text {
    Text::new(
        "同类号码不止一个，只保留第一个；请确认",
        "more than one number of a kind; only the first is kept; check it",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        match phones(text) {
            Found::Value(phones) | Found::Doubtful(phones, _) => (phones.mobile, phones.landline),
            _ => (None, None),
        }
    }

    #[test]
    fn numbers_are_normalised() {
        for (written, mobile, landline) in [
            ("13900001234", "13900001234", ""),
            ("139 0000 1234", "13900001234", ""),
            ("139-0000-1234", "13900001234", ""),
            ("+8613900001234", "13900001234", ""),
            ("（86）13900001234", "13900001234", ""),
            ("１３９００００１２３４", "13900001234", ""),
            ("13900001234；010-12345678", "13900001234", "010-12345678"),
            ("05711234567", "", "0571-1234567"),
            ("(010)12345678", "", "010-12345678"),
            ("010-12345678-123", "", "010-12345678-123"),
            ("010-12345678转123", "", "010-12345678-123"),
            ("+85291234567", "+85291234567", ""),
            ("4001234567", "", "4001234567"),
        ] {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            assert_eq!(read(written), (some(mobile), some(landline)), "{written}");
            assert!(matches!(phones(written), Found::Value(_)), "{written}");
        }
    }

    #[test]
    fn what_is_no_number_is_told() {
        for written in ["1390000123", "12345678901", "甲一13900001234", "139000012341390000"] {
            assert!(matches!(phones(written), Found::Refused(_)), "{written}");
        }
        for written in ["13900001234/13900001235", "12345678"] {
            assert!(matches!(phones(written), Found::Doubtful(..)), "{written}");
        }
        assert_eq!(phones("无"), Found::Nothing);
    }

    proptest! {
        #[test]
        fn a_number_read_is_read_again(text in "[0-9+() 转;/-]{0,24}") {
            if let Found::Value(phones) = super::phones(&text) {
                for number in [&phones.mobile, &phones.landline].into_iter().flatten() {
                    let Found::Value(again) = super::phones(number) else { panic!("{number}") };
                    prop_assert!([&again.mobile, &again.landline].contains(&&Some(number.clone())));
                }
            }
        }
    }
}
