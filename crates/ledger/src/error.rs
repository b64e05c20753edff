//! Why the columns of a table cannot be used, and cells that cannot be read.

use xibao_rulebook::Text;

/// Why the columns of a table cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text.en)]
pub struct MapError {
    /// What is wrong and what to do.
    pub text: Text,
}

impl MapError {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> MapError {
        MapError { text: Text::new(zh, en) }
    }

    /// What is wrong and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        self.text.zh.clone()
    }

    /// What is wrong and what to do, in English.
    pub fn en(&self) -> String {
        self.text.en.clone()
    }
}

/// A value in a cell that cannot be used; the rest of the row still is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellProblem {
    /// Row as the user sees it, from 1.
    pub row: u64,
    /// Column, from 0.
    pub column: usize,
    /// The cell as the user names it, such as `F12`.
    pub place: String,
    /// The header of its column.
    pub header: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what to do.
    pub message: Text,
}

/// The letters of a column, as spreadsheets show it.
pub(crate) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }
}
