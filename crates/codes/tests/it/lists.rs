//! Lists of codes: ethnic groups, education, political status, sex.

use proptest::prelude::*;
use xibao_codes::education::{self, Education};
use xibao_codes::ethnic::{self, Ethnic};
use xibao_codes::political::{self, Political};
use xibao_codes::sex::{self, Sex};

const CODES: &str = include_str!("../data/gb_codes.json");

#[test]
fn the_lists_are_those_of_the_standards() {
    let codes = super::vectors(CODES);
    for (code, name) in codes["GB/T 3304"].as_object().unwrap() {
        assert_eq!(ethnic::name_zh(code), name.as_str(), "{code}");
        assert_eq!(
            ethnic::from_text(name.as_str().unwrap()).map(Ethnic::code),
            Some(code.as_str())
        );
    }
    for (code, name) in codes["GB/T 4658"].as_object().unwrap() {
        let name = name.as_str().unwrap();
        assert_eq!(education::name_zh(code), Some(name), "{code}");
        assert_eq!(education::from_text(name).map(Education::code), Some(code.as_str()), "{name}");
    }
    for (code, names) in codes["GB/T 4762"].as_object().unwrap() {
        for name in names.as_array().unwrap() {
            let found = political::from_text(name.as_str().unwrap());
            assert_eq!(found.map(Political::code), Some(code.as_str()), "{name}");
        }
    }
    for (code, name) in codes["GB/T 2261.1"].as_object().unwrap() {
        assert_eq!(sex::name_zh(code), name.as_str(), "{code}");
    }
    assert_eq!(
        (
            ethnic::list().count(),
            education::list().count(),
            political::list().count(),
            sex::list().count()
        ),
        (58, 40, 13, 4)
    );
}

#[test]
fn groups_are_read_as_people_write_them() {
    let codes = super::vectors(CODES);
    for (written, code) in codes["GB/T 3304 aliases"].as_object().unwrap() {
        assert_eq!(ethnic::from_text(written).map(Ethnic::code), code.as_str(), "{written}");
    }
    for (written, code) in [
        ("汉", "01"),
        ("汉 族", "01"),
        ("维吾尔", "05"),
        ("维族", "05"),
        ("毛难", "36"),
        ("畬", "22"),
        ("乌兹别克", "43"),
        ("穿青人", "97"),
        ("其他", "97"),
        ("其他族", "97"),
        ("01", "01"),
        ("han", "01"),
        ("101", "97"),
    ] {
        assert_eq!(ethnic::from_text(written).map(Ethnic::code), Some(code), "{written}");
    }
    for written in ["", "族", "少数民族", "1", "99", "中国"] {
        assert_eq!(ethnic::from_text(written), None, "{written}");
    }
}

#[test]
fn education_is_read_as_people_write_it() {
    let codes = super::vectors(CODES);
    for (written, code) in codes["GB/T 4658 aliases"].as_object().unwrap() {
        let code = code.as_str().unwrap().get(..2);
        assert_eq!(education::from_text(written).map(Education::code), code, "{written}");
    }
    for (written, code) in [
        ("大学本科毕业", "21"),
        ("本科学历", "21"),
        ("全日制本科", "21"),
        ("大专结业", "32"),
        ("高中肄业", "63"),
        ("初中毕业", "71"),
        ("中央党校研究生", "10"),
        ("省委党校大专", "31"),
        ("在职硕士研究生", "14"),
        ("函授大专", "31"),
        (" 大 专 ", "31"),
        ("31", "31"),
        ("中专", "41"),
    ] {
        assert_eq!(education::from_text(written).map(Education::code), Some(code), "{written}");
    }
    for written in
        ["", "学士", "硕士学位", "工学学士", "50", "毕业", "在职", "初中结业", "研究生结业"]
    {
        assert_eq!(education::from_text(written), None, "{written}");
    }
    for (written, degree) in
        [("学士", true), ("硕士学位", true), ("工学硕士", true), ("硕士", false), ("本科", false)]
    {
        assert_eq!(education::is_degree(written), degree, "{written}");
    }
    assert!(Education::from_code("21").unwrap().is_leaf());
    assert!(!Education::from_code("20").unwrap().is_leaf());
    assert!(Education::from_code("90").unwrap().is_leaf());
}

#[test]
fn status_and_sex_are_read_by_word() {
    for (written, code) in
        [("中共党员", "01"), ("预备党员", "02"), ("共青团员", "03"), ("群众", "13"), ("02", "02")]
    {
        assert_eq!(political::from_text(written).map(Political::code), Some(code), "{written}");
    }
    for written in ["", "无", "1", "入党积极分子"] {
        assert_eq!(political::from_text(written), None, "{written}");
    }
    assert_eq!(sex::from_text("男"), Some(Sex::MALE));
    assert_eq!(sex::from_text("女性"), Some(Sex::FEMALE));
    for written in ["", "0", "1", "2", "9", "男女"] {
        assert_eq!(sex::from_text(written), None, "{written}");
    }
}

#[test]
fn codes_travel_as_text() {
    let han = Ethnic::from_code("01").unwrap();
    assert_eq!(serde_json::to_string(&han).unwrap(), "\"01\"");
    assert_eq!(serde_json::from_str::<Ethnic>("\"01\"").unwrap(), han);
    assert!(serde_json::from_str::<Ethnic>("\"99\"").is_err());
    assert_eq!(han.to_string(), "01");
    assert_eq!(format!("{han:?}"), "Ethnic(01 汉族)");
    let day = xibao_codes::Date::new(2001, 5, 4).unwrap();
    let text = serde_json::to_string(&day).unwrap();
    assert_eq!((text.as_str(), serde_json::from_str(&text).unwrap()), ("\"2001-05-04\"", day));
}

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>()) {
        ethnic::from_text(&text);
        education::from_text(&text);
        education::is_degree(&text);
        political::from_text(&text);
        sex::from_text(&text);
        xibao_codes::Date::parse(&text);
    }
}
