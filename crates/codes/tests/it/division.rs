//! Administrative divisions.

use proptest::prelude::*;
use xibao_codes::division::{self, Level};

fn codes(text: &str, year: Option<u16>) -> Vec<&'static str> {
    division::by_path(text, year).iter().map(|division| division.code).collect()
}

#[test]
fn codes_are_found_by_year() {
    assert_eq!(division::current("330108").unwrap().name, "滨江区");
    assert!(division::current("110103").is_none());
    let old = division::find("110103")[0];
    assert_eq!((old.name, old.valid_from, old.valid_to), ("崇文区", None, Some(2009)));
    assert_eq!(division::at("130503", 2010).unwrap().name, "桥西区");
    assert_eq!(division::at("130503", 2030).unwrap().name, "信都区");
    assert_eq!(division::at("500000", 1990), None);
    assert_eq!(division::at("110000", 1950).unwrap().name, "北京市");
    for code in ["990000", "", "11", "1101011", "北京", "ＡＢ0000"] {
        assert!(!division::exists(code), "{code}");
    }
}

#[test]
fn provinces_are_known_for_any_code() {
    for (code, name) in [
        ("110105", "北京市"),
        ("330199", "浙江省"),
        ("654301", "新疆维吾尔自治区"),
        ("810000", "香港特别行政区"),
        ("710000", "台湾省"),
    ] {
        assert_eq!(division::province_of(code).unwrap().name, name, "{code}");
    }
    assert!(division::province_of("99").is_none() && division::province_of("北").is_none());
}

#[test]
fn paths_lead_both_ways() {
    for (code, path) in [
        ("110105", "北京市朝阳区"),
        ("330108", "浙江省杭州市滨江区"),
        ("130503", "河北省邢台市信都区"),
        ("429004", "湖北省仙桃市"),
        ("222401", "吉林省延边朝鲜族自治州延吉市"),
        ("150000", "内蒙古自治区"),
        ("441900", "广东省东莞市"),
    ] {
        assert_eq!(division::path(code).as_deref(), Some(path));
        assert_eq!(codes(path, None), [code], "{path}");
    }
    for (text, code) in [
        ("浙江杭州滨江", "330108"),
        ("浙江省 / 杭州市 / 滨江区", "330108"),
        ("杭州市滨江区", "330108"),
        ("滨江区", "330108"),
        ("北京市市辖区海淀区", "110108"),
        ("广西南宁", "450100"),
        ("北京", "110000"),
        ("吉林省吉林市", "220200"),
    ] {
        assert_eq!(codes(text, None), [code], "{text}");
    }
    assert!(codes("朝阳区", None).len() >= 2);
    assert!(codes("崇文区", None).is_empty());
    assert_eq!(codes("北京市崇文区", Some(2000)), ["110103"]);
    assert!(codes("", None).is_empty() && codes("火星", None).is_empty());
}

#[test]
fn the_table_is_in_order_and_whole() {
    let provinces = division::by_path("市辖区", None);
    assert!(provinces.is_empty());
    let current: Vec<_> = (11..=82)
        .filter_map(|province| division::province_of(&format!("{province}0000")))
        .filter(|province| province.is_current() && province.level() == Level::Province)
        .collect();
    assert_eq!(current.len(), 34);
}

proptest! {
    #[test]
    fn no_text_breaks_the_lookup(text in any::<String>(), year in any::<u16>()) {
        division::find(&text);
        division::province_of(&text);
        division::path(&text);
        division::by_path(&text, Some(year));
    }

    #[test]
    fn a_code_has_at_most_one_name_at_a_time(code in "[1-6][1-5][0-4][0-9][0-8][0-9]", year in 1980_u16..2030) {
        let valid = division::find(&code).iter().filter(|division| division.is_valid_in(year));
        prop_assert!(valid.count() <= 1);
    }
}
