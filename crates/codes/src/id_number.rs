//! Numbers of identity cards, GB 11643-1999.
//!
//! Eighteen characters: six digits of the division where the number was first given, the day of
//! birth, a sequence of three digits (odd for men, even for women) and a check character. Numbers
//! of fifteen digits, given until 1999, lack the century and the check character.
//!
//! The law of this crate: a number is shown masked. Neither `Debug` nor any message holds a whole
//! one.

mod problem;
mod warning;

pub use problem::IdNumberProblem;
pub use warning::IdNumberWarning;

use crate::date::Date;
use crate::division::{self, Division};
use crate::sex::Sex;
use crate::tidy::tidy;
use std::fmt;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A number of an identity card: 18 characters, digits but for a last `X`, with a day of birth that
/// exists.
///
/// Its check character fits unless it came from [`IdNumberProblem::Checksum`] or
/// [`IdNumber::read_overridden`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    text: String,
    birth: Date,
}

/// A number as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Read {
    /// The number in its form of 18 characters.
    pub number: IdNumber,
    /// The fifteen digits that stood there, if it was in the older form: keep them.
    pub legacy: Option<String>,
}

impl IdNumber {
    /// Reads a number as typed or as a spreadsheet holds it: full-width characters, spaces, a
    /// leading apostrophe and a small x are put right, and the older form of 15 digits becomes one
    /// of 18.
    ///
    /// # Errors
    /// [`IdNumberProblem`]. A wrong check character has its own kind, which holds the number: some
    /// numbers really given do not fit, so a person may accept one with a reason.
    ///
    /// ```
    /// use xibao_codes::id_number::{IdNumber, IdNumberProblem};
    ///
    /// let read = IdNumber::read("990000670401001")?;
    /// assert_eq!(read.number.as_str(), "99000019670401001X");
    /// assert_eq!(read.legacy.as_deref(), Some("990000670401001"));
    ///
    /// assert_eq!(IdNumber::read("9.90000194912310E+17"), Err(IdNumberProblem::Spoilt));
    /// # Ok::<(), IdNumberProblem>(())
    /// ```
    pub fn read(text: &str) -> Result<Read, IdNumberProblem> {
        let read = IdNumber::read_overridden(text)?;
        if read.number.checksum_fits() {
            return Ok(read);
        }
        if read.number.text.ends_with("000") {
            return Err(IdNumberProblem::Spoilt);
        }
        let expected = check_character(&read.number.text).unwrap_or('?');
        Err(IdNumberProblem::Checksum { number: read.number, expected })
    }

    /// Reads a number whose check character need not fit: one that a person accepted with a reason.
    ///
    /// # Errors
    /// [`IdNumberProblem`], but neither for the check character nor for digits a spreadsheet
    /// zeroed.
    pub fn read_overridden(text: &str) -> Result<Read, IdNumberProblem> {
        let text = normalised(text);
        if text.is_empty() {
            return Err(IdNumberProblem::Empty);
        }
        if is_scientific(&text) {
            return Err(IdNumberProblem::Spoilt);
        }
        let count = text.chars().count();
        for (index, character) in text.chars().enumerate() {
            let last = index == 17 && count == 18 && character == 'X';
            if !character.is_ascii_digit() && !last {
                return Err(IdNumberProblem::Character { character, place: index + 1 });
            }
        }
        match count {
            18 => number(text).map(|number| Read { number, legacy: None }),
            15 => legacy(text),
            found => Err(IdNumberProblem::Length { found }),
        }
    }

    /// The whole number. Show [`IdNumber::masked`] unless the reader is entitled to more.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The number with its first three and last four characters: `990***********123X`.
    pub fn masked(&self) -> String {
        mask(&self.text)
    }

    /// The day of birth it holds. If the personnel file differs, the file prevails.
    pub fn birth(&self) -> Date {
        self.birth
    }

    /// The sex it holds.
    pub fn sex(&self) -> Sex {
        let digit = self.text.as_bytes().get(16).copied().unwrap_or(b'0');
        if digit % 2 == 1 { Sex::MALE } else { Sex::FEMALE }
    }

    /// The division where the number was first given, six digits of that time. It says nothing
    /// about where the person is registered now.
    pub fn region(&self) -> &str {
        self.text.get(..6).unwrap_or_default()
    }

    /// The divisions that ever had the code of the region; none if there was none.
    pub fn divisions(&self) -> &'static [Division] {
        division::find(self.region())
    }

    /// Whether the check character is the one of the first 17 digits.
    pub fn checksum_fits(&self) -> bool {
        check_character(&self.text).is_some_and(|check| self.text.ends_with(check))
    }

    /// What a person should look at, though the number may be right.
    ///
    /// `file_birth` and `file_sex` are what the personnel file says; `today` bounds the day of
    /// birth.
    pub fn warnings(
        &self,
        file_birth: Option<Date>,
        file_sex: Option<Sex>,
        today: Option<Date>,
    ) -> Vec<IdNumberWarning> {
        warning::warnings(self, file_birth, file_sex, today)
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "IdNumber({})", self.masked())
    }
}

impl fmt::Debug for Read {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let legacy = self.legacy.as_deref().map(mask);
        formatter
            .debug_struct("Read")
            .field("number", &self.number)
            .field("legacy", &legacy)
            .finish()
    }
}

/// The check character of the first 17 digits, or none if there are not as many.
///
/// ```
/// assert_eq!(xibao_codes::id_number::check_character("99000019491231019"), Some('X'));
/// ```
pub fn check_character(digits: &str) -> Option<char> {
    let mut sum = 0;
    let mut count = 0;
    for (digit, weight) in digits.chars().zip(WEIGHTS) {
        sum += digit.to_digit(10)? * weight;
        count += 1;
    }
    let check = CHECKS.get(usize::try_from(sum % 11).ok()?).copied();
    check.filter(|_| count == WEIGHTS.len())
}

/// Any text that may be a number, masked: the first three and the last four characters, or nothing
/// of a short text. For messages about numbers that could not be read.
pub fn mask(text: &str) -> String {
    let count = text.chars().count();
    if count < 12 {
        return "*".repeat(count);
    }
    let hidden = 3..count - 4;
    text.chars().enumerate().map(|(at, c)| if hidden.contains(&at) { '*' } else { c }).collect()
}

fn normalised(text: &str) -> String {
    let upper = |character| match character {
        'x' | '×' | '✕' | 'х' | 'Х' | 'Χ' | 'χ' => 'X',
        other => other,
    };
    tidy(text).chars().map(upper).collect()
}

/// Whether this is a figure such as `1.1E+17`: the spreadsheet no longer has the digits.
fn is_scientific(text: &str) -> bool {
    let Some((figure, power)) = text.split_once(['e', 'E']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(power) && digits(&figure.replacen('.', "", 1))
}

fn number(text: String) -> Result<IdNumber, IdNumberProblem> {
    match text.get(6..14).and_then(Date::parse) {
        Some(birth) => Ok(IdNumber { text, birth }),
        None => Err(IdNumberProblem::Date { masked: mask(&text) }),
    }
}

fn legacy(text: String) -> Result<Read, IdNumberProblem> {
    let (region, rest) = text.split_at_checked(6).unwrap_or_default();
    let digits = format!("{region}19{rest}");
    let check = check_character(&digits).map(String::from).unwrap_or_default();
    let number = number(digits + &check)?;
    Ok(Read { number, legacy: Some(text) })
}
