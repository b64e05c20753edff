//! What a person should look at in a number that can be used.

use super::IdNumber;
use crate::date::Date;
use crate::division;
use crate::sex::Sex;

/// The first year of birth that a living member can have.
const FIRST_YEAR: u16 = 1900;

/// Something to look at in a number that can be used. `Display` is English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum IdNumberWarning {
    /// The year of birth is before 1900.
    BornTooEarly {
        /// The day of birth in the number.
        birth: Date,
    },
    /// The day of birth is after the day given as today.
    BornInFuture {
        /// The day of birth in the number.
        birth: Date,
    },
    /// The first two digits were never those of a province.
    RegionNeverExisted {
        /// The six digits.
        region: String,
    },
    /// The province exists, but the table has no such county: perhaps an older or a quite new code.
    RegionNotInTable {
        /// The six digits.
        region: String,
        /// The province, 简体中文.
        province: &'static str,
    },
    /// The number of a residence permit for people from Hong Kong, Macao or Taiwan.
    ResidencePermit {
        /// Where from, 简体中文.
        from: &'static str,
    },
    /// The personnel file has another day of birth; the file prevails.
    BirthDiffers {
        /// In the number.
        number: Date,
        /// In the file.
        file: Date,
    },
    /// The personnel file has another sex.
    SexDiffers {
        /// In the number.
        number: Sex,
        /// In the file.
        file: Sex,
    },
}

impl IdNumberWarning {
    /// What to look at and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match self {
            IdNumberWarning::BornTooEarly { birth } => {
                format!("号码中的出生日期{birth}早于{FIRST_YEAR}年；请对照证件核对")
            }
            IdNumberWarning::BornInFuture { birth } => {
                format!("号码中的出生日期{birth}在今天之后；请对照证件核对")
            }
            IdNumberWarning::RegionNeverExisted { region } => {
                format!("号码前六位{region}从未用作行政区划代码；请对照证件核对")
            }
            IdNumberWarning::RegionNotInTable { region, province } => {
                format!("{province}的区划代码表中查不到{region}，可能是较早的代码；请对照证件核对")
            }
            IdNumberWarning::ResidencePermit { from } => {
                format!("这是{from}居民居住证的号码；请确认证件种类")
            }
            IdNumberWarning::BirthDiffers { number, file } => format!(
                "号码中的出生日期{number}与档案记载的{file}不一致；以档案审核认定为准，请核对档案"
            ),
            IdNumberWarning::SexDiffers { number, file } => format!(
                "号码中的性别（{}）与档案记载的{}不一致；请核对",
                number.name_zh(),
                file.name_zh()
            ),
        }
    }

    /// What to look at and what to do, in English.
    pub fn en(&self) -> String {
        match self {
            IdNumberWarning::BornTooEarly { birth } => format!(
                "the day of birth in the number, {birth}, is before {FIRST_YEAR}; compare with the card"
            ),
            IdNumberWarning::BornInFuture { birth } => format!(
                "the day of birth in the number, {birth}, is after today; compare with the card"
            ),
            IdNumberWarning::RegionNeverExisted { region } => format!(
                "the first six digits, {region}, were never the code of a division; compare with the card"
            ),
            IdNumberWarning::RegionNotInTable { region, province } => format!(
                "{region} is not in the table of divisions of {province}, it may be an older code; \
                 compare with the card"
            ),
            IdNumberWarning::ResidencePermit { from } => format!(
                "this is the number of a residence permit for people from {from}; check which document it is"
            ),
            IdNumberWarning::BirthDiffers { number, file } => format!(
                "the day of birth in the number, {number}, is not that of the file, {file}; the audited \
                 file prevails, check it"
            ),
            IdNumberWarning::SexDiffers { number, file } => format!(
                "the sex in the number ({}) is not that of the file ({}); check both",
                number.name_en(),
                file.name_en()
            ),
        }
    }
}

pub(crate) fn warnings(
    number: &IdNumber,
    file_birth: Option<Date>,
    file_sex: Option<Sex>,
    today: Option<Date>,
) -> Vec<IdNumberWarning> {
    let birth = number.birth();
    let mut warnings = Vec::new();
    if birth.year() < FIRST_YEAR {
        warnings.push(IdNumberWarning::BornTooEarly { birth });
    }
    if today.is_some_and(|today| birth > today) {
        warnings.push(IdNumberWarning::BornInFuture { birth });
    }
    warnings.extend(region(number.region()));
    if let Some(file) = file_birth.filter(|file| *file != birth) {
        warnings.push(IdNumberWarning::BirthDiffers { number: birth, file });
    }
    let stated = file_sex.filter(|file| [Sex::MALE, Sex::FEMALE].contains(file));
    if let Some(file) = stated.filter(|file| *file != number.sex()) {
        warnings.push(IdNumberWarning::SexDiffers { number: number.sex(), file });
    }
    warnings
}

fn region(region: &str) -> Option<IdNumberWarning> {
    let from = match region {
        "810000" => Some("香港"),
        "820000" => Some("澳门"),
        "830000" => Some("台湾"),
        _ => None,
    };
    if let Some(from) = from {
        return Some(IdNumberWarning::ResidencePermit { from });
    }
    if division::exists(region) {
        return None;
    }
    let region = region.to_owned();
    Some(match division::province_of(&region) {
        Some(province) => IdNumberWarning::RegionNotInTable { region, province: province.name },
        None => IdNumberWarning::RegionNeverExisted { region },
    })
}
