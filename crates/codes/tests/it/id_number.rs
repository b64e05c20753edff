//! Numbers of identity cards.

use proptest::prelude::*;
use xibao_codes::Date;
use xibao_codes::id_number::{IdNumber, IdNumberProblem, IdNumberWarning, check_character, mask};
use xibao_codes::sex::Sex;

const VECTORS: &str = include_str!("../data/id_number_vectors.json");

/// The number of the first vector whose reason holds the words.
fn vector(words: &str) -> String {
    let vectors = super::vectors(VECTORS);
    let mut cases = vectors.get("cases").and_then(|cases| cases.as_array()).unwrap().iter();
    let text = |case: &serde_json::Value, key| -> String {
        case.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    cases.find(|case| text(case, "why").contains(words)).map(|case| text(case, "input")).unwrap()
}

/// A synthetic number: region 990000 was never assigned.
fn synthetic(rest: &str) -> String {
    let digits = format!("990000{rest}");
    let check = check_character(&digits).unwrap();
    format!("{digits}{check}")
}

fn without_check(number: &str) -> &str {
    number.get(..17).unwrap()
}

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

#[test]
fn the_vectors_hold() {
    for case in super::vectors(VECTORS)["cases"].as_array().unwrap() {
        let input = case["input"].as_str().unwrap();
        let read = IdNumber::read(input);
        // A region that never was is for a person to judge, so it is a warning.
        let region = input.starts_with("990105");
        assert_eq!(read.is_ok(), case["valid"] == true || region, "{case}");
        let Ok(read) = read else { continue };
        let warnings = read.number.warnings(None, None, None);
        let never = |warning: &IdNumberWarning| {
            matches!(warning, IdNumberWarning::RegionNeverExisted { .. })
        };
        assert_eq!(warnings.iter().any(never), region, "{case}");
        if let Some(birth) = case["birth"].as_str() {
            assert_eq!(read.number.birth(), day(birth), "{case}");
        }
        if let Some(sex) = case["sex"].as_str() {
            assert_eq!(read.number.sex().code(), sex, "{case}");
        }
        if let Some(region) = case["region"].as_str() {
            assert_eq!(read.number.region(), region, "{case}");
        }
        if let Some(converted) = case["converted"].as_str() {
            assert_eq!(read.number.as_str(), converted, "{case}");
            assert_eq!(read.legacy.as_deref(), Some(input), "{case}");
        }
    }
}

#[test]
fn what_is_wrong_says_so_and_hides_the_number() {
    let good = synthetic("20010504001");
    let bad_check =
        format!("{}{}", without_check(&good), if good.ends_with('1') { '2' } else { '1' });
    for (written, says) in [
        ("", "为空"),
        (" \u{a0}'", "为空"),
        (bad_check.as_str(), "校验位"),
        (synthetic("20010230001").as_str(), "出生日期"),
        ("990000010230001", "出生日期"),
        ("99000020010504", "14位"),
        ("9.90000200105E+17", "无法还原"),
        ("9.9E17", "无法还原"),
        ("990000200105040000", "无法还原"),
        ("99000020010504A01X", "第15位“A”"),
        ("99000020010504X", "第15位“X”"),
        ("身份证号", "第1位“身”"),
    ] {
        let problem = IdNumber::read(written).unwrap_err();
        assert!(problem.zh().contains(says), "{written}: {}", problem.zh());
        for text in [problem.zh(), problem.to_string(), format!("{problem:?}")] {
            assert!(!text.contains("20010504") && !text.contains("20010230"), "{text}");
        }
    }
}

#[test]
fn a_wrong_check_character_can_be_overridden() {
    let good = synthetic("19510504002");
    let last = if good.ends_with('7') { '8' } else { '7' };
    let defective = format!("{}{last}", without_check(&good));
    let Err(IdNumberProblem::Checksum { number, expected }) = IdNumber::read(&defective) else {
        panic!("{defective} was read")
    };
    assert_eq!(number.as_str(), defective);
    assert!(good.ends_with(expected) && !number.checksum_fits());
    assert_eq!(IdNumber::read_overridden(&defective).unwrap().number, number);
}

#[test]
fn a_number_is_shown_masked() {
    let number = IdNumber::read(&synthetic("20010504001")).unwrap();
    let masked = number.number.masked();
    assert!(masked.starts_with("990***********") && masked.len() == 18, "{masked}");
    let legacy = IdNumber::read("990000810504001").unwrap();
    for debug in [format!("{number:?}"), format!("{legacy:?}"), format!("{:?}", number.number)] {
        assert!(!debug.contains("0504") && debug.contains("990****"), "{debug}");
    }
    assert_eq!(mask("12345"), "*****");
}

#[test]
fn warnings_leave_the_judgement_to_a_person() {
    let number = |text: &str| IdNumber::read(text).unwrap().number;
    let own = number(&synthetic("20010504001"));
    let region = IdNumberWarning::RegionNeverExisted { region: "990000".to_owned() };
    assert_eq!(own.warnings(None, None, None), vec![region.clone()]);
    let (file, today) = (day("2001-05-14"), day("1999-12-31"));
    assert_eq!(
        own.warnings(Some(file), Some(Sex::FEMALE), Some(today)),
        vec![
            IdNumberWarning::BornInFuture { birth: day("2001-05-04") },
            region,
            IdNumberWarning::BirthDiffers { number: day("2001-05-04"), file },
            IdNumberWarning::SexDiffers { number: Sex::MALE, file: Sex::FEMALE },
        ]
    );
    let specimen = number(&vector("example printed"));
    assert!(specimen.warnings(Some(specimen.birth()), Some(specimen.sex()), None).is_empty());
    assert!(specimen.warnings(None, Sex::from_code("0"), Some(day("2026-11-24"))).is_empty());
    let old = number(&vector("birth 1880")).warnings(None, None, None);
    assert!(matches!(old.first(), Some(IdNumberWarning::BornTooEarly { .. })), "{old:?}");
    let permit = number(&vector("HK residents")).warnings(None, None, None);
    assert_eq!(permit, vec![IdNumberWarning::ResidencePermit { from: "香港" }]);
    let digits = ["110199", "19900101", "001"].concat();
    let unknown = format!("{digits}{}", check_character(&digits).unwrap());
    let unknown = number(&unknown).warnings(None, None, None);
    assert!(unknown[0].zh().contains("北京市"), "{unknown:?}");
    for warning in old.iter().chain(&permit).chain(&unknown) {
        assert!(!warning.zh().is_empty() && !warning.to_string().is_empty());
    }
}

proptest! {
    #[test]
    fn nothing_panics_and_reading_is_stable(text in any::<String>()) {
        if let Ok(read) = IdNumber::read(&text) {
            let again = IdNumber::read(read.number.as_str()).unwrap();
            prop_assert_eq!(again.number, read.number);
        }
    }

    #[test]
    fn what_looks_like_a_number_never_panics(text in "[0-9xX０-９ '.E+]{10,20}") {
        match IdNumber::read(&text) {
            Ok(read) => {
                prop_assert!(read.number.checksum_fits());
                read.number.warnings(None, None, None);
            }
            Err(problem) => prop_assert!(!problem.zh().is_empty() && !problem.en().is_empty()),
        }
    }

    #[test]
    fn valid_numbers_are_read_back(
        year in 1900_u16..2030, month in 1_u8..=12, day in 1_u8..=28, sequence in 1_u16..=999,
    ) {
        let number = synthetic(&format!("{year:04}{month:02}{day:02}{sequence:03}"));
        let read = IdNumber::read(&format!(" '{}\u{a0}", number.to_lowercase())).unwrap();
        prop_assert_eq!(read.number.as_str(), number);
        prop_assert_eq!(Some(read.number.birth()), Date::new(year, month, day));
        let sex = if sequence % 2 == 1 { Sex::MALE } else { Sex::FEMALE };
        prop_assert_eq!(read.number.sex(), sex);
    }

    #[test]
    fn one_wrong_digit_is_noticed(sequence in 1_u16..=999, at in 0_usize..17, add in 1_u8..=9) {
        let mut bytes = synthetic(&format!("19801111{sequence:03}")).into_bytes();
        bytes[at] = b'0' + (bytes[at] - b'0' + add) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert!(IdNumber::read(&wrong).is_err());
    }
}
