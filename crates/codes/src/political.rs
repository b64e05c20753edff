//! Political status, GB/T 4762-1984.

use crate::code_set::{Item, code_set, item};
use crate::tidy::tidy;

#[rustfmt::skip]
const ITEMS: [Item; 13] = [
    item("01", "中国共产党党员", "CPC member"),
    item("02", "中国共产党预备党员", "CPC probationary member"),
    item("03", "中国共产主义青年团团员", "Communist Youth League member"),
    item("04", "中国国民党革命委员会会员", "Revolutionary Committee of the Chinese Kuomintang (RCCK) member"),
    item("05", "中国民主同盟盟员", "China Democratic League (CDL) member"),
    item("06", "中国民主建国会会员", "China National Democratic Construction Association (CNDCA) member"),
    item("07", "中国民主促进会会员", "China Association for Promoting Democracy (CAPD) member"),
    item("08", "中国农工民主党党员", "Chinese Peasants' and Workers' Democratic Party (CPWDP) member"),
    item("09", "中国致公党党员", "China Zhi Gong Party (CZGP) member"),
    item("10", "九三学社社员", "Jiusan Society member"),
    item("11", "台湾民主自治同盟盟员", "Taiwan Democratic Self-Government League (TDSL) member"),
    item("12", "无党派民主人士", "Democrat without party affiliation"),
    item("13", "群众", "Masses (no affiliation)"),
];

/// Usual ways to write a status.
#[rustfmt::skip]
const ALIASES: [(&str, &str); 30] = [
    ("中共党员", "01"), ("党员", "01"), ("正式党员", "01"), ("中共正式党员", "01"),
    ("中共预备党员", "02"), ("预备党员", "02"),
    ("共青团员", "03"), ("团员", "03"),
    ("民革会员", "04"), ("民革党员", "04"), ("民革", "04"),
    ("民盟盟员", "05"), ("民盟", "05"),
    ("民建会员", "06"), ("民建", "06"),
    ("民进会员", "07"), ("民进", "07"),
    ("农工党党员", "08"), ("农工党", "08"),
    ("致公党党员", "09"), ("致公党", "09"),
    ("九三学社", "10"), ("九三社员", "10"), ("九三", "10"),
    ("台盟盟员", "11"), ("台盟", "11"),
    ("无党派人士", "12"), ("无党派", "12"),
    ("普通群众", "13"), ("一般群众", "13"),
];

code_set! {
    /// A political status of GB/T 4762-1984.
    Political, ITEMS
}

impl Political {
    /// The status that a text names, by its full or a usual name, or by its code of two digits.
    ///
    /// ```
    /// use xibao_codes::political::Political;
    ///
    /// assert_eq!(Political::from_text("中共预备党员").map(Political::code), Some("02"));
    /// ```
    pub fn from_text(text: &str) -> Option<Political> {
        let text = tidy(text);
        let found = ITEMS.iter().find(|item| item.code == text || item.zh == text).map(Political);
        let alias = || ALIASES.iter().find(|(written, _)| *written == text).map(|(_, code)| *code);
        found.or_else(|| alias().and_then(Political::from_code))
    }
}
