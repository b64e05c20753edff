//! Why a text is not a person's name.

use crate::name::NAME_CHARACTERS;

/// Why a text is not a person's name: what is wrong, where, and what to do. `Display` is English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum NameError {
    /// There is no letter in it.
    Empty,
    /// It has more characters than a name can have.
    TooLong {
        /// Characters it has.
        count: usize,
    },
    /// A character of a font's own area: nobody else's computer knows it.
    PrivateUse {
        /// The character.
        character: char,
        /// Its place among the characters typed, from 1.
        place: usize,
    },
    /// A line break, a tab or another control character.
    Control {
        /// The character.
        character: char,
        /// Its place among the characters typed, from 1.
        place: usize,
    },
    /// A digit.
    Digit {
        /// The character.
        character: char,
        /// Its place among the characters typed, from 1.
        place: usize,
    },
    /// A sign that no name holds: a bracket, a question mark, a box for a character that was
    /// missing.
    Symbol {
        /// The character.
        character: char,
        /// Its place among the characters typed, from 1.
        place: usize,
    },
}

impl NameError {
    /// What is wrong and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match *self {
            NameError::Empty => "姓名为空；请填写姓名".to_owned(),
            NameError::TooLong { count } => format!(
                "姓名有{count}个字符，最多{NAME_CHARACTERS}个；请检查是否把几个人或说明写在了一起"
            ),
            NameError::PrivateUse { character, place } => format!(
                "第{place}个字符（{}）是造字区的字，其他电脑无法显示；请按居民身份证改用标准汉字，\
                 找不到时向公安机关查询该字的标准编码",
                code(character)
            ),
            NameError::Control { character, place } => format!(
                "第{place}个字符（{}）是换行、制表等控制字符；请删除后重新填写姓名",
                code(character)
            ),
            NameError::Digit { character, place } => {
                format!("第{place}个字符“{character}”是数字；姓名中不能有数字，编号请写在别的栏")
            }
            NameError::Symbol { character, place } => format!(
                "第{place}个字符“{character}”（{}）不是姓名用字；说明请写在别的栏，\
                 缺字请按居民身份证补上",
                code(character)
            ),
        }
    }

    /// What is wrong and what to do, in English.
    pub fn en(&self) -> String {
        match *self {
            NameError::Empty => "the name is empty; type the name".to_owned(),
            NameError::TooLong { count } => format!(
                "the name has {count} characters, at most {NAME_CHARACTERS} are allowed; \
                 check whether several people or a note stand in one field"
            ),
            NameError::PrivateUse { character, place } => format!(
                "character {place} ({}) belongs to a private font and no other computer can show it; \
                 type the standard character printed on the identity card",
                code(character)
            ),
            NameError::Control { character, place } => format!(
                "character {place} ({}) is a line break, a tab or another control character; \
                 remove it",
                code(character)
            ),
            NameError::Digit { character, place } => format!(
                "character {place}, \"{character}\", is a digit; names have none, \
                 put numbers into another column"
            ),
            NameError::Symbol { character, place } => format!(
                "character {place}, \"{character}\" ({}), is not used in names; put notes into another \
                 column, and replace a missing character by the one on the identity card",
                code(character)
            ),
        }
    }
}

fn code(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}
