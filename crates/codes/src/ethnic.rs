//! Ethnic groups, GB/T 3304-1991; 97 and 98 are national practice beyond the standard.

use crate::code_set::{Item, code_set, item};
use crate::tidy::tidy;

#[rustfmt::skip]
const ITEMS: [Item; 58] = [
    item("01", "汉族", "Han"),
    item("02", "蒙古族", "Mongol"),
    item("03", "回族", "Hui"),
    item("04", "藏族", "Zang (Tibetan)"),
    item("05", "维吾尔族", "Uygur"),
    item("06", "苗族", "Miao"),
    item("07", "彝族", "Yi"),
    item("08", "壮族", "Zhuang"),
    item("09", "布依族", "Buyei"),
    item("10", "朝鲜族", "Chosen (Korean)"),
    item("11", "满族", "Man (Manchu)"),
    item("12", "侗族", "Dong"),
    item("13", "瑶族", "Yao"),
    item("14", "白族", "Bai"),
    item("15", "土家族", "Tujia"),
    item("16", "哈尼族", "Hani"),
    item("17", "哈萨克族", "Kazak"),
    item("18", "傣族", "Dai"),
    item("19", "黎族", "Li"),
    item("20", "傈僳族", "Lisu"),
    item("21", "佤族", "Va"),
    item("22", "畲族", "She"),
    item("23", "高山族", "Gaoshan"),
    item("24", "拉祜族", "Lahu"),
    item("25", "水族", "Sui"),
    item("26", "东乡族", "Dongxiang"),
    item("27", "纳西族", "Naxi"),
    item("28", "景颇族", "Jingpo"),
    item("29", "柯尔克孜族", "Kirgiz"),
    item("30", "土族", "Tu"),
    item("31", "达斡尔族", "Daur"),
    item("32", "仫佬族", "Mulao"),
    item("33", "羌族", "Qiang"),
    item("34", "布朗族", "Blang"),
    item("35", "撒拉族", "Salar"),
    item("36", "毛南族", "Maonan"),
    item("37", "仡佬族", "Gelao"),
    item("38", "锡伯族", "Xibe"),
    item("39", "阿昌族", "Achang"),
    item("40", "普米族", "Pumi"),
    item("41", "塔吉克族", "Tajik"),
    item("42", "怒族", "Nu"),
    item("43", "乌孜别克族", "Uzbek"),
    item("44", "俄罗斯族", "Russ (Russian)"),
    item("45", "鄂温克族", "Ewenki"),
    item("46", "德昂族", "Deang"),
    item("47", "保安族", "Bonan"),
    item("48", "裕固族", "Yugur"),
    item("49", "京族", "Gin"),
    item("50", "塔塔尔族", "Tatar"),
    item("51", "独龙族", "Derung"),
    item("52", "鄂伦春族", "Oroqen"),
    item("53", "赫哲族", "Hezhen"),
    item("54", "门巴族", "Monba"),
    item("55", "珞巴族", "Lhoba"),
    item("56", "基诺族", "Jino"),
    item("97", "其他", "other"),
    item("98", "外国血统中国籍人士", "foreign descent, Chinese citizen"),
];

/// Other ways to write a group; without 族.
const ALIASES: [(&str, &str); 18] = [
    ("毛难", "36"),
    ("乌兹别克", "43"),
    ("崩龙", "46"),
    ("畬", "22"),
    ("维", "05"),
    ("高丽", "10"),
    ("鲜", "10"),
    ("穿青人", "97"),
    ("穿青", "97"),
    ("革家人", "97"),
    ("未识别民", "97"),
    ("未识别", "97"),
    ("未定民", "97"),
    ("其它", "97"),
    ("外国血统", "98"),
    ("外国血统中国籍", "98"),
    ("101", "97"),
    ("102", "98"),
];

code_set! {
    /// An ethnic group of GB/T 3304-1991.
    Ethnic, ITEMS
}

impl Ethnic {
    /// The group that a text names: with or without 族, by an older or usual way to write it, in
    /// English, or by its code of two digits.
    ///
    /// ```
    /// use xibao_codes::ethnic::Ethnic;
    ///
    /// for text in ["汉族", "汉", " 汉 族", "01"] {
    ///     assert_eq!(Ethnic::from_text(text).map(Ethnic::code), Some("01"), "{text}");
    /// }
    /// ```
    pub fn from_text(text: &str) -> Option<Ethnic> {
        let text = tidy(text);
        let stem = |name: &str| name.strip_suffix('族').unwrap_or(name).to_owned();
        let short = stem(&text);
        let alias = || ALIASES.iter().find(|(written, _)| *written == short).map(|(_, code)| *code);
        let known = |item: &&Item| {
            item.code == text || stem(item.zh) == short || item.en.eq_ignore_ascii_case(&text)
        };
        let found = ITEMS.iter().find(known).map(Ethnic);
        found.or_else(|| alias().and_then(Ethnic::from_code))
    }
}
