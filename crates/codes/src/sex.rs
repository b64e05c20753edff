//! Sex, GB/T 2261.1-2003.

use crate::code_set::{Item, code_set, item};
use crate::tidy::tidy;

const ITEMS: [Item; 4] = [
    item("0", "未知的性别", "unknown"),
    item("1", "男性", "male"),
    item("2", "女性", "female"),
    item("9", "未说明的性别", "not stated"),
];

code_set! {
    /// A sex of GB/T 2261.1-2003.
    Sex, ITEMS
}

impl Sex {
    /// 男性, code 1.
    pub const MALE: Sex = Sex(&ITEMS[1]);
    /// 女性, code 2.
    pub const FEMALE: Sex = Sex(&ITEMS[2]);

    /// The sex that a word names. Digits are refused: 1 is 男 in the standard and 女 in many files,
    /// and 0 is 男, 女 or unknown; ask which is meant.
    ///
    /// ```
    /// use xibao_codes::sex::Sex;
    ///
    /// assert_eq!(Sex::from_text(" 女 "), Some(Sex::FEMALE));
    /// assert_eq!(Sex::from_text("1"), None);
    /// ```
    pub fn from_text(text: &str) -> Option<Sex> {
        match tidy(text).to_ascii_lowercase().as_str() {
            "男" | "男性" | "男士" | "male" | "m" => Some(Sex::MALE),
            "女" | "女性" | "女士" | "female" | "f" => Some(Sex::FEMALE),
            "未知" | "不详" | "未知的性别" | "unknown" => Sex::from_code("0"),
            "未说明" | "未说明的性别" | "notstated" => Sex::from_code("9"),
            _ => None,
        }
    }
}
