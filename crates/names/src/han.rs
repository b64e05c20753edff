//! Which characters are Han, which are only another form of one, and which belong to notes.

use unicode_normalization::UnicodeNormalization;

/// Whether a character is Han: unified and compatibility ideographs of every plane, 〇 and 々.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{20000}'..='\u{3fffd}'
        | '\u{f900}'..='\u{faff}'
        | '々' | '〇')
}

/// A full-width letter or sign as ASCII, a radical (as PDF files give them) as its character.
///
/// Compatibility folding goes no further: it would change what a name is.
pub(crate) fn folded(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' | '\u{2f00}'..='\u{2fd5}' | '\u{2e9f}' | '\u{2ef3}' => {
            std::iter::once(character).nfkc().next().unwrap_or(character)
        }
        other => other,
    }
}

/// A character that only picks a glyph or a direction and cannot be seen.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{180b}'..='\u{180f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The many dots that people type between the parts of a name.
pub(crate) fn is_middle_dot(character: char) -> bool {
    matches!(
        character,
        '·' | '•' | '‧' | '∙' | '・' | '･' | '⋅' | '᛫' | '⸱' | '\u{387}' | '●' | '⦁'
    )
}

/// The characters of a name without notes in brackets, such as （女）.
pub(crate) fn without_notes(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_u32;
    text.chars().filter(move |character| match character {
        '(' | '（' | '[' | '［' | '【' | '〔' | '<' | '〈' | '《' => {
            depth += 1;
            false
        }
        ')' | '）' | ']' | '］' | '】' | '〕' | '>' | '〉' | '》' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    })
}

/// The characters of a name that count for its order: no notes, spaces, dots, nor what cannot be
/// seen.
pub(crate) fn significant(text: &str) -> impl Iterator<Item = char> {
    without_notes(text).map(folded).filter(|&character| {
        !character.is_whitespace()
            && !is_middle_dot(character)
            && !is_invisible(character)
            && !character.is_control()
    })
}
