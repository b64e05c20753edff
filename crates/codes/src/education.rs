//! Education, GB/T 4658-2006.
//!
//! Copies of the standard differ in the group rows (20 as 本科 or as 本科／专科, with or without 30); rows
//! that end in 0, except 90, are groups: accepted from files, not to be chosen where the kind is
//! known.

use crate::code_set::{Item, code_set, item};
use crate::tidy::tidy;

#[rustfmt::skip]
const ITEMS: [Item; 40] = [
    item("10", "研究生教育", "postgraduate education"),
    item("11", "博士研究生毕业", "doctoral programme, graduated"),
    item("12", "博士研究生结业", "doctoral programme, completed without graduating"),
    item("13", "博士研究生肄业", "doctoral programme, not completed"),
    item("14", "硕士研究生毕业", "master's programme, graduated"),
    item("15", "硕士研究生结业", "master's programme, completed without graduating"),
    item("16", "硕士研究生肄业", "master's programme, not completed"),
    item("17", "研究生班毕业", "graduate class, graduated"),
    item("18", "研究生班结业", "graduate class, completed without graduating"),
    item("19", "研究生班肄业", "graduate class, not completed"),
    item("20", "大学本科教育", "undergraduate education"),
    item("21", "大学本科毕业", "undergraduate, graduated"),
    item("22", "大学本科结业", "undergraduate, completed without graduating"),
    item("23", "大学本科肄业", "undergraduate, not completed"),
    item("28", "大学普通班毕业", "undergraduate class, graduated"),
    item("30", "大学专科教育", "junior college education"),
    item("31", "大学专科毕业", "junior college, graduated"),
    item("32", "大学专科结业", "junior college, completed without graduating"),
    item("33", "大学专科肄业", "junior college, not completed"),
    item("40", "中等职业教育", "secondary vocational education"),
    item("41", "中等专科毕业", "secondary specialised school, graduated"),
    item("42", "中等专科结业", "secondary specialised school, completed without graduating"),
    item("43", "中等专科肄业", "secondary specialised school, not completed"),
    item("44", "职业高中毕业", "vocational senior school, graduated"),
    item("45", "职业高中结业", "vocational senior school, completed without graduating"),
    item("46", "职业高中肄业", "vocational senior school, not completed"),
    item("47", "技工学校毕业", "technical school, graduated"),
    item("48", "技工学校结业", "technical school, completed without graduating"),
    item("49", "技工学校肄业", "technical school, not completed"),
    item("60", "普通高级中学教育", "general senior secondary education"),
    item("61", "普通高中毕业", "senior school, graduated"),
    item("62", "普通高中结业", "senior school, completed without graduating"),
    item("63", "普通高中肄业", "senior school, not completed"),
    item("70", "初级中学教育", "junior secondary education"),
    item("71", "初中毕业", "junior school, graduated"),
    item("73", "初中肄业", "junior school, not completed"),
    item("80", "小学教育", "primary education"),
    item("81", "小学毕业", "primary school, graduated"),
    item("83", "小学肄业", "primary school, not completed"),
    item("90", "其他", "other"),
];

/// Usual words for having graduated; in front of 结业 and 肄业 too.
#[rustfmt::skip]
const WORDS: [(&str, &str); 36] = [
    ("博士", "11"), ("博士研究生", "11"), ("博研", "11"),
    ("硕士", "14"), ("硕士研究生", "14"), ("硕研", "14"),
    ("研究生班", "17"), ("研究生", "10"),
    ("本科", "21"), ("大学", "21"), ("大学本科", "21"), ("大本", "21"), ("大学普通班", "28"),
    ("大专", "31"), ("专科", "31"), ("大学专科", "31"), ("高职", "31"), ("高职高专", "31"),
    ("中专", "41"), ("中等专科", "41"), ("中师", "41"), ("中专技校", "40"),
    ("职高", "44"), ("职业高中", "44"), ("中职", "40"), ("职中", "44"),
    ("技校", "47"), ("中技", "47"), ("技工学校", "47"),
    ("高中", "61"), ("普通高中", "61"), ("普高", "61"),
    ("初中", "71"), ("小学", "81"), ("文盲", "90"), ("半文盲", "90"),
];

/// Ways of study that stand before the word and change no code.
const WAYS: [&str; 17] = [
    "中央党校",
    "省委党校",
    "市委党校",
    "党校",
    "全日制",
    "非全日制",
    "在职",
    "成人",
    "函授",
    "自考",
    "自学考试",
    "电大",
    "夜大",
    "网络教育",
    "网络",
    "统招",
    "普通高等教育",
];

code_set! {
    /// A degree of schooling of GB/T 4658-2006.
    Education, ITEMS
}

impl Education {
    /// Whether this is a kind, not a group of kinds.
    pub fn is_leaf(self) -> bool {
        !self.code().ends_with('0') || self.code() == "90"
    }

    /// The schooling that a text names: by its name, by a usual word, or by its code of two digits.
    ///
    /// A way of study before the word (全日制, 在职, 中央党校 …) does not count; keep the text beside the
    /// code. 学士 and anything with 学位 name an academic degree, which is no schooling: see
    /// [`is_degree`].
    ///
    /// ```
    /// use xibao_codes::education::Education;
    ///
    /// for (text, code) in [("大专", "31"), ("全日制本科", "21"), ("高中肄业", "63"), ("21", "21")] {
    ///     assert_eq!(Education::from_text(text).map(Education::code), Some(code), "{text}");
    /// }
    /// ```
    pub fn from_text(text: &str) -> Option<Education> {
        let text = tidy(text);
        let known = |text: &str| ITEMS.iter().find(|item| item.code == text || item.zh == text);
        if let Some(item) = known(&text) {
            return Some(Education(item));
        }
        let text = text.strip_suffix("学历").unwrap_or(&text);
        let short = WAYS.iter().find_map(|way| text.strip_prefix(way)).unwrap_or(text);
        if short.len() < 3 {
            return None;
        }
        [text, short].into_iter().find_map(|text| known(text).map(Education).or_else(|| word(text)))
    }
}

/// Whether a text names an academic degree, which belongs into the column 学位.
///
/// ```
/// assert!(xibao_codes::education::is_degree("工学学士"));
/// assert!(!xibao_codes::education::is_degree("大学本科"));
/// ```
pub fn is_degree(text: &str) -> bool {
    let text = tidy(text);
    let bare = matches!(text.as_str(), "博士" | "硕士" | "博士研究生" | "硕士研究生");
    text.contains("学位") || text.contains("学士") || (!bare && text.ends_with(['士']))
}

fn word(text: &str) -> Option<Education> {
    let code =
        |word: &str| WORDS.iter().find(|(written, _)| *written == word).map(|(_, code)| *code);
    let step = |text: &str, suffix: &str, step: u8| {
        let code = code(text.strip_suffix(suffix)?)?;
        let number = code.parse::<u8>().ok().filter(|number| number % 10 != 0)?;
        Education::from_code(&format!("{:02}", number + step))
    };
    let whole = code(text.strip_suffix("毕业").unwrap_or(text)).and_then(Education::from_code);
    whole.or_else(|| step(text, "结业", 1)).or_else(|| step(text, "肄业", 2))
}
