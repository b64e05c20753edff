//! Why a text is no number of an identity card.

use super::IdNumber;

/// Why a text is no number of an identity card: what is wrong and what to do. `Display` is English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum IdNumberProblem {
    /// Nothing stands there.
    Empty,
    /// A spreadsheet took the number for a figure: its last digits are lost for good.
    Spoilt,
    /// It has neither 18 nor 15 characters.
    Length {
        /// Characters it has.
        found: usize,
    },
    /// A character that cannot stand at its place.
    Character {
        /// The character.
        character: char,
        /// Its place, from 1, spaces not counted.
        place: usize,
    },
    /// The day of birth in it does not exist.
    Date {
        /// The number, masked.
        masked: String,
    },
    /// The check character does not fit the digits. Some numbers really given are so: the number
    /// can be accepted with a reason.
    Checksum {
        /// The number.
        number: IdNumber,
        /// The check character that would fit; not to be put in place of the one that stands there.
        expected: char,
    },
}

impl IdNumberProblem {
    /// What is wrong and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match self {
            IdNumberProblem::Empty => "公民身份号码为空；请对照居民身份证填写".to_owned(),
            IdNumberProblem::Spoilt => "号码被表格软件当作数字，末几位已丢失且无法还原；\
                 请把该列设为“文本”格式，再从证件原件重新录入"
                .to_owned(),
            IdNumberProblem::Length { found } => {
                format!("号码有{found}位，应为18位（旧号码15位）；请检查漏位或多位")
            }
            IdNumberProblem::Character { character, place } => {
                format!(
                    "第{place}位“{character}”有误：前17位应为数字，末位为数字或X；请对照证件改正"
                )
            }
            IdNumberProblem::Date { masked } => {
                format!("号码{masked}中的出生日期不存在；请对照证件核对第7至14位")
            }
            IdNumberProblem::Checksum { number, .. } => format!(
                "号码{}的校验位不符，多为录入有误；请对照证件核对，确与证件一致的可注明理由后保留",
                number.masked()
            ),
        }
    }

    /// What is wrong and what to do, in English.
    pub fn en(&self) -> String {
        match self {
            IdNumberProblem::Empty => {
                "the ID number is empty; type it from the identity card".to_owned()
            }
            IdNumberProblem::Spoilt => {
                "the spreadsheet took the ID number for a figure and lost its last \
                 digits for good; format the column as text and type it again from the card"
                    .to_owned()
            }
            IdNumberProblem::Length { found } => format!(
                "the ID number has {found} characters, it needs 18 (15 in the old form); \
                 look for missing or extra ones"
            ),
            IdNumberProblem::Character { character, place } => format!(
                "character {place}, \"{character}\", is wrong: an ID number is 17 digits and a last digit \
                 or X; correct it from the card"
            ),
            IdNumberProblem::Date { masked } => format!(
                "the day of birth in ID number {masked} does not exist; compare characters 7 to 14 with \
                 the card"
            ),
            IdNumberProblem::Checksum { number, .. } => format!(
                "the check character of ID number {} does not fit, most often a typing error; compare with \
                 the card, and if it says the same keep the number with a reason",
                number.masked()
            ),
        }
    }
}
