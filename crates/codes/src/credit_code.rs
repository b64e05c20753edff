//! Unified social credit codes of organisations, GB 32100-2015.
//!
//! Eighteen characters without I, O, S, V, Z: registering department, kind, six digits of the
//! division, the nine characters of the organisation code GB 11714, and a check character.

use crate::division::{self, Division};
use crate::tidy::tidy;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const INNER_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A unified social credit code whose check character fits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CreditCode(String);

/// Why a text is no unified social credit code. `Display` is English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum CreditCodeProblem {
    /// Nothing stands there.
    Empty,
    /// It has not 18 characters.
    Length {
        /// Characters it has.
        found: usize,
    },
    /// A character that codes do not have, or a letter among the digits of the division.
    Character {
        /// The character.
        character: char,
        /// Its place, from 1, spaces not counted.
        place: usize,
    },
    /// The check character does not fit.
    Checksum {
        /// The code as it stands there.
        code: String,
    },
}

/// Something to look at in a code that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCodeWarning {
    /// The check character of the organisation code inside (GB 11714) does not fit.
    InnerChecksum,
    /// The table has no such division: perhaps an older or a quite new code.
    RegionNotInTable,
}

impl CreditCode {
    /// Reads a code as typed: full-width characters, spaces and small letters are put right.
    ///
    /// # Errors
    /// [`CreditCodeProblem`] for a wrong length, a character that codes do not have, a wrong check
    /// character.
    ///
    /// ```
    /// use xibao_codes::credit_code::CreditCode;
    ///
    /// let code = CreditCode::read("9135010 0m000100y43")?;
    /// assert_eq!(code.as_str(), "91350100M000100Y43");
    /// assert_eq!(code.organisation_code(), "M000100Y4");
    /// # Ok::<(), xibao_codes::credit_code::CreditCodeProblem>(())
    /// ```
    pub fn read(text: &str) -> Result<CreditCode, CreditCodeProblem> {
        let code = tidy(text).to_ascii_uppercase();
        if code.is_empty() {
            return Err(CreditCodeProblem::Empty);
        }
        for (index, character) in code.chars().enumerate() {
            let digit = (2..8).contains(&index);
            let fits =
                if digit { character.is_ascii_digit() } else { ALPHABET.contains(character) };
            if !fits {
                return Err(CreditCodeProblem::Character { character, place: index + 1 });
            }
        }
        let found = code.chars().count();
        if found != 18 {
            return Err(CreditCodeProblem::Length { found });
        }
        if check_character(&code).is_none_or(|check| !code.ends_with(check)) {
            return Err(CreditCodeProblem::Checksum { code });
        }
        Ok(CreditCode(code))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first two characters: registering department and kind, such as 91 enterprise, 12 public
    /// institution, 51 social organisation.
    pub fn kind(&self) -> &str {
        self.0.get(..2).unwrap_or_default()
    }

    /// The six digits of the division of registration.
    pub fn region(&self) -> &str {
        self.0.get(2..8).unwrap_or_default()
    }

    /// The divisions that ever had the code of the region.
    pub fn divisions(&self) -> &'static [Division] {
        division::find(self.region())
    }

    /// The organisation code of GB 11714 inside, nine characters.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// What a person should look at; the code can be used all the same.
    pub fn warnings(&self) -> Vec<CreditCodeWarning> {
        let inner = self.organisation_code();
        let mut warnings = Vec::new();
        if inner_check_character(inner).is_none_or(|check| !inner.ends_with(check)) {
            warnings.push(CreditCodeWarning::InnerChecksum);
        }
        if self.region() != "100000" && !division::exists(self.region()) {
            warnings.push(CreditCodeWarning::RegionNotInTable);
        }
        warnings
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CreditCode, D::Error> {
        CreditCode::read(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl CreditCodeProblem {
    /// What is wrong and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match self {
            CreditCodeProblem::Empty => "统一社会信用代码为空；请对照登记证书填写".to_owned(),
            CreditCodeProblem::Length { found } => {
                format!("统一社会信用代码有{found}位，应为18位；请检查漏位或多位")
            }
            CreditCodeProblem::Character { character, place } => {
                let hint = look_alike(*character)
                    .map(|digit| format!("，可能是{digit}"))
                    .unwrap_or_default();
                format!("第{place}位“{character}”不是代码用字{hint}；请对照登记证书改正")
            }
            CreditCodeProblem::Checksum { code } => {
                format!("统一社会信用代码{code}的校验位不符；请对照登记证书核对")
            }
        }
    }

    /// What is wrong and what to do, in English.
    pub fn en(&self) -> String {
        match self {
            CreditCodeProblem::Empty => {
                "the credit code is empty; type it from the certificate".to_owned()
            }
            CreditCodeProblem::Length { found } => format!(
                "the credit code has {found} characters, it needs 18; look for missing or extra ones"
            ),
            CreditCodeProblem::Character { character, place } => {
                let hint = look_alike(*character)
                    .map(|digit| format!(", perhaps it is {digit}"))
                    .unwrap_or_default();
                format!(
                    "character {place}, \"{character}\", does not stand in credit codes there{hint}; \
                     correct it from the certificate"
                )
            }
            CreditCodeProblem::Checksum { code } => format!(
                "the check character of credit code {code} does not fit; compare with the certificate"
            ),
        }
    }
}

impl CreditCodeWarning {
    /// What to look at, in 简体中文.
    pub fn zh(self) -> &'static str {
        match self {
            CreditCodeWarning::InnerChecksum => {
                "第9至17位组织机构代码的校验位不符；请对照登记证书核对"
            }
            CreditCodeWarning::RegionNotInTable => {
                "第3至8位区划代码查不到，可能是较早的代码；请对照登记证书核对"
            }
        }
    }

    /// What to look at, in English.
    pub fn en(self) -> &'static str {
        match self {
            CreditCodeWarning::InnerChecksum => {
                "the check character of the organisation code in characters 9 to 17 does not fit; compare \
                 with the certificate"
            }
            CreditCodeWarning::RegionNotInTable => {
                "the division in characters 3 to 8 is not in the table, it may be an older code; compare \
                 with the certificate"
            }
        }
    }
}

/// The check character of the first 17 characters, or none if they cannot be those of a code.
pub fn check_character(code: &str) -> Option<char> {
    let mut sum = 0;
    let mut count = 0;
    for (character, weight) in code.chars().zip(WEIGHTS) {
        sum += value(character)? * weight;
        count += 1;
    }
    let check = usize::try_from((31 - sum % 31) % 31).ok()?;
    ALPHABET.chars().nth(check).filter(|_| count == WEIGHTS.len())
}

/// The check character of an organisation code of GB 11714: letters count from 10, modulus 11.
fn inner_check_character(code: &str) -> Option<char> {
    let sum: u32 = code
        .chars()
        .zip(INNER_WEIGHTS)
        .map(|(character, weight)| character.to_digit(36).map(|value| value * weight))
        .sum::<Option<u32>>()?;
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

fn value(character: char) -> Option<u32> {
    ALPHABET.chars().position(|known| known == character).and_then(|at| u32::try_from(at).ok())
}

/// The digit that a letter outside the alphabet is often mistaken for.
fn look_alike(character: char) -> Option<char> {
    match character {
        'I' => Some('1'),
        'O' => Some('0'),
        'S' => Some('5'),
        'Z' => Some('2'),
        _ => None,
    }
}
