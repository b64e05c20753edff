//! What typing, input methods and spreadsheets add to a code.

use unicode_normalization::UnicodeNormalization;

/// Most characters of a cell that are looked at; no code is near it.
pub(crate) const TEXT_CHARACTERS: usize = 100;

/// Text without spaces, apostrophes and what cannot be seen; full-width characters as ASCII.
pub(crate) fn tidy(text: &str) -> String {
    text.chars().take(TEXT_CHARACTERS).nfkc().filter(|&character| !is_added(character)).collect()
}

fn is_added(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\'' | '‘' | '’' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
            | '\u{202a}'..='\u{202e}')
}
