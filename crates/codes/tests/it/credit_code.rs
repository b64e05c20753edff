//! Unified social credit codes.

use proptest::prelude::*;
use xibao_codes::credit_code::{CreditCode, CreditCodeProblem, CreditCodeWarning, check_character};

const VECTORS: &str = include_str!("../data/uscc_vectors.json");

#[test]
fn the_vectors_hold() {
    for case in super::vectors(VECTORS)["cases"].as_array().unwrap() {
        let read = CreditCode::read(case["input"].as_str().unwrap());
        assert_eq!(read.is_ok(), case["valid"] != false, "{case}");
        let Ok(code) = read else { continue };
        let inner = code.warnings().contains(&CreditCodeWarning::InnerChecksum);
        assert_eq!(inner, case["valid"].is_string(), "{case}");
    }
}

#[test]
fn what_is_wrong_says_so() {
    for (written, says) in [
        ("", "为空"),
        ("91350100M000100Y4", "17位"),
        ("91350100M000100Y44", "校验位"),
        ("9135O100M000100Y43", "可能是0"),
        ("91350100MI00100Y43", "可能是1"),
        ("９１３５０１００Ｍ０００１００Ｙ４３５", "19位"),
    ] {
        let problem = CreditCode::read(written).unwrap_err();
        assert!(problem.zh().contains(says), "{}", problem.zh());
        assert!(!problem.to_string().is_empty());
    }
    assert_eq!(
        CreditCode::read("913X0100M000100Y43"),
        Err(CreditCodeProblem::Character { character: 'X', place: 4 })
    );
}

#[test]
fn the_parts_of_a_code_can_be_told() {
    let code = CreditCode::read("54110101520000039Q").unwrap();
    assert_eq!((code.kind(), code.region()), ("54", "110101"));
    assert_eq!(code.divisions()[0].name, "东城区");
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"54110101520000039Q\"");
    assert!(serde_json::from_str::<CreditCode>("\"54110101520000039P\"").is_err());
}

proptest! {
    #[test]
    fn nothing_panics_and_reading_is_stable(text in any::<String>()) {
        if let Ok(code) = CreditCode::read(&text) {
            prop_assert_eq!(CreditCode::read(code.as_str()), Ok(code.clone()));
        }
    }

    #[test]
    fn valid_codes_are_read_back(head in "[159][1-39]", region in "[1-6][1-5]0[1-9]0[0-9]", rest in "[0-9A-H]{9}") {
        let digits = format!("{head}{region}{rest}");
        let code = format!("{digits}{}", check_character(&digits).unwrap());
        prop_assert_eq!(CreditCode::read(&code.to_lowercase()).unwrap().to_string(), code);
    }
}
