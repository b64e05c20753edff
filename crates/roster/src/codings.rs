//! Values of national codes: from the words of a file to the code that is kept, and back.

use crate::fold;
use crate::values::Found;
use xibao_codes::credit_code::{CreditCode, CreditCodeProblem};
use xibao_codes::education::{self, Education};
use xibao_codes::ethnic::Ethnic;
use xibao_codes::id_number::{IdNumber, IdNumberProblem};
use xibao_codes::sex::Sex;
use xibao_domain::{CodeSet, Field, FieldKind};
use xibao_rulebook::{Day, Text};

/// The code that the text of a file names.
pub(crate) fn code(set: CodeSet, text: &str) -> Found<String> {
    let plain = fold::compact(text);
    if fold::is_dash(&plain) || matches!(plain.as_ref(), "不详" | "暂无") {
        return Found::Nothing;
    }
    match set {
        CodeSet::Sex => sex(&plain),
        CodeSet::Ethnic => ethnic(&plain),
        CodeSet::Education => schooling(&plain),
    }
}

fn sex(plain: &str) -> Found<String> {
    match (plain, Sex::from_text(plain)) {
        (_, Some(sex)) => Found::Value(sex.code().to_owned()),
        ("0" | "1" | "2", None) => Found::Refused(Text::new(
            format!("性别“{plain}”在不同系统里含义不同；请写“男”或“女”"),
            format!(
                "the sex \"{plain}\" means different things in different systems; write 男 or 女"
            ),
        )),
        _ => Found::Refused(Text::new(
            format!("“{}”不是性别；请写“男”或“女”", fold::clip(plain)),
            format!("\"{}\" is no sex; write 男 or 女", fold::clip(plain)),
        )),
    }
}

fn ethnic(plain: &str) -> Found<String> {
    let exact = Ethnic::list().find(|ethnic| ethnic.name_zh() == plain);
    // A number cell has lost the zero of 01.
    let padded = || match plain.as_bytes() {
        [digit] if digit.is_ascii_digit() => Ethnic::from_code(&format!("0{plain}")),
        _ => None,
    };
    match exact.or_else(|| Ethnic::from_text(plain)).or_else(padded) {
        Some(ethnic) => Found::Value(ethnic.code().to_owned()),
        None => Found::Refused(Text::new(
            format!("“{}”不是民族名称；请写全称，如“汉族”", fold::clip(plain)),
            format!("\"{}\" is no ethnic group; write its name, such as 汉族", fold::clip(plain)),
        )),
    }
}

fn schooling(plain: &str) -> Found<String> {
    let exact = Education::list().find(|education| education.name_zh() == plain);
    if let Some(education) = exact.or_else(|| Education::from_text(plain)) {
        return Found::Value(education.code().to_owned());
    }
    Found::Refused(if education::is_degree(plain) {
        Text::new(
            format!("“{}”是学位；请写到“学位”列，学历写“大学本科毕业”等", fold::clip(plain)),
            format!(
                "\"{}\" is a degree; write it under 学位, and the education as 大学本科毕业 and the like",
                fold::clip(plain)
            ),
        )
    } else {
        Text::new(
            format!("“{}”不是学历；请写“大学本科毕业”“大学专科毕业”等", fold::clip(plain)),
            format!("\"{}\" is no education; write 大学本科毕业 and the like", fold::clip(plain)),
        )
    })
}

/// A value as a form shows it: codes as words, yes and no in Chinese.
pub(crate) fn words(field: Field, value: &str) -> &str {
    match field.kind() {
        FieldKind::Code(CodeSet::Sex) => match value {
            "1" => "男",
            "2" => "女",
            other => xibao_codes::sex::name_zh(other).unwrap_or(other),
        },
        FieldKind::Code(CodeSet::Ethnic) => xibao_codes::ethnic::name_zh(value).unwrap_or(value),
        FieldKind::Code(CodeSet::Education) => education::name_zh(value).unwrap_or(value),
        FieldKind::YesNo => match value {
            "yes" => "是",
            "no" => "否",
            other => other,
        },
        FieldKind::Text | FieldKind::Date | FieldKind::Number => value,
    }
}

/// An identity number as it is kept, with what it says of its bearer.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) number: String,
    /// It stood there in the older form of 15 digits.
    pub(crate) legacy: bool,
    pub(crate) born: Option<Day>,
    /// The code of the sex.
    pub(crate) sex: &'static str,
    /// Its check character does not fit.
    pub(crate) unfit: bool,
}

/// Reads an identity number.
pub(crate) fn identity(text: &str) -> Found<Identity> {
    if fold::is_none_word(&fold::compact(text)) {
        return Found::Nothing;
    }
    match IdNumber::read(text) {
        Ok(read) => {
            let identity = known(&read.number, read.legacy.is_some(), false);
            if read.number.birth().year() < 1900 {
                return Found::Doubtful(identity, born_early());
            }
            Found::Value(identity)
        }
        Err(IdNumberProblem::Empty) => Found::Nothing,
        Err(ref problem @ IdNumberProblem::Checksum { ref number, .. }) => {
            Found::Doubtful(known(number, false, true), Text::new(problem.zh(), problem.en()))
        }
        Err(problem) => Found::Refused(Text::new(problem.zh(), problem.en())),
    }
}

fn known(number: &IdNumber, legacy: bool, unfit: bool) -> Identity {
    let birth = number.birth();
    let (year, month, day) = (birth.year(), birth.month(), birth.day());
    let born = Day::from_ymd(i32::from(year), i32::from(month), i32::from(day));
    let sex = number.sex().code();
    Identity { number: number.as_str().to_owned(), legacy, born, sex, unfit }
}

fn born_early() -> Text {
    Text::new(
        "号码中的出生年份早于1900年；请对照证件核对",
        "the year of birth in the number is before 1900; compare with the card",
    )
}

/// The note beside a number that was read in the older form. It does not repeat the digits, which
/// would not be sealed there: they are the number without its 7th, 8th and last characters.
pub(crate) const LEGACY_NOTE: &str = "由15位旧号码换算";

/// Reads a unified social credit code; one that is faulty is kept and told.
pub(crate) fn credit_code(text: &str) -> Found<String> {
    let plain = fold::compact(text).to_uppercase();
    if fold::is_none_word(&plain) {
        return Found::Nothing;
    }
    match CreditCode::read(&plain) {
        Ok(code) => Found::Value(code.as_str().to_owned()),
        Err(problem) => Found::Doubtful(plain, credit_problem(&problem)),
    }
}

fn credit_problem(problem: &CreditCodeProblem) -> Text {
    Text::new(problem.zh(), problem.en())
}
